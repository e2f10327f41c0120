"""Photos and logos in the API."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_smorest.fields import Upload as FileField
from marshmallow import Schema

from crm.records import lifecycle
from crm.records.kinds import Kind
from crm.stakeholders import portraits
from crm.stakeholders.portraits import Portrait
from importers import apart
from importers.upload import Upload
from web.access import EVERYONE, allow, allow_to
from web.api.advocacy import VersionSchema
from web.api.answers import schema_of, telling
from web.api.room import Room
from web.context import actor, database

api = Room("api_portraits", __name__, url_prefix="", description="Photos of people and logos of bodies")


class PictureSchema(Schema):
    """A picture: PNG, JPEG or WebP."""

    file = FileField(required=True)


@dataclass(frozen=True)
class Picture:
    """A picture as it is shown: `content` is base64, `version` that of the record."""

    type: str
    content: str
    file: str | None
    version: int


@api.route("/people/<person_id>/portrait", methods=["GET"])
@api.response(200, schema_of(Picture))
@allow(*EVERYONE)
def photo(person_id: str) -> Picture:
    """A person's photo; 404 while there is none."""
    return _picture(lifecycle.PERSON, person_id)


@api.route("/people/<person_id>/portrait", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(PictureSchema, location="files", content_type="multipart/form-data")
@api.response(200, schema_of(Portrait))
@allow_to("change", "person")
def give_photo(asked: dict[str, Any], sent: dict[str, Any], person_id: str) -> Portrait:
    """Show this photo of a person; 409 when `version` is no longer the latest."""
    return _changed(lifecycle.PERSON, person_id, portraits.set_photo, _given(sent) | asked)


@api.route("/people/<person_id>/portrait", methods=["DELETE"])
@api.arguments(VersionSchema, location="query")
@api.response(200, schema_of(Portrait))
@allow_to("change", "person")
def remove_photo(asked: dict[str, Any], person_id: str) -> Portrait:
    """Take a person's photo off."""
    return _changed(lifecycle.PERSON, person_id, portraits.take_photo_off, asked)


@api.route("/organizations/<organization_id>/portrait", methods=["GET"])
@api.response(200, schema_of(Picture))
@allow(*EVERYONE)
def logo(organization_id: str) -> Picture:
    """A body's logo; 404 while there is none."""
    return _picture(lifecycle.ORGANIZATION, organization_id)


@api.route("/organizations/<organization_id>/portrait", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(PictureSchema, location="files", content_type="multipart/form-data")
@api.response(200, schema_of(Portrait))
@allow_to("change", "organization")
def give_logo(asked: dict[str, Any], sent: dict[str, Any], organization_id: str) -> Portrait:
    """Show this logo of a body; 409 when `version` is no longer the latest."""
    return _changed(lifecycle.ORGANIZATION, organization_id, portraits.set_logo, _given(sent) | asked)


@api.route("/organizations/<organization_id>/portrait", methods=["DELETE"])
@api.arguments(VersionSchema, location="query")
@api.response(200, schema_of(Portrait))
@allow_to("change", "organization")
def remove_logo(asked: dict[str, Any], organization_id: str) -> Portrait:
    """Take a body's logo off."""
    return _changed(lifecycle.ORGANIZATION, organization_id, portraits.take_logo_off, asked)


def _known(kind: Kind, record_id: str) -> Portrait:
    return database().read(portraits.portrait, kind, record_id, actor=actor())


def _picture(kind: Kind, record_id: str) -> Picture:
    content, type_ = database().read(portraits.picture, kind, record_id, actor=actor())
    known = _known(kind, record_id)
    return Picture(type_, base64.b64encode(content).decode(), known.file, known.version)


def _given(sent: dict[str, Any]) -> dict[str, Any]:
    """The picture that was sent, read apart, and the name of its file."""
    upload = Upload((sent["file"].filename or "picture")[-120:], sent["file"].read())
    return {"content": apart.read_picture(upload), "file": upload.name}


def _changed(kind: Kind, record_id: str, change: Callable[..., Portrait], said: dict[str, Any]) -> Portrait:
    with telling(lambda: _known(kind, record_id)):
        return database().write(change, record_id, **said, by=actor())
