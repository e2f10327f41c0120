"""An import too large for one transaction: written and taken back in steps."""

from worlds.office import CHICAGO

from crm.ids import new_id
from crm.imports import batches, chunked_runs, undoing
from crm.imports.comparing import plan
from crm.records.actor import command_line
from crm.storage.backup import tally
from importers import nces
from importers.upload import Upload

DISTRICTS, AT_ONCE = 2_000, 3_000  # in place of 20,000 at once; each district is five changes
TRACES = {"HistoryEntry", "ImportBatch", "Counter"}


def directory() -> Upload:
    rows = (f"{1_000_000 + n},District {n} of {n % 7},KS,(601) 555-{n % 10_000:04d}" for n in range(DISTRICTS))
    return Upload("districts.csv", "\n".join(["LEAID,LEA_NAME,ST,PHONE", *rows]).encode())


def kept(database) -> dict[str, int]:
    """How many there are of everything but what an import and its undoing leave on purpose."""
    return {kind: count for kind, count in database.read(tally).counts.items() if kind not in TRACES}


def test_a_large_import_is_undone_whole_in_steps_that_say_how_far_they_are(graph) -> None:
    patient = graph.within(300)
    before = kept(patient)
    by = command_line("2026-03-02T10:00:00.000000Z", CHICAGO)
    draft = nces.read(directory(), as_of="2026-03-01")
    ready = patient.read(plan, draft, batch_id=new_id(), today=by.today)
    changes = len(ready.nodes) + len(ready.links)
    assert changes == 5 * DISTRICTS
    chunked_runs.run(patient, ready, by=by, at_once=AT_ONCE)
    assert kept(patient)["Organization"] == DISTRICTS
    assert patient.read(undoing.ledger_of, ready.batch_id).size == changes

    told: list[tuple[int, int]] = []
    undone = chunked_runs.undo(
        patient, ready.batch_id, by=by, at_once=AT_ONCE, progress=lambda done, total: told.append((done, total))
    )
    assert undone.state == "undone"
    assert kept(patient) == before
    assert told == sorted(set(told))
    assert len(told) > 2
    assert told[-1][0] == told[-1][1] == changes
    assert patient.read(batches.batch, ready.batch_id).undone_by == "Command line"
