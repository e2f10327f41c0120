"""The census's rounds, the asks and the plan of who asks whom in the API."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm.acts.ask_plans import AskPlan, PlanQuestion, ask_plan, log_outcome
from crm.asks.asks import OPEN, Ask, NewAsk, NewAskSchema, State, move_ask, plan_ask
from crm.asks.asks import ask as one_ask
from crm.asks.asks import asks as all_asks
from crm.asks.cold import Cold, going_cold, snooze
from crm.asks.hand_over import HandOver, Leaving, hand_over, leaving
from crm.census.report import Report, report
from crm.census.rounds import NewRound, NewRoundSchema, Round, open_round, round_of, rounds
from crm.fields import Day, Whole
from crm.interactions.contact_form import InteractionSchema, NewInteraction
from crm.mail.letters import Letter, letters
from crm.relationships.coverage.risk import Risk, risk
from web.access import allow, allow_to
from web.api.answers import schema_of, telling
from web.api.room import Room
from web.context import actor, database, network

api = Room("api_asks", __name__, url_prefix="", description="The relationship census, and asking the right person")


class AsksSchema(Schema):
    """Which asks."""

    every = fields.Boolean(load_default=False, metadata={"description": "Also those that are over"})
    subject = fields.String(load_default=None, allow_none=True)


class StepSchema(Schema):
    """The next step of an ask, as of a version."""

    state = fields.String(required=True, validate=validate.OneOf([state.value for state in State]))
    version = fields.Integer(required=True)


class PlanSchema(Schema):
    """What a plan is for. Pairs are "asker|member"."""

    subject = fields.String(required=True)
    chamber = fields.String(load_default=None, allow_none=True)
    committee = fields.String(load_default=None, allow_none=True)
    pin = fields.List(fields.String(), load_default=list)
    forbid = fields.List(fields.String(), load_default=list)


class VersionSchema(Schema):
    """The version of the ask that an outcome was logged from."""

    version = Whole(required=True)


class SnoozeSchema(Schema):
    """Until when, and why."""

    until = Day(load_default=None, allow_none=True)
    reason = fields.String(load_default="")


@api.route("/census/rounds", methods=["GET"])
@api.response(200, schema_of(Round)(many=True))
@allow_to("see", "census round")
def census_rounds() -> list[Round]:
    """Every round of the census, the latest first."""
    return database().read(rounds, actor=actor())


@api.route("/census/rounds", methods=["POST"])
@api.arguments(NewRoundSchema)
@api.response(201, schema_of(Round))
@allow_to("add", "census round")
def open_census(new: NewRound) -> Round:
    """Open a round and invite its group. The same `id` twice opens one."""
    made = database().write(open_round, new, by=actor())
    return database().read(round_of, made)


@api.route("/census/rounds/<round_id>", methods=["GET"])
@api.response(200, schema_of(Report))
@allow_to("see", "census round")
def census_report(round_id: str) -> Report:
    """What a round brought: who answered, seats newly covered, seats one person alone knows, answers that differ."""
    return database().read(report, round_id, actor=actor())


@api.route("/asks", methods=["GET"])
@api.arguments(AsksSchema, location="query")
@api.response(200, schema_of(Ask)(many=True))
@allow("staff", "member")
def asks(asked: dict[str, Any]) -> list[Ask]:
    """The asks, those due first; a member gets those given to them."""
    states = () if asked["every"] else OPEN
    return database().read(all_asks, actor=actor(), states=states, subject=asked["subject"])


@api.route("/asks", methods=["POST"])
@api.arguments(NewAskSchema)
@api.response(201, schema_of(Ask))
@allow_to("add", "ask")
def plan_one(new: NewAsk) -> Ask:
    """Plan an ask. The same `id` twice makes one."""
    made = database().write(plan_ask, new, by=actor())
    return database().read(one_ask, made, actor=actor())


@api.route("/asks/<ask_id>/state", methods=["POST"])
@api.arguments(StepSchema)
@api.response(200, schema_of(Ask))
@allow_to("change", "ask")
def step(asked: dict[str, Any], ask_id: str) -> Ask:
    """Take an ask a step on."""
    with telling(lambda: database().read(one_ask, ask_id, actor=actor())):
        database().write(move_ask, ask_id, asked["state"], version=asked["version"], by=actor())
    return database().read(one_ask, ask_id, actor=actor())


@api.route("/asks/plan", methods=["GET"])
@api.arguments(PlanSchema, location="query")
@api.response(200, schema_of(AskPlan))
@allow_to("see", "ask")
def plan(asked: dict[str, Any]) -> AskPlan:
    """The best plan of who should ask whom; nothing is planned by asking for it."""
    pins, forbidden = _pairs(asked.pop("pin")), _pairs(asked.pop("forbid"))
    return ask_plan(database(), network(), PlanQuestion(**asked, pins=pins, forbidden=forbidden), actor=actor())


def _pairs(given: list[str]) -> tuple[tuple[str, str], ...]:
    split = (one.partition("|") for one in given[:200])
    return tuple((asker, member) for asker, _, member in split if asker and member)


@api.route("/asks/<ask_id>/outcome", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(InteractionSchema)
@api.response(200, schema_of(Ask))
@allow_to("change", "ask")
def outcome(asked: dict[str, int], new: NewInteraction, ask_id: str) -> Ask:
    """Log the talk that came of an ask, which is done then. The same `key` twice logs one."""
    with telling(lambda: database().read(one_ask, ask_id, actor=actor())):
        database().write(log_outcome, ask_id, new, version=asked["version"], by=actor())
    return database().read(one_ask, ask_id, actor=actor())


@api.route("/asks/hand-over", methods=["GET"])
@api.response(200, schema_of(Leaving)(many=True))
@allow_to("see", "ask")
def who_leaves() -> list[Leaving]:
    """Who left a post lately or leaves one soon, by day."""
    return database().read(leaving, actor=actor())


@api.route("/asks/hand-over/<person_id>", methods=["GET"])
@api.response(200, schema_of(HandOver))
@allow_to("see", "ask")
def hand_over_of(person_id: str) -> HandOver:
    """What somebody hands over when they leave their posts: each tie, who else has it, and who should take it on."""
    return hand_over(database(), network(), person_id, actor=actor())


@api.route("/seats/risk", methods=["GET"])
@api.response(200, schema_of(Risk))
@allow_to("see", "ask")
def seats_at_risk() -> Risk:
    """Whose departure would lose most reach, with the seats that would be cut off or reached less well."""
    return risk(database(), network(), actor=actor())


@api.route("/letters", methods=["GET"])
@api.response(200, schema_of(Letter)(many=True))
@allow_to("see", "letter")
def all_letters() -> list[Letter]:
    """The letters that wait or were sent, those that moved last first. None holds a link."""
    return database().read(letters, actor=actor())


@api.route("/cold", methods=["GET"])
@api.response(200, schema_of(Cold)(many=True))
@allow_to("see", "ask")
def cold() -> list[Cold]:
    """Members of the chambers whom nobody of ours talked with for longer than their rhythm says, the latest first."""
    return database().read(going_cold, actor=actor())


@api.route("/cold/<person_id>/snooze", methods=["POST"])
@api.arguments(SnoozeSchema)
@api.response(204)
@allow_to("change", "ask rules")
def snooze_one(asked: dict[str, Any], person_id: str) -> None:
    """Leave somebody off that list until a day, with a reason; without a day, no longer."""
    database().write(snooze, person_id, asked["until"], reason=asked["reason"], by=actor())
