"""A person's own part of the census in the API: their sheet, their answers and wishes, and what is held about them. A
member reads and answers only their own."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from crm.acts.held import Held, held_about
from crm.census.answers import AnswerSchema, NewAnswer, give
from crm.census.cards import FilledSheet, filled
from crm.census.invitations import Opened, for_person, invitations, issue_links, silent
from crm.census.letters import post_round
from crm.census.rounds import Round, close_round, extend_round, round_of
from crm.fields import Day, Whole
from crm.relationships.preferences import CHOICES, LONGEST_REASON, prefer
from web.access import allow_to
from web.api.answers import schema_of, telling
from web.api.personal_links import LinksSchema, NewLink, Queued, SendSchema, told_once
from web.api.room import Room
from web.context import actor, database
from web.letters import refuse_without_server, stationery
from web.personal_links import fresh_links

api = Room("api_census", __name__, url_prefix="", description="One person's sheet of the census, and their wishes")


class WishSchema(Schema):
    """Whether somebody may be asked: in general, or `about` one person (an id)."""

    choice = fields.String(required=True, validate=validate.OneOf(tuple(CHOICES)))
    about = fields.String(load_default=None, allow_none=True)
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON))


class LastDaySchema(Schema):
    """The last day for answers, as of a version of the round; without a day the round is closed now."""

    version = Whole(required=True)
    closes_on = Day(load_default=None, allow_none=True)


@api.route("/census/people/<person_id>", methods=["GET"])
@api.response(200, schema_of(FilledSheet))
@allow_to("change", "census answer")
def sheet(person_id: str) -> FilledSheet:
    """The sheet of the latest round that asks this person, with what they said now and before."""
    return _filled(_opened(person_id))


@api.route("/census/people/<person_id>/answers", methods=["POST"])
@api.arguments(AnswerSchema)
@api.response(200, schema_of(FilledSheet))
@allow_to("change", "census answer")
def answer(new: NewAnswer, person_id: str) -> FilledSheet:
    """Keep what they say of one legislator, until the round closes. The same `key` twice makes one."""
    opened = _opened(person_id)
    database().write(give, opened, new, by=actor())
    return _filled(opened)


@api.route("/people/<person_id>/wishes", methods=["POST"])
@api.arguments(WishSchema)
@api.response(204)
@allow_to("change", "wish")
def wish(asked: dict[str, Any], person_id: str) -> None:
    """Keep whether they may be asked; it holds at once, everywhere."""
    database().write(prefer, person_id, asked["choice"], about=asked["about"], reason=asked["reason"], by=actor())


@api.route("/people/<person_id>/held", methods=["GET"])
@api.response(200, schema_of(Held)(many=True))
@allow_to("change", "wish")
def held(person_id: str) -> list[Held]:
    """Everything held about them that they may see, each with its source."""
    return database().read(held_about, person_id, actor=actor())


@api.route("/census/rounds/<round_id>/last-day", methods=["POST"])
@api.arguments(LastDaySchema)
@api.response(200, schema_of(Round))
@allow_to("change", "census round")
def last_day(asked: dict[str, Any], round_id: str) -> Round:
    """Take answers until another day, or no more from now on; 409 when `version` is no longer the latest."""
    with telling(lambda: database().read(round_of, round_id)):
        if asked["closes_on"]:
            database().write(extend_round, round_id, asked["closes_on"], version=asked["version"], by=actor())
        else:
            database().write(close_round, round_id, version=asked["version"], by=actor())
    return database().read(round_of, round_id)


@api.route("/census/rounds/<round_id>/links", methods=["POST"])
@api.arguments(LinksSchema)
@api.response(201, schema_of(NewLink)(many=True))
@allow_to("change", "census round")
def links(wanted: dict[str, bool], round_id: str) -> list[NewLink]:
    """Make fresh personal links for those who are asked. Earlier ones go on working."""
    people = database().read(invitations, round_id, actor=actor())
    chosen = silent(people) if wanted["silent"] else [one for one in people if not one.opted_out]

    def issue(hashes: Mapping[str, str]) -> None:
        database().write(issue_links, round_id, hashes, by=actor())

    return told_once(fresh_links(chosen, "census_link.show", issue))


@api.route("/census/rounds/<round_id>/letters", methods=["POST"])
@api.arguments(SendSchema)
@api.response(202, schema_of(Queued))
@allow_to("change", "census round")
def letters(sending: dict[str, str], round_id: str) -> Queued:
    """Queue the letter, or a reminder, of everybody who has not answered; 409 where no mail server is set."""
    refuse_without_server()
    return Queued(database().write(post_round, round_id, stationery(), key=sending["key"], by=actor()))


def _opened(person_id: str) -> Opened:
    return database().read(for_person, person_id, actor=actor())


def _filled(opened: Opened) -> FilledSheet:
    return database().read(filled, opened, today=actor().today)
