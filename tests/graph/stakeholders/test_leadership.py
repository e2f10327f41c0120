"""A chamber's leaders: offices that stand without a holder, are held, found, and weigh on the power map."""

import pytest
from worlds import town
from worlds.office import today
from worlds.town import acting

from crm.advocacy.power.power_map import power_map
from crm.finding.search import find
from crm.relationships.network import Network
from crm.stakeholders.holdings import hold
from crm.stakeholders.leadership import add_leaders_offices, offices_of
from crm.stakeholders.posts import posts_of
from crm.stakeholders.standing import standings
from crm.storage.database import Database

STAFF = acting()


@pytest.fixture
def settled(graph: Database) -> Database:
    return town.settle(graph)


def test_the_offices_are_added_once_however_often_it_is_asked(settled: Database) -> None:
    assert settled.write(add_leaders_offices, "house", by=STAFF) == len(offices_of("lower"))
    assert settled.write(add_leaders_offices, "house", by=STAFF) == 0
    added = [post.title for post in settled.read(posts_of, "house") if post.role == "leader"]
    assert added == ["Majority leader", "Minority leader", "Speaker", "Speaker pro tempore"]


def test_a_leader_is_named_by_the_office_found_by_it_and_ranked_above_those_we_know_best(settled: Database) -> None:
    settled.write(add_leaders_offices, "house", by=STAFF)
    speaker = next(post for post in settled.read(posts_of, "house") if post.title == "Speaker")
    settled.write(hold, "eli", speaker.id, {"start_date": "2024-01-02"}, by=STAFF)
    assert settled.read(standings, ["eli"], today=today())["eli"].line.startswith("Speaker, House")
    assert "Speaker of the House" in [one.title for one in settled.read(find, "speaker", actor=STAFF)]
    assert power_map(settled, Network(), "any-issue", actor=STAFF)[0].name == "Eli Fox"
