"""Roll calls: what a chamber decided on a bill, how each member voted, and how our predictions did.

A roll call may be known by its tallies alone (Mississippi publishes the names in PDFs). Where names are given they
must add up to the tallies, and every name must be one member: nothing is matched by a guess.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm.advocacy.stances.stance_words import Stance, side
from crm.errors import InvalidData, NotFound
from crm.ids import new_id
from crm.records import sent_again
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.vocabulary import VOTE_OPTIONS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

TALLIED = ("yea", "nay", "absent", "not voting")


@dataclass(frozen=True)
class Ballot:
    """One member's vote: `option` is a key of VOTE_OPTIONS, `as_name` the name as printed."""

    person_id: str
    option: str
    as_name: str


@dataclass(frozen=True)
class NewRollCall:
    """A roll call to record. `tallies` maps an option to its count as published; `ballots` may be empty."""

    bill: str
    chamber: str
    on: str
    motion: str
    tallies: Mapping[str, int]
    source: str
    ballots: tuple[Ballot, ...] = ()
    passed: bool | None = None
    key: str = field(default_factory=new_id)
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class RollCall:
    """A recorded roll call; `ballots` are (person id, name, option)."""

    id: str
    bill_id: str
    bill: str
    chamber: str
    on: str
    motion: str
    tallies: Mapping[str, int]
    passed: bool | None
    source: str
    ballots: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Verdict:
    """A prediction held against the vote: `right` is None where the prediction was undecided or nobody voted."""

    stance: Stance
    option: str
    right: bool | None


@dataclass(frozen=True)
class MemberVote:
    """How one member voted on one roll call; `yeas` and `nays` are the whole chamber's."""

    id: str
    on: str
    motion: str
    option: str
    bill_id: str
    bill: str
    title: str
    yeas: int
    nays: int
    issues: tuple[str, ...]


def problems(new: NewRollCall) -> dict[str, list[str]]:
    """What is wrong with a roll call, by field; empty when it adds up."""
    found: dict[str, list[str]] = {}
    if any(count < 0 for count in new.tallies.values()) or not sum(new.tallies.values()):
        found["tallies"] = ["Give how many voted yea and nay."]
    wrong = miscounted(new.tallies, [ballot.option for ballot in new.ballots])
    if wrong:
        found["ballots"] = wrong
    twice = [person for person, n in Counter(ballot.person_id for ballot in new.ballots).items() if n > 1]
    if twice:
        names = sorted(ballot.as_name for ballot in new.ballots if ballot.person_id in twice)
        found.setdefault("ballots", []).append(f"One member is entered twice: {', '.join(names)}.")
    return found


def miscounted(tallies: Mapping[str, int], options: Collection[str]) -> list[str]:
    """Where the names of a roll call, given as each one's option, do not add up to its counts; no names always do."""
    counted = Counter(options)
    wrong = [
        f"{option.capitalize()}: {counted[option]} names, but the count says {count}."
        for option, count in tallies.items()
        if counted[option] != count
    ]
    wrong += [
        f"{option.capitalize()}: {n} names, but no count." for option, n in counted.items() if option not in tallies
    ]
    return wrong if options else []


RECORD = """
MATCH (b:Bill {id: $bill})
MATCH (chamber:Organization {classification: 'chamber', chamber: $chamber, jurisdiction: b.jurisdiction})
MERGE (v:VoteEvent {key: $key})
ON CREATE SET v += $values, v._lock = $run
FOREACH (_ IN CASE v._lock WHEN $run THEN [1] ELSE [] END |
  MERGE (v)-[:VOTE_ON]->(b)
  MERGE (v)-[:TAKEN_IN]->(chamber))
RETURN v.id AS id, b.identifier AS bill, v._lock = $run AS made, v.recorded_by AS recorded_by, v.made_from AS made_from,
  v.deleted_at AS gone
"""

BALLOTS = """
MATCH (v:VoteEvent {id: $id})
UNWIND $ballots AS ballot
MATCH (p:Person {id: ballot.person})
MERGE (p)-[r:VOTED {key: ballot.key}]->(v)
SET r.option = ballot.option, r.as_name = ballot.as_name
RETURN count(p) AS matched
"""

ROLL_CALLS = """
MATCH (v:VoteEvent)-[:VOTE_ON]->(b:Bill)
WHERE ($id IS NULL OR v.id = $id) AND ($bill IS NULL OR b.id = $bill)
OPTIONAL MATCH (p:Person)-[r:VOTED]->(v)
WITH v, b, p, r ORDER BY p.family_name, p.name
RETURN properties(v) AS vote, b.id AS bill_id, b.identifier AS bill, collect([p.id, p.name, r.option]) AS ballots
ORDER BY vote.on DESC LIMIT $limit
"""

VOTES_OF = """
MATCH (:Person {id: $person})-[r:VOTED]->(v:VoteEvent)-[:VOTE_ON]->(b:Bill)
WHERE v.on <= $as_of
OPTIONAL MATCH (b)-[:ABOUT]->(i:Issue)
RETURN v.id AS id, v.on AS on, v.motion AS motion, r.option AS option, b.id AS bill_id, b.identifier AS bill,
  b.title AS title, coalesce(v.tally_yea, 0) AS yeas, coalesce(v.tally_nay, 0) AS nays, collect(i.id) AS issues
ORDER BY on DESC LIMIT $limit
"""


@permitted("add", "roll call")
def record_roll_call(tx: "ManagedTransaction", new: NewRollCall, *, by: Actor) -> str:
    """Record a roll call with its ballots in one piece and return its id; the same `new` sent twice makes one.

    Raises InvalidData when counts and names do not add up, a day lies in the future, or something is not found, and
    SavedBefore when its key was used for something else.
    """
    found = problems(new)
    if new.on > by.today:
        found["on"] = ["A vote cannot be dated in the future."]
    if found:
        raise InvalidData(found)
    values = {
        "id": new.id,
        "chamber": new.chamber,
        "on": new.on,
        "motion": new.motion,
        "source": new.source,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
        **{f"tally_{option.replace(' ', '_')}": count for option, count in new.tallies.items()},
    } | ({} if new.passed is None else {"passed": new.passed})
    content = sent_again.content_of(new)
    kept = {**values, "made_from": content}
    run = str(uuid.uuid4())
    row = tx.run(RECORD, bill=new.bill, chamber=new.chamber, key=new.key, values=kept, run=run).single()
    if row is None:
        raise InvalidData({"bill": ["Choose a bill, and a chamber of its legislature."]})
    if not row["made"]:
        sent_again.check(row, content, by=by)
        return str(row["id"])
    ballots = [
        {"person": b.person_id, "option": b.option, "as_name": b.as_name, "key": f"{b.person_id}|{new.id}"}
        for b in new.ballots
    ]
    if ballots and tx.run(BALLOTS, id=new.id, ballots=ballots).single(strict=True)["matched"] != len(ballots):
        raise InvalidData({"ballots": ["A member in the list no longer exists. Look at the list again."]})
    record(
        tx,
        [Change("VoteEvent", new.id, f"{row['bill']}, {new.on}", "made", after=values, staff_only=False)],
        by=by,
    )
    return new.id


def roll_call(tx: "ManagedTransaction", vote_id: str) -> RollCall:
    """One roll call. Raises NotFound."""
    row = tx.run(ROLL_CALLS, id=vote_id, bill=None, limit=1).single()
    if row is None:
        raise NotFound("There is no such roll call.")
    return _roll_call(row)


def roll_calls(tx: "ManagedTransaction", bill_id: str) -> list[RollCall]:
    """The roll calls on a bill, newest first."""
    return [_roll_call(row) for row in tx.run(ROLL_CALLS, id=None, bill=bill_id, limit=100)]


def votes_of(tx: "ManagedTransaction", person_id: str, *, as_of: str, limit: int = 200) -> list[MemberVote]:
    """How a member voted, newest first; `issues` are the ids of the issues that each bill carries."""
    rows = tx.run(VOTES_OF, person=person_id, as_of=as_of, limit=limit)
    return [MemberVote(**{**dict(row), "issues": tuple(row["issues"])}) for row in rows]


def _roll_call(row: Mapping[str, Any]) -> RollCall:
    stored = row["vote"]
    tallies = {option: stored.get(f"tally_{option.replace(' ', '_')}") for option in VOTE_OPTIONS}
    return RollCall(
        id=stored["id"],
        bill_id=row["bill_id"],
        bill=row["bill"],
        chamber=stored["chamber"],
        on=stored["on"],
        motion=stored["motion"],
        tallies={option: count for option, count in tallies.items() if count is not None},
        passed=stored.get("passed"),
        source=stored.get("source", ""),
        ballots=tuple((id_, name, option) for id_, name, option in row["ballots"] if id_),
    )


def verdicts(stances: Sequence[Stance], ballots: Mapping[str, str]) -> list[Verdict]:
    """Hold what was predicted before a vote against what each member did; `ballots` maps person id to option."""
    found = []
    for stance in stances:
        option = ballots.get(stance.holder_id)
        if option is None:
            continue
        voted = {"yea": 1, "nay": -1}.get(option)
        predicted = side(stance.value)
        found.append(Verdict(stance, option, predicted == voted if predicted and voted else None))
    return found


def score_by_predictor(found: Sequence[Verdict]) -> list[tuple[str, int, int]]:
    """(who recorded the prediction, how many were right, how many could be judged), best first."""
    judged: dict[str, list[bool]] = {}
    for verdict in found:
        if verdict.right is not None:
            judged.setdefault(verdict.stance.recorded_by, []).append(verdict.right)
    rows = [(name, sum(right), len(right)) for name, right in judged.items()]
    return sorted(rows, key=lambda row: (-row[1] / row[2], -row[2], row[0]))
