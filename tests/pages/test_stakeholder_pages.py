"""Pages of people, seats, committees and organizations: what they say first, what may be done on them, and by whom."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from worlds.legislature import STAFF, make, value

from crm.relationships.preferences import prefer
from crm.relationships.rating_form import RatingSchema
from crm.relationships.ratings import rate
from crm.stakeholders.founding import HOME, founding_id
from crm.stakeholders.holdings import holdings_of
from crm.stakeholders.people import delete_person, person
from crm.storage.database import Database

Sign = Callable[..., Any]
SAYS = re.compile(r"We have a good tie to \d+ of its \d+ members")


@pytest.fixture
def world(graph: Database) -> Database:
    """The small legislature, in which Sue Hall knows Robert Roberson well and says so to everybody."""
    graph.within(60).write(make)
    facts = {"a": "sue", "b": "rob", "level": "close", "valence": "1", "said_by": "sue", "on": "2026-10-01"}
    new = RatingSchema().load({**facts, "visibility": "shared", "words": "Taught his daughter"})
    graph.write(rate, new, by=STAFF)
    return graph


def text(response: Any) -> str:
    return " ".join(response.get_data(as_text=True).split())


def test_staff_are_told_who_of_those_who_know_somebody_is_not_to_be_asked(world: Database, client_as: Sign) -> None:
    world.write(prefer, "sue", "never", about="rob", by=STAFF)
    told = "Sue Hall knows them best (Close, but is not to be asked)."
    assert told in text(client_as("staff").get("/people/rob"))
    page = text(client_as("viewer").get("/people/rob"))
    assert "Sue Hall knows them best (Close)." in page
    assert "not to be asked" not in page
    assert "not to be asked" not in text(client_as("staff").get("/people/sue"))


def test_a_persons_page_begins_with_what_they_are_and_who_knows_them_best(world: Database, client_as: Sign) -> None:
    page = text(client_as("viewer").get("/people/rob"))
    assert "Representative, HD 37, chair of Education (R). Sue Hall knows them best (Close)." in page
    assert "Taught his daughter" in page
    assert "through Lee County (60% of it)" in page


def test_a_superintendents_page_shows_the_delegation_of_their_district(world: Database, client_as: Sign) -> None:
    page = text(client_as("staff").get("/people/sue"))
    assert "Superintendent, Lee County School District. One of ours. 1 tie to others." in page
    assert "Their delegation" in page
    assert "Albert Butler" in page


def test_a_member_reads_my_delegation_on_their_own_page(world: Database, client_as: Sign) -> None:
    assert "My delegation" in text(client_as("member", person_id="sue").get("/people/sue"))


def test_a_staff_only_tie_does_not_show_on_a_viewers_page(world: Database, client_as: Sign) -> None:
    facts = {"a": "sue", "b": "al", "level": "close", "valence": "1", "said_by": "sue", "on": "2026-10-01"}
    world.write(rate, RatingSchema().load({**facts, "visibility": "staff", "words": "A secret"}), by=STAFF)
    assert "Sue Hall knows them best" in text(client_as("staff").get("/people/al"))
    page = text(client_as("viewer").get("/people/al"))
    assert "Nobody of ours is known to know them, as far as you can see." in page
    assert "A secret" not in page


def test_the_list_is_filtered_by_the_address_and_exported_as_shown(world: Database, client_as: Sign) -> None:
    client = client_as("viewer")
    page = text(client.get("/people?group=legislators&chamber=upper"))
    assert "Legislators: 2 people" in page
    assert "Robert Roberson" not in page
    exported = client.get("/people?group=legislators&chamber=upper&format=csv").get_data(as_text=True)
    assert "Albert Butler" in exported
    assert len(exported.strip().splitlines()) == 3
    assert "Robert Roberson" in text(client.get("/people?q=house+ed+chair"))


def test_an_empty_list_says_what_to_do(client_as: Sign) -> None:
    assert "Import your legislature" in text(client_as("staff").get("/people"))


def test_a_person_is_added_and_the_addition_can_be_undone(world: Database, client_as: Sign) -> None:
    client = client_as("staff")
    key = "11111111-2222-4333-8444-555555555555"
    answer = client.post("/people/new", data={"key": key, "name": "Cy Dunn", "email": "cy@example.org"})
    assert answer.headers["Location"] == f"/people/{key}"
    assert world.read(person, key, actor=STAFF).family_name == "Dunn"
    page = text(client.get(f"/people/{key}"))
    assert "Cy Dunn is added." in page
    client.post(f"/people/{key}/delete", data={"version": 1})
    assert world.read(person, key, actor=STAFF).deleted_at


def test_somebody_alike_is_asked_about_before_a_second_record_is_made(world: Database, client_as: Sign) -> None:
    client = client_as("staff")
    asked = client.post("/people/new", data={"key": "k1", "name": "Bob Roberson"})
    assert asked.status_code == 422
    assert "Is it one of these?" in text(asked)
    made = client.post("/people/new", data={"key": "k1", "name": "Bob Roberson", "another": "true"})
    assert made.status_code == 303


def test_an_edit_that_came_second_keeps_what_was_typed_and_says_so(world: Database, client_as: Sign) -> None:
    client = client_as("staff")
    first = {"version": 1, "name": "Robert Roberson", "given_name": "Robert", "family_name": "Roberson"}
    assert client.post("/people/rob/edit", data={**first, "phone": "601-359-3770"}).status_code == 303
    second = client.post("/people/rob/edit", data={**first, "occupation": "Attorney"})
    assert second.status_code == 422
    assert "in another window, saved this while you were working on it" in text(second)
    assert 'value="Attorney"' in text(second)
    assert 'name="version" value="2"' in text(second)


def test_a_blank_field_in_the_edit_form_removes_the_fact(world: Database, client_as: Sign) -> None:
    data = {"version": 1, "name": "Robert Roberson", "given_name": "Robert", "family_name": "Roberson", "party": ""}
    client_as("staff").post("/people/rob/edit", data=data)
    found = world.read(person, "rob", actor=STAFF)
    assert (found.party, found.given_name) == (None, "Robert")


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_is_not_staff_cannot_change_records(world: Database, client_as: Sign, role: str) -> None:
    client = client_as(role)
    key = world.read(holdings_of, "rob")[0].key
    for address in (
        "/people/rob/edit",
        "/people/rob/delete",
        "/people/rob/merge",
        "/seats/hd37/holder",
        f"/holdings?key={key}",
        "/organizations/new",
        f"/organizations/{HOME.id}/edit",
        "/memberships/end?key=m-chair",
        "/districts/old-congressional/lee-sd",
    ):
        assert client.post(address, data={"version": 1}).status_code == 403
    page = text(client.get("/people/rob"))
    assert "/people/rob/edit" not in page
    assert "/people/rob/merge" not in page


def test_two_records_are_merged_after_a_look_and_made_two_again(world: Database, client_as: Sign) -> None:
    client = client_as("staff")
    client.post("/people/new", data={"key": "bob", "name": "Bob Roberson", "phone": "601-359-3770", "another": "true"})
    look = text(client.post("/people/rob/merge", data={"other": "bob", "other_name": "Bob Roberson", "keep": "this"}))
    assert "Merge Bob Roberson into Robert Roberson" in look
    assert "(601) 359-3770" in look
    done = client.post("/people/rob/merge/bob", data={"batch": "b1", "version": 1, "gone_version": 1})
    assert done.status_code == 303
    assert client.get("/people/bob").headers["Location"] == "/people/rob"
    assert client.post("/merges/b1/undo").headers["Location"] == "/people/bob"
    assert world.read(person, "bob", actor=STAFF).deleted_at is None


def test_what_stands_in_the_way_of_a_merge_is_said_before(world: Database, client_as: Sign) -> None:
    look = text(client_as("staff").post("/people/rob/merge", data={"other": "ed", "keep": "this"}))
    assert "They cannot be merged as they are." in look
    assert "held House District 16" in look


def test_a_deleted_person_is_gone_for_a_viewer_and_can_be_brought_back_by_staff(
    world: Database, client_as: Sign
) -> None:
    world.write(delete_person, "al", version=1, by=STAFF)
    assert client_as("viewer").get("/people/al").status_code == 404
    staff = client_as("staff")
    assert "Bring it back" in text(staff.get("/people/al"))
    assert staff.post("/people/al/restore").status_code == 303
    assert client_as("viewer").get("/people/al").status_code == 200


def test_a_seats_page_says_who_holds_it_since_when_and_our_best_tie(world: Database, client_as: Sign) -> None:
    page = text(client_as("viewer").get("/seats/hd37"))
    assert "Robert Roberson since Jan 2, 2024. Our best tie is Sue Hall (Close)." in page
    assert "Lee County School District" in page
    assert "Nobody of ours is known to know them, as far as you can see." in text(
        client_as("viewer").get("/seats/hd16")
    )


def test_a_new_holder_takes_over_on_the_day_the_old_one_leaves(world: Database, client_as: Sign) -> None:
    client = client_as("staff")
    refused = client.post("/seats/hd37/holder", data={"person": "deb", "start_date": "1/6/2026"})
    assert refused.status_code == 422
    assert "cannot have two holders at once" in text(refused)
    taken = client.post("/seats/hd37/holder", data={"person": "deb", "start_date": "1/6/2026", "leaves": "true"})
    assert taken.status_code == 303
    page = text(client.get("/seats/hd37"))
    assert "Deborah Turner-Ford since Jan 6, 2026" in page
    assert "Jan 2, 2024 to Jan 6, 2026" in page


def test_an_entry_made_by_mistake_is_taken_away_and_the_undo_brings_it_back(world: Database, client_as: Sign) -> None:
    client = client_as("staff")
    key = world.read(holdings_of, "rob")[0].key
    client.post(f"/holdings/remove?key={key}")
    assert "Nobody holds it now." in text(client.get("/seats/hd37"))
    client.post("/seats/hd37/holder", data={"person": "rob", "start_date": "2024-01-02", "source": "Open States"})
    assert "Robert Roberson since Jan 2, 2024" in text(client.get("/seats/hd37"))


def test_a_committees_page_counts_the_members_we_know_well(world: Database, client_as: Sign) -> None:
    page = text(client_as("viewer").get("/committees/edu"))
    assert "Robert Roberson leads it. We have a good tie to 1 of its 2 members." in page
    assert "House Education" in text(client_as("viewer").get("/committees")) or "Education" in page


def test_an_organizations_page_names_its_head_and_the_seats_it_faces(world: Database, client_as: Sign) -> None:
    page = text(client_as("viewer").get("/organizations/lee-sd"))
    assert "School district. Superintendent: Sue Hall." in page
    assert "Senate District 37" in page
    assert "one letter apart" in text(client_as("viewer").get(f"/organizations/{founding_id('masa')}"))


def test_an_organization_is_added_with_a_member(world: Database, client_as: Sign) -> None:
    client = client_as("staff")
    answer = client.post(
        "/organizations/new", data={"key": "o1", "name": "Reading Council", "classification": "council"}
    )
    assert answer.headers["Location"] == "/organizations/o1"
    client.post("/organizations/o1/members/new", data={"member": "sue", "role": "chair", "start_date": "2026"})
    assert "Sue Hall" in text(client.get("/organizations/o1"))
    assert (
        value(world, "MATCH (:Person {id: 'sue'})-[m:MEMBER_OF]->(:Organization {id: 'o1'}) RETURN m.role") == "chair"
    )


def test_a_split_countys_district_waits_for_a_choice_that_is_kept_with_its_note(
    world: Database, client_as: Sign
) -> None:
    client = client_as("staff")
    assert "2 school districts of 3 must still be decided" in text(client.get("/districts/old-congressional"))
    client.post("/districts/old-congressional/lee-sd", data={"area": "old3", "note": "The high school is there"})
    page = text(client.get("/districts/old-congressional"))
    assert "1 school district of 3 must still be decided" in page
    assert "The high school is there" in page


def test_a_deleted_committee_says_so_keeps_its_members_ties_and_comes_back_there(
    world: Database, client_as: Sign
) -> None:
    staff = client_as("staff")
    before = staff.get("/committees/edu")
    assert before.status_code == 200
    staff.post("/organizations/edu/delete")
    page = text(staff.get("/committees/edu"))
    assert "This committee was deleted and is in no list or search" in page
    assert SAYS.search(text(before))[0] in page
    back = staff.post("/organizations/edu/restore")
    assert back.location == "/committees/edu"
    assert "was deleted" not in text(client_as("staff").get(back.location))


def test_rows_ticked_in_the_directory_are_acted_on_at_once(world: Database, client_as: Sign) -> None:
    staff = client_as("staff", person_id="sue")
    assert re.search(r'name="person"\s+value="rob"', staff.get("/people").text)
    both = "person=rob&person=sue"
    log = staff.get(f"/people/chosen?act=log&{both}")
    assert log.location.endswith("/log?with=rob&with=sue")
    merge = staff.get(staff.get(f"/people/chosen?act=merge&{both}").location)
    assert ("Robert Roberson" in text(merge), "Sue Hall" in text(merge)) == (True, True)
    sheet = staff.get(staff.get(f"/people/chosen?act=csv&{both}").location).text
    assert (len(sheet.splitlines()), "Robert Roberson" in sheet) == (3, True)
    assert staff.get("/people/chosen?act=ask&person=rob").location.endswith("/asks/add?target=rob")
    for wrong in ("act=log", f"act=forget&{both}", "act=merge&person=rob", f"act=ask&{both}"):
        assert staff.get(f"/people/chosen?{wrong}").status_code == 422


def test_people_are_put_into_a_group_that_is_made_on_the_spot_and_once(world: Database, client_as: Sign) -> None:
    staff = client_as("staff")
    form = {"person": ["rob", "sue"], "name": "Budget conferees", "group": "11111111-2222-4333-8444-555555555555"}
    assert "2 people joined the group." in text(staff.post("/people/group", data=form, follow_redirects=True))
    staff.post("/people/group", data=form)
    members = "MATCH (:Person)-[m:MEMBER_OF]->(:Organization {name: 'Budget conferees'}) RETURN count(m)"
    assert value(world, members) == 2
    assert staff.post("/people/group", data={"person": "rob"}).status_code == 422
    assert client_as("member", person_id="sue").post("/people/group", data=form).status_code == 403


def test_a_persons_page_says_first_what_to_do_and_where_they_stand(world: Database, client_as: Sign) -> None:
    staff = client_as("staff", person_id="sue")
    staff.post(
        "/log",
        data={"key": "12345678-log", "theirs": "rob", "ours": "sue", "follow_up": "Send the figures",
              "follow_up_due": "1/2/2027"},
    )  # fmt: skip
    page = staff.get("/people/rob").text
    assert page.index("What to do") < page.index("Send the figures") < page.index('id="ties"')
    assert page.index("person-facts") < page.index('class="page-actions"')
