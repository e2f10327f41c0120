"""Two records of one person: choose the other, look at what would move, merge, and take it back."""

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.acts.merging import merge_people, preview_merge, undo_merge
from crm.errors import InvalidData
from crm.ids import new_id
from crm.stakeholders.people import person
from crm.stakeholders.standing import standings
from web.access import allow, allow_to
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved

pages = Blueprint("merging", __name__)

MERGE_SECONDS = 30.0  # somebody with years of contacts has many relationships to move


@pages.get("/people/<person_id>/merge")
@allow("staff")
def choose(person_id: str) -> Response:
    """Which other record is the same person?"""
    found = database().read(person, person_id, actor=actor())
    form, other = Form.new(), request.args.get("other")
    if other:
        form.pick("other", [Choice(other, database().read(person, other, actor=actor()).name)])
    return form_page("stakeholders/merge_choose.html", form, person=found)


@pages.post("/people/<person_id>/merge")
@allow("staff")
def preview(person_id: str) -> AnyResponse:
    """What would move and what stands in the way; nothing is changed yet."""
    form = Form.sent()
    found = database().read(person, person_id, actor=actor())
    with form.catching():
        resolve(form, "other")
        other = form.value("other")
        if not other:
            raise InvalidData({"other": ["Choose the other record of this person."]})
        kept, gone = (other, person_id) if form.is_on("keep", "other") else (person_id, other)
        plan = database().within(MERGE_SECONDS).read(preview_merge, kept, gone, actor=actor())
        who = database().read(standings, [kept, gone], today=actor().today)
        return form_page("stakeholders/merge.html", Form.new({"batch": new_id()}), plan=plan, who=who)
    return form_page("stakeholders/merge_choose.html", form, person=found)


@pages.post("/people/<person_id>/merge/<gone_id>")
@allow_to("add", "merge")
def merge(person_id: str, gone_id: str) -> AnyResponse:
    """Merge, as looked at. Raises Conflict when something changed since."""
    form = Form.sent()
    batch = form.value("batch") or new_id()
    versions = [form.whole(name) for name in ("version", "gone_version")]
    patient = database().within(MERGE_SECONDS)
    patient.write(merge_people, (person_id, versions[0]), (gone_id, versions[1]), batch_id=batch, by=actor())
    there = url_for("person.show", person_id=person_id)
    return saved("The two records are one now.", there, undo=url_for("merging.undo", batch_id=batch))


@pages.post("/merges/<batch_id>/undo")
@allow_to("delete", "merge")
def undo(batch_id: str) -> AnyResponse:
    """Make them two again, with everything back where it was."""
    person_id = database().within(MERGE_SECONDS).write(undo_merge, batch_id, by=actor())
    return saved("They are two records again.", url_for("person.show", person_id=person_id))
