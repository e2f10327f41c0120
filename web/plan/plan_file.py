"""The plan's own file: downloaded, checked line by line, and followed instead of the shipped one."""

from importlib.resources import files

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.plan.plan_file import follow_plan, leave_plan, plan_file, restore_plan
from crm.plan.reading import LONGEST_FILE, check_plan
from web.access import allow_to
from web.context import actor, database
from web.forms import Form, form_page
from web.messages import saved
from web.plan.blueprint import pages


@pages.get("/plan/file")
@allow_to("see", "plan")
def file() -> Response:
    """The plan that is followed, and a form to give another."""
    return _page(Form.new())


@pages.get("/plan/file.toml")
@allow_to("see", "plan")
def download() -> Response:
    """The file that is followed."""
    given = database().read(plan_file)
    text = given.text if given else files("crm.plan").joinpath("entries.toml").read_text("utf-8")
    headers = {"Content-Disposition": 'attachment; filename="plan.toml"'}
    return Response(text, mimetype="application/toml", headers=headers)


@pages.post("/plan/file")
@allow_to("add", "plan")
def give() -> AnyResponse:
    """Check a file and, where nothing is wrong, follow it."""
    form = Form.sent()
    with form.catching():
        text = _text()
        key = form.value("key")
        plan = database().write(follow_plan, key, text, by=actor())
        return saved(f"“{plan.name}” is followed now.", "/plan", undo=url_for("plan.leave", file_id=key))
    faults = check_plan(_text_or_nothing())[1]
    return _page(form, faults)


@pages.post("/plan/file/<file_id>/leave")
@allow_to("delete", "plan")
def leave(file_id: str) -> AnyResponse:
    """Go back to the plan followed before."""
    database().write(leave_plan, file_id, by=actor())
    undo = url_for("plan.follow_again", file_id=file_id)
    return saved("The plan followed before is followed again.", "/plan/file", undo=undo)


@pages.post("/plan/file/<file_id>/follow")
@allow_to("delete", "plan")
def follow_again(file_id: str) -> AnyResponse:
    """Follow a file that was left."""
    database().write(restore_plan, file_id, by=actor())
    return saved("The plan file is followed again.", "/plan/file")


def _text() -> str:
    upload = request.files.get("plan")
    content = upload.read(LONGEST_FILE * 4 + 1) if upload else b""
    if not content.strip():
        raise InvalidData({"plan": ["Choose the plan’s file."]})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidData({"plan": ["This file is not text. A plan is a TOML file in UTF-8."]}) from None


def _text_or_nothing() -> str:
    upload = request.files.get("plan")
    if upload is None:
        return ""
    upload.seek(0)
    content: bytes = upload.read(LONGEST_FILE * 4)
    return content.decode("utf-8-sig", errors="replace")


def _page(form: Form, faults: object = ()) -> Response:
    return form_page("plan/file.html", form, given=database().read(plan_file), faults=faults)
