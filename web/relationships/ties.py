"""A tie's page: how well two people know each other, why, what it rests on, and what would make it stronger."""

from datetime import date, timedelta

from flask import Blueprint, Response, make_response, render_template

from crm.errors import InvalidData
from crm.relationships.strength import PARAMETERS
from crm.relationships.ties import TieMoment, tie, tie_history
from web.access import EVERYONE, allow
from web.bounds import day_asked
from web.context import actor, database
from web.pictures.trend import Trend, trend
from web.words import day

pages = Blueprint("ties", __name__)

EPOCH = date(1970, 1, 1)


@pages.get("/ties/<a>/<b>")
@allow(*EVERYONE)
def show(a: str, b: str) -> Response:
    """The tie as the reader may see it; with `on` in the address, as it was known on that day."""
    asking, error, on = actor(), "", None
    try:
        on = day_asked("on")
    except InvalidData as problem:
        error = str(problem)
    found = database().read(tie, a, b, actor=asking, on=on)
    moments = database().read(tie_history, a, b, actor=asking)
    page = render_template(
        "relationships/tie.html",
        tie=found,
        on=on,
        error=error,
        moments=moments,
        trend=history_trend(moments),
        day_number=as_date,
        parameters=PARAMETERS,
        own=asking.sees_all or (asking.may_write and asking.person_id in (a, b)),
    )
    return make_response(page, 422 if error else 200)


def as_date(number: float) -> str:
    """A day number (days since 1970) as an ISO date."""
    return (EPOCH + timedelta(days=int(number))).isoformat()


def history_trend(moments: list[TieMoment]) -> Trend | None:
    """The strength after each piece of evidence, as a small line from 0 to 1."""
    return trend([(day(moment.on), round(moment.strength, 2)) for moment in moments], most=1.0)
