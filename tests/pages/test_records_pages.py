"""The pages of declared records: a list with its export, a form that keeps what was typed, and undo."""

import io
import re

import pytest
from page_text import text
from worlds.pieces import add
from worlds.town import acting

from crm import office_time
from crm.events.attendance import hold_event
from crm.events.events import Minutes
from crm.learning.kinds import KINDS


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_has_an_empty_list_and_a_form(client_as, key):
    staff = client_as("staff")
    assert "None recorded yet" in staff.get(f"/records/{key}").get_data(as_text=True)
    form = staff.get(f"/records/{key}/new").get_data(as_text=True)
    for name in KINDS[key].order:
        assert f'id="{name}"' in form


def test_a_program_is_recorded_listed_exported_changed_deleted_and_brought_back(client_as):
    staff = client_as("staff")
    form = {"key": "p1", "on": "9/1/2025", "name": "Aspiring leaders", "sessions": "4"}
    made = staff.post("/records/programs/new", data=form, follow_redirects=True).get_data(as_text=True)
    assert "Recorded: Aspiring leaders." in made
    assert "recorded afterwards" in made
    listed = staff.get("/records/programs").get_data(as_text=True)
    assert "Aspiring leaders" in listed
    assert "1 program" in listed
    csv = staff.get("/records/programs?format=csv").get_data(as_text=True)
    assert "2025-09-01,Aspiring leaders,4" in csv
    stale = {**form, "name": "Leaders", "version": "7"}
    refused = staff.post("/records/programs/p1/edit", data=stale)
    assert refused.status_code == 422
    assert 'value="Leaders"' in refused.get_data(as_text=True)
    staff.post("/records/programs/p1/edit", data={**stale, "version": "1"})
    gone = staff.post("/records/programs/p1/delete", data={"version": "2"}, follow_redirects=True)
    assert "Deleted: Leaders." in gone.get_data(as_text=True)
    assert "This program is deleted" in staff.get("/records/programs/p1").get_data(as_text=True)
    back = staff.post("/records/programs/p1/restore", follow_redirects=True).get_data(as_text=True)
    assert "Brought back: Leaders." in back


def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(client_as):
    answer = client_as("staff").post("/records/awards/new", data={"key": "a", "on": "3/1/2026", "theme": "Courage"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the award." in page
    assert 'value="Courage"' in page


def test_a_paper_is_recorded_together_with_its_file_once(client_as):
    staff = client_as("staff")

    def sent(name, content):
        form = {
            "key": "d1",
            "on": "9/1/2025",
            "type": "module",
            "title": "Reading",
            "file": (io.BytesIO(content), name),
        }
        return staff.post("/records/documents/new", data=form, follow_redirects=True)

    refused = sent("paper.pdf", b"MZ, a program")
    assert refused.status_code == 422
    assert "paper.pdf is not what its name says" in refused.get_data(as_text=True)
    assert 'value="Reading"' in refused.get_data(as_text=True)
    assert "None recorded yet" in staff.get("/records/documents").get_data(as_text=True)
    for _ in range(2):
        assert "Recorded: Reading." in sent("paper.pdf", b"%PDF-1.7 words").get_data(as_text=True)
    assert staff.get("/records/documents/d1/file").data == b"%PDF-1.7 words"
    assert "1 document" in staff.get("/records/documents").get_data(as_text=True)
    form = staff.get("/records/statements/new").get_data(as_text=True)
    assert 'type="file"' not in form


def test_members_see_the_shared_kinds_only_and_no_way_to_record(client_as):
    member = client_as("member")
    overview = member.get("/records").get_data(as_text=True)
    assert "/records/awards" in overview
    assert not re.search("/records/(mentorships|responses|statements)|/new", overview)
    assert member.get("/records/mentorships").status_code == 404
    assert member.post("/records/awards/new", data={}).status_code == 403


def test_messages_are_found_by_way_audience_day_and_words(client_as):
    staff = client_as("staff")
    for number, (way, to) in enumerate((("email", "internal"), ("social", "external"), ("email", "external"))):
        said = {"key": f"m{number}", "sent": f"{number + 1}/5/2026", "subject": f"Message {number}", "type": "news"}
        staff.post("/records/messages/new", data={**said, "channels": [way], "audiences": [to]})

    def found(asked):
        page = staff.get(f"/records/messages?{asked}").get_data(as_text=True)
        return [number for number in range(3) if f"Message {number}</a>" in page]

    assert (found(""), found("channels=email"), found("channels=email&audiences=external")) == ([0, 1, 2], [0, 2], [2])
    assert (found("since=2026-02-05"), found("since=2026-02-05&until=2026-02-28")) == ([1, 2], [1])
    assert (found("q=message+1"), found("channels=letter")) == ([1], [])
    assert "None fits" in staff.get("/records/messages?channels=letter").get_data(as_text=True)
    assert staff.get("/records/messages?channels=pigeon").status_code == 422


def test_messages_are_counted_by_channel_and_month_and_narrowed_by_audience(client_as):
    staff = client_as("staff")
    first = {"subject": "Update", "type": "update", "channels": ["email", "social"], "audiences": ["internal"]}
    staff.post("/records/messages/new", data={**first, "key": "m1", "sent": "3/5/2026"})
    later = {"key": "m2", "subject": "Letter", "channels": ["letter"], "audiences": ["external"], "sent": "4/1/2026"}
    staff.post("/records/messages/new", data=later)
    page = staff.get("/records/messages/by-month?until=2026-06").get_data(as_text=True)
    assert "3 sendings by 3 channels from Jul 2025 to Jun 2026" in " ".join(page.split())
    csv = staff.get("/records/messages/by-month?until=2026-06&format=csv").get_data(as_text=True)
    assert "Mar 2026,1,0,1,2" in csv
    ours = staff.get("/records/messages/by-month?until=2026-06&audience=internal&format=csv").get_data(as_text=True)
    assert "Apr 2026,0,0,0" in ours
    assert "Apr" in client_as("viewer").get("/records/messages/by-month?until=2026-06").get_data(as_text=True)


def test_a_campaign_is_summed_on_its_page_in_its_files_and_in_the_answers(client_as, graph):
    staff, member = client_as("staff"), client_as("member")
    sent = {"subject": "Call your senator", "channels": ["email"], "campaign": "Fund schools", "sent": "2/1/2026"}
    numbers = {"recipients": "300", "opens": "120", "clicks": "9", "cost_cents": "40.50"}
    staff.post("/records/messages/new", data={"key": "m1", **sent, **numbers})
    more = {"subject": "In the papers", "channels": ["press"], "campaign": "fund Schools", "sent": "2/9/2026"}
    staff.post("/records/messages/new", data={"key": "m2", **more, "recipients": "50", "cost_cents": "100"})
    staff.post("/records/messages/new", data={"key": "m3", **more, "campaign": "Thanks", "sent": "3/9/2026"})
    staff.post("/records/messages/new", data={"key": "m4", **more, "campaign": "Bare", "sent": "1/9/2026"})
    spent = {"on": "2026-02-03", "campaign": "Fund schools"}
    gone = {"cents": 9900, "label": "Nothing", "deleted_at": "2026-02-04T00:00:00.000000Z"}
    add(graph, "Expense", {"x": {"cents": 5950, "label": "Postcards", **spent}, "gone": gone | spent})
    page = staff.get("/records/messages/campaign?name=FUND schools").get_data(as_text=True)
    assert "2 messages by e-mail, press release, Feb 1, 2026 to Feb 9, 2026; $200 in all." in page
    assert "350, each message counted" in page
    for told in ("$140.50", "$59.50", "Postcards", "Call your senator", "In the papers"):
        assert told in page
    lines = staff.get("/records/messages/campaigns?format=csv").get_data(as_text=True).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["Thanks", "fund Schools", "Bare"]
    assert lines[2].endswith(",350,120,9,140.5,59.5,200.0")
    theirs = member.get("/records/messages/campaign?name=Fund schools").get_data(as_text=True)
    assert "$140.50 in all" in theirs
    assert "Postcards" not in theirs
    assert "59" not in member.get("/records/messages/campaigns?format=csv").get_data(as_text=True)
    for reader, cents in ((staff, 20_000), (member, 14_050)):
        answer = reader.get("/api/v1/campaigns").json
        assert [(one["totals"]["name"], one["cents"]) for one in answer][1] == ("fund Schools", cents)
    thanks = staff.get("/records/messages/campaign?name=thanks").get_data(as_text=True)
    assert "Mar 9, 2026 to Mar 9, 2026; no cost is recorded." in " ".join(thanks.split())
    assert "not recorded" in staff.get("/records/messages/campaign?name=bare").get_data(as_text=True)
    assert staff.get("/records/messages/campaign?name=None").status_code == 404
    shown = staff.get("/records/messages/m1").get_data(as_text=True)
    assert 'href="/records/messages/campaign?name=Fund+schools"' in shown


def test_a_message_says_in_which_report_to_the_board_it_was_counted(graph, client_as):
    staff = client_as("staff")
    for key, day in (("b1", "3/10/2026"), ("b2", "6/10/2026")):
        staff.post("/events/new", data={"key": key, "kind": "board", "name": f"Board {key}", "start": day})
        report = {"key": f"d-{key}", "type": "communications report", "title": "What we sent", "on": day}
        staff.post("/records/documents/new", data=report | {"presented_at": key})
    message = {"key": "m1", "subject": "March update", "channels": ["email"], "sent": "3/11/2026"}
    staff.post("/records/messages/new", data=message)
    assert "Counted in the board report of None yet" in text(staff.get("/records/messages/m1"))
    for key in ("b1", "b2"):
        minutes = Minutes(attendees=(), text="", decisions=())
        graph.write(hold_event, key, minutes, 1, by=acting(at=office_time.instant()))
    page = staff.get("/records/messages/m1")
    assert "Counted in the board report of Jun 10, 2026" in text(page)
    assert 'href="/records/documents/d-b2"' in page.text
    assert "2026-06-10" in staff.get("/records/messages?format=csv").data.decode("utf-8-sig")
    viewer = client_as("viewer")
    for path in ("/records/messages/m1", "/records/messages", "/records/messages?format=csv"):
        seen = viewer.get(path).data.decode("utf-8-sig")
        assert "March update" in seen
        assert "board report" not in seen
