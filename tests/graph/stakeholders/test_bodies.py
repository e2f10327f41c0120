"""Organizations, memberships, identifiers, and what a new database begins with."""

import pytest
from marshmallow import ValidationError
from worlds.legislature import AT, STAFF, TODAY, VIEWER, value
from worlds.office import CHICAGO

from crm.errors import Conflict, InvalidData, NotFound
from crm.finding.search import find
from crm.stakeholders import founding
from crm.stakeholders.identifiers import Identifier, add_identifier, bearer, identifiers_of
from crm.stakeholders.memberships import add_membership, end_membership, members_of, memberships_of
from crm.stakeholders.organizations import (
    OrganizationSchema,
    add_organization,
    delete_organization,
    edit_organization,
    organization,
    organizations,
    restore_organization,
)
from crm.stakeholders.ours import home_id
from crm.storage.database import Database


def test_a_new_database_begins_with_the_association_six_partners_and_six_resas(graph: Database) -> None:
    assert graph.write(founding.found, at=AT, zone=CHICAGO) is True
    kinds = [row.classification for row in graph.read(organizations, today=TODAY)]
    assert {kind: kinds.count(kind) for kind in kinds} == {"association": 1, "partner": 6, "resa": 6, "council": 1}
    assert graph.read(home_id) == founding.HOME.id


def test_founding_again_changes_nothing_that_somebody_edited(graph: Database) -> None:
    graph.write(founding.found, at=AT, zone=CHICAGO)
    graph.write(edit_organization, founding.founding_id("smec"), {"name": "Southwest RESA"}, version=1, by=STAFF)
    assert graph.write(founding.found, at=AT, zone=CHICAGO) is False
    assert graph.read(organization, founding.founding_id("smec"), actor=STAFF).name == "Southwest RESA"
    assert value(graph, "MATCH (o:Organization) RETURN count(o)") == 14


@pytest.mark.parametrize(
    ("association", "short_name"), [("Ohio Superintendents (OS)", "OS"), ("Ohio Superintendents", None)]
)
def test_an_association_of_another_name_is_founded_without_our_facts(
    graph: Database, association: str, short_name: str | None
) -> None:
    graph.write(founding.found, at=AT, zone=CHICAGO, association=association)
    home = graph.read(organization, founding.HOME.id, actor=STAFF)
    assert (home.name, home.short_name, home.about, home.home) == ("Ohio Superintendents", short_name, None, True)


def test_our_association_is_founded_with_what_is_known_of_it(graph: Database) -> None:
    graph.write(founding.found, at=AT, zone=CHICAGO)
    home = graph.read(organization, founding.HOME.id, actor=STAFF)
    assert (home.name, home.short_name) == ("Mississippi Association of School Superintendents", "MASS")
    assert home.about
    assert home.address


def test_a_list_counts_and_names_who_is_there_now_not_who_comes_or_went(world: Database) -> None:
    def listed() -> tuple[int, str]:
        (row,) = [row for row in world.read(organizations, today=TODAY) if row.id == "edu"]
        return row.people, row.lead_name or ""

    before = listed()
    world.write(add_membership, "edu", {"member": "al", "role": "chair", "start_date": "2028-01-04"}, by=STAFF)
    world.write(add_membership, "edu", {"member": "sue", "role": "chair", "end_date": TODAY}, by=STAFF)
    assert listed() == before == (2, "Robert Roberson")


def test_the_association_itself_cannot_be_deleted(world: Database) -> None:
    with pytest.raises(Conflict, match="association itself"):
        world.write(delete_organization, founding.HOME.id, version=1, by=STAFF)


def test_a_body_is_added_found_deleted_and_restored(world: Database) -> None:
    new = OrganizationSchema().load(
        {"name": "Delta Reading Council", "classification": "council", "phone": "6013593770"}
    )
    world.write(add_organization, "drc", new, by=STAFF)
    assert [f.id for f in world.read(find, "delta reading", actor=STAFF)] == ["drc"]
    world.write(delete_organization, "drc", version=1, by=STAFF)
    with pytest.raises(NotFound):
        world.read(organization, "drc", actor=VIEWER)
    world.write(restore_organization, "drc", by=STAFF)
    assert world.read(organization, "drc", actor=VIEWER).phone == "(601) 359-3770"


def test_a_body_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="Choose what kind"):
        OrganizationSchema().load({"name": "A thing", "classification": "cabal"})


def test_a_committees_new_name_is_found_by_its_members_too(world: Database) -> None:
    world.write(edit_organization, "edu", {"name": "Schools"}, version=1, by=STAFF)
    assert next(f.id for f in world.read(find, "house schools chair", actor=STAFF)) == "rob"


def test_a_list_of_committees_says_who_heads_each_and_how_many_sit_on_it(world: Database) -> None:
    found = {row.name: row for row in world.read(organizations, kinds=("committee",), chamber="lower", today=TODAY)}
    assert (found["Education"].lead_name, found["Education"].people) == ("Robert Roberson", 2)
    assert (found["Energy"].lead_name, found["Energy"].people) == ("Edward Lamar", 1)


def test_members_are_listed_officers_first_and_former_ones_only_when_asked(world: Database) -> None:
    world.write(end_membership, "m-member", "2026-11-01", by=STAFF)
    world.write(add_membership, "edu", {"member": "al", "role": "vice chair"}, by=STAFF)
    assert [(m.member_id, m.role) for m in world.read(members_of, "edu", today=TODAY)] == [
        ("rob", "chair"),
        ("al", "vice chair"),
    ]
    everybody = world.read(members_of, "edu", today=TODAY, past=True)
    assert [m.member_id for m in everybody] == ["rob", "al", "ed"]


def test_a_school_district_can_belong_to_a_resa(world: Database) -> None:
    resa = founding.founding_id("emced")
    world.write(add_membership, resa, {"member": "lee-sd", "role": "member", "start_date": "2021-07"}, by=STAFF)
    assert [(m.member_name, m.member_kind) for m in world.read(members_of, resa, today=TODAY)] == [
        ("Lee County School District", "Organization")
    ]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"member": "edu", "role": "member"}, "cannot belong to itself"),
        ({"member": "nobody", "role": "member"}, "Choose a person or a body"),
        ({"member": "rob", "role": "chair", "start_date": "2026-02"}, "already chair of Education"),
        ({"member": "al", "role": "member", "start_date": "2026", "end_date": "2025"}, "end is before the start"),
    ],
)
def test_a_membership_that_cannot_be_is_refused(world: Database, values: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidData, match=says):
        world.write(add_membership, "edu", values, by=STAFF)


def test_a_membership_ends_once(world: Database) -> None:
    world.write(end_membership, "m-chair", "2026-11-01", by=STAFF)
    with pytest.raises(Conflict, match="already left Education"):
        world.write(end_membership, "m-chair", "2026-11-02", by=STAFF)
    assert [m.end_date for m in world.read(memberships_of, "rob")] == ["2026-11-01"]


def test_an_identifier_that_changed_hands_names_each_bearer_in_their_time(world: Database) -> None:
    world.write(add_identifier, "rob", Identifier("ocd-person", "x", None, "2024-01-02"), by=STAFF)
    world.write(add_identifier, "ed", Identifier("ocd-person", "x", "2024-01-02"), by=STAFF)
    assert world.read(bearer, "ocd-person", "x", on="2023-12-31") == "rob"
    assert world.read(bearer, "ocd-person", "x", on=TODAY) == "ed"
    assert [i.value for i in world.read(identifiers_of, "ed")] == ["x"]


def test_an_identifier_does_not_name_two_records_at_once(world: Database) -> None:
    world.write(add_identifier, "rob", Identifier("ocd-person", "x"), by=STAFF)
    with pytest.raises(InvalidData, match="already names another record"):
        world.write(add_identifier, "ed", Identifier("ocd-person", "x"), by=STAFF)
    assert world.read(identifiers_of, "ed") == []


def test_who_left_and_came_back_has_two_memberships(world: Database) -> None:
    earlier = {"member": "al", "role": "member", "end_date": "2020"}
    now = {"member": "al", "role": "member"}
    keys = [world.write(add_membership, "energy", values, by=STAFF) for values in (earlier, now, now)]
    assert keys[0] != keys[1] == keys[2]
    spans = [(m.start_date, m.end_date) for m in world.read(memberships_of, "al") if m.body_id == "energy"]
    assert sorted(spans, key=str) == [(None, "2020"), (None, None)]
