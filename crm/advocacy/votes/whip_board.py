"""The whip board: for a bill or issue, who of a chamber or committee is where, how sure we are, and who asks whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.stances.stances import Known, current_stances
from crm.advocacy.votes.majorities import MAJORITIES, Majority, votes_needed
from crm.asks.asks import OPEN
from crm.errors import InvalidData
from crm.records.actor import Actor
from crm.records.visibility import SEEN
from crm.stakeholders.posts import seat_code

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class WhipQuestion:
    """What is asked: `subject` is an issue or bill, voted on by one chamber ("lower", "upper", "legislature"; the first
    there is when None) or one committee (an id), under a majority rule, with `present` members voting (all when None).
    """

    subject: str
    majority: Majority = MAJORITIES["simple-present"]
    chamber: str | None = None
    committee: str | None = None
    present: int | None = None


@dataclass(frozen=True)
class Voter:
    """One member on the board. `post_id` is None for a committee member without a seat; `code` is the seat in short,
    "HD 37"."""

    person_id: str
    name: str
    party: str | None
    post_id: str | None
    seat: str | None
    code: str | None
    role: str | None
    last_contact: str | None
    asked_by: str | None
    ask_due: str | None
    stance: Stance | None

    @property
    def column(self) -> int | None:
        """The stance -2..2, or None for a member of whom nothing is known."""
        return self.stance.value if self.stance else None


@dataclass(frozen=True)
class WhipBoard:
    """The members by column; `needed` votes pass it, when `present` vote. `chamber` is None for a committee."""

    subject_id: str
    subject: str
    electorate: str
    chamber: str | None
    voters: tuple[Voter, ...]
    majority: Majority
    present: int
    needed: int

    def column(self, value: int | None) -> tuple[Voter, ...]:
        """The members whose stance is `value`; None gives those of whom nothing is known."""
        return tuple(voter for voter in self.voters if voter.column == value)

    @property
    def in_favour(self) -> int:
        return sum(1 for voter in self.voters if (voter.column or 0) > 0)

    @property
    def against(self) -> int:
        return sum(1 for voter in self.voters if (voter.column or 0) < 0)

    @property
    def undecided(self) -> int:
        return len(self.column(0))

    @property
    def unknown(self) -> int:
        """Those of whom nothing is known."""
        return len(self.column(None))

    @property
    def sentence(self) -> str:
        """ "37 for, 21 against, 4 undecided, 60 unknown; 62 needed.", which add up to the members."""
        undecided = f" {self.undecided} undecided," if self.undecided else ""
        return f"{self.in_favour} for, {self.against} against,{undecided} {self.unknown} unknown; {self.needed} needed."

    def to_ask(self) -> tuple[Voter, ...]:
        """Undecided members first, then the unknown, then those who lean against: whom a path is worth showing for."""
        return self.column(0) + self.column(None) + self.column(-1)


SUBJECT = """
OPTIONAL MATCH (issue:Issue {id: $id})
OPTIONAL MATCH (bill:Bill {id: $id})
WITH coalesce(issue, bill) AS subject WHERE subject IS NOT NULL
RETURN subject.id AS id, coalesce(subject.identifier + ', ' + subject.title, subject.title) AS title,
  coalesce(subject.sample, false) AS sample
"""

CHAMBER_VOTERS = """
MATCH (o:Organization {classification: 'chamber'})
WHERE o.deleted_at IS NULL AND ($chamber IS NULL OR o.chamber = $chamber)
WITH o ORDER BY coalesce(o.sample, false) <> $sample, o.chamber, o.recorded_at LIMIT 1  // the sample has its own
MATCH (o)<-[:IN]-(post:Post {role: 'member'})<-[h:HOLDS]-(p:Person)
WHERE p.deleted_at IS NULL AND post.deleted_at IS NULL
  AND (h.start_date IS NULL OR h.start_date <= $today) AND (h.end_date IS NULL OR h.end_date > $today)
RETURN DISTINCT o.name AS electorate, p.id AS person_id, p.name AS name, p.party AS party, post.id AS post_id,
  post.label AS seat, post.chamber AS chamber, post.district AS district, null AS role
ORDER BY name LIMIT 1000
"""

COMMITTEE_VOTERS = """
MATCH (o:Organization {id: $committee})<-[m:MEMBER_OF]-(p:Person)
WHERE o.deleted_at IS NULL AND p.deleted_at IS NULL
  AND (m.start_date IS NULL OR m.start_date <= $today) AND (m.end_date IS NULL OR m.end_date > $today)
OPTIONAL MATCH (p)-[h:HOLDS]->(post:Post {role: 'member'})
WHERE post.deleted_at IS NULL
  AND (h.start_date IS NULL OR h.start_date <= $today) AND (h.end_date IS NULL OR h.end_date > $today)
WITH o, m, p, head(collect(post)) AS post
RETURN o.name AS electorate, p.id AS person_id, p.name AS name, p.party AS party, post.id AS post_id,
  post.label AS seat, post.chamber AS chamber, post.district AS district, m.role AS role
ORDER BY name LIMIT 500
"""

LAST_CONTACTS = f"""
UNWIND $people AS person_id
MATCH (p:Person {{id: person_id}})-[:TOOK_PART]->(i:Interaction)
WHERE i.deleted_at IS NULL
  AND {SEEN}
RETURN person_id, max(i.at) AS at
"""

ASKS = """
UNWIND $people AS person_id
MATCH (p:Person {id: person_id})<-[:TO_REACH]-(a:Ask)-[:ABOUT]->()-[:MERGED_INTO*0..5]->(subject)
WHERE subject.id = $subject AND a.state IN $open
MATCH (a)-[:GIVEN_TO]->(asker:Person)
RETURN person_id, asker.name AS owner, a.due AS due ORDER BY a.recorded_at
"""


def whip_board(tx: "ManagedTransaction", question: WhipQuestion, *, actor: Actor) -> WhipBoard:
    """The board that answers the question.

    Raises InvalidData for a subject, chamber or committee that does not exist, or an impossible `present`.
    """
    subject = tx.run(SUBJECT, id=question.subject).single()
    if subject is None:
        raise InvalidData({"subject": ["Choose an issue or a bill."]})
    members = _electorate(tx, question, subject["sample"], actor.today)
    people = [member["person_id"] for member in members]
    stances = current_stances(tx, [question.subject], Known.at(actor), actor=actor, holders=people)
    contacts = {row["person_id"]: row["at"] for row in tx.run(LAST_CONTACTS, people=people, **actor.sight)}
    asks = {}
    if actor.sees_all:
        rows = tx.run(ASKS, people=people, subject=question.subject, open=[str(state) for state in OPEN])
        asks = {row["person_id"]: row for row in rows}
    present = len(members) if question.present is None else question.present
    try:
        needed = votes_needed(question.majority, len(members), present)
    except ValueError as error:
        raise InvalidData({"present": [str(error)]}) from None
    return WhipBoard(
        subject_id=question.subject,
        subject=subject["title"],
        electorate=members[0]["electorate"],
        chamber=None if question.committee else members[0]["chamber"],
        voters=tuple(_voter(m, stances.get((m["person_id"], question.subject)), contacts, asks) for m in members),
        majority=question.majority,
        present=present,
        needed=needed,
    )


def _electorate(
    tx: "ManagedTransaction", question: WhipQuestion, sample: bool, today: str
) -> Sequence[Mapping[str, Any]]:
    if question.committee:
        rows = tx.run(COMMITTEE_VOTERS, committee=question.committee, today=today)
    else:
        rows = tx.run(CHAMBER_VOTERS, chamber=question.chamber, sample=sample, today=today)
    members = [dict(row) for row in rows]
    if not members:
        raise InvalidData({"electorate": ["Choose a chamber or a committee that has members."]})
    return members


def _voter(
    member: Mapping[str, Any],
    stance: Stance | None,
    contacts: Mapping[str, str],
    asks: Mapping[str, Mapping[str, Any]],
) -> Voter:
    ask = asks.get(member["person_id"], {})
    return Voter(
        **{name: member[name] for name in ("person_id", "name", "party", "post_id", "seat", "role")},
        code=seat_code(member["chamber"], member["district"]) if member["post_id"] else None,
        last_contact=contacts.get(member["person_id"]),
        asked_by=ask.get("owner"),
        ask_due=ask.get("due"),
        stance=stance,
    )
