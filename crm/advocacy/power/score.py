"""The power map: how much a member can do for an issue, against where they stand on it. The score is pure.

Influence is a sum of named parts, each shown, so that it can be argued with: a seat, a leading role, a place on
the committee that hears the issue, and how well connected the member is among those we know. The last says more of us
than of them, so that it weighs less than any office: it tells apart those whose offices are alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PARTS = {
    "seat": ("Holds a seat", 1.0),
    "chair": ("Chairs a committee of this issue", 3.8),
    "leader": ("Presides over a chamber", 3.0),
    "floor leader": ("Leads a party on the floor", 2.0),
    "vice chair": ("Vice chair of a committee of this issue", 2.0),
    "committee": ("Sits on a committee of this issue", 1.0),
    "other chair": ("Chairs another committee", 0.5),
    "centrality": ("Well connected among the people we know", 0.4),
}
FLOOR_LEADERS = ("majority leader", "minority leader")
LEADING = ("speaker", "president")  # what the titles of those who preside begin with, "pro tempore" included


@dataclass(frozen=True)
class Influence:
    """A score and the parts it is the sum of: (name, words, points)."""

    parts: tuple[tuple[str, str, float], ...]

    @property
    def score(self) -> float:
        return sum(points for _, _, points in self.parts)


def influence(holds_seat: bool, roles: Sequence[str], issue_roles: Sequence[str], centrality: float) -> Influence:
    """Add up the parts. `roles` are the titles held anywhere, `issue_roles` those on committees of the issue
    ("chair", "vice chair", "member"), `centrality` is 0..1: the strength of a member's ties as a share of the most
    connected member's.
    """
    names: list[tuple[str, float]] = []
    if holds_seat:
        names.append(("seat", 1.0))
    if any(role and role.casefold().startswith(LEADING) for role in roles):
        names.append(("leader", 1.0))
    elif any(role and role.casefold().endswith(FLOOR_LEADERS) for role in roles):
        names.append(("floor leader", 1.0))
    best = next((name for name in ("chair", "vice chair", "committee") if _has(issue_roles, name)), None)
    if best:
        names.append((best, 1.0))
    if "chair" in [role.casefold() for role in roles if role] and best != "chair":
        names.append(("other chair", 1.0))
    if centrality > 0:
        names.append(("centrality", centrality))
    return Influence(tuple((name, PARTS[name][0], round(PARTS[name][1] * share, 2)) for name, share in names))


def _has(issue_roles: Sequence[str], name: str) -> bool:
    return bool(issue_roles) if name == "committee" else name in [role.casefold() for role in issue_roles]


def centralities(strength_sums: Mapping[str, float]) -> dict[str, float]:
    """Each member's summed tie strength as a share of the largest, 0..1 (weighted degree centrality, Freeman 1978)."""
    most = max(strength_sums.values(), default=0.0)
    return {person: total / most if most else 0.0 for person, total in strength_sums.items()}
