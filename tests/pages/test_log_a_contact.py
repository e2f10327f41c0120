"""Logging a contact: one form, forgiving, saved once, undone with one press; and the pages of what was logged."""

import re
import uuid

import pytest
from page_text import text
from worlds import town
from worlds.office import today
from worlds.pieces import add, write

from crm.acts.contacts import log_contact
from crm.events.events import NewEvent, plan_event
from crm.interactions.contact_form import NewFollowUp, NewInteraction
from crm.interactions.contacts import interaction
from crm.stakeholders import search_text
from crm.storage.database import Database


@pytest.fixture
def graph(graph: Database) -> Database:
    """The town, with its issues, findable by name."""
    town.settle(graph)
    add(graph, "Issue", {"funding": {"title": "Funding", "status": "adopted"}})
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE))
    return graph


@pytest.fixture
def staff(client_as):
    return client_as("staff", person_id="amy")


def sent(**changed):
    return {
        "key": str(uuid.uuid4()),
        "theirs": "carl",
        "ours": "amy",
        "channel": "corridor",
        "sentiment": "1",
    } | changed


def contacts(database: Database) -> list[dict]:
    return write(database, "MATCH (i:Interaction) RETURN properties(i) AS i ORDER BY i.recorded_at")


def test_the_form_begins_with_the_person_of_the_page_and_oneself(staff):
    page = staff.get("/log?with=carl").get_data(as_text=True)
    assert re.search(r'name="theirs" value="carl" checked', page)
    assert re.search(r'name="ours" value="amy" checked', page)


def test_a_person_who_is_not_there_is_left_out_of_the_form(staff):
    answer = staff.get("/log?with=nobody")
    assert answer.status_code == 200
    assert "nobody" not in answer.get_data(as_text=True)


def test_the_pages_call_the_association_by_the_short_name_of_its_page(staff, graph):
    asked = NewInteraction(("carl",), ("amy",), at_request=True)
    graph.write(log_contact, asked, by=staff.actor)
    assert "At The Association’s request" in staff.get("/log").text
    write(graph, "MATCH (o:Organization {home: true}) SET o.short_name = 'KAS'")
    assert "At KAS’s request" in staff.get("/log").text
    assert "At KAS’s request" in staff.get(f"/interactions/{asked.id}").text
    assert "KAS office, 2019 list" in staff.get("/ties/amy/carl/rate").text


def test_people_used_last_are_offered_first(staff, graph):
    staff.post("/log", data=sent(theirs="dora"))
    page = staff.get("/log").get_data(as_text=True)
    assert re.search(r'<input type="checkbox" name="theirs" value="dora"', page)


def test_saving_says_what_was_saved_and_offers_to_undo_it(staff, graph):
    answer = staff.post(
        "/log", data=sent(theirs=["carl", "dora"], summary="The funding formula"), follow_redirects=True
    )
    assert "Logged: Corridor talk with Carl Dunn and Dora Eads." in text(answer)
    assert "Log another" in text(answer)
    [row] = contacts(graph)
    undone = staff.post(f"/interactions/{row['i']['id']}/delete", follow_redirects=True)
    assert "Deleted: Corridor talk with Carl Dunn and Dora Eads." in text(undone)
    brought_back = staff.post(f"/interactions/{row['i']['id']}/restore", follow_redirects=True)
    assert "Brought back" in text(brought_back)


def test_saving_twice_with_the_same_key_makes_one_record(staff, graph):
    form = sent()
    answers = [staff.post("/log", data=form) for _ in range(2)]
    assert len(contacts(graph)) == 1
    assert answers[0].location == answers[1].location


def test_everything_behind_more_is_kept(staff, graph):
    staff.post(
        "/log",
        data=sent(
            channel="letter", direction="to_us", issues="funding", ask="Vote yes", answer="Perhaps",
            promise="To call back", follow_up="Send figures", follow_up_due="2026-12-31", at_request="true",
            cost="12.50", visibility="shared", private_note="She seemed tired", at="2026-03-12",
        ),
    )  # fmt: skip
    [row] = contacts(graph)
    found = graph.read(interaction, row["i"]["id"], actor=staff.actor)
    assert (found.channel, found.direction, found.at, found.cost_cents) == ("letter", "to_us", "2026-03-12", 1250)
    assert (found.ask, found.answer, found.promise) == ("Vote yes", "Perhaps", "To call back")
    assert (found.at_request, found.visibility) == (True, "shared")
    assert [issue.name for issue in found.issues] == ["Funding"]
    assert [(one.text, one.due, one.owner.name) for one in found.follow_ups] == [
        ("Send figures", "2026-12-31", "Amy Hale")
    ]
    page = text(staff.get(f"/interactions/{found.id}"))
    assert "She seemed tired" in page
    assert "$12.50" in page


def test_what_was_typed_is_kept_when_something_needs_mending(staff, graph):
    answer = staff.post("/log", data=sent(theirs="", summary="The formula", cost="twelve"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose whom you were in contact with." in text(answer)
    assert 'href="#theirs"' in page
    assert 'href="#cost"' in page
    assert "The formula</textarea>" in page
    assert re.search(r'name="ours" value="amy" checked', page)
    assert contacts(graph) == []


def test_the_more_part_opens_by_itself_when_something_in_it_needs_mending(staff):
    assert '<details class="log-more" open>' in staff.post("/log", data=sent(cost="x")).get_data(as_text=True)
    assert '<details class="log-more" open>' not in staff.post("/log", data=sent(theirs="")).get_data(as_text=True)


def test_a_name_typed_without_scripts_becomes_the_person(staff, graph):
    staff.post("/log", data=sent(theirs="", theirs_text="carl dun"))
    [row] = contacts(graph)
    assert [one.id for one in graph.read(interaction, row["i"]["id"], actor=staff.actor).theirs] == ["carl"]


def test_a_name_that_could_be_several_is_asked_about(staff, graph):
    add(graph, "Person", {"carla": {"name": "Carla Dunn"}})
    graph.write(search_text.refresh, today=today(), person_ids=["carla"])
    answer = staff.post("/log", data=sent(theirs="", theirs_text="dunn"))
    assert answer.status_code == 422
    assert "Choose which one you mean." in text(answer)
    assert 'value="carla"' in answer.get_data(as_text=True)


def test_a_contact_in_the_future_is_refused_in_words(staff):
    answer = staff.post("/log", data=sent(at="2099-01-01"))
    assert "A contact cannot be in the future." in text(answer)


def test_editing_keeps_the_time_of_day_unless_the_day_is_changed(staff, graph):
    staff.post("/log", data=sent())
    [row] = contacts(graph)
    address = f"/interactions/{row['i']['id']}"
    page = staff.get(f"{address}/edit").get_data(as_text=True)
    day = re.search(r'name="at"\s+value="([^"]*)"', page)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert day is not None
    assert version is not None
    changed = sent(summary="More words", at=day[1], version=version[1])
    answer = staff.post(f"{address}/edit", data=changed, follow_redirects=True)
    assert "Your changes are saved." in text(answer)
    [after] = contacts(graph)
    assert after["i"]["at"] == row["i"]["at"]
    assert after["i"]["summary"] == "More words"
    assert "edited" in text(staff.get(address))


def test_an_edit_of_an_old_version_keeps_what_was_typed_and_says_so(staff, graph):
    staff.post("/log", data=sent())
    [row] = contacts(graph)
    address = f"/interactions/{row['i']['id']}/edit"
    staff.post(address, data=sent(summary="First", version="1"))
    answer = staff.post(address, data=sent(summary="Second", version="1"))
    assert answer.status_code == 422
    assert "while you were working on it, so nothing of yours is saved yet" in text(answer)
    assert "They wrote: First" in text(answer)
    assert "Second</textarea>" in answer.get_data(as_text=True)
    again = re.search(r'name="version" value="(\d+)"', answer.get_data(as_text=True))
    assert again is not None
    assert staff.post(address, data=sent(summary="Second", version=again[1])).status_code == 303


def test_a_private_note_is_seen_by_its_author_only(staff, graph, client_as):
    staff.post("/log", data=sent(private_note="Only mine"))
    [row] = contacts(graph)
    address = f"/interactions/{row['i']['id']}"
    assert "Only mine" in text(staff.get(address))
    assert "Only mine" not in text(client_as("administrator").get(address))
    staff.post(f"{address}/note", data={"private_note": ""})
    assert "Only mine" not in text(staff.get(address))


def test_a_viewer_can_open_shared_contacts_but_log_and_change_nothing(graph, client_as, staff):
    for visibility in ("shared", "staff"):
        new = NewInteraction(("carl",), ("amy",), visibility=visibility, id=visibility)
        graph.write(log_contact, new, by=staff.actor)
    viewer = client_as("viewer")
    page = viewer.get("/interactions/shared").get_data(as_text=True)
    assert "/interactions/shared/edit" not in page
    assert viewer.get("/interactions/staff").status_code == 404
    assert viewer.get("/log").status_code == 403
    assert viewer.post("/log", data=sent()).status_code == 403
    assert viewer.post("/interactions/shared/delete").status_code == 403
    listed = text(viewer.get("/interactions"))
    assert "1 contact" in listed


def test_the_list_is_filtered_and_exported_as_its_address_says(graph, staff):
    for day, channel, person in (("2026-03-01", "call", "carl"), ("2026-04-01", "email", "dora")):
        graph.write(
            log_contact,
            NewInteraction((person,), ("amy",), channel, day, summary=f"=About {channel}"),
            by=staff.actor,
        )
    page = text(staff.get("/interactions?channel=call"))
    assert "Phone call with Carl Dunn" in page
    assert "E-mail with Dora Eads" not in page
    export = staff.get("/interactions?since=2026-03-15&format=csv").get_data(as_text=True)
    assert "E-mail with Dora Eads" in export
    assert "'=About email" in export
    assert "Carl Dunn" not in export


def test_a_filter_that_cannot_be_read_is_named_and_the_list_still_shown(staff):
    answer = staff.get("/interactions?since=soon")
    assert answer.status_code == 422
    assert "“soon” is not a date." in text(answer)


def test_a_follow_up_is_done_and_opened_again_from_the_contact(graph, staff):
    new = NewInteraction(("carl",), ("amy",), follow_up=NewFollowUp("Send figures", owed_to=("carl",)), id="met")
    graph.write(log_contact, new, by=staff.actor)
    follow_up = graph.read(interaction, "met", actor=staff.actor).follow_ups[0].id
    answer = staff.post(f"/follow-ups/{follow_up}/finish", data={"next": "/interactions/met"}, follow_redirects=True)
    assert "Done: Send figures" in text(answer)
    answer = staff.post(f"/follow-ups/{follow_up}/reopen", data={"next": "//elsewhere.example"})
    assert answer.location == "/"
    assert graph.read(interaction, "met", actor=staff.actor).follow_ups[0].done_at is None


def test_back_and_save_again_is_one_contact_and_other_words_are_kept_on_the_page(client_as, graph) -> None:
    add(graph, "Person", {"a": {"name": "Ann Reed"}, "b": {"name": "Bo Cole"}})
    client = client_as("staff")
    typed = {"key": "one-form-key", "theirs": "b", "ours": "a", "summary": "Met in the hall", "channel": "meeting"}
    first, again = client.post("/log", data=typed), client.post("/log", data=typed)
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    other = client.post("/log", data={**typed, "summary": "Met at lunch"})
    assert other.status_code == 422
    assert "saved before, with other content" in other.text
    assert "Met at lunch" in other.text
    client.post(f"{first.location}/delete")
    gone = client.post("/log", data=typed)
    assert gone.status_code == 422
    assert "deleted since, so nothing was saved now" in gone.text


def test_the_last_contact_is_offered_once_more_with_whom_how_and_about_what(staff, graph):
    staff.post("/log", data=sent(theirs=["carl", "dora"], channel="call", issues="funding", summary="The formula"))
    [row] = contacts(graph)
    assert "Same as last time: Carl Dunn, Dora Eads" in text(staff.get("/log"))
    again = staff.get(f"/log?again={row['i']['id']}").get_data(as_text=True)
    for name in ("carl", "dora"):
        assert re.search(rf'name="theirs" value="{name}"\s+checked', again)
    assert re.search(r'name="channel" value="call"[^>]* checked', again)
    assert re.search(r'name="issues"\s+value="funding"\s+checked', again)
    assert "The formula" not in again


def test_an_event_of_the_day_is_offered_kept_and_shown_to_those_who_see_events(staff, graph, client_as):
    says = {"kind": "reception", "name": "Capitol reception", "start": today(), "place": "Jackson", "status": "planned"}
    graph.write(plan_event, NewEvent(says, id="party"), by=staff.actor)
    assert "Capitol reception, Jackson" in text(staff.get("/log"))
    staff.post("/log", data=sent(event="party", place="By the stairs", visibility="shared"))
    [row] = contacts(graph)
    found = graph.read(interaction, row["i"]["id"], actor=staff.actor)
    assert (found.place, found.event.name) == ("By the stairs", "Capitol reception")
    assert "By the stairs, Capitol reception" in text(staff.get(f"/interactions/{found.id}"))
    assert "By the stairs, Capitol reception" in staff.get("/interactions?format=csv").text
    member = client_as("member", person_id="ann")
    assert "Capitol reception" not in text(member.get(f"/interactions/{found.id}"))
    assert "Capitol reception" not in text(member.get("/log"))
    refused = member.post("/log", data=sent(ours="ann", event="party"))
    assert "This event is no longer there." in text(refused)


def test_leaving_the_event_out_of_an_edit_takes_it_off(staff, graph):
    says = {"kind": "reception", "name": "Capitol reception", "start": today(), "status": "planned"}
    graph.write(plan_event, NewEvent(says, id="party"), by=staff.actor)
    staff.post("/log", data=sent(event="party"))
    [row] = contacts(graph)
    address = f"/interactions/{row['i']['id']}/edit"
    assert re.search(r'name="event"\s+value="party"\s+checked', staff.get(address).text)
    staff.post(address, data=sent(version="1"))
    assert graph.read(interaction, row["i"]["id"], actor=staff.actor).event is None


def test_somebody_who_is_not_here_yet_is_added_with_the_contact_and_once(staff, graph):
    new = {"theirs_new_name": "Jo Smith", "theirs_new_title": "Chief of staff", "theirs_new_body": "East Services"}
    graph.write(search_text.refresh, today=today(), org_ids=list(town.ORGANIZATIONS))
    form = sent(theirs="", **new)
    for _ in range(2):
        assert staff.post("/log", data=form).status_code == 303
    rows = write(
        graph,
        "MATCH (p:Person {name: 'Jo Smith'})-[:HOLDS]->(post:Post)-[:IN]->(o) "
        "RETURN p.id AS id, post.title AS title, o.name AS body",
    )
    assert [(row["title"], row["body"]) for row in rows] == [("Chief of staff", "East Services")]
    [row] = contacts(graph)
    assert [one.name for one in graph.read(interaction, row["i"]["id"], actor=staff.actor).theirs] == ["Jo Smith"]


def test_a_body_that_nobody_knows_is_kept_as_what_the_new_person_does(staff, graph):
    staff.post(
        "/log", data=sent(theirs_new_name="Jo Smith", theirs_new_title="Reporter", theirs_new_body="The Gazette")
    )
    [row] = write(graph, "MATCH (p:Person {name: 'Jo Smith'}) RETURN p.occupation AS does")
    assert row["does"] == "Reporter, The Gazette"


def test_a_new_person_of_a_name_that_is_here_is_asked_about_and_nothing_is_lost(staff, graph):
    write(graph, "MATCH (p:Person {id: 'carl'}) SET p.given_name = 'Carl', p.family_name = 'Dunn'")
    graph.write(search_text.refresh, today=today(), person_ids=["carl"])
    form = sent(theirs="", theirs_new_name="Carl Dunn", summary="The formula")
    answer = staff.post("/log", data=form)
    assert answer.status_code == 422
    assert "Carl Dunn is here already." in text(answer)
    assert "The formula</textarea>" in answer.text
    assert staff.post("/log", data=form | {"theirs_new_another": "true"}).status_code == 303
    assert len(write(graph, "MATCH (p:Person {name: 'Carl Dunn'}) RETURN p.id AS id")) == 2


def test_a_new_person_who_is_only_spelled_otherwise_is_asked_about(staff, graph):
    staff.post("/log", data=sent(theirs="", theirs_new_name="José Núñez"))
    answer = staff.post("/log", data=sent(theirs="", theirs_new_name="Jose Nunez"))
    assert answer.status_code == 422
    assert "José Núñez is here already." in text(answer)


def test_two_new_people_named_one_after_the_other_in_one_form_are_two(staff, graph):
    first = sent(theirs="", theirs_new_name="Jo Smith", channel="no such channel")
    assert staff.post("/log", data=first).status_code == 422
    [jo] = write(graph, "MATCH (p:Person {name: 'Jo Smith'}) RETURN p.id AS id")
    both = first | {"theirs": jo["id"], "theirs_new_name": "Al Jones", "channel": "call"}
    assert staff.post("/log", data=both).status_code == 303
    [row] = contacts(graph)
    theirs = graph.read(interaction, row["i"]["id"], actor=staff.actor).theirs
    assert [one.name for one in theirs] == ["Al Jones", "Jo Smith"]
