"""The follow-ups' pages: all of them, also undated ones; change the words or the day, postpone, hand over, delete."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.interactions import follow_ups
from crm.interactions.follow_ups import FollowUp, FollowUpChange, FollowUpChangeSchema
from web.access import allow_to
from web.context import actor, database, today
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.security import safe_next
from web.stale_edits import Entry, keep_changes, opened
from web.tables import Column, Table, shown, table_page
from web.words import day, plural

pages = Blueprint("follow_ups", __name__)

ENTRIES = (Entry("text", "What has to be done"), Entry("due", "By"), Entry("owner", "Who will do it"))
A_WEEK = timedelta(days=7)
MOST_LISTED = 10_000
WHOSE = {"mine": "Mine"}
DONE = {"true": "Done"}

COLUMNS = (
    Column("text", "What", lambda row: row.text, sortable=False),
    Column("due", "By", lambda row: row.due, kind="date", sortable=False),
    Column("owner", "Who does it", lambda row: row.owner.name if row.owner else "", sortable=False),
    Column("for", "For", lambda row: ", ".join(one.name for one in row.owed_to), sortable=False),
)
# What the page says within these, and the buttons that a sheet has not.
IN_A_SHEET = (
    Column("done", "Done on", lambda row: row.done_at, kind="date"),
    Column("recorded", "Recorded on", lambda row: row.recorded_at, kind="date"),
    Column("by", "Recorded by", lambda row: row.recorded_by),
    Column("about", "About", lambda row: row.about),
)
ACTS = Column("acts", "Change it", lambda _: "", sortable=False, exported=False)


@pages.get("/follow-ups")
@allow_to("see", "follow-up")
def listed() -> Response:
    """All that the reader may see, the longest overdue first."""
    asking = actor()
    mine, done = request.args.get("whose") == "mine", request.args.get("done") == "true"
    exporting = "format" in request.args
    asked: dict[str, Any] = {"owner": asking.person_id or "" if mine else None, "done": done}
    limit = MOST_LISTED if exporting else shown()
    rows, total = database().read(follow_ups.listed_follow_ups, actor=asking, limit=limit, **asked)
    columns = (*COLUMNS, *IN_A_SHEET) if exporting else (*COLUMNS, ACTS)
    table = Table(columns, rows, name="follow-ups", noun="follow-up", total=total)
    context = {"says": says(rows, total, done=done), "whose": WHOSE, "done": DONE, "asked": request.args}
    return table_page("interactions/follow_ups.html", table, **context)


def says(rows: list[FollowUp], total: int, *, done: bool) -> str:
    """The first line: "9 open, 2 overdue"; overdue ones come first, so that those shown hold them all up to a page."""
    if done:
        return f"{plural(total, 'follow-up')} done."
    late = sum(one.overdue(today().isoformat()) for one in rows)
    more = "at least " if late == len(rows) < total else ""
    return f"{total or 'None'} open{f', {more}{late} overdue' if late else ''}."


@pages.get("/follow-ups/<follow_up_id>/edit")
@allow_to("change", "follow-up")
def edit(follow_up_id: str) -> Response:
    """The form, filled in."""
    found = database().read(follow_ups.follow_up, follow_up_id, actor=actor())
    form = _filled(found)
    form.values["next"] = request.args.get("next", "")
    return form_page("interactions/follow_up.html", form, it=found)


def _filled(found: FollowUp) -> Form:
    form = Form.new({"text": found.text, "due": found.due})
    if found.owner:
        form.pick("owner", [Choice(found.owner.id, found.owner.name)])
    return opened(form, ENTRIES, found.version)


@pages.post("/follow-ups/<follow_up_id>/edit")
@allow_to("change", "follow-up")
def keep(follow_up_id: str) -> AnyResponse:
    """Keep the words, the day and who does it; undo puts back what they were."""
    form = Form.sent()
    found = database().read(follow_ups.follow_up, follow_up_id, actor=actor())

    def save_as_of(version: int) -> None:
        changed = form.load(FollowUpChangeSchema())
        database().write(follow_ups.change_follow_up, follow_up_id, changed, version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(follow_ups.follow_up, follow_up_id, actor=actor()))

    with form.catching():
        resolve(form, "owner")
        keep_changes(form, standing, ENTRIES, save_as_of, follow_up_id)
        return saved("The follow-up is changed.", _back(form), **_undo(found))
    return form_page("interactions/follow_up.html", form, it=found)


@pages.post("/follow-ups/<follow_up_id>/postpone")
@allow_to("change", "follow-up")
def postpone(follow_up_id: str) -> AnyResponse:
    """A week later than its day, or than today where that has passed or there is none."""
    form = Form.sent()
    found = database().read(follow_ups.follow_up, follow_up_id, actor=actor())
    later = max(date.fromisoformat(found.due), today()) if found.due else today()
    changed = FollowUpChange(found.text, (later + A_WEEK).isoformat())
    database().write(follow_ups.change_follow_up, follow_up_id, changed, version=found.version, by=actor())
    return saved(f"Postponed to {day(changed.due)}: {found.text}", _back(form), **_undo(found))


@pages.post("/follow-ups/<follow_up_id>/delete")
@allow_to("delete", "follow-up")
def delete(follow_up_id: str) -> AnyResponse:
    """Take it out of every list; undo brings it back."""
    found = database().read(follow_ups.follow_up, follow_up_id, actor=actor())
    database().write(follow_ups.delete_follow_up, follow_up_id, by=actor())
    undo = url_for("follow_ups.restore", follow_up_id=follow_up_id)
    return saved(f"Deleted: {found.text}", _back(Form.sent()), undo=undo)


@pages.post("/follow-ups/<follow_up_id>/restore")
@allow_to("delete", "follow-up")
def restore(follow_up_id: str) -> AnyResponse:
    """Undo a deletion."""
    database().write(follow_ups.restore_follow_up, follow_up_id, by=actor())
    return saved("The follow-up is back.", url_for("follow_ups.listed"))


def _undo(before: FollowUp) -> dict[str, Any]:
    """The button that puts back what a follow-up said."""
    was = {"text": before.text, "due": before.due or "", "owner": before.owner.id if before.owner else ""}
    return {
        "undo": url_for("follow_ups.keep", follow_up_id=before.id),
        "fields": {**was, "version": str(before.version + 1)},
    }


def _back(form: Form) -> str:
    return safe_next(form.value("next"), url_for("follow_ups.listed"))


def _version(form: Form) -> int:
    return int(form.value("version")) if form.value("version").isdecimal() else 0
