"""The photo of a person and the logo of a body: shown, given, taken off, and brought back."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.records import lifecycle
from crm.records.kinds import Kind
from crm.stakeholders import portraits
from crm.stakeholders.portraits import Portrait
from importers import apart
from importers.upload import Upload
from web.access import EVERYONE, allow, allow_to
from web.addresses import address
from web.context import actor, database
from web.forms import Form, form_page
from web.messages import saved

pages = Blueprint("portraits", __name__)

ALONE = "sandbox; default-src 'none'"


@dataclass(frozen=True)
class Of:
    """Whose pictures: people's or bodies'."""

    key: str
    kind: Kind
    noun: str
    put: Callable[..., Portrait]
    take_off: Callable[..., Portrait]
    back: Callable[..., Portrait]


PERSON = Of("person", lifecycle.PERSON, "photo", portraits.set_photo, portraits.take_photo_off, portraits.photo_before)
BODY = Of(
    "organization",
    lifecycle.ORGANIZATION,
    "logo",
    portraits.set_logo,
    portraits.take_logo_off,
    portraits.logo_before,
)


@pages.get("/people/<person_id>/portrait")
@allow(*EVERYONE)
def photo(person_id: str) -> Response:
    """A person's photo."""
    return _shown(PERSON, person_id)


@pages.get("/organizations/<body_id>/portrait")
@allow(*EVERYONE)
def logo(body_id: str) -> Response:
    """A body's logo."""
    return _shown(BODY, body_id)


@pages.get("/people/<person_id>/photo")
@allow_to("change", "person")
def photo_form(person_id: str) -> Response:
    """The form for a person's photo."""
    return _page(PERSON, person_id)


@pages.get("/organizations/<body_id>/logo")
@allow_to("change", "organization")
def logo_form(body_id: str) -> Response:
    """The form for a body's logo."""
    return _page(BODY, body_id)


@pages.post("/people/<person_id>/photo")
@allow_to("change", "person")
def give_photo(person_id: str) -> AnyResponse:
    """Show a photo of a person."""
    return _given(PERSON, person_id)


@pages.post("/organizations/<body_id>/logo")
@allow_to("change", "organization")
def give_logo(body_id: str) -> AnyResponse:
    """Show a body's logo."""
    return _given(BODY, body_id)


@pages.post("/people/<person_id>/photo/remove")
@allow_to("change", "person")
def remove_photo(person_id: str) -> AnyResponse:
    """Take a person's photo off."""
    return _taken_off(PERSON, person_id)


@pages.post("/organizations/<body_id>/logo/remove")
@allow_to("change", "organization")
def remove_logo(body_id: str) -> AnyResponse:
    """Take a body's logo off."""
    return _taken_off(BODY, body_id)


@pages.post("/people/<person_id>/photo/undo")
@allow_to("change", "person")
def undo_photo(person_id: str) -> AnyResponse:
    """Show the photo that a person had before."""
    return _back(PERSON, person_id)


@pages.post("/organizations/<body_id>/logo/undo")
@allow_to("change", "organization")
def undo_logo(body_id: str) -> AnyResponse:
    """Show the logo that a body had before."""
    return _back(BODY, body_id)


def _shown(of: Of, record_id: str) -> Response:
    """The picture alone: nothing in it could run."""
    content, kind = database().read(portraits.picture, of.kind, record_id, actor=actor())
    headers = {"Content-Security-Policy": ALONE, "Content-Disposition": "inline"}
    return Response(content, mimetype=kind, headers=headers)


def _given(of: Of, record_id: str) -> AnyResponse:
    form = Form.sent()
    with form.catching():
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise InvalidData({"file": ["Choose a picture."]})
        upload = Upload(sent.filename[-120:], sent.read())
        content = apart.read_picture(upload)
        said = {"file": upload.name, "version": form.whole("version")}
        done = database().write(of.put, record_id, content, **said, by=actor())
        return _told(of, done, f"The {of.noun} is shown.")
    return _page(of, record_id, form)


def _taken_off(of: Of, record_id: str) -> AnyResponse:
    version = Form.sent().whole("version")
    return _told(of, database().write(of.take_off, record_id, version=version, by=actor()), f"The {of.noun} is off.")


def _back(of: Of, record_id: str) -> AnyResponse:
    version = Form.sent().whole("version")
    done = database().write(of.back, record_id, version=version, by=actor())
    return _told(of, done, f"The {of.noun} is as it was.")


def _told(of: Of, done: Portrait, sentence: str) -> AnyResponse:
    there = address(of.key, done.record_id)
    return saved(sentence, there, undo=f"{there}/{of.noun}/undo", fields={"version": done.version})


def _page(of: Of, record_id: str, form: Form | None = None) -> Response:
    found = database().read(portraits.portrait, of.kind, record_id, actor=actor())
    form = form or Form.new({"version": found.version})
    return form_page("stakeholders/portrait.html", form, of=of, found=found, back=address(of.key, record_id))
