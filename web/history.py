"""History: who changed what, when, from what to what, for as much as the reader may see."""

from flask import Blueprint, render_template, request

from crm.records import history
from web.access import EVERYONE, allow
from web.bounds import whole_number
from web.context import actor, database

pages = Blueprint("history", __name__)

PAGE = 50


@pages.get("/history")
@allow(*EVERYONE)
def page() -> str:
    """The latest changes, newest first, fifty at a time."""
    skip = min(whole_number(request.args.get("from", "")), 100_000)
    entries = database().read(history.latest, actor=actor(), skip=skip, limit=PAGE + 1)
    more = len(entries) > PAGE
    return render_template("history/history.html", entries=entries[:PAGE], skip=skip, more=more, step=PAGE)
