"""Who has heard from us about an issue and who has not: every seat, the committees that matter first (PA 3.2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.advocacy.issues.hearing_committees import committees_of
from crm.records.actor import Actor
from crm.records.visibility import SEEN

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# The committees that an education issue passes through, until somebody says which hear this one.
FIRST_SUBJECTS = ("education", "appropriations")


@dataclass(frozen=True)
class Reach:
    """One seat's holder and when they last heard from us about the issue (None: never). `committees` are those of
    theirs that hear it: their members come first."""

    person_id: str
    name: str
    post_id: str
    seat: str
    chamber: str
    committees: tuple[str, ...]
    last: str | None


@dataclass(frozen=True)
class Message:
    """A communication about the issue, sent to many."""

    id: str
    subject: str
    channels: tuple[str, ...]
    sent: str
    audience: str


@dataclass(frozen=True)
class Outreach:
    """Every sitting member, and the messages sent about the issue."""

    members: tuple[Reach, ...]
    messages: tuple[Message, ...]

    @property
    def reached(self) -> tuple[Reach, ...]:
        """Who has heard from us about it, the latest first."""
        return tuple(sorted((m for m in self.members if m.last), key=lambda m: (m.last, m.name), reverse=True))

    @property
    def missing(self) -> tuple[Reach, ...]:
        """Who has never heard from us about it, members of the committees that matter first."""
        never = [member for member in self.members if not member.last]
        return tuple(sorted(never, key=lambda member: (not member.committees, member.name)))

    @property
    def sentence(self) -> str:
        """ "We have talked with 12 of 174 members about it." """
        if not self.members:
            return "No legislature is in the graph yet."
        return f"We have talked with {len(self.reached) or 'none'} of {len(self.members)} members about it."


MEMBERS = f"""
MATCH (:Issue {{id: $issue}})<-[:MERGED_INTO*0..5]-(counted:Issue)
WITH collect(counted) AS counted
MATCH (post:Post {{role: 'member'}})-[:IN]->(chamber:Organization {{classification: 'chamber'}})
MATCH (p:Person)-[h:HOLDS]->(post)
WHERE p.deleted_at IS NULL AND post.deleted_at IS NULL
  AND (h.start_date IS NULL OR h.start_date <= $today) AND (h.end_date IS NULL OR h.end_date > $today)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(body:Organization {{classification: 'committee'}})
WHERE body.deleted_at IS NULL
  AND (m.start_date IS NULL OR m.start_date <= $today) AND (m.end_date IS NULL OR m.end_date > $today)
WITH counted, p, post, collect(DISTINCT [body.id, body.name]) AS bodies
OPTIONAL MATCH (p)-[:TOOK_PART {{part: 'theirs'}}]->(i:Interaction)-[:ABOUT]->(about:Issue)
WHERE about IN counted AND i.deleted_at IS NULL
  AND {SEEN}
RETURN p.id AS person_id, p.name AS name, post.id AS post_id, post.label AS seat, post.chamber AS chamber,
  bodies, max(i.at) AS last
ORDER BY name LIMIT 2000
"""

MESSAGES = """
MATCH (c:Communication)-[:ABOUT]->(:Issue)-[:MERGED_INTO*0..5]->(:Issue {id: $issue})
WHERE c.deleted_at IS NULL
RETURN DISTINCT c.id AS id, c.subject AS subject, c.channels AS channels, c.sent AS sent,
  coalesce(c.audience, '') AS audience
ORDER BY sent DESC LIMIT 50
"""

ON_FIRST_COMMITTEES = """
MATCH (o:Organization {classification: 'committee'})<-[m:MEMBER_OF]-(p:Person)
WHERE o.deleted_at IS NULL AND p.deleted_at IS NULL AND any(subject IN $subjects WHERE toLower(o.name) CONTAINS subject)
  AND coalesce(m.start_date, '') <= $day AND coalesce(m.end_date, '9999') > $day
WITH p.id AS person, o.name AS name ORDER BY name
RETURN person, collect(DISTINCT name) AS committees LIMIT 2000
"""


def on_first_committees(tx: "ManagedTransaction", *, day: str) -> dict[str, list[str]]:
    """Who sat on a committee on schools or money on a day, and on which, by the person's id."""
    rows = tx.run(ON_FIRST_COMMITTEES, subjects=list(FIRST_SUBJECTS), day=day)
    return {row["person"]: row["committees"] for row in rows}


def outreach(tx: "ManagedTransaction", issue_id: str, *, actor: Actor) -> Outreach:
    """Who was reached about an issue, by the contacts that the actor may see."""
    hearing = {id_ for id_, _, _ in committees_of(tx, issue_id)}
    members = []
    for row in tx.run(MEMBERS, issue=issue_id, today=actor.today, **actor.sight):
        stored = dict(row)
        first = tuple(sorted({name for id_, name in stored.pop("bodies") if _hears(id_, name, hearing)}))
        members.append(Reach(**stored, committees=first))
    messages = [
        Message(**{**dict(row), "channels": tuple(row["channels"])}) for row in tx.run(MESSAGES, issue=issue_id)
    ]
    return Outreach(tuple(members), tuple(messages))


def _hears(body_id: str | None, name: str | None, hearing: set[str]) -> bool:
    if hearing or not name:
        return body_id in hearing
    return any(subject in name.casefold() for subject in FIRST_SUBJECTS)
