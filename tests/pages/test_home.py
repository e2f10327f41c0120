"""Home: the first line answers, and everything below it can be acted on."""

from datetime import date, timedelta

import pytest
from page_text import text
from worlds import office, town
from worlds.council import BODIES, NAMES, WORLD, on
from worlds.office import today
from worlds.pieces import add
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.advocacy.council.meetings import Meeting, NewMeeting, plan_meeting
from crm.advocacy.council.promises import NewPromise, make_promise
from crm.advocacy.issues.issues import NewIssue, NewRanking, decide, suggest_issue
from crm.advocacy.stances.stances import NewPosition, record_stance
from crm.events.event_kind import CANCELLED, PLANNED
from crm.events.events import Minutes
from crm.interactions.contact_form import NewFollowUp, NewInteraction
from crm.office_time import instant
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from web.home import CouncilMatters, Today, first_line, quarter_without_meeting

TODAY = date(2026, 12, 10)
NOTHING = Today(due=(), cold=(), cold_count=0, council=CouncilMatters(), contacts=(), bars=())


def meeting(start: str, status: str = PLANNED) -> Meeting:
    return Meeting("m", "c", "Advisory council", start, "in person", "", status, 1, (), (), Minutes((), "", ()))


@pytest.fixture
def settled(graph):
    return town.settle(graph)


def contact(graph, summary="We talked.", visibility="shared", **follow_up):
    promised = NewFollowUp(owner="amy", owed_to=("carl",), visibility=visibility, **follow_up) if follow_up else None
    new = NewInteraction(theirs=("carl",), ours=("amy",), summary=summary, visibility=visibility, follow_up=promised)
    return graph.write(log_contact, new, by=acting(at=instant()))


def test_a_new_office_is_told_what_to_do_first(client_as):
    page = text(client_as("administrator").get("/"))
    assert "Three steps" in page
    assert "add the sample data" in page
    assert "add the sample data" not in text(client_as("viewer").get("/"))


def test_with_nothing_waiting_the_first_line_says_so():
    assert first_line(NOTHING, TODAY) == "Nothing is waiting for you."


def test_a_follow_up_is_shown_and_done_with_one_press(settled, client_as):
    contact(settled, text="Send the table", due="2026-01-05")
    client = client_as("staff")
    page = client.get("/")
    assert "1 follow-up due this week (1 overdue)." in text(page)
    assert "Send the table" in text(page)
    address = page.text.split('action="/follow-ups/')[1].split('"')[0]
    assert client.post(f"/follow-ups/{address}", data={"next": "/"}).location == "/"
    after = text(client.get("/"))
    assert "Done: Send the table" in after
    assert "Nothing is waiting for you." in after


def test_a_viewer_is_shown_no_follow_up_or_staff_contact_and_nothing_to_press(settled, client_as):
    contact(settled, text="Send the shared table", due="2026-01-05")
    contact(settled, visibility="staff", text="Ask quietly", due="2026-01-05")
    page = client_as("viewer").get("/")
    assert "None due this week." in text(page)
    assert "Ask quietly" not in text(page)
    assert text(page).count("Phone call with Carl Dunn") + text(page).count("Meeting with Carl Dunn") == 1
    assert "/finish" not in page.text


def test_a_member_is_shown_their_own_follow_ups_and_nobody_elses(settled, client_as):
    contact(settled, text="Send the shared table", due="2026-01-05")
    assert "Send the shared table" in text(client_as("member", person_id="amy").get("/"))
    assert "Send the shared table" not in text(client_as("member", person_id="bo").get("/"))


def test_a_council_meeting_is_shown_to_those_who_may_open_it(settled, client_as):
    add(settled, "Organization", {"c": {"classification": "council"}})
    tomorrow = (date.fromisoformat(today()) + timedelta(days=1)).isoformat()
    settled.write(plan_meeting, NewMeeting("c", tomorrow, ("home",), name="A quiet council"), by=acting(at=instant()))
    assert "A quiet council" in text(client_as("staff").get("/"))
    for role in ("member", "viewer"):
        assert "A quiet council" not in text(client_as(role).get("/"))


def test_whom_we_did_not_talk_with_in_time_goes_cold_and_a_talk_warms_it(settled, client_as):
    by = acting(at=instant())
    long_ago = (date.fromisoformat(office.today()) - timedelta(days=40)).isoformat()
    for member in ("carl", "dora"):
        settled.write(log_contact, NewInteraction((member,), ("ann",), at=long_ago), by=by)
    page = text(client_as("staff").get("/"))
    assert "1 tie going cold." in page  # Carl leads a committee, Dora only sits on it
    assert "Ann Reed talked with them last" in page
    settled.write(log_contact, NewInteraction(("carl",), ("bo",), at=office.today()), by=by)
    assert "Everybody we talk with was talked with in time." in text(client_as("staff").get("/"))
    assert "Going cold" not in text(client_as("viewer").get("/"))


def test_the_seats_are_counted_by_chamber(settled, client_as):
    settled.write(rate, NewRating("amy", "carl", "close", said_by="amy", visibility="shared"), by=acting(at=instant()))
    page = client_as("staff").get("/")
    assert "1 of 4 in the House" in text(page)
    assert "0 of 1 in the Senate" in text(page)
    assert "House: 1 Close, 0 Good, 0 Know, 3 without a tie" in page.text


@pytest.mark.parametrize(
    ("meetings", "day", "warned"),
    [
        ([meeting("2026-09-15")], TODAY, "2026-12-31"),
        ([meeting("2026-09-15")], date(2026, 11, 1), None),
        ([meeting("2026-12-20"), meeting("2026-09-15")], TODAY, None),
        ([meeting("2026-12-20", CANCELLED), meeting("2026-09-15")], TODAY, "2026-12-31"),
        ([], TODAY, None),
    ],
)
def test_a_quarter_that_closes_without_a_council_meeting_is_noticed(meetings, day, warned):
    assert quarter_without_meeting(meetings, day) == warned


def test_the_council_asks_for_what_is_due_and_old_and_only_the_staff_reads_it(graph, client_as):
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    now = instant()
    issue = NewIssue("Teacher pay")
    graph.write(suggest_issue, issue, by=on("2020-01-01"))
    ranking = NewRanking("adopted", "2020-01-02", "the board", 1, 2021)
    graph.write(decide, issue.id, ranking, 1, by=on("2020-01-02"))
    for holder, day in (("msba", "2020-01-03"), ("rep0", "2020-01-03"), ("mae", today())):
        new = NewPosition(holder, issue.id, 1, "sure", "statement", "letter", day)
        graph.write(record_stance, new, by=acting(at=now))
    graph.write(make_promise, NewPromise("Send the table", "mass", "msba", "2026-01-05"), by=acting(at=now))
    planned = NewMeeting("council", "2020-02-03", ("mae",))
    graph.write(plan_meeting, planned, by=on("2020-01-05"))
    page = text(client_as("staff").get("/"))
    assert "1 council promise due" in page
    assert "1 stance older than a session" in page
    assert "The meeting of Feb 3, 2020 is not recorded." in page
    assert "MASS to MSBA · was due Jan 5, 2026" in page
    assert page.count("Send the table") == 1
    assert "MSBA on Teacher pay Leans for, said Jan 3, 2020" in page
    assert "nor 1 stance of others on the priorities" in page
    viewer = text(client_as("viewer").get("/"))
    for hidden in ("Send the table", "Teacher pay", "is not recorded"):
        assert hidden not in viewer
