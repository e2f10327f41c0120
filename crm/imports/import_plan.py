"""What an import will do, as data: every record and relationship it makes, changes or ends, and what stays."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.imports.drafts import Choice, RowError
from crm.imports.write_statements import Triple

MADE, CHANGED, UNCHANGED, ENDED, KEPT, REFUSED = "made", "changed", "unchanged", "ended", "kept", "refused"
OUTCOMES = (MADE, CHANGED, UNCHANGED, ENDED, KEPT, REFUSED)


@dataclass(frozen=True)
class NodeChange:
    """A record made (`before` empty), changed or ended. `version` is the one the plan saw; None values are removed."""

    label: str
    id: str
    name: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    version: int = 0


@dataclass(frozen=True)
class LinkChange:
    """A relationship made, changed, ended, or removed (`after` empty). `key` is "" for kinds without one."""

    triple: Triple
    start: str
    end: str
    key: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    start_name: str
    end_name: str


@dataclass
class Counts:
    """How many of each kind ("Seats") came out in each way of OUTCOMES."""

    by_kind: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, kind: str, outcome: str) -> None:
        if kind:
            counted = self.by_kind.setdefault(kind, dict.fromkeys(OUTCOMES, 0))
            counted[outcome] += 1

    def total(self, outcome: str) -> int:
        return sum(counted[outcome] for counted in self.by_kind.values())


@dataclass(frozen=True)
class Plan:
    """An import, ready to be shown and then applied.

    It is only good while the graph's `structure` counter and the versions it saw still stand. `errors` are the rows
    refused, `choices` every question with its default, `waiting` how many rows wait for an answer, `files` the pictures
    to keep, by digest.
    """

    batch_id: str
    kind: str
    source: str
    as_of: str
    structure: int
    counts: Counts
    nodes: tuple[NodeChange, ...]
    links: tuple[LinkChange, ...]
    errors: tuple[RowError, ...]
    notices: tuple[str, ...]
    choices: tuple[Choice, ...]
    waiting: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.nodes and not self.links

    @property
    def digest(self) -> str:
        """Says whether two plans would write the same."""
        content = [sorted(map(_packed, self.nodes)), sorted(map(_packed, self.links))]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def touched(self, label: str) -> list[str]:
        """The ids of the records of this label that change, or whose relationships do."""
        ids = {node.id for node in self.nodes if node.label == label}
        for link in self.links:
            start, _, end = link.triple
            ids |= {one for one, of in ((link.start, start), (link.end, end)) if of == label}
        return sorted(ids)


def _packed(change: NodeChange | LinkChange) -> str:
    return json.dumps(vars(change), sort_keys=True, default=str)


def open_questions(choices: Iterable[Choice], decisions: Mapping[str, str]) -> list[Choice]:
    """The choices that nobody has answered and that have no default."""
    return [choice for choice in choices if not choice.answer(decisions)]
