"""Roll calls' pages: typing one from a printed list with the chamber's names in hand, and prediction against result."""

import uuid
from typing import TYPE_CHECKING

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.votes.bills import bill
from crm.advocacy.votes.roll_calls import (
    TALLIED,
    Ballot,
    NewRollCall,
    RollCall,
    Verdict,
    record_roll_call,
    roll_call,
    score_by_predictor,
    verdicts,
)
from crm.advocacy.votes.stances_from_votes import give_back_votes, predictions, says, take_votes
from crm.errors import InvalidData
from crm.office_time import parse_date
from crm.records.actor import Actor
from crm.stakeholders.chambers import CHAMBERS, chamber_name, chambers_here
from crm.stakeholders.names.roll_call_names import Member, match_all, split_names
from crm.stakeholders.sitting import sitting_members
from crm.vocabulary import VOTE_OPTIONS, words_of
from web.access import EVERYONE, allow, allow_to
from web.advocacy.blueprint import pages
from web.bounds import whole_number
from web.context import actor, database
from web.forms import Form, form_page
from web.messages import saved
from web.tables import Column, Table, table_page
from web.words import plural

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PATIENCE = 30.0  # seconds: a chamber has more than a hundred votes


@pages.get("/bills/<bill_id>/votes/new")
@allow("staff")
def new_vote(bill_id: str) -> Response:
    """The form: chamber and day first, then the chamber's members of that day with a choice each."""
    form = Form.new({"on": request.args.get("on", ""), "chamber": request.args.get("chamber", "")})
    return _vote_form(bill_id, form)


@pages.post("/bills/<bill_id>/votes/new")
@allow_to("add", "roll call")
def record_vote(bill_id: str) -> AnyResponse:
    """Record it when the names add up to the counts; names pasted from the printed list are matched first."""
    form = Form.sent()
    with form.catching():
        new = _roll_call(bill_id, form)
        if form.value("step") == "match":
            return _vote_form(bill_id, form)
        made = database().write(record_roll_call, new, by=actor())
        return saved("The roll call is recorded.", url_for("advocacy.one_vote", vote_id=made))
    return _vote_form(bill_id, form)


BALLOTS = (
    Column("name", "Member", lambda row: row[1]),
    Column("vote", "Vote", lambda row: row[2]),
    Column("bill", "Bill", lambda row: row[0].bill),
    Column("chamber", "Chamber", lambda row: chamber_name(row[0].chamber)),
    Column("on", "Day", lambda row: row[0].on, kind="date"),
    Column("motion", "Motion", lambda row: row[0].motion),
    Column("counts", "Counts", lambda row: "; ".join(f"{option}: {n}" for option, n in row[0].tallies.items())),
    Column("passed", "Result", lambda row: {True: "Passed", False: "Failed"}.get(row[0].passed)),
    Column("source", "Source", lambda row: row[0].source),
)


@pages.get("/votes/<vote_id>")
@allow(*EVERYONE)
def one_vote(vote_id: str) -> Response:
    """The result, how much it tells, and what was predicted by whom before it; as a sheet, every member's vote."""
    found, judged = database().read(_judged, vote_id, actor())
    tells = says(found)
    ballots = [(found, name, VOTE_OPTIONS[option].words) for _, name, option in found.ballots]
    return table_page(
        "advocacy/vote.html",
        Table(BALLOTS, ballots, name="roll-call", noun="vote"),
        vote=found,
        chamber=chamber_name(found.chamber),
        options=words_of(VOTE_OPTIONS),
        verdicts=judged,
        scores=score_by_predictor(judged) if tells else [],
        says=tells,
    )


def _judged(tx: "ManagedTransaction", vote_id: str, asking: Actor) -> tuple[RollCall, list[Verdict]]:
    found = roll_call(tx, vote_id)
    ballots = {person: option for person, _, option in found.ballots}
    return found, verdicts(predictions(tx, found, actor=asking), ballots)


@pages.post("/votes/<vote_id>/stances")
@allow_to("add", "stance")
def take(vote_id: str) -> AnyResponse:
    """Take each vote as a stance on the bill; undo takes them back."""
    count = database().within(PATIENCE).write(take_votes, vote_id, by=actor())
    there = url_for("advocacy.one_vote", vote_id=vote_id)
    undo = url_for("advocacy.give_back", vote_id=vote_id)
    return saved(f"{plural(count, 'stance')} recorded from this vote.", there, undo=undo)


@pages.post("/votes/<vote_id>/stances/remove")
@allow_to("delete", "stance")
def give_back(vote_id: str) -> AnyResponse:
    """Undo that."""
    database().within(PATIENCE).write(give_back_votes, vote_id, by=actor())
    return saved("The stances from this vote are taken back.", url_for("advocacy.one_vote", vote_id=vote_id))


def _vote_form(bill_id: str, form: Form) -> Response:
    members: list[Member] = []
    if form.value("chamber") and form.value("on"):
        try:
            members = _sitting(bill_id, form.value("chamber"), parse_date(form.value("on")))
        except ValueError as error:
            form.errors.setdefault("on", [str(error)])
    return form_page(
        "advocacy/vote_new.html",
        form,
        bill=database().read(bill, bill_id),
        members=members,
        options=words_of(VOTE_OPTIONS),
        tallied=TALLIED,
        chambers=database().read(chambers_here),
    )


def _roll_call(bill_id: str, form: Form) -> NewRollCall:
    """What the form says. Pasted lists are matched into the members' choices; what does not match is asked."""
    errors: dict[str, list[str]] = {}
    try:
        day = parse_date(form.value("on"))
    except ValueError as error:
        raise InvalidData({"on": [str(error)]}) from None
    if form.value("chamber") not in CHAMBERS:
        raise InvalidData({"chamber": ["Choose the chamber that voted."]})
    members = _sitting(bill_id, form.value("chamber"), day)
    for option in VOTE_OPTIONS:
        problems = _match_pasted(form, option, members)
        if problems:
            errors[f"pasted_{option}"] = problems
    if errors:
        raise InvalidData(errors)
    names = {member.person_id: member.name for member in members}
    chosen = {person: form.value(f"vote_{person}") for person in names}
    return NewRollCall(
        bill=bill_id,
        chamber=form.value("chamber"),
        on=day,
        motion=form.value("motion").strip() or "passage",
        tallies=_tallies(form),
        source=form.value("source").strip() or "typed from the printed roll call",
        ballots=tuple(
            Ballot(person, option, names[person]) for person, option in chosen.items() if option in VOTE_OPTIONS
        ),
        passed={"yes": True, "no": False}.get(form.value("passed")),
        key=form.value("key") or str(uuid.uuid4()),
    )


def _sitting(bill_id: str, chamber: str, on: str) -> list[Member]:
    of = database().read(bill, bill_id)
    return database().read(sitting_members, chamber, on, jurisdiction=of.jurisdiction)


def _match_pasted(form: Form, option: str, members: list[Member]) -> list[str]:
    text = form.value(f"pasted_{option}").strip()
    problems = []
    for found in match_all(split_names(text), members) if text else []:
        if found.person_id:
            form.values.setdefault(f"vote_{found.person_id}", option)
            if not form.value(f"vote_{found.person_id}"):
                form.values[f"vote_{found.person_id}"] = option
        elif not any(form.value(f"vote_{member.person_id}") == option for member in found.members):
            problems.append(found.problem or "")
    return problems


def _tallies(form: Form) -> dict[str, int]:
    tallies = {}
    for option in TALLIED:
        text = form.value(f"tally_{option.replace(' ', '_')}").strip()
        if text and whole_number(text, -1) < 0:
            raise InvalidData({f"tally_{option.replace(' ', '_')}": ["Write a whole number."]})
        if text:
            tallies[option] = whole_number(text)
    return tallies
