"""Hand-over: who leaves a post, and for each of their ties who should take it on and how they are introduced."""

from urllib.parse import urlencode

from flask import Blueprint, Response

from crm.asks.hand_over import HandOver, TieLost, hand_over, leaving
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, network
from web.tables import Column, Table, table_page

pages = Blueprint("hand_over", __name__, url_prefix="/asks/hand-over")

LEAVING = (
    Column("person", "Who", lambda one: one.person.name, href=lambda one: address("ask", "hand-over", one.person.id)),
    Column("post", "Leaves", lambda one: one.post),
    Column("on", "On", lambda one: one.on, kind="date", newest_first=True),
    Column("next", "Followed by", lambda one: one.successor.name if one.successor else "nobody known yet"),
)
TIES = (
    Column("person", "Tie with", lambda one: one.person.name, href=lambda one: address("person", one.person.id)),
    Column("line", "Who is", lambda one: one.line),
    Column("word", "How well", lambda one: one.word, order=lambda one: one.strength, newest_first=True),
    Column("why", "Why we say so", lambda one: one.why, sortable=False),
    Column("knowers", "Who else knows them", lambda one: one.known_by),
    Column("heir", "Who should take it on", lambda one: one.heir.person.name if one.heir else ""),
    Column("reason", "Why they", lambda one: one.heir.why if one.heir else "", sortable=False),
)


@pages.get("")
@allow_to("see", "ask")
def listed() -> Response:
    """Who left a post lately, or leaves one soon."""
    found = database().read(leaving, actor=actor())
    table = Table(LEAVING, found, sort="on", name="leaving", noun="person", many="people")
    return table_page("asks/leaving.html", table)


@pages.get("/<person_id>")
@allow_to("see", "ask")
def show(person_id: str) -> Response:
    """What one person hands over."""
    found = hand_over(database(), network(), person_id, actor=actor())
    columns = TIES if found.is_ours else _of_a_seat(found)
    table = Table(columns, found.ties, sort="word", name="hand-over", noun="tie")
    return table_page("asks/hand_over.html", table, it=found, introduce=lambda tie: _introduce(found, tie))


def _of_a_seat(found: HandOver) -> tuple[Column, ...]:
    """Where a legislator leaves, others who know are those who know the one who follows."""
    who = found.successors[0].name if found.successors else "who follows"
    titles = {"person": "Who of ours knows them", "knowers": f"Who knows {who}", "heir": "Who is introduced"}
    return tuple(Column(**{**vars(one), "title": titles.get(one.key, one.title)}) for one in TIES)


def _introduce(found: HandOver, tie: TieLost) -> str:
    """The address of the form that plans the introduction, filled in."""
    if tie.heir is None:
        return ""
    who, to, leaver = tie.heir.person, tie.heir.to, found.person
    planned = {
        "asker": who.id,
        "target": to.id,
        "through": "" if leaver.id in (who.id, to.id) else leaver.id,
        "reasons": f"{leaver.name} leaves. {who.name} {tie.heir.why}."[:500],
        "text": f"Meet {to.name} together with {leaver.name}, who introduces you.",
        "next": address("ask", "hand-over", leaver.id),
    }
    return f"/asks/add?{urlencode({name: value for name, value in planned.items() if value})}"
