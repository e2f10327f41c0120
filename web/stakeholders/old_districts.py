"""The old congressional district of each school district: which are known, and a choice for those in split counties."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.learning.old_district_choices import old_districts_as_chosen
from crm.stakeholders.ground.old_districts import OldDistrict, choose
from web.access import EVERYONE, allow, allow_to
from web.addresses import address
from web.context import actor, database
from web.forms import Form
from web.messages import saved
from web.tables import Column, Table, table_page

pages = Blueprint("old_districts", __name__)

COLUMNS = (
    Column(
        "name", "School district", lambda row: row.name, href=lambda row: address("organization", row.organization_id)
    ),
    Column("county", "County", lambda row: ", ".join(row.counties)),
    Column("number", "Old district", lambda row: row.number),
    Column("how", "How we know", lambda row: row.how),
    Column("note", "Note", lambda row: row.note),
)


@pages.get("/districts/old-congressional")
@allow(*EVERYONE)
def listed() -> AnyResponse:
    """Every school district, those to be decided first."""
    return _page(Form.new())


@pages.post("/districts/old-congressional/<body_id>")
@allow_to("change", "ground")
def decide(body_id: str) -> AnyResponse:
    """Keep a person's choice with their note."""
    form = Form.sent()
    with form.catching():
        name = database().write(choose, body_id, form.value("area"), form.value("note"), by=actor())
        return saved(f"Kept: {name}.", url_for("old_districts.listed"))
    return _page(form)


def _page(form: Form) -> AnyResponse:
    everything = database().read(old_districts_as_chosen, today=actor().today)
    wanted = request.args.get("number", "")
    rows: list[OldDistrict] = [one for one in everything if wanted in ("", one.number)]
    table = Table(COLUMNS, rows, sort="name", name="old-districts", noun="school district")
    return table_page(
        "stakeholders/old_districts.html",
        table,
        form=form,
        waiting=[one for one in everything if one.must_choose],
        total=len(everything),
        numbers={n: f"District {n}" for n in sorted({one.number for one in everything if one.number})},
        number=wanted,
    )
