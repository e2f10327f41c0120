"""What is held about a person: the page by their link and inside the site, with its export."""

from flask import Response

from crm.acts.held import held_about
from crm.records.actor import Actor
from web.context import actor_or_none, database
from web.tables import Column, Table, table_page

COLUMNS = (
    Column("kind", "What", lambda one: one.kind),
    Column("says", "It says", lambda one: one.says),
    Column("source", "From", lambda one: one.source),
    Column("on", "Day", lambda one: one.on, kind="date", newest_first=True),
)


def show(person_id: str, by: Actor, base: str) -> Response:
    """The page; `base` is the address of the person's sheet, where they correct and opt out."""
    found = database().read(held_about, person_id, actor=by)
    table = Table(COLUMNS, found, name="held-about-me", noun="thing")
    signed_in = actor_or_none() if base.startswith("/census") else None
    return table_page("census/held.html", table, base=base, is_own=by.person_id == person_id, actor=signed_in)
