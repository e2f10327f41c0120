"""The association's own board, CSV or Excel: office, name, and the school district that each member superintends.

Each office is a post of the association (its body marked as home). Several with the same title, such as district
representatives, have one post each. Everybody on the board is superintendent of the district printed beside them.
"""

from collections import Counter

from crm.imports.drafts import BY_KEY, HOME, Draft, DraftLink, DraftRecord, Place
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import squeeze
from importers import lists
from importers.lists import Gathered
from importers.reading import Columns, read_table
from importers.rows import Row
from importers.upload import Given

KIND, SOURCE = "board", "Board list"

COLUMNS = Columns(
    headings={
        "title": (*lists.TITLE, "board office"),
        "name": lists.PERSON,
        "district": lists.DISTRICT,
        "email": lists.EMAIL,
        "phone": lists.PHONE,
        "start": lists.START,
        "leaid": lists.LEAID,
    },
    needed=("title", "name"),
    unused={"nces match", "county", "old congressional district", "notes", "term"},
)


def read(given: Given, *, as_of: str, organization: str = "") -> Draft:
    """The draft of a board list. `organization` names the association where the graph has no home body yet.

    Raises InvalidData ("file").
    """
    table = read_table(given, COLUMNS)
    found = Gathered()
    home = _home(found, organization.strip())
    seats = Counter(folded(row.get("title")) for row in table.rows if row.get("title"))
    for title, count in seats.items():
        _posts(found, home, next(row for row in table.rows if folded(row.get("title")) == title), count)
    for row in table.rows:
        _read_row(row, found, seats[folded(row.get("title"))])
    return found.draft(KIND, SOURCE, as_of, table)


def _home(found: Gathered, name: str) -> str:
    missing = "" if name else "It is not known yet which body is yours. Give the association’s name with this list."
    values = {"name": name, "key_name": folded(name), "classification": "association", "home": True} if name else {}
    record = DraftRecord("home", "Organization", "Association", name, values, Place(KIND), find=HOME, missing=missing)
    found.records[record.ref] = record
    return record.ref


def _posts(found: Gathered, home: str, row: Row, count: int) -> None:
    title = squeeze(row.get("title"))
    for seat in range(1, count + 1):
        ref = _post(title, seat)
        label = f"{title}, seat {seat}" if count > 1 else title
        values = {"role": "board_member", "title": title, "label": f"{label} of the board"} | (
            {"seat": seat} if count > 1 else {}
        )
        found.records[ref] = DraftRecord(ref, "Post", "Board offices", label, values, row.place(), BY_KEY, within=home)
        found.links.append(DraftLink("IN", "", ref, (home,), row.place()))


def _post(title: str, seat: int) -> str:
    return f"board|{folded(title)}|{seat}"


def _read_row(row: Row, found: Gathered, count: int) -> None:
    if count == 1 and lists.nobody(found, row, "name", _post(row.get("title"), 1), row.get("title")):
        return
    named = lists.people(row, "name")
    if not row.get("title") or len(named) != 1:
        column, message = (
            ("name", "Write one name in this row.") if row.get("title") else ("title", "Write the office held.")
        )
        found.errors.add(row.place(column), message)
        return
    text = lists.shown(row.get("district"))
    if text:
        ref = lists.superintendent(found, row, "name", named[0], lists.district(found, row, text))
    else:
        ref = lists.person(found, row, "name", named[0])
    if ref is not None:
        posts = tuple(_post(row.get("title"), seat) for seat in range(1, count + 1))
        found.links.append(DraftLink("HOLDS", "Board members", ref, posts, row.place("name"), lists.spell(found, row)))
