"""What the lists of superintendents, RESA members and the board share: a district in a cell, people in another.

A district is meant by its name as the list writes it; which one that is, is decided against the graph, and asked where
it is not certain. A person's text is kept raw beside what was read from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crm.imports.drafts import (
    BY_DISTRICT,
    BY_KEY,
    BY_PERSON,
    ENDED,
    LEAVE_OUT,
    Choice,
    Draft,
    DraftLink,
    DraftRecord,
    Option,
    Whole,
)  # fmt: skip
from crm.stakeholders.names.district_names import writes_county
from crm.stakeholders.names.folding import folded, words
from crm.stakeholders.names.person_names import PersonName, read_people, tidy
from importers.cells import as_written, holder, is_not_said, is_vacant
from importers.nces import SCHEME
from importers.reading import Table
from importers.rows import Errors, Row, as_date, as_email, as_phone

DISTRICT = (
    "district", "school district", "member district", "member districts", "member as listed", "district as printed",
    "district name", "member", "districts", "lea", "school system", "name of district", "company",
    "which school district do you work in",
)  # fmt: skip
PERSON = (
    "superintendent", "superintendent name", "superintendents", "supt", "name", "contact", "director",
    "what is your name",
)  # fmt: skip
NAME_PARTS = {
    "first": ("first name", "given name", "first"),
    "middle": ("middle name", "middle"),
    "last": ("last name", "surname", "family name", "last"),
    "suffix": ("suffix",),
}
INSTEAD_OF_NAME = {"name": ("first", "last")}
EMAIL = ("e mail", "email", "email address", "e mail address", "superintendent email", "username")
PHONE = ("phone", "telephone", "phone number", "office phone", "business phone")
TITLE = ("job title", "title", "role", "position", "office")
START = ("since", "start", "start date", "appointed", "from")
LEAID = ("leaid", "nces id", "lea id")
ASSISTANTS = frozenset({"asst", "assistant", "deputy", "associate", "aide", "secretary", "to"})


@dataclass
class Gathered:
    """The records and relationships of a list as they come together; the same person or district is made once."""

    records: dict[str, DraftRecord] = field(default_factory=dict)
    links: list[DraftLink] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)
    seen: dict[str, int] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    whole: list[Whole] = field(default_factory=list)

    def draft(self, kind: str, source: str, as_of: str, table: Table) -> Draft:
        named = [record.text for record in self.records.values() if record.find == BY_DISTRICT]
        return Draft(
            kind=kind,
            source=source,
            as_of=as_of,
            records=tuple(self.records.values()),
            links=tuple(self.links),
            errors=tuple(sorted((*table.errors, *self.errors.found), key=lambda e: e.row or 0)),
            notices=table.notices,
            choices=tuple(self.choices),
            whole=tuple(self.whole),
            list_writes_county=writes_county(named),
        )


def district(found: Gathered, row: Row, text: str) -> str:
    """The ref of the district that a row names."""
    leaid = row.get("leaid")
    ref = f"district|{leaid or folded(text)}"
    if ref not in found.records:
        found.records[ref] = DraftRecord(
            ref=ref,
            label="Organization",
            kind="School districts",
            name=text,
            values={},
            place=row.place("district"),
            find=BY_DISTRICT,
            identifiers=((SCHEME, leaid.zfill(7)),) if leaid else (),
            text=text,
        )
    return ref


def people(row: Row, column: str) -> tuple[PersonName, ...]:
    """Everybody in a cell, with what the row's own e-mail and phone columns say of the first."""
    named = read_people(holder(_whole_name(row, column)))
    if not named:
        return ()
    first = replace(named[0], email=named[0].email or row.get("email"), phone=named[0].phone or row.get("phone"))
    return (first, *named[1:])


def _whole_name(row: Row, column: str) -> str:
    """The cell, or the name that stands in several: first, middle and last name, suffix."""
    if text := row.cells.get(column, ""):
        return text
    parts = [row.get(part) for part in ("first", "middle", "last", "suffix")]
    return " ".join(part for part in parts if part) if row.get("last") else ""


def nobody(found: Gathered, row: Row, column: str, office: str, about: str) -> bool:
    """Whether a cell names nobody, which is said; where it says that the office is vacant, it is asked whether the time
    of whoever held it has ended."""
    text = row.get(column)
    if is_vacant(text):
        choice = Choice(
            id=f"vacant|{office}",
            question=f"The list says that the office of {about} is vacant. Has the time of whoever held it ended?",
            options=(Option(ENDED, "Yes, end it on the day of the list"), Option(LEAVE_OUT, "No, leave it as it is")),
            places=(row.place(column),),
            group="Vacant offices",
        )
        found.choices.append(choice)
        found.whole.append(Whole("HOLDS", frozenset({office}), choice=choice.id))
    elif is_not_said(text):
        found.errors.add(
            row.place(column), f"“{text}” is not a name, so nothing was changed for {about}. Write the name once known."
        )
    return is_vacant(text) or is_not_said(text)


def person(found: Gathered, row: Row, column: str, name: PersonName, district_ref: str = "") -> str | None:
    """The ref of a person in a row, or None, with an error, when the name cannot be read."""
    if not name.sure or not name.family:
        shown = name.raw or row.get(column)
        message = f"“{shown}” cannot be read as a person’s name. Write it as First Last, one person to a line."
        found.errors.add(row.place(column), message)
        return None
    if not name.given:
        message = f"“{name.raw}” is only a last name. Write the first name too, so that nobody is mistaken for another."
        found.errors.add(row.place(column), message)
        return None
    ref = f"person|{folded(name.display)}|{district_ref}"
    values = {
        "name": name.display, "given_name": name.given, "middle_name": name.middle, "family_name": name.family,
        "suffix": name.suffix, "nickname": name.nickname, "listed_name": name.raw,
        "email": found.errors.read(_cell(row, "email", name.email), "email", as_email, ""),
        "phone": as_phone(name.phone) if name.phone else "",
    }  # fmt: skip
    found.records.setdefault(
        ref,
        DraftRecord(
            ref=ref,
            label="Person",
            kind="People",
            name=name.display,
            values={key: value for key, value in values.items() if value},
            place=row.place(column),
            find=BY_PERSON,
            text=name.raw,
            hints={"district": district_ref} if district_ref else {},
        ),
    )
    return ref


def _cell(row: Row, column: str, text: str) -> Row:
    return replace(row, cells={**row.cells, column: text})


def superintendent(found: Gathered, row: Row, column: str, name: PersonName, district_ref: str) -> str | None:
    """A person as superintendent of a district: the office is made where it is missing. Returns the person's ref."""
    ref = person(found, row, column, name, district_ref)
    if ref is None:
        return None
    office = superintendents_office(found, row, district_ref)
    found.links.append(DraftLink("HOLDS", "Superintendents", ref, (office,), row.place(column), spell(found, row)))
    return ref


def superintendents_office(found: Gathered, row: Row, district_ref: str) -> str:
    """The ref of the office that heads a district, made where it is missing."""
    office = f"superintendent|{district_ref}"
    if office not in found.records:
        values = {"role": "superintendent", "title": "Superintendent", "label": "Superintendent of {within}"}
        found.records[office] = DraftRecord(
            office,
            "Post",
            "Superintendents’ offices",
            "Superintendent",
            values,
            row.place(),
            BY_KEY,
            within=district_ref,
        )
        found.links.append(DraftLink("IN", "", office, (district_ref,), row.place()))
    return office


def contact(found: Gathered, row: Row, column: str, name: PersonName, body_ref: str) -> None:
    """A person who belongs to a district or body without heading it."""
    if (ref := person(found, row, column, name, body_ref)) is not None:
        role = (name.role or row.get("title") or "contact").lower()
        found.links.append(DraftLink("MEMBER_OF", "Contacts", ref, (body_ref,), row.place(column), {"role": role}))


def spell(found: Gathered, row: Row) -> Mapping[str, Any]:
    """The start date that a row gives, if any."""
    start = found.errors.read(row, "start", as_date, "")
    return {"start_date": start} if start else {}


def heads(named: tuple[PersonName, ...]) -> Iterator[tuple[PersonName, bool]]:
    """Each person of a cell, and whether they are the head: the one whose title says so, else the only or first one."""
    told = [is_head_title(name.role or name.title) for name in named]
    for index, name in enumerate(named):
        yield name, told[index] if any(told) else index == 0 and not is_assistant(name.role)


def is_assistant(title: str) -> bool:
    return bool(ASSISTANTS & set(words(title)))


def is_head_title(title: str) -> bool:
    """Whether a job title says superintendent, and not their assistant or aide."""
    found = words(title)
    return bool({"superintendent", "supt"} & set(found)) and not is_assistant(title)


def is_unclear(named: tuple[PersonName, ...]) -> bool:
    """Whether several people stand in one cell, and nothing says which of them is the superintendent."""
    titled = [name for name in named if name.role or is_head_title(name.title)]
    return len(named) > 1 and not titled


def shown(text: str) -> str:
    """A cell in one line, capitals set in ordinary letters."""
    return tidy(as_written(text))
