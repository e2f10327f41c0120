"""The planner: who should ask whom before a vote, and why; pairs are pinned or ruled out, and it is solved again."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from crm.acts.ask_plans import AskPlan, PlanQuestion, ProposedAsk, adopt_plan, ask_plan
from crm.advocacy.issues.issues import issues
from crm.asks.asks import NewAsk
from crm.errors import InvalidData
from crm.fields import Day
from crm.ids import new_id
from crm.stakeholders.chambers import chambers_here, committee_chamber
from crm.stakeholders.organizations import organizations
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, network, today
from web.forms import Form
from web.messages import saved
from web.tables import Column, Table

pages = Blueprint("ask_planner", __name__, url_prefix="/asks/plan")

COLUMNS = (
    Column("asker", "Who asks", lambda one: one.asker.name, href=lambda one: address("person", one.asker.id)),
    Column("member", "Whom", lambda one: one.member.name, href=lambda one: address("person", one.member.id)),
    Column("seat", "Seat", lambda one: one.seat),
    Column("reach", "Reach", lambda one: round(one.reach, 2), kind="number", newest_first=True),
    Column("why", "Why", lambda one: one.why, sortable=False),
    Column("next", "What would come next", lambda one: one.next_best, sortable=False),
)


class DueSchema(Schema):
    """The day by which a plan's asks are to be made."""

    due = Day(load_default=None, allow_none=True)


@pages.get("")
@allow_to("see", "ask")
def show() -> AnyResponse:
    """The plan that the address asks for: a subject, before a chamber or a committee, with pins and forbidden pairs."""
    plan, problem = None, ""
    try:
        question = _question()
        plan = ask_plan(database(), network(), question, actor=actor()) if question else None
    except InvalidData as refused:
        problem = str(refused)
    table = Table(COLUMNS, plan.asks if plan else [], sort="reach", name="ask-plan", noun="ask")
    if table.format and plan:
        return table.export()
    page = render_template(
        "asks/plan.html",
        plan=plan,
        table=table,
        problem=problem,
        chosen=request.args,
        subjects={one.id: one.title for one in database().read(issues, known=actor().at, as_of=today().isoformat())},
        bodies=_bodies(),
        pin=_pinned,
        forbid=_forbidden,
        free=_freed,
        allow_again=_allowed_again,
    )
    return Response(page, 422 if problem else 200)


@pages.post("")
@allow_to("add", "ask")
def adopt() -> AnyResponse:
    """Plan every ask of the plan as it was shown."""
    form = Form.sent()
    due = form.load(DueSchema())["due"]
    lines = [line.split("|", 2) for line in form.listed("ask")]
    if not lines or any(len(line) != 3 for line in lines):
        raise InvalidData({"ask": ["Choose at least one ask of the plan."]})
    subject = form.value("subject") or None
    wanted = [
        NewAsk(asker, member, due=due, subject=subject, reasons=why[:500], id=new_id()) for asker, member, why in lines
    ]
    database().write(adopt_plan, wanted, by=actor())
    count = len(wanted)
    return saved(f"{count} ask{'s are' if count != 1 else ' is'} planned.", url_for("asks.listed"))


def _question() -> PlanQuestion | None:
    """What the address asks; None where it asks nothing yet. Raises InvalidData for half a question."""
    subject, body = request.args.get("subject"), request.args.get("body")
    if not subject and not body:
        return None
    kind, _, record = (body or "").partition(":")
    if not subject:
        raise InvalidData({"subject": ["Choose what the asks are about."]})
    if kind not in ("chamber", "committee") or not record:
        raise InvalidData({"body": ["Choose the chamber or committee that it is before."]})
    where: dict[str, Any] = {kind: record}
    return PlanQuestion(subject, pins=_pairs("pin"), forbidden=_pairs("forbid"), **where)


def _pairs(name: str) -> tuple[tuple[str, str], ...]:
    split = (one.partition("|") for one in request.args.getlist(name)[:200])
    return tuple((asker, member) for asker, _, member in split if asker and member)


def _bodies() -> dict[str, str]:
    """What a bill may be before: the chambers, then the committees."""
    chambers = database().read(chambers_here)
    committees = database().read(organizations, kinds=("committee",), today=today().isoformat())
    named = {f"committee:{one.id}": f"{committee_chamber(one.chamber)} {one.name}".strip() for one in committees}
    whole = {f"chamber:{key}": f"The whole {name}" for key, name in chambers.items()}
    return {**whole, **dict(sorted(named.items(), key=lambda one: one[1]))}


def _changed(name: str, pair: str, *, add: bool, other: str = "") -> str:
    """The address of the same plan with a pair pinned or forbidden, or no longer so."""
    asked = ((n, v) for n, v in request.args.items(multi=True) if n != "format")
    kept = [(n, v) for n, v in asked if not (n in (name, other) and v == pair)]
    return f"{url_for('ask_planner.show')}?{urlencode([*kept, *([(name, pair)] if add else [])])}"


def _pair(one: ProposedAsk) -> str:
    return f"{one.asker.id}|{one.member.id}"


def _pinned(one: ProposedAsk) -> str:
    return _changed("pin", _pair(one), add=True, other="forbid")


def _freed(one: ProposedAsk) -> str:
    return _changed("pin", _pair(one), add=False)


def _forbidden(one: ProposedAsk) -> str:
    return _changed("forbid", _pair(one), add=True, other="pin")


def _allowed_again(plan: AskPlan, place: int) -> str:
    asker, member = plan.forbidden[place]
    return _changed("forbid", f"{asker.id}|{member.id}", add=False)
