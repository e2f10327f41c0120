"""The plan's pages: where it stands, an entry with its evidence, the settings, the plan's file, the board report."""

import csv
import io
import re
import zipfile

import pytest
from page_text import text

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
