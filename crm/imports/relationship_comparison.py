"""The relationships of a draft beside those of the graph: what is new, changed, ended, kept or refused. Pure.

What somebody typed in or corrected is never overwritten, and neither is what a newer source says. Who may hold which
seat is settled in seating.py.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.imports.drafts import Draft, DraftLink, RowError
from crm.imports.existing_records import ANCHORED_AT_END, StoredLink
from crm.imports.import_plan import CHANGED, ENDED, KEPT, MADE, REFUSED, UNCHANGED, Counts, LinkChange
from crm.imports.match_outcomes import Resolved
from crm.imports.write_statements import KEYED, Triple
from crm.stakeholders.spells import free_key

DATED = frozenset({"HOLDS", "MEMBER_OF"})
# What a source says now of these takes the place of what it said before.
REPLACED = frozenset(
    {"IN", "PART_OF", "REPRESENTS", "SERVES", "INVOLVES", "HOSTS", "ATTENDED", "TOOK_PART", "SENT_TO", "HELD_BY"}
)
NOT_COMPARED = frozenset({"as_of", "source"})


@dataclass(frozen=True)
class Placed:
    """A draft's relationship whose ends are known; `ends` are alternatives."""

    link: DraftLink
    start: Resolved
    ends: tuple[Resolved, ...]

    @property
    def values(self) -> Mapping[str, Any]:
        return self.link.values

    def is_open(self, on: str) -> bool:
        """Whether it still holds on that day; an end in the future is not an end yet."""
        return str(self.values.get("end_date") or "9999") > on


@dataclass
class Comparison:
    """One kind of relationship of one draft. `stored` are those of the graph at the same records."""

    draft: Draft
    batch_id: str
    triple: Triple
    counts: Counts
    stored: Sequence[StoredLink]
    changes: list[LinkChange] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    matched: dict[int, StoredLink] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)
    refused_at: set[str] = field(default_factory=set)
    made: dict[tuple[str, str, str], DraftLink] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.keys |= {str(link.values["key"]) for link in self.stored if "key" in link.values}

    @property
    def type(self) -> str:
        return self.triple[1]

    def match(self, placed: Sequence[Placed]) -> list[tuple[Placed, StoredLink]]:
        """Pair each with a stored one: the same key first, then the same start date, then two that are both open."""
        free: dict[tuple[str, str], list[StoredLink]] = defaultdict(list)
        for link in self.stored:
            free[link.start, link.end].append(link)
        for rank in range(4 if self.type in DATED else 1):
            for one in placed:
                pairs = [] if id(one) in self.matched else [(end, free[one.start.id, end.id]) for end in one.ends]
                found = next(
                    ((s, there) for end, there in pairs for s in there if self._alike(one, end, s)[rank]), None
                )
                if found is not None:
                    self.matched[id(one)] = found[0]
                    found[1].remove(found[0])
                    self._remember(one, found[0])
        self.settled = {id(stored) for stored in self.matched.values()}
        return [(one, self.matched[id(one)]) for one in placed if id(one) in self.matched]

    def _remember(self, one: Placed, stored: StoredLink) -> None:
        """What is here already is there for another row too, which must not make it once more."""
        if self.type not in DATED:
            end = next(end for end in one.ends if end.id == stored.end)
            self.made[one.start.id, stored.end, self._key(one, end)] = one.link

    def _key(self, one: Placed, end: Resolved) -> str:
        return link_key(self.type, one.start, end, one.values) if self.type in KEYED else ""

    def _alike(self, one: Placed, end: Resolved, stored: StoredLink) -> tuple[bool, ...]:
        if self.type not in DATED:
            return (one.values.get("part") == stored.values.get("part"),)
        if one.values.get("role") != stored.values.get("role"):
            return (False,) * 4
        now = self.draft.as_of
        same_start = one.values.get("start_date") == stored.values.get("start_date")
        both_open = one.is_open(now) and stored.is_open(now)
        same_key = stored.values.get("key") == link_key(self.type, one.start, end, one.values)
        return (same_key, same_start and one.is_open(now) == stored.is_open(now), same_start, both_open)

    def compare(self, one: Placed, stored: StoredLink) -> None:
        """Count a found one as unchanged or kept, or write what the source says otherwise."""
        differing = {n: v for n, v in one.values.items() if n not in NOT_COMPARED and stored.values.get(n) != v}
        ours = stored.importer == self.draft.kind
        if self.type in DATED and ours and "end_date" in stored.values and "end_date" not in one.values:
            differing["end_date"] = None
        allowed = {n: v for n, v in differing.items() if n not in stored.values.get("corrected", ())}
        if not differing:
            self.counts.add(one.link.kind, UNCHANGED)
        elif not allowed or not stored.importer or self.is_newer(stored):
            self.counts.add(one.link.kind, KEPT)
        else:
            ended = allowed.get("end_date") is not None and stored.is_open(self.draft.as_of)
            self.change(stored, ENDED if ended else CHANGED, allowed, one.link.kind)

    def is_newer(self, stored: StoredLink) -> bool:
        """Whether the graph has it from a later day than the draft's."""
        return str(stored.values.get("as_of", "")) > self.draft.as_of

    def change(self, stored: StoredLink, action: str, values: Mapping[str, Any], kind: str) -> None:
        """Write some values of a stored one; None removes."""
        after = {**values, "source": self.draft.source, "as_of": self.draft.as_of}
        before = {name: stored.values[name] for name in after if name in stored.values}
        self._write(stored, action, before, after, kind)

    def remove(self, stored: StoredLink, kind: str) -> None:
        """Take a stored one away, keeping all it said for undoing."""
        self._write(stored, ENDED, dict(stored.values), {}, kind)

    def _write(
        self, stored: StoredLink, action: str, before: Mapping[str, Any], after: Mapping[str, Any], kind: str
    ) -> None:
        key = str(stored.values.get("key", ""))
        names = (stored.start_name, stored.end_name)
        self.changes.append(LinkChange(self.triple, stored.start, stored.end, key, action, before, after, *names))
        self.counts.add(kind, action)
        self.settled.add(id(stored))

    def make(self, one: Placed, end: Resolved) -> None:
        """Write a new one."""
        key = self._key(one, end)
        before = self.made.setdefault((one.start.id, end.id, key), one.link)
        if before is not one.link and (self.type not in DATED or before.values == one.link.values):
            self.refuse(one, f"{one.start.name} and {end.name} are joined already by {before.place.in_words}.")
            return
        if self.type in DATED:
            key = free_key(key, self.keys)
            self.keys.add(key)
        after = {
            "source": self.draft.source, "as_of": self.draft.as_of, **one.values, "importer": self.draft.kind,
            "batch_id": self.batch_id,
        } | ({"key": key} if key else {})  # fmt: skip
        names = (one.start.name, end.name)
        self.changes.append(LinkChange(self.triple, one.start.id, end.id, key, MADE, {}, after, *names))
        self.counts.add(one.link.kind, MADE)

    def refuse(self, one: Placed, message: str) -> None:
        """Leave one out and say why."""
        self.errors.append(RowError.at(one.link.place, message))
        self.refused_at |= {anchor_of(self.type, one.start.id, end.id) for end in one.ends}
        self.counts.add(one.link.kind, REFUSED)

    def end_rest(self, in_scope: Callable[[StoredLink], bool], kind: str) -> None:
        """End what this source said before and does not say any more, on its day; undated kinds are taken away."""
        for stored in self.stored:
            if id(stored) in self.settled or stored.importer != self.draft.kind or self.is_newer(stored):
                continue
            if not in_scope(stored) or not stored.is_open(self.draft.as_of):
                continue
            if "end_date" in stored.values.get("corrected", ()):
                self.counts.add(kind, KEPT)
            elif self.type in DATED:
                self.change(stored, ENDED, {"end_date": self.draft.as_of, "end_reason": "no longer listed"}, kind)
            else:
                self.remove(stored, kind)


def anchor_of(type_: str, start: str, end: str) -> str:
    """Of a relationship's two ends, the one at which it is compared."""
    return end if type_ in ANCHORED_AT_END else start


def link_key(type_: str, start: Resolved, end: Resolved, values: Mapping[str, Any]) -> str:
    """The unique key, as the rooms make it by hand: a second write of the same finds the first."""
    since = values.get("start_date", "")
    if type_ == "HOLDS":
        return f"{start.id}|{end.id}|{since}"
    if type_ == "MEMBER_OF":
        return f"{start.id}|{end.id}|{values.get('role', 'member')}|{since}"
    if type_ == "OVERLAPS":
        return f"{_natural(start)}|{_natural(end)}"
    if type_ == "INVOLVES":
        return f"{start.id}|{values['part']}|{end.id}"
    return f"{start.id}|{end.id}"


def _natural(one: Resolved) -> str:
    stored = one.stored.values if one.stored else {}
    return str(stored.get("key") or one.record.values["key"])
