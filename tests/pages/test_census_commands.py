"""`crm census`, `crm asks`, `crm cold`: what they answer, and how they refuse."""

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from worlds import town
from worlds.office import today
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.advocacy.issues.issues import NewIssue, suggest_issue
from crm.interactions.contact_form import NewInteraction
from crm.office_time import instant
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.stakeholders import search_text
from crm.storage.database import Database
from web.cli import main

Run = Callable[..., Result]
LAST_DAY = (date.fromisoformat(today()) + timedelta(days=9)).isoformat()


@pytest.fixture
def crm(graph: Database, way_in: dict[str, str]) -> Run:
    """Runs a command on the town, in which Ann knows Carl well and Teacher pay is an issue."""
    town.settle(graph)
    by = acting(at=instant())
    graph.write(rate, NewRating("ann", "carl", "close", said_by="ann"), by=by)
    graph.write(suggest_issue, NewIssue("Teacher pay"), by=by)
    bodies = ["house", "senate", "house-education", "senate-education", "east"]
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE), org_ids=bodies)

    def run(*words: str) -> Result:
        return CliRunner(env=way_in).invoke(main, words)

    return run


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output + result.stderr
    return result.stdout


def test_a_round_is_opened_with_its_links_told_of_and_closed(crm: Run, tmp_path: Path) -> None:
    file = tmp_path / "links.csv"
    opened = said(crm("census", "open", "--title", "Fall", "--until", LAST_DAY, "--links", str(file)))
    assert "Opened “Fall”." in opened
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["Name"] for row in rows] == ["Ann Reed", "Bo Lee"]
    assert all("/c/" in row["Link"] for row in rows)
    status = said(crm("census", "status"))
    assert "Fall: 0 of 2 have answered; 0 seats newly covered." in status
    assert "silent: Ann Reed" in status
    assert json.loads(said(crm("census", "status", "Fall", "--json")))["round"]["invited"] == 2
    again = crm("census", "open", "--title", "Another", "--until", LAST_DAY)
    assert again.exit_code == 1
    assert "asks 2 of the same people" in again.stderr
    assert "Closed “Fall”." in said(crm("census", "close"))
    none = crm("census", "status", "Spring")
    assert (none.exit_code, "There is no such round. Rounds: Fall." in none.stderr) == (1, True)


def test_the_plan_says_who_asks_whom_and_refuses_half_a_question(crm: Run) -> None:
    plan = said(crm("asks", "plan", "--about", "Teacher pay", "--chamber", "lower"))
    assert "1 ask by 1 person; 2 members out of reach now." in plan
    assert "Ann Reed asks Carl Dunn" in plan
    assert json.loads(said(crm("asks", "plan", "--about", "Teacher pay", "--chamber", "lower", "--json")))["asks"]
    assert crm("asks", "plan", "--about", "Teacher pay").exit_code == 2


def test_who_would_be_missed_and_what_is_handed_over(crm: Run) -> None:
    missed = said(crm("asks", "risk"))
    assert "Ann Reed would be missed most" in missed
    assert "House District 1" in missed
    handed = said(crm("asks", "hand-over", "Ann Reed"))
    assert "1 tie to hand over; 1 that nobody else has who may be asked." in handed
    assert "Carl Dunn (Close)" in handed


def test_who_goes_cold_is_listed_until_somebody_talks_with_them(crm: Run, graph: Database) -> None:
    assert "Carl Dunn (House District 1, every 30 days): no talk is logged" in said(crm("cold"))
    new = NewInteraction(("carl",), ("ann",), at=today())
    graph.write(log_contact, new, by=acting(at=instant()))
    assert "Carl Dunn" not in said(crm("cold"))
    assert {one["person"]["id"] for one in json.loads(said(crm("cold", "--json")))} == {"dora", "eli", "fay"}


def test_letters_are_queued_and_listed_where_a_mail_server_is_set(crm: Run, graph: Database) -> None:
    write(graph, "MATCH (p:Person {id: 'ann'}) SET p.email = 'ann@example.org'")
    said(crm("census", "open", "--title", "Fall", "--until", LAST_DAY))
    refused = crm("census", "send")
    assert (refused.exit_code, "CRM_SMTP_URL" in refused.stderr) == (1, True)
    assert "No letter" in said(crm("letters"))
