"""A tie goes cold when nobody of ours talked with somebody for longer than their rhythm, and any talk warms it."""

import pytest
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.asks.cold import Cold, going_cold, snooze
from crm.errors import InvalidData, NotAllowed, NotFound
from crm.interactions.contact_form import NewInteraction
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()


def listed(database: Database, **when: str) -> dict[str, Cold]:
    return {one.person.id: one for one in database.read(going_cold, actor=acting(**when))}


def talk(database: Database, on: str, theirs: str = "carl", ours: str = "ann", direction: str = "two_way") -> None:
    new = NewInteraction((theirs,), (ours,), at=on, direction=direction)
    database.write(log_contact, new, by=STAFF)


def test_leaders_go_cold_first_then_the_committees_then_all_others(settled: Database) -> None:
    for member in ("carl", "dora", "eli"):
        talk(settled, "2026-10-20", member)
    assert {who: one.over for who, one in listed(settled).items()} == {"carl": 4, "fay": -1}
    later = listed(settled, at="2026-12-25T15:00:00.000000Z")
    assert [(one.person.id, one.every) for one in later.values()] == [("carl", 30), ("dora", 60), ("fay", 30)]
    assert (later["dora"].last, later["dora"].days, later["dora"].who) == ("2026-10-20", 66, "Ann Reed")


def test_any_talk_both_ways_warms_a_tie_whoever_had_it_and_a_letter_does_not(settled: Database) -> None:
    talk(settled, "2026-09-01")
    talk(settled, "2026-11-20", direction="from_us")
    assert listed(settled)["carl"].days == 83
    talk(settled, "2026-11-22", ours="bo")
    assert "carl" not in listed(settled)


def test_who_is_snoozed_is_left_off_until_the_day_and_history_says_why(settled: Database) -> None:
    assert settled.write(snooze, "carl", "2026-12-01", reason="On leave", by=STAFF) == "Carl Dunn"
    assert "carl" not in listed(settled)
    assert "carl" in listed(settled, at="2026-12-01T18:00:00.000000Z")
    settled.write(snooze, "carl", None, by=STAFF)
    assert "carl" in listed(settled)
    said = write(settled, "MATCH (h:HistoryEntry {record_id: 'carl', action: 'snoozed'}) RETURN h.after AS after")
    assert any("On leave" in one["after"] for one in said)


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [("2026-11-23", "x", "until"), ("2028-01-01", "x", "until"), ("2026-12-01", " ", "reason")],
)
def test_a_snooze_that_makes_no_sense_is_refused(settled: Database, until: str, reason: str, field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        settled.write(snooze, "carl", until, reason=reason, by=STAFF)
    assert list(refused.value.errors) == [field]
    with pytest.raises(NotFound):
        settled.write(snooze, "nobody", "2026-12-01", reason="x", by=STAFF)


def test_the_list_is_for_staff(settled: Database) -> None:
    with pytest.raises(NotAllowed):
        settled.read(going_cold, actor=acting(Role.MEMBER, "ann"))
