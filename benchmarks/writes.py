"""What people write: a saved contact is in the next path answer, a file is imported."""

import csv
import io
import uuid
from collections.abc import Iterator
from functools import partial
from itertools import cycle

from benchmarks.office import PATIENCE, Office
from benchmarks.table import Measure
from benchmarks.timing import Run, alternately
from crm.acts.contacts import log_contact
from crm.ids import new_id
from crm.imports import chunked_runs
from crm.imports.comparing import plan
from crm.interactions.contact_form import NewInteraction
from crm.office_time import machine_today
from crm.relationships.network import Network
from crm.relationships.paths.strongest_paths import Search
from importers import sources
from importers.upload import Upload

SAVED = 25  # contacts, each way
IMPORTED = 3  # files
DISTRICTS = 1_000
FIRST_NUMBER = 5_000_000  # of districts; no state's numbers begin so high

REMOVE = "MATCH (n:BenchDistrict|BenchGround) DETACH DELETE n"
BARE = """
UNWIND $rows AS row
CREATE (:BenchDistrict {number: row[0], name: row[1]})-[:BENCH_SERVES]->(:BenchGround {number: row[0], name: row[1]})
"""


def rows(office: Office, network: Network) -> list[Measure]:
    """The measures of writing."""
    return [*_contacts(office, network), *_imports(office)]


def _contacts(office: Office, network: Network) -> list[Measure]:
    pairs = cycle((ours, theirs) for theirs in office.legislators for ours in office.staff)
    save = partial(_saving, office, pairs)
    taken = alternately(SAVED, alone=save, asked=partial(save, network))
    return [
        Measure("a contact saved", taken["alone"], "the database's write alone"),
        Measure(
            "saved, then the next path answer",
            taken["asked"],
            "the strongest paths between these two people, in which the contact counts",
            taken["alone"],
        ),
    ]


def _saving(office: Office, pairs: Iterator[tuple[str, str]], network: Network | None = None) -> Run:
    pair = next(pairs)
    actor, new = office.actor, NewInteraction(pair[1:], pair[:1], channel="call")
    before = _tie(office, network, pair) if network else 0.0

    def run() -> None:
        office.database.write(log_contact, new, by=actor)
        assert network is None or _tie(office, network, pair) > before

    return run


def _tie(office: Office, network: Network, pair: tuple[str, str]) -> float:
    """How strong the tie of two people is in the view from which their strongest paths were found just now."""
    view = network.current(office.database, office.actor)
    view.paths(guesses=False).strongest(Search(frozenset(pair[:1]), frozenset(pair[1:])))
    a, b = (view.projection.position[person] for person in pair)
    return view.projection.confirmed.tie(a, b)[0]


def _imports(office: Office) -> list[Measure]:
    numbers = cycle(range(FIRST_NUMBER, FIRST_NUMBER + 100 * DISTRICTS, DISTRICTS))
    taken = alternately(IMPORTED, bare=partial(_bare, office, numbers), imported=partial(_importing, office, numbers))
    office.database.within(PATIENCE).write(lambda tx: tx.run(REMOVE).consume())
    return [
        Measure("1,000 districts, as they are", taken["bare"], "one bare statement, nothing looked at", rows=DISTRICTS),
        Measure(
            "1,000 districts imported",
            taken["imported"],
            "read, compared with the graph, written with history, findable, can be undone",
            taken["bare"],
            rows=DISTRICTS,
        ),
    ]


def _districts(first: int) -> list[tuple[str, str]]:
    return [
        (str(number), f"{uuid.uuid4().hex[:12].title()} School District") for number in range(first, first + DISTRICTS)
    ]


def _bare(office: Office, numbers: Iterator[int]) -> Run:
    made = [list(one) for one in _districts(next(numbers))]
    return partial(office.database.within(PATIENCE).write, lambda tx: tx.run(BARE, rows=made).consume())


def _importing(office: Office, numbers: Iterator[int]) -> Run:
    text = io.StringIO()
    csv.writer(text).writerows([("leaid", "lea name"), *_districts(next(numbers))])
    file = Upload("districts.csv", text.getvalue().encode())
    database = office.database.within(PATIENCE)

    def run() -> None:
        draft = sources.read("nces", file, as_of=machine_today())
        ready = database.read(plan, draft, batch_id=new_id(), today=machine_today(), decisions={})
        assert not ready.errors, ready.errors[:3]
        chunked_runs.run(database, ready, by=office.actor, file=file.name)

    return run
