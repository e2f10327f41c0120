"""The asks: a list, one ask with its steps and what came of it, a new one, and the rules on how often we ask."""

from dataclasses import asdict

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.acts.ask_plans import log_outcome, talking_text
from crm.asks.asks import NEXT, OPEN, Ask, NewAskSchema, State, ask, asks, hold_to_rules, may_take, move_ask, plan_ask
from crm.asks.rules import AskRulesSchema, ask_rules
from crm.errors import Conflict, InvalidData
from crm.finding.search import BILL, ISSUE
from crm.interactions.contact_form import InteractionSchema
from crm.stakeholders.standing import standings
from crm.vocabulary import CHANNELS, SENTIMENTS, words_of
from web.access import allow, allow_to
from web.addresses import address
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.security import safe_next
from web.tables import Column, Table, table_page

pages = Blueprint("asks", __name__, url_prefix="/asks")

COLUMNS = (
    Column("asker", "Who", lambda one: one.asker.name, href=lambda one: address("ask", one.id)),
    Column("target", "Speaks with", lambda one: one.target.name, href=lambda one: address("person", one.target.id)),
    Column("subject", "About", lambda one: one.subject or ""),
    Column("due", "By", lambda one: one.due, kind="date"),
    Column("state", "State", lambda one: _state(one)),
    Column("moved", "Since", lambda one: one.moved_on, kind="date", newest_first=True),
    Column("through", "Introduced by", lambda one: one.through.name if one.through else "", on_page=False),
    Column("reasons", "Why this pair", lambda one: one.reasons, on_page=False),
    Column("text", "What to say", lambda one: one.text, on_page=False),
    Column("by", "Planned by", lambda one: one.recorded_by, on_page=False),
)
STEPS = {
    State.PLANNED: "Back to planned",
    State.ASKED: "Asked",
    State.ACCEPTED: "Accepted",
    State.DECLINED: "Declined",
    State.DONE: "Done",
    State.NO_ANSWER: "No answer",
}


@pages.get("")
@allow("staff", "member")
def listed() -> Response:
    """The asks, those due first; open ones unless the address asks for all."""
    states = () if request.args.get("show_all") else OPEN
    found = database().read(asks, actor=actor(), states=states)
    counts = {state: sum(one.state is state for one in found) for state in State}
    table = Table(COLUMNS, found, name="asks", noun="ask")
    return table_page("asks/asks.html", table, says=_sentence(counts), everything=not states)


@pages.get("/add")
@allow_to("add", "ask")
def new() -> Response:
    """The form; every field may be given in the address, and `next`, where to go on to."""
    form = Form.new({name: request.args.get(name) for name in ("reasons", "due", "text", "next")})
    for name in ("asker", "target", "through", "subject"):
        if request.args.get(name):
            form.values[name] = [request.args[name]]
    if not form.value("text"):
        form.values["text"] = database().read(talking_text, request.args.get("subject"), actor=actor())
    return _form(form)


@pages.post("/add")
@allow_to("add", "ask")
def keep() -> AnyResponse:
    """Plan the ask; sent twice, it is planned once."""
    form = Form.sent()
    form.values["id"] = form.value("key")
    try:
        with form.catching():
            for name in ("asker", "target", "through"):
                resolve(form, name)
            resolve(form, "subject", kinds=(ISSUE, BILL))
            made = database().write(plan_ask, form.load(NewAskSchema()), by=actor())
            return saved("The ask is planned.", safe_next(form.value("next"), url_for("asks.show", ask_id=made)))
    except Conflict as problem:
        form.errors = {"asker": [str(problem)]}
    return _form(form)


@pages.get("/<ask_id>")
@allow("staff", "member")
def show(ask_id: str) -> Response:
    """One ask, and what may be done next."""
    return _page(database().read(ask, ask_id, actor=actor()), Form.new({"at": actor().today}))


@pages.post("/<ask_id>/move")
@allow_to("change", "ask")
def move(ask_id: str) -> AnyResponse:
    """Take it a step on."""
    state = request.form.get("state", "")
    database().write(move_ask, ask_id, state, version=_version(), by=actor())
    return saved(f"Kept: {state}.", url_for("asks.show", ask_id=ask_id))


@pages.post("/<ask_id>/outcome")
@allow_to("change", "ask")
def outcome(ask_id: str) -> AnyResponse:
    """Log the talk that came of it."""
    found = database().read(ask, ask_id, actor=actor())
    form = Form.sent()
    form.values |= {"theirs": [found.target.id], "ours": [found.asker.id], "ask": found.text[:300]}
    if found.subject_id:
        form.values["issues"] = [found.subject_id]
    with form.catching():
        contact = form.load(InteractionSchema())
        database().write(log_outcome, ask_id, contact, version=_version(), by=actor())
        return saved("Logged, and the ask is done.", url_for("asks.show", ask_id=ask_id))
    return _page(found, form)


@pages.get("/rules")
@allow_to("see", "ask rules")
def rules() -> Response:
    """How often we ask, and how long somebody rests."""
    return form_page("asks/rules.html", Form.new(asdict(database().read(ask_rules))))


@pages.post("/rules")
@allow_to("change", "ask rules")
def set_rules() -> AnyResponse:
    """Set the rules, and make everybody's rest anew by them."""
    form = Form.sent()
    with form.catching():
        database().write(hold_to_rules, form.load(AskRulesSchema()), by=actor())
        return saved("Saved. They hold from now on.", url_for("asks.rules"))
    return form_page("asks/rules.html", form)


def _page(found: Ask, form: Form) -> Response:
    offered = (state for state in NEXT[found.state] if not (state is State.ASKED and found.is_unwanted))
    steps = {state: STEPS[state] for state in offered if may_take(found, state, actor())}
    return form_page(
        "asks/ask.html", form, ask=found, steps=steps, channels=words_of(CHANNELS), sentiments=words_of(SENTIMENTS)
    )


def _form(form: Form) -> Response:
    for name in ("asker", "target", "through"):
        people = database().read(standings, form.listed(name), today=actor().today)
        form.pick(name, [Choice(one, people[one].name) for one in form.listed(name) if one in people])
    return form_page("asks/new.html", form)


def _state(one: Ask) -> str:
    return f"{one.state.capitalize()}{'; does not want to be asked' if one.is_open and one.is_unwanted else ''}"


def _sentence(counts: dict[State, int]) -> str:
    planned, under_way = counts[State.PLANNED], counts[State.ASKED] + counts[State.ACCEPTED]
    return f"{planned} ask{'s' * (planned != 1)} planned, {under_way} under way."


def _version() -> int:
    text = request.form.get("version", "")
    if not text.isdigit():
        raise InvalidData({"version": ["Open the ask again, then try once more."]})
    return int(text)
