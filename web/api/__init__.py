"""The JSON API under /api/v1, its OpenAPI 3.1 document, and the page that shows it. One module per room.

Requests are read with the domain's own marshmallow schemas; answers are described from the domain's dataclasses. The
rules of access are those of the pages: the same `@allow`, a session cookie or a personal token.
"""

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls, resolve_schema_instance
from flask import Flask, current_app, request
from flask_smorest import Api
from marshmallow import Schema, fields

from crm.errors import InvalidData
from web.api import (
    advocacy,
    asks,
    census,
    council,
    events,
    interactions,
    lobbying,
    maps,
    plan,
    portraits,
    record_files,
    records,
    relationships,
    stakeholders,
    surveys,
    views,
)
from web.api.documentation import pages as documentation

ROOMS = (
    stakeholders.api,
    portraits.api,
    interactions.api,
    relationships.api,
    maps.api,
    asks.api,
    census.api,
    advocacy.api,
    council.api,
    events.api,
    records.api,
    record_files.api,
    surveys.api,
    lobbying.api,
    plan.api,
    views.api,
)


class ErrorSchema(Schema):
    """What every refusal says."""

    status = fields.Integer(required=True)
    message = fields.String(required=True)
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        metadata={"description": "Sentences by the name of the field; of the whole under an empty name"},
    )
    stands = fields.Dict(
        keys=fields.String(),
        metadata={"description": "With 409 for an older version: the record as it now is, its version among it"},
    )


class Documented(Api):  # type: ignore[misc]
    """The API, with refusals as they are."""

    ERROR_SCHEMA = ErrorSchema


def _refuse_unknown() -> None:
    """Nothing in an address is silently ignored: raise InvalidData for what the document does not name."""
    if request.blueprint in {room.name for room in ROOMS} and request.endpoint:
        unknown = set(request.args) - _known(current_app.view_functions[request.endpoint])
        if unknown:
            raise InvalidData({name: ["This is not understood here."] for name in sorted(unknown)})


def _known(view: object) -> set[str]:
    """The names that an address of this view may have after its question mark."""
    parameters = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    asked = [
        resolve_schema_instance(one["schema"])
        for one in parameters
        if isinstance(one, dict) and one.get("in") == "query"
    ]
    return {
        field.data_key or name
        for schema in asked
        for name, field in resolve_schema_instance(schema).load_fields.items()
    }


def _name(schema: type[Schema] | Schema | str) -> str:
    """What a shape is called in the document: answers by their dataclass, requests as "InteractionInput"."""
    kind = resolve_schema_cls(schema)
    name = kind[0].__name__ if isinstance(kind, list) else kind.__name__
    return f"{name.removesuffix('Schema')}Input" if name.endswith("Schema") else name


def install(app: Flask) -> None:
    """Register every room's part and the documentation."""
    app.config.update(
        API_TITLE="Stakeholder graph",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
        API_SPEC_OPTIONS={
            "info": {"description": "Who knows whom, how well, and how to reach them."},
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    )
    made = Documented(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name)})
    for room in ROOMS:
        made.register_blueprint(room, url_prefix=f"/api/v1{room.url_prefix or ''}")
    app.before_request(_refuse_unknown)
    app.extensions["crm.openapi"] = made
    app.register_blueprint(documentation)
