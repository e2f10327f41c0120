"""An office's graph to measure on, in an embedded Neo4j of its own: the sample with 174 seats, and a population.

The people of the sample stand among the population, so that its ties are theirs too; every tie has the rating that it
rests on. Only the population is written past the domain's own functions, which would take hours for a million ties.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.population import LEVELS, Population
from crm import sample
from crm.office_time import first_day, instant, machine_today, machine_zone
from crm.records.actor import Actor, command_line
from crm.relationships.pair_evidence import key_of, pair_of
from crm.relationships.strength import PARAMETERS, day
from crm.relationships.tie_upkeep import LAYERS, bring_into_step
from crm.sample.state import FAMILY, GIVEN
from crm.stakeholders.founding import found
from crm.storage.counters import TIES, bump
from crm.storage.database import Database
from crm.storage.opening import open_database
from crm.storage.settings import Settings, from_environment
from graph_schema.constraints import declared

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

HOUSE, SENATE = 122, 52
PATIENCE = 300.0
AT_ONCE = 10_000
MEMORY = "1024"  # megabytes; a million ties with their ratings
WORDS = dict(zip(LEVELS, ("know", "good", "close"), strict=True))

SAMPLE_PEOPLE = "MATCH (p:Person) WHERE p.sample RETURN p.id AS id ORDER BY id"
LEGISLATORS = "MATCH (p:Person)-[:HOLDS]->(post:Post {role: 'member'}) WHERE p.sample RETURN p.id AS id ORDER BY id"
STAFF = "MATCH (p:Person)-[:HOLDS]->(post:Post {role: 'staff'}) WHERE p.sample RETURN p.id AS id ORDER BY id"
PEOPLE = "UNWIND $people AS person CREATE (p:Person) SET p = person"
TIES_WITH_RATINGS = """
UNWIND $ties AS tie
MATCH (a:Person {id: tie.a}), (b:Person {id: tie.b})
CREATE (a)-[k:KNOWS]->(b) SET k = tie.sums
CREATE (a)<-[:BETWEEN]-(e:Evidence)-[:BETWEEN]->(b) SET e = tie.rating
"""


@dataclass(frozen=True)
class Office:
    """An open graph; `ids[i]` is who the person at position i of the population is."""

    database: Database
    settings: Settings
    ids: Sequence[str]

    @property
    def actor(self) -> Actor:
        """Who asks: somebody who sees everything, now."""
        return command_line(instant(), machine_zone())

    @cached_property
    def legislators(self) -> list[str]:
        """Who sits in a seat."""
        return self.database.read(_listed, LEGISLATORS)

    @cached_property
    def staff(self) -> list[str]:
        """Who asks for paths: the sample's staff."""
        return self.database.read(_listed, STAFF)


@contextmanager
def opened(folder: Path, population: Population) -> Iterator[Office]:
    """The graph in a folder; written there the first time."""
    settings = from_environment({"CRM_DATA_DIR": str(folder), "CRM_ENGINE_MEMORY": MEMORY})
    with open_database(settings) as database:
        patient = database.within(PATIENCE)
        patient.write(found, at=instant(), zone=machine_zone())
        bring_into_step(patient, machine_zone())
        if not patient.read(sample.is_present):
            sample.add(patient, first_day(machine_today()), machine_zone(), house=HOUSE, senate=SENATE)
            _write(patient, population, _ids(patient, population))
        yield Office(database, settings, _ids(patient, population))


def _ids(database: Database, population: Population) -> list[str]:
    """Who is who: the sample's people stand in for somebody each."""
    known = database.read(_listed, SAMPLE_PEOPLE)
    ids = [str(uuid.UUID(int=place + 1)) for place in range(len(population.people))]
    for place, person in zip(population.somebody(len(known), seed=3), known, strict=True):
        ids[place] = person
    return ids


def _write(database: Database, population: Population, ids: Sequence[str]) -> None:
    of_the_sample = set(database.read(_listed, SAMPLE_PEOPLE))
    people = (_person(place, id_) for place, id_ in enumerate(ids) if id_ not in of_the_sample)
    for some in _chunks(people):
        database.write(_add_people, some)
    today = first_day(machine_today()).toordinal() - date(1970, 1, 1).toordinal()
    columns = (column.tolist() for column in (population.a, population.b, population.strengths))
    pairs = ((pair_of(ids[a], ids[b]), value) for a, b, value in zip(*columns, strict=True))
    ties = (_tie(pair, value, today) for pair, value in pairs if not of_the_sample.issuperset(pair))
    with _without_indexes(database, "knows", "evidence"):
        for some in _chunks(ties):
            database.write(_add_ties, some)
    database.write(bump, TIES)


@contextmanager
def _without_indexes(database: Database, *kinds: str) -> Iterator[None]:
    """Indexes are filled several times faster at once than along with what they are on."""
    left_out = [one for one in declared() if one.name.split("_")[0] in kinds]
    database.schema(f"DROP {one.statement.split()[1]} {one.name} IF EXISTS" for one in left_out)
    yield
    database.schema(one.statement for one in left_out)


def _listed(tx: "ManagedTransaction", query: str) -> list[str]:
    return [row["id"] for row in tx.run(query)]


def _add_people(tx: "ManagedTransaction", people: Sequence[Mapping[str, Any]]) -> None:
    tx.run(PEOPLE, people=people).consume()


def _add_ties(tx: "ManagedTransaction", ties: Sequence[Mapping[str, Any]]) -> None:
    tx.run(TIES_WITH_RATINGS, ties=ties).consume()


def _person(place: int, id_: str) -> dict[str, Any]:
    given, family = GIVEN[place % len(GIVEN)], FAMILY[place // len(GIVEN) % len(FAMILY)]
    name = f"{given} {family}"
    return {
        "id": id_,
        "name": name,
        "given_name": given,
        "family_name": family,
        "search": name.lower(),
        "version": 1,
        "source": "benchmark",
        "recorded_at": "2024-01-02T15:00:00.000000Z",
        "recorded_by": "benchmark",
    }


def _tie(pair: tuple[str, str], strength: float, today: int) -> dict[str, Any]:
    """A rating of such an age that it has faded to about this strength, and the sums of it."""
    level = next(level for level in LEVELS if level >= strength)
    rated = today - round(-np.log2(strength / level) * PARAMETERS.rating_half_life)
    on = date.fromordinal(rated + date(1970, 1, 1).toordinal()).isoformat()
    sums = {"rating": level, "rated_on": day(on), "valence": 1}
    return {
        "a": pair[0],
        "b": pair[1],
        "sums": {"key": key_of(pair), "change": 0, **{p + name: value for p in LAYERS for name, value in sums.items()}},
        "rating": {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, key_of(pair))),
            "kind": "rating",
            "level": WORDS[level],
            "valence": 1,
            "said_by": pair[0],
            "on": on,
            "visibility": "shared",
            "recorded_at": f"{on}T15:00:00.000000Z",
            "recorded_by": "benchmark",
            "recorded_name": "The benchmark",
        },
    }


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some
