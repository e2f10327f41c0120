"""A tie's page: how well two people know each other, why, what it rests on, and what would make it stronger."""

from datetime import date, timedelta

from flask import Blueprint, Response

from crm.errors import InvalidData
from crm.relationships.mutual import who_knows_both
from crm.relationships.strength import PARAMETERS
from crm.relationships.ties import TieMoment, tie, tie_history
from crm.vocabulary import LEVELS, VISIBILITIES
from web.access import EVERYONE, allow
from web.bounds import day_asked
from web.context import actor, database
from web.pictures.trend import Trend, trend
from web.tables import Column, Table, table_page
from web.words import day

pages = Blueprint("ties", __name__)

EPOCH = date(1970, 1, 1)


EVIDENCE = (
    Column("a", "Between", lambda row: row[0].a.name),
    Column("b", "and", lambda row: row[0].b.name),
    Column("kind", "Kind", lambda row: row[1].kind.capitalize()),
    Column("words", "What it says", lambda row: row[1].words),
    Column("level", "How well", lambda row: LEVELS[row[1].level].words if row[1].level else ""),
    Column("valence", "How it is", lambda row: "Strained" if row[1].valence < 0 else ""),
    Column("who", "Who says so", lambda row: row[1].who),
    Column("on", "On", lambda row: row[1].on, kind="date"),
    Column("since", "Since", lambda row: row[1].since, kind="date"),
    Column("through", "Through", lambda row: row[1].through),
    Column("source", "Source", lambda row: row[1].source),
    Column("url", "Link", lambda row: row[1].url),
    Column("visibility", "Who may see it", lambda row: VISIBILITIES.get(row[1].visibility, "")),
    Column("retracted", "Taken back", lambda row: "yes" if row[2] else ""),
)


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
    rows = [(found, one, False) for one in found.reasons] + [(found, one, True) for one in found.retracted]
    page = table_page(
        "relationships/tie.html",
        Table(EVIDENCE, rows, sort="", name="tie", noun="piece of evidence", many="pieces of evidence"),
        tie=found,
        on=on,
        error=error,
        moments=moments,
        mutual=[] if on else database().read(who_knows_both, a, b, actor=asking),
        trend=history_trend(moments),
        day_number=as_date,
        parameters=PARAMETERS,
        levels=LEVELS,
        own=asking.sees_all or (asking.may_write and asking.person_id in (a, b)),
    )
    page.status_code = 422 if error else page.status_code
    return page


def as_date(number: float) -> str:
    """A day number (days since 1970) as an ISO date."""
    return (EPOCH + timedelta(days=int(number))).isoformat()


def history_trend(moments: list[TieMoment]) -> Trend | None:
    """The strength after each piece of evidence, as a small line from 0 to 1."""
    return trend([(day(moment.on), round(moment.strength, 2)) for moment in moments], most=1.0)
