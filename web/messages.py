"""What the next page says first: that something was saved, with a way to undo it, or a short note."""

from collections.abc import Mapping
from typing import Any

from flask import flash, get_flashed_messages, redirect, request
from werkzeug.wrappers import Response

SAVED, NOTE = "saved", "note"
KEPT = "X-Kept-For-Later"  # sent by the worker (web/assets/worker.js) with pages that nobody looks at now


def saved(text: str, to: str, *, undo: str | None = None, fields: Mapping[str, str | int] | None = None) -> Response:
    """Go on to a page of this site that says what was saved. `undo` is the address that takes it back by POST, sent
    these fields (a version, say). `to` comes from url_for or safe_next, never from the request as it is."""
    flash({"text": text, "undo": undo, "fields": dict(fields or {})}, SAVED)  # type: ignore[arg-type]
    return redirect(to, 303)


def told() -> Any:
    """What this page says first, as (category, what was flashed), once.

    A page that a worker fetches to keep leaves it for the page that somebody waits for.
    """
    return [] if KEPT in request.headers else get_flashed_messages(with_categories=True)


def note(text: str) -> None:
    """Have the next page say something that is neither a success nor an error."""
    flash({"text": text, "undo": None, "fields": {}}, NOTE)  # type: ignore[arg-type]
