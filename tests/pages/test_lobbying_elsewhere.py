"""What lobbying shows on other rooms' pages: the whip board, Home, an official's page, an event, the calendar."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from page_text import page
from worlds import office
from worlds.council import on
from worlds.lobbying import WORLD, add_contacts, contact, dinner
from worlds.pieces import add, join

from crm.events.attendance import hold_event
from crm.events.events import Attendee, Minutes, NewEvent, plan_event
from crm.lobbying.expense_form import NewGift
from crm.lobbying.expenses import record_expense
from crm.lobbying.registrations import NewRegistration, register
from crm.storage.database import Database

YEAR = int(office.today()[:4])
NEXT = f"{YEAR + 1}"
STAFF = on(office.today())
SEATS = """
MATCH (house:Organization {id: 'house'})
UNWIND ['della', 'ruth', 'carl'] AS member
MATCH (p:Person {id: member})-[:HOLDS]->(post:Post)-[:IN]->(house)
SET post.role = 'member', post.chamber = 'lower', post.district = member, house.jurisdiction = 'ms',
  post.jurisdiction = 'ms'
"""
BILLS = {
    "own": {"key": "own", "identifier": "HB 1", "session": NEXT, "title": "An act on teacher pay"},
    "over": {"key": "over", "identifier": "HB 2", "session": NEXT, "title": "An act on school safety"},
    "old": {"key": "old", "identifier": "HB 3", "session": "2021", "title": "An act of long ago"},
}
PASSAGE = {"passed": True, "chamber": "lower", "on": f"{NEXT}-02-01", "motion": "Passage"}


def bring_in_bills(world: Database) -> None:
    """One still where it began, one that passed there, and one of long ago."""
    add(world, "Bill", BILLS)
    add(world, "VoteEvent", {"v": PASSAGE})
    join(world, "VOTE_ON", "VoteEvent", "Bill", [("v", "over", {})])
    join(world, "TAKEN_IN", "VoteEvent", "Organization", [("v", "house", {})])


@pytest.fixture
def world(graph: Database) -> Database:
    graph.write(lambda tx: tx.run(WORLD).consume())
    graph.write(lambda tx: tx.run(SEATS).consume())
    return graph


@pytest.fixture
def staff(world: Database, client_as: Callable[..., FlaskClient]) -> FlaskClient:
    return client_as("staff")


def test_the_whip_board_names_the_deadline_that_threatens_a_bill_next(world: Database, staff: FlaskClient) -> None:
    bring_in_bills(world)
    own = page(staff, "/whip/own?chamber=lower")
    assert "HB 1 is before the house it began in, as far as votes are recorded. Next deadline in" in own
    assert "HB 2" not in own
    over = page(staff, "/whip/over?chamber=lower")
    assert "HB 2 is before the other house, as far as votes are recorded. Next deadline in" in over
    assert "deadline" not in page(staff, "/whip/old?chamber=lower"), "nothing threatens a bill of a past session"


def test_a_deadline_set_otherwise_is_the_one_that_threatens(world: Database, staff: FlaskClient) -> None:
    bring_in_bills(world)
    moved = {"deadline": "committee", "on": f"1/20/{NEXT}", "reason": "Moved by a resolution"}
    answer = staff.get(f"/sessions/{NEXT}")
    assert answer.status_code == 200
    assert staff.post(f"/sessions/{NEXT}/deadlines", data=moved).status_code == 303
    assert f"Jan 20, {NEXT}" in page(staff, "/whip/own?chamber=lower")


def test_home_reminds_of_a_report_that_is_late_only_once_somebody_is_registered(
    world: Database, staff: FlaskClient, client_as: Callable[..., FlaskClient]
) -> None:
    assert "lobbying report" not in page(staff, "/")
    world.write(register, NewRegistration("ann", YEAR, f"{YEAR}-01-01"), by=STAFF)
    shown = page(staff, "/")
    if office.today() > f"{YEAR}-01-30":
        assert "Client’s annual report, MASS was due" in shown
    assert "lobbying report" in shown
    for role in ("member", "viewer"):
        assert "lobbying report" not in page(client_as(role), "/")


def test_an_officials_page_has_the_years_meters_and_the_receipts_behind_them(
    world: Database, staff: FlaskClient, client_as: Callable[..., FlaskClient]
) -> None:
    first = f"{YEAR}-01-01"
    for number, cents in enumerate((400, 700)):
        coffee = dinner(
            first, cents=cents, purpose=f"Coffee {number}", gifts=(NewGift("della"),), key=f"coffee-{cents}"
        )
        world.write(record_expense, coffee, by=STAFF)
    gift = dinner(first, cents=2500, thing="travel", payer="mass", gifts=(NewGift("della"),), key="bus-ticket")
    world.write(record_expense, gift, by=STAFF)
    shown = page(staff, "/people/della")
    assert "$11.00 of $10.00 of food and drink from Ann Reed: past the limit (§ 5-8-3(a)(ii)3)" in shown
    assert "$25.00 of things of value from MASS" in shown
    assert "$11.00 of $200.00 of things of value that Ann Reed gave officials, all together" in shown
    assert "that MASS gave officials, all together" not in shown, "the association reports: no limit of the exempt"
    assert "Coffee 0" in shown
    assert f"Given in {YEAR}" not in page(staff, "/people/ruth")
    for role in ("member", "viewer"):
        assert f"Given in {YEAR}" not in page(client_as(role), "/people/della")


def test_a_contact_that_cost_something_offers_an_expense_and_then_names_it(world: Database, staff: FlaskClient) -> None:
    add_contacts(world, contact(f"{YEAR}-01-01", "ann", cost=1850))
    there = f"/interactions/contact-ann-della-{YEAR}-01-01"
    assert "In no lobbying report yet. Make it an expense" in page(staff, there)
    form = staff.get(f"/lobbying/expenses/new?contact=contact-ann-della-{YEAR}-01-01").get_data(as_text=True)
    assert 'value="18.50"' in form
    sent = {"on": f"1/1/{YEAR}", "amount": "18.50", "purpose": "Lunch", "contact": there.rpartition("/")[2]}
    assert staff.post("/lobbying/expenses/new", data={**sent, "key": "lunch-key"}).status_code == 303
    shown = page(staff, there)
    assert f"Lunch, $18.50, Jan 1, {YEAR}" in shown
    assert "Make it an expense" not in shown


def reception(world: Database) -> str:
    says = {"kind": "reception", "name": "Reception", "start": office.today(), "place": "Jackson", "cost_cents": 48000}
    made = world.write(plan_event, NewEvent(says, ("mass",)), by=STAFF)
    world.write(hold_event, made, Minutes((Attendee("della", "", None), Attendee("sue", "", None))), 1, by=STAFF)
    return made


def test_the_whole_legislature_is_invited_at_once_and_the_event_fills_in_its_expense(
    world: Database, staff: FlaskClient
) -> None:
    there = f"/events/{reception(world)}"
    shown = page(staff, there)
    assert "No member of the legislature is on record as invited by name." in shown
    assert "reported by name, each with a share (§§ 5-8-9(3), 5-8-11(3))" in shown
    assert staff.post(f"{there}/invite", data={"whole": "legislature", "sent": office.today()}).status_code == 303
    shown = page(staff, there)
    assert "All 3 members of the legislature on record were invited by name." in shown
    assert "without names (§§ 5-8-9(8), 5-8-11(7))" in shown
    form = staff.get(f"/lobbying/expenses/new?event={there.rpartition('/')[2]}").get_data(as_text=True)
    assert 'value="480.00"' in form
    assert "Della Ames" in form
    assert "MASS" in form
    assert "No expenses" in page(staff, "/lobbying/expenses"), "offered, never assumed"
    sent = {"on": office.today(), "amount": "480", "event": there.rpartition("/")[2], "key": "reception-key"}
    assert staff.post("/lobbying/expenses/new", data=sent).status_code == 303
    assert "In the report as" in page(staff, there)
    assert "Reception" not in page(staff, "/lobbying").partition("cost something")[2]


def test_the_calendar_and_its_feed_carry_the_sessions_deadlines_and_due_reports(
    world: Database, staff: FlaskClient, client_as: Callable[..., FlaskClient]
) -> None:
    world.write(register, NewRegistration("ann", YEAR, f"{YEAR}-01-01"), by=STAFF)
    month = page(staff, f"/calendar?month={NEXT}-01")
    assert "The legislature convenes" in month
    assert "Due: Client’s annual report, MASS" in month
    code = staff.get("/calendar").get_data(as_text=True).partition("/calendar/")[2].partition(".ics")[0]
    feed = Calendar.from_ical(client_as("viewer").get(f"/calendar/{code}.ics").get_data())
    entries = {str(one["summary"]): one for one in feed.walk("VEVENT")}
    due = entries["Due: Client’s annual report, MASS"]
    assert due["dtstart"].dt in (date(YEAR, 1, 30), date(YEAR + 1, 1, 30))
    assert str(due["url"]).endswith("/mass")
    convened = [one for one in feed.walk("VEVENT") if str(one["summary"]) == "The legislature convenes"]
    assert str(YEAR + 1) in {str(one["dtstart"].dt.year) for one in convened}
    assert len({str(one["uid"]) for one in feed.walk("VEVENT")}) == len(feed.walk("VEVENT"))
    assert staff.get("/calendar?month=1801-01").status_code == 200
