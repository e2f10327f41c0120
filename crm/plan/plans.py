"""A plan: its goals, its entries in order, each with a rule and the rule's parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crm.plan.rules import BY_HAND, ROLL_UP, RULES
from crm.plan.settings import CADENCES, DEFAULTS, WARNINGS

# Sets and conditions of a plan's file that read a setting by themselves.
IMPLIED: Mapping[str, tuple[str, ...]] = {
    "meetings owing a report": ("chair_report_days",),
    "good mentorship": ("first_year_days", "interim_counts", "new_means"),
}
# Words of a plan's file, and rules, that look at what lasts: posts, seats, memberships, groups, priorities.
LASTS = frozenset(
    {
        *("members", "legislators", "districts in membership", "groups", "priorities", "old districts", "partnership"),
        *("council seat", "named person", "good mentorship", "positive tie", "friend among us", "listed member"),
        *("member and board seats", "touch of a partner", "mentorships started"),
    }
)
LASTING_RULES = frozenset({"window", "first-year mentors", "poll answered", "range by"})


@dataclass(frozen=True)
class Goal:
    """One of the plan's goals."""

    id: str
    title: str


@dataclass(frozen=True)
class Entry:
    """One entry. `parameters` are its rule's, with "$name" where a setting is read; `line` is where the file has it."""

    id: str
    under: str
    text: str
    rule: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    do: str = ""
    judge: str = ""
    doubt: str = ""
    shows: tuple[str, ...] = ()
    line: int = 0

    @property
    def is_heading(self) -> bool:
        return self.rule == ROLL_UP

    @property
    def is_by_hand(self) -> bool:
        return self.rule == BY_HAND

    @property
    def reads_what_lasts(self) -> bool:
        """Whether the figure depends on when a post, a seat, a membership, a group or a priority ended."""
        return self.rule in LASTING_RULES or not LASTS.isdisjoint(_words_in(self.parameters))

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """The settings that the entry's figure depends on, besides those every entry reads."""
        named = [*_settings_in(self.parameters), *RULES[self.rule].settings]
        if every := self.parameters.get("every"):
            lengths = list(WARNINGS) if every.startswith("$") else [every]
        elif "cadence" in self.parameters:
            lengths = [length for _, length in CADENCES.values()]
        else:
            lengths = []
        named += [WARNINGS[length] for length in lengths]
        named += ["school_year_start"] if "school year" in lengths else []
        return tuple(dict.fromkeys(named))

    def resolved(self, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """The rule's parameters with the settings' values in them."""
        return {key: _resolved(value, settings) for key, value in self.parameters.items()}


@dataclass(frozen=True)
class Plan:
    """A whole plan. `defaults` are the settings' values before an office changes any."""

    name: str
    goals: tuple[Goal, ...]
    entries: tuple[Entry, ...]
    defaults: Mapping[str, Any] = field(default_factory=lambda: DEFAULTS)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    def goal_of(self, entry: Entry) -> str:
        """The id of the goal that an entry stands under, at whatever depth."""
        while entry.under in self.by_id:
            entry = self.by_id[entry.under]
        return entry.under

    def depth(self, entry: Entry) -> int:
        """How many entries stand above this one."""
        return 1 + self.depth(self.by_id[entry.under]) if entry.under in self.by_id else 0

    def below(self, heading: Entry) -> Iterator[Entry]:
        """All entries under a heading, children and theirs, without headings."""
        for entry in self.entries:
            if entry.under == heading.id:
                if not entry.is_heading:
                    yield entry
                yield from self.below(entry)


def _words_in(value: Any) -> Iterator[str]:
    """Every word that stands as a value in an entry's parameters."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _words_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words_in(part)


def _settings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("$"):
        yield value[1:]
    elif isinstance(value, str) and value in DEFAULTS:  # a set of bodies goes by its setting's name
        yield value
    elif isinstance(value, str):
        yield from IMPLIED.get(value, ())
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _settings_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _settings_in(part)


def _resolved(value: Any, settings: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return settings[value[1:]]
    if isinstance(value, Mapping):
        return {key: _resolved(part, settings) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_resolved(part, settings) for part in value]
    return value
