"""Paging by key: a list answers with `items` and the cursor of the next page, which says after which one it begins.

So records made or deleted between two pages shift nothing: every other one comes exactly once. A cursor is opaque to
its reader.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from crm.errors import InvalidData

MOST = 200
LONGEST_CURSOR = 2_000

Place = Sequence[Any]  # what a list is ordered by, of one of its records


class PageSchema(Schema):
    """What every list takes."""

    cursor = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_CURSOR, error="Send the cursor as it was given, or leave it out."),
        metadata={"description": "`next` of the page before"},
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST, error="Ask for 1 to 200 at a time."))


def page(asked: Mapping[str, Any], rows: Callable[[Any, int], Sequence[tuple[Any, Place]]]) -> dict[str, Any]:
    """The page asked for, by what PageSchema loaded. `rows(after, limit)` reads records with their places; one too many
    tells of another page.

    Raises InvalidData for a cursor that was not given out here.
    """
    limit = asked["limit"]
    found = rows(_place(asked["cursor"]), limit + 1)
    following = _cursor(found[limit - 1][1]) if len(found) > limit else None
    return {"items": [item for item, _ in found[:limit]], "next": following}


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode("ascii")


def _place(cursor: str) -> list[Any] | None:
    if not cursor:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        if not isinstance(place, list) or not place or not all(isinstance(part, int | str) for part in place):
            raise ValueError
        "".join(map(str, place)).encode()  # half a character is none of ours
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        raise InvalidData({"cursor": ["Send the cursor as it was given, or leave it out."]}) from None
    return place
