"""Bridges and risk: whose departure would lose most reach, with the seats named."""

from flask import Blueprint, Response

from crm.relationships.coverage.risk import Bridge, SeatAtRisk, risk
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, network
from web.tables import Column, Table, table_page

pages = Blueprint("risk", __name__, url_prefix="/seats/risk")


def _names(seats: tuple[SeatAtRisk, ...]) -> str:
    return "; ".join(f"{one.seat} ({one.holder.name})" for one in seats)


def _kind(one: Bridge) -> str:
    return "Ours" if one.is_ours else "Knows them for us"


COLUMNS = (
    Column("person", "Who", lambda one: one.person.name, href=lambda one: address("person", one.person.id)),
    Column("line", "Is", lambda one: one.line),
    Column("kind", "Side", _kind),
    Column("lost", "Reach lost", lambda one: round(one.lost, 2), kind="number", newest_first=True),
    Column("cut", "Seats cut off", lambda one: len(one.cut_off), kind="number", newest_first=True),
    Column("which", "Which", lambda one: _names(one.cut_off), sortable=False),
    Column("weak", "Seats reached less well", lambda one: len(one.weakened), kind="number", newest_first=True),
    Column("weaker", "Which of these", lambda one: _names(one.weakened), sortable=False),
)


@pages.get("")
@allow_to("see", "ask")
def listed() -> Response:
    """The ranked table, which can be exported."""
    found = risk(database(), network(), actor=actor())
    table = Table(COLUMNS, found.bridges, sort="lost", name="departures", noun="person", many="people")
    return table_page("relationships/risk.html", table, risk=found)
