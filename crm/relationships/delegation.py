"""A superintendent's delegation: the legislators whom their district faces, and how well they know each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.records.actor import Actor
from crm.relationships.ties import TieSummary, ties_of
from crm.stakeholders.ground.districts_faced import Facing, ground_of
from crm.stakeholders.ours import our_people
from crm.stakeholders.standing import standings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

WELL = ("Close", "Good")


@dataclass(frozen=True)
class FacedLegislator:
    """One seat of the delegation. `said` is the level of the person's own newest rating, `mine` their tie as it stands;
    `others` are those of ours who know the holder too, the best first. A vacant seat has no `person_id`."""

    post_id: str
    seat: str
    how: str
    person_id: str | None
    name: str
    line: str
    said: str | None
    mine: TieSummary | None
    others: tuple[TieSummary, ...]

    @property
    def is_known_well(self) -> bool:
        """Whether the person's own tie to the holder is good or close, and confirmed."""
        return self.mine is not None and self.mine.confirmed and self.mine.word in WELL


OWN_WORDS = """
MATCH (:Person {id: $me})<-[:BETWEEN]-(e:Evidence {said_by: $me})-[:BETWEEN]->(other:Person)
WHERE e.retracted_at IS NULL AND other.id IN $others
WITH other, e ORDER BY e.on DESC, e.recorded_at DESC
WITH other.id AS id, head(collect(e)) AS newest
RETURN id, CASE WHEN newest.valence = -1 THEN 'strained' ELSE newest.level END AS level
"""


def delegation(tx: "ManagedTransaction", person_id: str, *, today: str, actor: Actor) -> list[FacedLegislator]:
    """The seats that a superintendent's district faces on a day (ISO date), as far as the actor may see the ties."""
    faced = _by_seat(ground_of(tx, person_id, today=today).delegation)
    holders = [facing.holder_id for facing in faced if facing.holder_id]
    if not faced:
        return []
    lines = standings(tx, holders, today=today)
    said = {row["id"]: row["level"] for row in tx.run(OWN_WORDS, me=person_id, others=holders)}
    ours = {person.id for person in our_people(tx, today=today)} - {person_id}
    ties = {holder: ties_of(tx, holder, actor=actor) for holder in dict.fromkeys(holders)}
    return [_faced(facing, lines, said, ties, person_id, ours) for facing in faced]


def _by_seat(faced: Sequence[Facing]) -> list[Facing]:
    """Each seat once: a district that reaches a seat twice faces one legislator."""
    return list({facing.post_id: facing for facing in reversed(faced)}.values())[::-1]


def _faced(
    facing: Facing,
    lines: Mapping[str, object],
    said: Mapping[str, str],
    ties: Mapping[str, Sequence[TieSummary]],
    me: str,
    ours: set[str],
) -> FacedLegislator:
    holder = facing.holder_id or ""
    known = [tie for tie in ties.get(holder, ()) if tie.confirmed and tie.valence > 0]
    return FacedLegislator(
        post_id=facing.post_id,
        seat=facing.post_label,
        how=facing.how,
        person_id=facing.holder_id,
        name=facing.holder_name or "",
        line=str(getattr(lines.get(holder), "line", "")),
        said=said.get(holder),
        mine=next((tie for tie in known if tie.person.id == me), None),
        others=tuple(tie for tie in known if tie.person.id in ours),
    )
