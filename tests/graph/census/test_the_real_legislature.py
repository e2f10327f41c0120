"""A whole census on the real legislature: 138 made-up superintendents of the real districts answer, some late, some
twice; what becomes of it is counted again by hand."""

import random
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from worlds.office import CHICAGO
from worlds.pieces import add, join

from crm.acts.ask_plans import PlanQuestion, ask_plan
from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.asks.rules import AskRules
from crm.census.answers import NewAnswer, give
from crm.census.invitations import for_person
from crm.census.report import report
from crm.census.rounds import NewRound, open_round, round_of
from crm.census.sheet import Part, Subject, sheet
from crm.errors import Conflict
from crm.imports import batches
from crm.imports.drafts import Draft
from crm.records.actor import Actor
from crm.relationships.coverage.board import Filter, coverage
from crm.relationships.coverage.risk import risk
from crm.relationships.network import Network
from crm.relationships.preferences import prefer
from crm.stakeholders.founding import found
from crm.storage.database import Database
from crm.vocabulary import Role
from importers import nces, openstates, overlap

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the gathered data are not on this machine")

NOW, LATE = "2026-11-23T15:00:00.000000Z", "2026-12-20T15:00:00.000000Z"
STAFF = Actor("u-staff", "Amy Hale", Role.STAFF, None, NOW, CHICAGO)
VIEWER = Actor("u-viewer", "Vic Lane", Role.VIEWER, None, NOW, CHICAGO)
GIVEN = ("Ada", "Ben", "Cora", "Dan", "Eve", "Fritz", "Gail", "Hugo", "Ida", "Jonas", "Kim", "Lars", "Mona", "Nils")
FAMILY = ("Abbot", "Birch", "Cole", "Dunn", "Ellis", "Frost", "Gray", "Hale", "Irwin", "Jolly", "Kerr", "Lamb", "Moss")
REGULAR = "regular"
DISTRICTS = """
MATCH (o:Organization {classification: 'school_district'})
WHERE o.nces_type = $type
RETURN o.id AS id, o.name AS name ORDER BY o.name, o.id
"""
POST = {"role": "superintendent", "title": "Superintendent"}


@dataclass
class Answered:
    """What was answered, by who answered and about whom: the last level of each."""

    levels: dict[tuple[str, str], str] = field(default_factory=dict)
    sheets: dict[str, list[Subject]] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    never: set[tuple[str, str]] = field(default_factory=set)

    def knowing(self, *levels: str) -> dict[str, set[str]]:
        """Who knows each legislator at these levels."""
        by_legislator = defaultdict(set)
        for (who, about), level in self.levels.items():
            if level in levels:
                by_legislator[about].add(who)
        return by_legislator


def bring_in(graph: Database, draft: Draft) -> None:
    ready = graph.within(120).read(batches.plan, draft, batch_id=str(uuid.uuid4()), today=STAFF.today, decisions={})
    graph.within(240).write(batches.apply, ready, by=STAFF)


@pytest.fixture
def state(graph: Database) -> Database:
    """Mississippi, with a superintendent in each of its 138 districts."""
    graph.write(found, at=NOW, zone=CHICAGO)
    derived = DATA / "derived"
    bring_in(graph, openstates.read(DATA / "openstates" / "ms", as_of="2026-08-05"))
    bring_in(graph, nces.read(DATA / "nces" / "ccd_lea_029_2425_MS.csv", as_of="2025-07-30"))
    bring_in(graph, overlap.read(derived / "ms_county_sld_2023_general.csv", as_of="2023-11-07", state="MS"))
    bring_in(graph, overlap.read(derived / "ms_school_district_county_legislators.csv", as_of="2025-07-30"))
    chance = random.Random(138)
    districts = graph.read(lambda tx: [dict(row) for row in tx.run(DISTRICTS, type=REGULAR)])
    names = [(chance.choice(GIVEN), chance.choice(FAMILY)) for _ in districts]
    people = [f"super-{number:03d}" for number in range(len(districts))]
    posts = [f"super-{district['id']}" for district in districts]
    told = [{"given_name": given, "family_name": family, "name": f"{given} {family}"} for given, family in names]
    labels = [{**POST, "label": f"Superintendent of {district['name']}"} for district in districts]
    add(graph, "Person", dict(zip(people, told, strict=True)))
    add(graph, "Post", dict(zip(posts, labels, strict=True)))
    bodies = [district["id"] for district in districts]
    join(graph, "IN", "Post", "Organization", [(*pair, {}) for pair in zip(posts, bodies, strict=True)])
    since = {"start_date": "2022-07-01"}
    join(graph, "HOLDS", "Person", "Post", [(*pair, since) for pair in zip(people, posts, strict=True)])
    return graph


def answers_for(chance: random.Random, subjects: list[Subject]) -> list[tuple[str, str, str | None]]:
    own = [one for one in subjects if one.part is Part.OWN][:4]
    weights = {"none": 4, "know": 3, "good": 2, "close": 1}
    levels = chance.choices(list(weights), list(weights.values()), k=len(own))
    return [
        (one.person_id, level, chance.choice((None, "yes", "first", "never")))
        for one, level in zip(own, levels, strict=True)
    ]


def everybody_answers(graph: Database, people: list[str]) -> Answered:
    chance, made = random.Random(2026), Answered()

    def answer(tx, person: str, given: list[tuple[str, str, str | None]], at: str, turn: int) -> None:  # type: ignore[no-untyped-def]
        opened = for_person(tx, person, actor=Actor("u", "U", Role.STAFF, None, at, CHICAGO))
        for about, level, may_ask in given:
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"{turn}-{person}-{about}").hex
            give(tx, opened, NewAnswer(about, level, may_ask=may_ask, key=key), by=opened.actor(at))

    for number, person in enumerate(people):
        made.sheets[person] = graph.read(sheet, person, today=STAFF.today)
        given = answers_for(chance, made.sheets[person])
        if number % 10 == 9:  # late
            if given:
                with pytest.raises(Conflict, match="This round closed on"):
                    graph.write(answer, person, given, LATE, 1)
            made.late.append(person)
            continue
        graph.write(answer, person, given, NOW, 1)
        if number % 7 == 3:  # thinks better of it
            given = [(about, "good" if level == "know" else "know", wish) for about, level, wish in given]
            graph.write(answer, person, given, NOW, 2)
        made.levels |= {(person, about): level for about, level, _ in given}
        made.never |= {(person, about) for about, level, wish in given if wish == "never" and level != "none"}
    return made


def test_a_census_of_the_real_legislature_counts_up(state: Database) -> None:
    database = state.within(60)
    database.write(open_round, NewRound("Fall 2026", "superintendents", "2026-12-10", id="fall-2026"), by=STAFF)
    assert database.read(round_of, "fall-2026").invited == 138
    people = [f"super-{number:03d}" for number in range(138)]
    made = everybody_answers(database, people)

    for subjects in made.sheets.values():
        assert len({one.person_id for one in subjects}) == len(subjects)
    assert sum(bool(subjects) for subjects in made.sheets.values()) == 138
    split = [one for subjects in made.sheets.values() for one in subjects if one.part is Part.OWN and "%" in one.why]
    assert split, "no county is split between districts"

    told = database.read(report, "fall-2026", actor=STAFF)
    answered = {who for who, _ in made.levels}
    assert told.round.answered == len(answered)
    assert {(one.person_id, one.about_id): one.level for one in told.said} == made.levels
    knowing, well = made.knowing("know", "good", "close"), made.knowing("good", "close")
    assert {line.about_id: line.known_by for line in told.matrix} == {about: len(who) for about, who in knowing.items()}
    assert {line.who[0].about_id for line in told.newly_covered} == well.keys()
    assert {line.who[0].about_id for line in told.known_by_one} == {
        about for about, who in well.items() if len(who) == 1
    }

    network = Network()
    board = coverage(database, network, Filter(), actor=STAFF)
    usable = {about for about, who in well.items() if any((one, about) not in made.never for one in who)}
    assert {row.holder.id for row in board.all_rows if row.is_good} == usable
    assert told.covered_by_unwilling == len(well.keys() - usable)
    assert coverage(database, network, Filter(), actor=VIEWER).good == 0

    plans_are_within_limits(database, network, made)
    opting_out_takes_somebody_away(database, network, well)


def plans_are_within_limits(database: Database, network: Network, made: Answered) -> None:
    issue = database.write(suggest_issue, NewIssue("Teacher pay"), by=STAFF)
    for chamber in ("lower", "upper"):
        plan = ask_plan(database, network, PlanQuestion(issue, chamber=chamber), actor=STAFF)
        assert plan.asks
        assert max(Counter(one.asker.id for one in plan.asks).values()) <= AskRules().most
        assert max(Counter(one.member.id for one in plan.asks).values()) <= 2
        assert made.never.isdisjoint((one.asker.id, one.member.id) for one in plan.asks)


def opting_out_takes_somebody_away(database: Database, network: Network, well: dict[str, set[str]]) -> None:
    missed = risk(database, network, actor=STAFF).bridges[0]
    assert missed.lost > 0
    database.write(prefer, missed.person.id, "never", by=STAFF)
    after = risk(database, network, actor=STAFF)
    assert missed.person.id not in {one.person.id for one in after.bridges}
    board = coverage(database, network, Filter(), actor=STAFF)
    assert missed.person.id not in {row.best.person.id for row in board.all_rows if row.best}
    cut = {one.holder.id for one in missed.cut_off}
    assert not [row for row in board.all_rows if row.best and row.holder.id in cut]
