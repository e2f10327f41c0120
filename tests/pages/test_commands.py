"""The `crm` command: what it answers, how it refuses, and its exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from worlds.boundaries import as_tiger
from worlds.council import BODIES, NAMES, WORLD, count, on
from worlds.office import today

from crm.advocacy.council.meetings import NewMeeting, plan_meeting
from crm.advocacy.issues.issues import NewIssue, NewRanking, decide, suggest_issue
from crm.interactions.contact_form import NewFollowUp
from crm.interactions.follow_ups import add_follow_up
from crm.stakeholders import search_text
from crm.storage.database import Database
from web.cli import COMMANDS, main

Run = Callable[..., Result]
DISTRICTS = (
    "LEAID,LEA_NAME,LEA_TYPE_TEXT,LCITY\n"
    "2899991,Made Up School District,Regular public school district,Nowhere\n"
    "28,Broken School District,Regular public school district,Nowhere\n"
)


@pytest.fixture
def crm(graph: Database, way_in: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the graph, with a small world in it."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    graph.write(_searchable)
    for name in [name for name in os.environ if name.startswith("CRM_")]:
        monkeypatch.delenv(name)

    def run(*words: str) -> Result:
        return CliRunner(env=way_in).invoke(main, words)

    return run


def _searchable(tx) -> None:  # type: ignore[no-untyped-def]
    """What a real write does by itself: the texts that the finder reads."""
    rows = tx.run(
        "MATCH (n) WHERE n:Person OR n:Post OR n:Organization RETURN labels(n)[0] AS label, n.id AS id"
    ).data()
    ids = {label: [row["id"] for row in rows if row["label"] == label] for label in ("Person", "Post", "Organization")}
    search_text.refresh(tx, today=today(), person_ids=ids["Person"], post_ids=ids["Post"], org_ids=ids["Organization"])


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output + result.stderr
    return result.stdout


def test_help_lists_every_command_and_each_has_help_of_its_own() -> None:
    listed = CliRunner().invoke(main, ["--help"]).output
    for name in COMMANDS:
        assert f"  {name} " in listed
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_a_contact_is_logged_and_the_same_key_logs_it_once(crm: Run, graph: Database) -> None:
    words = (
        "log",
        "--with",
        "Della Ames",
        "--by",
        "Ann Reed",
        "--channel",
        "call",
        "--note",
        "Pay",
        "--key",
        "key-0001",
    )
    first = json.loads(said(crm(*words, "--json")))
    again = json.loads(said(crm(*words, "--json")))
    assert (first["id"], first["channel"]) == (again["id"], "call")
    assert count(graph, "MATCH (i:Interaction) RETURN count(i)") == 1


def test_a_name_that_may_mean_two_is_refused_with_both_and_nothing_is_written(crm: Run, graph: Database) -> None:
    refused = crm("log", "--with", "Boyd", "--by", "Ann Reed")
    assert refused.exit_code == 1
    assert "Ruth Boyd" in refused.stderr
    assert "Carl Boyd" in refused.stderr
    assert count(graph, "MATCH (i:Interaction) RETURN count(i)") == 0


def test_finding_ties_coverage_and_paths_answer_in_lines_and_in_json(crm: Run) -> None:
    said(crm("log", "--with", "Della Ames", "--by", "Ann Reed", "--channel", "meeting", "--sentiment", "2"))
    assert "Della Ames" in said(crm("find", "ames"))
    assert " of 100\n" in said(crm("tie", "Ann Reed", "Della Ames"))
    rows = json.loads(said(crm("coverage", "--chamber", "lower", "--json")))
    assert len(rows) == 5
    way = json.loads(said(crm("path", "--to", "Della Ames", "--from", "Ann Reed", "--json")))
    assert [one["name"] for one in way["targets"][0]["paths"][0]["people"]] == ["Ann Reed", "Della Ames"]


def test_a_stance_shows_on_the_whip_board_and_in_the_briefs(crm: Run, tmp_path: Path, graph: Database) -> None:
    new = NewIssue("Teacher pay")
    graph.write(suggest_issue, new, by=on("2026-01-01"))
    graph.write(decide, new.id, NewRanking("adopted", "2026-01-02", "the board", 1, 2027), 1, by=on("2026-01-02"))
    graph.write(_searchable)
    said(crm("stance", "Della Ames", "Teacher pay", "--value", "2", "--source", "Said so", "--on", "5/1/2026"))
    assert "1 for, 0 against, 4 unknown; 3 needed." in said(crm("whip", "Teacher pay"))
    file = tmp_path / "brief.pdf"
    talk = ("log", "--with", "Ruth Boyd", "--by", "Ann Reed", "--about", "Teacher pay", "--on", "5/2/2026")
    said(crm(*talk, "--stance", "-2", "--note", "Not this year", "--key", "key-0002"))
    assert "1 for, 1 against, 3 unknown; 3 needed." in said(crm("whip", "Teacher pay"))
    assert "Teacher pay" in said(crm("brief", "council", "--pdf", str(file)))
    assert file.read_bytes().startswith(b"%PDF")
    assert "speak for it" in said(crm("brief", "legislator", "Della Ames"))
    board = said(crm("whip", "Teacher pay", "--committee", "Education"))
    assert "Supports (1)\n  Della Ames (HD 0, chair, likely)" in board
    assert "Opposes (1)\n  Ruth Boyd (HD 1, member, likely)" in board


def test_a_brief_is_made_for_the_meeting_of_a_day_as_known_then(crm: Run, tmp_path: Path, graph: Database) -> None:
    graph.write(plan_meeting, NewMeeting("council", "2026-02-10", ("mae",)), by=on("2026-01-10"))
    file = tmp_path / "brief.docx"
    told = json.loads(said(crm("brief", "council", "--meeting", "2/10/2026", "--docx", str(file), "--json")))
    assert told["subtitle"] == "For Feb 10, 2026. As known on Feb 10, 2026."
    assert file.read_bytes().startswith(b"PK")
    assert "should name one meeting" in crm("brief", "council", "--meeting", "3/1/2026").stderr
    both = crm("brief", "council", "--meeting", "2/10/2026", "--on", "2/1/2026")
    assert (both.exit_code, "not both" in both.stderr) == (2, True)


def test_a_stance_without_a_source_or_of_a_future_day_is_refused_and_nothing_is_written(
    crm: Run, graph: Database
) -> None:
    graph.write(suggest_issue, NewIssue("Teacher pay"), by=on("2026-01-01"))
    bare = crm("stance", "Della Ames", "Teacher pay", "--value", "2", "--on", "5/1/2026")
    assert (bare.exit_code, "--source" in bare.stderr) == (2, True)
    words = ("stance", "Della Ames", "Teacher pay", "--value", "2", "--source", "talk")
    future = crm(*words, "--on", "5/1/2126")
    assert (future.exit_code, "cannot be dated in the future" in future.stderr) == (1, True)
    two = crm("stance", "Boyd", "Teacher pay", "--value", "2", "--source", "talk", "--on", "5/1/2026")
    assert (two.exit_code, "Ruth Boyd" in two.stderr, "Carl Boyd" in two.stderr) == (1, True, True)
    assert count(graph, "MATCH (p:Position) RETURN count(p)") == 0


def test_an_import_says_what_changed_names_what_is_refused_and_can_be_undone(
    crm: Run, tmp_path: Path, graph: Database
) -> None:
    file = tmp_path / "districts.csv"
    file.write_text(DISTRICTS)
    districts = "MATCH (o:Organization {classification: 'school_district'}) RETURN count(o)"
    tried = crm("import", "nces", str(file), "--dry-run")
    assert "Nothing was written" in tried.stdout
    assert count(graph, districts) == 0
    done = crm("import", "nces", str(file), "--as-of", "7/1/2025", "--json")
    assert done.exit_code == 1
    assert "row 3" in done.stderr
    batch = json.loads(done.stdout)["batch"]
    assert count(graph, districts) == 1
    said(crm("import", "undo", batch))
    assert count(graph, districts) == 0


def test_rows_of_no_state_are_of_the_state_whose_legislature_is_here(crm: Run, tmp_path: Path, graph: Database) -> None:
    file = tmp_path / "counties.csv"
    file.write_text("county,old congressional district\nHinds,2\nRankin,3\n")
    assert "Counties: 2 made" in said(crm("import", "overlap", str(file), "--dry-run"))
    graph.write(lambda tx: tx.run("MATCH (house {id: 'house'}) REMOVE house.jurisdiction").consume())
    stateless = crm("import", "overlap", str(file))
    assert stateless.exit_code == 1
    assert "counties.csv, rows 2 to 3, state: It is not said which state this is." in stateless.stderr
    assert count(graph, "MATCH (a:Area) RETURN count(a)") == 0


def test_an_account_is_made_by_a_link_and_no_password_is_ever_typed(crm: Run) -> None:
    made = json.loads(said(crm("user", "add", "ann@example.org", "--name", "Ann Reed", "--json")))
    assert "/welcome/" in made["link"]
    assert "/welcome/" in said(crm("user", "reset", "ann@example.org"))
    assert crm("user", "reset", "nobody@example.org").exit_code == 1


def test_an_unknown_setting_is_an_error_that_names_the_nearest_one() -> None:
    environment = {**os.environ, "CRM_DATA_DIRR": "/nowhere"}
    ran = subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "Did you mean CRM_DATA_DIR?" in ran.stderr


def test_a_follow_up_is_listed_changed_handed_over_finished_and_deleted_by_command(crm: Run, graph: Database) -> None:
    by = on(f"{today()[:4]}-01-05")
    made = graph.write(add_follow_up, NewFollowUp("Send the table", due="2026-12-01", owner="ann"), by=by)
    assert "Send the table (Ann Reed, by Dec 1, 2026)" in said(crm("follow-up", "list", "--of", "Ann Reed"))
    changed = said(crm("follow-up", "change", made, "--due", "12/9/2026", "--owner", "Della Ames"))
    assert changed.strip() == f"{made}  Send the table (Della Ames, by Dec 9, 2026)"
    assert "no day" in said(crm("follow-up", "change", made, "--due", "none"))
    assert said(crm("follow-up", "list", "--of", "Ann Reed")).strip() == "None."
    assert said(crm("follow-up", "finish", made)).strip() == "Done: Send the table"
    assert "Send the table" in said(crm("follow-up", "list", "--done"))
    assert "Open again" in said(crm("follow-up", "reopen", made))
    assert said(crm("follow-up", "delete", made)).strip() == "Deleted: Send the table"
    gone = crm("follow-up", "finish", made)
    assert (gone.exit_code, "There is no such follow-up" in gone.stderr) == (1, True)
    assert "Restored" in said(crm("follow-up", "restore", made))
    (listed,) = json.loads(said(crm("follow-up", "list", "--json")))
    assert (listed["id"], listed["text"], listed["due"]) == (made, "Send the table", None)


def test_a_follow_up_is_not_changed_to_what_cannot_be(crm: Run, graph: Database) -> None:
    made = graph.write(add_follow_up, NewFollowUp("Send the table", owner="ann"), by=on("2026-01-05"))
    for wrong, said_of in (("--due=soon", "due"), ("--owner=Nobody Such", "--owner")):
        refused = crm("follow-up", "change", made, wrong)
        assert refused.exit_code == 1
        assert said_of in refused.stderr
    assert "Send the table (Ann Reed, no day)" in said(crm("follow-up", "list"))


def test_a_boundary_file_becomes_the_map_and_can_be_taken_away_and_brought_back(crm: Run, tmp_path: Path) -> None:
    assert said(crm("map", "list")) == "There is no map yet.\n"
    file = tmp_path / "tl_2024_28_sldl.zip"
    file.write_bytes(as_tiger())
    assert "House, 3 districts (tl_2024_28_sldl.zip" in said(crm("map", "import", str(file)))
    (shown,) = json.loads(said(crm("map", "list", "--json")))
    assert said(crm("map", "remove", shown["id"])).startswith("Map of the House taken away.")
    assert said(crm("map", "list")) == "There is no map yet.\n"
    assert said(crm("map", "restore", shown["id"])) == "Map of the House is shown again.\n"
    file.write_bytes(b"Dear Sir")
    refused = crm("map", "import", str(file))
    assert (refused.exit_code, "cannot be read as a map" in refused.stderr) == (1, True)
