"""The API's document, and a page that shows it, both served from here."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from web.access import EVERYONE, allow

pages = Blueprint("api", __name__)


@pages.get("/api/v1/openapi.json")
@allow(*EVERYONE)
def openapi() -> Response:
    """The OpenAPI 3.1 document."""
    return jsonify(_document())


@pages.get("/api")
@allow(*EVERYONE)
def shown() -> str:
    """Every address of the API, what it takes and what it answers."""
    document = _document()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]
    tags = [tag["name"] for tag in document["tags"]]
    rooms = [(tag, [one for one in operations if tag in one.get("tags", [])]) for tag in tags]
    about = {tag["name"]: tag.get("description", "") for tag in document["tags"]}
    return render_template(
        "api/documentation.html", rooms=rooms, about=about, schemas=document["components"]["schemas"]
    )


def _document() -> dict[str, Any]:
    document: dict[str, Any] = current_app.extensions["crm.openapi"].spec.to_dict()
    return document
