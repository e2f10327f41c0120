"""In the first and the last minute of the office's day, every page means the same day by today."""

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time

import pytest
from page_text import text
from worlds.council import BODIES, NAMES, WORLD
from worlds.office import CHICAGO

from crm.advocacy.council.meetings import NewMeeting, plan_meeting
from crm.office_time import as_typed, in_words, instant
from crm.records.actor import command_line
from web.context import SITE

CLOCKS_CHANGE = ("2026-03-08", "2026-11-01")


@pytest.fixture(params=["UTC", "America/Chicago"], ids=["machine in UTC", "machine in Chicago"])
def _machine(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(params=[(0, 1), (23, 59)], ids=["00:01", "23:59"])
def at_the_office(request, app):
    """Sets the site's clock to that minute of a day, as the office's clock shows it."""

    def set_clock(day: str) -> None:
        at = instant(datetime.combine(date.fromisoformat(day), clock_time(*request.param), CHICAGO))
        app.extensions[SITE] = replace(app.extensions[SITE], clock=lambda: at)

    return set_clock


@pytest.mark.usefixtures("_machine")
@pytest.mark.parametrize("day", CLOCKS_CHANGE)
def test_forms_home_and_council_agree_on_the_day(graph, client_as, at_the_office, day):
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    yesterday = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    at_the_office(day)
    by = command_line(instant(), CHICAGO)
    graph.write(plan_meeting, NewMeeting("council", day, ("mae",)), by=by)
    staff = client_as("staff")
    assert as_typed(day) in staff.get("/issues/new").text
    for page in ("/", "/council"):
        assert "is not recorded" not in text(staff.get(page)), page
    graph.write(plan_meeting, NewMeeting("council", yesterday, ("mae",)), by=by)
    for page in ("/", "/council"):
        assert in_words(yesterday) in text(staff.get(page)), page
        assert "is not recorded" in text(staff.get(page)), page
