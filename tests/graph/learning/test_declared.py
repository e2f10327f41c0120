"""Declared records in a real graph: made once, changed with care, deleted and brought back."""

import pytest
from worlds.council import count, on

from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.learning.kinds import AWARDS, MENTORSHIPS, RESPONSES, SURVEYS
from crm.records import lifecycle
from crm.records.declared import add_record, change_record, record, records
from crm.records.history import history_of
from crm.storage.database import Database
from crm.vocabulary import Role

TODAY, LATER = on("2026-11-23"), on("2026-11-24")
HERO = {"on": "2026-05-01", "type": "hero", "person": ["ann"], "theme": "Service"}


@pytest.fixture
def award(world: Database) -> str:
    return str(world.write(add_record, AWARDS, "a1", HERO, by=TODAY))


def test_a_record_says_what_was_recorded_and_names_whom_it_is_about(world, award):
    shown = world.read(record, AWARDS, award, actor=TODAY)
    assert shown.title == "Hero award, Ann Reed"
    assert (shown.values["theme"], shown.day, shown.known_on) == ("Service", "2026-05-01", TODAY.at)
    assert shown.recorded_afterwards(TODAY.zone)
    assert [one.title for one in world.read(records, AWARDS, actor=TODAY, about="ann")] == ["Hero award, Ann Reed"]
    assert world.read(records, AWARDS, actor=TODAY, about="rep0") == []


def test_the_same_form_sent_twice_is_one_record_and_other_content_is_refused(world, award):
    assert world.write(add_record, AWARDS, "a1", HERO, by=LATER) == award
    assert count(world, "MATCH (a:Award) RETURN count(a)") == 1
    with pytest.raises(Conflict, match="saved before, with other content"):
        world.write(add_record, AWARDS, "a1", {**HERO, "theme": "Courage"}, by=LATER)
    with pytest.raises(Conflict, match="saved before, with other content"):
        world.write(add_record, AWARDS, "a1", {**HERO, "person": ["rep0"]}, by=LATER)
    assert world.read(record, AWARDS, award, actor=TODAY).values["theme"] == "Service"


def test_a_change_moves_what_differs_and_history_keeps_both(world, award):
    world.write(change_record, AWARDS, award, {**HERO, "person": ["rep0"], "theme": ""}, version=1, by=TODAY)
    shown = world.read(record, AWARDS, award, actor=TODAY)
    assert shown.names["person"] == ("Della Ames",)
    assert "theme" not in shown.values
    assert (shown.version, shown.values["corrected"]) == (2, ["person", "theme"])
    latest = world.read(history_of, award, actor=TODAY)[0]
    assert ("person", ["Ann Reed"], ["Della Ames"]) in latest.differences
    with pytest.raises(Conflict, match="Somebody else saved this award"):
        world.write(change_record, AWARDS, award, HERO, version=1, by=TODAY)


def test_a_change_that_changes_nothing_writes_nothing(world, award):
    world.write(change_record, AWARDS, award, HERO, version=1, by=TODAY)
    assert world.read(record, AWARDS, award, actor=TODAY).version == 1
    assert len(world.read(history_of, award, actor=TODAY)) == 1


def test_a_record_that_names_nobody_known_is_refused_whole(world):
    with pytest.raises(InvalidData, match="no longer in it"):
        world.write(add_record, AWARDS, "a2", {**HERO, "person": ["nobody"]}, by=TODAY)
    assert count(world, "MATCH (a:Award) RETURN count(a)") == 0
    assert count(world, "MATCH (h:HistoryEntry {label: 'Award'}) RETURN count(h)") == 0


def test_a_deleted_record_leaves_every_list_and_comes_back_the_same(world, award):
    before = world.read(record, AWARDS, award, actor=TODAY).content()
    assert world.write(lifecycle.delete, AWARDS, award, version=1, by=TODAY) == "Hero award, Ann Reed"
    assert world.read(records, AWARDS, actor=TODAY) == []
    with pytest.raises(NotFound):
        world.read(record, AWARDS, award, actor=TODAY)
    world.write(lifecycle.restore, AWARDS, award, by=TODAY)
    assert world.read(record, AWARDS, award, actor=TODAY).content() == before


def test_a_response_goes_and_comes_back_with_its_survey(world):
    survey = {"on": "2026-08-01", "type": "needs", "title": "What do you need"}
    world.write(add_record, SURVEYS, "s1", survey, by=TODAY)
    world.write(add_record, RESPONSES, "r1", {"on": "2026-08-02", "survey": ["s1"], "score": 4.5}, by=TODAY)
    world.write(lifecycle.delete, SURVEYS, "s1", version=1, by=TODAY)
    assert world.read(records, RESPONSES, actor=TODAY) == []
    world.write(lifecycle.restore, SURVEYS, "s1", by=TODAY)
    assert [one.title for one in world.read(records, RESPONSES, actor=TODAY)] == ["What do you need"]


def test_an_end_is_a_fact_of_its_own_with_the_day_it_was_recorded(world):
    content = {"on": "2025-08-01", "mentor": ["ann"], "mentee": ["rep0"]}
    world.write(add_record, MENTORSHIPS, "m1", content, by=on("2025-08-03"))
    world.write(change_record, MENTORSHIPS, "m1", {**content, "end": "2026-06-30"}, version=1, by=TODAY)
    values = world.read(record, MENTORSHIPS, "m1", actor=TODAY).values
    assert (values["end"], values["end_recorded_at"][:10], values["recorded_at"][:10]) == (
        "2026-06-30",
        "2026-11-23",
        "2025-08-03",
    )
    world.write(change_record, MENTORSHIPS, "m1", {**content, "end": None}, version=2, by=TODAY)
    assert "end_recorded_at" not in world.read(record, MENTORSHIPS, "m1", actor=TODAY).values


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({**HERO, "on": "2026-11-24"}, "on"),
        ({"on": "2026-08-01", "end": "2026-07-01", "mentor": [], "mentee": []}, "end"),
        ({"on": "2026-08-01", "closes": "2026-07-31", "type": "poll", "title": "Short"}, "closes"),
        ({**HERO, "person": []}, "person"),
    ],
)
def test_days_that_cannot_be_and_an_award_to_nobody_are_refused_by_their_field(world, content, field):
    kind = {"on": AWARDS, "person": AWARDS, "end": MENTORSHIPS, "closes": SURVEYS}[field]
    with pytest.raises(InvalidData) as refused:
        world.write(add_record, kind, "x1", content, by=TODAY)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_whoever_is_not_staff_records_nothing_and_sees_only_what_is_shared(world, award, role):
    other = on("2026-11-23", role)
    with pytest.raises(NotAllowed):
        world.write(add_record, AWARDS, "a3", HERO, by=other)
    with pytest.raises(NotAllowed):
        world.write(lifecycle.delete, AWARDS, award, version=1, by=other)
    assert len(world.read(records, AWARDS, actor=other)) == 1
    world.write(add_record, MENTORSHIPS, "m1", {"on": "2025", "mentor": ["ann"], "mentee": ["rep0"]}, by=TODAY)
    assert world.read(records, MENTORSHIPS, actor=other) == []
    with pytest.raises(NotFound):
        world.read(record, MENTORSHIPS, "m1", actor=other)
