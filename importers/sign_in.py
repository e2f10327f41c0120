"""The sign-in sheet of one event, typed into CSV or Excel: name, title, district, e-mail, initials.

Where the sheet was printed with the names expected, only the rows with initials count. Who came twice, in the morning
and in the afternoon, came once. Legislators are matched with people on record, never added; a name that cannot be read,
or that says only whose aide somebody is, is refused by its row. A sheet adds: whom another sheet named stays.
"""

import re
from dataclasses import dataclass, field, replace

from crm.imports.drafts import BY_EVENT, BY_MENTION, BY_PLACE, Draft, DraftLink, DraftRecord
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import PersonName
from importers import lists
from importers.cells import as_written, is_not_said
from importers.lists import Gathered
from importers.reading import Columns, read_table
from importers.rows import Row
from importers.upload import Given

KIND, SOURCE = "sign-in", "Sign-in sheet"
EVENT = "event"

COLUMNS = Columns(
    headings={
        "name": (
            *lists.PERSON, "attendee", "participant", "print name", "printed name", "please print", "full name",
            "name please print", "guest",
        ),
        **lists.NAME_PARTS,
        "title": (*lists.TITLE, "as", "position title", "title position"),
        "district": (
            *lists.DISTRICT, "for", "organization", "body", "agency", "affiliation", "school", "representing",
            "district organization", "organization district", "district agency",
        ),
        "email": lists.EMAIL,
        "phone": lists.PHONE,
        "signed": ("initials", "initial", "signature", "signed", "sign", "sign in", "signed in", "present", "here"),
        "morning": ("morning", "am", "a m", "am initials", "morning initials", "in"),
        "afternoon": ("afternoon", "pm", "p m", "pm initials", "afternoon initials", "out"),
    },
    needed=("name",),
    instead=lists.INSTEAD_OF_NAME,
    unused={"no", "number", "notes", "comments", "date", "time", "address", "city", "zip", "fax", "county"},
)  # fmt: skip
SIGNATURES = ("signed", "morning", "afternoon")
WHOSE = re.compile(r"['’]s?\s+(?:aide|assistant|asst|secretary|staff\w*|wife|husband|spouse|guest|office)\b", re.I)
LEGISLATOR = re.compile(r"^(?:state\s+)?(?:sen|senator|rep|representative|speaker|lt\.? gov\w*)\b", re.I)
SIGNED_AWAY = frozenset({"", "no", "n", "absent", "0", "x not here", "did not come"})


@dataclass
class Sheet:
    """What comes together of a sheet: `came` has the row in which somebody was first."""

    found: Gathered = field(default_factory=Gathered)
    came: dict[str, Row] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def read(given: Given, *, as_of: str, event: str = "") -> Draft:
    """The draft of a sheet; `event` is the id of the event that it was signed at. Raises InvalidData ("file")."""
    table = read_table(given, COLUMNS)
    sheet = Sheet()
    rows = [row for row in table.rows if row.get("name") or row.get("last")]
    signed = [row for row in rows if _signed(row)]
    if signed and len(signed) < len(rows):
        away = [str(row.number) for row in rows if not _signed(row)]
        which = f"Row {away[0]} has" if len(away) == 1 else f"Rows {', '.join(away[:-1])} and {away[-1]} have"
        sheet.notices.append(f"{which} no initials and did not count.")
    for row in signed or rows:
        _read_row(row, sheet)
    place = replace(table.rows[0].place(), row=None) if table.rows else None
    if place is not None:
        sheet.found.records[EVENT] = DraftRecord(EVENT, "Event", "", "Event", {"id": event}, place, BY_EVENT)
    draft = sheet.found.draft(KIND, SOURCE, as_of, table)
    return replace(draft, notices=(*draft.notices, *sheet.notices), adds=True)


def _signed(row: Row) -> bool:
    return any(folded(row.get(name)) not in SIGNED_AWAY for name in SIGNATURES)


def _read_row(row: Row, sheet: Sheet) -> None:
    found, text = sheet.found, row.get("name")
    if "?" in text:
        found.errors.add(row.place("name"), f"“{text}” cannot be read. Write the whole name, or drop the row.")
        return
    if WHOSE.search(text):
        message = f"“{text}” says whose it is, not who came. Write the person’s own name, or drop the row."
        found.errors.add(row.place("name"), message)
        return
    body = _body(row, found)
    for name in lists.people(row, "name"):
        ref = _person(row, found, name, body)
        if ref is None:
            continue
        first = sheet.came.setdefault(ref, row)
        if first is not row:
            twice = f"Row {row.number}: {name.display} stands in row {first.number} already and counts once."
            sheet.notices.append(twice)
            continue
        said = {"role": _role(row, name)} if _role(row, name) else {}
        refs = {"body": body} if body else {}
        found.links.append(DraftLink("ATTENDED", "Attendance", ref, (EVENT,), row.place("name"), said, refs))


def _body(row: Row, found: Gathered) -> str:
    """The ref of the district or other body that somebody signed for."""
    text = as_written(row.get("district"))
    if not text or is_not_said(text):
        return ""
    ref = f"body|{folded(text)}"
    found.records.setdefault(
        ref, DraftRecord(ref, "Organization", "Bodies", text, {}, row.place("district"), BY_PLACE, text=text)
    )
    return ref


def _person(row: Row, found: Gathered, name: PersonName, body: str) -> str | None:
    legislates = LEGISLATOR.match(name.title) or LEGISLATOR.match(row.get("title"))
    if name.sure and name.family and (legislates or not name.given):
        named = " ".join(part for part in (name.given, name.family) if part)
        ref = f"named|{folded(named)}"
        values = {"name": named, "given_name": name.given, "family_name": name.family, "suffix": name.suffix}
        kept = {key: value for key, value in values.items() if value}
        text = " ".join(part for part in (name.title, named) if part)
        found.records.setdefault(
            ref, DraftRecord(ref, "Person", "People", named, kept, row.place("name"), BY_MENTION, text=text)
        )
        return ref
    unnamed = next((ref for ref in found.records if ref.startswith(f"person|{folded(name.display)}|")), None)
    if not body and unnamed:
        return unnamed  # signed a second time without the district
    return lists.person(found, row, "name", name, body)


def _role(row: Row, name: PersonName) -> str:
    """As what somebody came: "superintendent" for whatever the sheet calls one, else the title as written."""
    title = name.role or row.get("title")
    return "superintendent" if lists.is_head_title(title) else title[:60].lower()
