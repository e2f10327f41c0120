"""A record's file: given, taken away, and given back as a download only, never shown or run from this site."""

from urllib.parse import quote

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.learning import files
from crm.records.declared import record
from web.access import EVERYONE, allow
from web.bounds import whole_number
from web.context import actor, database
from web.forms import Form
from web.messages import saved
from web.records.blueprint import pages
from web.records.pages import file_sent, kind_named, record_page

ALONE = "sandbox; default-src 'none'"


@pages.post("/records/<kind_key>/<record_id>/file")
@allow("staff")
def keep_file(kind_key: str, record_id: str) -> AnyResponse:
    """Keep a file with the record, in place of the one it has."""
    kind, form = kind_named(kind_key), Form.sent()
    with form.catching():
        file = file_sent()
        if file is None:
            raise InvalidData({"file": ["Choose a file."]})
        database().write(files.attach, kind, record_id, file, version=form.whole("version"), by=actor())
        return saved(f"Kept: {file.name}.", url_for("records.one_record", kind_key=kind.key, record_id=record_id))
    return Response(record_page(kind, record_id, form), 422)


@pages.get("/records/<kind_key>/<record_id>/file")
@allow(*EVERYONE)
def give_file(kind_key: str, record_id: str) -> Response:
    """The file, to be saved."""
    kept = database().read(files.file_of, kind_named(kind_key), record_id, actor=actor())
    named = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    headers = {"Content-Disposition": named, "Content-Security-Policy": ALONE, "X-Content-Type-Options": "nosniff"}
    return Response(kept.content, mimetype=kept.mimetype, headers=headers)


@pages.post("/records/<kind_key>/<record_id>/file/remove")
@allow("staff")
def remove_file(kind_key: str, record_id: str) -> AnyResponse:
    """Take the file off the record."""
    kind = kind_named(kind_key)
    version = whole_number(request.form.get("version", ""))
    database().write(files.detach, kind, record_id, version=version, by=actor())
    there = database().read(record, kind, record_id, actor=actor())
    return saved("The file is taken off.", url_for("records.one_record", kind_key=kind.key, record_id=there.id))
