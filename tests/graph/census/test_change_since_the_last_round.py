"""The report says what changed since the round before, of the same people, tie by tie."""

from dataclasses import replace

from worlds.pieces import write
from worlds.town import acting

from crm.census.answers import NewAnswer, give
from crm.census.invitations import for_person
from crm.census.report import Report, report
from crm.census.rounds import NewRound, close_round, open_round
from crm.storage.database import Database

SPRING, FALL = "2026-04-01T15:00:00.000000Z", "2026-11-23T15:00:00.000000Z"
FIRST = NewRound("Spring", "superintendents", "2026-05-01", id="spring-2026")


def answered(database: Database, new: NewRound, at: str, levels: dict[tuple[str, str], str]) -> Report:
    """A round opened, answered, looked at and closed."""
    by = acting(at=at)
    database.write(open_round, new, by=by)
    for (person, about), level in levels.items():
        opened = database.read(for_person, person, actor=by, round_id=new.id)
        said = NewAnswer(about, level, key=f"{new.id}-{person}-{about}")
        database.write(give, opened, said, by=opened.actor(at))
    found = database.read(report, new.id, actor=by)
    database.write(close_round, new.id, version=1, by=by)
    return found


def test_each_tie_that_changed_is_told_with_who_says_so_and_the_seats_lost(settled: Database) -> None:
    first = {("ann", "carl"): "close", ("ann", "dora"): "know", ("bo", "carl"): "know", ("bo", "dora"): "good"}
    told = answered(settled, FIRST, SPRING, first)
    assert (told.before, told.change, told.changes) == (None, "", ())
    later = {("ann", "carl"): "none", ("ann", "dora"): "good"}
    told = answered(settled, replace(FIRST, title="Fall", id="fall-2026", closes_on="2026-12-10"), FALL, later)
    assert told.change == "Since “Spring”: 1 grew and 1 withdrawn."
    assert [(one.turn, one.now.person_id, one.now.about_id, one.before, one.now.level) for one in told.changes] == [
        ("grew", "ann", "dora", "know", "good"),
        ("withdrawn", "ann", "carl", "close", "none"),
    ]
    assert (told.covered_before, told.covered) == (2, 1)
    assert [(line.holder, line.names) for line in told.no_longer_covered] == [("Carl Dunn", "Ann Reed (Close)")]


def test_a_round_of_others_is_not_what_it_is_compared_with(settled: Database) -> None:
    answered(settled, FIRST, SPRING, {("bo", "carl"): "good"})
    write(settled, "MATCH (:Person {id: 'bo'})-[h:HOLDS]->() SET h.end_date = '2026-06-30'")
    told = answered(settled, replace(FIRST, title="Fall", id="fall-2026", closes_on="2026-12-10"), FALL, {})
    assert (told.before, told.covered_before) == (None, 0)
