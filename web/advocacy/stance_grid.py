"""The stance grid's page: at a sitting, one tap in a cell records who stands where; each cell can be undone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import Response, render_template, request, url_for
from marshmallow import Schema, fields, post_load, validate
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.council.council_seats import council
from crm.advocacy.council.meetings import meetings
from crm.advocacy.stances.stance_grid import Holder, StanceGrid, stance_grid
from crm.advocacy.stances.stances import Known, NewPositionSchema, record_stance
from crm.errors import InvalidData, NotFound
from crm.events.event_kind import HELD, PLANNED
from crm.fields import Day
from crm.ids import new_id
from crm.stakeholders.memberships import members_of
from crm.stakeholders.organizations import organization
from crm.vocabulary import STANCES, words_of
from web.access import allow, allow_to
from web.advocacy.blueprint import pages
from web.advocacy.stances import typed_kinds
from web.context import actor, database
from web.forms import Form, load
from web.messages import saved
from web.words import day, iso_today

CELL_ONLY = "X-Cell"  # sent by the page's script, which puts the answer in the cell's place


@dataclass(frozen=True)
class Sitting:
    """Where and when the stances are heard, as the address says it: the council's sitting unless `of` is a committee.

    `kind` is a kind of source that is typed, `source` its words, `issue` the one issue shown, if only one.
    """

    of: str
    on: str
    kind: str
    source: str
    issue: str | None = None

    @property
    def address(self) -> str:
        """The page's own address."""
        return url_for("advocacy.grid", **{name: value for name, value in asdict(self).items() if value})


class SittingSchema(Schema):
    """The shape of the address. Loads to keyword values of `Sitting`; what is left out is filled in by the page."""

    of = fields.String(load_default="", validate=validate.Length(max=64))
    on = Day(load_default=None)
    kind = fields.String(load_default="judgement", validate=validate.OneOf(("statement", "judgement")))
    source = fields.String(load_default="", validate=validate.Length(max=500))
    issue = fields.String(load_default=None, validate=validate.Length(max=64))

    @post_load
    def _known(self, data: dict[str, str | None], **_: object) -> dict[str, str | None]:
        return data


@pages.get("/stances/grid")
@allow("staff")
def grid() -> Response | str:
    """The grid for the sitting that the address names: the council's latest meeting when it names none."""
    problem: dict[str, list[str]] = {}
    try:
        sitting = _sitting(request.args)
    except InvalidData as error:
        sitting, problem = _sitting({}), error.errors
    name, holders = _holders(sitting)
    shown = _grid(sitting, holders)
    every = _grid(Sitting(**{**asdict(sitting), "issue": None}), holders) if sitting.issue else shown
    return render_template(
        "advocacy/stance_grid.html", grid=shown, sitting=sitting, name=name, every=every, problem=problem,
        kinds=typed_kinds(), stances=words_of(STANCES), new_key=new_id,
    )  # fmt: skip


@pages.post("/stances/grid")
@allow_to("add", "stance")
def set_cell() -> AnyResponse | str:
    """Record one stance. The page's script gets the cell; without it the page comes again, at the cell."""
    form, sitting = Form.sent(), _sitting(request.args)
    form.values |= {"on": sitting.on, "source_kind": sitting.kind, "source": sitting.source, "certainty": "sure"}
    new = form.load(NewPositionSchema())
    made = database().write(record_stance, new, by=actor())
    if CELL_ONLY in request.headers:
        return _cell(sitting, new.holder, new.subject, made)
    anchor = f"{sitting.address}#cell-{new.holder}-{new.subject}"
    undo = url_for("advocacy.take_back", position_id=made)
    return saved(f"Recorded: {STANCES[new.stance].words.lower()}.", anchor, undo=undo, fields={"next": sitting.address})


@pages.get("/stances/grid/cell")
@allow("staff")
def one_cell() -> str:
    """One cell as it stands now, for the page's script after an undo."""
    return _cell(_sitting(request.args), request.args.get("holder", ""), request.args.get("subject", ""), None)


def _cell(sitting: Sitting, holder: str, subject: str, made: str | None) -> str:
    shown = _grid(Sitting(**{**asdict(sitting), "issue": subject}), [Holder(holder, "")])
    key = (holder, subject)
    return render_template(
        "advocacy/stance_cell.html", sitting=sitting, holder=holder, subject=subject, held=shown.stances.get(key),
        is_old=key in shown.old, made=made, stances=words_of(STANCES),
        new_key=new_id,
    )  # fmt: skip


def _grid(sitting: Sitting, holders: list[Holder]) -> StanceGrid:
    asking = actor()
    return database().read(stance_grid, holders, Known.at(asking), actor=asking, issue_id=sitting.issue)


def _sitting(args: Mapping[str, str]) -> Sitting:
    known = SittingSchema().fields
    given = load(SittingSchema(), {name: value for name, value in args.items() if value and name in known})
    if given["of"]:
        body = database().read(organization, given["of"], actor=actor())
        first = iso_today(), f"{body.name} meeting of {day(iso_today())}"
    else:
        first = _council_sitting()
    on = given["on"] or first[0]
    source = given["source"] or (first[1] if on == first[0] else f"Meeting of {day(on)}")
    return Sitting(given["of"], on, given["kind"], source, given["issue"])


def _council_sitting() -> tuple[str, str]:
    """The day and words of the council's sitting now or last; today where it has not met."""
    today = iso_today()
    try:
        found = database().read(council, as_of=today)
    except NotFound:
        return today, f"Meeting of {day(today)}"
    met = [one.day for one in database().read(meetings, found.id) if one.status in (HELD, PLANNED)]
    on = max((start for start in met if start <= today), default=today)
    return on, f"Council of {day(on)}"


def _holders(sitting: Sitting) -> tuple[str, list[Holder]]:
    """What the rows are of, and the rows: the council's bodies, or a committee's members, officers first."""
    if sitting.of:
        body = database().read(organization, sitting.of, actor=actor())
        members = database().read(members_of, sitting.of, today=iso_today())
        return body.name, [Holder(one.member_id, one.member_name, one.role) for one in members]
    try:
        found = database().read(council, as_of=iso_today())
    except NotFound:
        return "The council", []
    return found.name, [Holder(one.body.id, one.body.short_name, one.holder_name or "") for one in found.seats]
