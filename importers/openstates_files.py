"""Open States’ YAML files, read into checked people and committees. A bad file or field is an error; the rest goes on.

The files are as github.com/openstates/people has them: folders `legislature`, `executive`, `retired` and `committees`
under one folder per state. Its schema.md is older than the files; both spellings are read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from crm.errors import InvalidData
from crm.imports.drafts import Place, RowError
from importers.rows import Errors, as_birth_date, as_date, as_district, as_email
from importers.upload import Given, Upload, members
from importers.yaml_reading import Document, read_document

LEGISLATURE, EXECUTIVE, RETIRED, COMMITTEES = "legislature", "executive", "retired", "committees"
FOLDERS = (LEGISLATURE, EXECUTIVE, RETIRED, COMMITTEES)
LEFT_OUT = ("municipalities",)

PERSON_FIELDS = frozenset({
    "id", "name", "given_name", "family_name", "middle_name", "suffix", "gender", "email", "biography", "birth_date",
    "death_date", "image", "ids", "party", "roles", "offices", "contact_details", "links", "other_names",
    "other_identifiers", "sources", "extras",
})  # fmt: skip
COMMITTEE_FIELDS = frozenset({
    "id", "jurisdiction", "name", "chamber", "classification", "parent", "members", "links", "other_names", "sources",
    "extras",
})  # fmt: skip


@dataclass(frozen=True)
class Role:
    """A seat or office held. `type` is upper, lower, legislature, governor, ...; dates are ISO, perhaps partial."""

    type: str
    district: str
    jurisdiction: str
    start: str
    end: str
    place: Place
    is_flawed: bool = False

    @property
    def in_chamber(self) -> bool:
        return self.type in ("upper", "lower", "legislature")

    @property
    def state(self) -> str:
        """The state's code, or "" for a town's office."""
        parts = self.jurisdiction.removeprefix("ocd-jurisdiction/country:us/").split("/")
        return parts[0].partition(":")[2] if len(parts) == 2 else ""


@dataclass(frozen=True)
class Someone:
    """A person's file. `values` are the properties our Person takes from it; `flawed` roles have impossible dates."""

    id: str
    name: str
    folder: str
    values: Mapping[str, Any]
    aliases: tuple[str, ...]
    roles: tuple[Role, ...]
    place: Place
    flawed: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Sitting:
    """One line of a committee's members."""

    name: str
    person_id: str
    role: str
    start: str
    end: str
    place: Place


@dataclass(frozen=True)
class Committee:
    """A committee's file; `parent` is the id or name of the committee that a subcommittee is part of."""

    id: str
    name: str
    chamber: str
    classification: str
    parent: str
    state: str
    members: tuple[Sitting, ...]
    place: Place


@dataclass
class Files:
    """Everything in the folder. `broken` names the folders in which a file could not be read."""

    people: list[Someone] = field(default_factory=list)
    committees: list[Committee] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    errors: list[RowError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_files(given: Given, state: str = "") -> Files:
    """Every file of one state's folder, of a zip of it, or of a copy of the whole collection when `state` is given.

    Raises InvalidData ("file") when it holds no such folder, or several states and none is named.
    """
    found = [(upload, *_where(upload.name)) for upload in members(given, (".yml", ".yaml"), folder=state)]
    roots = {root for _, root, folder in found if folder in FOLDERS}
    chosen = {root for root in roots if not state or PurePosixPath(root).name in (state, "") or len(roots) == 1}
    if len(chosen) != 1:
        raise InvalidData({"file": [_which(roots)]})
    files, errors = Files(), Errors()
    for upload, root, folder in found:
        if root in chosen and folder in FOLDERS:
            _read(Upload(f"{folder}/{PurePosixPath(upload.name).name}", upload.content), folder, files, errors)
    left = sum(1 for _, root, folder in found if root in chosen and folder in LEFT_OUT)
    if left:
        files.notices.append(f"{left} files on towns were left out: only the legislature and state offices are read.")
    files.errors = errors.found
    return files


def _where(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    return path.parent.parent.as_posix().removeprefix("."), path.parent.name


def _which(roots: set[str]) -> str:
    if not roots:
        return "There is no folder named legislature, committees, executive or retired here. Choose a state's folder."
    named = ", ".join(sorted(PurePosixPath(root).name for root in roots))
    return f"This holds several states ({named}). Say which one."


def _read(upload: Upload, folder: str, files: Files, errors: Errors) -> None:
    files.folders.add(folder)
    document = read_document(upload, errors)
    record = document and (_committee(document, errors) if folder == COMMITTEES else _person(document, folder, errors))
    if isinstance(record, Committee):
        files.committees.append(record)
    elif isinstance(record, Someone):
        files.people.append(record)
    else:
        files.broken.add(folder)


class _Fields:
    """Reads fields of one mapping inside a document; a wrong type becomes an error at its line."""

    def __init__(self, document: Document, errors: Errors, path: tuple[str | int, ...] = ()) -> None:
        self.document, self.errors, self.path = document, errors, path
        data: Any = document.data
        for step in path:
            data = data[step]
        self.data = data

    def place(self, *names: str | int) -> Place:
        return self.document.place(*self.path, *names)

    def text(self, name: str, reader: Callable[[str], str] = str) -> str:
        value = self.data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.errors.add(self.place(name), "A text is expected here, not a list. Mend that field.")
            return ""
        try:
            return reader(value.strip())
        except ValueError as error:
            self.errors.add(self.place(name), str(error))
            return ""

    def texts(self, name: str) -> list[str]:
        """A field that holds one text or a list of them."""
        value = self.data.get(name)
        listed = value if isinstance(value, list) else [value]
        return [one.strip() for one in listed if isinstance(one, str) and one.strip()]

    def each(self, name: str) -> Iterable["_Fields"]:
        """The mappings of a list."""
        value = self.data.get(name) or []
        if not isinstance(value, list):
            self.errors.add(self.place(name), "A list is expected here. Mend that field.")
            return
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield _Fields(self.document, self.errors, (*self.path, name, index))
            else:
                self.errors.add(self.place(name, index), "Fields with names are expected here. Mend that line.")

    def within(self, name: str) -> "_Fields | None":
        return (
            _Fields(self.document, self.errors, (*self.path, name)) if isinstance(self.data.get(name), dict) else None
        )

    def check_names(self, known: frozenset[str]) -> None:
        for name in self.data:
            if name not in known:
                self.errors.add(self.place(name), f"The field “{name}” is not known, so it was left out.")

    def missing(self, names: Sequence[str]) -> bool:
        absent = [name for name in names if not isinstance(self.data.get(name), str)]
        for name in absent:
            self.errors.add(self.place(name), f"The field “{name}” is missing, so this file was left out.")
        return bool(absent)


def _person(document: Document, folder: str, errors: Errors) -> Someone | None:
    fields = _Fields(document, errors)
    fields.check_names(PERSON_FIELDS)
    if fields.missing(("id", "name")):
        return None
    extras = fields.within("extras")
    plain = ("given_name", "family_name", "middle_name", "suffix", "gender", "image")
    values: dict[str, Any] = {name: fields.text(name) for name in ("name", *plain)}
    values |= {"email": fields.text("email", as_email)}
    values |= {"birth_date": fields.text("birth_date", as_birth_date), "death_date": fields.text("death_date", as_date)}
    values |= {"party": _party(fields), **_reached(fields)}
    values |= {"links": list(dict.fromkeys(link.text("url") for link in fields.each("links")))}
    if extras:
        values |= {"occupation": "; ".join(extras.texts("occupation")), "education": extras.texts("education")}
        values |= {"counties": extras.texts("counties represented")}
    roles = [role for role in map(_role, fields.each("roles")) if role]
    return Someone(
        id=fields.text("id"),
        name=fields.text("name"),
        folder=folder,
        values={name: value for name, value in values.items() if value},
        aliases=tuple(dict.fromkeys(other.text("name") for other in fields.each("other_names"))),
        roles=tuple(role for role in roles if not role.is_flawed),
        flawed=tuple(role for role in roles if role.is_flawed),
        place=fields.place(),
    )


def _party(fields: _Fields) -> str:
    """The present party, without "Democratic/Progressive" being split; the last one listed without an end."""
    present = [party.text("name") for party in fields.each("party") if not party.text("end_date")]
    return present[-1] if present else ""


def _reached(fields: _Fields) -> dict[str, str]:
    """Phone and address of the capitol office, or of whichever office has one."""
    offices = [*fields.each("offices"), *fields.each("contact_details")]
    offices.sort(key=lambda office: "capitol" not in (office.text("classification") or office.text("note")).lower())
    phones = [office.text("voice") for office in offices if office.text("voice")]
    addresses = [office.text("address") for office in offices if office.text("address")]
    return {"phone": phones[0] if phones else "", "address": addresses[0] if addresses else ""}


def _role(fields: _Fields) -> Role | None:
    found = Role(
        type=fields.text("type"),
        district=fields.text("district", as_district),
        jurisdiction=fields.text("jurisdiction"),
        start=fields.text("start_date", as_date),
        end=fields.text("end_date", as_date),
        place=fields.place(),
    )
    if not found.type or (found.in_chamber and not found.district):
        missing = "type" if not found.type else "district"
        fields.errors.add(fields.place(missing), f"This role has no {missing}, so it was left out.")
        return None
    if any(
        isinstance(fields.data.get(n), str) and not v for n, v in (("start_date", found.start), ("end_date", found.end))
    ):
        return replace(found, is_flawed=True)
    if found.start and found.end and found.start > found.end:
        fields.errors.add(
            fields.place("end_date"), "This role ends before it starts, so it was left out. Mend the dates."
        )
        return replace(found, is_flawed=True)
    return found


def _committee(document: Document, errors: Errors) -> Committee | None:
    fields = _Fields(document, errors)
    fields.check_names(COMMITTEE_FIELDS)
    if fields.missing(("id", "name", "chamber", "jurisdiction")):
        return None
    return Committee(
        id=fields.text("id"),
        name=fields.text("name"),
        chamber=fields.text("chamber"),
        classification=fields.text("classification") or "committee",
        parent=fields.text("parent"),
        state=Role("", "", fields.text("jurisdiction"), "", "", fields.place()).state,
        members=tuple(_sitting(member) for member in fields.each("members")),
        place=fields.place(),
    )


def _sitting(fields: _Fields) -> Sitting:
    return Sitting(
        name=fields.text("name"),
        person_id=fields.text("person_id") or fields.text("id"),
        role=(fields.text("role") or "member").replace("-", " ").lower(),
        start=fields.text("start_date", as_date),
        end=fields.text("end_date", as_date),
        place=fields.place(),
    )
