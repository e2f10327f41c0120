"""Lobbying's pages: from a dinner to a filed report, through the pages alone."""

import csv
import io
import re
from collections.abc import Callable

import pytest
import python_calamine as calamine
from flask.testing import FlaskClient
from page_text import page, words
from worlds.council import on
from worlds.lobbying import WORLD, add_contacts, contact, dinner

from crm.lobbying.expenses import record_expense
from crm.lobbying.registrations import NewRegistration, register
from crm.storage.database import Database

STAFF = on("2025-06-01")


@pytest.fixture
def world(graph: Database) -> Database:
    graph.write(lambda tx: tx.run(WORLD).consume())
    return graph


@pytest.fixture
def staff(world: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    """Somebody of the staff, with the small world in the graph."""
    return client_as("staff")


def sent(client: FlaskClient, path: str, **fields: object) -> str:
    """Send a form that must be accepted; the address it leads to."""
    answer = client.post(path, data=fields)
    assert answer.status_code == 303, words(answer.get_data(as_text=True))[:3000]
    return answer.headers["Location"].split("?")[0]


def refused(client: FlaskClient, path: str, **fields: object) -> str:
    answer = client.post(path, data=fields)
    assert answer.status_code == 422
    return answer.get_data(as_text=True)


DINNER = {
    "key": "dinner-key", "on": "1/15/2025", "amount": "$212.40", "purpose": "Dinner on teacher pay", "place": "Jackson",
    "category": "f", "thing": "food", "payer": "ann", "payer_name": "Ann Reed", "gifts": ["della", "ruth"],
    "gifts_name": ["Della Ames", "Ruth Boyd"], "family_della": "1", "family_ruth": "1", "ours": "0",
}  # fmt: skip


def test_every_page_says_that_it_does_not_rule(staff: FlaskClient) -> None:
    made = sent(staff, "/lobbying/expenses/new", **DINNER)
    for path in ("/lobbying", "/lobbying/expenses", "/lobbying/registrations", "/lobbying/law", made,
                 "/lobbying/reports/client-annual/2026/mass"):  # fmt: skip
        assert "does not decide what the law requires" in page(staff, path), path


def test_a_dinner_is_recorded_split_listed_and_exported(staff: FlaskClient) -> None:
    made = sent(staff, "/lobbying/expenses/new", **DINNER)
    shown = page(staff, made)
    assert "Della Ames 1 $106.20" in shown
    listed = page(staff, "/lobbying/expenses?year=2025")
    assert "1 expense in 2025, $212.40." in listed
    rows = list(csv.DictReader(io.StringIO(staff.get("/lobbying/expenses?year=2025&format=csv").text.lstrip("\ufeff"))))
    assert rows[0]["Shares"] == "Della Ames and 1 of family $106.20; Ruth Boyd and 1 of family $106.20"
    assert staff.get("/lobbying/expenses?year=2025&format=xlsx").data.startswith(b"PK")


def test_what_an_expense_lacks_is_named_when_it_is_saved_and_on_its_page(staff: FlaskClient) -> None:
    made = sent(staff, "/lobbying/expenses/new", on="1/15/2025", amount="50", category="f", key="bare-key")
    assert "still ask for who paid; the purpose; the place; the official" in page(staff, made)
    assert "1 lacks something" in page(staff, "/lobbying/expenses?year=2025")
    assert "1 expense" in page(staff, "/lobbying/expenses?year=2025&lacking=1")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "-5"}, "Write an amount from 0"),
        ({"amount": "0"}, "amount above zero"),
        ({"amount": ""}, "Fill this in."),
        ({"amount": "see Visa"}, "is not an amount of dollars"),
        ({"on": "1/15/2199"}, "cannot be in the future"),
        ({"on": "someday"}, "is not a date"),
        ({"share_della": "300"}, "The shares come to $300.00"),
        ({"family_della": "-1"}, "0 to 20 relatives"),
        ({"family_della": "many"}, "Write a whole number."),
        ({"function": "true", "attendance": "5", "officials": "9"}, "More officials than people"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    staff: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    shown = refused(staff, "/lobbying/expenses/new", **{**DINNER, **wrong})
    assert sentence in words(shown)
    assert "Dinner on teacher pay" in shown
    assert "Della Ames" in shown
    assert "No expenses in 2025" in page(staff, "/lobbying/expenses?year=2025")


def test_the_meters_run_while_the_form_is_typed(staff: FlaskClient) -> None:
    sent(staff, "/lobbying/expenses/new", **{**DINNER, "key": "coffee-key", "amount": "8", "family_ruth": "0"})
    answer = staff.post("/lobbying/expenses/shares", data={**DINNER, "amount": "10", "share_della": "4"})
    shown = words(answer.get_data(as_text=True))
    assert "Ruth Boyd" in shown
    assert "$8.66 of $10.00 of food from Ann Reed in 2025" in shown, "2.66 before and 6 now"
    assert "$9.34 of $10.00 of food from Ann Reed in 2025" in shown, "5.34 before and 4 now"
    assert "$0.00 of $200.00 of things of value" in shown
    over = words(staff.post("/lobbying/expenses/shares", data={**DINNER, "amount": "500"}).get_data(as_text=True))
    assert "past the limit (§ 5-8-3(a)(ii)3)" in over
    assert "no longer less than the limit (§ 5-8-7)" in over
    assert "1 expense in 2025" in page(staff, "/lobbying/expenses?year=2025"), "nothing was saved by looking"


def test_the_two_hundred_dollars_are_no_limit_of_somebody_who_reports(staff: FlaskClient) -> None:
    sent(staff, "/lobbying/registrations/new", who="ann", year="2025", filed_on="1/3/2025")
    shown = words(staff.post("/lobbying/expenses/shares", data={**DINNER, "amount": "500"}).get_data(as_text=True))
    assert "$500.00 of things of value that Ann Reed, who reports, gave officials in 2025" in shown
    assert "$250.00 of things of value from Ann Reed in 2025" in shown, "what one official had, beside the name"
    assert "§ 5-8-7" not in shown


def test_while_all_four_conditions_are_ticked_nobodys_share_counts_as_given(staff: FlaskClient) -> None:
    ticked = dict.fromkeys(("function", "legislature", "statewide", "one_day", "equal"), "true")
    shown = words(staff.post("/lobbying/expenses/shares", data={**DINNER, **ticked}).get_data(as_text=True))
    assert "nobody’s share counts as given" in shown
    assert "past the limit" not in shown


def test_the_meters_answer_also_when_the_form_cannot_be_read_yet(staff: FlaskClient) -> None:
    shown = words(staff.post("/lobbying/expenses/shares", data={**DINNER, "amount": ""}).get_data(as_text=True))
    assert "Write the date and the amount to see the shares." in shown
    assert staff.post("/lobbying/expenses/shares", data={"gifts": "no-such", "on": "1/1/2025"}).status_code == 200


def test_without_scripts_looking_works_the_shares_out_and_saves_nothing(staff: FlaskClient) -> None:
    answer = staff.post("/lobbying/expenses/new", data={**DINNER, "look": "1"})
    assert answer.status_code == 200
    assert "$106.20" in answer.get_data(as_text=True)
    assert "No expenses in 2025" in page(staff, "/lobbying/expenses?year=2025")


def test_an_edit_keeps_shares_set_by_hand_and_a_late_one_is_asked_again(staff: FlaskClient) -> None:
    made = sent(staff, "/lobbying/expenses/new", **{**DINNER, "share_della": "12.40"})
    form = staff.get(f"{made}/edit").get_data(as_text=True)
    assert 'name="share_della"' in form
    assert 'value="12.40"' in form
    sent(staff, f"{made}/edit", **{**DINNER, "place": "Oxford", "version": "1"})
    late = refused(staff, f"{made}/edit", **{**DINNER, "place": "Biloxi", "version": "1"})
    assert "saved this while you were working on it" in late
    assert "Oxford" in late
    assert "Biloxi" in late
    assert "Oxford" in page(staff, made)


def test_a_deleted_expense_comes_back_by_undo(staff: FlaskClient) -> None:
    made = sent(staff, "/lobbying/expenses/new", **DINNER)
    sent(staff, f"{made}/delete")
    assert staff.get(made).status_code == 404
    sent(staff, f"{made}/restore")
    assert "Dinner on teacher pay" in page(staff, made)


def test_a_contact_with_a_cost_is_offered_and_fills_the_form_in(world: Database, staff: FlaskClient) -> None:
    add_contacts(world, contact("2025-01-10", "ann", cost=1850))
    assert "Meeting with Della Ames" in page(staff, "/lobbying?year=2025")
    form = staff.get("/lobbying/expenses/new?contact=contact-ann-della-2025-01-10&year=2025").get_data(as_text=True)
    assert 'value="18.50"' in form
    assert "Della Ames" in form
    assert "No expenses in 2025" in page(staff, "/lobbying/expenses?year=2025"), "offered, never assumed"


def test_a_receipt_that_is_on_record_already_is_joined_to_its_contact_and_not_recorded_twice(
    world: Database, staff: FlaskClient
) -> None:
    add_contacts(world, contact("2025-01-15", "ann", cost=21240))
    made = sent(staff, "/lobbying/expenses/new", **DINNER)
    source = "contact=contact-ann-della-2025-01-15"
    form = staff.get(f"/lobbying/expenses/new?{source}").get_data(as_text=True)
    assert "An expense of this amount on this day is on record." in words(form)
    assert f'href="{made}/edit?{source}"' in form
    joined = staff.get(f"{made}/edit?{source}").get_data(as_text=True)
    assert "From a logged contact" in words(joined)
    sent(staff, f"{made}/edit", **{**DINNER, "version": "1", "contact": source.partition("=")[2]})
    assert "A logged contact" in page(staff, made)
    assert "Meeting with Della Ames" not in page(staff, "/lobbying?year=2025"), "it is offered no more"
    assert "1 expense in 2025, $212.40." in page(staff, "/lobbying/expenses?year=2025")


def filed_report(staff: FlaskClient) -> str:
    sent(staff, "/lobbying/registrations/new", who="ann", year="2025", filed_on="1/3/2025")
    sent(staff, "/lobbying/expenses/new", **DINNER)
    return sent(staff, "/lobbying/reports/february/2025/ann/file", filed_on="3/10/2025", note="Receipt 4711")


def test_a_worksheet_is_filed_frozen_amended_and_printed(staff: FlaskClient) -> None:
    filed = filed_report(staff)
    shown = page(staff, filed)
    assert "Filed Mar 10, 2025, 13 days late: 1 line, $212.40." in shown
    assert "4, which § 5-8-17(1)(b) counts at $200.00" in shown
    assert "The records say what was filed." in shown
    expense = re.search(r"/lobbying/expenses/[0-9a-f-]+", staff.get(filed).get_data(as_text=True))
    assert expense is not None
    sent(staff, f"{expense[0]}/edit", **{**DINNER, "amount": "222.40", "version": "1"})
    changed = page(staff, filed)
    assert "Changed since it was filed 2" in changed
    assert "Was filed as: Della Ames: Food or drink for immediate consumption: Dinner on teacher pay" in changed
    again = refused_conflict(staff)
    assert "filed on Mar 10, 2025" in again
    second = sent(staff, "/lobbying/reports/february/2025/ann/file", filed_on="3/20/2025", amends="true")
    assert "amendment 1" in page(staff, second)
    for path in (f"{filed}/worksheet.pdf", "/lobbying/reports/february/2025/ann/worksheet.pdf"):
        assert staff.get(path).data.startswith(b"%PDF")


def test_an_amendment_is_offered_only_where_the_records_changed_and_sent_twice_is_one(staff: FlaskClient) -> None:
    filed = filed_report(staff)
    sheet = "/lobbying/reports/february/2025/ann"
    assert "there is nothing to amend" in page(staff, sheet)
    assert "File the amendment" not in page(staff, sheet)
    assert "nothing to amend" in refused_conflict(staff, amends="true")
    assert "Records changed since" not in page(staff, "/lobbying?year=2025")
    expense = re.search(r"/lobbying/expenses/[0-9a-f-]+", staff.get(filed).get_data(as_text=True))
    assert expense is not None
    sent(staff, f"{expense[0]}/edit", **{**DINNER, "amount": "222.40", "version": "1"})
    assert "differ from what was filed last in 2 lines" in page(staff, sheet)
    assert "Records changed since" in page(staff, "/lobbying?year=2025")
    first = sent(staff, f"{sheet}/file", filed_on="3/20/2025", amends="true")
    assert sent(staff, f"{sheet}/file", filed_on="3/20/2025", amends="true") == first
    assert "1 amendment" in page(staff, "/lobbying?year=2025")
    assert "Records changed since" not in page(staff, "/lobbying?year=2025")
    assert "Not in the filed report" not in page(staff, first)


def test_a_cost_of_the_period_that_is_in_no_expense_stands_on_the_worksheet(
    world: Database, staff: FlaskClient
) -> None:
    sent(staff, "/lobbying/registrations/new", who="ann", year="2025", filed_on="1/3/2025")
    add_contacts(world, contact("2025-02-20", "ann", cost=1850), contact("2025-03-20", "ann", cost=900))
    shown = page(staff, "/lobbying/reports/february/2025/ann")
    assert "Costs of this period that are in no expense 1" in shown
    assert "$18.50" in shown
    assert "$9.00" not in shown, "March is in another report"


def refused_conflict(staff: FlaskClient, **more: str) -> str:
    answer = staff.post("/lobbying/reports/february/2025/ann/file", data={"filed_on": "3/11/2025", **more})
    assert answer.status_code in (409, 422)
    return words(answer.get_data(as_text=True))


def test_a_worksheets_export_has_every_row_with_its_part_and_section(staff: FlaskClient) -> None:
    filed_report(staff)
    text = staff.get("/lobbying/reports/annual/2026/ann?format=csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Part"], row["Section"], row["Amount"]) for row in rows] == [
        ("f", "§ 5-8-11(2)(f)", "212.40"),
        ("officials", "§ 5-8-11(3)", "106.20"),
        ("officials", "§ 5-8-11(3)", "106.20"),
    ]
    book = staff.get("/lobbying/reports/annual/2026/ann?format=xlsx").data
    sheet = calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    assert [row[8] for row in sheet.to_python()] == ["Amount", 212.4, 106.2, 106.2], "numbers, to be added up"


def test_what_the_state_said_is_kept_and_a_report_not_filed_is_taken_out(staff: FlaskClient) -> None:
    filed = filed_report(staff)
    sent(staff, f"{filed}/accept", accepted="3/12/2025", note="OK", version="1")
    assert "Accepted Mar 12, 2025" in page(staff, filed)
    assert "before it was filed" in refused(staff, f"{filed}/accept", accepted="1/1/2025", version="2")
    sent(staff, f"{filed}/delete")
    assert staff.get(filed).status_code == 404
    sent(staff, f"{filed}/restore")
    assert "Accepted Mar 12, 2025" in page(staff, filed)


def test_the_overview_lists_what_is_due_and_what_was_filed_late(staff: FlaskClient) -> None:
    filed_report(staff)
    shown = page(staff, "/lobbying?year=2025")
    assert "Filed 13 days late" in shown
    assert "Not computed yet" in shown, "the session's last day is not on record"
    sent(staff, "/sessions/2025", name="2025", kind="regular", convened="1/7/2025", adjourned="4/6/2025")
    assert "Apr 16, 2025" in page(staff, "/lobbying?year=2025")


def test_registrations_show_who_started_when_and_contacts_that_may_not_count(
    world: Database, staff: FlaskClient
) -> None:
    add_contacts(world, contact("2025-01-05", "ann"), contact("2025-02-10", "sue"))
    sent(staff, "/lobbying/registrations/new", who="ann", year="2025", filed_on="1/12/2025")
    shown = page(staff, "/lobbying/registrations?year=2025")
    assert "1 registered for 2025, no registration of the association is on record." in shown
    assert "Ann Reed Jan 12, 2025 Jan 5, 2025 Jan 10, 2025 2" in shown
    assert "§ 5-8-7(e)" in page(staff, "/lobbying/unregistered?year=2025")
    for day in range(11, 17):
        add_contacts(world, contact(f"2025-02-{day}", "sue"))
    assert page(staff, "/lobbying/registrations?year=2025").count("Meeting with Della Ames") == 5
    assert "Show all 8" in page(staff, "/lobbying/registrations?year=2025")
    assert page(staff, "/lobbying/unregistered?year=2025").count("Meeting with Della Ames") == 8
    assert "Choose who registered" in refused(staff, "/lobbying/registrations/new", year="2025", filed_on="1/12/2025")
    twice = refused(staff, "/lobbying/registrations/new", who="ann", year="2025", filed_on="1/13/2025")
    assert "on record already" in twice


def test_a_registration_is_changed_deleted_and_brought_back(world: Database, staff: FlaskClient) -> None:
    made = world.write(register, NewRegistration("ann", 2025, "2025-01-08"), by=STAFF)
    there = f"/lobbying/registrations/{made}"
    sent(staff, there, filed_on="1/8/2025", ended_on="5/1/2025", fee="25", issues="For teacher pay", version="1")
    assert "For teacher pay" in page(staff, "/lobbying/registrations?year=2025")
    assert "/lobbying/reports/termination/2025/ann" in staff.get(there).get_data(as_text=True)
    assert "Covers Jan 1, 2025 to May 1, 2025" in page(staff, "/lobbying/reports/termination/2025/ann")
    assert "saved this while you were working on it" in refused(staff, there, filed_on="1/9/2025", version="1")
    sent(staff, f"{there}/delete")
    assert staff.get(there).status_code == 404
    sent(staff, f"{there}/restore")
    assert "5/1/2025" in staff.get(there).get_data(as_text=True)


def test_the_session_calendar_is_as_printed_and_a_deadline_can_be_set_otherwise(staff: FlaskClient) -> None:
    shown = page(staff, "/sessions/2025")
    for printed in ("Jan 20, 2025", "Feb 4, 2025", "Feb 13, 2025", "Mar 4, 2025", "Mar 12, 2025", "Apr 6, 2025"):
        assert printed in shown, printed
    assert "Say why the day differs" in refused(staff, "/sessions/2025/deadlines", deadline="floor", on="2/14/2025")
    sent(staff, "/sessions/2025/deadlines", deadline="floor", on="2/14/2025", reason="Suspended by HC 65")
    assert "Fri, Feb 14, 2025" in page(staff, "/sessions/2025")
    assert "Suspended by HC 65" in page(staff, "/sessions/2025")
    sent(staff, "/sessions/2025/deadlines", deadline="floor", on="")
    assert "Suspended by HC 65" not in page(staff, "/sessions/2025")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"adjourned": "1/6/2025"}, "cannot end before it convenes"),
        ({"convened": "2025"}, "Write a whole day"),
        ({"name": "last year"}, "Write it as 2026"),
        ({"length": "0"}, "1 to 366 days"),
    ],
)
def test_a_session_that_cannot_be_is_refused(staff: FlaskClient, fields: dict[str, str], sentence: str) -> None:
    given = {"name": "2025", "kind": "regular", "convened": "1/7/2025", **fields}
    assert sentence in refused(staff, "/sessions/2025", **given)
    assert "No session is recorded yet" in page(staff, "/sessions")


def test_members_read_the_calendar_and_nothing_else_of_this_room(
    world: Database, client_as: Callable[..., FlaskClient]
) -> None:
    member = client_as("member")
    assert "2025 regular session" in page(member, "/sessions/2025")
    assert "Set a deadline otherwise" not in page(member, "/sessions/2025")
    made = world.write(record_expense, dinner(), by=STAFF)
    for path in ("/lobbying", "/lobbying/expenses", f"/lobbying/expenses/{made}", "/lobbying/registrations",
                 "/lobbying/law", "/lobbying/reports/february/2025/ann"):  # fmt: skip
        assert member.get(path).status_code == 403, path
    assert member.post("/sessions/2025/deadlines", data={"deadline": "floor"}).status_code == 403


def test_a_changed_law_is_recorded_counted_with_and_taken_back(staff: FlaskClient) -> None:
    change = {"term": "food_limit", "value": "25.00", "since": "1/1/2025", "source": "A bill of 2025"}
    sent(staff, "/lobbying/law", **change)
    shown = page(staff, "/lobbying/law")
    assert "Recorded by the office: A bill of 2025" in shown
    meters = words(staff.post("/lobbying/expenses/shares", data={**DINNER, "amount": "40"}).get_data(as_text=True))
    assert "$20.00 of $25.00 of food" in meters
    assert "Write dollars as 12.50" in refused(staff, "/lobbying/law", **{**change, "value": "much"})
    taken = re.search(r"/lobbying/law/[0-9a-f-]+/delete", staff.get("/lobbying/law").get_data(as_text=True))
    assert taken is not None
    sent(staff, taken[0])
    assert "$10.00" in page(staff, "/lobbying/law")


def test_a_new_value_is_asked_for_by_its_kind_and_the_number_it_replaces_stands_in_the_field(
    staff: FlaskClient,
) -> None:
    assert 'href="/lobbying/law?term=food_limit#change"' in staff.get("/lobbying/law").get_data(as_text=True)
    dollars = staff.get("/lobbying/law?term=food_limit").get_data(as_text=True)
    assert "Write dollars as 12.50." in dollars
    assert 'value="10.00"' in dollars
    choice = staff.get("/lobbying/law?term=free_day").get_data(as_text=True)
    assert '<option value="working">Moves to the next working day</option>' in choice
    assert "What changed" in page(staff, "/lobbying/law?term=no-such-term"), "one that is not there is asked for again"


def test_a_deadlines_day_and_an_exemption_are_settings_too(world: Database, staff: FlaskClient) -> None:
    add_contacts(world, contact("2025-02-10", "sue"))
    assert "§ 5-8-7(e)" in page(staff, "/lobbying/unregistered?year=2025")
    dropped = {"term": "reason_member", "value": "dropped", "since": "1/1/2025", "source": "A bill of 2025"}
    sent(staff, "/lobbying/law", **dropped)
    assert "§ 5-8-7(e)" not in page(staff, "/lobbying/unregistered?year=2025")
    sent(staff, "/lobbying/law", term="day_floor", value="40", since="1/1/2025", source="Joint Rule 40 as amended")
    shown = page(staff, "/sessions/2025")
    assert "Sat, Feb 15, 2025" in shown, "day 40 of a session that convened on January 7"
    assert "Thu, Mar 14, 2024" in page(staff, "/sessions/2024"), "the long session keeps its own number"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/lobbying?year=twenty", 422),
        ("/sessions/0", 422),
        ("/sessions/99999", 422),
        ("/lobbying/reports/weekly/2025/ann", 404),
        ("/lobbying/reports/annual/2025/nobody", 404),
        ("/lobbying/reports/annual/soon/ann", 422),
        ("/lobbying/filed/no-such", 404),
        ("/lobbying/registrations/no-such", 404),
        ("/lobbying/expenses/no-such", 404),
    ],
)
def test_an_address_that_means_nothing_is_answered_plainly(staff: FlaskClient, path: str, status: int) -> None:
    assert staff.get(path).status_code == status


def test_an_office_without_an_association_is_told_what_to_do_first(client_as: Callable[..., FlaskClient]) -> None:
    assert "Say first which body is yours" in page(client_as("staff"), "/lobbying")
