"""Cursor paging: a list answers with `items` and the cursor of the next page. A cursor is opaque to its reader."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from crm.errors import InvalidData

MOST = 200


class PageSchema(Schema):
    """What every list takes."""

    cursor = fields.String(load_default="", metadata={"description": "`next` of the page before"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST, error="Ask for 1 to 200 at a time."))


class Nothing(Schema):
    """An answer without content."""


def _start_of(cursor: str) -> int:
    """How many rows come before the page."""
    if not cursor:
        return 0
    try:
        name, _, number = base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").partition(":")
        if name != "after" or not number.isdigit():
            raise ValueError
        return int(number)
    except (ValueError, binascii.Error, UnicodeError):
        raise InvalidData({"cursor": ["Send the cursor as it was given, or leave it out."]}) from None


def page(asked: Mapping[str, Any], rows: Callable[[int, int], Sequence[Any]]) -> dict[str, Any]:
    """The page asked for, by what PageSchema loaded. `rows(skip, limit)` reads; a row too many tells of another page.

    Raises InvalidData for a cursor that was not given out here.
    """
    start, limit = _start_of(asked["cursor"]), asked["limit"]
    found = rows(start, limit + 1)
    following = base64.urlsafe_b64encode(f"after:{start + limit}".encode()).decode("ascii")
    return {"items": list(found[:limit]), "next": following if len(found) > limit else None}
