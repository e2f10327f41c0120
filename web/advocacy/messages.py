"""Recording a message that was sent to many about an issue."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.issues.subject_names import named
from crm.interactions.communications import (
    WAYS,
    CommunicationSchema,
    delete_communication,
    record_communication,
    restore_communication,
)
from web.access import allow, allow_to
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved


@pages.get("/messages/new")
@allow("staff")
def new_message() -> Response:
    """The form, with the issue that the page before it was about."""
    form = Form.new({"sent": actor().today})
    form.pick("issues", [Choice(one.id, one.name) for one in database().read(named, [request.args.get("issue", "")])])
    return form_page("advocacy/message_new.html", form, ways=WAYS)


@pages.post("/messages/new")
@allow_to("add", "message")
def record_message() -> AnyResponse:
    """Record it; undo takes it out again."""
    form = Form.sent()
    with form.catching():
        resolve(form, "issues", ("issue",))
        new = form.load(CommunicationSchema())
        made = database().write(record_communication, new, by=actor())
        there = (
            url_for("advocacy.one_issue", issue_id=new.issues[0]) if new.issues else url_for("advocacy.listed_issues")
        )
        return saved("The message is recorded.", there, undo=url_for("advocacy.delete_message", message_id=made))
    return form_page("advocacy/message_new.html", form, ways=WAYS)


@pages.post("/messages/<message_id>/delete")
@allow_to("delete", "message")
def delete_message(message_id: str) -> AnyResponse:
    """Take it out of every list; undo brings it back."""
    database().write(delete_communication, message_id, by=actor())
    undo = url_for("advocacy.restore_message", message_id=message_id)
    return saved("The message is deleted.", url_for("advocacy.listed_issues"), undo=undo)


@pages.post("/messages/<message_id>/restore")
@allow_to("delete", "message")
def restore_message(message_id: str) -> AnyResponse:
    """Bring it back."""
    database().write(restore_communication, message_id, by=actor())
    return saved("The message is back.", url_for("advocacy.listed_issues"))
