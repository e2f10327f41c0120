"""What people answer becomes evidence of their ties, with person, day and round; later answers stand over earlier."""

import pytest
from worlds.pieces import write
from worlds.town import NOW, acting

from crm.census.answers import NewAnswer, answers_of, give, wishes_of
from crm.census.invitations import Opened, for_person
from crm.census.rounds import NewRound, open_round
from crm.census.sheet import Part, sheet
from crm.errors import Conflict, InvalidData, NotAllowed, NotFound
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.relationships.coverage.board import Filter, coverage
from crm.relationships.network import Network
from crm.relationships.preferences import prefer, preferences_of
from crm.relationships.ratings import evidence_between
from crm.relationships.ties import tie
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, None, user="viewer")
NEXT_YEAR = "2027-09-01T15:00:00.000000Z"


@pytest.fixture
def anns(settled: Database) -> Opened:
    settled.write(open_round, NewRound("Fall 2026", "superintendents", "2026-12-10", id="fall-2026"), by=STAFF)
    return settled.read(for_person, "ann", actor=ANN)


def say(database: Database, opened: Opened, level: str, about: str = "carl", **more: object) -> None:
    by = more.pop("by", opened.actor(NOW))
    key = more.pop("key", f"key-{level}-{about}")
    database.write(give, opened, NewAnswer(about, level, key=str(key), **more), by=by)  # type: ignore[arg-type]


def test_the_sheet_asks_about_the_own_district_first_then_who_leads_on_schools(settled: Database) -> None:
    found = settled.read(sheet, "ann", today="2026-11-23")
    assert [(one.name, one.part, one.why) for one in found] == [
        ("Fay Gill", Part.OWN, "SD 1, through county-lee County (90% of it)"),
        ("Carl Dunn", Part.OWN, "HD 1, through county-lee County (60% of it)"),
        ("Dora Eads", Part.MEMBERS, "House Education"),
    ]
    bos = settled.read(sheet, "bo", today="2026-11-23", added=["eli"])
    assert [(one.name, one.part) for one in bos] == [
        ("Dora Eads", Part.OWN),
        ("Fay Gill", Part.LEADERS),
        ("Carl Dunn", Part.LEADERS),
        ("Eli Fox", Part.ADDED),
    ]


def test_an_answer_is_a_rating_with_who_said_it_when_and_how_they_know_each_other(
    settled: Database, anns: Opened
) -> None:
    say(settled, anns, "good", how=("school", "church"), since="2015")
    (reason,) = settled.read(evidence_between, "ann", "carl", actor=STAFF).ratings
    assert (reason.words, reason.who, reason.on, reason.since) == (
        "Good: school, church",
        "Ann Reed",
        "2026-11-23",
        "2015",
    )
    assert settled.read(tie, "ann", "carl", actor=STAFF).word == "Good"


def test_coverage_changes_at_once_for_staff_and_says_nothing_to_others(settled: Database, anns: Opened) -> None:
    network = Network()
    assert coverage(settled, network, Filter(), actor=STAFF).good == 0
    say(settled, anns, "close")
    assert coverage(settled, network, Filter(), actor=STAFF).good == 1
    assert coverage(settled, network, Filter(), actor=ANN).good == 1
    assert [coverage(settled, network, Filter(), actor=actor).good for actor in (BO, VIEWER)] == [0, 0]
    assert settled.read(evidence_between, "ann", "carl", actor=VIEWER).reasons == ()


def test_the_same_answer_sent_twice_is_one(settled: Database, anns: Opened) -> None:
    say(settled, anns, "good")
    say(settled, anns, "good")
    assert write(settled, "MATCH (e:Evidence) RETURN count(e) AS n")[0]["n"] == 1


def test_a_changed_answer_counts_and_the_one_before_stays_to_be_seen(settled: Database, anns: Opened) -> None:
    say(settled, anns, "close")
    say(settled, anns, "know")
    found = settled.read(evidence_between, "ann", "carl", actor=STAFF)
    assert [reason.level for reason in found.ratings] == ["know"]
    assert [reason.level for reason in found.retracted] == ["close"]
    assert settled.read(tie, "ann", "carl", actor=STAFF).word == "Know"
    entries = settled.read(history_of, found.retracted[0].id, actor=STAFF)
    assert {(entry.action, entry.user_name) for entry in entries} == {
        ("answered otherwise", "Ann Reed"),
        ("rated", "Ann Reed"),
    }


def test_saying_more_edits_the_answer_and_history_tells_what_it_was(settled: Database, anns: Opened) -> None:
    say(settled, anns, "good", how=("work",))
    say(settled, anns, "good", how=("work", "church"), since="2019")
    (reason,) = settled.read(evidence_between, "ann", "carl", actor=STAFF).ratings
    assert (reason.through, reason.since) == ("work, church", "2019")
    (more,) = [one for one in settled.read(history_of, reason.id, actor=STAFF) if one.action == "said more of"]
    assert more.differences == (("how", ["work"], ["work", "church"]), ("since", None, "2019"))


def test_a_save_that_was_overtaken_is_refused_and_the_later_one_stands(settled: Database, anns: Opened) -> None:
    say(settled, anns, "know", key="waited-in-the-pocket")
    say(settled, anns, "close")
    with pytest.raises(Conflict, match="A later answer about them is kept"):
        say(settled, anns, "know", key="waited-in-the-pocket")
    assert settled.read(answers_of, anns)["carl"].level == "close"


def test_strained_is_for_staff_and_the_person_alone_and_is_used_in_no_path(settled: Database, anns: Opened) -> None:
    say(settled, anns, "strained")
    assert settled.read(tie, "ann", "carl", actor=STAFF).word == "Strained"
    assert settled.read(tie, "ann", "carl", actor=ANN).word == "Strained"
    for actor in (BO, VIEWER):
        assert settled.read(tie, "ann", "carl", actor=actor).valence == 1
        assert settled.read(evidence_between, "ann", "carl", actor=actor).reasons == ()


def test_an_answer_about_oneself_or_about_nobody_is_refused_and_loses_nothing(settled: Database, anns: Opened) -> None:
    say(settled, anns, "good")
    for about in ("ann", "nobody"):
        with pytest.raises(InvalidData) as refused:
            say(settled, anns, "good", about)
        assert list(refused.value.errors) == ["about"]
    assert set(settled.read(answers_of, anns)) == {"carl"}


def test_a_legislator_who_left_meanwhile_can_still_be_answered_about(settled: Database, anns: Opened) -> None:
    write(settled, "MATCH (:Person {id: 'carl'})-[h:HOLDS]->() SET h.end_date = '2026-11-22'")
    say(settled, anns, "close")
    found = settled.read(sheet, "ann", today="2026-11-23", added=["carl"])
    assert [one.part for one in found if one.person_id == "carl"] == [Part.ADDED]
    assert settled.read(answers_of, anns)["carl"].level == "close"


def test_only_the_person_and_staff_can_answer(settled: Database, anns: Opened) -> None:
    for actor in (BO, VIEWER):
        with pytest.raises(NotAllowed):
            say(settled, anns, "close", by=actor)
    say(settled, anns, "close", by=STAFF)
    assert settled.read(evidence_between, "ann", "carl", actor=STAFF).ratings[0].who == "Ann Reed"


def test_by_link_then_signed_in_the_answer_is_changed_not_doubled(settled: Database, anns: Opened) -> None:
    say(settled, anns, "close")
    say(settled, anns, "good", by=ANN)
    say(settled, anns, "know", by=STAFF)
    found = settled.read(evidence_between, "ann", "carl", actor=STAFF)
    assert ([one.level for one in found.ratings], len(found.retracted)) == (["know"], 2)


def test_next_year_the_old_answer_is_shown_and_confirmed_as_a_new_one(settled: Database, anns: Opened) -> None:
    say(settled, anns, "good", how=("church",))
    staff = acting(at=NEXT_YEAR)
    settled.write(open_round, NewRound("Fall 2027", "superintendents", "2027-10-01", id="fall-2027"), by=staff)
    again = settled.read(for_person, "ann", actor=acting(Role.MEMBER, "ann", at=NEXT_YEAR))
    (last,) = settled.read(answers_of, again).values()
    assert (last.words, last.round_title, last.is_current) == ("Good, through church", "Fall 2026", False)
    by = again.actor(NEXT_YEAR)
    settled.write(give, again, NewAnswer("carl", last.level, last.how, last.since, key="still-so"), by=by)
    (now,) = settled.read(answers_of, again).values()
    assert (now.words, now.round_title, now.is_current, now.on) == (
        "Good, through church",
        "Fall 2027",
        True,
        "2027-09-01",
    )
    ratings = settled.read(evidence_between, "ann", "carl", actor=staff).ratings
    assert [reason.on for reason in ratings] == ["2027-09-01", "2026-11-23"]


def test_whether_we_may_ask_is_kept_for_each_legislator(settled: Database, anns: Opened) -> None:
    say(settled, anns, "good", may_ask="first")
    say(settled, anns, "know", "dora", may_ask="never")
    say(settled, anns, "none", "fay", may_ask="yes")
    assert settled.read(wishes_of, anns) == ("yes", {"carl": "first", "dora": "never"})
    settled.write(prefer, "ann", "never", reason="On leave", by=ANN)
    general, *_ = settled.read(preferences_of, "ann", actor=STAFF)
    assert (general.choice, general.reason, general.about_id) == ("never", "On leave", None)


@pytest.mark.parametrize("actor", [BO, VIEWER])
def test_nobody_else_learns_or_says_what_somebody_wishes(settled: Database, anns: Opened, actor: Actor) -> None:
    say(settled, anns, "good", may_ask="never")
    assert settled.read(preferences_of, "ann", actor=actor) == []
    with pytest.raises(NotAllowed):
        settled.write(prefer, "ann", "yes", by=actor)


@pytest.mark.parametrize(
    ("more", "field"), [({"choice": "maybe"}, "choice"), ({"about": "ann"}, "about"), ({"reason": "x" * 301}, "reason")]
)
def test_a_wish_that_makes_no_sense_is_refused(settled: Database, more: dict, field: str) -> None:
    choice = more.pop("choice", "yes")
    with pytest.raises(InvalidData) as refused:
        settled.write(prefer, "ann", choice, by=ANN, **more)
    assert list(refused.value.errors) == [field]
    with pytest.raises(NotFound):
        settled.write(prefer, "ann", "yes", about="nobody", by=ANN)
