"""Whoever opts out is in no list of ties, path, count or export of a reader who may not know of it."""

import random
from collections.abc import Iterator
from contextlib import suppress

import pytest
from worlds import town
from worlds.town import acting

from crm.errors import NotFound
from crm.records.actor import Actor
from crm.relationships.coverage.board import Filter, coverage
from crm.relationships.mutual import who_knows_both
from crm.relationships.network import Network
from crm.relationships.paths.path_answers import Question, influence
from crm.relationships.preferences import prefer
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.relationships.ties import tie, ties_of
from crm.storage.database import Database
from crm.vocabulary import Role

STAFF = acting()
VIEWER = acting(Role.VIEWER, None, user="viewer")
BO = acting(Role.MEMBER, "bo")
ANN = acting(Role.MEMBER, "ann")
OURS, THEIRS = ("phil", "amy", "ann", "bo"), ("carl", "dora", "eli", "fay")


@pytest.fixture
def knowing(graph: Database) -> Database:
    """The town, in which a seeded half of ours and theirs know each other, said openly."""
    settled, chance = town.settle(graph.within(60)), random.Random(7)
    for one in OURS:
        for other in (*THEIRS, *(ours for ours in OURS if ours > one)):
            if other in ("carl", "ann") or chance.random() < 0.5:
                level = chance.choice(("know", "good", "close"))
                if one != other:
                    settled.write(rate, NewRating(one, other, level, said_by=one, visibility="shared"), by=STAFF)
    return settled


def met_by(database: Database, reader: Actor) -> Iterator[str]:
    """Everybody whom a reader meets on the tie lists, boards and paths of the town."""
    network = Network()
    for person in town.PEOPLE:
        yield from (row.person.id for row in database.read(ties_of, person, actor=reader, guesses=True))
        for other in THEIRS:
            if person != other:
                with suppress(NotFound):
                    yield from (row.person.id for row in database.read(who_knows_both, person, other, actor=reader))
    for row in coverage(database, network, Filter(), actor=reader).all_rows:
        yield from (row.best.person.id,) if row.best else ()
        yield from (guess.person.id for guess in row.guesses)
    for target in THEIRS:
        answer = influence(database, network, Question("person", target), actor=reader).targets[0]
        yield from (one.id for path in answer.paths for one in path.people)


def test_opting_out_takes_somebody_out_of_all_that_a_viewer_can_reach(knowing: Database) -> None:
    assert "ann" in set(met_by(knowing, VIEWER))
    knowing.write(prefer, "ann", "never", by=STAFF)
    for reader in (VIEWER, BO):
        assert "ann" not in set(met_by(knowing, reader))
        assert knowing.read(ties_of, "ann", actor=reader) == []
        with pytest.raises(NotFound, match="No tie between these two is shown to you"):
            knowing.read(tie, "ann", "carl", actor=VIEWER)


def test_who_opted_out_and_staff_still_see_the_ties(knowing: Database) -> None:
    knowing.write(prefer, "ann", "never", by=STAFF)
    for reader in (ANN, STAFF):
        assert "carl" in {row.person.id for row in knowing.read(ties_of, "ann", actor=reader)}
        assert knowing.read(tie, "ann", "carl", actor=reader).word
    assert "ann" in {row.person.id for row in knowing.read(ties_of, "carl", actor=STAFF)}


def test_coming_back_brings_everything_back(knowing: Database) -> None:
    before = set(met_by(knowing, VIEWER))
    knowing.write(prefer, "ann", "never", by=STAFF)
    knowing.write(prefer, "ann", "yes", by=ANN)
    assert set(met_by(knowing, VIEWER)) == before
