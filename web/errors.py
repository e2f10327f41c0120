"""One table from what went wrong to a status, and one page (or JSON form) that says what to do next.

JSON: {"status": 422, "message": "...", "errors": {"field": ["..."]}}, and "stands", the record as it now is, where a
change was made from an older version. A page never shows a traceback; the reference on it finds the line in the log.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from crm.errors import Conflict, CrmError, DatabaseUnavailable, InvalidData, NotAllowed, NotFound, Stale
from web.access import for_programs

logger = logging.getLogger("crm.web")

STATUS: Mapping[type[CrmError], int] = {
    InvalidData: 422,
    NotFound: 404,
    Conflict: 409,
    NotAllowed: 403,
    DatabaseUnavailable: 503,
}


@dataclass(frozen=True)
class Explanation:
    """What an error page says: a heading, what happened, and what to do next."""

    heading: str
    happened: str
    advice: str


PAGES = {
    400: Explanation(
        "That request could not be read",
        "Something in the address or the form was malformed.",
        "Go back and try again.",
    ),
    401: Explanation("Sign in first", "This page is for people with an account.", "Sign in, then open it again."),
    403: Explanation("This is not open to you", "", "If you need it for your work, ask an administrator."),
    404: Explanation(
        "There is nothing here",
        "The address may be old, or the record was removed.",
        "Use Find to look for it by name.",
    ),
    405: Explanation(
        "That cannot be done here", "This address does not take that kind of request.", "Go back and try again."
    ),
    409: Explanation("Something stands in the way", "", "Go back, look at the newest state, and try again."),
    413: Explanation(
        "That is too large",
        "A file or form may be at most 10 MB, a zip to import 64 MB. Nothing was saved.",
        "Split the file, or remove pictures and unused sheets from it, and try again.",
    ),
    422: Explanation("Something in it needs mending", "", "Go back, change what is named above, and save again."),
    429: Explanation("Too many attempts", "", "Wait a little, then try again."),
    500: Explanation(
        "Something went wrong on our side",
        "Nothing you typed was saved by this step.",
        "Try once more. If it happens again, give your administrator the reference below.",
    ),
    503: Explanation(
        "The database is not answering",
        "Nothing was changed, and what is stored is safe.",
        "Wait a minute and try again. An administrator can run “crm doctor” to see what is wrong.",
    ),
}


def init_app(app: Flask) -> None:
    """Install the handlers; call it last, since extensions install their own for the same errors."""
    app.register_error_handler(CrmError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: CrmError) -> int:
    """The status of an error, by its class."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 422)


def _refused(error: CrmError) -> Response:
    status = status_of(error)
    if status == 503:
        why = f"{error} ({error.__cause__})" if error.__cause__ else str(error)
        logger.warning("database unavailable: %s", why, extra={"request_id": g.get("request_id")})
    fields = error.errors if isinstance(error, InvalidData) else {}
    # Where the database is, is for those who are signed in.
    stands = error.stands if isinstance(error, Stale) else None
    response = _answer(status, str(error) if status != 503 or "actor" in g else "", fields, stands)
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    data = getattr(error, "data", None) or {}
    fields = _flat(data.get("messages", {}))
    explanation = PAGES.get(status, PAGES[400 if status < 500 else 500])
    response = _answer(status, data.get("message") or explanation.happened, fields)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    logger.exception("unexpected error", extra={"request_id": g.get("request_id")})
    if current_app.testing:
        raise error
    return _http(InternalServerError())


def _answer(
    status: int, message: str, fields: Mapping[str, list[str]], stands: Mapping[str, object] | None = None
) -> Response:
    explanation = PAGES.get(status, PAGES[400 if status < 500 else 500])
    if for_programs():
        body = {"status": status, "message": message or explanation.heading, "errors": fields}
        body |= {} if stands is None else {"stands": stands}
        response = make_response(current_app.json.response(body), status)
        return response
    page = render_template(
        "errors/error.html",
        status=status,
        explanation=explanation,
        message=message or explanation.happened,
        fields=fields,
        reference=g.get("request_id"),
        signed_in="actor" in g,
        path=request.path,
    )
    return make_response(page, status)


def _flat(messages: object, prefix: str = "") -> dict[str, list[str]]:
    """Marshmallow's nested messages ({"json": {"name": [...]}}) as field -> sentences, with dotted names."""
    if isinstance(messages, Mapping):
        found: dict[str, list[str]] = {}
        for name, inner in messages.items():
            outer = (
                prefix if not prefix and name in ("json", "query", "form", "files", "headers") else f"{prefix}{name}."
            )
            found |= _flat(inner, outer)
        return found
    listed = messages if isinstance(messages, list) else [messages]
    return {prefix.rstrip("."): [str(one) for one in listed]}
