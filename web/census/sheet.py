"""The sheet as a page: the same component by link, for a member inside the site, and for staff who fill it in with
somebody on the telephone."""

import uuid

from flask import Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from crm.census.answers import ANSWERS, HOWS, OWN_LEVELS, STRAINED_TIE, AnswerSchema, NewAnswer, answers_of, give
from crm.census.cards import FilledSheet, filled
from crm.census.invitations import Opened, mark_opened
from crm.census.sheet import PARTS
from crm.errors import Conflict, InvalidData
from crm.finding import search as finding
from crm.records.actor import Actor
from crm.relationships.preferences import CHOICES, prefer
from crm.stakeholders.standing import standings
from web.context import actor_or_none, database, now, today
from web.forms import Form

LONGEST_SEARCH = 80


def show(opened: Opened, by: Actor, base: str, *, problem: str = "", status: int = 200) -> Response:
    """The sheet; `base` is its address. `?find=` lists legislators of that name, `?add=` gives one a card."""
    added = [one for one in request.args.getlist("add") if one][:20]
    page = render_template(
        "census/sheet.html",
        opened=opened,
        sheet=read(opened, added),
        base=base,
        parts=PARTS,
        levels=OWN_LEVELS,
        strained=(STRAINED_TIE, ANSWERS[STRAINED_TIE]),
        hows=HOWS,
        choices=CHOICES,
        fresh=lambda: str(uuid.uuid4()),
        found=search(by) if request.args.get("find") else None,
        problem=problem,
        actor=actor_or_none() if base.startswith("/census") else None,
    )
    return Response(page, status)


def read(opened: Opened, added: list[str]) -> FilledSheet:
    """The sheet as it stands today."""
    return database().read(filled, opened, today=today().isoformat(), added=added)


def search(by: Actor) -> list[dict[str, str]]:
    """Legislators in office whom the typed text names; nobody else can be looked up from a sheet."""
    text = request.args.get("find", "").strip()[:LONGEST_SEARCH]
    found = database().read(finding.find, text, actor=by, kinds=(finding.PERSON,), limit=12) if text else []
    known = database().read(standings, [one.id for one in found], today=by.today)
    sitting = (known[one.id] for one in found if one.id in known and known[one.id].seat is not None)
    return [{"id": one.person_id, "name": one.name, "line": one.line} for one in sitting]


def keep(opened: Opened, by: Actor, base: str) -> AnyResponse:
    """Save one card from the page's form; what is wrong is said on the sheet, and nothing else is lost."""
    form = Form.sent()
    try:
        new = _understood(opened, form)
        database().write(give, opened, new, by=by)
    except (InvalidData, Conflict) as problem:
        return show(opened, by, base, problem=str(problem), status=409 if isinstance(problem, Conflict) else 422)
    return redirect(f"{base}?add={new.about}#next", 303)


def keep_json(opened: Opened, by: Actor) -> Response:
    """Save one card for the page's script, and say how far the sheet is."""
    new = _understood(opened, Form.sent())
    database().write(give, opened, new, by=by)
    sheet = read(opened, [])
    return jsonify({"saved": new.about, "answered": sheet.answered, "counted": sheet.counted, "known": sheet.known})


def begin(opened: Opened) -> Response:
    """Somebody touched the page: they have it open, and are no mail program."""
    database().write(mark_opened, opened, now())
    return jsonify({"begun": True})


def wish(opened: Opened, by: Actor, base: str) -> AnyResponse:
    """Keep what the person wishes about being asked in general."""
    form = Form.sent()
    try:
        database().write(prefer, opened.person_id, form.value("choice"), reason=form.value("reason"), by=by)
    except InvalidData as problem:
        return show(opened, by, base, problem=str(problem), status=422)
    return redirect(f"{base}#done", 303)


def _understood(opened: Opened, form: Form) -> NewAnswer:
    """A card as sent; "still so" stands for what the person said last time. Raises InvalidData."""
    if form.is_on("confirm"):
        last = database().read(answers_of, opened, about=form.value("about")).get(form.value("about"))
        if last is not None:
            return NewAnswer(last.about, last.level, last.how, last.since, key=form.value("key") or str(uuid.uuid4()))
    new: NewAnswer = form.load(AnswerSchema())
    return new
