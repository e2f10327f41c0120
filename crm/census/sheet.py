"""The sheet that a person answers: the legislators they are asked about, and why each stands there.

First those who represent their own district, then who leads the committees on schools and money, and the chambers:
the sheet proper, which is counted. The other members of those committees follow, to be tapped only where there is a
tie, and whoever the person added by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from crm.stakeholders.chambers import committee_chamber
from crm.stakeholders.ground.districts_faced import ground_of
from crm.stakeholders.standing import standings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SCHOOLS_AND_MONEY = ("education", "appropriations")  # what the names of their committees hold
OFFICERS = ("chair", "co-chair", "vice chair")


class Part(StrEnum):
    """Where on the sheet somebody stands."""

    OWN = "own"
    LEADERS = "leaders"
    MEMBERS = "members"
    ADDED = "added"


PARTS = {
    Part.OWN: "Who represents your district",
    Part.LEADERS: "Who leads on schools and money",
    Part.MEMBERS: "The other members of these committees",
    Part.ADDED: "Others you added",
}
COUNTED = (Part.OWN, Part.LEADERS)


@dataclass(frozen=True)
class Subject:
    """Somebody on the sheet; `line` is who they are ("Senator, SD 37; R"), `why` why they are asked about."""

    person_id: str
    name: str
    line: str
    part: Part
    why: str

    @property
    def is_counted(self) -> bool:
        """Whether the sheet is done only when they are answered."""
        return self.part in COUNTED


COMMITTEES = """
MATCH (o:Organization {classification: 'committee'})<-[m:MEMBER_OF]-(p:Person)
WHERE o.deleted_at IS NULL AND p.deleted_at IS NULL AND any(word IN $words WHERE toLower(o.name) CONTAINS word)
  AND coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today
  AND EXISTS { MATCH (p)-[h:HOLDS]->(post:Post {role: 'member'})
    WHERE post.chamber IS NOT NULL AND coalesce(h.end_date, '9999') > $today
      AND coalesce(h.start_date, '') <= $today }
RETURN p.id AS person, o.name AS committee, o.chamber AS chamber, coalesce(m.role, 'member') AS role
ORDER BY o.chamber DESC, o.name, p.family_name, p.id LIMIT 2000
"""

PRESIDING = """
MATCH (p:Person)-[h:HOLDS]->(post:Post)-[:IN]->(o:Organization)
WHERE o.classification IN ['chamber', 'legislature'] AND p.deleted_at IS NULL AND post.deleted_at IS NULL
  AND o.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
  AND (coalesce(post.role, '') <> 'member' OR any(word IN ['speaker', 'president']
    WHERE toLower(coalesce(post.title, '')) STARTS WITH word))
RETURN DISTINCT p.id AS person, coalesce(post.title, post.label) AS title ORDER BY title, person LIMIT 50
"""


def sheet(tx: "ManagedTransaction", person: str, *, today: str, added: Iterable[str] = ()) -> list[Subject]:
    """Whom a person is asked about on a day (ISO date), in the order of the sheet, nobody twice and never themselves.

    `added` are people they answered about besides; whoever is gone meanwhile is left out.
    """
    why: dict[str, tuple[Part, str]] = {}
    for facing in ground_of(tx, person, today=today).delegation:
        if facing.holder_id:
            why.setdefault(facing.holder_id, (Part.OWN, f"{facing.code}, {facing.how}"))
    rows = list(tx.run(COMMITTEES, words=list(SCHOOLS_AND_MONEY), today=today))
    for row in tx.run(PRESIDING, today=today):
        why.setdefault(row["person"], (Part.LEADERS, row["title"]))
    for row in (row for row in rows if row["role"] in OFFICERS):
        why.setdefault(row["person"], (Part.LEADERS, _role(row)))
    for row in rows:
        why.setdefault(row["person"], (Part.MEMBERS, _role(row)))
    for one in added:
        why.setdefault(one, (Part.ADDED, "Added by you"))
    why.pop(person, None)
    known = standings(tx, why, today=today)
    there = ((one, known[one], *reason) for one, reason in why.items() if one in known)
    subjects = [Subject(one, standing.name, standing.line, part, words) for one, standing, part, words in there]
    order = list(Part)
    return sorted(subjects, key=lambda subject: order.index(subject.part))


def _role(row: Mapping[str, str]) -> str:
    name = f"{committee_chamber(row['chamber'])} {row['committee']}".strip()
    role = row["role"]
    return f"{role[:1].upper()}{role[1:]} of {name}" if role != "member" else name
