"""The coverage page: which seats we have a tie to, as seat charts and as a table with the gaps first."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from marshmallow import Schema

from crm.errors import InvalidData
from crm.fields import LastDay
from crm.relationships.coverage.board import (
    STRENGTHS,
    Board,
    Choice,
    CoverageRow,
    Filter,
    FilterSchema,
    compared,
    coverage,
)
from web.access import EVERYONE, allow
from web.addresses import address
from web.context import absence, actor, database, network
from web.forms import load
from web.pictures.hemicycle import Hemicycle, Seat, hemicycle
from web.pictures.marks import LEGEND, Mark
from web.remembered import remembered
from web.tables import Column, Table, in_order, table_page
from web.words import day

pages = Blueprint("coverage", __name__)

STRONGEST_FIRST = (Mark.CLOSE, Mark.GOOD, Mark.KNOW, Mark.GUESS, Mark.NONE)
BY_DISTRICT = Column("seat", "Seat", lambda row: f"{row.label} {row.seat}")


class CompareSchema(Schema):
    """The day to compare with."""

    compare = LastDay(load_default=None)


@dataclass(frozen=True)
class Comparison:
    """How the board moved since a day: `words` in a few words, and each seat's mark on that day."""

    on: str
    words: str
    marks: dict[str, Mark]


@pages.get("/seats")
@allow(*EVERYONE)
@remembered
def board() -> Response:
    """The board, filtered as the address says."""
    asked = {name: held for name, held in request.args.items() if held and name in (*FilterSchema().fields, "compare")}
    chosen, since, errors = _understood(asked)
    if errors and "format" in request.args:
        raise InvalidData(errors)  # a file cannot say that a filter was not understood
    now = coverage(database(), network(), chosen, actor=actor())
    then = _compare(now, chosen, since) if since else None
    listed = [*columns(then), *in_a_sheet()] if "format" in request.args else columns(then)
    table = Table(listed, now.rows, name="seats", noun="seat")
    return table_page(
        "relationships/coverage.html",
        table,
        board=now,
        charts=charts(now, chosen.chamber),
        asked=asked,
        errors=errors,
        strengths=STRENGTHS,
        then=then,
        choices=offered(now),
        legend=LEGEND,
        on=chosen.on,
    )


def offered(board: Board) -> dict[str, list[tuple[str, str]]]:
    """The filters with the values that exist in the data, and how each is shown."""
    found: dict[str, tuple[Choice, ...]] = {
        "chamber": board.chambers,
        "committee": board.committees,
        "region": board.regions,
        "party": board.parties,
    }
    return {name: [(one.value, one.label) for one in choices] for name, choices in found.items()}


def _understood(asked: dict[str, str]) -> tuple[Filter, str | None, dict[str, list[str]]]:
    """The filter and the day to compare with. What cannot be read filters nothing, and is said beside the filters."""
    compare = {"compare": asked["compare"]} if "compare" in asked else {}
    try:
        since = load(CompareSchema(), compare)["compare"]
        return load(FilterSchema(), {n: held for n, held in asked.items() if n != "compare"}), since, {}
    except InvalidData as problem:
        return Filter(), None, problem.errors


def _compare(now: Board, chosen: Filter, since: str) -> Comparison:
    then = coverage(database(), network(), Filter(on=since), actor=actor())
    more = compared(now, then)
    words = f"{more:+d} since {day(since)}.".replace("-", "−") if more else f"As many as on {day(since)}."
    return Comparison(since, words, {row.seat_id: mark_of(row) for row in then.all_rows})


def mark_of(row: CoverageRow) -> Mark:
    """The mark of a seat: its best confirmed tie, else that there is only a guess, or nothing."""
    if row.best is not None:
        return Mark(row.best.word)
    return Mark.GUESS if row.guesses else Mark.NONE


def charts(board: Board, chamber: str | None = None) -> list[Hemicycle]:
    """A chart per chamber (of one chamber, when one is chosen). Seats that the filter leaves out are faint."""
    shown = {row.seat_id for row in board.rows}
    drawn = []
    for one in board.chambers:
        if chamber in (None, one.value):
            rows = in_order([row for row in board.all_rows if row.chamber == one.value], BY_DISTRICT, "up")
            seats = tuple(seat_of(row, faint=row.seat_id not in shown) for row in rows)
            drawn.append(hemicycle(f"chart-{one.value}", one.label, seats))
    return drawn


def seat_of(row: CoverageRow, *, faint: bool) -> Seat:
    """What the pictures say of a seat."""
    return Seat(
        address=address("seat", row.seat_id),
        name=row.label,
        holder=_holder(row) if row.holder else None,
        tie=_tie_in_words(row),
        mark=mark_of(row),
        faint=faint,
    )


def _tie_in_words(row: CoverageRow) -> str:
    if row.best is not None:
        cold = ", going cold" if row.cold else ""
        return f"{row.best.word}, through {row.best.person.name}{cold}"
    if row.guesses:
        return f"{absence('No tie yet')}; perhaps {row.guesses[0].person.name} ({row.guesses[0].words})"
    return absence("No tie yet")


def _holder(row: CoverageRow) -> str:
    if row.holder is None:
        return "Vacant"
    return f"{row.holder.name} ({row.party[:1]})" if row.party else row.holder.name


def _roles(row: CoverageRow) -> str:
    """Committees with the part where it is more than member."""
    return ", ".join(one.name if one.role == "member" else f"{one.name} ({one.role})" for one in row.committees)


def columns(then: Comparison | None) -> list[Column]:
    """The table's columns; with a comparison, also the tie on that day."""
    listed = [
        Column(
            "seat",
            "Seat",
            lambda row: row.label,
            href=lambda row: address("seat", row.seat_id),
            order=BY_DISTRICT.value,
        ),
        Column("holder", "Holder", _holder),
        Column(
            "tie",
            "Our best tie",
            lambda row: mark_of(row).in_words,
            order=lambda row: STRONGEST_FIRST.index(mark_of(row)) - (row.best.strength if row.best else 0) / 2,
        ),
        Column(
            "last",
            "Last contact",
            lambda row: row.last_contact.at if row.last_contact else None,
            kind="date",
            newest_first=True,
        ),
        Column("guesses", "To confirm", _guesses, sortable=False),
    ]
    if then is not None:
        marks = then.marks
        was = Column("then", f"On {day(then.on)}", lambda row: marks.get(row.seat_id, Mark.NONE).in_words)
        listed.insert(4, was)
    return listed


def in_a_sheet() -> list[Column]:
    """What the page says within another column, in a column of its own."""
    return [
        Column("committees", "Committees", _roles),
        Column("through", "Through", lambda row: row.best.person.name if row.best else ""),
        Column("others", "Others of ours who know them", lambda row: max(row.ties - 1, 0), kind="number"),
        Column("why", "Why", lambda row: row.best.why if row.best else ""),
        Column("cold", "Going cold", lambda row: "Yes" if row.cold else ""),
        Column("met", "Last two-way contact", lambda row: row.best.last_two_way if row.best else None, kind="date"),
        Column("party", "Party", lambda row: row.party),
        Column("regions", "Regions", lambda row: ", ".join(region.name for region in row.regions)),
    ]


def _guesses(row: CoverageRow) -> str:
    return "; ".join(f"{guess.person.name}: {guess.words}" for guess in row.guesses)
