"""Mentoring as the graph has it: superintendents' spells, strained ties, who mentors whom; and what was said of how
somebody began."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crm.errors import InvalidData, NotFound
from crm.learning.newcomers import BEGINNINGS, Newcomer, Spell, covered
from crm.office_time import first_day, last_day
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SPELLS = """
MATCH (post:Post {role: 'superintendent'})<-[h:HOLDS]-(p:Person)
WHERE post.deleted_at IS NULL AND p.deleted_at IS NULL
MATCH (post)-[:IN]->(o:Organization) WHERE o.deleted_at IS NULL
RETURN h.key AS key, p.id AS person_id, p.name AS name, o.id AS district_id, o.name AS district,
  h.start_date AS start, h.end_date AS end,
  coalesce(h.interim, false) OR toLower(coalesce(post.title, '')) CONTAINS 'interim' AS interim, h.beginning AS told,
  [(o)-[m:MEMBER_OF]->(resa:Organization {classification: 'resa'})
    WHERE resa.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today | coalesce(resa.short_name, resa.name)]
    AS regions,
  head([(o)-[m:MEMBER_OF]->(:Organization {classification: 'resa'}) WHERE m.teachers IS NOT NULL | m.teachers])
    AS teachers
ORDER BY start, key LIMIT 20000
"""

STRAINED = """
MATCH (a:Person)-[k:KNOWS]-(b:Person) WHERE a.id IN $people AND k.valence < 0
RETURN a.id AS person, collect(DISTINCT b.id) AS with LIMIT 5000
"""

MENTORED = """
MATCH (m:Mentorship)-[:INVOLVES {part: 'mentee'}]->(mentee:Person), (m)-[:INVOLVES {part: 'mentor'}]->(mentor:Person)
WHERE m.deleted_at IS NULL AND mentor.deleted_at IS NULL
RETURN m.id AS id, mentee.id AS mentee, mentor.id AS mentor, mentor.name AS name, m.on AS on, m.end AS end
ORDER BY m.on, m.id LIMIT 20000
"""

TELL = """
MATCH (p:Person)-[h:HOLDS {key: $key}]->(post:Post {role: 'superintendent'})
WITH p, h, post, h.beginning AS before
SET h.beginning = $said, h.interim = CASE WHEN $said = 'interim' THEN true ELSE h.interim END,
  h.corrected = coalesce(h.corrected, []) + [name IN ['beginning'] WHERE NOT name IN coalesce(h.corrected, [])]
RETURN p.id AS person, p.name AS name, before
"""


@dataclass(frozen=True)
class Pair:
    """A mentorship: from a day through one, or None while it lasts. Days are ISO, perhaps partial."""

    id: str
    mentee: str
    mentor: str
    name: str
    on: str
    end: str | None

    @property
    def time(self) -> tuple[date, date | None]:
        return first_day(self.on), last_day(self.end) if self.end else None

    def holds(self, today: date) -> bool:
        first, last = self.time
        return first <= today and (last is None or today <= last)


@dataclass(frozen=True)
class FirstYear:
    """A newcomer with their mentors, and how many of the days passed of the first year somebody stood by them."""

    new: Newcomer
    pairs: tuple[Pair, ...]
    days_covered: int
    days_passed: int

    @property
    def delay(self) -> int | None:
        """Days from the start to the first mentor; None without one, and 0 for one from before the start."""
        return max(0, min((pair.time[0] - self.new.start).days for pair in self.pairs)) if self.pairs else None


def spells(tx: "ManagedTransaction", *, actor: Actor) -> list[Spell]:
    """Everybody's times as superintendent, the earliest first. Raises NotAllowed."""
    require(actor, "see", "staff record")
    rows = tx.run(SPELLS, today=actor.today)
    return [Spell(**{**dict(row), "regions": tuple(sorted(row["regions"]))}) for row in rows]


def strained(tx: "ManagedTransaction", people: Iterable[str], *, actor: Actor) -> dict[str, frozenset[str]]:
    """With whom each of these people has a strained tie. Raises NotAllowed."""
    require(actor, "see", "staff record")
    return {row["person"]: frozenset(row["with"]) for row in tx.run(STRAINED, people=sorted(set(people)))}


def pairs(tx: "ManagedTransaction", *, actor: Actor) -> list[Pair]:
    """Every mentorship, the earliest first. Raises NotAllowed."""
    require(actor, "see", "staff record")
    return [Pair(**row) for row in tx.run(MENTORED)]


def first_years(found: Iterable[Newcomer], paired: Iterable[Pair], *, today: date) -> list[FirstYear]:
    """Each newcomer's first year with the mentorships that reach into it. Pure."""
    known = list(paired)
    made = []
    for new in found:
        own = tuple(
            one
            for one in known
            if one.mentee == new.spell.person_id
            and one.time[0] <= new.last_day
            and (one.time[1] is None or one.time[1] >= new.start)
        )
        made.append(FirstYear(new, own, *covered(new, [one.time for one in own], today=today)))
    return made


def busy(paired: Iterable[Pair], *, today: date) -> Counter[str]:
    """How many people each mentor stands by on a day. Pure."""
    return Counter(one.mentor for one in paired if one.holds(today))


@permitted("change", "holding")
def tell_beginning(tx: "ManagedTransaction", key: str, said: str, *, by: Actor) -> str:
    """Keep how somebody's time as superintendent began, a key of BEGINNINGS, and return the name. Raises InvalidData,
    NotFound."""
    if said not in BEGINNINGS:
        raise InvalidData({"said": ["Choose one of the answers."]})
    row = tx.run(TELL, key=key, said=said).single()
    if row is None:
        raise NotFound("There is no such superintendent.")
    before = {"beginning": row["before"]} if row["before"] else {}
    record(
        tx,
        [Change("Person", row["person"], row["name"], "how they began", before=before, after={"beginning": said})],
        by=by,
    )
    return str(row["name"])
