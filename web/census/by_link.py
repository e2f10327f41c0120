"""The sheet by a personal link, without an account.

The secret in the address is all that is asked for, so looking changes nothing, and what is written goes to the answers
of the person whose link it is, whatever the form says. The pages are never kept by a browser or sent on as a referrer.
"""

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.random_secrets import digest
from crm.census.invitations import Opened, by_link
from crm.errors import NotFound
from web.access import PUBLIC, allow
from web.census import held, sheet
from web.context import database, now

pages = Blueprint("census_link", __name__, url_prefix="/c")


@pages.get("/<link>")
@allow(PUBLIC)
def show(link: str) -> Response:
    """The sheet of the person whose link it is; in plain words, why there is none."""
    try:
        opened = _opened(link)
    except NotFound as problem:
        return Response(render_template("census/no_link.html", why=str(problem), actor=None), 404)
    if not opened.is_open:
        return Response(render_template("census/closed.html", opened=opened, actor=None))
    return sheet.show(opened, opened.actor(now()), f"/c/{link}")


@pages.post("/<link>/answers")
@allow(PUBLIC)
def keep(link: str) -> AnyResponse:
    """Save one card."""
    opened = _opened(link)
    return sheet.keep(opened, opened.actor(now()), f"/c/{link}")


@pages.post("/<link>/answers.json")
@allow(PUBLIC)
def keep_json(link: str) -> Response:
    """The same for the page's script."""
    opened = _opened(link)
    return sheet.keep_json(opened, opened.actor(now()))


@pages.post("/<link>/begun.json")
@allow(PUBLIC)
def begin(link: str) -> Response:
    """Note that somebody has the page open."""
    return sheet.begin(_opened(link))


@pages.post("/<link>/wish")
@allow(PUBLIC)
def wish(link: str) -> AnyResponse:
    """Keep whether the person may be asked in general."""
    opened = _opened(link)
    return sheet.wish(opened, opened.actor(now()), f"/c/{link}")


@pages.get("/<link>/held")
@allow(PUBLIC)
def about(link: str) -> Response:
    """Everything held about the person whose link it is; it can be exported."""
    opened = _opened(link)
    return held.show(opened.person_id, opened.actor(now()), f"/c/{link}")


def _opened(link: str) -> Opened:
    return database().read(by_link, digest(link), now())
