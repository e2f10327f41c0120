"""Answers of the API: a marshmallow schema for any of the domain's dataclasses, so that the document cannot drift."""

import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from crm.errors import Stale

SCALARS: dict[type, type[fields.Field[Any]]] = {
    str: fields.String,
    int: fields.Integer,
    float: fields.Float,
    bool: fields.Boolean,
    date: fields.Date,
    Fraction: fields.String,
}


@cache
def schema_of(kind: type) -> type[Schema]:
    """A schema with a field for each field of the dataclass `kind`, nested ones included."""
    hints = typing.get_type_hints(kind)
    declared = {one.name: _field(hints[one.name]) for one in fields_of(kind)}
    made: type[Schema] = Schema.from_dict(declared, name=kind.__name__)
    return made


@cache
def page_of(kind: type) -> type[Schema]:
    """A schema for one page of a list: `items`, and `next`, the cursor of the page after it (null on the last)."""
    declared = {
        "items": fields.List(fields.Nested(schema_of(kind)), required=True),
        "next": fields.String(allow_none=True, required=True, metadata={"description": "Send it as ?cursor="}),
    }
    made: type[Schema] = Schema.from_dict(declared, name=f"{kind.__name__}Page")  # type: ignore[arg-type]
    return made


@contextmanager
def telling(now: Callable[[], Any]) -> Iterator[None]:
    """A change in this block that was made from an older version is answered with the record as it now is."""
    try:
        yield
    except Stale as refused:
        there = now()
        kind: Any = type(there)
        shape = schema_of(kind)
        refused.stands = shape().dump(there)
        raise


def _field(hint: Any, **more: Any) -> fields.Field[Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [one for one in arguments if one is not type(None)]
        return _field(inner[0], allow_none=True) if len(inner) == 1 else fields.Raw(allow_none=True, **more)
    if hint in SCALARS:
        return SCALARS[hint](**more)
    if isinstance(hint, type) and is_dataclass(hint):
        return fields.Nested(schema_of(hint), **more)
    if origin in (tuple, list) and len({one for one in arguments if one is not Ellipsis}) == 1:
        return fields.List(_field(arguments[0]), **more)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return fields.Dict(keys=fields.String(), values=_field(arguments[1]), **more)
    if isinstance(origin, type) and issubclass(origin, Collection):
        return fields.List(fields.Raw(), **more)
    return fields.Raw(**more)
