"""A small record's file in the API."""

import base64
from dataclasses import dataclass
from typing import Any

from flask_smorest.fields import Upload as FileField
from marshmallow import Schema

from crm.learning import files
from crm.records.declared import Record, record
from web.access import EVERYONE, allow
from web.api.advocacy import VersionSchema
from web.api.answers import schema_of, telling
from web.api.records import RecordAnswer, answer_of
from web.api.room import Room
from web.context import actor, database
from web.records.pages import kind_named

api = Room("api_record_files", __name__, url_prefix="", description="The files of small records")


class FileSchema(Schema):
    """A PDF, a Word, Excel or PowerPoint file, a picture or text."""

    file = FileField(required=True)


@dataclass(frozen=True)
class FileAnswer:
    """A file as it was given; `content` is base64."""

    name: str
    type: str
    content: str


@api.route("/records/<kind_key>/<record_id>/file", methods=["GET"])
@api.response(200, schema_of(FileAnswer))
@allow(*EVERYONE)
def file(kind_key: str, record_id: str) -> FileAnswer:
    """The file of a record; 404 while there is none."""
    kept = database().read(files.file_of, kind_named(kind_key), record_id, actor=actor())
    return FileAnswer(kept.name, kept.mimetype, base64.b64encode(kept.content).decode())


@api.route("/records/<kind_key>/<record_id>/file", methods=["POST"])
@api.arguments(VersionSchema, location="query")
@api.arguments(FileSchema, location="files", content_type="multipart/form-data")
@api.response(200, schema_of(RecordAnswer))
@allow("staff")
def keep(asked: dict[str, int], sent: dict[str, Any], kind_key: str, record_id: str) -> RecordAnswer:
    """Keep this file with the record, in place of the one it has; 409 when `version` is no longer the latest."""
    kind = kind_named(kind_key)
    given = files.checked(sent["file"].filename or "", sent["file"].read())
    with telling(lambda: answer_of(_one(kind_key, record_id))):
        database().write(files.attach, kind, record_id, given, version=asked["version"], by=actor())
    return answer_of(_one(kind_key, record_id))


@api.route("/records/<kind_key>/<record_id>/file", methods=["DELETE"])
@api.arguments(VersionSchema, location="query")
@api.response(200, schema_of(RecordAnswer))
@allow("staff")
def remove(asked: dict[str, int], kind_key: str, record_id: str) -> RecordAnswer:
    """Take the file off the record; 409 when `version` is no longer the latest."""
    with telling(lambda: answer_of(_one(kind_key, record_id))):
        database().write(files.detach, kind_named(kind_key), record_id, version=asked["version"], by=actor())
    return answer_of(_one(kind_key, record_id))


def _one(kind_key: str, record_id: str) -> Record:
    return database().read(record, kind_named(kind_key), record_id, actor=actor())
