"""A tie's page multiplies out, says what it rests on and what would raise it, and keeps what is not the reader's."""

import math
from dataclasses import replace

import pytest
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import edit_contact, log_contact
from crm.errors import InvalidData, NotFound
from crm.interactions.contact_form import NewInteraction
from crm.records.actor import Actor
from crm.relationships.coverage.board import Filter, coverage
from crm.relationships.network import Network
from crm.relationships.paths.path_answers import Question, influence
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate, retract
from crm.relationships.ties import tie, tie_history, ties_of
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, None, user="viewer")


def say(database: Database, a: str, b: str, level: str = "good", *, by: Actor = STAFF, **more: object) -> str:
    return database.write(rate, NewRating(a, b, level, said_by=a, **more), by=by)  # type: ignore[arg-type]


def meet(database: Database, theirs: str, ours: str, **more: object) -> None:
    database.write(log_contact, NewInteraction((theirs,), (ours,), **more), by=STAFF)  # type: ignore[arg-type]


def test_the_terms_multiply_back_to_the_strength(settled: Database) -> None:
    say(settled, "ann", "carl", on="2026-01-01")
    meet(settled, "carl", "ann", at="2026-04-23")
    meet(settled, "carl", "ann", at="2026-10-01", channel="email")
    found = settled.read(tie, "carl", "ann", actor=STAFF)
    assert (found.a.name, found.b.name) == ("Carl Dunn", "Ann Reed")
    left = math.prod(term.leaves_open for term in found.explanation.terms)
    assert found.strength == pytest.approx(1 - left)
    assert [term.kind for term in found.explanation.terms] == ["rating", "contact", "contact"]
    assert [reason.kind for reason in found.reasons] == ["contact", "contact", "rating"]
    assert found.raised_by


def test_the_first_line_says_how_good_and_whether_it_fades(settled: Database) -> None:
    say(settled, "ann", "carl", on="2026-01-01")
    meet(settled, "carl", "ann", at="2026-04-20")
    assert (
        settled.read(tie, "ann", "carl", actor=STAFF).headline == "Good, and fading: last two-way contact 7 months ago"
    )
    meet(settled, "carl", "ann", at="2026-11-20")
    assert settled.read(tie, "ann", "carl", actor=STAFF).headline.endswith(": last two-way contact 3 days ago")
    assert settled.read(tie, "gus", "carl", actor=STAFF).headline == "No tie is known"
    assert settled.read(tie, "ann", "fay", actor=STAFF).headline == "A guess: nobody has confirmed it yet"
    say(settled, "gus", "eli", valence=-1, words="A lawsuit")
    assert settled.read(tie, "gus", "eli", actor=STAFF).headline == "Strained: A lawsuit, says Gus Hill, 2026"


def test_a_guess_counts_only_while_nobody_has_confirmed_the_tie(settled: Database) -> None:
    supposed = settled.read(tie, "ann", "carl", actor=STAFF)
    assert (supposed.word, supposed.confirmed) == ("Guess", False)
    assert 0 < supposed.strength <= 0.3
    say(settled, "ann", "carl", "know")
    known = settled.read(tie, "ann", "carl", actor=STAFF)
    assert (known.word, known.confirmed) == ("Know", True)
    assert known.strength == pytest.approx(0.3, abs=0.001)
    assert [reason.kind for reason in known.guesses] == ["guess"]


def test_the_page_the_board_and_the_path_give_one_tie_one_strength(settled: Database) -> None:
    say(settled, "amy", "carl", on="2025-06-01")
    meet(settled, "carl", "amy", at="2026-09-09", sentiment=2)
    page = settled.read(tie, "amy", "carl", actor=STAFF).strength
    network = Network()
    path = influence(settled, network, Question("person", "carl"), actor=STAFF).targets[0].paths[0]
    best = next(row.best for row in coverage(settled, network, Filter(), actor=STAFF).all_rows if row.seat_id == "hd1")
    listed = settled.read(ties_of, "amy", actor=STAFF)[0]
    assert best is not None
    assert [path.value, best.strength, listed.strength] == pytest.approx([page] * 3)


def test_a_past_day_is_shown_as_it_was_known(settled: Database) -> None:
    january = acting(at="2026-01-10T12:00:00.000000Z")
    said = say(settled, "amy", "carl", "close", by=january, on="2026-01-10")
    settled.write(retract, said, by=STAFF)
    then = settled.read(tie, "amy", "carl", actor=STAFF, on="2026-01-31")
    assert (then.word, then.on) == ("Close", "2026-01-31")
    now = settled.read(tie, "amy", "carl", actor=STAFF)
    assert (now.word, [reason.id for reason in now.retracted]) == ("None", [said])


def test_a_past_day_is_shown_without_what_an_edit_changed_since(settled: Database) -> None:
    january, march = (acting(at=f"2026-{month}-10T12:00:00.000000Z") for month in ("01", "03"))
    met = NewInteraction(("carl",), ("amy",), at="2026-01-09", channel="meeting", sentiment=2)
    settled.write(log_contact, met, by=january)
    before = settled.read(tie, "amy", "carl", actor=STAFF, on="2026-02-01")
    changed = replace(met, channel="letter", direction="from_us", sentiment=-2, ours=("amy", "phil"))
    settled.write(edit_contact, met.id, changed, version=1, by=march)
    assert settled.read(tie, "amy", "carl", actor=STAFF, on="2026-02-01") == before
    assert settled.read(tie, "phil", "carl", actor=STAFF, on="2026-02-01").reasons == ()
    now = settled.read(tie, "amy", "carl", actor=STAFF, on="2026-04-01")
    assert now.strength < before.strength
    assert [one.words for one in now.reasons] != [one.words for one in before.reasons]


def test_history_tells_each_step_and_what_made_it(settled: Database) -> None:
    steps = [acting(at=f"2026-0{month}-10T12:00:00.000000Z") for month in (1, 2, 3)]
    first = say(settled, "amy", "carl", "know", by=steps[0])
    say(settled, "amy", "carl", "close", by=steps[1], through="same church")
    settled.write(retract, first, by=steps[2])
    moments = settled.read(tie_history, "amy", "carl", actor=STAFF)
    assert [(one.on, one.word, one.because) for one in moments] == [
        ("2026-01-10", "Know", "Know"),
        ("2026-02-10", "Close", "Close: same church"),
        ("2026-03-10", "Close", "Taken back: Know"),
    ]


def test_the_ties_of_a_person_come_strongest_first_and_guesses_last(settled: Database) -> None:
    say(settled, "amy", "carl", "know")
    say(settled, "ann", "carl", "close", through="same church")
    say(settled, "eli", "carl", valence=-1)
    rows = settled.read(ties_of, "carl", actor=STAFF, guesses=True)
    assert [(row.person.name, row.word) for row in rows] == [
        ("Ann Reed", "Close"),
        ("Eli Fox", "Strained"),
        ("Amy Hale", "Know"),
        ("Dora Eads", "Guess"),
        ("Fay Gill", "Guess"),
    ]
    assert rows[0].why == "same church, says Ann Reed, 2026"
    assert [row.person.id for row in settled.read(ties_of, "carl", actor=STAFF)] == ["ann", "eli", "amy"]


@pytest.mark.parametrize("actor", [BO, VIEWER])
def test_staff_only_evidence_changes_nothing_that_others_see_of_a_tie(settled: Database, actor: Actor) -> None:
    say(settled, "amy", "carl", "know", visibility="shared", on="2026-01-01")
    page, listed = settled.read(tie, "amy", "carl", actor=actor), settled.read(ties_of, "carl", actor=actor)
    say(settled, "amy", "carl", "close")
    say(settled, "phil", "carl", "close")
    say(settled, "amy", "carl", valence=-1)
    meet(settled, "carl", "amy")
    assert settled.read(tie, "amy", "carl", actor=actor) == page
    assert settled.read(ties_of, "carl", actor=actor) == listed
    assert settled.read(tie_history, "amy", "carl", actor=actor)[-1].word == "Know"


def test_a_member_sees_what_they_said_and_took_part_in(settled: Database) -> None:
    say(settled, "ann", "carl", "close", by=ANN)
    meet(settled, "dora", "ann")
    assert [row.person.id for row in settled.read(ties_of, "ann", actor=ANN)] == ["carl", "dora"]
    assert settled.read(ties_of, "ann", actor=BO) == []
    assert settled.read(tie, "ann", "carl", actor=ANN).word == "Close"


def test_deleted_people_are_in_no_list_and_unknown_ones_are_said_to_be(settled: Database) -> None:
    say(settled, "amy", "carl")
    write(settled, "MATCH (p:Person {id: 'amy'}) SET p.deleted_at = '2026-11-01T00:00:00.000000Z'")
    assert settled.read(ties_of, "carl", actor=STAFF) == []
    with pytest.raises(NotFound):
        settled.read(ties_of, "nobody", actor=STAFF)
    with pytest.raises(NotFound):
        settled.read(tie, "carl", "nobody", actor=STAFF)
    with pytest.raises(InvalidData):
        settled.read(tie, "carl", "carl", actor=STAFF)
