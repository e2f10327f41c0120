"""The import pages: a file is previewed before anything is written, decided, imported, reported and undone."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask
from page_text import text
from worlds.made_up_state import StateFolder, person_id, role, small_state, someone
from worlds.pieces import add, join, write

from crm.imports import chunked_runs
from crm.relationships.network import Network
from crm.storage.database import Database
from importers.upload import LARGEST_FILE
from web.app import create_app
from web.context import SITE
from web.import_jobs import Jobs

DIRECTORY = (
    "ST,LEA_NAME,LEAID,LEA_TYPE_TEXT,Mascot\nKS,Quitman School District,2000001,Regular public school district,Owl\n"
    "KS,Quitman County,2000002,Regular public school district,Fox\nKS,Numberless,x,Regular public school district,Bee\n"
)


@dataclass(frozen=True)
class SiteSettings:
    data_dir: Path
    secret_key: str = "only for the tests, never for a site"
    public_url: str | None = None
    database_uri: str | None = None
    openstates_url: str = "http://127.0.0.1:9/people.zip"
    nces_url: str = "http://127.0.0.1:9/directory.zip"


@pytest.fixture
def app(app: Flask, graph: Database, tmp_path: Path) -> Flask:
    made = create_app(graph, SiteSettings(tmp_path / "data"), Network())
    made.testing = True
    made.test_client_class = app.test_client_class
    return made


def jobs(client) -> Jobs:
    return client.application.extensions["imports"]


def send(client, kind: str, text: str | bytes, name: str = "list.csv", **said: str):
    """Upload a file as the form does and wait for its preview; returns the address of the import."""
    content = text if isinstance(text, bytes) else text.encode()
    data = {"file": (BytesIO(content), name), "as_of": "8/1/2026", **said}
    answer = client.post(f"/imports/new/{kind}", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    address = answer.location
    jobs(client).wait(address.rpartition("/")[2])
    return address


def apply(client, address: str) -> str:
    """Import what the preview shows and wait; returns the page that follows."""
    shown = re.search(r'name="shown" value="(\w+)"', client.get(address).text)
    assert shown
    assert client.post(f"{address}/apply", data={"shown": shown[1]}).status_code == 303
    jobs(client).wait(address.rpartition("/")[2])
    return client.get(address).text


def undo(client, address: str):
    """Undo an import and wait; returns the page that follows."""
    assert client.post(f"{address}/undo").status_code == 303
    jobs(client).wait(address.rpartition("/")[2])
    return client.get(address)


def count(graph: Database, text: str) -> int:
    return graph.read(lambda tx: tx.run(text).single(strict=True)[0])


def test_a_file_is_shown_before_anything_is_written_and_then_imported_and_reported(client_as, graph) -> None:
    client = client_as("staff")
    address = send(client, "nces", DIRECTORY)
    page = client.get(address).text
    assert "What will change" in page
    assert "“x” is not a federal district number" in page
    assert "Mascot" not in page, "columns of the directory that we do not read are expected"
    assert count(graph, "MATCH (o:Organization) RETURN count(o)") == 0
    report = apply(client, address)
    assert "Import of list.csv" in report
    assert "“x” is not a federal district number" in report
    assert count(graph, "MATCH (o:Organization {classification: 'school_district'}) RETURN count(o)") == 2
    assert "list.csv" in client.get("/imports").text


def test_the_report_leads_an_administrator_on_with_the_first_day_until_the_first_contact(client_as, graph) -> None:
    boss = client_as("administrator")
    where = send(boss, "nces", DIRECTORY)
    assert 'href="/first-day/you"' in apply(boss, where)
    assert "/first-day" not in client_as("staff").get(where).text
    said = {"channel": "text", "direction": "outgoing", "sentiment": "neutral", "visibility": "shared"}
    add(
        graph,
        "Interaction",
        {"i": {"key": "i", "at": "2026-01-05", "recorded_at": "2026-01-05", "recorded_by": "x", **said}},
    )
    assert "/first-day" not in boss.get(where).text


def test_the_upload_is_private_and_deleted_once_imported(client_as, tmp_path) -> None:
    client = client_as("staff")
    address = send(client, "nces", DIRECTORY)
    [kept] = (tmp_path / "data" / "imports").glob("*/file")
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0
    apply(client, address)
    assert not list((tmp_path / "data" / "imports").iterdir())


def test_a_question_is_answered_and_its_rows_follow(client_as, graph) -> None:
    client = client_as("staff")
    apply(client, send(client, "nces", DIRECTORY))
    address = send(client, "superintendents", "District,Superintendent\nQuitman,Ann Reed\n")
    page = client.get(address).text
    assert "Which district is “Quitman”?" in page
    [name] = re.findall(r'name="(district\|[^"]+)"', page)
    [value] = re.findall(r'<option value="([^"]+)">Quitman School District', page)
    assert client.post(f"{address}/decide", data={name: value}).status_code == 303
    jobs(client).wait(address.rpartition("/")[2])
    apply(client, address)
    office = "(p:Post {label: 'Superintendent of Quitman School District'})"
    assert count(graph, f"MATCH (:Person {{name: 'Ann Reed'}})-[:HOLDS]->{office} RETURN count(p)") == 1


def test_questions_of_one_kind_are_answered_together(client_as, tmp_path, graph) -> None:
    client = client_as("staff")
    state = small_state(tmp_path / "ks")
    for number in (3, 4):
        names = [{"name": f"Bertram {number}th, Jr."}]
        file = someone(number, "Hugo", f"Hale{number}", role("lower", str(number)), other_names=names)
        state.write("legislature", f"person-{number}", file)
    address = send(client, "openstates", zipped(state), "ks.zip")
    assert "Use for all" in client.get(address).text
    client.post(f"{address}/decide", data={"group": "Other names", "answer": "same"})
    jobs(client).wait(address.rpartition("/")[2])
    apply(client, address)
    assert count(graph, "MATCH (p:Person) WHERE p.other_names IS NOT NULL RETURN count(p)") == 2


def zipped(state: StateFolder) -> bytes:
    import zipfile

    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in state.path.rglob("*.yml"):
            archive.write(file, file.relative_to(state.path.parent))
    return packed.getvalue()


def test_a_zip_of_a_legislature_is_imported_and_undone_whole(client_as, tmp_path, graph) -> None:
    client = client_as("staff")
    address = send(client, "openstates", zipped(small_state(tmp_path / "ks")), "ks.zip")
    report = apply(client, address)
    assert "Undo this import" in report
    assert count(graph, "MATCH (p:Post {role: 'member'}) RETURN count(p)") == 15
    assert "Undone by" in undo(client, address).text
    assert count(graph, "MATCH (n) WHERE n:Post OR n:Organization OR n:Area RETURN count(n)") == 0
    assert not list((tmp_path / "data" / "imports").iterdir())


def log_with_ben_birch(graph) -> None:
    (ben,) = write(graph, "MATCH (p:Person {name: 'Ben Birch'}) RETURN p.id AS id")
    add(graph, "Interaction", {"i": {}})
    join(graph, "TOOK_PART", "Person", "Interaction", [(ben["id"], "i", {})])


def test_what_stands_in_the_way_of_undoing_is_shown_and_refused(client_as, tmp_path, graph) -> None:
    client = client_as("staff")
    address = send(client, "openstates", zipped(small_state(tmp_path / "ks")), "ks.zip")
    apply(client, address)
    log_with_ben_birch(graph)
    page = client.get(address).text
    assert "1 contact logged with Ben Birch." in page
    assert "Undo this import" not in page
    refused = undo(client, address)
    assert refused.status_code == 409
    assert "It was not undone" in refused.text
    assert client.get(address).status_code == 200
    assert count(graph, "MATCH (p:Person {name: 'Ben Birch'}) RETURN count(p)") == 1


def test_what_stands_in_the_way_of_undoing_a_large_import_is_looked_for_when_somebody_tries(
    client_as, tmp_path, graph, monkeypatch
) -> None:
    monkeypatch.setattr(chunked_runs, "AT_ONCE", 5)
    client = client_as("staff")
    address = send(client, "openstates", zipped(small_state(tmp_path / "ks")), "ks.zip")
    apply(client, address)
    log_with_ben_birch(graph)
    assert "Undo this import" in client.get(address).text
    assert "1 contact logged with Ben Birch." in undo(client, address).text
    graph.write(lambda tx: tx.run("MATCH (i:Interaction) DETACH DELETE i").consume())
    assert "Undone by" in undo(client, address).text


def test_data_that_changed_since_the_preview_is_shown_again_instead_of_written(client_as, graph) -> None:
    client = client_as("staff")
    address = send(client, "nces", DIRECTORY)
    shown = re.search(r'name="shown" value="(\w+)"', client.get(address).text)
    apply(client, send(client, "nces", DIRECTORY.replace("Fox", "Hen"), "other.csv"))
    assert client.post(f"{address}/apply", data={"shown": shown[1]}).status_code == 303
    jobs(client).wait(address.rpartition("/")[2])
    page = client.get(address).text
    assert "Preview again" in page
    assert "everything in this file is here already" in page


def test_a_file_that_lacks_something_is_mended_without_sending_it_again(client_as) -> None:
    client = client_as("staff")
    apply(client, send(client, "nces", DIRECTORY))
    address = send(client, "resa", "District,Superintendent\nQuitman County,Ann Reed\n")
    page = client.get(address)
    assert page.status_code == 422
    assert "Say which RESA this list is of." in page.text
    assert client.post(f"{address}/mend", data={"as_of": "8/1/2026", "resa": "EMCED"}).status_code == 303
    jobs(client).wait(address.rpartition("/")[2])
    assert "RESA members" in client.get(address).text


def test_a_file_of_which_every_row_is_refused_is_not_said_to_be_here_already(client_as) -> None:
    client = client_as("staff")
    address = send(client, "overlap", "county,old congressional district\nHinds,2\nRankin,3\n")
    shown = " ".join(client.get(address).text.split())
    assert "Nothing yet. 2 rows are refused." in shown
    assert "Rows 2 to 3" in shown
    assert "here already." not in shown


def test_a_form_that_lacks_something_comes_back_as_it_was(client_as) -> None:
    answer = client_as("staff").post("/imports/new/resa", data={"as_of": "13/45/2026", "resa": "EMCED"})
    assert answer.status_code == 422
    assert "is not a day in the calendar" in answer.text
    assert 'value="EMCED"' in answer.text


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04 broken"])
def test_an_unreadable_file_says_what_to_do_and_writes_nothing(client_as, graph, content: bytes) -> None:
    client = client_as("staff")
    data = {"file": (BytesIO(content), "list.xlsx"), "as_of": "2026"}
    answer = client.post("/imports/new/nces", data=data, content_type="multipart/form-data", follow_redirects=False)
    if answer.status_code == 303:
        jobs(client).wait(answer.location.rpartition("/")[2])
        answer = client.get(answer.location)
    assert answer.status_code == 422
    assert "list.xlsx" in answer.text
    assert count(graph, "MATCH (b:ImportBatch) RETURN count(b)") == 0


def test_a_file_over_ten_megabytes_is_refused(client_as) -> None:
    data = {"file": (BytesIO(b"a" * (LARGEST_FILE + 1)), "big.csv"), "as_of": "2026"}
    answer = client_as("staff").post("/imports/new/nces", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "the limit is 10 MB" in answer.text
    answer.request.environ["wsgi.input"].close()  # the test client keeps so large a body in a file


def test_work_that_a_restart_cut_off_is_kept_and_can_be_previewed_again(client_as, tmp_path) -> None:
    client = client_as("staff")
    address = send(client, "nces", DIRECTORY)
    job_id = address.rpartition("/")[2]
    file = tmp_path / "data" / "imports" / job_id / "job.json"
    file.write_text(file.read_text("utf-8").replace('"state": "ready"', '"state": "working"'), "utf-8")
    client.application.extensions.pop("imports")
    page = client.get(address)
    assert "interrupted, and nothing was changed" in page.text
    assert client.post(f"{address}/mend", data={"as_of": "8/1/2026"}).status_code == 303
    jobs(client).wait(job_id)
    assert "What will change" in client.get(address).text


def test_an_import_is_discarded_with_its_file(client_as, tmp_path) -> None:
    client = client_as("staff")
    address = send(client, "nces", DIRECTORY)
    assert client.post(f"{address}/discard").status_code == 303
    assert not list((tmp_path / "data" / "imports").iterdir())
    assert client.get(address).status_code == 404


def test_progress_is_told_to_the_page_that_waits(client_as) -> None:
    client = client_as("staff")
    address = send(client, "nces", DIRECTORY)
    assert client.get(f"{address}.json").json == {"working": False, "step": "Reading the file", "percent": None}
    apply(client, address)
    assert client.get(f"{address}.json").json["percent"] == 100


@pytest.mark.parametrize("who", ["member", "viewer"])
def test_only_staff_may_import(client_as, who: str) -> None:
    client = client_as(who)
    for address in ("/imports", "/imports/new/nces", f"/imports/{person_id(1)[-36:]}"):
        assert client.get(address).status_code == 403
    assert client.post("/imports/new/nces").status_code == 403


def test_an_id_that_is_none_is_not_found(client_as) -> None:
    client = client_as("staff")
    for address in ("/imports/..%2f..%2fetc", "/imports/nothing", "/imports/new/nothing"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "advice"), [("administrator", "Remove it first"), ("staff", "Ask an administrator to remove it first")]
)
def test_who_imports_beside_the_sample_is_told_to_remove_it_first(client_as, graph, role, advice):
    assert advice not in text(client_as(role).get("/imports"))
    add(graph, "Person", {"made-up": {"name": "Ann Reed", "sample": True}})
    client = client_as(role)
    client.application.extensions[SITE].asked.clear()
    assert advice in text(client.get("/imports"))


def far_cell() -> bytes:
    """A small workbook whose last cell is the last that a sheet can have."""
    packed = BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["District", "Superintendent"])
        sheet.write_string(1_048_575, 16_383, " ")
    return packed.getvalue()


def test_a_workbook_that_would_take_all_memory_is_refused_and_not_tried_again_after_a_restart(
    client_as, graph, tmp_path
) -> None:
    client = client_as("staff")
    address = send(client, "superintendents", far_cell(), "far.xlsx")
    page = client.get(address)
    assert page.status_code == 422
    assert "far.xlsx reaches over 1,048,576 rows" in page.text
    after_restart = Jobs(tmp_path / "data" / "imports", graph)
    [job] = after_restart.all()
    assert (job.state, job.file) == ("failed", "far.xlsx")
    assert not after_restart.running


def test_an_import_whose_notes_are_damaged_hides_no_other(client_as, tmp_path) -> None:
    client = client_as("staff")
    send(client, "nces", DIRECTORY, "whole.csv")
    broken = send(client, "nces", DIRECTORY, "broken.csv").rpartition("/")[2]
    notes = tmp_path / "data" / "imports" / broken / "job.json"
    notes.write_text(notes.read_text()[:40])
    jobs(client).live.clear()
    page = client.get("/imports")
    assert page.status_code == 200
    assert "whole.csv" in page.text
    assert "broken.csv" not in page.text
