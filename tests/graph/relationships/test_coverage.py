"""The coverage board: a row per seat, our best confirmed tie, gaps first, and only what its reader may see."""

from collections import Counter
from dataclasses import replace

import pytest
from worlds.pieces import join, write
from worlds.town import acting

from crm.acts.contacts import delete_contact, edit_contact, log_contact, restore_contact
from crm.interactions.contact_form import NewInteraction
from crm.records.actor import Actor
from crm.relationships.coverage.board import Board, CoverageRow, Filter, FilterSchema, compared, coverage
from crm.relationships.coverage.seat_ties import seat_ties
from crm.relationships.network import Network
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate, restore_rating, retract
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, None, user="viewer")
SEATS = {"hd1", "hd2", "hd3", "hd4", "sd1"}


def say(database: Database, a: str, b: str, level: str = "good", *, by: Actor = STAFF, **more: object) -> str:
    return database.write(rate, NewRating(a, b, level, said_by=a, **more), by=by)  # type: ignore[arg-type]


def board(database: Database, chosen: Filter = Filter(), actor: Actor = STAFF) -> Board:  # noqa: B008 - frozen
    return coverage(database, Network(), chosen, actor=actor)


def seat(found: Board, id_: str) -> CoverageRow:
    return next(row for row in found.all_rows if row.seat_id == id_)


def test_every_seat_has_a_row_with_its_holder_committees_and_regions(settled: Database) -> None:
    found = board(settled)
    assert {row.seat_id for row in found.all_rows} == SEATS
    row = seat(found, "hd1")
    assert (row.holder and row.holder.name, row.party, row.since, row.label) == (
        "Carl Dunn",
        "Republican",
        "2024-01-02",
        "House District 1",
    )
    assert [(one.name, one.role) for one in row.committees] == [("Education", "chair")]
    assert sorted(region.name for region in row.regions) == ["East Services", "cd1"]
    assert seat(found, "hd4").holder is None


def test_the_best_tie_is_our_strongest_confirmed_positive_one(settled: Database) -> None:
    say(settled, "amy", "carl", "know")
    say(settled, "ann", "carl", "close", through="same church")
    say(settled, "phil", "carl", "close", valence=-1)
    say(settled, "gus", "carl", "close")
    row = seat(board(settled), "hd1")
    assert row.best is not None
    assert (row.best.person.name, row.best.word, row.best.why) == (
        "Ann Reed",
        "Close",
        "same church, says Ann Reed, 2026",
    )
    assert row.ties == 2


def test_guesses_stand_beside_and_are_never_counted(settled: Database) -> None:
    found = board(settled)
    row = seat(found, "hd1")
    assert (row.best, row.ties, found.good) == (None, 0, 0)
    assert [line.person.name for line in row.guesses] == ["Ann Reed"]
    assert "Lee County Schools faces House District 1" in row.guesses[0].words
    say(settled, "ann", "carl", "good")
    assert seat(board(settled), "hd1").guesses == ()


def test_the_last_contact_says_when_and_who(settled: Database) -> None:
    for at, ours in (("2026-03-12", ("ann",)), ("2026-10-01", ("amy", "phil")), ("2025-01-01", ("bo",))):
        settled.write(log_contact, NewInteraction(("carl",), ours, at=at), by=STAFF)
    last = seat(board(settled), "hd1").last_contact
    assert last is not None
    assert (last.at, [person.name for person in last.who]) == ("2026-10-01", ["Amy Hale", "Phil Ford"])


def test_the_summary_counts_good_ties_and_the_education_committees(settled: Database) -> None:
    say(settled, "amy", "carl", "good")
    say(settled, "amy", "eli", "close")
    say(settled, "amy", "dora", "know")
    assert board(settled).summary == "We have a good tie to 2 of 5 seats; 1 of 3 on the education committees."


def test_an_empty_graph_says_what_to_do_first(graph: Database) -> None:
    assert board(graph).summary == "No seats are recorded yet. Import the legislature first."


def test_gaps_come_first_then_the_weakest(settled: Database) -> None:
    say(settled, "amy", "dora", "close")
    say(settled, "amy", "fay", "know")
    assert [row.seat_id for row in board(settled).rows] == ["hd1", "hd3", "hd4", "sd1", "hd2"]


@pytest.mark.parametrize(
    ("chosen", "seats"),
    [
        (Filter(chamber="upper"), {"sd1"}),
        (Filter(committee="house-education"), {"hd1", "hd2"}),
        (Filter(region="east"), {"hd1", "sd1"}),
        (Filter(region="cd1"), {"hd1", "sd1"}),
        (Filter(party="Democratic"), {"hd2"}),
        (Filter(strength="none"), {"hd3", "hd4"}),
        (Filter(strength="weak"), {"hd2"}),
        (Filter(strength="cold"), {"hd2"}),
        (Filter(chamber="lower", party="Republican", strength="none"), {"hd3"}),
    ],
)
def test_filters_choose_seats(settled: Database, chosen: Filter, seats: set[str]) -> None:
    say(settled, "amy", "carl", "close")
    say(settled, "amy", "dora", "know", on="2026-03-01")
    settled.write(log_contact, NewInteraction(("fay",), ("amy",), at="2026-11-01"), by=STAFF)
    say(settled, "amy", "fay", "good")
    found = board(settled, chosen)
    assert {row.seat_id for row in found.rows} == seats
    assert {row.seat_id for row in found.all_rows} == SEATS


def test_the_choices_of_a_filter_are_those_in_the_data(settled: Database) -> None:
    found = board(settled)
    assert [(one.value, one.label) for one in found.chambers] == [("lower", "House"), ("upper", "Senate")]
    assert [one.label for one in found.committees] == ["Education (House)", "Education (Senate)"]
    assert [one.value for one in found.parties] == ["Democratic", "Republican"]
    assert {one.value for one in found.regions} == {"cd1", "east"}


def test_a_tie_goes_cold_from_the_day_it_was_said_and_a_talk_of_anybody_of_ours_keeps_the_seat_warm(
    settled: Database,
) -> None:
    say(settled, "amy", "carl", "close")
    say(settled, "amy", "dora", "close", on="2026-03-01")
    say(settled, "phil", "eli", "close", on="2026-03-01")
    settled.write(log_contact, NewInteraction(("eli",), ("ann",), at="2026-11-01"), by=STAFF)
    settled.write(log_contact, NewInteraction(("dora",), ("ann",), "email", "2026-11-01", "from_us"), by=STAFF)
    assert {row.seat_id: row.cold for row in board(settled).all_rows if row.best} == {
        "hd1": False,
        "hd2": True,
        "hd3": False,
    }


def test_a_past_day_shows_the_holders_and_ties_of_that_day(settled: Database) -> None:
    january = acting(at="2026-01-10T12:00:00.000000Z")
    early = say(settled, "amy", "carl", "good", by=january, on="2026-01-10")
    say(settled, "amy", "dora", "close")
    say(settled, "phil", "eli", "good")
    settled.write(retract, early, by=STAFF)
    then, now = board(settled, Filter(on="2026-01-31")), board(settled)
    assert (then.good, now.good, compared(now, then)) == (1, 2, 1)
    row = seat(then, "hd1")
    assert row.best is not None
    assert (row.best.person.id, row.ties) == ("amy", 1)
    assert board(settled, Filter(on="2026-01-09")).good == 0
    long_ago = board(settled, Filter(on="2021-06-30"))
    assert [row.holder and row.holder.id for row in long_ago.all_rows if row.seat_id in ("hd1", "sd1")] == [None, "fay"]


JANUARY, MARCH, MAY = (acting(at=f"2026-{month}-10T12:00:00.000000Z") for month in ("01", "03", "05"))


def test_a_past_day_shows_contacts_as_they_were_before_later_edits(settled: Database) -> None:
    first = NewInteraction(("carl",), ("amy",), at="2026-01-09", visibility="shared")
    settled.write(log_contact, first, by=JANUARY)
    on_that_day = Filter(on="2026-02-01")
    before = board(settled, on_that_day)
    assert seat(before, "hd1").best is not None
    with_dora = replace(first, theirs=("dora",), ours=("phil",), at="2026-01-02", channel="email")
    settled.write(edit_contact, first.id, with_dora, version=1, by=MARCH)
    again = replace(with_dora, theirs=("eli",))
    settled.write(edit_contact, first.id, again, version=2, by=MAY)
    for actor in (STAFF, VIEWER):
        assert board(settled, on_that_day, actor) == before
        in_april = board(settled, Filter(on="2026-04-01"), actor)
        last = seat(in_april, "hd2").last_contact
        assert last is not None
        assert (last.at, [person.name for person in last.who]) == ("2026-01-02", ["Phil Ford"])
        assert [seat(in_april, one).last_contact for one in ("hd1", "hd3")] == [None, None]


def test_a_contact_that_was_deleted_for_a_while_is_missing_then_and_no_longer(settled: Database) -> None:
    met = NewInteraction(("carl",), ("amy",), at="2026-01-09")
    settled.write(log_contact, met, by=JANUARY)
    settled.write(delete_contact, met.id, by=MARCH)
    settled.write(restore_contact, met.id, by=MAY)
    there = [seat(board(settled, Filter(on=on)), "hd1").last_contact is not None for on in ("2026-02-01", "2026-06-01")]
    assert there == [True, True]
    gone = seat(board(settled, Filter(on="2026-04-01")), "hd1")
    assert (gone.last_contact, gone.best) == (None, None)


def test_a_contact_shared_only_before_or_only_after_an_edit_shows_others_nothing_of_the_past(settled: Database) -> None:
    for theirs, was, is_ in (("carl", "shared", "staff"), ("dora", "staff", "shared")):
        met = NewInteraction((theirs,), ("amy",), at="2026-01-09", visibility=was)
        settled.write(log_contact, met, by=JANUARY)
        settled.write(edit_contact, met.id, replace(met, visibility=is_), version=1, by=MARCH)
    on_that_day = Filter(on="2026-02-01")
    for actor in (BO, VIEWER):
        then = board(settled, on_that_day, actor)
        assert [(seat(then, one).best, seat(then, one).last_contact) for one in ("hd1", "hd2")] == [(None, None)] * 2
    assert seat(board(settled, on_that_day), "hd1").best is not None


def test_a_rating_taken_back_for_a_while_does_not_count_then(settled: Database) -> None:
    said = say(settled, "amy", "carl", by=JANUARY, on="2026-01-09")
    settled.write(retract, said, by=MARCH)
    settled.write(restore_rating, said, by=MAY)
    good = [board(settled, Filter(on=on)).good for on in ("2026-02-01", "2026-04-01", "2026-06-01")]
    assert good == [1, 0, 1]


def test_today_reads_the_same_from_the_network_as_from_the_evidence(settled: Database) -> None:
    say(settled, "amy", "carl", "good", on="2025-01-01")
    settled.write(log_contact, NewInteraction(("carl", "dora"), ("amy", "ann"), at="2026-06-01"), by=STAFF)
    tomorrow = replace(STAFF, at="2026-11-24T15:04:05.123456Z")
    now = board(settled)
    past = board(settled, Filter(on="2026-11-23"), tomorrow)
    for one, other in zip(now.all_rows, past.all_rows, strict=True):
        assert (one.seat_id, one.ties, one.last_contact, one.cold) == (
            other.seat_id,
            other.ties,
            other.last_contact,
            other.cold,
        )
        if one.best and other.best:
            assert one.best.strength == pytest.approx(other.best.strength, abs=0.002)
            assert (one.best.person, one.best.why) == (other.best.person, other.best.why)


@pytest.mark.parametrize("actor", [BO, VIEWER])
@pytest.mark.parametrize("on", [None, "2026-11-22"])
def test_staff_only_evidence_changes_no_row_and_no_count_for_others(
    settled: Database, actor: Actor, on: str | None
) -> None:
    earlier = acting(at="2026-11-20T12:00:00.000000Z")
    say(settled, "amy", "carl", "know", by=earlier, visibility="shared", on="2026-11-01")
    chosen = Filter(on=on)
    before = board(settled, chosen, actor)
    say(settled, "amy", "carl", "close", by=earlier, on="2026-11-02")
    say(settled, "phil", "dora", "close", by=earlier, on="2026-11-02")
    say(settled, "amy", "fay", "close", by=earlier, valence=-1, on="2026-11-02")
    settled.write(log_contact, NewInteraction(("carl", "eli"), ("amy",), at="2026-11-03"), by=earlier)
    assert board(settled, chosen, actor) == before
    assert board(settled, chosen) != before


def test_who_left_a_seat_takes_their_ties_along(settled: Database) -> None:
    say(settled, "amy", "carl", "close")
    write(settled, "MATCH (:Person {id: 'carl'})-[h:HOLDS]->(:Post {id: 'hd1'}) SET h.end_date = '2026-11-01'")
    join(settled, "HOLDS", "Person", "Post", [("gus", "hd1", {"start_date": "2026-11-01"})])
    row = seat(board(settled), "hd1")
    assert row.holder is not None
    assert (row.holder.id, row.best, row.ties) == ("gus", None, 0)


def test_filters_are_read_from_an_address() -> None:
    assert FilterSchema().load({"chamber": "", "on": "1/31/2026", "strength": "cold"}) == Filter(
        strength="cold", on="2026-01-31"
    )


def test_a_tie_too_faint_to_count_on_leaves_the_seat_a_gap_with_its_last_contact(settled: Database) -> None:
    faint = NewInteraction(("carl",), ("amy",), at="2024-03-01", channel="email")
    settled.write(log_contact, faint, by=STAFF)
    row = seat(board(settled), "hd1")
    assert (row.best, row.last_contact and row.last_contact.at) == (None, "2024-03-01")


@pytest.mark.parametrize("actor", [STAFF, BO, VIEWER], ids=["staff", "member", "viewer"])
def test_what_home_shows_of_each_seat_is_what_the_board_says_of_it(settled: Database, actor: Actor) -> None:
    say(settled, "amy", "carl", "close", visibility="shared")
    say(settled, "ann", "dora", "good")
    say(settled, "bo", "eli", "know", by=BO)
    say(settled, "phil", "fay", "close", valence=-1)
    network = Network()
    shown = Counter((tie.chamber, tie.word, tie.is_good) for tie in seat_ties(settled, network, actor=actor))
    rows = coverage(settled, network, Filter(), actor=actor).all_rows
    assert shown == Counter((row.chamber, row.best.word if row.best else None, row.is_good) for row in rows)
    assert ("lower", "Close", True) in shown
