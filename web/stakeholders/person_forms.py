"""Adding, editing, deleting and restoring a person."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.ids import new_id
from crm.stakeholders import people
from crm.stakeholders.people import FACTS, LISTS, Person, PersonSchema
from web.access import WRITERS, allow, allow_to
from web.context import actor, database
from web.forms import Form, form_page
from web.messages import saved
from web.stale_edits import Entry, keep_changes, opened

pages = Blueprint("person_forms", __name__)

PARTIES = {party: party for party in ("Republican", "Democratic", "Independent")}
LABELS = {
    "nickname": "Called", "email": "E-mail", "other_names": "Also written as", "links": "On the web",
    "birth_date": "Born", "opted_out": "Never ask them to introduce somebody",
}  # fmt: skip
WORDS = {"opted_out": {"true": "yes"}}
ENTRIES = tuple(Entry(name, LABELS.get(name, ""), WORDS.get(name, {})) for name in FACTS if name != "image")


@pages.get("/people/new")
@allow(*WRITERS)
def new() -> Response:
    """The form, with what the page before it knows of the name."""
    return form_page("stakeholders/person_new.html", Form.new({"name": request.args.get("name", "")}), parties=PARTIES)


@pages.post("/people/new")
@allow_to("add", "person")
def create() -> AnyResponse:
    """Add a person; where somebody alike is known already, ask first whether it is the same."""
    form, alike = Form.sent(), []
    with form.catching():
        values = form.load(PersonSchema())
        if not form.is_on("another"):
            alike = [one for one in database().read(people.people_alike, values) if one.id != form.value("key")]
        if alike:
            raise InvalidData({"": ["Somebody like this is known already. Is it one of these?"]})
        person_id = form.value("key") or new_id()
        database().write(people.add_person, person_id, values, by=actor())
        undo = url_for("person_forms.delete", person_id=person_id)
        there = url_for("person.show", person_id=person_id)
        return saved(f"{values['name']} is added.", there, undo=undo, fields={"version": 1})
    return form_page("stakeholders/person_new.html", form, alike=alike, parties=PARTIES)


@pages.get("/people/<person_id>/edit")
@allow("staff")
def edit(person_id: str) -> Response:
    """The form, filled in."""
    found = database().read(people.person, person_id, actor=actor(), deleted=False)
    return form_page("stakeholders/person_edit.html", _filled(found), person=found, parties=_parties(found))


@pages.post("/people/<person_id>/edit")
@allow_to("change", "person")
def save(person_id: str) -> AnyResponse:
    """Keep the changes; where somebody else saved meanwhile, show what was typed beside what is there now."""
    form = Form.sent()
    found = database().read(people.person, person_id, actor=actor())

    def save_as_of(version: int) -> None:
        changes = all_facts(form.load(PersonSchema()))
        database().write(people.edit_person, person_id, changes, version=version, by=actor())

    with form.catching():
        keep_changes(form, lambda: _standing(person_id), ENTRIES, save_as_of, person_id)
        return saved("Your changes are saved.", url_for("person.show", person_id=person_id))
    return form_page("stakeholders/person_edit.html", form, person=found, parties=_parties(found))


@pages.post("/people/<person_id>/delete")
@allow_to("delete", "person")
def delete(person_id: str) -> AnyResponse:
    """Take a person out of every list; undo brings them back."""
    found = database().read(people.person, person_id, actor=actor())
    version = Form.sent().whole("version", found.version)
    database().write(people.delete_person, person_id, version=version, by=actor())
    undo = url_for("person_forms.restore", person_id=person_id)
    return saved(f"{found.name} is deleted.", url_for("people.listed"), undo=undo)


@pages.post("/people/<person_id>/restore")
@allow_to("delete", "person")
def restore(person_id: str) -> AnyResponse:
    """Bring a deleted person back."""
    database().write(people.restore_person, person_id, by=actor())
    return saved("The person is back.", url_for("person.show", person_id=person_id))


def all_facts(loaded: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says about every fact: one that was left blank is to be removed."""
    blank: dict[str, Any] = {name: [] if name in LISTS else "" for name in FACTS if name not in ("name", "image")}
    return {**blank, "opted_out": False, **loaded}


def _parties(found: Person) -> dict[str, str]:
    """The parties to choose from, and the person's own where a source names another."""
    return PARTIES | ({found.party: found.party} if found.party else {})


def _filled(found: Person) -> Form:
    facts = {name: getattr(found, name) for name in FACTS}
    shown = {name: "\n".join(held) if isinstance(held, tuple) else held for name, held in facts.items()}
    return opened(Form.new(shown), ENTRIES, found.version)


def _standing(person_id: str) -> Form:
    return _filled(database().read(people.person, person_id, actor=actor(), deleted=False))
