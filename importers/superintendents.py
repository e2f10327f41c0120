"""A list of superintendents, CSV or Excel, as an office keeps it: who heads which school district.

Columns: district and superintendent (or name), with title, e-mail, phone, since, leaid where there are any. Two people
in a cell are both read; only the one whose title says so, or who stands alone, is taken for the superintendent.
"""

from crm.imports.drafts import Draft
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import PersonName
from importers import lists
from importers.cells import is_not_said, is_vacant
from importers.lists import Gathered
from importers.reading import Columns, read_table
from importers.rows import Row
from importers.upload import Given

KIND, SOURCE = "superintendents", "Superintendents list"

COLUMNS = Columns(
    headings={
        "district": lists.DISTRICT,
        "name": lists.PERSON,
        **lists.NAME_PARTS,
        "title": lists.TITLE,
        "email": lists.EMAIL,
        "phone": lists.PHONE,
        "start": lists.START,
        "leaid": lists.LEAID,
    },
    needed=("district", "name"),
    instead=lists.INSTEAD_OF_NAME,
    unused={"initials", "fax", "address", "county", "city", "zip", "notes", "no", "teachers", "dues paid"},
)


def read(given: Given, *, as_of: str) -> Draft:
    """The draft of a list; `as_of` is its date (ISO). Raises InvalidData ("file")."""
    table = read_table(given, COLUMNS)
    found = Gathered()
    for row in table.rows:
        _read_row(row, found)
    return found.draft(KIND, SOURCE, as_of, table)


def _read_row(row: Row, found: Gathered) -> None:
    text = lists.shown(row.get("district"))
    if text and (is_vacant(row.get("name")) or is_not_said(row.get("name"))):
        office = lists.superintendents_office(found, row, lists.district(found, row, text))
        lists.nobody(found, row, "name", office, text)
        return
    named = lists.people(row, "name")
    if not text and not named:
        return
    if not text:
        found.errors.add(row.place("district"), f"{row.get('name')} has no district. Write the district’s name.")
    elif not named:
        found.errors.add(
            row.place("name"), f"{text} has no superintendent in this list. Write the name, or drop the row."
        )
    elif lists.is_unclear(named):
        both = " and ".join(name.display for name in named)
        found.errors.add(row.place("name"), f"{both} stand in one cell. Write after the name who is superintendent.")
    else:
        _read_people(row, found, named, text)


def _read_people(row: Row, found: Gathered, named: tuple[PersonName, ...], text: str) -> None:
    ref = lists.district(found, row, text)
    title = row.get("title")
    for name, heads in lists.heads(named):
        if heads and (not title or lists.is_head_title(title)):
            _once(row, found, name, ref)
        else:
            lists.contact(found, row, "name", name, ref)


def _once(row: Row, found: Gathered, name: PersonName, ref: str) -> None:
    """A district listed twice (morning and afternoon of a sign-in sheet) with the same person is one entry."""
    before = found.seen.setdefault(ref, row.number)
    if before != row.number and f"person|{folded(name.display)}|{ref}" not in found.records:
        message = f"{found.records[ref].text} has another superintendent in row {before}. Keep the right one."
        found.errors.add(row.place("name"), message)
    elif before == row.number:
        lists.superintendent(found, row, "name", name, ref)
