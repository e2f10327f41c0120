"""The council in the API: its seats, meetings, promises, consensus over time, and the briefs."""

from typing import Any

from marshmallow import Schema, fields

from crm.advocacy.briefs.council_brief import CouncilBrief, council_brief
from crm.advocacy.briefs.legislator_brief import LegislatorBrief, legislator_brief
from crm.advocacy.council import meetings
from crm.advocacy.council.consensus_grid import ConsensusGrid, consensus_grid
from crm.advocacy.council.council_seats import Council, council, parties_of
from crm.advocacy.council.meetings import Meeting, NewMeeting, NewMeetingSchema
from crm.advocacy.council.promises import NewPromise, NewPromiseSchema, Promise, make_promise, open_promises
from crm.advocacy.stances.stances import Known
from crm.events.attendance import MinutesSchema, hold_event
from crm.events.calling_off import call_off, plan_again
from crm.events.events import Minutes
from crm.fields import LastDay
from web.access import EVERYONE, allow, allow_to
from web.api.advocacy import AsOfSchema, MadeSchema, VersionSchema
from web.api.answers import schema_of, telling
from web.api.room import Room
from web.context import actor, database, network
from web.remembered import remembered

api = Room("api_council", __name__, url_prefix="", description="The advisory council, its meetings and briefs")


class BriefSchema(Schema):
    """For which meeting or day."""

    meeting = fields.String(load_default=None)
    on = LastDay(load_default=None, allow_none=True)


class ConsensusSchema(AsOfSchema):
    """The day, and an earlier one to compare with (the last meeting before it when left out)."""

    since = LastDay(load_default=None, allow_none=True)


@api.route("/council", methods=["GET"])
@api.arguments(AsOfSchema, location="query")
@api.response(200, schema_of(Council))
@allow("staff")
def seats(asked: dict[str, Any]) -> Council:
    """The council's seats with their holders on a day."""
    return database().read(council, as_of=asked["on"] or actor().today)


@api.route("/council/meetings", methods=["GET"])
@api.response(200, schema_of(Meeting)(many=True))
@allow("staff")
def council_meetings() -> list[Meeting]:
    """The council's meetings, the latest first."""
    return database().read(meetings.meetings)


@api.route("/council/meetings", methods=["POST"])
@api.arguments(NewMeetingSchema)
@api.response(201, schema_of(Meeting))
@allow_to("add", "meeting")
def plan(new: NewMeeting) -> Meeting:
    """Plan a meeting with its invitations and agenda."""
    database().write(meetings.plan_meeting, new, by=actor())
    return database().read(meetings.meeting, new.id)


@api.route("/council/meetings/<meeting_id>", methods=["GET"])
@api.response(200, schema_of(Meeting))
@allow("staff")
def one_meeting(meeting_id: str) -> Meeting:
    """One meeting with its agenda, who came, minutes and decisions."""
    return database().read(meetings.meeting, meeting_id)


@api.route("/council/meetings/<meeting_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(NewMeetingSchema)
@api.response(200, schema_of(Meeting))
@allow_to("change", "meeting")
def change(asked: dict[str, int], new: NewMeeting, meeting_id: str) -> Meeting:
    """Change day, place, agenda and invitations; 409 when `version` is no longer the latest."""
    with telling(lambda: database().read(meetings.meeting, meeting_id)):
        database().write(meetings.change_meeting, meeting_id, new, asked["version"], by=actor())
    return database().read(meetings.meeting, meeting_id)


@api.route("/council/meetings/<meeting_id>/held", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(MinutesSchema)
@api.response(200, schema_of(Meeting))
@allow_to("change", "meeting")
def hold(asked: dict[str, int], minutes: Minutes, meeting_id: str) -> Meeting:
    """Record who came, the minutes and the decisions."""
    with telling(lambda: database().read(meetings.meeting, meeting_id)):
        database().write(hold_event, meeting_id, minutes, asked["version"], by=actor())
    return database().read(meetings.meeting, meeting_id)


@api.route("/council/meetings/<meeting_id>/cancel", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.response(200, schema_of(Meeting))
@allow_to("change", "meeting")
def cancel(asked: dict[str, int], meeting_id: str) -> Meeting:
    """Call a planned meeting off."""
    with telling(lambda: database().read(meetings.meeting, meeting_id)):
        database().write(call_off, meeting_id, asked["version"], by=actor())
    return database().read(meetings.meeting, meeting_id)


@api.route("/council/meetings/<meeting_id>/reinstate", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.response(200, schema_of(Meeting))
@allow_to("change", "meeting")
def reinstate(asked: dict[str, int], meeting_id: str) -> Meeting:
    """Plan a meeting that was called off again."""
    with telling(lambda: database().read(meetings.meeting, meeting_id)):
        database().write(plan_again, meeting_id, asked["version"], by=actor())
    return database().read(meetings.meeting, meeting_id)


@api.route("/council/promises", methods=["GET"])
@api.arguments(AsOfSchema, location="query")
@api.response(200, schema_of(Promise)(many=True))
@allow("staff")
def promises(asked: dict[str, Any]) -> list[Promise]:
    """What is open between us and the bodies or their people, as known on a day."""
    when = Known.at(actor(), asked["on"])
    found = database().read(council, as_of=when.as_of)
    return database().read(open_promises, parties_of(found), when)


@api.route("/promises", methods=["POST"])
@api.arguments(NewPromiseSchema)
@api.response(201, MadeSchema)
@allow_to("add", "promise")
def promise(new: NewPromise) -> dict[str, str]:
    """Record a promise, or an ask of one of ours to a legislator. It is finished like any follow-up."""
    return {"id": database().write(make_promise, new, by=actor())}


@api.route("/consensus", methods=["GET"])
@api.arguments(ConsensusSchema, location="query")
@api.response(200, schema_of(ConsensusGrid))
@allow(*EVERYONE)
def consensus(asked: dict[str, Any]) -> ConsensusGrid:
    """Every priority by every body as known on a day, and what moved."""
    on = asked["on"] or actor().today
    return database().read(consensus_grid, actor=actor(), on=on, since=asked["since"])


@api.route("/council/brief", methods=["GET"])
@remembered
@api.arguments(BriefSchema, location="query")
@api.response(200, schema_of(CouncilBrief))
@allow("staff")
def brief(asked: dict[str, Any]) -> CouncilBrief:
    """The council brief for a meeting or a day, as known then; /council/brief.pdf and .docx give it as a file."""
    return database().read(council_brief, actor=actor(), meeting_id=asked["meeting"], on=asked["on"])


@api.route("/people/<person_id>/brief", methods=["GET"])
@api.response(200, schema_of(LegislatorBrief))
@allow("staff")
def person_brief(person_id: str) -> LegislatorBrief:
    """The brief on a legislator; /people/ID/brief.pdf and .docx give it as a file."""
    return legislator_brief(database(), network(), person_id, actor=actor())
