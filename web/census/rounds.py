"""The rounds of the census, for staff: opened, sent, reminded, looked at and closed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from crm.census.invitations import Invitation, invitations, issue_links, revoke, silent
from crm.census.letters import occasion, post_round
from crm.census.report import Report, report
from crm.census.rounds import GROUPS, NewRoundSchema, close_round, extend_round, open_round, round_of
from crm.census.rounds import rounds as all_rounds
from crm.errors import Conflict, InvalidData
from crm.fields import Day
from crm.ids import new_id
from crm.mail.letters import tally
from crm.stakeholders.organizations import organizations
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, our_name, today
from web.forms import Form, form_page
from web.letters import refuse_without_server, sends_letters, stationery, told
from web.messages import saved
from web.personal_links import fresh_links, letter_files, merge_list
from web.tables import Column, Table, table_page
from web.words import day, plural

pages = Blueprint("census_rounds", __name__, url_prefix="/census")

STATES = {"answered": "Answered", "opened": "Opened, no answer yet", "silent": "Silent"}
PEOPLE = (
    Column("name", "Name", lambda one: one.name, href=lambda one: address("person", one.person_id)),
    Column("district", "District", lambda one: one.district),
    Column("region", "RESA", lambda one: one.region),
    Column("state", "State", lambda one: STATES[one.state]),
    Column("answers", "Answers", lambda one: one.answers, kind="number"),
    Column("email", "E-mail", lambda one: one.email or "none"),
    Column("sent", "Link made", lambda one: one.sent_at, kind="date", newest_first=True),
)
SEATS = (
    Column("seat", "Seat", lambda line: line.seat, href=lambda line: address("seat", line.seat_id)),
    Column("holder", "Holder", lambda line: line.holder),
    Column("who", "Who knows them", lambda line: line.names),
)
SEATS_BEFORE = (*SEATS[:2], Column("who", "Who knew them well", lambda line: line.names))
SAID = (
    Column("person", "Who says so", lambda one: one.person, href=lambda one: address("person", one.person_id)),
    Column("region", "RESA", lambda one: one.region),
    Column("about", "Of whom", lambda one: one.about, href=lambda one: address("tie", one.person_id, one.about_id)),
    Column("seat", "Seat", lambda one: one.seat or ""),
    Column("level", "How well", lambda one: one.in_words),
)
CHANGES = (
    Column("turn", "What changed", lambda one: f"{one.turn[:1].upper()}{one.turn[1:]}"),
    Column("person", "Who says so", lambda one: one.now.person, href=lambda one: address("person", one.now.person_id)),
    Column("region", "RESA", lambda one: one.now.region),
    Column(
        "about",
        "Of whom",
        lambda one: one.now.about,
        href=lambda one: address("tie", one.now.person_id, one.now.about_id),
    ),
    Column("seat", "Seat", lambda one: one.now.seat or ""),
    Column("before", "Before", lambda one: one.before_in_words),
    Column("now", "Now", lambda one: one.now.in_words),
)
DIFFERING = (
    Column("person", "Between", lambda one: one.person),
    Column("about", "and", lambda one: one.about, href=lambda one: address("tie", one.person_id, one.about_id)),
    Column("first", "One says", lambda one: f"{one.first}, says {one.first_who}"),
    Column("second", "Another says", lambda one: f"{one.second}, says {one.second_who}"),
)


@dataclass(frozen=True)
class Listed:
    """One of the report's tables: its title, its columns, the report's field that holds its rows, what a row is."""

    title: str
    columns: tuple[Column, ...]
    rows: str
    noun: str
    many: str = ""

    def of(self, found: Report) -> tuple[object, ...]:
        """The rows in a report."""
        rows: tuple[object, ...] = getattr(found, self.rows)
        return rows


MATRIX = "matrix"
VIEWS = {
    "people": Listed("Everybody asked", PEOPLE, "invited", "person", "people"),
    "new": Listed("Seats newly covered", SEATS, "newly_covered", "seat"),
    "gone": Listed("Seats no longer covered", SEATS_BEFORE, "no_longer_covered", "seat"),
    "changes": Listed("What changed", CHANGES, "changes", "tie"),
    "one": Listed("Seats that one person alone knows", SEATS, "known_by_one", "seat"),
    "answers": Listed("Who knows whom", SAID, "said", "answer"),
    MATRIX: Listed("Whom each RESA knows", (), "matrix", "legislator"),
    "differing": Listed("Two answers that differ", DIFFERING, "differing", "tie"),
}


def _matrix(found: Report) -> tuple[Column, ...]:
    """The matrix: a column for each RESA that the round asks."""
    regions = (_region(f"region-{n}", line.region) for n, line in enumerate(found.regions))
    return (
        Column("about", "Whom", lambda row: row.about, href=lambda row: address("person", row.about_id)),
        Column("seat", "Seat", lambda row: row.seat),
        Column("known", "Known by", lambda row: row.known_by, kind="number", newest_first=True),
        *regions,
    )


def _region(key: str, name: str) -> Column:
    return Column(key, name, lambda row: row.of(name), sortable=False)


class UntilSchema(Schema):
    """Another last day for answers."""

    closes_on = Day(required=True, error_messages={"required": "Write the last day for answers."})


@pages.get("")
@allow_to("see", "census round")
def rounds() -> str:
    """All rounds, the latest first."""
    found = database().read(all_rounds, actor=actor())
    return render_template("census/rounds.html", rounds=found)


@pages.get("/new")
@allow_to("add", "census round")
def new() -> Response:
    """The form to open a round."""
    return _form(Form.new({"title": f"{today():%B %Y}"}))


@pages.post("/new")
@allow_to("add", "census round")
def keep() -> AnyResponse:
    """Open the round and invite its group."""
    form = Form.sent()
    form.values["id"] = form.value("key")
    try:
        with form.catching():
            made = database().write(open_round, form.load(NewRoundSchema()), by=actor())
            return saved("The round is open. Send the links next.", url_for("census_rounds.show", round_id=made))
    except Conflict as problem:
        form.errors = {"": [str(problem)]}
    return _form(form)


@pages.get("/<round_id>")
@allow_to("see", "census round")
def show(round_id: str) -> Response:
    """The report; `?view=` chooses the table, which can be exported."""
    found: Report = database().read(report, round_id, actor=actor())
    view = request.args.get("view", "people")
    view = view if view in VIEWS else "people"
    listed = VIEWS[view]
    columns = _matrix(found) if view == MATRIX else listed.columns
    table = Table(columns, listed.of(found), name=f"census-{view}", noun=listed.noun, many=listed.many)
    return table_page(
        "census/round.html",
        table,
        report=found,
        title=listed.title,
        view=view,
        views={key: (one.title, len(one.of(found))) for key, one in VIEWS.items()},
        is_open=found.round.is_open(actor().today),
        by_mail=sends_letters(),
        key=new_id(),
        letters=told(database().read(tally, actor=actor(), batch=round_id)),
        without_mail=[one for one in found.invited if not one.email],
        silent=silent(found.invited),
    )


@pages.post("/<round_id>/links.csv")
@allow_to("change", "census round")
def links_csv(round_id: str) -> Response:
    """Fresh links for a mail merge: everybody's, or (who=silent) of those who have not answered."""
    people = database().read(invitations, round_id, actor=actor())
    chosen = silent(people) if request.form.get("who") == "silent" else [one for one in people if not one.opted_out]
    district = Column("district", "District", lambda one: one.district)
    return merge_list(_fresh_links(round_id, chosen), "census-links", [district])


@pages.post("/<round_id>/letters.zip")
@allow_to("change", "census round")
def letters_zip(round_id: str) -> Response:
    """The letters of those who have not answered as .eml files; those without an address get none."""
    people = silent(database().read(invitations, round_id, actor=actor()))
    links = _fresh_links(round_id, [one for one in people if one.email])
    return letter_files(occasion(database().read(round_of, round_id), our_name()), links, "census-letters")


@pages.post("/<round_id>/letters")
@allow_to("change", "census round")
def send(round_id: str) -> AnyResponse:
    """Queue the letter, or a reminder, of everybody who has not answered."""
    refuse_without_server()
    key = request.form.get("key") or new_id()
    count = database().write(post_round, round_id, stationery(), key=key, by=actor())
    return saved(f"{plural(count, 'letter')} on the way.", _url(round_id))


@pages.post("/<round_id>/invitations/<invitation_id>/revoke")
@allow_to("change", "census round")
def end_links(round_id: str, invitation_id: str) -> AnyResponse:
    """End every link of one person."""
    name = database().write(revoke, invitation_id, by=actor())
    return saved(f"The links of {name} open nothing any more. New ones can be made.", _url(round_id))


@pages.post("/<round_id>/close")
@allow_to("change", "census round")
def close(round_id: str) -> AnyResponse:
    """Take no more answers."""
    database().write(close_round, round_id, version=_version(), by=actor())
    return saved("The round is closed. Give it a later day to open it again.", _url(round_id))


@pages.post("/<round_id>/extend")
@allow_to("change", "census round")
def extend(round_id: str) -> AnyResponse:
    """Take answers until another day."""
    closes_on = Form.sent().load(UntilSchema())["closes_on"]
    database().write(extend_round, round_id, closes_on, version=_version(), by=actor())
    return saved(f"Answers are taken until {day(closes_on)}.", _url(round_id))


def _fresh_links(round_id: str, people: list[Invitation]) -> dict[Invitation, str]:
    def issue(hashes: Mapping[str, str]) -> None:
        database().write(issue_links, round_id, hashes, by=actor())

    return fresh_links(people, "census_link.show", issue)


def _form(form: Form) -> Response:
    regions = database().read(organizations, kinds=("resa",), today=today().isoformat())
    return form_page("census/round_new.html", form, groups=GROUPS, regions={one.id: one.name for one in regions})


def _version() -> int:
    text = request.form.get("version", "")
    if not text.isdigit():
        raise InvalidData({"version": ["Open the round again, then try once more."]})
    return int(text)


def _url(round_id: str) -> str:
    return url_for("census_rounds.show", round_id=round_id)
