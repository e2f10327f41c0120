"""What is done with the rows ticked in the directory: one contact for all, a group, an ask, an export, a merge."""

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.acts.grouping import GROUP, put_into_group
from crm.errors import InvalidData
from crm.ids import new_id
from crm.interactions.contact_form import MOST_PEOPLE
from crm.stakeholders.organizations import organizations
from crm.stakeholders.standing import standings
from web.access import EVERYONE, allow, allow_to
from web.bounds import choice_asked
from web.context import actor, database
from web.forms import Form, form_page
from web.messages import saved
from web.words import iso_today, plural

pages = Blueprint("chosen", __name__)

MOST_CHOSEN = 1_000
ACTS = ("log", "ask", "group", "merge", "csv", "xlsx")
NOBODY = "Tick at least one person first, then choose what to do."


@pages.get("/people/chosen")
@allow(*EVERYONE)
def act() -> AnyResponse:
    """Go on with the people ticked: ?act=log, ask, group, merge, or export as csv or xlsx."""
    wanted, people = choice_asked("act", ACTS, "log"), chosen()
    if wanted in ("csv", "xlsx"):
        return redirect(url_for("people.listed", person=people, format=wanted), 303)
    if wanted == "merge":
        if len(people) != 2:
            raise InvalidData({"": ["Tick exactly two records of one person, then merge them."]})
        return redirect(url_for("merging.choose", person_id=people[0], other=people[1]), 303)
    if wanted == "ask":
        if len(people) != 1:
            raise InvalidData({"": ["An ask is planned with one person at a time. Tick one."]})
        return redirect(url_for("asks.new", target=people[0]), 303)
    if wanted == "group":
        return redirect(url_for("chosen.group", person=people), 303)
    if len(people) > MOST_PEOPLE:
        raise InvalidData({"": [f"Log at most {MOST_PEOPLE} people at once; a larger gathering is an event."]})
    return redirect(f"{url_for('interactions.log')}?{urlencode([('with', person) for person in people])}", 303)


def chosen() -> list[str]:
    """The ids of the people ticked. Raises InvalidData when there are none."""
    people = list(dict.fromkeys(request.args.getlist("person")))[:MOST_CHOSEN]
    if not people:
        raise InvalidData({"": [NOBODY]})
    return people


@pages.get("/people/group")
@allow("staff")
def group() -> Response:
    """Into which group?"""
    return _group_page(Form.new({"group": new_id(), "person": chosen()}))


@pages.post("/people/group")
@allow_to("add", "membership")
def put() -> AnyResponse:
    """Put them into the group, which is made when its name is new."""
    form = Form.sent()
    with form.catching():
        name, existing = form.value("name").strip(), form.value("existing")
        if bool(name) == bool(existing):
            raise InvalidData({"name": ["Choose a group, or write the name of a new one."]})
        group_id, people = existing or form.value("group") or new_id(), form.listed("person")
        count = database().write(put_into_group, people, group_id, name=name, since=iso_today(), by=actor())
        there = url_for("organizations.show", body_id=group_id)
        return saved(f"{plural(count, 'person', 'people')} joined the group.", there)
    return _group_page(form)


def _group_page(form: Form) -> Response:
    rows = database().read(organizations, kinds=(GROUP,), today=actor().today)
    who = database().read(standings, form.listed("person"), today=actor().today)
    groups = [(row.id, row.name) for row in rows]
    return form_page("stakeholders/group.html", form, groups=groups, people=list(who.values()))
