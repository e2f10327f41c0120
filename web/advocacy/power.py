"""The power map's page: influence against stance as a picture and a table, and the committees that hear the issue."""

from collections.abc import Sequence

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.issues.hearing_committees import committees_of, set_committees
from crm.advocacy.issues.issues import issue
from crm.advocacy.power.power_map import Power, power_map
from crm.errors import InvalidData
from crm.stakeholders.chambers import chambers_here, committee_chamber
from web.access import allow
from web.addresses import address
from web.advocacy.blueprint import pages
from web.bounds import day_asked
from web.context import actor, database, network
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.pictures.scatter import Dot, scatter
from web.tables import Column, Table
from web.words import day, plural

POWER = (
    Column("name", "Member", lambda p: p.name, href=lambda p: address("person", p.person_id)),
    Column("seat", "Seat", lambda p: p.seat, kind="name"),
    Column("influence", "Influence", lambda p: round(p.influence.score, 2), kind="number", newest_first=True),
    Column("parts", "Because", lambda p: _because(p), sortable=False),
    Column("stance", "Stance", lambda p: p.stance.words if p.stance else "Unknown", order=lambda p: _value(p)),
)
MOVED = (
    Column("before", "Stance then", lambda p: p.before.words if p.before else "Unknown"),
    Column("moved", "Moved", lambda p: _moved(p), order=lambda p: p.moved or None, newest_first=True),
)


def _because(power: Power) -> str:
    return "; ".join(f"{words.lower()} {points:g}" for _, words, points in power.influence.parts)


def _moved(power: Power) -> str | None:
    """ "2 steps towards support"; steps of the five stances."""
    if not power.moved:
        return None
    return f"{plural(abs(power.moved), 'step')} {'towards support' if power.moved > 0 else 'away from it'}"


def _value(power: Power) -> int:
    return power.stance.value if power.stance else -9


@pages.get("/power/<issue_id>")
@allow("staff")
def power(issue_id: str) -> Response | str:
    """Who matters most on the issue and where they stand; compared with an earlier day when the address gives one."""
    asking = actor()
    before, problem = _earlier_day()
    found = power_map(database(), network(), issue_id, actor=asking, before=before)
    chamber = request.args.get("chamber", "")
    rows = [one for one in found if not chamber or one.chamber == chamber]
    columns = (*POWER, *MOVED) if before else POWER
    table = Table(columns, rows, sort="influence", name="power-map", noun="member")
    if table.format:
        return table.export()
    heard_by = database().read(committees_of, issue_id)
    return render_template(
        "advocacy/power.html",
        issue=database().read(issue, issue_id, known=asking.at, as_of=asking.today),
        table=table,
        picture=scatter([_dot(one) for one in rows]),
        committees=[(id_, f"{committee_chamber(where)} {name}".strip()) for id_, name, where in heard_by],
        chambers=database().read(chambers_here),
        says=says(rows, before),
        before=before,
        problem=problem,
    )


def says(rows: Sequence[Power], before: str | None) -> str:
    """The page's first line: of how many we know where they stand, and who moved since the day compared with."""
    known = f"We know where {sum(1 for one in rows if one.stance) or 'none'} of {plural(len(rows), 'member')} stand."
    if before is None:
        return known
    towards, away = sum(1 for one in rows if one.moved > 0), sum(1 for one in rows if one.moved < 0)
    first = sum(1 for one in rows if one.stance and not one.before)
    new = f"{plural(first, 'stance')} {'is' if first == 1 else 'are'} new"
    moves = f"{towards or 'none'} moved towards support, {away or 'none'} away from it, and {new}"
    return f"{known} Since {day(before)}, {moves}."


def _earlier_day() -> tuple[str | None, str | None]:
    try:
        return day_asked("before"), None
    except InvalidData as error:
        return None, str(error)


def _dot(one: Power) -> Dot:
    stance = one.stance.words.lower() if one.stance else "stance unknown"
    return Dot(
        name=one.name,
        says=f"{one.name}, {one.seat}: influence {one.influence.score:.1f}, {stance}",
        href=address("person", one.person_id),
        x=one.stance.value if one.stance else None,
        y=one.influence.score,
        from_x=one.before.value if one.before and one.moved else None,
    )


@pages.get("/power/<issue_id>/committees")
@allow("staff")
def hearing(issue_id: str) -> Response:
    """The form that says which committees hear the issue."""
    asking = actor()
    found = database().read(issue, issue_id, known=asking.at, as_of=asking.today)
    form = Form.new()
    form.pick("committees", [Choice(id_, name) for id_, name, _ in database().read(committees_of, issue_id)])
    return form_page("advocacy/hearing.html", form, issue=found)


@pages.post("/power/<issue_id>/committees")
@allow("staff")
def set_hearing(issue_id: str) -> AnyResponse:
    """Keep them."""
    form, asking = Form.sent(), actor()
    with form.catching():
        resolve(form, "committees", ("committee",))
        database().write(set_committees, issue_id, form.listed("committees"), by=asking)
        return saved("The committees are recorded.", url_for("advocacy.power", issue_id=issue_id))
    found = database().read(issue, issue_id, known=asking.at, as_of=asking.today)
    return form_page("advocacy/hearing.html", form, issue=found)
