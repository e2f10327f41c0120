"""What comes in with a request is bounded and cleaned once, before any view looks at it: the first gate for data.

Addresses and forms are cleaned in place; the JSON of the API by its parser. A day or a version in an address or form
has one reader each.
"""

import json
from collections.abc import Container
from datetime import date, datetime
from typing import Any

from flask import Flask, Request, request
from marshmallow import missing
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import ImmutableMultiDict

from crm.errors import InvalidData
from crm.fields import LARGEST_WHOLE, cleaned
from crm.office_time import last_day, parse_date
from importers.upload import LARGEST_ARCHIVE, MEGABYTE

READERS = ("args", "form")
EARLIEST, LATEST = 1800, 2198  # years whose months, and the months beside them, can be shown
# Where a public collection is sent as it comes, a request may be larger than elsewhere.
LARGE_FILES = frozenset({"imports.upload", "imports.mend", "district_map.give", "api_maps.give"})


def init_app(app: Flask) -> None:
    """Install the gate; call it before anything else reads what was sent."""
    app.before_request(clean)


def clean() -> None:
    """Clean what was sent in the address and the form. Raises InvalidData naming the field."""
    if request.endpoint in LARGE_FILES:
        request.max_content_length = LARGEST_ARCHIVE + MEGABYTE
    problems: dict[str, list[str]] = {}
    for name in READERS:
        if given := getattr(request, name):
            setattr(request, name, _clean(given, problems))
    if problems:
        raise InvalidData(problems)


def _clean(given: "ImmutableMultiDict[str, str]", problems: dict[str, list[str]]) -> "ImmutableMultiDict[str, str]":
    """What can be kept; an error page may still look at it."""
    kept = []
    for name, text in given.items(multi=True):
        try:
            kept.append((name, cleaned(text, name)))
        except InvalidData as error:
            problems |= error.errors
    return ImmutableMultiDict(kept)


def day_asked(name: str) -> str | None:
    """The day in the address, in full: a month or year means its last day. Raises InvalidData naming it."""
    text = request.args.get(name, "")
    try:
        return last_day(parse_date(text)).isoformat() if text.strip() else None
    except ValueError as error:
        raise InvalidData({name: [str(error)]}) from None


def choice_asked(name: str, choices: Container[str], otherwise: str = "") -> str:
    """What a filter in the address chooses, or `otherwise` where it is left open. Raises InvalidData naming it for what
    is not among the choices: the list would look whole, or empty, and be neither."""
    chosen = request.args.get(name, "").strip()
    if chosen and chosen not in choices:
        raise InvalidData({name: [f"There is no “{chosen[:40]}” to choose here. Choose from the list."]})
    return chosen or otherwise


def month_asked(name: str) -> date | None:
    """The first day of the month in the address ("2026-03"), if it has one. Raises InvalidData naming it."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        month = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        month = date.min
    if not EARLIEST <= month.year <= LATEST:
        raise InvalidData({name: [f"“{text[:40]}” is not a month. Write it like 2026-03."]})
    return month


def whole_number(text: str, otherwise: int = 0) -> int:
    """The whole number a text is, or `otherwise`."""
    is_one = text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_WHOLE
    return int(text) if is_one else otherwise


class BoundedParser(FlaskParser):
    """Reads the API's requests: JSON is one object, bounded and cleaned; what an address says is all understood."""

    def __init__(self) -> None:
        super().__init__()
        self.DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": "raise"}

    def _raw_load_json(self, req: Request) -> Any:
        if not core.is_json(req.mimetype):
            return missing
        sent = req.get_data(cache=True)
        try:
            value = json.loads(sent) if sent else missing
        except RecursionError:
            raise InvalidData({"": ["This is nested too deeply."]}) from None
        except ValueError:
            raise InvalidData({"": ["This is not JSON. Send one JSON object."]}) from None
        if value is not missing and not isinstance(value, dict):
            raise InvalidData({"": ["Send one JSON object."]})
        return cleaned(value)
