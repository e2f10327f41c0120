"""Ties, coverage and influence paths in the API."""

from typing import Any

from marshmallow import Schema, fields, validate

from crm.fields import LastDay
from crm.relationships import ratings, ties
from crm.relationships.coverage import board as coverage_board
from crm.relationships.coverage.board import CoverageRow, Filter, FilterSchema
from crm.relationships.mutual import Mutual, who_knows_both
from crm.relationships.paths.path_answers import Answer, Question, QuestionSchema, influence
from crm.relationships.rating_form import NewRating, RatingSchema
from crm.relationships.ties import Tie, TieSummary
from web.access import EVERYONE, allow, allow_to
from web.api.answers import schema_of
from web.api.room import Room
from web.context import actor, database, network
from web.remembered import remembered

api = Room("api_relationships", __name__, url_prefix="", description="Ties, coverage and paths")


class AsOfSchema(Schema):
    """A day in the past."""

    on = LastDay(load_default=None, allow_none=True, metadata={"description": "As known on that day"})


class TiesSchema(Schema):
    """Which ties of a person."""

    guesses = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


@api.route("/ties/<a>/<b>", methods=["GET"])
@api.arguments(AsOfSchema, location="query")
@api.response(200, schema_of(Tie))
@allow(*EVERYONE)
def tie(asked: dict[str, Any], a: str, b: str) -> Tie:
    """How well two people know each other: every term of the strength and every piece of evidence."""
    return database().read(ties.tie, a, b, actor=actor(), on=asked["on"])


@api.route("/ties/<a>/<b>/mutual", methods=["GET"])
@api.response(200, schema_of(Mutual)(many=True))
@allow(*EVERYONE)
def mutual(a: str, b: str) -> list[Mutual]:
    """Who knows both, the strongest way between the two first."""
    return database().read(who_knows_both, a, b, actor=actor())


@api.route("/people/<person_id>/ties", methods=["GET"])
@api.arguments(TiesSchema, location="query")
@api.response(200, schema_of(TieSummary)(many=True))
@allow(*EVERYONE)
def ties_of(asked: dict[str, Any], person_id: str) -> list[TieSummary]:
    """A person's ties, the strongest first."""
    return database().read(ties.ties_of, person_id, actor=actor(), **asked)


@api.route("/ratings", methods=["POST"])
@api.arguments(RatingSchema)
@api.response(201, schema_of(Tie))
@allow_to("add", "rating")
def rate(new: NewRating) -> Tie:
    """Record what somebody says of a tie. The same `id` twice makes one record."""
    database().write(ratings.rate, new, by=actor())
    return database().read(ties.tie, new.a, new.b, actor=actor())


@api.route("/coverage", methods=["GET"])
@remembered
@api.arguments(FilterSchema, location="query")
@api.response(200, schema_of(CoverageRow)(many=True))
@allow(*EVERYONE)
def coverage(chosen: Filter) -> list[CoverageRow]:
    """A row per seat with its holder and our best confirmed tie, gaps first."""
    return list(coverage_board.coverage(database(), network(), chosen, actor=actor()).rows)


@api.route("/paths", methods=["GET"])
@remembered
@api.arguments(QuestionSchema, location="query")
@api.response(200, schema_of(Answer))
@allow(*EVERYONE)
def paths(question: Question) -> Answer:
    """The strongest ways to reach a person, a seat's holder or a committee, with what each step rests on."""
    return influence(database(), network(), question, actor=actor())
