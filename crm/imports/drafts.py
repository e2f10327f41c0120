"""What a file says, before the graph is asked: records, relationships, and what was wrong with which row.

Importers hand over a `Draft`; planning.py compares it with the graph. Records point at each other by `ref`, a name
that is only used within the draft. Nothing in here reads a file or the graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]

BY_IDENTIFIER, BY_KEY, BY_NAME, BY_DISTRICT, BY_PERSON, BY_ROLL_CALL, BY_SITTING, BY_MENTION, HOME = (
    "identifier", "key", "name", "district", "person", "roll call", "sitting", "mention", "home",
)  # fmt: skip
BY_BODY, BY_TITLE, BY_COUNCIL_SEAT = "body", "title", "council seat"
BY_EVENT, BY_PLACE, BY_SURVEY, BY_QUESTION = "event", "place", "survey", "question"
BY_YEAR, BY_PICTURE = "year", "picture"


@dataclass(frozen=True, order=True)
class Place:
    """Where in a file: `row` is the line or sheet row as people see it, from 1; `field` is the column or YAML field."""

    file: str
    row: int | None = None
    field: str = ""

    def at(self, field: str) -> "Place":
        return Place(self.file, self.row, field)

    @property
    def in_words(self) -> str:
        row = f", row {self.row}" if self.row is not None else ""
        return f"{self.file}{row}" + (f", {self.field}" if self.field else "")


@dataclass(frozen=True, order=True)
class RowError:
    """What was refused, where, and in plain words why and how to mend it. The rest of the file is still read."""

    file: str
    row: int | None
    field: str
    message: str

    @classmethod
    def at(cls, place: Place, message: str) -> "RowError":
        return cls(place.file, place.row, place.field, message)


@dataclass(frozen=True)
class Option:
    """One answer to a choice; `value` is a record id, or one of the words below."""

    value: str
    label: str
    note: str = ""


NEW, LEAVE_OUT, SAME_PERSON, ENDED = "new", "leave-out", "same", "ended"


@dataclass(frozen=True)
class Choice:
    """A question that only a person can answer. While `default` is "" and nobody decided, its rows wait.

    `id` follows from the question, so that an answer holds for every row that asks it and for the next preview.
    `group` names questions that may be answered together.
    """

    id: str
    question: str
    options: tuple[Option, ...]
    places: tuple[Place, ...]
    default: str = ""
    group: str = ""

    def answer(self, decisions: Mapping[str, str]) -> str:
        """The decided option's value, or the default; "" when it must still be decided."""
        decided = decisions.get(self.id, "")
        return decided if any(option.value == decided for option in self.options) else self.default


@dataclass(frozen=True)
class DraftRecord:
    """One record of a file. `kind` is what it is counted as ("Seats"), `values` are its properties.

    `find` says how it is found in the graph: by its identifiers, its natural key (Area, Post, Bill), its name among
    bodies of one classification, by what a body of any kind is called, by an issue's title, as the council's seat of a
    body, as an event or survey that is on record (its id is in the values), as a question of that survey, as the
    district or other body that somebody stands for, as a school district's name, as a person's name, as a roll call
    (its key, or another source's record of the same vote), as a member who sat in a chamber on a day, as a
    session of the legislature or somebody's registration or report of a year, or as the association itself. `text`
    is the name as the list writes it. `hints` help to tell apart: for a person `district`, the ref of their district;
    for a roll call `bill` and `chamber`, refs; for a member `chamber`, a ref, and `on`, the day, with `seat`, the
    district's number, and `given`, the given name, where the source has them; for a registration or report `who`.
    `within` makes a key from another record's: a superintendent's post is "superintendent|<id of the district>".
    `if_chosen` adds (choice id, property, value) to a list when that choice is answered with SAME_PERSON. A record with
    `missing` is never made: when it is not in the graph, the row is refused with that sentence. One found by mention is
    somebody, or the association, that a text names: it is never made or changed. A record that is `only_made` stays as
    it is, with its relationships, where it is in the graph already; a new one is made once all whom it names are known.
    One found by its picture is whom the name of a file means: only their portrait is changed.
    `refs` are properties that hold the id of another record, given here by its ref.
    """

    ref: str
    label: str
    kind: str
    name: str
    values: Values
    place: Place
    find: str = BY_KEY
    identifiers: tuple[tuple[str, str], ...] = ()
    listed_as: str = ""
    text: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    if_chosen: tuple[tuple[str, str, str], ...] = ()
    missing: str = ""
    only_made: bool = False
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftLink:
    """One relationship; `kind` is "" where it is not counted by itself.

    `ends` are alternatives, such as the seats of a district that elects several. `refs` are as in a record.
    """

    type: str
    kind: str
    start: str
    ends: tuple[str, ...]
    place: Place
    values: Values = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """The draft has all the relationships of this type at these records, so that the others have ended.

    `anchors` are refs at the end that the relationship is read from (lookup.ANCHORS); `prefix` narrows it to ends
    whose key begins so. Without anchors, every relationship of the draft's source to such an end is meant.
    With a `choice` (its id), only when that is answered with ENDED.
    """

    type: str
    anchors: frozenset[str] = frozenset()
    prefix: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Draft:
    """A file's content. `kind` is the importer, `source` how the source is named on every record, `as_of` its date.

    `bodies` is set when the file has every committee of a jurisdiction: those of this source it lacks have ended.
    `held_back` are refs of posts of which the file says something that cannot be: nothing ends there. One that
    `adds` is one of several: what it leaves out, and another said, stays. `files` are pictures by their digest.
    """

    kind: str
    source: str
    as_of: str
    records: tuple[DraftRecord, ...] = ()
    links: tuple[DraftLink, ...] = ()
    errors: tuple[RowError, ...] = ()
    notices: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    whole: tuple[Whole, ...] = ()
    bodies: tuple[str, str] | None = None
    held_back: frozenset[str] = frozenset()
    list_writes_county: bool = False
    adds: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
