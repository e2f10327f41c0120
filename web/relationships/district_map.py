"""The map of the districts by our tie, beside the table that says the same; and the boundary files behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.ids import new_id
from crm.relationships.coverage.board import STRENGTHS, Board, CoverageRow, FilterSchema, coverage
from crm.stakeholders.chambers import LOWER, UPPER, chamber_name, our_state
from crm.stakeholders.ground.district_maps import (
    DistrictMap,
    district_key,
    district_maps,
    map_of,
    remove_map,
    restore_map,
)
from crm.words import NATURAL
from importers import maps
from importers.maps import CHAMBERS, BoundarySchema
from importers.states import STATES
from importers.upload import Upload
from web.access import EVERYONE, allow, allow_to
from web.context import actor, database, network
from web.forms import Form, form_page, load
from web.messages import saved
from web.pictures.district_map import Map, Rings, district_map
from web.pictures.hemicycle import Seat
from web.pictures.marks import LEGEND
from web.relationships.coverage import BY_DISTRICT, columns, in_a_sheet, offered, seat_of
from web.remembered import remembered
from web.tables import Table, in_order, table_page

pages = Blueprint("district_map", __name__)

ON_THE_MAP = ("seat", "holder", "tie")
FILES = {UPPER: "sldu", LOWER: "sldl"}  # as the Census Bureau names them


Drawn = tuple[str, Rings, Seat | None]


@dataclass(frozen=True)
class Shown:
    """A chamber's map, the file it came from, and the seats that no district on it is named like."""

    map: Map
    given: DistrictMap
    left_out: tuple[CoverageRow, ...]


@pages.get("/seats/map")
@allow(*EVERYONE)
@remembered
def page() -> Response:
    """The map of one chamber, filtered as the address says, and its seats as a table."""
    asked = {name: held for name, held in request.args.items() if held and name in FilterSchema().fields}
    chosen = load(FilterSchema(), asked)
    board, given_maps = coverage(database(), network(), chosen, actor=actor()), database().read(district_maps)
    chambers = [(one.value, one.label) for one in board.chambers]
    chamber = chosen.chamber or next((key for key, _ in chambers if map_of(given_maps, key)), "")
    rows = in_order([row for row in board.rows if row.chamber == chamber], BY_DISTRICT, "up")
    given = map_of(given_maps, chamber)
    listed = [one for one in columns(None) if one.key in ON_THE_MAP]
    sheet = [*columns(None), *in_a_sheet()] if "format" in request.args else listed
    return table_page(
        "relationships/district_map.html",
        Table(sheet, rows, name="districts", noun="seat"),
        board=board,
        chamber=chamber,
        chambers=chambers,
        shown=_shown(board, given, chamber) if given else None,
        asked=asked,
        strengths=STRENGTHS,
        choices=offered(board),
        legend=LEGEND,
        on=chosen.on,
    )


@pages.get("/seats/map/file")
@allow_to("add", "ground")
def file() -> Response:
    """Where the boundary files are, the maps that are shown, and a form to give another."""
    return _file_page(Form.new())


@pages.post("/seats/map/file")
@allow_to("add", "ground")
def give() -> AnyResponse:
    """Read a boundary file and show its districts from now on."""
    form = Form.sent()
    with form.catching():
        said = form.load(BoundarySchema(unknown="exclude"))
        key = form.value("key") or new_id()
        kept = maps.bring_in(database(), _file(), key=key, file=_file_name(), by=actor(), **said)
        counted = ", ".join(f"{len(one.districts)} of the {chamber_name(one.chamber)}" for one in kept)
        undo = url_for("district_map.remove", map_id=kept[0].id) if len(kept) == 1 else None
        return saved(f"On the map: {counted}.", url_for("district_map.page", chamber=kept[0].chamber), undo=undo)
    return _file_page(form)


@pages.post("/seats/map/<map_id>/delete")
@allow_to("delete", "ground")
def remove(map_id: str) -> AnyResponse:
    """Take a map away; the one before it is shown again."""
    title = database().write(remove_map, map_id, by=actor())
    undo = url_for("district_map.restore", map_id=map_id)
    return saved(f"{title} taken away.", url_for("district_map.file"), undo=undo)


@pages.post("/seats/map/<map_id>/restore")
@allow_to("delete", "ground")
def restore(map_id: str) -> AnyResponse:
    """Show a map again that was taken away."""
    return saved(f"{database().write(restore_map, map_id, by=actor())} is shown again.", url_for("district_map.file"))


def _shown(board: Board, given: DistrictMap, chamber: str) -> Shown:
    """A map with each district's seat; of a district with several, the one that we know best."""
    rows = [row for row in board.all_rows if row.chamber == chamber]
    listed = {row.seat_id for row in board.rows}
    by_key: dict[str, list[CoverageRow]] = {}
    for row in rows:
        by_key.setdefault(district_key(row.district), []).append(row)
    drawn: list[Drawn] = []
    met: set[str] = set()
    for district in given.districts:
        of_it = [row for key in district.keys for row in by_key.get(key, ())]
        met |= {row.seat_id for row in of_it}
        best = max(of_it, key=_closeness, default=None)
        seat = seat_of(best, faint=best.seat_id not in listed) if best else None
        drawn.append((best.district if best else district.names[0], district.rings, seat))
    title = f"{chamber_name(chamber)} districts"
    missing = tuple(row for row in rows if row.seat_id not in met)
    return Shown(district_map(f"map-{chamber}", title, _by_name(drawn)), given, missing)


def _closeness(row: CoverageRow) -> tuple[float, bool]:
    return row.best.strength if row.best else 0.0, bool(row.guesses)


def _by_name(drawn: Sequence[Drawn]) -> list[Drawn]:
    return sorted(drawn, key=lambda one: NATURAL(one[0]))


def _file_page(form: Form) -> Response:
    state = STATES.get(database().read(our_state) or "")
    return form_page(
        "relationships/boundary_file.html",
        form,
        maps=database().read(district_maps).values(),
        chambers=CHAMBERS,
        state=state,
        names=_names(state.census) if state else {},
    )


def _names(census: str) -> Mapping[str, str]:
    """The end of a chamber's file name, which begins with the year."""
    return {chamber: f"{census}_{ending}_500k.zip" for chamber, ending in FILES.items()}


def _file() -> Upload:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidData({"file": ["Choose the boundary file."]})
    return Upload(_file_name(), sent.read())


def _file_name() -> str:
    sent = request.files.get("file")
    return (sent.filename or "")[-120:] if sent else ""
