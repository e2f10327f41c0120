"""A roll call as evidence: what was predicted before it, and each member's vote taken as a stance on the bill.

A unanimous vote says nothing about who is with us, so it neither scores a prediction nor makes a stance.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crm.advocacy.stances.stance_words import Stance, informativeness, with_trail
from crm.advocacy.stances.stances import Known, NewPosition, record_stance, restore_stance, retract_stance, trails
from crm.advocacy.votes.bills import bill
from crm.advocacy.votes.roll_calls import RollCall, roll_call
from crm.errors import InvalidData
from crm.office_time import end_of
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.vocabulary import VOTE_OPTIONS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# Ids follow from the roll call and the member, so that taking the same votes twice makes each stance once.
KEYS = uuid.UUID("5d0f3c1e-8f57-4a9e-9a55-64a4f0f0b6c2")
SAID = {key: option.stance for key, option in VOTE_OPTIONS.items() if option.stance is not None}

FROM_VOTE = """
MATCH (:VoteEvent {id: $vote})<-[:FROM]-(p:Position) WHERE p.retracted_at IS NULL
RETURN p.id AS id LIMIT 2000
"""


TAKEN_BACK = """
MATCH (:VoteEvent {id: $vote})<-[:FROM]-(p:Position) WHERE p.retracted_at IS NOT NULL
RETURN p.id AS id LIMIT 2000
"""


def says(vote: RollCall) -> float:
    """How much a roll call tells, 0 for a unanimous one."""
    return informativeness(vote.tallies.get("yea", 0), vote.tallies.get("nay", 0))


def predictions(tx: "ManagedTransaction", vote: RollCall, *, actor: Actor) -> list[Stance]:
    """What was thought of each member before the vote: their stance on the bill, else on an issue that it carries."""
    subjects = [vote.bill_id, *(id_ for id_, _ in bill(tx, vote.bill_id).issues)]
    before = Known(vote.on, end_of(vote.on, actor.zone), actor.zone)
    held = trails(tx, subjects, before, actor=actor, holders=[person for person, _, _ in vote.ballots])
    return _one_each(held, subjects)


def _one_each(held: Mapping[tuple[str, str], Sequence[Stance]], subjects: Sequence[str]) -> list[Stance]:
    found: dict[str, Stance] = {}
    for held_on in sorted(held, key=lambda key: subjects.index(key[1])):
        told = [stance for stance in held[held_on] if stance.source_kind != "vote"]
        if told:
            found.setdefault(held_on[0], with_trail(told))
    return sorted(found.values(), key=lambda stance: stance.holder_name)


@permitted("add", "stance")
def take_votes(tx: "ManagedTransaction", vote_id: str, *, by: Actor) -> int:
    """Record each yea and nay as a stance on the bill; returns how many. Taken twice, they are recorded once.

    Raises NotFound, and InvalidData for a vote without names or a unanimous one.
    """
    vote = roll_call(tx, vote_id)
    cast = [(person, SAID[option]) for person, _, option in vote.ballots if option in SAID]
    if not cast:
        raise InvalidData({"ballots": ["No names are on record for this vote."]})
    if not says(vote):
        raise InvalidData({"ballots": ["Everybody voted alike, so this vote says nothing about where anybody stands."]})
    result = f"{vote.motion}, {vote.tallies.get('yea', 0)} to {vote.tallies.get('nay', 0)}"
    for row in [*tx.run(TAKEN_BACK, vote=vote_id)]:
        restore_stance(tx, row["id"], by=by)
    taken = {row["id"] for row in tx.run(FROM_VOTE, vote=vote_id)}  # whoever took them first
    for person, value in cast:
        key = str(uuid.uuid5(KEYS, f"{vote.id}|{person}"))
        new = NewPosition(
            person, vote.bill_id, value, "sure", "vote", result, vote.on, arose_from=vote.id, key=key, id=key
        )
        if key not in taken:
            record_stance(tx, new, by=by)
    return len(cast)


@permitted("delete", "stance")
def give_back_votes(tx: "ManagedTransaction", vote_id: str, *, by: Actor) -> None:
    """Undo `take_votes`."""
    for row in [*tx.run(FROM_VOTE, vote=vote_id)]:
        retract_stance(tx, row["id"], by=by)
