"""The first day: eight questions, one a screen, each saying what it gave; it can be left and come back to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.users import UNNAMED
from crm.acts.first_day import FirstDayFacts, SeatHolder, adopt_priorities, fill_council, first_day_facts
from crm.acts.joining import OFFICES, Newcomer, NewcomerSchema, say_who
from crm.advocacy.council.council_seats import Council, council
from crm.advocacy.issues.issues import NewIssue
from crm.errors import InvalidData, NotFound
from crm.interactions.contacts import recent
from web.access import allow, may_open
from web.addresses import address
from web.context import actor, database
from web.find import resolve
from web.forms import Form, form_page, load
from web.messages import saved
from web.words import iso_today, plural

pages = Blueprint("first_day", __name__, url_prefix="/first-day")

BODIES = ("organization",)


@dataclass(frozen=True)
class Step:
    """One question. `gave` says in a few words what is there, `done` whether that will do; `doors` are the pages where
    it is answered, as (address, words), when it is not answered on the spot."""

    name: str
    title: str
    why: str
    gave: Callable[[FirstDayFacts], str]
    done: Callable[[FirstDayFacts], bool]
    doors: tuple[tuple[str, str], ...] = ()


STEPS = (
    Step(
        "you", "Who are you?",
        "You are one of ours from then on: what you log counts as yours, and every path may begin with you.",
        lambda facts: f"You are {facts.you}." if facts.you else "Nobody yet.",
        lambda facts: facts.you is not None,
    ),
    Step(
        "association", "Your association",
        "Its name stands on every brief and report; its time zone decides which day it is.",
        lambda facts: facts.association or "No name yet.",
        lambda facts: bool(facts.association),
        ((address("organization", "{home}", "edit"), "Change its name"), ("/settings#time-zone-part", "Time zone")),
    ),
    Step(
        "legislature", "The legislature",
        "Its seats, who holds them, and the committees come from the public files of Open States.",
        lambda facts: f"{plural(facts.seats, 'seat')}, {plural(facts.holders, 'holder')}, "
        f"{plural(facts.committees, 'committee')}.",
        lambda facts: facts.holders > 0,
        (("/imports/new/openstates", "Get the newest file"),),
    ),
    Step(
        "districts", "Your school districts",
        "The federal directory lists every district; whom each faces in the legislature comes with the overlaps.",
        lambda facts: f"{plural(facts.districts, 'district')}.",
        lambda facts: facts.districts > 0,
        (("/imports/new/nces", "Get the newest directory"), ("/imports/new/overlap", "Bring in the overlaps")),
    ),
    Step(
        "superintendents", "Your superintendents",
        "The list you keep, as CSV or Excel: district, name, and whatever else is in it.",
        lambda facts: f"{plural(facts.superintendents, 'superintendent')}.",
        lambda facts: facts.superintendents > 0,
        (("/imports/new/superintendents", "Bring in the list"),),
    ),
    Step(
        "council", "Your advisory council",
        "Who speaks for each of its bodies. A seat left empty can be filled later, on the council’s page.",
        lambda facts: f"{facts.council_holders} of {plural(facts.council_seats, 'seat')} filled.",
        lambda facts: 0 < facts.council_seats <= facts.council_holders,
    ),
    Step(
        "priorities", "This session’s priorities",
        "Four or five issues, the most important first. Everything else is asked about them.",
        lambda facts: f"{plural(facts.priorities, 'priority', 'priorities')}.",
        lambda facts: facts.priorities > 0,
    ),
    Step(
        "accounts", "Who else works here?",
        "Each gets a link and sets a password. Staff see everything; members see what is shared and their own.",
        lambda facts: f"{plural(facts.accounts, 'account')}.",
        lambda facts: facts.accounts > 1,
        (("/accounts/new", "Invite somebody"),),
    ),
)  # fmt: skip
ORDER = tuple(step.name for step in STEPS)


@pages.get("")
@allow("administrator")
def overview() -> str:
    """The eight questions with what each gave, and where to go on."""
    facts = _facts()
    return render_template("first_day/overview.html", facts=facts, steps=STEPS, next_step=next_step(facts))


@pages.get("/<name>")
@allow("administrator")
def step(name: str) -> Response:
    """One question."""
    return _step(name, _begun(name))


@pages.post("/you")
@allow("administrator")
def you() -> AnyResponse:
    """Say who the account is, as an existing or a new person with an office."""
    form, asking = Form.sent(), actor()
    with form.catching():
        resolve(form, "person")
        resolve(form, "body", BODIES)
        newcomer = form.load(NewcomerSchema(unknown="exclude"))
        made = database().write(say_who, asking.user_id, newcomer, by=asking)
        return _on("you", f"You are {made.person_name}.")
    return _step("you", form)


@pages.post("/council")
@allow("administrator")
def fill() -> AnyResponse:
    """Seat the people typed in beside the council's seats."""
    form = Form.sent()
    with form.catching():
        holders = _holders(form, _council())
        if not holders:
            raise InvalidData({"": ["Write at least one name, or go on to the next question."]})
        seated = database().write(fill_council, holders, by=actor())
        return _on("council", f"{plural(seated, 'seat')} of the council filled.")
    return _step("council", form)


@pages.post("/priorities")
@allow("administrator")
def adopt() -> AnyResponse:
    """Adopt the issues listed, one on a line, in that order."""
    form, asking = Form.sent(), actor()
    with form.catching():
        titles = [line.strip() for line in form.value("priorities").splitlines() if line.strip()]
        if short := [title for title in titles if not 3 <= len(title) <= 120]:
            raise InvalidData({"priorities": [f"“{short[0][:40]}” is not a title of 3 to 120 characters."]})
        year = int(form.value("session_year")) if form.value("session_year").isdigit() else 0
        if not 1990 <= year <= 2199:
            raise InvalidData({"session_year": ["Write the year of the session, such as 2027."]})
        new = [NewIssue(title) for title in titles]
        count = database().write(
            adopt_priorities, new, session_year=year, on=iso_today(), set_by=asking.name, by=asking
        )
        return _on("priorities", f"{plural(count, 'priority', 'priorities')} for the {year} session.")
    return _step("priorities", form)


def next_step(facts: FirstDayFacts) -> str | None:
    """The first question that is not answered yet; None when all are."""
    return next((one.name for one in STEPS if not one.done(facts)), None)


def setting_up() -> str | None:
    """The next question, for an administrator whose office has not logged a contact yet."""
    if not may_open("/first-day") or database().read(recent, actor=actor(), limit=1):
        return None
    return next_step(_facts())


def _begun(name: str) -> Form:
    asking = actor()
    if name == "you":
        return Form.new({"name": "" if asking.person_id or asking.name == UNNAMED else asking.name, "office": "staff"})
    return Form.new({"session_year": int(iso_today()[:4]) + 1}) if name == "priorities" else Form.new()


def _step(name: str, form: Form) -> Response:
    if name not in ORDER:
        raise NotFound("There is no such question.")
    place, facts = ORDER.index(name), _facts()
    current = STEPS[place]
    doors = [(address.format(home=facts.home_id), words) for address, words in current.doors]
    after = ORDER[place + 1] if place + 1 < len(ORDER) else None
    more: dict[str, Any] = {"offices": OFFICES} if name == "you" else {}
    if name == "council":
        more["council"] = _council()
    return form_page(
        "first_day/step.html",
        form,
        step=current,
        place_number=place + 1,
        steps=STEPS,
        facts=facts,
        doors=doors,
        after=after,
        **more,
    )  # fmt: skip


def _on(name: str, words: str) -> AnyResponse:
    place = ORDER.index(name) + 1
    there = url_for("first_day.step", name=ORDER[place]) if place < len(ORDER) else url_for("first_day.overview")
    return saved(words, there)


def _facts() -> FirstDayFacts:
    return database().read(first_day_facts, actor=actor())


def _council() -> Council | None:
    try:
        return database().read(council, as_of=iso_today())
    except NotFound:
        return None


def _holders(form: Form, found: Council | None) -> list[SeatHolder]:
    """What was typed beside each vacant seat."""
    holders = []
    for seat in found.vacant if found else ():
        name = form.value(f"name-{seat.post_id}").strip()
        if not name:
            continue
        title = form.value(f"title-{seat.post_id}").strip()
        typed = {"name": name, "office": "other", "title": title or "Representative", "body": seat.body.id}
        email = form.value(f"email-{seat.post_id}").strip()
        newcomer: Newcomer = load(NewcomerSchema(), typed)
        holders.append(SeatHolder(seat.post_id, seat.body.id, replace(newcomer, email=email)))
    return holders
