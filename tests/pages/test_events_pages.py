"""Events' pages: planned, listed, exported, invited to, checked in, called off; the door and the calendar."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from worlds import office
from worlds.council import BODIES, NAMES, WORLD

from crm.events.events import event, events
from web.events import events as pages_of_events
from web.events.door import door_address

TODAY = date.fromisoformat(office.today())


@pytest.fixture
def staff(graph, client_as):
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return client_as("staff")


def planned(staff, **more):
    form = {"key": "e1", "kind": "training", "name": "Budget training", "start": TODAY.isoformat(), "time": "9:30 am",
            "hosts": "mass", "topics": "school finance, advocacy", "agenda_0": "Welcome", **more}  # fmt: skip
    return staff.post("/events/new", data=form, follow_redirects=True).get_data(as_text=True)


def test_an_event_is_planned_listed_and_exported(staff):
    page = planned(staff)
    assert "The event is planned." in page
    assert "school finance, advocacy" in page
    assert "1 event coming up" in staff.get("/events").get_data(as_text=True)
    csv = staff.get("/events?format=csv").get_data(as_text=True)
    assert f"{TODAY.isoformat()},Budget training,Training,Planned,MASS" in csv


def test_a_series_is_as_many_events_of_which_one_is_called_off_alone(staff, graph):
    until = (TODAY + timedelta(days=15)).isoformat()
    planned(staff, series="Weekly call", every="week", every_until=until)
    found = graph.read(events)
    assert [one.day for one in reversed(found)] == [(TODAY + timedelta(days=7 * n)).isoformat() for n in range(3)]
    staff.post("/events/e1-1/cancel", data={"version": "1"})
    assert [one.status for one in graph.read(events)] == ["planned", "cancelled", "planned"]
    assert "Weekly call" in staff.get("/events?series=Weekly+call").get_data(as_text=True)


def test_a_series_of_several_days_is_planned_whole_or_not_at_all(staff, graph):
    rhythm = {"series": "Retreat", "every": "week", "time": "", "every_until": (TODAY + timedelta(days=7)).isoformat()}
    later = (TODAY + timedelta(days=900)).isoformat()
    for until, said in (("", "until which day"), ("1/1/2020", "before the first"), (later, "more than 60 dates")):
        assert said in planned(staff, **{**rhythm, "every_until": until})
    assert "is not a date" in planned(staff, **{**rhythm, "every_until": "soon"})
    assert graph.read(events) == []
    page = planned(staff, **rhythm, last_day=(TODAY + timedelta(days=1)).isoformat())
    assert "2 dates are planned." in page
    assert [one.last_day for one in graph.read(events)] == [
        (TODAY + timedelta(days=8)).isoformat(), (TODAY + timedelta(days=1)).isoformat()
    ]  # fmt: skip


def test_events_are_found_by_kind_and_days_and_a_list_that_was_cut_says_so(staff, monkeypatch):
    for key, kind, day in (("a", "board", "2026-01-05"), ("b", "training", "2026-02-05"), ("c", "board", "2026-03-05")):
        staff.post("/events/new", data={"key": key, "kind": kind, "name": f"Event {key}", "start": day})

    def found(asked):
        page = staff.get(f"/events?{asked}").get_data(as_text=True)
        return [key for key in "abc" if f'/events/{key}">Event {key}</a>' in page.split("<table", 1)[-1]]

    assert (found("kind=board"), found("since=2026-02-01"), found("until=2026-02-28")) == (
        ["a", "c"],
        ["b", "c"],
        ["a", "b"],
    )
    monkeypatch.setattr(pages_of_events, "MOST", 2)
    assert found("") == ["b", "c"]
    assert "The latest 2 were looked at." in staff.get("/events").get_data(as_text=True)
    assert found("until=2026-01-31") == ["a"]


def test_a_gap_of_a_series_is_named_in_words(staff):
    staff.post("/events/new", data={"key": "a", "kind": "board", "name": "A", "start": "2026-01-05", "series": "S"})
    staff.post("/events/new", data={"key": "b", "kind": "board", "name": "B", "start": "2026-01-12", "series": "S"})
    staff.post("/events/new", data={"key": "c", "kind": "board", "name": "C", "start": "2026-01-26", "series": "S"})
    assert "the week of Jan 19, 2026" in staff.get("/events?series=S").get_data(as_text=True)


def test_a_form_that_cannot_be_keeps_what_was_typed(staff):
    page = planned(staff, last_day="1/1/2020", time="half past nine")
    assert "is not a time of day" in page
    assert 'value="Budget training"' in page
    assert "It ends before it starts" in planned(staff, last_day="1/1/2020")
    assert "Give the series a name" in planned(staff, every="month", every_until="2026-12-01")


def test_people_are_invited_reply_and_are_ticked_at_the_door(staff, graph):
    planned(staff)
    sent = {"invited": ["rep0", "mae"], "sent": TODAY.isoformat()}
    assert "2 invited." in staff.post("/events/e1/invite", data=sent, follow_redirects=True).get_data(as_text=True)
    staff.post("/events/e1/reply", data={"who": "rep0", "reply": "yes"})
    page = staff.get("/events/e1/check-in").get_data(as_text=True)
    assert "Della Ames" in page
    assert "Holder of MAE" in page
    ticked = staff.post("/events/e1/check-in", data={"person": "rep0"}, follow_redirects=True)
    assert "Della Ames is here." in ticked.get_data(as_text=True)
    staff.post("/events/e1/check-in", data={"person": "holder-mae", "body": "mae", "role": "board president"})
    came = {one.person_id: (one.body_id, one.role) for one in graph.read(event, "e1").minutes.attendees}
    assert came == {"rep0": (None, None), "holder-mae": ("mae", "board president")}
    sheet = staff.get("/events/e1/check-in?format=csv").get_data(as_text=True)
    assert "Holder of MAE,MAE,board president,here" in sheet
    staff.post("/events/e1/check-in/undo", data={"person": "rep0"})
    assert len(graph.read(event, "e1").minutes.attendees) == 1


def test_minutes_and_decisions_leave_who_came_as_it_was(staff, graph):
    planned(staff)
    staff.post("/events/e1/check-in", data={"person": "rep0"})
    form = {"version": "2", "minutes": "We met.", "decision_0": "Write a letter", "decision_1": ""}
    assert "The event is recorded." in staff.post("/events/e1/minutes", data=form, follow_redirects=True).get_data(
        as_text=True
    )
    left = graph.read(event, "e1").minutes
    assert ([one.person_id for one in left.attendees], left.text, [text for _, text, _ in left.decisions]) == (
        ["rep0"],
        "We met.",
        ["Write a letter"],
    )
    other = staff.post("/events/e1/minutes", data={**form, "minutes": "We did not meet."})
    assert (other.status_code, "We met." in other.get_data(as_text=True)) == (422, True)


def test_the_door_lets_in_whoever_is_expected_and_shows_nobody_else(staff, client, app, graph):
    planned(staff)
    staff.post("/events/e1/invite", data={"invited": ["rep0"], "sent": TODAY.isoformat()})
    with app.test_request_context():
        door = "/door/" + door_address(graph.read(event, "e1")).rpartition("/")[2]
    assert "Della" not in client.get(door).get_data(as_text=True)
    assert "Della" not in client.get(f"{door}?q=de").get_data(as_text=True)
    assert "Della Ames" in client.get(f"{door}?q=ame").get_data(as_text=True)
    assert "Nobody of that name" in client.get(f"{door}?q=boyd").get_data(as_text=True)
    assert client.post(door, data={"person": "rep1"}).status_code == 422
    welcome = client.post(door, data={"person": "rep0"}, follow_redirects=True).get_data(as_text=True)
    assert "Welcome, Della Ames" in welcome
    assert client.get("/door/anything").status_code == 404
    staff.post("/events/e1/cancel", data={"version": str(graph.read(event, "e1").version)})
    assert client.get(door).status_code == 404


def test_the_code_on_the_door_is_a_picture_beside_its_address(staff):
    planned(staff)
    assert "/door/" in staff.get("/events/e1/door").get_data(as_text=True)
    picture = staff.get("/events/e1/door.svg")
    assert (picture.mimetype, picture.get_data(as_text=True)[:4]) == ("image/svg+xml", "<svg")


def test_the_calendar_has_the_month_and_a_feed_that_only_its_account_opens(staff, client):
    planned(staff, hours="2", place="Annex")
    page = staff.get("/calendar").get_data(as_text=True)
    assert "Budget training" in page
    address = page.partition("/calendar/")[2].partition(".ics")[0]
    feed = Calendar.from_ical(client.get(f"/calendar/{address}.ics").get_data())
    (entry,) = [one for one in feed.walk("VEVENT") if str(one["uid"]).startswith("e1@")]
    assert (str(entry["summary"]), str(entry["location"])) == ("Budget training", "Annex")
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(hours=2)
    assert client.get(f"/calendar/{address}x.ics").status_code == 404
    staff.post("/calendar/renew")
    assert client.get(f"/calendar/{address}.ics").status_code == 404
    renewed = staff.get("/calendar").get_data(as_text=True).partition("/calendar/")[2].partition(".ics")[0]
    assert client.get(f"/calendar/{renewed}.ics").status_code == 200
    one = Calendar.from_ical(staff.get("/events/e1.ics").get_data())
    assert len(one.walk("VEVENT")) == 1


def test_a_deleted_event_says_so_and_comes_back(staff):
    planned(staff)
    staff.post("/events/e1/delete", data={"version": "1"})
    assert 'href="/events/e1"' not in staff.get("/events").get_data(as_text=True)
    assert "Bring it back" in staff.get("/events/e1").get_data(as_text=True)
    staff.post("/events/e1/restore")
    assert "Budget training" in staff.get("/events").get_data(as_text=True)


def test_at_an_event_that_was_called_off_nobody_is_checked_in_and_the_page_says_why(staff, graph):
    planned(staff)
    staff.post("/events/e1/cancel", data={"version": str(graph.read(event, "e1").version)})
    page = staff.get("/events/e1/check-in").get_data(as_text=True)
    assert "The event was called off" in page
    assert "Somebody else came" not in page
    refused = staff.post("/events/e1/check-in", data={"person": "rep0"})
    assert refused.status_code == 422
    assert "called off" in refused.get_data(as_text=True)
