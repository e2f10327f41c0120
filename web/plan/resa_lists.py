"""The RESAs' lists of their districts: the age of each, and the districts that stand in none or in several."""

from flask import Response

from crm.plan.as_of import AsOf
from crm.plan.resa_lists import OnFile, regional_lists
from web.access import allow_to
from web.addresses import address
from web.context import today
from web.plan.asked import plan_with_evidence
from web.plan.blueprint import pages
from web.tables import Column, Table, table_page


@pages.get("/plan/resa-lists")
@allow_to("see", "plan")
def resa_lists() -> Response:
    """Each RESA with its newest list, those without one last."""
    plan, day = plan_with_evidence(), today()
    found = regional_lists(AsOf(plan.evidence, plan.settings(day), day))
    names, bodies = plan.names, plan.evidence.bodies

    def page_of(row: OnFile) -> str | None:
        return address("organization", row.resa) if row.resa in bodies else None

    columns = [
        Column("resa", "RESA", lambda row: names.get(row.resa, row.resa), href=page_of),
        Column("day", "Newest list", lambda row: row.list.day.isoformat() if row.list else None, kind="date"),
        Column("age", "Days old", lambda row: row.age, kind="number"),
        Column("state", "State", lambda row: "none on file" if row.list is None else "old" if row.is_old else "fresh"),
        Column("districts", "Districts", lambda row: len(row.list.districts) if row.list else None, kind="number"),
    ]
    table = Table(columns, found.on_file, sort="resa", name="resa-lists", noun="RESA")
    nowhere = [(district, names.get(district, district)) for district in found.nowhere]
    several = [(d, names.get(d, d), [names.get(r, r) for r in by]) for d, by in found.several.items()]
    return table_page("plan/resa_lists.html", table, found=found, nowhere=nowhere, several=several, bodies=bodies)
