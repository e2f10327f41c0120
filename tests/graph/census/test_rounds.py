"""A round asks its group once, by links that open one person's answers and say what is wrong when they do not."""

from dataclasses import replace

import pytest
from worlds.office import CHICAGO
from worlds.pieces import add, write
from worlds.town import NOW, acting

from crm.accounts.random_secrets import digest
from crm.acts.merging import merge_people
from crm.census.answers import NewAnswer, give
from crm.census.invitations import by_link, for_person, invitations, issue_links, revoke, silent
from crm.census.rounds import NewRound, close_round, extend_round, open_round, round_of, rounds
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.records.office import found_office
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")
VIEWER = acting(Role.VIEWER, None, user="viewer")
FALL = NewRound("Fall 2026", "superintendents", "2026-12-10", id="fall-2026")
LATER = "2026-12-11T18:00:00.000000Z"


def opened(database: Database, new: NewRound = FALL) -> str:
    return database.write(open_round, new, by=STAFF)


def link_for(database: Database, person: str, secret: str) -> str:
    found = {one.person_id: one for one in database.read(invitations, FALL.id, actor=STAFF)}
    database.write(issue_links, FALL.id, {found[person].id: digest(secret)}, by=STAFF)
    return digest(secret)


def test_a_round_invites_everybody_of_its_group_once(settled: Database) -> None:
    opened(settled)
    opened(settled)
    found = settled.read(invitations, FALL.id, actor=STAFF)
    assert [(one.name, one.district, one.region, one.state) for one in found] == [
        ("Ann Reed", "Lee County Schools", "East Services", "silent"),
        ("Bo Lee", "Pike County Schools", "", "silent"),
    ]
    (only,) = settled.read(rounds, actor=STAFF)
    assert (only.title, only.invited, only.answered, only.whom) == ("Fall 2026", 2, 0, "All superintendents")


def test_a_round_for_one_region_or_for_new_superintendents_asks_only_them(settled: Database) -> None:
    opened(settled, NewRound("East", "resa", "2026-12-10", region="east", id="round-east"))
    assert [one.person_id for one in settled.read(invitations, "round-east", actor=STAFF)] == ["ann"]
    write(settled, "MATCH (:Person {id: 'bo'})-[h:HOLDS]->() SET h.start_date = '2026-07-01'")
    opened(settled, NewRound("New", "new", "2026-12-10", id="round-new"))
    assert [one.person_id for one in settled.read(invitations, "round-new", actor=STAFF)] == ["bo"]


def test_who_never_wants_to_be_asked_is_not_invited(settled: Database) -> None:
    write(settled, "MATCH (p:Person {id: 'bo'}) SET p.opted_out = true")
    opened(settled)
    assert [one.person_id for one in settled.read(invitations, FALL.id, actor=STAFF)] == ["ann"]


def test_two_open_rounds_never_ask_the_same_person(settled: Database) -> None:
    opened(settled)
    with pytest.raises(Conflict, match="“Fall 2026” is open until Dec 10, 2026 and asks 1 of the same people"):
        opened(settled, NewRound("East", "resa", "2026-12-10", region="east", id="round-east"))
    settled.write(close_round, FALL.id, version=1, by=STAFF)
    opened(settled, NewRound("East", "resa", "2026-12-10", region="east", id="round-east"))
    with pytest.raises(Conflict, match="“East” is open"):
        settled.write(extend_round, FALL.id, "2026-12-20", version=2, by=STAFF)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_on": "2026-11-01"}, "closes_on"),
        ({"closes_on": "2028"}, "closes_on"),
        ({"group": "resa", "region": "nowhere"}, "region"),
        ({"group": "new"}, "group"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused_by_name(settled: Database, changes: dict, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        opened(settled, replace(FALL, **changes))
    assert list(refused.value.errors) == [field]


def test_only_staff_open_rounds_and_see_who_answered(settled: Database) -> None:
    with pytest.raises(NotAllowed):
        settled.write(open_round, FALL, by=ANN)
    opened(settled)
    for actor in (ANN, VIEWER):
        with pytest.raises(NotAllowed):
            settled.read(invitations, FALL.id, actor=actor)
        with pytest.raises(NotAllowed):
            settled.read(rounds, actor=actor)


def test_a_link_opens_the_answers_of_the_person_it_was_made_for(settled: Database) -> None:
    opened(settled)
    first, second = link_for(settled, "ann", "letter"), link_for(settled, "ann", "reminder")
    for hashed in (first, second):
        found = settled.read(by_link, hashed, NOW)
        assert (found.person_id, found.is_open) == ("ann", True)
    assert settled.read(invitations, FALL.id, actor=STAFF)[0].state == "silent"


def test_a_link_that_was_altered_revoked_or_has_expired_opens_nothing_and_says_so(settled: Database) -> None:
    opened(settled)
    hashed = link_for(settled, "ann", "letter")
    with pytest.raises(NotFound, match="This link does not work"):
        settled.read(by_link, digest("lettes"), NOW)
    with pytest.raises(NotFound, match="This link does not work"):
        settled.read(by_link, hashed, "2027-02-01T00:00:00.000000Z")
    invitation = settled.read(by_link, hashed, NOW).invitation_id
    assert settled.write(revoke, invitation, by=STAFF) == "Ann Reed"
    with pytest.raises(NotFound, match="Ask the office for a new one"):
        settled.read(by_link, hashed, NOW)
    assert settled.read(by_link, link_for(settled, "ann", "a new one"), NOW).person_id == "ann"


def test_the_link_of_somebody_who_left_opens_nothing_and_keeps_what_they_said(settled: Database) -> None:
    opened(settled)
    hashed = link_for(settled, "ann", "letter")
    found = settled.read(by_link, hashed, NOW)
    settled.write(give, found, NewAnswer("carl", "good", key="key-0001"), by=found.actor(NOW))
    write(settled, "MATCH (:Person {id: 'ann'})-[h:HOLDS]->() SET h.end_date = '2026-11-20'")
    with pytest.raises(NotFound, match="somebody who has left the post"):
        settled.read(by_link, hashed, NOW)
    assert settled.read(invitations, FALL.id, actor=STAFF)[0].answers == 1


def test_after_its_last_day_a_round_takes_no_answers_until_it_is_extended(settled: Database) -> None:
    opened(settled)
    hashed = link_for(settled, "ann", "letter")
    found = settled.read(by_link, hashed, LATER)
    assert not found.is_open
    with pytest.raises(Conflict, match=r"This round closed on Dec 10, 2026\. What you answered"):
        settled.write(give, found, NewAnswer("carl", "good", key="key-0001"), by=found.actor(LATER))
    settled.write(extend_round, FALL.id, "2026-12-20", version=1, by=acting(at=LATER))
    found = settled.read(by_link, hashed, LATER)
    settled.write(give, found, NewAnswer("carl", "good", key="key-0001"), by=found.actor(LATER))
    assert settled.read(round_of, FALL.id).answered == 1


def test_the_last_day_is_the_offices_day_to_its_end(settled: Database) -> None:
    settled.write(found_office, CHICAGO, at=NOW)
    opened(settled)
    evening = "2026-12-11T04:30:00.000000Z"  # half past ten on Dec 10 in Jackson
    assert settled.read(by_link, link_for(settled, "ann", "letter"), evening).is_open
    assert not settled.read(by_link, digest("letter"), "2026-12-11T06:30:00.000000Z").is_open


def test_reminders_go_to_those_who_have_not_answered(settled: Database) -> None:
    opened(settled)
    found = settled.read(by_link, link_for(settled, "ann", "letter"), NOW)
    settled.write(give, found, NewAnswer("carl", "none", key="key-0001"), by=found.actor(NOW))
    assert [one.person_id for one in silent(settled.read(invitations, FALL.id, actor=STAFF))] == ["bo"]


def test_a_member_opens_their_own_invitation_and_nobody_elses(settled: Database) -> None:
    opened(settled)
    assert settled.read(for_person, "ann", actor=ANN).person_id == "ann"
    assert settled.read(for_person, "bo", actor=STAFF).person_id == "bo"
    for actor in (ANN, VIEWER):
        with pytest.raises(NotFound):
            settled.read(for_person, "bo", actor=actor)


def test_a_merged_person_keeps_their_invitation(settled: Database) -> None:
    opened(settled)
    add(settled, "Person", {"ann2": {"name": "Ann B. Reed"}})
    settled.write(merge_people, ("ann2", 1), ("ann", 1), batch_id="one-person", by=STAFF)
    assert [one.person_id for one in settled.read(invitations, FALL.id, actor=STAFF)] == ["ann2", "bo"]
