"""Asks: that one of ours speaks with somebody about something by a day. From planned to what came of it.

An ask is planned, then asked (of the one who is to speak), then accepted or declined, then done or left without an
answer. Whoever declines rests for a while; an ask that leads nowhere says nothing about the one who was asked. Nobody
is given more asks than the rules allow, or one that they do not want.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.asks.rules import AskRules, ask_rules, set_ask_rules
from crm.errors import Conflict, InvalidData, NotFound, Stale
from crm.fields import Day
from crm.ids import new_id
from crm.office_time import in_words, last_day
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import may, permitted
from crm.relationships.citations import Named
from crm.relationships.preferences import NEVER, willing
from crm.stakeholders.people import lock_people
from crm.storage.counters import PREFERENCES, bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


class State(StrEnum):
    """How far an ask is."""

    PLANNED = "planned"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    NO_ANSWER = "no answer"


OPEN = (State.PLANNED, State.ASKED, State.ACCEPTED)
# What may follow what. A step taken by mistake is taken back by the step to where it was.
NEXT = {
    State.PLANNED: (State.ASKED, State.DECLINED, State.DONE),
    State.ASKED: (State.ACCEPTED, State.DECLINED, State.DONE, State.NO_ANSWER, State.PLANNED),
    State.ACCEPTED: (State.DONE, State.NO_ANSWER, State.DECLINED, State.ASKED),
    State.DECLINED: (State.ASKED, State.PLANNED),
    State.DONE: (State.ACCEPTED,),
    State.NO_ANSWER: (State.ASKED, State.DONE),
}
ANSWERS = (State.ACCEPTED, State.DECLINED, State.DONE)  # what the one asked may say themselves


@dataclass(frozen=True)
class NewAsk:
    """An ask to plan: `asker` is to speak with `target`, perhaps about `subject` (an issue's or bill's id) and
    introduced by `through`, by the day `due`; `reasons` say why this pair, `text` what to say. The same `id` twice
    makes one."""

    asker: str
    target: str
    due: str | None = None
    subject: str | None = None
    through: str | None = None
    reasons: str = ""
    text: str = ""
    id: str = ""


class NewAskSchema(Schema):
    """The shape of an ask from a form or the API. Loads to `NewAsk`."""

    id = fields.String(load_default=new_id, validate=validate.Length(8, 64))
    asker = fields.String(required=True, error_messages={"required": "Choose who is to speak."})
    target = fields.String(required=True, error_messages={"required": "Choose whom they are to speak with."})
    due = Day(load_default=None, allow_none=True)
    subject = fields.String(load_default=None, allow_none=True)
    through = fields.String(load_default=None, allow_none=True)
    reasons = fields.String(load_default="", validate=validate.Length(max=500, error="Keep this to 500 letters."))
    text = fields.String(load_default="", validate=validate.Length(max=2000, error="Keep this to 2,000 letters."))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewAsk:
        return NewAsk(**data)


@dataclass(frozen=True)
class Ask:
    """An ask as it stands. `moved_on` is the day of its last step; `outcome` the id of the contact that came of it;
    `is_unwanted` says that the one who was to speak does not want to be asked this (any more)."""

    id: str
    version: int
    state: State
    asker: Named
    target: Named
    through: Named | None
    subject_id: str | None
    subject: str | None
    due: str | None
    reasons: str
    text: str
    planned_on: str
    moved_on: str
    outcome: str | None
    recorded_by: str
    is_unwanted: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


SHOWN = """
MATCH (a)-[:GIVEN_TO]->(asker:Person)
MATCH (a)-[:TO_REACH]->(target:Person)
OPTIONAL MATCH (a)-[:THROUGH]->(through:Person)
OPTIONAL MATCH (a)-[:ABOUT]->(subject:Issue|Bill)
RETURN a {.id, .version, .state, .due, .reasons, .text, .planned_on, .moved_on, .recorded_name} AS ask,
  asker {.id, .name} AS asker, target {.id, .name} AS target, through {.id, .name} AS through,
  subject.id AS subject_id, coalesce(subject.identifier + ', ' + subject.title, subject.title) AS subject,
  head([(i:Interaction)-[:ANSWERS]->(a) WHERE i.deleted_at IS NULL | i.id]) AS outcome,
  coalesce(asker.opted_out, false) OR EXISTS { (asker)-[:MAY_BE_ASKED {choice: 'never'}]->(target) } AS is_unwanted
"""
ONE = "MATCH (a:Ask {id: $id}) WHERE $sees_all OR EXISTS { (a)-[:GIVEN_TO]->(:Person {id: $own_person}) }" + SHOWN
BEHIND = (
    """
MATCH (:Interaction {id: $contact})-[:ANSWERS]->(a:Ask)
WHERE $sees_all OR EXISTS { (a)-[:GIVEN_TO]->(:Person {id: $own_person}) }
"""
    + SHOWN
    + "LIMIT 1"
)
LISTED = (
    """
MATCH (a:Ask)
WHERE ($states IS NULL OR a.state IN $states) AND ($subject IS NULL OR EXISTS { (a)-[:ABOUT]->({id: $subject}) })
  AND ($asker IS NULL OR EXISTS { (a)-[:GIVEN_TO]->(:Person {id: $asker}) })
  AND ($sees_all OR EXISTS { (a)-[:GIVEN_TO]->(:Person {id: $own_person}) })
"""
    + SHOWN
    + "ORDER BY coalesce(ask.due, '9999'), ask.planned_on, ask.id LIMIT $limit"
)

MAKE = """
MERGE (a:Ask {id: $id})
ON CREATE SET a += $values
RETURN a.recorded_at = $at AS made
"""
JOIN = """
MATCH (a:Ask {id: $id}), (asker:Person {id: $asker}), (target:Person {id: $target})
MERGE (a)-[:GIVEN_TO]->(asker)
MERGE (a)-[:TO_REACH]->(target)
WITH a
OPTIONAL MATCH (through:Person {id: $through})
FOREACH (one IN CASE WHEN through IS NULL THEN [] ELSE [through] END | MERGE (a)-[:THROUGH]->(one))
WITH a
OPTIONAL MATCH (issue:Issue {id: $subject})
OPTIONAL MATCH (bill:Bill {id: $subject})
WITH a, coalesce(issue, bill) AS subject
FOREACH (one IN CASE WHEN subject IS NULL THEN [] ELSE [subject] END | MERGE (a)-[:ABOUT]->(one))
RETURN subject IS NOT NULL AS found
"""

MOVE = """
MATCH (a:Ask {id: $id}) SET a._lock = $lock
WITH a WHERE a.version = $version
SET a.state = $state, a.moved_on = $on, a.version = a.version + 1
RETURN a.id AS id
"""

LOADS = """
UNWIND $people AS id
MATCH (p:Person {id: id})
RETURN id,
  [(p)<-[:GIVEN_TO]-(a:Ask) WHERE NOT a.state IN ['declined'] | a.planned_on] AS asked,
  [(p)<-[:GIVEN_TO]-(a:Ask) WHERE a.state = 'declined' | a.moved_on] AS declined
"""
REST = "UNWIND $rows AS row MATCH (p:Person {id: row.id}) SET p.resting_until = row.until"
EVERYBODY_ASKED = "MATCH (:Ask)-[:GIVEN_TO]->(p:Person) RETURN DISTINCT p.id AS id ORDER BY id LIMIT 20000"


@dataclass(frozen=True)
class Load:
    """How much one person is asked: how many asks they can still take, the last one's day, until when they rest."""

    left: int
    last: str | None
    rests_until: str | None


@permitted("add", "ask")
def plan_ask(tx: "ManagedTransaction", new: NewAsk, *, by: Actor) -> str:
    """Plan an ask and return its id.

    Raises InvalidData for people who do not exist, the same person twice, or an unknown subject; Conflict when the one
    who is to speak does not want to, rests, or has as many asks as the rules allow.
    """
    today = by.today
    _check(new, today)
    names = lock_people(tx, [new.asker, new.target, *([new.through] if new.through else [])])
    missing = {"asker": new.asker, "target": new.target, **({"through": new.through} if new.through else {})}
    if errors := {name: ["Choose somebody from the list."] for name, one in missing.items() if one not in names}:
        raise InvalidData(errors)
    due = last_day(new.due).isoformat() if new.due else None
    values = {
        "id": new.id, "state": State.PLANNED.value, "version": 1, "due": due,
        "reasons": new.reasons.strip(), "text": new.text.strip(), "planned_on": today, "moved_on": today,
        "recorded_at": by.at, "recorded_by": by.user_id, "recorded_name": by.name,
    }  # fmt: skip
    kept = {name: value for name, value in values.items() if value is not None}
    if tx.run(ONE, id=new.id, **by.sight).single() is None:
        _refuse_unwilling(tx, new, names, today)
    if not tx.run(MAKE, id=new.id, values=kept, at=by.at).single(strict=True)["made"]:
        return new.id
    ends: dict[str, Any] = {"asker": new.asker, "target": new.target, "through": new.through, "subject": new.subject}
    found = tx.run(JOIN, id=new.id, **ends).single(strict=True)["found"]
    if new.subject and not found:
        raise InvalidData({"subject": ["Choose an issue or a bill from the list."]})
    rest(tx, [new.asker], today)
    name = f"{names[new.asker]} with {names[new.target]}"
    record(tx, [Change("Ask", new.id, name, "planned", after=kept)], by=by)
    return new.id


def may_take(one: Ask, state: State, actor: Actor) -> bool:
    """Whether the actor may take an ask this step: staff any, the one who was asked what is theirs to say."""
    return may(actor, "change", "ask", own=one.asker.id == actor.person_id and state in ANSWERS)


@permitted("change", "ask")
def move_ask(tx: "ManagedTransaction", ask_id: str, state: str, *, version: int, by: Actor) -> None:
    """Take an ask a step on: a key of State. Whoever was asked says themselves whether they accept, decline or did it.

    Raises NotFound, NotAllowed, InvalidData for a step that cannot follow, and Conflict when somebody else was first.
    """
    before = ask(tx, ask_id, actor=by)
    wanted = _state(state)
    if not may_take(before, wanted, by):
        raise NotFound("There is no such ask.")
    if wanted is before.state:
        return
    if wanted not in NEXT[before.state]:
        raise InvalidData({"state": [f"An ask that is {before.state} cannot become {wanted} next."]})
    if wanted is State.ASKED and before.is_unwanted:
        raise Conflict(f"{before.asker.name} does not want to be asked this any more. Choose somebody else.")
    today = by.today
    lock_people(tx, [before.asker.id])
    moved: dict[str, Any] = {"version": version, "state": wanted.value, "on": today, "lock": str(uuid.uuid4())}
    if tx.run(MOVE, id=ask_id, **moved).single() is None:
        raise Stale("Somebody else changed this ask meanwhile. Look at it again.")
    rest(tx, [before.asker.id], today)
    name = f"{before.asker.name} with {before.target.name}"
    change = Change("Ask", ask_id, name, wanted.value, before={"state": before.state}, after={"state": wanted})
    record(tx, [change], by=by)


def ask(tx: "ManagedTransaction", ask_id: str, *, actor: Actor) -> Ask:
    """One ask, for staff and the one who is to speak. Raises NotFound."""
    row = tx.run(ONE, id=ask_id, **actor.sight).single()
    if row is None:
        raise NotFound("There is no such ask.")
    return _ask(row)


def asks(
    tx: "ManagedTransaction",
    *,
    actor: Actor,
    states: tuple[str, ...] = (),
    subject: str | None = None,
    asker: str | None = None,
    limit: int = 1000,
) -> list[Ask]:
    """The asks that the actor may see, those due first; a member sees those given to them."""
    chosen: dict[str, Any] = {"states": list(states) or None, "subject": subject, "asker": asker, "limit": limit}
    return [_ask(row) for row in tx.run(LISTED, **chosen, **actor.sight)]


def ask_behind(tx: "ManagedTransaction", contact_id: str, *, actor: Actor) -> Ask | None:
    """The ask that a contact came of, where there is one that the actor may see."""
    row = tx.run(BEHIND, contact=contact_id, **actor.sight).single()
    return _ask(row) if row else None


def loads(tx: "ManagedTransaction", people: list[str], today: str) -> dict[str, Load]:
    """How much each of these people is asked, as of a day (ISO date)."""
    rules = ask_rules(tx)
    return {row["id"]: _load(row, rules, today) for row in tx.run(LOADS, people=people)}


def rest(tx: "ManagedTransaction", people: list[str], today: str) -> None:
    """Keep on each person until when no more is asked of them, which paths read; the rules may have changed."""
    rows = [{"id": person, "until": load.rests_until} for person, load in sorted(loads(tx, people, today).items())]
    if rows:
        tx.run(REST, rows=rows).consume()
        bump(tx, PREFERENCES)


@permitted("change", "ask rules")
def hold_to_rules(tx: "ManagedTransaction", rules: AskRules, *, by: Actor) -> None:
    """Set how often we ask, and make everybody's rest anew by it."""
    set_ask_rules(tx, rules, by=by)
    rest(tx, [row["id"] for row in tx.run(EVERYBODY_ASKED)], by.today)


def _check(new: NewAsk, today: str) -> None:
    errors = {}
    if new.asker == new.target:
        errors["target"] = ["Choose two different people."]
    if new.through in (new.asker, new.target):
        errors["through"] = ["Choose a third person to introduce them."]
    if new.due and last_day(new.due).isoformat() < today:
        errors["due"] = ["This day has passed. Write a later one."]
    if errors:
        raise InvalidData(errors)


def _refuse_unwilling(tx: "ManagedTransaction", new: NewAsk, names: Mapping[str, str], today: str) -> None:
    wishes = willing(tx, [new.asker, *([new.through] if new.through else [])])
    for one, wish in wishes.items():
        if wish.to_speak_with(new.target) == NEVER:
            raise Conflict(
                f"{names[one]} does not want to be asked this, so nothing was planned. Choose somebody else."
            )
    load = loads(tx, [new.asker], today)[new.asker]
    if load.left < 1:
        name = names[new.asker]
        until = f" until {in_words(load.rests_until)}" if load.rests_until else ""
        raise Conflict(f"{name} has been asked enough for now. Choose somebody else, or wait{until}.")


def _load(row: Mapping[str, Any], rules: AskRules, today: str) -> Load:
    until = rules.free_again(row["asked"], row["declined"])
    rests = until if until is not None and until > today else None
    lately = [day for day in row["asked"] if rules.counts(day, today)]
    return Load(0 if rests else rules.most - len(lately), max(row["asked"], default=None), rests)


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError:
        raise InvalidData({"state": ["Choose one of the steps."]}) from None


def _ask(row: Mapping[str, Any]) -> Ask:
    stored = row["ask"]
    return Ask(
        id=stored["id"],
        version=stored["version"],
        state=State(stored["state"]),
        asker=Named(**row["asker"]),
        target=Named(**row["target"]),
        through=Named(**row["through"]) if row["through"] else None,
        subject_id=row["subject_id"],
        subject=row["subject"],
        due=stored["due"],
        reasons=stored["reasons"] or "",
        text=stored["text"] or "",
        planned_on=stored["planned_on"],
        moved_on=stored["moved_on"],
        outcome=row["outcome"],
        recorded_by=stored["recorded_name"] or "",
        is_unwanted=row["is_unwanted"],
    )
