"""The ledger: every entry of a plan with its word, its figure and the evidence behind it, as of a day.

Pure: the same plan, evidence, settings and days give the same ledger, in whatever order the evidence came.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from crm.plan.as_of import AsOf, in_time
from crm.plan.evidence import Evidence, Statement
from crm.plan.evidence_shapes import Record
from crm.plan.figures import figure
from crm.plan.outcome import Figure, Outcome
from crm.plan.plans import Entry, Plan
from crm.plan.rules import RULES
from crm.plan.words import DONE, Word, worst


@dataclass(frozen=True)
class Item:
    """A piece of evidence as an entry shows it: whether it was recorded after the day looked at, and which other
    entries it counts in."""

    record: Record
    afterwards: bool
    also: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of record, in words: "council seat"."""
        name = type(self.record).__name__
        return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


@dataclass(frozen=True)
class Row:
    """One entry on the day. `statements` are what people said of it by hand, oldest first; they stand beside a
    computed word and never replace it. `counted_in` are the entries that each record counts in, by its id."""

    entry: Entry
    outcome: Outcome
    day: date
    statements: tuple[Statement, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()
    counted_in: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def evidence(self) -> tuple[Item, ...]:
        """What stands behind the word, the oldest first, each piece with the other entries that it counts in."""
        return tuple(self._item(record) for record in sorted(self.outcome.evidence, key=in_time))

    def _item(self, record: Record) -> Item:
        also = tuple(entry for entry in self.counted_in.get(record.id, ()) if entry != self.entry.id)
        return Item(record, record.recorded > self.day, also)

    @property
    def word(self) -> Word:
        return self.outcome.word

    @property
    def n(self) -> int:
        return self.outcome.n

    @property
    def m(self) -> int | None:
        return self.outcome.m

    @property
    def figure(self) -> str:
        """“3 of 6”; by hand, the number of statements."""
        return str(self.n) if self.m is None else f"{self.n} of {self.m}"

    @property
    def is_done(self) -> bool:
        """Whether it is met, met late, or by hand with a newest statement that says met."""
        said_met = self.word is Word.BY_HAND and self.statements[-1].says == Word.MET
        return self.word in DONE or said_met


@dataclass(frozen=True)
class Ledger:
    """The rows of a plan in its order, as of `day`, with what was recorded by `known_on` where that is given.
    `counted_in` are the entries that each record counts in, by the record's id; `unplaced` the statements that name no
    entry of this plan of which anything is stated."""

    plan: Plan
    day: date
    known_on: date | None
    rows: tuple[Row, ...]
    counted_in: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    unplaced: tuple[Statement, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        return {row.entry.id: row for row in self.rows}

    @cached_property
    def entries(self) -> tuple[Row, ...]:
        """The rows that are not headings."""
        return tuple(row for row in self.rows if not row.entry.is_heading)

    @cached_property
    def counts(self) -> Counter[Word]:
        """How many entries, without headings, have each word."""
        return Counter(row.word for row in self.entries)

    @property
    def done(self) -> int:
        """How many entries, without headings, are met, early, late or by hand."""
        return sum(row.is_done for row in self.entries)

    def under(self, goal_id: str) -> tuple[Row, ...]:
        """The rows of one goal, in order."""
        return tuple(row for row in self.rows if self.plan.goal_of(row.entry) == goal_id)


def ledger(
    plan: Plan, evidence: Evidence, settings: Mapping[str, Any], day: date, known_on: date | None = None
) -> Ledger:
    """The plan's rows as of a day."""
    view = AsOf(evidence, settings, day, known_on)
    statements: dict[str, list[Statement]] = defaultdict(list)
    for statement in view.rows("statements"):
        statements[statement.entry].append(statement)
    counted_in: dict[str, list[str]] = defaultdict(list)
    rows: dict[str, Row] = {}
    for entry in plan.entries:
        if not entry.is_heading:
            rows[entry.id] = _row(view, entry, tuple(statements[entry.id]), counted_in)
            for record in rows[entry.id].outcome.evidence:
                counted_in[record.id].append(entry.id)
    for entry in plan.entries:
        if entry.is_heading:
            rows[entry.id] = _heading(view, entry, [rows[below.id] for below in plan.below(entry)])
    stated = {entry.id for entry in plan.entries if not entry.is_heading}
    unplaced = tuple(one for name, ones in statements.items() if name not in stated for one in ones)
    return Ledger(plan, day, known_on, tuple(rows[entry.id] for entry in plan.entries), counted_in, unplaced)


def _row(view: AsOf, entry: Entry, statements: tuple[Statement, ...], counted_in: Mapping[str, Sequence[str]]) -> Row:
    parameters = entry.resolved(view.settings)
    compute = RULES[entry.rule].compute
    if compute is None:
        word = Word.BY_HAND if statements else Word.NO_EVIDENCE
        reason = "" if statements else "Nobody has stated anything yet."
        outcome = Outcome(word, len(statements), None, (view.start, view.day), statements, reason=reason)
    else:
        outcome = compute(view, parameters)
    further = tuple(figure(name, view, parameters, outcome) for name in entry.shows)
    outcome = replace(outcome, figures=outcome.figures + further)
    settings = tuple((key, view.settings[key]) for key in entry.settings)
    return Row(entry, outcome, view.day, statements, settings, counted_in)


def _heading(view: AsOf, entry: Entry, below: list[Row]) -> Row:
    counts = Counter(row.word for row in below)
    figures = tuple(Figure(str(word), str(counts[word])) for word in Word if counts[word])
    done = sum(row.is_done for row in below)
    due = min((row.outcome.due for row in below if row.outcome.due), default=None)
    word = worst(row.word for row in below)
    outcome = Outcome(word, done, len(below), (view.start, view.day), figures=figures, due=due)
    further = tuple(figure(name, view, {}, outcome) for name in entry.shows)
    outcome = replace(outcome, figures=figures + further)
    return Row(entry, outcome, view.day)
