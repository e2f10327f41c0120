"""The sheet inside the site: a member's own, and anybody's for staff who ask on the telephone."""

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from crm.census.invitations import Opened, for_person
from web.access import allow_to
from web.addresses import address
from web.census import held, sheet
from web.context import actor, database

pages = Blueprint("census_own", __name__, url_prefix="/census/people")


@pages.get("/<invitee>")
@allow_to("change", "census answer")
def show(invitee: str) -> Response:
    """The sheet of the latest round that asks this person."""
    opened = _opened(invitee)
    if not opened.is_open:
        return Response(render_template("census/closed.html", opened=opened))
    return sheet.show(opened, actor(), _base(invitee))


@pages.post("/<invitee>/answers")
@allow_to("change", "census answer")
def keep(invitee: str) -> AnyResponse:
    """Save one card."""
    return sheet.keep(_opened(invitee), actor(), _base(invitee))


@pages.post("/<invitee>/answers.json")
@allow_to("change", "census answer")
def keep_json(invitee: str) -> Response:
    """The same for the page's script."""
    return sheet.keep_json(_opened(invitee), actor())


@pages.post("/<invitee>/begun.json")
@allow_to("change", "census answer")
def begin(invitee: str) -> Response:
    """Note that somebody has the page open."""
    return sheet.begin(_opened(invitee))


@pages.post("/<invitee>/wish")
@allow_to("change", "census answer")
def wish(invitee: str) -> AnyResponse:
    """Keep whether the person may be asked in general."""
    return sheet.wish(_opened(invitee), actor(), _base(invitee))


@pages.get("/<invitee>/held")
@allow_to("change", "wish")
def about(invitee: str) -> Response:
    """Everything held about a person, for themselves and for staff; it can be exported."""
    return held.show(invitee, actor(), _base(invitee))


def _opened(invitee: str) -> Opened:
    return database().read(for_person, invitee, actor=actor())


def _base(invitee: str) -> str:
    return address("census person", invitee)
