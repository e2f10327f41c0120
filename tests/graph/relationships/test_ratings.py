"""Ratings are recorded, taken back and seen by whom they should be, and each pair has one tie in step with them."""

import math

import pytest
from worlds.office import CHICAGO
from worlds.pieces import write
from worlds.town import NOW, acting

from crm.acts.contacts import delete_contact, edit_contact, log_contact, restore_contact
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.interactions.contact_form import NewInteraction
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.records.sent_again import SavedBefore
from crm.relationships import tie_upkeep as module
from crm.relationships.rating_form import NewRating, RatingSchema
from crm.relationships.ratings import evidence_between, rate, restore_rating, retract
from crm.relationships.strength import day
from crm.relationships.tie_upkeep import recompute_ties
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, None, user="viewer")
SUMS = ("last_two_way", "log_a", "shared_last_two_way", "shared_log_a")


def said(level: str = "good", a: str = "ann", b: str = "carl", **more: object) -> NewRating:
    return NewRating(a, b, level, **{"said_by": "ann", **more})  # type: ignore[arg-type]


def knows(database: Database) -> list[dict[str, object]]:
    rows = write(
        database, "MATCH (a)-[k:KNOWS]->(b) RETURN a.id AS a, b.id AS b, k {.*, change: NULL} AS k ORDER BY k.key"
    )
    return [{**row["k"], "ends": (row["a"], row["b"])} for row in rows]


def test_a_rating_makes_one_tie_from_the_lower_id_to_the_higher_whichever_way_it_is_said(settled: Database) -> None:
    settled.write(rate, said(a="carl", b="ann"), by=STAFF)
    settled.write(rate, said("close", on="2026-11-22"), by=STAFF)
    (tie,) = knows(settled)
    assert tie["ends"] == ("ann", "carl")
    assert (tie["rating"], tie["rated_on"], tie["valence"]) == (0.6, day("2026-11-23"), 1)


def test_the_same_rating_sent_twice_is_one_record(settled: Database) -> None:
    new = said()
    settled.write(rate, new, by=STAFF)
    settled.write(rate, new, by=STAFF)
    assert write(settled, "MATCH (e:Evidence) RETURN count(*) AS n")[0]["n"] == 1
    assert len(settled.read(evidence_between, "ann", "carl", actor=STAFF).ratings) == 1


def test_the_id_of_somebody_elses_rating_makes_no_evidence_for_another_tie(settled: Database) -> None:
    staffs = said(visibility="shared")
    settled.write(rate, staffs, by=STAFF)
    with pytest.raises(Conflict, match="by somebody else"):
        settled.write(rate, said("close", "bo", "dora", said_by="bo", id=staffs.id), by=BO)
    with pytest.raises(SavedBefore, match="with other content"):
        settled.write(rate, said("close", "bo", "dora", id=staffs.id), by=STAFF)
    assert write(settled, "MATCH (e:Evidence)-[:BETWEEN]->(p) RETURN collect(p.id) AS p")[0]["p"] == ["ann", "carl"]
    assert [tie["ends"] for tie in knows(settled)] == [("ann", "carl")]


def test_a_rating_is_shown_with_who_how_through_whom_and_since_when(settled: Database) -> None:
    new = said("close", through="same church", since="2009", source_url="https://example.org/list", on="2026-03")
    settled.write(rate, new, by=STAFF)
    (reason,) = settled.read(evidence_between, "carl", "ann", actor=STAFF).ratings
    assert (reason.words, reason.who, reason.on, reason.since) == ("Close: same church", "Ann Reed", "2026-03", "2009")
    assert (reason.source, reason.url) == ("Recorded by Amy Hale", "https://example.org/list")
    assert reason.in_short == "same church, says Ann Reed, 2026"


def test_whose_words_are_no_person_are_kept_as_written(settled: Database) -> None:
    settled.write(rate, said(said_by="Office list of 2019"), by=STAFF)
    (reason,) = settled.read(evidence_between, "ann", "carl", actor=STAFF).ratings
    assert reason.in_short == "says Office list of 2019, 2026"


def test_the_newest_rating_counts_and_taking_it_back_brings_the_one_before(settled: Database) -> None:
    settled.write(rate, said("know", on="2025-01-01"), by=STAFF)
    newer = said("close")
    settled.write(rate, newer, by=STAFF)
    assert knows(settled)[0]["rating"] == 0.9
    settled.write(retract, newer.id, by=STAFF)
    settled.write(retract, newer.id, by=STAFF)
    assert knows(settled)[0]["rating"] == 0.3
    found = settled.read(evidence_between, "ann", "carl", actor=STAFF)
    assert [one.id for one in found.retracted] == [newer.id]
    settled.write(restore_rating, newer.id, by=STAFF)
    assert knows(settled)[0]["rating"] == 0.9
    assert [entry.action for entry in settled.read(history_of, newer.id, actor=STAFF)].count("taken back") == 1


def test_a_strained_rating_is_staff_only_whatever_was_asked(settled: Database) -> None:
    settled.write(rate, said(valence=-1, visibility="shared"), by=STAFF)
    (tie,) = knows(settled)
    assert tie["valence"] == -1
    assert not [name for name in tie if name.startswith("shared_")]
    assert settled.read(evidence_between, "ann", "carl", actor=BO).ratings == ()


def test_what_is_shared_is_summed_apart(settled: Database) -> None:
    settled.write(rate, said("know", visibility="shared", on="2026-01-01"), by=STAFF)
    settled.write(rate, said("close"), by=STAFF)
    settled.write(log_contact, NewInteraction(("carl",), ("ann",), visibility="shared", at="2026-02-01"), by=STAFF)
    settled.write(log_contact, NewInteraction(("carl",), ("ann",), at="2026-03-01"), by=STAFF)
    (tie,) = knows(settled)
    assert (tie["rating"], tie["shared_rating"]) == (0.9, 0.3)
    assert (tie["last_two_way"], tie["shared_last_two_way"]) == (day("2026-03-01"), day("2026-02-01"))
    assert tie["log_a"] > tie["shared_log_a"]  # type: ignore[operator]


def test_a_contact_counts_between_theirs_and_ours_and_shares_its_weight(settled: Database) -> None:
    settled.write(log_contact, NewInteraction(("carl", "dora"), ("amy", "phil")), by=STAFF)
    alone = NewInteraction(("eli",), ("amy",))
    settled.write(log_contact, alone, by=STAFF)
    ties = {tie["ends"]: tie["log_a"] for tie in knows(settled)}
    assert set(ties) == {("amy", "carl"), ("amy", "dora"), ("carl", "phil"), ("dora", "phil"), ("amy", "eli")}
    assert ties["amy", "eli"] - ties["amy", "carl"] == pytest.approx(math.log(3))  # type: ignore[operator]


def test_adding_contacts_one_by_one_gives_what_counting_all_anew_gives(settled: Database) -> None:
    days = ("2026-11-02", "2019-05-01", "2026-03-12", "2026-03-12", "2025-07-07T12:00:00.000000Z")
    for at, direction in zip(days, ("two_way", "from_us", "to_us", "two_way", "from_us"), strict=True):
        new = NewInteraction(("carl",), ("amy",), at=at, direction=direction, visibility="shared")
        settled.write(log_contact, new, by=STAFF)
    settled.write(log_contact, NewInteraction(("carl",), ("amy",), at="2026-05-05", channel="email"), by=STAFF)
    added = knows(settled)
    settled.write(recompute_ties, [("carl", "amy")], CHICAGO)
    (before,), (now,) = added, knows(settled)
    assert before.keys() == now.keys()
    assert [now[name] for name in SUMS] == pytest.approx([before[name] for name in SUMS])


def test_editing_deleting_and_restoring_a_contact_leave_the_sums_of_what_stands(settled: Database) -> None:
    kept, moved = NewInteraction(("carl",), ("amy",), at="2026-03-01"), NewInteraction(("carl",), ("amy",))
    settled.write(log_contact, kept, by=STAFF)
    before = knows(settled)
    settled.write(log_contact, moved, by=STAFF)
    both = knows(settled)
    settled.write(delete_contact, moved.id, by=STAFF)
    assert [tie["log_a"] for tie in knows(settled)] == pytest.approx([before[0]["log_a"]])
    settled.write(restore_contact, moved.id, by=STAFF)
    assert [tie["log_a"] for tie in knows(settled)] == pytest.approx([both[0]["log_a"]])
    edited = NewInteraction(("dora",), ("amy",), at="2026-03-01")
    settled.write(edit_contact, kept.id, edited, version=1, by=STAFF)
    assert {tie["ends"]: "log_a" in tie for tie in knows(settled)} == {("amy", "carl"): True, ("amy", "dora"): True}


def test_a_past_day_shows_what_was_recorded_by_then(settled: Database) -> None:
    january = acting(at="2026-01-10T12:00:00.000000Z")
    early = said("know", on="2025-12-01")
    settled.write(rate, early, by=january)
    late = NewInteraction(("carl",), ("ann",), at="2025-12-24")
    settled.write(log_contact, late, by=STAFF)
    settled.write(retract, early.id, by=STAFF)
    then = settled.read(evidence_between, "ann", "carl", actor=STAFF, on="2026-01-31")
    assert ([one.id for one in then.ratings], then.contacts) == ([early.id], ())
    now = settled.read(evidence_between, "ann", "carl", actor=STAFF)
    assert (now.ratings, [one.id for one in now.contacts]) == ((), [late.id])
    assert settled.read(evidence_between, "ann", "carl", actor=STAFF, on="2026-01-09").reasons == ()


@pytest.mark.parametrize(("actor", "sees"), [(STAFF, 3), (ANN, 2), (BO, 1), (VIEWER, 1)])
def test_a_reader_sees_the_shared_part_and_their_own(settled: Database, actor: Actor, sees: int) -> None:
    settled.write(rate, said("know", visibility="shared"), by=STAFF)
    settled.write(rate, said("good", said_by="amy"), by=STAFF)
    settled.write(log_contact, NewInteraction(("carl",), ("ann",)), by=STAFF)
    assert len(settled.read(evidence_between, "ann", "carl", actor=actor).reasons) == sees


def test_members_rate_and_take_back_their_own_ties_only_and_viewers_none(settled: Database) -> None:
    own = said("close")
    settled.write(rate, own, by=ANN)
    for actor in (BO, VIEWER):
        with pytest.raises(NotAllowed):
            settled.write(rate, said("close"), by=actor)
        with pytest.raises((NotAllowed, NotFound)):
            settled.write(retract, own.id, by=actor)
    settled.write(retract, own.id, by=ANN)


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("b", said(b="ann")),
        ("b", said(b="nobody")),
        ("a", said(a="nobody", b="ann")),
        ("on", said(on="2026-11-24")),
        ("since", said(since="2030")),
        ("level", said("none", valence=-1)),
    ],
)
def test_a_rating_that_cannot_be_is_refused_at_its_field(settled: Database, field: str, new: NewRating) -> None:
    with pytest.raises(InvalidData) as refused:
        settled.write(rate, new, by=STAFF)
    assert list(refused.value.errors) == [field]
    assert knows(settled) == []


def test_the_tie_of_a_person_to_themselves_is_refused(settled: Database) -> None:
    with pytest.raises(InvalidData):
        settled.read(evidence_between, "ann", "ann", actor=STAFF)
    with pytest.raises(NotFound):
        settled.read(evidence_between, "ann", "nobody", actor=STAFF)


def test_a_rating_is_read_from_a_form() -> None:
    form = {
        "id": "",
        "a": "ann",
        "b": "carl",
        "level": "good",
        "said_by": " ann ",
        "valence": "1",
        "on": "3/12/2026",
        "since": "",
    }
    new = RatingSchema().load(form)
    assert (new.said_by, new.on, new.since, new.visibility) == ("ann", "2026-03-12", None, "staff")
    assert new.id != RatingSchema().load(form).id


def test_history_of_a_rating_is_shared_only_if_the_rating_is(settled: Database) -> None:
    hidden, shown = said(), said(visibility="shared")
    for new in (hidden, shown):
        settled.write(rate, new, by=STAFF)
    assert settled.read(history_of, hidden.id, actor=BO) == []
    (entry,) = settled.read(history_of, shown.id, actor=BO)
    assert (entry.action, entry.record_name, entry.at) == ("rated", "Ann Reed and Carl Dunn", NOW)


def test_ties_summed_with_other_parameters_are_made_anew_once(
    settled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    for theirs in ("carl", "dora", "eli"):
        settled.write(log_contact, NewInteraction((theirs,), ("amy",), at="2026-01-01"), by=STAFF)
    assert module.bring_into_step(settled, CHICAGO) == 3
    assert module.bring_into_step(settled, CHICAGO) == 0
    write(settled, "MATCH ()-[k:KNOWS]->() SET k.log_a = 0.0")
    write(settled, "MATCH (c:Counter {id: 'ties'}) SET c.parameters = '{}'")
    assert module.bring_into_step(settled, CHICAGO) == 3
    assert {tie["log_a"] for tie in knows(settled)} != {0.0}


def test_a_member_speaks_for_themselves_and_the_staff_for_anybody(settled: Database) -> None:
    for somebody in ("carl", "MASS office, 2019 list", ""):
        with pytest.raises(NotAllowed, match="speak for yourself"):
            settled.write(rate, said(said_by=somebody), by=ANN)
    settled.write(rate, said(), by=ANN)
    settled.write(rate, said(said_by="MASS office, 2019 list"), by=STAFF)
