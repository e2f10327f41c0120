"""The outcome of comparing a draft's records with the graph: found, to be made, waiting for an answer, or refused."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.imports.drafts import LEAVE_OUT, Choice, DraftLink, DraftRecord, RowError
from crm.imports.existing_records import Stored

UNKNOWN = "This row is not recorded until everybody it names is on record."


@dataclass(frozen=True)
class Resolved:
    """A record of the draft with its id. `stored` is what the graph has of it, None when it is to be made.

    `new_identifiers` are to be added to it; `retired` are open identifiers to end on `since`.
    """

    record: DraftRecord
    id: str
    stored: Stored | None
    new_identifiers: tuple[tuple[str, str], ...] = ()
    retired: tuple[tuple[str, str], ...] = ()
    since: str = ""

    @property
    def name(self) -> str:
        return self.stored.name if self.stored and self.stored.name else self.record.name


@dataclass
class Resolution:
    """The outcome, by ref: `found`, `waiting` for a choice (its id), or `left_out`: by an answer, or because
    it is `unknown`.

    `taken` are the graph's records that were found, `listed` every identifier of the draft, `named` those to be added.
    """

    batch_id: str
    decisions: Mapping[str, str]
    found: dict[str, Resolved] = field(default_factory=dict)
    refused: list[tuple[str, RowError]] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    choices: dict[str, Choice] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    listed: frozenset[tuple[str, str]] = frozenset()
    named: set[tuple[str, str]] = field(default_factory=set)

    def new_id(self, ref: str) -> str:
        """The id of a record to be made: it follows from the batch, so that a repeated write makes no second one."""
        return str(uuid.uuid5(uuid.UUID(self.batch_id), ref))

    def make(
        self, record: DraftRecord, identifiers: Iterable[tuple[str, str]] = (), *, record_id: str = "", **more: Any
    ) -> None:
        """It is new; `record_id` is its id where that follows from what it is about."""
        if record.missing:
            self.refuse(record, record.missing)
        else:
            new = tuple(identifiers) or record.identifiers
            self.found[record.ref] = Resolved(record, record_id or self.new_id(record.ref), None, new, **more)

    def take(self, record: DraftRecord, stored: Stored, **more: Any) -> None:
        if "deleted_at" in stored.values:
            self.left_out.add(record.ref)
        else:
            found = Resolved(record, stored.id, stored, **more)
            self.found[record.ref] = found
            self.taken.add(stored.id)
            self.named |= set(found.new_identifiers)

    def refuse(self, record: DraftRecord, message: str) -> None:
        self.refused.append((record.kind, RowError.at(record.place, message)))
        self.left_out.add(record.ref)
        self.unknown.add(record.ref)

    def ask(self, choice: Choice, record: DraftRecord) -> str:
        """The answer, or "" when it is still open; rows that ask the same question share it."""
        known = self.choices.get(choice.id)
        if known is not None and record.place not in known.places:
            choice = Choice(
                known.id, known.question, known.options, (*known.places, record.place), known.default, known.group
            )
        self.choices[choice.id] = choice
        answer = choice.answer(self.decisions)
        if not answer:
            self.waiting[record.ref] = choice.id
        elif answer == LEAVE_OUT:
            self.left_out.add(record.ref)
        return answer

    def hold_incomplete(self, links: Iterable[DraftLink]) -> None:
        """Records that are only made are made whole or not at all: a new one waits, or is refused, with whom it names,
        for nothing adds the name later."""
        for link in links:
            start = self.found.get(link.start)
            if start is None or start.stored or not start.record.only_made or any(r in self.found for r in link.ends):
                continue
            if waits := [self.waiting[ref] for ref in link.ends if ref in self.waiting]:
                self.waiting[link.start] = waits[0]
                del self.found[link.start]
            elif self.unknown & set(link.ends):
                self.refuse(start.record, UNKNOWN)
                del self.found[link.start]

    def wait_with(self, record: DraftRecord, ref: str) -> None:
        """A record that depends on another one waits, or is left out, with it."""
        if ref in self.waiting:
            self.waiting[record.ref] = self.waiting[ref]
        else:
            self.left_out.add(record.ref)
