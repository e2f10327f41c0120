"""The federal directory of school districts (NCES Common Core of Data, LEA directory): its CSV or a shorter form of it.

Gives every district its body, its ground and its federal number. It has no superintendents and no counties.
"""

import re
from collections.abc import Iterator

from crm.imports.drafts import BY_IDENTIFIER, Draft, DraftLink, DraftRecord
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import squeeze, tidy
from importers.reading import Columns, read_table
from importers.rows import Errors, Row, as_phone, as_website
from importers.upload import LARGEST_ARCHIVE, Given, members, opened

KIND, SOURCE = "nces", "NCES district directory"
SCHEME = "nces-leaid"

COLUMNS = Columns(
    headings={
        "leaid": ("leaid", "nces id"),
        "name": ("lea name", "districtname", "district name"),
        "state": ("st", "state"),
        "type": ("lea type text", "type"),
        "phone": ("phone",),
        "website": ("website",),
        "street": ("lstreet 1", "address"),
        "street2": ("lstreet 2",),
        "city": ("lcity", "city"),
        "mail_city": ("mcity",),
        "zip": ("lzip", "zip"),
        "status": ("updated status text", "sy status text"),
        "year": ("school year",),
    },
    needed=("leaid", "name"),
    unused=None,
)
TYPES = (  # of the directory's long words: what we call it, and what it is counted as
    ("charter", "charter", "Charter districts"),
    ("state operated", "state-operated", "State-run districts"),
    ("regular", "regular", "School districts"),
)


def read(given: Given, *, as_of: str, state: str = "") -> Draft:
    """The draft of a directory file, or of the zip it comes in; `as_of` is the day of the file (ISO).

    Of the file of all states only `state` is read, where that is said. Raises InvalidData ("file").
    """
    table = read_table(_unpacked(given), COLUMNS, limit=LARGEST_ARCHIVE)
    errors = Errors()
    records: list[DraftRecord] = []
    links: list[DraftLink] = []
    closed: list[str] = []
    elsewhere = 0
    seen: dict[str, int] = {}
    for row in table.rows:
        if state and row.get("state").upper() not in ("", state.upper()):
            elsewhere += 1
            continue
        leaid = _leaid(row, errors)
        if not leaid or _seen_before(row, leaid, seen, errors):
            continue
        if row.get("status").lower() in ("closed", "inactive", "future"):
            closed.append(tidy(row.get("name")))
            continue
        body, ground = _district(row, leaid, errors)
        records += [body, ground]
        links.append(DraftLink("SERVES", "", body.ref, (ground.ref,), row.place()))
    notices = [*table.notices, *_said(closed)]
    if elsewhere:
        notices.append(f"Districts of other states were left out ({elsewhere:,}): only {state.upper()} is read.")
    return Draft(KIND, SOURCE, as_of, tuple(records), tuple(links), (*table.errors, *errors.found), tuple(notices))


def _unpacked(given: Given) -> Given:
    """The one CSV file of the zip that the directory is published as; another file as it is."""
    upload = opened(given, limit=LARGEST_ARCHIVE)
    if not upload.content.startswith(b"PK\x03\x04") or upload.name.lower().endswith((".xlsx", ".xlsm", ".ods")):
        return upload
    inside = list(members(upload, (".csv",), limit=LARGEST_ARCHIVE))
    return max(inside, key=lambda one: len(one.content)) if inside else upload


def _leaid(row: Row, errors: Errors) -> str:
    leaid = row.get("leaid")
    if not re.fullmatch(r"\d{6,7}", leaid):
        wrong = f"“{leaid}” is not a federal district number. It has seven digits, such as 2800194."
        errors.add(row.place("leaid"), wrong)
        return ""
    if not row.get("name"):
        errors.add(row.place("name"), "This district has no name, so it was left out. Write its name.")
        return ""
    return leaid.zfill(7)


def _seen_before(row: Row, leaid: str, seen: dict[str, int], errors: Errors) -> bool:
    if leaid in seen:
        errors.add(row.place("leaid"), f"{leaid} is already in row {seen[leaid]}, so this row was left out.")
        return True
    seen[leaid] = row.number
    return False


def _said(closed: list[str]) -> Iterator[str]:
    if closed:
        yield f"{len(closed)} closed districts were left out: {', '.join(closed[:5])}."


def _district(row: Row, leaid: str, errors: Errors) -> tuple[DraftRecord, DraftRecord]:
    name = tidy(row.get("name"))
    stated = row.get("type")
    words = next(
        ((ours, kind) for part, ours, kind in TYPES if part in stated.lower()), (stated.lower(), "Other districts")
    )
    values = {
        "name": name,
        "key_name": folded(name),
        "classification": "school_district",
        "nces_type": words[0],
        "jurisdiction": row.get("state").lower(),
        "phone": errors.read(row, "phone", as_phone, ""),
        "website": errors.read(row, "website", as_website, ""),
        "address": _address(row),
    }
    area_key = f"school_district|{leaid}"
    body = DraftRecord(
        ref=f"nces|{leaid}",
        label="Organization",
        kind=words[1],
        name=name,
        values={key: value for key, value in values.items() if value},
        place=row.place(),
        find=BY_IDENTIFIER,
        identifiers=((SCHEME, leaid),),
    )
    ground = {"key": area_key, "classification": "school_district", "name": name}
    return body, DraftRecord(area_key, "Area", "School district areas", name, ground, row.place())


def _address(row: Row) -> str:
    """One line; a town in capitals is written as its mailing twin is, where that has ordinary letters."""
    city, mail = row.get("city"), row.get("mail_city")
    town = mail if city.isupper() and mail.casefold() == city.casefold() and not mail.isupper() else tidy(city)
    street = ", ".join(part for part in (row.get("street"), row.get("street2")) if part)
    place = squeeze(f"{town}, {row.get('state')} {row.get('zip')}") if town else ""
    return ", ".join(part for part in (street, place) if part)
