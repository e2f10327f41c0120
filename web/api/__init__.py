"""The JSON API under /api/v1, its OpenAPI 3.1 document, and the page that shows it. One module per room.

Requests are read with the domain's own marshmallow schemas; answers are described from the domain's dataclasses. The
rules of access are those of the pages: the same `@allow`, a session cookie or a personal token.
"""

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask
from flask_smorest import Api
from marshmallow import Schema

from web.api import advocacy, asks, council, interactions, lobbying, plan, relationships, stakeholders
from web.api.documentation import pages as documentation

ROOMS = (
    stakeholders.api,
    interactions.api,
    relationships.api,
    asks.api,
    advocacy.api,
    council.api,
    lobbying.api,
    plan.api,
)


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
    made = Api(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name)})
    for room in ROOMS:
        made.register_blueprint(room, url_prefix=f"/api/v1{room.url_prefix or ''}")
    app.extensions["crm.openapi"] = made
    app.register_blueprint(documentation)
