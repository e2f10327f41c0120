"""The plan's pages: where it stands, an entry with its evidence, the settings, the plan's file, the board report."""

import csv
import io
import re
import zipfile

import pytest
from page_text import text
from worlds import office
from worlds.council import BODIES, NAMES, WORLD
from worlds.pieces import add

from crm.plan.reading import shipped

BROKEN = '[plan]\nname = "Mine"\n[[entries]]\nid = "A"\nunder = "G"\ntext = "Do it"\nrule = "guess"\n'
OWN = """[plan]
name = "Reading room plan"
[[goals]]
id = "R"
title = "Readers"
[[entries]]
id = "R 1"
under = "R"
text = "The catalog is online"
rule = "exists by"
counts = { of = "document", type = "module" }
by = 2024-06-30
"""


@pytest.fixture
def staff(client_as):
    return client_as("staff")


def give(client, content: str, key: str = "00000000-0000-4000-8000-000000000001"):
    data = {"key": key, "plan": (io.BytesIO(content.encode()), "plan.toml")}
    return client.post("/plan/file", data=data, content_type="multipart/form-data")


@pytest.mark.parametrize("role", ["member", "viewer"])
@pytest.mark.parametrize(
    "path",
    [
        "/plan",
        "/plan/entries/UV-1.1",
        "/plan/settings",
        "/plan/report",
        "/plan/report.pdf",
        "/plan/file",
        "/api/v1/plan",
    ],
)
def test_the_plan_is_shown_to_those_who_see_everything(client_as, role, path):
    assert client_as(role).get(path).status_code == 403


def test_every_entry_has_a_line_with_its_word_and_figure(staff):
    page = staff.get("/plan?on=2022-03-01")
    assert all(f"/plan/entries/{entry.id.replace(' ', '-')}" in page.text for entry in shipped().entries)
    assert "of 73 met" in text(page)
    assert "As of Mar 1, 2022." in text(page)


def test_a_word_stands_beside_its_picture_and_never_in_color_alone(staff):
    chips = re.findall(r'<span class="chip[^>]*>(.*?)</span>', staff.get("/plan?on=2022-03-01").text, re.DOTALL)
    assert len(chips) == 83
    assert all("<svg" in chip and re.sub(r"<[^>]+>", "", chip).strip() for chip in chips)


def test_the_exported_plan_has_each_entrys_figure_window_and_evidence_ids(staff):
    rows = list(csv.DictReader(io.StringIO(staff.get("/plan?on=2022-03-01&format=csv").data.decode("utf-8-sig"))))
    assert len(rows) == 83
    assert {"Entry", "Status", "Count", "Of", "Window from", "Window to", "Evidence"} <= rows[0].keys()


def test_an_entry_says_its_window_what_would_meet_it_and_the_settings_it_reads(staff):
    page = text(staff.get("/plan/entries/UV-1.2.3?on=2022-03-01"))
    assert "No long silence" in page
    assert "What would make it met" in page
    assert "The longest time between two messages. 31 days" in page


def test_an_entry_that_is_not_in_the_plan_is_not_found(staff):
    assert staff.get("/plan/entries/EPL-9").status_code == 404


@pytest.mark.parametrize("asked", ["on=soon", "on=2022", "known_on=x"])
def test_a_day_that_cannot_be_read_is_said(staff, asked):
    page = staff.get(f"/plan?{asked}")
    assert page.status_code == 200
    assert 'role="alert"' in page.text


def test_a_setting_holds_from_its_day_on_and_can_be_taken_back(staff):
    form = {"key": "00000000-0000-4000-8000-000000000002", "value": "50", "on": "1/1/2023"}
    assert staff.post("/plan/settings/max_silence_days", data=form).status_code == 303
    assert "50 days" in text(staff.get("/plan/settings"))
    before, after = (text(staff.get(f"/plan/entries/UV-1.2.3?on={day}")) for day in ("2022-12-31", "2023-01-01"))
    assert "31 days" in before
    assert "50 days" not in before
    assert "50 days" in after
    change = re.search(r"changes/([0-9a-f-]+)/withdraw", staff.get("/plan/settings/max_silence_days").text)
    assert change
    staff.post(f"/plan/settings/changes/{change[1]}/withdraw")
    assert "31 days" in text(staff.get("/plan/entries/UV-1.2.3?on=2023-01-01"))
    staff.post(f"/plan/settings/changes/{change[1]}/restore")
    assert "50 days" in text(staff.get("/plan/entries/UV-1.2.3?on=2023-01-01"))


def test_saving_a_setting_twice_makes_one_change_and_another_value_is_refused(staff):
    form = {"key": "00000000-0000-4000-8000-000000000003", "value": "50", "on": "1/1/2023"}
    for _ in range(2):
        assert staff.post("/plan/settings/max_silence_days", data=form).status_code == 303
    staff.get("/plan/settings")  # says what was saved, with its undo
    assert staff.get("/plan/settings/max_silence_days").text.count("/withdraw") == 1
    assert staff.post("/plan/settings/max_silence_days", data=form | {"value": "60"}).status_code == 409


@pytest.mark.parametrize(
    ("key", "value"),
    [("max_silence_days", "soon"), ("panel_share", "150%"), ("update_cadence", "daily"), ("plan_start", "2021")],
)
def test_a_value_that_is_none_is_refused_and_nothing_typed_is_lost(staff, key, value):
    answer = staff.post(
        f"/plan/settings/{key}", data={"key": "00000000-0000-4000-8000-000000000004", "value": value, "on": "1/1/2023"}
    )
    assert answer.status_code == 422
    assert key == "update_cadence" or f'value="{value}"' in answer.text


def test_a_broken_plan_file_is_refused_by_line_and_the_plan_stays(staff):
    answer = give(staff, BROKEN)
    assert answer.status_code == 422
    assert "Line 7: There is no rule “guess”." in text(answer)
    assert "of 73 met" in text(staff.get("/plan"))


def test_another_plan_can_be_followed_and_left_again(staff):
    assert give(staff, OWN).status_code == 303
    assert "0 of 1 met, 1 late." in text(staff.get("/plan?on=2024-07-01"))
    assert staff.get("/plan/file.toml").text == OWN
    staff.post("/plan/file/00000000-0000-4000-8000-000000000001/leave")
    assert "of 73 met" in text(staff.get("/plan"))


def test_the_shipped_plan_downloads_as_a_file_that_reads_again(staff):
    assert shipped().name in staff.get("/plan/file.toml").text


def test_the_board_report_has_a_scorecard_and_a_page_for_each_goal(staff):
    page = text(staff.get("/plan/report?on=2022-03-01"))
    assert "Scorecard" in page
    assert all(goal.title in page for goal in shipped().goals)


@pytest.mark.parametrize(("kind", "starts"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_the_board_report_is_made_as_a_file(staff, kind, starts):
    answer = staff.get(f"/plan/report.{kind}?on=2022-03-01")
    assert answer.data.startswith(starts)
    assert f".{kind}" in answer.headers["Content-Disposition"]


def test_the_excel_report_names_every_entry(staff):
    book = zipfile.ZipFile(io.BytesIO(staff.get("/plan/report.xlsx?on=2022-03-01").data))
    assert "PA 4.3.1" in book.read("xl/sharedStrings.xml").decode()


def test_programs_read_the_same_rows(staff):
    rows = staff.get("/api/v1/plan?on=2022-03-01").json
    assert [row["entry"] for row in rows] == [entry.id for entry in shipped().entries]
    assert {"word", "n", "m", "window_from", "closed_periods_met", "closed_periods", "evidence", "reason"} <= rows[
        0
    ].keys()


def test_programs_set_a_setting(staff):
    new = {"key": "00000000-0000-4000-8000-000000000005", "setting": "panel_share", "value": "40%", "on": "2023-01-01"}
    assert staff.post("/api/v1/plan/settings", json=new).status_code == 201
    assert staff.get("/api/v1/plan/settings").json[0]["value"] == 0.4


def test_the_plan_has_its_place_for_staff_and_not_for_members(client_as):
    assert 'href="/plan"' in client_as("staff").get("/").text
    assert 'href="/plan"' not in client_as("member").get("/").text


@pytest.fixture
def peopled(graph, staff):
    """The same, with people who may say something."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return staff


STATED = {"key": "s1", "says": "partly", "by": "rep0", "on": "3/1/2026", "text": "Weighed by hand in March."}


def test_a_statement_is_made_on_the_entrys_own_page_and_quoted_there(peopled):
    assert "Nobody has stated anything yet." in text(peopled.get("/plan/entries/EPL-3.2.4"))
    said = text(peopled.post("/plan/entries/EPL-3.2.4/statements", data=STATED, follow_redirects=True))
    assert "Stated of EPL 3.2.4: partly." in said
    assert "Della Ames, Mar 1, 2026 : partly. Weighed by hand in March." in said
    peopled.post("/plan/entries/EPL-3.2.4/statements", data=STATED)
    assert "Stated by hand 1" in text(peopled.get("/plan/entries/EPL-3.2.4"))
    undone = peopled.post("/records/statements/s1/delete", data={"version": "1"}, follow_redirects=True)
    assert "Deleted" in text(undone)
    assert "Nobody has stated anything yet." in text(peopled.get("/plan/entries/EPL-3.2.4"))


def test_a_statement_without_a_name_is_refused_and_nothing_typed_is_lost(peopled):
    answer = peopled.post("/plan/entries/EPL-3.2.4/statements", data={**STATED, "by": ""})
    assert answer.status_code == 422
    assert "Choose who says so." in text(answer)
    assert "Weighed by hand in March." in answer.text


def test_a_statement_on_what_is_no_entry_is_said_to_count_nowhere(peopled):
    assert "count nowhere" not in text(peopled.get("/plan"))
    said = {"key": "s1", "entry": "XX 9.9", "by": "rep0", "says": "met", "on": "3/1/2022"}
    assert peopled.post("/records/statements/new", data=said).status_code == 303
    page = peopled.get("/plan")
    assert "1 statement names no entry of this plan and counts nowhere: XX 9.9" in text(page)
    assert 'href="/records/statements/s1"' in page.text


@pytest.mark.parametrize("entry", ["EPL-1", "EPL-9.9"])
def test_nothing_is_stated_of_a_heading_or_of_what_the_plan_has_not(peopled, entry):
    assert peopled.post(f"/plan/entries/{entry}/statements", data=STATED).status_code == 404


@pytest.fixture
def hurried(monkeypatch):
    """Pages that do not wait for the plan where it is not their matter."""
    monkeypatch.setattr("web.plan.asked.AT_ONCE", 0.0)


def test_a_page_does_not_wait_for_the_plan_and_leads_to_where_it_is_told(peopled, client_as, graph, hurried):
    add(graph, "Organization", {"north": {"name": "North RESA", "classification": "resa"}})
    menu = {"key": "menu", "type": "menu", "title": "Menu of topics", "on": "12/1/2021"}
    peopled.post("/records/documents/new", data=menu)
    page = peopled.get("/records/documents/menu").text
    assert "EPL 1.2.1" not in page
    assert 'data-later="/plan/counted?of=menu"' in page
    assert "EPL 1.2.1" in text(peopled.get("/plan/counted?of=menu"))
    assert "Counted in EPL 1.2.1" in text(peopled.get("/records/documents/menu"))  # it is worked out now
    assert "No entry of the plan" in text(peopled.get("/plan/counted?of=nothing"))
    peopled.post("/events/new", data={"key": "e1", "kind": "board", "name": "Board", "start": office.today()})
    home = peopled.get("/")
    assert 'data-later="/plan/this-week"' in home.text
    assert "nothing is waiting" not in text(home).replace("Apart from the plan, nothing is waiting", "")
    week = peopled.get("/plan/this-week")
    assert "no list of its districts" in text(week)
    assert "1 RESA list missing or growing old" in text(week)
    assert {"line", "needs"} <= set(re.findall(r'data-part="(\w+)"', week.text))
    for role in ("member", "viewer"):
        other = client_as(role)
        assert "data-later" not in other.get("/").text
        assert [other.get(path).status_code for path in ("/plan/this-week", "/plan/counted?of=menu")] == [403, 403]


def test_evidence_says_on_its_own_page_where_it_counts_to_those_who_may_see_the_plan(peopled, client_as):
    menu = {"key": "menu", "type": "menu", "title": "Menu of topics", "on": "12/1/2021"}
    peopled.post("/records/documents/new", data=menu)
    page = peopled.get("/records/documents/menu")
    assert "Counted in EPL 1.2.1" in text(page)
    assert 'href="/plan/entries/EPL-1.2.1"' in page.text
    for role in ("member", "viewer"):
        seen = client_as(role).get("/records/documents/menu")
        assert "Menu of topics" in seen.text
        assert "Counted in" not in seen.text
        assert "/plan/" not in seen.text


def test_a_message_that_counts_is_linked_from_the_entry(peopled):
    said = {
        "key": "m1",
        "subject": "May update",
        "type": "update",
        "channels": ["email"],
        "sent": "9/1/2021",
        "audiences": ["internal"],
    }
    peopled.post("/records/messages/new", data=said | {"sent_to_all": ["all members"]})
    entry = peopled.get("/plan/entries/EPL-3.2.1?on=2021-09-10").text
    assert 'href="/records/messages/m1"' in entry


def test_an_event_and_a_contact_say_where_they_count(peopled):
    event = {"key": "e1", "kind": "training", "name": "Leaders", "start": "3/2/2026", "topics": "leadership"}
    peopled.post("/events/new", data=event)
    assert "Counted in PA 2.1" in text(peopled.get("/events/e1"))
    other = {"key": "e2", "kind": "training", "name": "Budgets", "start": "3/3/2026", "topics": "budgets"}
    peopled.post("/events/new", data=other)
    assert "No entry of the plan" in text(peopled.get("/events/e2"))


def test_home_says_what_the_plan_needs_once_the_office_keeps_it_and_to_nobody_else(peopled, client_as, graph):
    add(graph, "Organization", {"north": {"name": "North RESA", "classification": "resa"}})
    assert "For the plan" not in text(peopled.get("/"))
    menu = {"key": "menu", "type": "menu", "title": "Menu of topics", "on": "12/1/2021"}
    peopled.post("/records/documents/new", data=menu)
    peopled.post("/events/new", data={"key": "e1", "kind": "board", "name": "Board", "start": office.today()})
    page = text(peopled.get("/"))
    assert "For the plan" in page
    assert "no list of its districts" in page
    for role in ("member", "viewer"):
        assert "For the plan" not in text(client_as(role).get("/"))


def test_legislators_still_to_be_reached_begin_with_the_committees_on_schools_and_money(peopled):
    page = text(peopled.get("/plan/entries/PA-3.2"))
    assert "it still counts here. On other pages it is over on that day." in page
    missing = page[page.index("Still missing") :]
    first = [
        missing.index(name) for name in ("Della Ames (Education)", "Ruth Boyd (Education)", "Carl Boyd", "Otis Dunn")
    ]
    assert first == sorted(first)
