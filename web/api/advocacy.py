"""Issues, stances, bills, the whip board and the briefs in the API."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from crm.advocacy import bills as bill_list
from crm.advocacy import issues as issue_list
from crm.advocacy.bills import Bill, NewBill, NewBillSchema
from crm.advocacy.council_brief import CouncilBrief, council_brief
from crm.advocacy.issues import Issue, NewIssue, NewIssueSchema, NewRanking, NewRankingSchema
from crm.advocacy.legislator_brief import LegislatorBrief, legislator_brief
from crm.advocacy.majorities import MAJORITIES
from crm.advocacy.meetings import Meeting, NewMeeting, NewMeetingSchema, meeting, meetings, plan_meeting
from crm.advocacy.positions import Known, NewPosition, NewPositionSchema, record_stance, retract_stance, stances_of
from crm.advocacy.stances import Stance
from crm.advocacy.whip import WhipBoard, WhipQuestion, whip_board
from crm.fields import Day
from web.access import EVERYONE, allow
from web.api.answers import schema_of
from web.api.paging import Nothing
from web.context import actor, database, network

api = Blueprint("api_advocacy", __name__, url_prefix="", description="Issues, stances, bills, council and briefs")


class VersionSchema(Schema):
    """The version that a decision was made from."""

    version = fields.Integer(required=True)


class BriefSchema(Schema):
    """For which meeting or day."""

    meeting = fields.String(load_default=None)
    on = Day(load_default=None, allow_none=True)


class WhipSchema(Schema):
    """Who votes, and by which rule."""

    chamber = fields.String(load_default="lower", validate=validate.OneOf(("lower", "upper", "legislature")))
    committee = fields.String(load_default=None)
    rule = fields.String(load_default="simple-present", validate=validate.OneOf(tuple(MAJORITIES)))
    present = fields.Integer(load_default=None, allow_none=True)


class MadeSchema(Schema):
    """The id of what was recorded."""

    id = fields.String(required=True)


@api.route("/issues", methods=["GET"])
@api.response(200, schema_of(Issue)(many=True))
@allow(*EVERYONE)
def issues() -> list[Issue]:
    """Every issue, ranked ones first."""
    return database().read(issue_list.issues, known=actor().at, as_of=actor().at[:10])


@api.route("/issues", methods=["POST"])
@api.arguments(NewIssueSchema)
@api.response(201, schema_of(Issue))
@allow("staff")
def suggest(new: NewIssue) -> Issue:
    """Record a suggestion."""
    database().write(issue_list.suggest_issue, new, by=actor())
    return database().read(issue_list.issue, new.id, known=actor().at, as_of=actor().at[:10])


@api.route("/issues/<issue_id>/decisions", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(NewRankingSchema)
@api.response(200, schema_of(Issue))
@allow("staff")
def decide(asked: dict[str, int], new: NewRanking, issue_id: str) -> Issue:
    """Adopt, rank, reword or close an issue; 409 when `version` is no longer the latest."""
    database().write(issue_list.decide, issue_id, new, asked["version"], by=actor())
    return database().read(issue_list.issue, issue_id, known=actor().at, as_of=actor().at[:10])


@api.route("/positions", methods=["POST"])
@api.arguments(NewPositionSchema)
@api.response(201, MadeSchema)
@allow("staff")
def take_stance(new: NewPosition) -> dict[str, str]:
    """Record a stance with its source. The same `key` twice makes one record."""
    return {"id": database().write(record_stance, new, by=actor())}


@api.route("/positions/<position_id>", methods=["DELETE"])
@api.response(204, Nothing)
@allow("staff")
def take_back(position_id: str) -> None:
    """Take a stance back; it stays known for the days when it was believed."""
    database().write(retract_stance, position_id, by=actor())


@api.route("/stances/<holder_id>", methods=["GET"])
@api.response(200, schema_of(Stance)(many=True))
@allow(*EVERYONE)
def stances(holder_id: str) -> list[Stance]:
    """Every stance of a person or body that may be seen, newest first within a subject."""
    held = database().read(stances_of, holder_id, Known.at(actor()), actor=actor())
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
@allow("staff")
def add_bill(new: NewBill) -> Bill:
    """Record a bill; one that exists is answered as it is."""
    made = database().write(bill_list.add_bill, new, by=actor())
    return database().read(bill_list.bill, made)


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


@api.route("/council/meetings", methods=["GET"])
@api.response(200, schema_of(Meeting)(many=True))
@allow("staff")
def council_meetings() -> list[Meeting]:
    """The council's meetings, the latest first."""
    return database().read(meetings)


@api.route("/council/meetings", methods=["POST"])
@api.arguments(NewMeetingSchema)
@api.response(201, schema_of(Meeting))
@allow("staff")
def plan(new: NewMeeting) -> Meeting:
    """Plan a meeting with its invitations and agenda."""
    database().write(plan_meeting, new, by=actor())
    return database().read(meeting, new.id)


@api.route("/council/brief", methods=["GET"])
@api.arguments(BriefSchema, location="query")
@api.response(200, schema_of(CouncilBrief))
@allow("staff")
def brief(asked: dict[str, Any]) -> CouncilBrief:
    """The council brief for a meeting or a day, as known then."""
    return database().read(council_brief, actor=actor(), meeting_id=asked["meeting"], on=asked["on"])


@api.route("/people/<person_id>/brief", methods=["GET"])
@api.response(200, schema_of(LegislatorBrief))
@allow("staff")
def person_brief(person_id: str) -> LegislatorBrief:
    """The brief on a legislator."""
    return legislator_brief(database(), network(), person_id, actor=actor())
