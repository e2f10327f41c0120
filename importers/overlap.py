"""Who shares ground with whom: a CSV or Excel file of school districts, counties and legislative districts.

One row joins two areas. Columns, in any order, under these or similar headings:

- `leaid` or `county` (or both: the school district lies in that county; several counties are split by ";")
- `chamber` (upper, lower, senate, house) and `district`, with `share` (0..1 or a percentage; unknown when empty)
- or `old congressional district` (several, split by ";", for a county that the plan splits)
- `source`, `as_of`, `state` (two letters; else from the leaid, else as given by the caller)

For a county that the old plan splits nothing is decided here: somebody chooses for each of its school districts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from crm.errors import InvalidData
from crm.imports.drafts import Draft, DraftLink, DraftRecord, Whole
from crm.stakeholders.chambers import LOWER, UPPER, WHOLE
from importers.reading import Columns, read_table
from importers.rows import Errors, Row, as_date, as_district, as_share, county_name
from importers.states import BY_CENSUS, State
from importers.states import state as named_state
from importers.upload import Given

KIND, SOURCE = "overlap", "Seat overlap file"
PLAN = "1992"

COLUMNS = Columns(
    headings={
        "leaid": ("leaid", "nces id", "lea id"),
        "county": ("county", "county name"),
        "state": ("state", "st"),
        "chamber": ("chamber",),
        "district": ("district", "legislative district", "district number"),
        "share": ("share", "share of county votes in chamber", "share of area", "share of population"),
        "old": ("old congressional district", "old district 1992 plan", "old district"),
        "source": ("source",),
        "as_of": ("as of", "date"),
    },
    needed=(),
    at_least=2,
    unused={
        "whole or split", "precincts with votes", "votes", "state leaid", "lea name", "lea type", "city", "zip",
        "phone", "website", "county method", "senate districts", "senators", "house districts", "representatives",
    },
)  # fmt: skip
CHAMBERS = {
    "upper": UPPER, "senate": UPPER, "s": UPPER, "sldu": UPPER, "lower": LOWER, "house": LOWER, "assembly": LOWER,
    "h": LOWER, "sldl": LOWER, "legislature": WHOLE,
}  # fmt: skip


@dataclass
class _Found:
    records: dict[str, DraftRecord] = field(default_factory=dict)
    links: dict[tuple[str, str], DraftLink] = field(default_factory=dict)
    split: set[str] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)


def read(given: Given, *, as_of: str, state: str = "") -> Draft:
    """The draft of an overlap file. `state` is used for rows that name none.

    Raises InvalidData: "file" for one that cannot be read, "state" for a state that does not exist.
    """
    try:
        default = named_state(state) if state else None
    except ValueError as error:
        raise InvalidData({"state": [str(error)]}) from None
    table = read_table(given, COLUMNS)
    found, errors = _Found(), Errors()
    for row in table.rows:
        _read_row(row, default, as_of, found, errors)
    notices = list(table.notices)
    if found.split:
        notices.append(
            f"The old plan splits {len(found.split)} counties ({', '.join(sorted(found.split))}). "
            "Choose one for each of their school districts after the import."
        )
    anchors = frozenset(start for start, _ in found.links)
    return Draft(
        kind=KIND,
        source=SOURCE,
        as_of=as_of,
        records=tuple(found.records.values()),
        links=tuple(found.links.values()),
        errors=(*table.errors, *errors.found),
        notices=tuple(notices),
        whole=tuple(Whole("OVERLAPS", anchors, prefix) for prefix in sorted(found.prefixes)),
    )


def _read_row(row: Row, default: State | None, as_of: str, found: _Found, errors: Errors) -> None:
    where = _state(row, default, errors)
    before = len(errors.found)
    share = errors.read(row, "share", as_share, -1.0)
    on = errors.read(row, "as_of", as_date, as_of)
    if where is None or len(errors.found) > before:
        return
    starts = list(_starts(row, where, found))
    ends = list(_ends(row, where, found, errors))
    if not starts or not ends:
        if len(errors.found) == before:
            errors.add(row.place(), "This row joins nothing. Give leaid or county, and chamber with district.")
        return
    whole = len(ends) == 1 and ends[0].startswith("old_congressional_district")
    stated = {"share": share} if share >= 0 else {"share": 1.0} if whole else {}
    values = {"as_of": on, **stated} | ({"source": row.get("source")} if row.get("source") else {})
    for start in starts:
        for end in ends:
            if (start, end) in found.links:
                errors.add(
                    row.place(), f"The same two areas are already joined in row {found.links[start, end].place.row}."
                )
                continue
            found.links[start, end] = DraftLink("OVERLAPS", "District overlaps", start, (end,), row.place(), values)
            found.prefixes.add(end.rpartition("|")[0] + "|")


def _state(row: Row, default: State | None, errors: Errors) -> State | None:
    if row.get("state"):
        return errors.read(row, "state", named_state, default)
    found = BY_CENSUS.get(row.get("leaid").zfill(7)[:2]) if row.get("leaid") else default
    if found is None:
        errors.add(
            row.place("leaid" if row.get("leaid") else "state"), "It is not said which state this is. Choose the state."
        )
    return found


def _counties(row: Row) -> list[str]:
    return [county_name(name) for name in row.get("county").split(";") if name.strip()]


def _starts(row: Row, where: State, found: _Found) -> Iterator[str]:
    if leaid := row.get("leaid"):
        key = f"school_district|{leaid.zfill(7)}"
        missing = f"{leaid} is no school district we know. Import the NCES directory first, or correct the number."
        yield _area(found, row, key, "school_district", leaid, missing=missing)
        return
    for county in _counties(row):
        yield _area(found, row, f"county|{where.code}|{county}", "county", county)


def _ends(row: Row, where: State, found: _Found, errors: Errors) -> Iterator[str]:
    """What it lies in: a legislative district, else (for a school district) counties, else an old district."""
    if row.get("district"):
        chamber = CHAMBERS.get(row.get("chamber").lower())
        if chamber is None:
            errors.add(row.place("chamber"), f"“{row.get('chamber')}” is no chamber. Write upper or lower.")
            return
        number = as_district(row.get("district"))
        named = f"{where.chamber(chamber).name} District {number}"
        missing = f"There is no {named}. Import the legislature first, or correct the district."
        yield _area(
            found, row, f"legislative_district|{where.code}|{chamber}|{number}", "legislative_district", named, missing
        )
    elif row.get("leaid") and row.get("county"):
        for county in _counties(row):
            yield _area(found, row, f"county|{where.code}|{county}", "county", county)
    else:
        numbers = [as_district(number) for number in row.get("old").replace(",", ";").split(";") if number.strip()]
        if len(numbers) > 1:
            found.split |= set(_counties(row))
        for number in numbers:
            name = f"Congressional District {number} ({PLAN} plan)"
            key = f"old_congressional_district|{where.code}|{PLAN}|{number}"
            yield _area(found, row, key, "old_congressional_district", name)


KINDS = {
    "county": "Counties",
    "school_district": "School district areas",
    "legislative_district": "Legislative districts",
    "old_congressional_district": "Old congressional districts",
}


def _area(found: _Found, row: Row, key: str, classification: str, name: str, missing: str = "") -> str:
    values = {"key": key, "classification": classification, "name": name}
    if classification == "old_congressional_district":
        values["district"] = key.rpartition("|")[2]
    only_found = {"key": key} if missing else values
    found.records.setdefault(
        key, DraftRecord(key, "Area", KINDS[classification], name, only_found, row.place(), missing=missing)
    )
    return key
