"""The whip board's page: five columns by stance, who knows the undecided best, who has been asked to ask."""

from datetime import date
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from crm.advocacy.votes.bills import bills
from crm.advocacy.votes.majorities import MAJORITIES
from crm.advocacy.votes.roll_calls import RollCall, roll_calls
from crm.advocacy.votes.whip_board import Voter, WhipBoard, WhipQuestion, whip_board
from crm.errors import InvalidData
from crm.lobbying.bill_threats import BillThreat, bill_threats
from crm.relationships.paths.best_ways import ways_to
from crm.relationships.paths.path_answers import Path
from crm.stakeholders.chambers import CHAMBERS, chambers_here
from crm.stakeholders.organizations import organizations
from crm.vocabulary import CERTAINTIES, SOURCE_KINDS, STANCES, words_of
from web.access import allow
from web.addresses import address
from web.advocacy.blueprint import pages
from web.advocacy.stances import typed_kinds
from web.bounds import whole_number
from web.context import actor, database, network, today
from web.forms import Form
from web.tables import Column, Table

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@pages.get("/whip/<subject_id>")
@allow("staff")
def whip(subject_id: str) -> Response | str:
    """The board of one chamber or committee, under one majority rule."""
    question = _question(subject_id)
    try:
        board = database().read(whip_board, question, actor=actor())
    except InvalidData as problem:
        return render_template("advocacy/whip_empty.html", errors=problem.errors)
    table = Table(_columns(), list(board.voters), sort="stance", name="whip", noun="member")
    if table.format:
        return table.export()
    return render_template(
        "advocacy/whip.html",
        board=board,
        table=table,
        ways=_ways(board),
        votes=database().read(_votes, subject_id, board.chamber),
        threats=[threat.sentence(today()) for threat in database().read(_threats, subject_id, today())],
        form=Form.new({"on": actor().today, "certainty": "likely", "subject": subject_id}),
        certainties=CERTAINTIES,
        kinds=typed_kinds(),
        sources=words_of(SOURCE_KINDS),
        to_ask=board.to_ask(),
        known=len(board.voters) - len(board.column(None)),
        opened=bool(request.args.get("show") or request.args.get("sort")),
        stances=words_of(STANCES),
        chambers=database().read(chambers_here),
        committee_names=_committee_names(),
        majorities={key: rule.words for key, rule in MAJORITIES.items()},
    )


def _committee_names() -> dict[str, str]:
    """The committees by id; two of one name are told apart by their chamber."""
    rows = database().read(organizations, kinds=("committee",), today=actor().today)
    return {row.id: f"{row.name} ({CHAMBERS[row.chamber]})" if row.chamber in CHAMBERS else row.name for row in rows}


def _question(subject_id: str) -> WhipQuestion:
    asked = request.args
    present = asked.get("present", "")
    return WhipQuestion(
        subject=subject_id,
        majority=MAJORITIES.get(asked.get("rule", ""), MAJORITIES["simple-present"]),
        chamber=asked.get("chamber") if asked.get("chamber") in CHAMBERS else None,
        committee=asked.get("committee") or None,
        present=whole_number(present) if present.strip() else None,
    )


def _votes(tx: "ManagedTransaction", subject_id: str, chamber: str | None) -> list[RollCall]:
    """The roll calls of the chamber on the bill, or on the bills that carry the issue."""
    carrying = [bill.id for bill in bills(tx, issue=subject_id)] or [subject_id]
    return [vote for bill_id in carrying for vote in roll_calls(tx, bill_id) if chamber in (None, vote.chamber)]


def _threats(tx: "ManagedTransaction", subject_id: str, on: date) -> list[BillThreat]:
    """The deadlines that threaten the bill, or the bills that carry the issue, the nearest first."""
    carrying = [bill.id for bill in bills(tx, issue=subject_id)] or [subject_id]
    return bill_threats(tx, carrying, on)


def _ways(board: WhipBoard) -> dict[str, Path]:
    """The best path from ours to each member still to be won."""
    found = ways_to(database(), network(), [voter.person_id for voter in board.to_ask()], actor=actor())
    return {person: answer.paths[0] for person, answer in found.items()}


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", "Member", lambda v: v.name, href=lambda v: address("person", v.person_id)),
        Column("seat", "Seat", lambda v: v.seat, kind="name"),
        Column("role", "Role", lambda v: v.role),
        Column("party", "Party", lambda v: (v.party or "")[:1]),
        Column("stance", "Stance", _words, order=lambda v: -9 if v.column is None else v.column, newest_first=True),
        Column("certainty", "Certainty", lambda v: v.stance.certainty if v.stance else None),
        Column("last", "Last contact", lambda v: v.last_contact, kind="date", newest_first=True),
        Column("asked", "Who asks", lambda v: v.asked_by),
    )


def _words(voter: Voter) -> str:
    return voter.stance.words if voter.stance else "Unknown"
