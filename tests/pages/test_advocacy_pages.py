"""Advocacy's pages: from a suggestion to a brief in hand, through the pages alone."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from page_text import text as page_text
from worlds import office
from worlds.council import BODIES, NAMES, WORLD, count
from worlds.pieces import add, join

from crm.storage.database import Database


@pytest.fixture
def staff(graph: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody of the staff, with the small world in the graph."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return client_as("staff")


def sent(client: FlaskClient, path: str, **fields: object) -> str:
    """Send a form that must be accepted; the id at the end of the address it leads to."""
    answer = client.post(path, data=fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].split("?")[0].rstrip("/").split("/")[-1]


def adopted(client: FlaskClient, title: str, rank: int) -> str:
    issue = sent(client, "/issues/new", title=title, raised_by="mae", raised_on="3/1/2026")
    decision = {
        "status": "adopted",
        "rank": rank,
        "session_year": 2027,
        "set_by": "the board",
        "on": "3/2/2026",
        "version": 1,
    }
    sent(client, f"/issues/{issue}/decide", **decision)
    return issue


def stance(client: FlaskClient, holder: str, subject: str, value: int, day: str = "5/2/2026") -> None:
    given = {"holder": holder, "subject": subject, "stance": value, "certainty": "sure", "source_kind": "statement"}
    sent(client, "/positions/new", **given, source="a letter", on=day, key=f"key-{holder}-{subject}-{day}")


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:3000]
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_an_empty_office_is_told_what_to_do_first(client_as: Callable[..., FlaskClient]) -> None:
    client = client_as("staff")
    assert "No issues yet" in page(client, "/issues")
    assert "No bills yet" in page(client, "/bills")
    assert "No priorities yet" in page(client, "/consensus")
    assert client.get("/council").status_code == 404


def test_a_suggestion_becomes_a_priority_and_the_rule_of_four_or_five_is_shown(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    listed = page(staff, "/issues")
    assert "1 priority for the 2027 session" in listed
    assert "The plan sets 4 or 5 priorities (UV 2.1.1); there is 1." in listed
    shown = page(staff, f"/issues/{issue}")
    assert "None of 6 bodies are for it" in shown
    assert "raised by MAE" in listed


def test_a_stale_decision_is_refused_and_nothing_typed_is_lost(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    late = {"status": "closed", "set_by": "Somebody else", "on": "3/3/2026", "version": 1, "wording": "My words"}
    answer = staff.post(f"/issues/{issue}/decide", data=late)
    assert answer.status_code == 422
    assert "What you typed is still in the form" in page_text(answer)
    assert "My words</textarea>" in answer.get_data(as_text=True)


def test_stances_show_on_the_issue_and_can_be_taken_back(staff: FlaskClient, graph: Database) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    stance(staff, "msba", issue, -1)
    stance(staff, "rep0", issue, 2)
    shown = page(staff, f"/issues/{issue}")
    assert "Leans against" in shown
    assert "Della Ames" in shown
    taken = graph.read(
        lambda tx: tx.run("MATCH (p:Position)-[:HELD_BY]->(:Organization) RETURN p.id AS id").single()["id"]
    )
    sent(staff, f"/positions/{taken}/retract")
    assert "Leans against" not in page(staff, f"/issues/{issue}")
    sent(staff, f"/positions/{taken}/restore")
    assert "Leans against" in page(staff, f"/issues/{issue}")


def test_a_stance_without_a_source_or_in_the_future_is_shown_again_with_what_is_wrong(
    staff: FlaskClient, graph: Database
) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    given = {"holder": "msba", "subject": issue, "stance": 1, "source_kind": "statement", "on": "5/2/2026"}
    bare = staff.post("/positions/new", data=given)
    assert (bare.status_code, "Give the link to the statement" in bare.get_data(as_text=True)) == (422, True)
    future = staff.post("/positions/new", data={**given, "source": "letter", "on": "5/2/2126"})
    assert (future.status_code, "cannot be dated in the future" in future.get_data(as_text=True)) == (422, True)
    assert count(graph, "MATCH (p:Position) RETURN count(p)") == 0


def test_a_roll_call_is_typed_with_the_names_in_hand_and_must_add_up(staff: FlaskClient) -> None:
    bill = sent(staff, "/bills/new", identifier="HB 7", session="2026", title="Pay")
    today = office.today()
    stance(staff, "rep0", bill, 2, today)
    form = page(staff, f"/bills/{bill}/votes/new?chamber=lower&on={today}")
    assert "Della Ames" in form
    typed = {
        "chamber": "lower",
        "on": today,
        "motion": "passage",
        "tally_yea": 2,
        "tally_nay": 1,
        "key": "vote-key-1",
    }
    wrong = staff.post(f"/bills/{bill}/votes/new", data={**typed, "vote_rep0": "yea"})
    assert (wrong.status_code, "the count says 2" in wrong.get_data(as_text=True)) == (422, True)
    pasted = {**typed, "step": "match", "pasted_yea": "Yeas--Ames, Boyd. Total--2.", "pasted_nay": "Dunn"}
    asked = staff.post(f"/bills/{bill}/votes/new", data=pasted)
    assert "fits 2 members" in asked.get_data(as_text=True)
    vote = sent(staff, f"/bills/{bill}/votes/new", **typed, vote_rep0="yea", vote_rep1="yea", vote_rep4="nay")
    shown = page(staff, f"/votes/{vote}")
    assert "2 to 1" in shown
    assert "As predicted" in shown


def test_the_whip_board_counts_and_an_ask_is_planned_from_it(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    stance(staff, "rep0", issue, 2)
    stance(staff, "rep1", issue, 0)
    board = page(staff, f"/whip/{issue}?chamber=lower")
    assert "1 for, 0 against, 1 undecided, 3 unknown; 3 needed." in board
    sent(staff, "/asks/add", asker="ann", target="rep1", subject=issue, next=f"/whip/{issue}", key="an-ask-of-pay")
    assert "<strong>Ann Reed</strong> asks" in page(staff, f"/whip/{issue}?chamber=lower")
    export = staff.get(f"/whip/{issue}?chamber=lower&format=csv").get_data(as_text=True)
    assert "Ruth Boyd" in export
    assert "nobody to count" in page(staff, f"/whip/{issue}?chamber=upper")


def test_the_power_map_shows_the_parts_of_each_score(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    sent(staff, f"/power/{issue}/committees", committees="education")
    shown = page(staff, f"/power/{issue}")
    assert "chairs a committee of this issue 3" in shown
    assert "We know where none of 5 members stand" in shown


def test_a_meeting_is_planned_held_and_remembered(staff: FlaskClient) -> None:
    none = staff.post("/council/meetings/new", data={"council": "council", "start": "2026-08-12"})
    assert (none.status_code, "Invite at least one body" in none.get_data(as_text=True)) == (422, True)
    planned = {"council": "council", "start": "2026-08-12", "name": "Advisory council", "bodies": ["mae", "msba"]}
    meeting = sent(staff, "/council/meetings/new", **planned, agenda_0="Welcome")
    held = {"version": 1, "came": "holder-mae", "minutes": "We met.", "decision_0": "Write a letter"}
    sent(staff, f"/council/meetings/{meeting}/held", **held)
    shown = page(staff, f"/council/meetings/{meeting}")
    assert "1 of 2 bodies came; MSBA did not." in shown
    assert "Write a letter" in shown
    form = page(staff, f"/council/meetings/{meeting}/held")
    decision = re.search(r'name="id_0" value="([^"]+)"', form)
    assert decision is not None
    again = {"version": 2, "came": "holder-mae", "for_msba": "rep0", "decision_0": "Write two letters"}
    sent(staff, f"/council/meetings/{meeting}/held", **again, id_0=decision[1])
    mended = page(staff, f"/council/meetings/{meeting}")
    assert "2 of 2 bodies came." in mended
    assert 'Della Ames</a> <span class="quiet">for MSBA' in mended
    assert "Write two letters" in mended
    assert "Write a letter" not in mended
    overview = page(staff, "/council")
    assert "1 seat without a holder: TPC" in overview


def test_a_plan_is_changed_called_off_and_planned_again(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    planned = {"council": "council", "start": "2126-08-12", "name": "Advisory council", "bodies": ["mae", "msba"]}
    meeting = sent(staff, "/council/meetings/new", **planned)
    assert "Aug 12, 2126" in page(staff, "/council")
    suggested = page(staff, f"/council/meetings/{meeting}/plan?agenda=suggested")
    assert 'value="Teacher pay"' in suggested
    changed = {**planned, "start": "2126-09-01", "bodies": ["mae"], "agenda_0": "Pay", "issue_0": issue, "version": 1}
    sent(staff, f"/council/meetings/{meeting}/plan", **changed)
    shown = page(staff, f"/council/meetings/{meeting}")
    assert "Sep 1, 2126" in shown
    assert "1 body invited." in shown
    stale = staff.post(f"/council/meetings/{meeting}/plan", data=changed)
    assert (stale.status_code, "saved this while you were working" in stale.get_data(as_text=True)) == (422, True)
    sent(staff, f"/council/meetings/{meeting}/cancel", version=2)
    assert "It was called off." in page(staff, f"/council/meetings/{meeting}")
    assert "No meeting is planned" in page(staff, "/council")
    sent(staff, f"/council/meetings/{meeting}/reinstate", version=3)
    assert "1 body invited." in page(staff, f"/council/meetings/{meeting}")


def test_a_meeting_has_an_hour_a_link_and_a_file_for_the_calendar(staff: FlaskClient) -> None:
    planned = {"council": "council", "start": "2126-08-12", "name": "Advisory council", "bodies": ["mae"]}
    meeting = sent(staff, "/council/meetings/new", **planned, time="13:30", place="https://meet.example.org/council")
    shown = page(staff, f"/council/meetings/{meeting}")
    assert "Aug 12, 2126, 1:30 PM" in shown
    assert 'href="https://meet.example.org/council"' in shown
    assert f'href="/events/{meeting}.ics"' in shown
    assert "DTSTART:21260812T183000Z" in staff.get(f"/events/{meeting}.ics").text
    assert 'value="13:30"' in page(staff, f"/council/meetings/{meeting}/plan")
    wrong = staff.post("/council/meetings/new", data={**planned, "time": "25:00"})
    assert (wrong.status_code, "Choose a day." in wrong.text) == (422, True)


def test_an_agenda_grows_line_by_line_and_takes_what_the_brief_suggests(staff: FlaskClient) -> None:
    adopted(staff, "Teacher pay", 1)
    typed = {"council": "council", "start": "2126-08-12", "name": "Advisory council", "bodies": ["mae"]}
    typed |= {"agenda_0": "Welcome", "place": "Jackson"}
    longer = staff.post("/council/meetings/new", data={**typed, "agenda": "longer"}).text
    assert 'name="agenda_5"' in longer
    suggested = staff.post("/council/meetings/new", data={**typed, "agenda": "suggested"}).text
    assert ('value="Welcome"' in suggested, 'value="Teacher pay"' in suggested, 'value="Jackson"' in suggested) == (
        True,
        True,
        True,
    )
    assert "No meeting is planned" in page(staff, "/council")
    assert 'value="Teacher pay"' in page(staff, "/council/meetings/new?agenda=suggested")


def test_the_brief_leads_with_the_first_priority_also_where_others_are_more_agreed_on(staff: FlaskClient) -> None:
    adopted(staff, "Teacher pay", 1)
    second = adopted(staff, "Buses", 2)
    for body in ("mae", "msba"):
        stance(staff, body, second, 2)
    assert 'class="brief-headline">Teacher pay:' in page(staff, "/council/brief")


def test_filling_a_seat_makes_the_person_in_place(staff: FlaskClient, graph: Database) -> None:
    seat = graph.read(lambda tx: tx.run("MATCH (s:Post {role: 'council_seat'}) RETURN s.id ORDER BY s.id").value())[0]
    form = {"key": "12345678-seat", "person_new_name": "Jo Smith", "leaves": "true", "start_date": "1/2/2027"}
    for _ in range(2):
        staff.post(f"/seats/{seat}/holder", data=form)
    assert (
        count(graph, "MATCH (p:Person {name: 'Jo Smith'})-[:HOLDS]->(:Post {role: 'council_seat'}) RETURN count(*)")
        == 1
    )


def test_the_council_page_names_who_held_a_seat_before_and_the_meeting_nobody_recorded(
    staff: FlaskClient, graph: Database
) -> None:
    add(graph, "Person", {"old": {"name": "Odell Finch"}})
    join(graph, "HOLDS", "Person", "Post", [("old", "seat-mae", {"start_date": "2021", "end_date": "2024-01"})])
    planned = {"council": "council", "start": "2026-02-12", "name": "Advisory council", "bodies": ["mae", "msba"]}
    sent(staff, "/council/meetings/new", **planned)
    shown = page(staff, "/council")
    assert "Odell Finch</a>, 2021 to Jan 2024" in shown
    assert "The meeting planned for Feb 12, 2026 is not recorded" in shown


def test_a_stance_logged_changes_the_brief_which_comes_as_page_pdf_and_word(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    before = page(staff, "/council/brief")
    assert "No body’s stance is known yet" in before or "no body’s stance is known yet" in before
    stance(staff, "msba", issue, 0)
    sent(staff, "/council/promises/new", owes="mass", owed_to="msba", text="Send the cost table", due="10/1/2026")
    after = page(staff, "/council/brief")
    assert "MSBA is undecided" in after
    assert "Send the cost table" in after
    made = staff.get("/council/brief.pdf").get_data()
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) <= 2 or b"/Count" in made
    word = zipfile.ZipFile(io.BytesIO(staff.get("/council/brief.docx").get_data()))
    assert "Send the cost table" in word.read("word/document.xml").decode()
    assert staff.get("/council/brief.exe").status_code == 404


def test_a_stance_logged_with_a_contact_is_recorded_once_and_changes_the_brief(
    staff: FlaskClient, graph: Database
) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    contact = {"theirs": ["holder-msba", "rep1"], "ours": "ann", "issues": issue, "channel": "call", "sentiment": "1"}
    told = {**contact, "stance": "1", "conditions": "phased in", "key": "contact-key-1", "at": "2026-05-01"}
    for _ in range(2):
        sent(staff, "/log", **told)
    assert count(graph, "MATCH (p:Position)-[:FROM]->(:Interaction) RETURN count(p)") == 2
    assert "Leans for" in page(staff, f"/whip/{issue}?chamber=lower")
    bare = staff.post("/log", data={**contact, "issues": "", "stance": "1", "key": "contact-key-2"})
    assert (bare.status_code, "Choose the issue" in bare.get_data(as_text=True)) == (422, True)
    assert count(graph, "MATCH (i:Interaction) RETURN count(i)") == 1


def test_a_legislator_has_a_brief_of_their_own(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    stance(staff, "rep0", issue, 0)
    shown = page(staff, "/people/rep0/brief")
    assert "Ask them to support “Teacher pay”" in shown
    assert "Nobody of ours is known to know them yet" in shown
    assert staff.get("/people/rep0/brief.pdf").get_data().startswith(b"%PDF")


def test_messages_about_an_issue_are_listed_with_it(staff: FlaskClient) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    form = staff.get(f"/records/messages/new?issues={issue}").text
    assert "Teacher pay" in form
    sent(staff, "/records/messages/new", subject="Update of May", channels="email", sent="5/1/2026", issues=issue)
    assert "Update of May" in page(staff, f"/issues/{issue}")


def test_viewers_see_issues_without_staff_judgements_and_no_staff_pages(
    staff: FlaskClient, client_as: Callable[..., FlaskClient]
) -> None:
    issue = adopted(staff, "Teacher pay", 1)
    judged = {
        "holder": "rep3",
        "subject": issue,
        "stance": -2,
        "source_kind": "judgement",
        "source": "x y",
        "on": "5/2/2026",
    }
    sent(staff, "/positions/new", **judged)
    viewer = client_as("viewer")
    assert "Opposes" not in page(viewer, f"/issues/{issue}")
    for path in (
        f"/whip/{issue}",
        f"/power/{issue}",
        "/council",
        "/council/brief",
        "/people/rep0/brief",
        "/issues/new",
    ):
        assert viewer.get(path).status_code == 403
