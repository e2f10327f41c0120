"""Bills' pages: the list, and one bill with its issues, roll calls and stances."""

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.stances.stances import Known, current_stances
from crm.advocacy.votes.bills import NewBillSchema, add_bill, bill, bills, link_issues, unlink_issue
from crm.advocacy.votes.roll_calls import roll_calls
from crm.errors import InvalidData
from web.access import EVERYONE, allow, allow_to
from web.addresses import address
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.find import resolve
from web.forms import Form, form_page
from web.messages import saved
from web.tables import Column, Table, table_page

BILLS = (
    Column("identifier", "Bill", lambda b: b.identifier, href=lambda b: address("bill", b.id)),
    Column("session", "Session", lambda b: b.session, newest_first=True),
    Column("title", "Title", lambda b: b.title),
    Column("issues", "Issues", lambda b: ", ".join(title for _, title in b.issues)),
    Column("status", "Status", lambda b: b.status),
    Column("url", "Link", lambda b: b.url, on_page=False),
)


@pages.get("/bills")
@allow(*EVERYONE)
def listed_bills() -> Response:
    """Every bill known, those of our issues first; of one issue when the address says so."""
    found = database().read(bills, issue=request.args.get("issue") or None, limit=5000)
    return table_page("advocacy/bills.html", Table(BILLS, found, name="bills", noun="bill"))


@pages.get("/bills/new")
@allow("staff")
def new_bill() -> Response:
    """The form for a bill typed by hand."""
    return form_page("advocacy/bill_new.html", Form.new({"session": actor().at[:4]}))


@pages.post("/bills/new")
@allow_to("add", "bill")
def record_bill() -> AnyResponse:
    """Record a bill, or go to the one that has that number in that session."""
    form = Form.sent()
    with form.catching():
        resolve(form, "issues", ("issue",))
        made = database().write(add_bill, form.load(NewBillSchema()), by=actor())
        return saved("The bill is recorded.", url_for("advocacy.one_bill", bill_id=made))
    return form_page("advocacy/bill_new.html", form)


@pages.get("/bills/<bill_id>")
@allow(*EVERYONE)
def one_bill(bill_id: str) -> str:
    """What it is about, how it was voted on, and who stands where."""
    asking = actor()
    found = database().read(bill, bill_id)
    held = database().read(current_stances, [bill_id], Known.at(asking), actor=asking)
    return render_template(
        "advocacy/bill.html",
        bill=found,
        votes=database().read(roll_calls, bill_id),
        stances=sorted(held.values(), key=lambda s: (-s.value, s.holder_name)),
        form=Form.new(),
    )


@pages.post("/bills/<bill_id>/issues")
@allow("staff")
def link(bill_id: str) -> AnyResponse:
    """Say that the bill carries an issue."""
    form = Form.sent()
    resolve(form, "issues", ("issue",))
    chosen = form.listed("issues")
    if not chosen:
        raise InvalidData({"issues": ["Choose an issue from the list."]})
    database().write(link_issues, bill_id, chosen, by=actor())
    return saved("Linked.", url_for("advocacy.one_bill", bill_id=bill_id))


@pages.post("/bills/<bill_id>/issues/<issue_id>/remove")
@allow("staff")
def unlink(bill_id: str, issue_id: str) -> AnyResponse:
    """Take an issue off the bill; undo links it again."""
    database().write(unlink_issue, bill_id, issue_id, by=actor())
    undo = url_for("advocacy.link", bill_id=bill_id)
    back = url_for("advocacy.one_bill", bill_id=bill_id)
    return saved("Taken off.", back, undo=undo, fields={"issues": issue_id})
