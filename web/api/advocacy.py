"""Issues, stances, bills, roll calls, the whip board and the power map in the API."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm.advocacy.issues import issues as issue_list
from crm.advocacy.issues.issue_steps import IssueStep, steps
from crm.advocacy.issues.issues import Issue, NewIssue, NewIssueSchema, NewRanking, NewRankingSchema
from crm.advocacy.issues.outreach import Outreach, outreach
from crm.advocacy.power.power_map import Power, power_map
from crm.advocacy.stances import stances
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.stances.stances import Known, NewPosition, NewPositionSchema
from crm.advocacy.votes import bills as bill_list
from crm.advocacy.votes import roll_calls, stances_from_votes
from crm.advocacy.votes.bills import Bill, NewBill, NewBillSchema
from crm.advocacy.votes.majorities import MAJORITIES
from crm.advocacy.votes.roll_call_form import NewRollCallSchema
from crm.advocacy.votes.roll_calls import NewRollCall, RollCall, Verdict, verdicts
from crm.advocacy.votes.whip_board import WhipBoard, WhipQuestion, whip_board
from crm.fields import LastDay, Whole
from crm.stakeholders.chambers import CHAMBERS
from web.access import EVERYONE, allow, allow_to
from web.api.answers import schema_of, telling
from web.api.room import Room
from web.context import actor, database, network

api = Room(
    "api_advocacy", __name__, url_prefix="", description="Issues, stances, bills, roll calls, whip board, power map"
)


class VersionSchema(Schema):
    """The version that a decision was made from."""

    version = Whole(required=True)


class MergeSchema(Schema):
    """The issue that this one is counted as."""

    into = fields.String(required=True)


class BeforeSchema(Schema):
    """An earlier day to compare with."""

    before = LastDay(load_default=None, allow_none=True)


class AsOfSchema(Schema):
    """The day as of which it is asked; now when left out."""

    on = LastDay(load_default=None, allow_none=True)


class WhipSchema(Schema):
    """Who votes, and by which rule."""

    chamber = fields.String(load_default=None, validate=validate.OneOf(tuple(CHAMBERS)))
    committee = fields.String(load_default=None)
    rule = fields.String(load_default="simple-present", validate=validate.OneOf(tuple(MAJORITIES)))
    present = Whole(load_default=None, allow_none=True, validate=validate.Range(0, 1000))


class MadeSchema(Schema):
    """The id of what was recorded."""

    id = fields.String(required=True)


class CountSchema(Schema):
    """How many records were made."""

    count = fields.Integer(required=True)


@api.route("/issues", methods=["GET"])
@api.arguments(AsOfSchema, location="query")
@api.response(200, schema_of(Issue)(many=True))
@allow(*EVERYONE)
def issues(asked: dict[str, Any]) -> list[Issue]:
    """Every issue as known on a day, ranked ones first."""
    when = Known.at(actor(), asked["on"])
    return database().read(issue_list.issues, known=when.known, as_of=when.as_of)


@api.route("/issues", methods=["POST"])
@api.arguments(NewIssueSchema)
@api.response(201, schema_of(Issue))
@allow_to("add", "issue")
def suggest(new: NewIssue) -> Issue:
    """Record a suggestion."""
    database().write(issue_list.suggest_issue, new, by=actor())
    return _issue(new.id)


@api.route("/issues/<issue_id>", methods=["GET"])
@api.response(200, schema_of(Issue))
@allow(*EVERYONE)
def one_issue(issue_id: str) -> Issue:
    """One issue as it stands."""
    return _issue(issue_id)


@api.route("/issues/<issue_id>/decisions", methods=["GET"])
@api.response(200, schema_of(IssueStep)(many=True))
@allow(*EVERYONE)
def decisions(issue_id: str) -> list[IssueStep]:
    """The history of its status, rank and wording: what each decision changed, newest first."""
    taken = database().read(issue_list.rankings, issue_id)
    return steps(taken, _issue(issue_id).first_wording)


@api.route("/issues/<issue_id>/decisions", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(NewRankingSchema)
@api.response(200, schema_of(Issue))
@allow_to("change", "issue")
def decide(asked: dict[str, int], new: NewRanking, issue_id: str) -> Issue:
    """Adopt, rank, reword or close an issue; 409 when `version` is no longer the latest."""
    with telling(lambda: _issue(issue_id)):
        database().write(issue_list.decide, issue_id, new, asked["version"], by=actor())
    return _issue(issue_id)


@api.route("/issues/<issue_id>/merge", methods=["POST"])
@api.arguments(MergeSchema)
@api.response(200, schema_of(Issue))
@allow_to("change", "issue")
def merge(asked: dict[str, str], issue_id: str) -> Issue:
    """Count an issue as another from now on. Answers with the other."""
    database().write(issue_list.merge_issue, issue_id, asked["into"], by=actor())
    return _issue(asked["into"])


@api.route("/issues/<issue_id>/merge", methods=["DELETE"])
@api.response(204)
@allow_to("change", "issue")
def unmerge(issue_id: str) -> None:
    """Make a merged issue its own again."""
    database().write(issue_list.unmerge_issue, issue_id, by=actor())


@api.route("/issues/<issue_id>/outreach", methods=["GET"])
@api.response(200, schema_of(Outreach))
@allow(*EVERYONE)
def told(issue_id: str) -> Outreach:
    """Who has heard from us about it and who has not, and the messages sent."""
    return database().read(outreach, _issue(issue_id).id, actor=actor())


@api.route("/issues/<issue_id>/stances", methods=["GET"])
@api.arguments(AsOfSchema, location="query")
@api.response(200, schema_of(Stance)(many=True))
@allow(*EVERYONE)
def stances_on(asked: dict[str, Any], issue_id: str) -> list[Stance]:
    """Everybody's stance on an issue as known on a day, with since when and what it was before."""
    when = Known.at(actor(), asked["on"])
    held = database().read(stances.current_stances, [issue_id], when, actor=actor())
    return sorted(held.values(), key=lambda stance: (-stance.value, stance.holder_name))


@api.route("/issues/<issue_id>/power", methods=["GET"])
@api.arguments(BeforeSchema, location="query")
@api.response(200, schema_of(Power)(many=True))
@allow("staff")
def power(asked: dict[str, Any], issue_id: str) -> list[Power]:
    """Every member's influence and stance, the most influential first; with `before`, also the stance of that day."""
    return power_map(database(), network(), _issue(issue_id).id, actor=actor(), before=asked["before"])


@api.route("/positions", methods=["POST"])
@api.arguments(NewPositionSchema)
@api.response(201, MadeSchema)
@allow_to("add", "stance")
def take_stance(new: NewPosition) -> dict[str, str]:
    """Record a stance with its source. The same `key` twice makes one record."""
    return {"id": database().write(stances.record_stance, new, by=actor())}


@api.route("/positions/<position_id>", methods=["DELETE"])
@api.response(204)
@allow_to("delete", "stance")
def take_back(position_id: str) -> None:
    """Take a stance back; it stays known for the days when it was believed."""
    database().write(stances.retract_stance, position_id, by=actor())


@api.route("/positions/<position_id>/restore", methods=["POST"])
@api.response(204)
@allow_to("delete", "stance")
def bring_back(position_id: str) -> None:
    """Let a stance that was taken back count again."""
    database().write(stances.restore_stance, position_id, by=actor())


@api.route("/stances/<holder_id>", methods=["GET"])
@api.response(200, schema_of(Stance)(many=True))
@allow(*EVERYONE)
def stances_of_holder(holder_id: str) -> list[Stance]:
    """Every stance of a person or body that may be seen, newest first within a subject."""
    held = database().read(stances.stances_of, holder_id, Known.at(actor()), actor=actor())
    return [stance for trail in held.values() for stance in trail]


@api.route("/bills", methods=["GET"])
@api.response(200, schema_of(Bill)(many=True))
@allow(*EVERYONE)
def bills() -> list[Bill]:
    """The bills known, the latest session first."""
    return database().read(bill_list.bills)


@api.route("/bills", methods=["POST"])
@api.arguments(NewBillSchema)
@api.response(201, schema_of(Bill))
@allow_to("add", "bill")
def add_bill(new: NewBill) -> Bill:
    """Record a bill; one that exists is answered as it is."""
    made = database().write(bill_list.add_bill, new, by=actor())
    return database().read(bill_list.bill, made)


@api.route("/bills/<bill_id>/votes", methods=["GET"])
@api.response(200, schema_of(RollCall)(many=True))
@allow(*EVERYONE)
def roll_calls_of_bill(bill_id: str) -> list[RollCall]:
    """The roll calls on a bill, newest first."""
    return database().read(roll_calls.roll_calls, bill_id)


@api.route("/votes", methods=["POST"])
@api.arguments(NewRollCallSchema)
@api.response(201, schema_of(RollCall))
@allow_to("add", "roll call")
def record_vote(new: NewRollCall) -> RollCall:
    """Record a roll call whose names, where given, add up to its counts. The same `key` twice makes one."""
    made = database().write(roll_calls.record_roll_call, new, by=actor())
    return database().read(roll_calls.roll_call, made)


@api.route("/votes/<vote_id>", methods=["GET"])
@api.response(200, schema_of(RollCall))
@allow(*EVERYONE)
def one_vote(vote_id: str) -> RollCall:
    """One roll call."""
    return database().read(roll_calls.roll_call, vote_id)


@api.route("/votes/<vote_id>/predictions", methods=["GET"])
@api.response(200, schema_of(Verdict)(many=True))
@allow(*EVERYONE)
def judged(vote_id: str) -> list[Verdict]:
    """What was thought of each member before the vote, held against it."""
    found = database().read(roll_calls.roll_call, vote_id)
    held = database().read(stances_from_votes.predictions, found, actor=actor())
    return verdicts(held, {person: option for person, _, option in found.ballots})


@api.route("/votes/<vote_id>/stances", methods=["POST"])
@api.response(201, CountSchema)
@allow_to("add", "stance")
def take_votes(vote_id: str) -> dict[str, int]:
    """Take each yea and nay as a stance on the bill. Taken twice, they are recorded once."""
    return {"count": database().write(stances_from_votes.take_votes, vote_id, by=actor())}


@api.route("/votes/<vote_id>/stances", methods=["DELETE"])
@api.response(204)
@allow_to("delete", "stance")
def give_back_votes(vote_id: str) -> None:
    """Take back the stances from this vote."""
    database().write(stances_from_votes.give_back_votes, vote_id, by=actor())


@api.route("/whip/<subject_id>", methods=["GET"])
@api.arguments(WhipSchema, location="query")
@api.response(200, schema_of(WhipBoard))
@allow("staff")
def whip(asked: dict[str, Any], subject_id: str) -> WhipBoard:
    """Who of a chamber or committee is where on an issue or bill."""
    question = WhipQuestion(
        subject_id, MAJORITIES[asked["rule"]], asked["chamber"], asked["committee"], asked["present"]
    )
    return database().read(whip_board, question, actor=actor())


def _issue(issue_id: str) -> Issue:
    return database().read(issue_list.issue, issue_id, known=actor().at, as_of=actor().today)
