"""What people say of ties: ratings recorded, taken back, and shown together with the contacts of a pair.

A strained rating is kept staff-only, whatever was asked. Members rate their own ties, staff any; viewers none.
"""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotAllowed, NotFound
from crm.records import sent_again
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import may, permitted
from crm.relationships.pair_evidence import EVER, PairEvidence, evidence_of, known_by, pair_of
from crm.relationships.rating_form import NewRating, check
from crm.relationships.tie_upkeep import recompute_ties
from crm.stakeholders.people import lock_people
from crm.vocabulary import STRAINED

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SAY = """
MERGE (e:Evidence {id: $id})
ON CREATE SET e += $values, e._lock = $run
RETURN e.recorded_by AS recorded_by, e.made_from AS made_from, e.retracted_at AS gone, e._lock = $run AS made
"""

OF_THE_PAIR = """
MATCH (e:Evidence {id: $id})
MATCH (p:Person) WHERE p.id IN $pair
MERGE (e)-[:BETWEEN]->(p)
"""

PAIR_OF_EVIDENCE = """
MATCH (e:Evidence {id: $id})-[:BETWEEN]->(p:Person)
WHERE $sees_all OR e.recorded_by = $own_user
RETURN properties(e) AS rating, p.id AS id, p.name AS name ORDER BY id
"""

RETRACT = "MATCH (e:Evidence {id: $id}) WHERE e.retracted_at IS NULL SET e.retracted_at = $at RETURN e.id AS id"
STAND_AGAIN = """
MATCH (e:Evidence {id: $id}) WHERE e.retracted_at IS NOT NULL
SET e.absences = coalesce(e.absences, []) + (e.retracted_at + '/' + $at)
REMOVE e.retracted_at
RETURN e.id AS id
"""


@permitted("add", "rating")
def rate(tx: "ManagedTransaction", new: NewRating, *, by: Actor) -> str:
    """Record what somebody says of a tie and return the evidence's id. The same `new` twice makes one record.

    Raises InvalidData, NotAllowed for a viewer or for a member who rates a tie that is not their own, and SavedBefore
    when the id was used for another rating.
    """
    if not may(by, "change", "rating", own=by.person_id in (new.a, new.b)):
        raise NotAllowed("You can only rate your own ties. Ask a member of staff to record this one.")
    if not may(by, "change", "rating", own=False) and new.said_by != by.person_id:
        raise NotAllowed("You speak for yourself here. What somebody else says of a tie, they or the staff record.")
    check(new, by.today)
    pair = pair_of(new.a, new.b)
    names = lock_people(tx, pair)
    missing = {"a": new.a, "b": new.b}
    errors = {field: ["Choose somebody from the list."] for field, person in missing.items() if person not in names}
    if errors:
        raise InvalidData(errors)
    values, content = _values(new, by), sent_again.content_of(new)
    said = tx.run(SAY, id=new.id, values={**values, "made_from": content}, run=str(uuid.uuid4())).single(strict=True)
    if not said["made"]:
        sent_again.check(said, content, by=by)
        return new.id
    tx.run(OF_THE_PAIR, id=new.id, pair=list(pair)).consume()
    recompute_ties(tx, [pair], by.zone)
    name = " and ".join(names[person] for person in (new.a, new.b))
    shared = values["visibility"] == "shared"
    record(tx, [Change("Evidence", new.id, name, "rated", after=values, staff_only=not shared)], by=by)
    return new.id


@permitted("delete", "rating")
def retract(tx: "ManagedTransaction", evidence_id: str, *, by: Actor) -> None:
    """Take a rating back: it counts no more, and stays in views of the past. Raises NotFound."""
    _switch(tx, evidence_id, RETRACT, "taken back", by)


@permitted("delete", "rating")
def restore_rating(tx: "ManagedTransaction", evidence_id: str, *, by: Actor) -> None:
    """Undo `retract`. Raises NotFound."""
    _switch(tx, evidence_id, STAND_AGAIN, "restored", by)


def refuse_oneself(a: str, b: str) -> None:
    """Raises InvalidData where the two are one person."""
    if a == b:
        raise InvalidData({"b": ["Choose two different people: nobody has a tie to themselves."]})


def evidence_between(tx: "ManagedTransaction", a: str, b: str, *, actor: Actor, on: str | None = None) -> PairEvidence:
    """What the actor may see of a pair; with `on` (an ISO date), only what was recorded by the end of that day.

    Raises NotFound when either person does not exist, InvalidData when they are the same.
    """
    refuse_oneself(a, b)
    known = known_by(on, actor)
    until = known if known < actor.at else EVER
    found = evidence_of(tx, [pair_of(a, b)], sight=actor.sight, zone=actor.zone, known=until)
    if not found:
        raise NotFound("There is no such person. They may have been deleted, or merged with another.")
    return found[0]


def _values(new: NewRating, by: Actor) -> dict[str, Any]:
    given = {
        "id": new.id,
        "kind": "rating",
        "level": new.level,
        "valence": new.valence,
        "said_by": new.said_by,
        "on": new.on or by.today,
        "since": new.since,
        "through": new.through,
        "words": new.words,
        "source_url": new.source_url,
        "visibility": "staff" if new.valence == STRAINED else new.visibility,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
        "recorded_name": by.name,
    }
    return {name: value for name, value in given.items() if value not in (None, "")}


def _switch(tx: "ManagedTransaction", evidence_id: str, text: str, action: str, by: Actor) -> None:
    """Retract or restore a rating; done twice is done once. Only who recorded it, or staff, may."""
    rows = list(tx.run(PAIR_OF_EVIDENCE, id=evidence_id, **by.sight))
    if not rows:
        raise NotFound("There is no such rating.")
    pair = pair_of(rows[0]["id"], rows[1]["id"])
    lock_people(tx, pair)
    if tx.run(text, id=evidence_id, at=by.at).single() is None:
        return
    recompute_ties(tx, [pair], by.zone)
    stored: Mapping[str, Any] = rows[0]["rating"]
    change = (
        {"before": {}, "after": {"retracted_at": by.at}} if text == RETRACT else {"before": {"retracted_at": "yes"}}
    )
    record(
        tx,
        [
            Change(
                "Evidence",
                evidence_id,
                " and ".join(row["name"] for row in rows),
                action,
                staff_only=stored["visibility"] != "shared",
                **change,
            )
        ],
        by=by,
    )
