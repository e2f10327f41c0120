"""Paths are answered as sentences that rest on evidence, and nothing a reader may not see shows in them."""

from dataclasses import replace

import pytest
from worlds.pieces import write
from worlds.town import acting

from crm.accounts.users import NewUser, create_user, link_person
from crm.acts.contacts import delete_contact, log_contact
from crm.errors import InvalidData, NotFound
from crm.interactions.contact_form import NewInteraction
from crm.records.actor import Actor
from crm.relationships.network import Network
from crm.relationships.paths.best_ways import ways_to
from crm.relationships.paths.path_answers import Answer, Question, QuestionSchema, influence
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate, retract
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
ANN = acting(Role.MEMBER, "ann")
BO = acting(Role.MEMBER, "bo")
VIEWER = acting(Role.VIEWER, None, user="viewer")
TO_CARL = Question("person", "carl", "staff")


def say(database: Database, a: str, b: str, level: str = "good", *, by: Actor = STAFF, **more: object) -> str:
    new = NewRating(a, b, level, said_by=a, **more)  # type: ignore[arg-type]
    return database.write(rate, new, by=by)


def ask(
    database: Database, question: Question = TO_CARL, actor: Actor = STAFF, network: Network | None = None
) -> Answer:
    return influence(database, network or Network(), question, actor=actor)


def people(answer: Answer) -> list[list[str]]:
    return [[person.id for person in path.people] for path in answer.targets[0].paths]


def test_a_question_starts_from_everybody_of_ours_and_boards_and_briefs_agree_with_it(settled: Database) -> None:
    say(settled, "amy", "ann", "close")
    say(settled, "ann", "carl", "close")
    say(settled, "phil", "dora", "good")
    assert people(ask(settled, Question("person", "carl")))[0] == ["ann", "carl"]
    found = ways_to(settled, Network(), ["carl", "dora", "fay", "phil"], actor=STAFF)
    assert {who: [p.id for p in answer.paths[0].people] for who, answer in found.items()} == {
        "carl": ["ann", "carl"],
        "dora": ["phil", "dora"],
    }


def test_whoever_records_something_under_their_own_name_is_one_of_ours(settled: Database) -> None:
    account = NewUser("gus-account", "gus@example.org", "Gus Hill", Role.STAFF)
    settled.write(create_user, account, by=acting(Role.ADMINISTRATOR))
    settled.write(link_person, account.id, "gus", by=acting(Role.ADMINISTRATOR))
    say(settled, "gus", "carl", "close")
    assert ["gus", "carl"] in people(ask(settled, Question("person", "carl")))


def test_the_strongest_path_comes_first_even_when_it_is_longer(settled: Database) -> None:
    say(settled, "phil", "carl", "know", visibility="shared")
    say(settled, "amy", "ann", "close")
    say(settled, "ann", "carl", "close", through="same church")
    answer = ask(settled)
    assert people(answer) == [["amy", "ann", "carl"], ["phil", "carl"]]
    best = answer.targets[0].paths[0]
    assert best.value == pytest.approx(best.hops[0].strength * best.hops[1].strength)
    assert best.sentence == (
        "Ask Ann Reed (Close with you, says Amy Hale, 2026), "
        "who knows Carl Dunn (Close, same church, says Ann Reed, 2026)."
    )
    assert answer.targets[0].sentence == best.sentence
    assert answer.targets[0].seat == "Representative, HD 1, chair of Education; R"


def test_every_hop_shows_its_evidence_with_source_date_and_who(settled: Database) -> None:
    say(settled, "amy", "ann", "close")
    settled.write(log_contact, NewInteraction(("carl",), ("ann",), at="2026-10-12", summary="Private words"), by=STAFF)
    answer = ask(settled)
    first, second = answer.targets[0].paths[0].hops
    assert [(r.kind, r.who, r.on, r.source) for r in first.reasons] == [
        ("rating", "Amy Hale", "2026-11-23", "Recorded by Amy Hale")
    ]
    assert [(r.kind, r.who, r.on, r.source) for r in second.reasons] == [
        ("contact", "Amy Hale", "2026-10-12", "Contact log")
    ]
    assert "Ann Reed" in answer.targets[0].sentence
    assert "Oct 12, 2026" in answer.targets[0].sentence
    rows = answer.table()
    assert [(row["step"], row["from"], row["to"]) for row in rows] == [
        (1, "Amy Hale", "Ann Reed"),
        (2, "Ann Reed", "Carl Dunn"),
    ]
    assert rows[1]["date"] == "2026-10-12"


def test_a_saved_contact_or_rating_changes_the_next_answer_and_taking_it_back_changes_it_again(
    settled: Database,
) -> None:
    network = Network()
    assert people(ask(settled, network=network)) == []
    said = say(settled, "amy", "carl")
    assert people(ask(settled, network=network)) == [["amy", "carl"]]
    settled.write(retract, said, by=STAFF)
    assert people(ask(settled, network=network)) == []
    new = NewInteraction(("carl",), ("phil",))
    settled.write(log_contact, new, by=STAFF)
    assert people(ask(settled, network=network)) == [["phil", "carl"]]
    settled.write(delete_contact, new.id, by=STAFF)
    assert people(ask(settled, network=network)) == []


def test_the_first_line_without_a_path_says_which_tie_to_ask_about(settled: Database) -> None:
    say(settled, "amy", "ann", "close")
    answer = ask(settled, replace(TO_CARL, hops=2))
    found = answer.targets[0]
    assert found.paths == ()
    assert found.sentence == "No path to Carl Dunn within 2 steps. Confirming one of these ties would open one."
    assert (found.openers[0].a.id, found.openers[0].b.id) == ("ann", "carl")
    assert "Lee County Schools faces House District 1" in found.openers[0].words
    assert found.openers[0].value == pytest.approx(0.9 * 0.6, abs=0.01)


def test_guesses_stay_out_unless_asked_for_and_are_then_marked(settled: Database) -> None:
    say(settled, "amy", "ann", "close")
    answer = ask(settled, replace(TO_CARL, guesses=True))
    assert people(answer)[0] == ["amy", "ann", "carl"]
    hop = answer.targets[0].paths[0].hops[1]
    assert (hop.guess, hop.word, hop.reasons[0].kind) == (True, "Guess", "guess")
    assert "who may know Carl Dunn (a guess, Lee County Schools faces House District 1" in answer.targets[0].sentence


def test_a_strained_tie_is_never_used(settled: Database) -> None:
    say(settled, "amy", "carl", "close")
    say(settled, "amy", "carl", "close", valence=-1)
    assert people(ask(settled)) == []


def test_who_opted_out_is_never_a_connector_but_may_be_reached(settled: Database) -> None:
    say(settled, "amy", "gus", "close")
    say(settled, "gus", "carl", "close")
    write(settled, "MATCH (p:Person {id: 'gus'}) SET p.opted_out = true")
    assert people(ask(settled)) == []
    assert people(ask(settled, Question("person", "gus"))) == [["amy", "gus"]]


@pytest.mark.parametrize("actor", [BO, VIEWER])
def test_staff_only_evidence_changes_no_path_and_no_strength_for_others(settled: Database, actor: Actor) -> None:
    say(settled, "amy", "carl", "know", visibility="shared")
    before = ask(settled, actor=actor)
    say(settled, "amy", "carl", "close", on="2026-11-22")
    say(settled, "phil", "carl", "close")
    say(settled, "dora", "carl", "close", valence=-1)
    settled.write(log_contact, NewInteraction(("carl",), ("amy", "phil")), by=STAFF)
    assert ask(settled, actor=actor) == before
    assert ask(settled, actor=STAFF) != before


def test_a_member_sees_their_own_ties_besides_the_shared_part(settled: Database) -> None:
    say(settled, "amy", "ann", "good", visibility="shared")
    say(settled, "ann", "carl", "close", by=ANN)
    settled.write(log_contact, NewInteraction(("dora",), ("ann",)), by=STAFF)
    network = Network()
    assert people(ask(settled, actor=ANN, network=network)) == [["amy", "ann", "carl"]]
    assert people(ask(settled, Question("person", "dora", "staff"), actor=ANN, network=network)) == [
        ["amy", "ann", "dora"]
    ]
    assert people(ask(settled, actor=BO, network=network)) == []
    assert people(ask(settled, actor=VIEWER, network=network)) == []


def test_the_sources_may_be_one_person_an_organization_or_all_superintendents(settled: Database) -> None:
    say(settled, "bo", "carl")
    say(settled, "gus", "carl")
    say(settled, "amy", "bo")
    assert people(ask(settled, Question("person", "carl", "person", "gus"))) == [["gus", "carl"]]
    assert people(ask(settled, Question("person", "carl", "organization", "pike-schools")))[0] == ["bo", "carl"]
    assert people(ask(settled, Question("person", "carl", "superintendents"))) == [["bo", "carl"]]


def test_a_seat_and_a_committee_stand_for_who_is_in_them_now(settled: Database) -> None:
    say(settled, "amy", "dora", "know")
    say(settled, "phil", "carl", "close")
    assert people(ask(settled, Question("seat", "hd1"))) == [["phil", "carl"]]
    answer = ask(settled, Question("committee", "house-education"))
    assert [target.target.id for target in answer.targets] == ["carl", "dora"]
    with pytest.raises(NotFound, match="Nobody holds this seat"):
        ask(settled, Question("seat", "hd4"))


def test_paths_that_share_nobody_are_a_choice(settled: Database) -> None:
    for a, b, level in (
        ("amy", "ann", "close"),
        ("ann", "carl", "close"),
        ("ann", "gus", "close"),
        ("gus", "carl", "close"),
    ):
        say(settled, a, b, level)
    say(settled, "amy", "bo", "know")
    say(settled, "bo", "carl", "know")
    one_by_one = people(ask(settled, replace(TO_CARL, disjoint=True, start="person", start_id="amy")))
    assert one_by_one == [["amy", "ann", "carl"], ["amy", "bo", "carl"]]


def test_the_picture_layers_the_people_and_names_each_tie_once(settled: Database) -> None:
    for a, b in (("amy", "ann"), ("ann", "carl"), ("amy", "bo"), ("bo", "carl")):
        say(settled, a, b)
    picture = ask(settled).picture()
    assert [sorted(person.id for person in layer) for layer in picture.layers] == [["amy"], ["ann", "bo"], ["carl"]]
    assert len({(a, b) for a, b, *_ in picture.links}) == len(picture.links) == 4


def test_a_question_that_makes_no_sense_is_refused_in_words(settled: Database) -> None:
    with pytest.raises(InvalidData):
        ask(settled, Question("person", "carl", "person", "carl"))
    with pytest.raises(InvalidData):
        ask(settled, Question("person", "carl", "person"))
    with pytest.raises(NotFound):
        ask(settled, Question("person", "nobody"))
    with pytest.raises(NotFound):
        ask(settled, Question("person", "carl", "person", "nobody"))


def test_a_question_is_read_from_an_address() -> None:
    assert QuestionSchema().load({"end_id": "carl", "k": "3", "guesses": "on", "start_id": ""}) == Question(
        "person", "carl", k=3, guesses=True
    )
