"""`crm plan` and `crm report`: the ledger and the board report from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crm.plan.reading import shipped
from web.cli import main


@pytest.fixture
def crm(graph, way_in, monkeypatch):
    for name in way_in:
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner(env=way_in).invoke(main, words)


def test_the_status_of_every_entry_is_said_as_json_and_as_lines(crm):
    found = crm("plan", "status", "--as-of", "2022-06-01", "--json")
    assert found.exit_code == 0, found.output
    rows = json.loads(found.stdout)
    assert [row["entry"] for row in rows] == [entry.id for entry in shipped().entries]
    lines = crm("plan", "status", "--as-of", "2022-06-01").stdout.splitlines()
    assert lines[0] == "0 of 73 met, as of Jun 1, 2022."
    lines = crm("plan", "status", "--as-of", "2022-06-01", "--known-on", "2022-07-01").stdout.splitlines()
    assert lines[0] == "0 of 73 met, as of Jun 1, 2022, as known on Jul 1, 2022."


def test_the_board_report_is_told_as_lines_with_the_words_above_their_counts(crm):
    lines = crm("report", "board", "--as-of", "2022-06-01").stdout.splitlines()
    head = next(line for line in lines if "No evidence" in line)
    whole = next(line for line in lines if line.strip().startswith("All goals"))
    assert whole[head.index("Done") :].split()[:3] == ["0", "of", "73"]


def test_a_month_is_not_a_day_to_look_at(crm):
    refused = crm("plan", "status", "--as-of", "June 2022")
    assert refused.exit_code == 1
    assert "Give a whole day" in refused.stderr


def test_the_board_report_is_written_as_files(crm, tmp_path: Path):
    pdf, xlsx = tmp_path / "report.pdf", tmp_path / "report.xlsx"
    made = crm("report", "board", "--as-of", "2022-06-01", "--pdf", str(pdf), "--xlsx", str(xlsx))
    assert made.exit_code == 0, made.output
    assert pdf.read_bytes().startswith(b"%PDF")
    assert xlsx.read_bytes().startswith(b"PK")


def test_a_plans_file_is_checked_by_line(tmp_path: Path):
    file = tmp_path / "plan.toml"
    file.write_text('[plan]\nname = "Mine"\n[[entries]]\nid = "A"\nunder = "G"\ntext = "x"\nrule = "guess"\n')
    refused = CliRunner().invoke(main, ["plan", "check", str(file)])
    assert refused.exit_code == 1
    assert "Line 7: There is no rule “guess”." in refused.stderr
