"""Who has heard from us about an issue and who has not: every seat, the committees that matter first (PA 3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.interactions.sight import SEEN

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

FIRST_SUBJECTS = ("education", "appropriations")  # the committees an education issue passes through


@dataclass(frozen=True)
class Reach:
    """One seat's holder and when they last heard from us about the issue (None: never)."""

    person_id: str
    name: str
    post_id: str
    seat: str
    chamber: str
    committees: tuple[str, ...]
    last: str | None

    @property
    def comes_first(self) -> bool:
        """Whether they sit on a committee that an education issue passes through."""
        return any(subject in body.casefold() for body in self.committees for subject in FIRST_SUBJECTS)


@dataclass(frozen=True)
class Message:
    """A communication about the issue, sent to many."""

    id: str
    subject: str
    channel: str
    sent: str
    audience: str


@dataclass(frozen=True)
class Outreach:
    """Every sitting member, those not reached first, and the messages sent about the issue."""

    members: tuple[Reach, ...]
    messages: tuple[Message, ...]

    @property
    def reached(self) -> int:
        return sum(1 for member in self.members if member.last)

    @property
    def missing(self) -> tuple[Reach, ...]:
        """Who has never heard from us about it, members of the committees that matter first."""
        never = [member for member in self.members if not member.last]
        return tuple(sorted(never, key=lambda member: (not member.comes_first, member.name)))

    @property
    def sentence(self) -> str:
        """ "We have talked with 12 of 174 members about it." """
        if not self.members:
            return "No legislature is in the graph yet."
        return f"We have talked with {self.reached} of {len(self.members)} members about it."


MEMBERS = f"""
MATCH (post:Post {{role: 'member'}})-[:IN]->(chamber:Organization {{classification: 'chamber'}})
MATCH (p:Person)-[h:HOLDS]->(post)
WHERE (h.start_date IS NULL OR h.start_date <= $today) AND (h.end_date IS NULL OR h.end_date > $today)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(body:Organization {{classification: 'committee'}})
WHERE m.end_date IS NULL OR m.end_date > $today
WITH p, post, collect(DISTINCT body.name) AS committees
OPTIONAL MATCH (p)-[:TOOK_PART {{part: 'theirs'}}]->(i:Interaction)-[:ABOUT]->(:Issue {{id: $issue}})
WHERE i.deleted_at IS NULL
  AND {SEEN}
RETURN p.id AS person_id, p.name AS name, post.id AS post_id, post.label AS seat, post.chamber AS chamber,
  committees, max(i.at) AS last
ORDER BY name LIMIT 2000
"""

MESSAGES = """
MATCH (c:Communication)-[:ABOUT]->(:Issue {id: $issue})
WHERE c.deleted_at IS NULL
RETURN c.id AS id, c.subject AS subject, c.channel AS channel, c.sent AS sent, coalesce(c.audience, '') AS audience
ORDER BY sent DESC LIMIT 50
"""


def outreach(tx: "ManagedTransaction", issue_id: str, *, actor: Actor) -> Outreach:
    """Who was reached about an issue, by the contacts that the actor may see."""
    rows = tx.run(MEMBERS, issue=issue_id, today=actor.at[:10], **actor.sight)
    members = [Reach(**{**dict(row), "committees": tuple(row["committees"])}) for row in rows]
    messages = [Message(**dict(row)) for row in tx.run(MESSAGES, issue=issue_id)]
    return Outreach(_unreached_first(members), tuple(messages))


def _unreached_first(members: Sequence[Reach]) -> tuple[Reach, ...]:
    return tuple(sorted(members, key=lambda member: (member.last is not None, not member.comes_first, member.name)))
