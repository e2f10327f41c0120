"""The power map of an issue: every sitting member's influence on it against their stance, now and on an earlier day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.advocacy.power.score import Influence, centralities, influence
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.stances.stances import Known, current_stances
from crm.records.actor import Actor
from crm.stakeholders.posts import seat_code

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.relationships.network import Network
    from crm.relationships.paths.projection import Projection
    from crm.storage.database import Database


@dataclass(frozen=True)
class Power:
    """One member on the map; `seat` in short, "HD 37". `before` is the stance on the day compared with, if one was
    asked for."""

    person_id: str
    name: str
    party: str | None
    seat: str
    chamber: str
    influence: Influence
    stance: Stance | None
    before: Stance | None

    @property
    def moved(self) -> int:
        """How many steps the stance moved since then: towards support is positive."""
        return self.stance.value - self.before.value if self.stance and self.before else 0


MEMBERS = """
MATCH (post:Post {role: 'member'})-[:IN]->(chamber:Organization {classification: 'chamber'})
MATCH (p:Person)-[h:HOLDS]->(post)
WHERE p.deleted_at IS NULL AND post.deleted_at IS NULL
  AND (h.start_date IS NULL OR h.start_date <= $today) AND (h.end_date IS NULL OR h.end_date > $today)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(body:Organization)
WHERE body.deleted_at IS NULL
  AND (m.start_date IS NULL OR m.start_date <= $today) AND (m.end_date IS NULL OR m.end_date > $today)
WITH p, post, m, body, EXISTS { (:Issue {id: $issue})-[:HEARD_BY]->(body) } AS hears
WITH p, post, collect(m.role) AS roles, collect(CASE WHEN hears THEN m.role END) AS issue_roles
RETURN p.id AS person_id, p.name AS name, p.party AS party, post.chamber AS chamber, post.district AS district,
  issue_roles,
  roles + [(p)-[o:HOLDS]->(office:Post)
    WHERE office.role <> 'member' AND office.deleted_at IS NULL
      AND (o.start_date IS NULL OR o.start_date <= $today) AND (o.end_date IS NULL OR o.end_date > $today)
    | office.title] AS roles
ORDER BY name LIMIT 2000
"""


def power_map(
    database: "Database", network: "Network", issue_id: str, *, actor: Actor, before: str | None = None
) -> list[Power]:
    """Every sitting member, the most influential first; with stances on the day `before` when it is given."""
    view = network.current(database, actor)
    rows = database.read(_rows, issue_id, actor.today)
    shares = centralities(_tie_sums(view.projection, [row["person_id"] for row in rows]))
    now = database.read(current_stances, [issue_id], Known.at(actor), actor=actor)
    then = database.read(current_stances, [issue_id], Known.at(actor, before), actor=actor) if before else {}
    found = [
        Power(
            **{name: row[name] for name in ("person_id", "name", "party", "chamber")},
            seat=seat_code(row["chamber"], row["district"]),
            influence=influence(True, row["roles"], row["issue_roles"], shares.get(row["person_id"], 0.0)),
            stance=now.get((row["person_id"], issue_id)),
            before=then.get((row["person_id"], issue_id)),
        )
        for row in rows
    ]
    return sorted(found, key=lambda power: (-power.influence.score, power.name))


def _rows(tx: "ManagedTransaction", issue_id: str, today: str) -> list[Mapping[str, Any]]:
    return [dict(row) for row in tx.run(MEMBERS, issue=issue_id, today=today)]


def _tie_sums(projection: "Projection", people: Sequence[str]) -> dict[str, float]:
    """The summed strength of each person's confirmed ties."""
    ties = {
        person: projection.ties(place) for person in people if (place := projection.position.get(person)) is not None
    }
    return {person: float(one.strengths[~one.guesses].sum()) for person, one in ties.items()}
