"""Issues' pages: the list with the session's priorities, and what is decided on one: suggested, ranked, merged."""

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.issues.issues import (
    ADOPTED,
    CLOSED,
    MERGED,
    STATUSES,
    SUGGESTED,
    Issue,
    NewIssueSchema,
    NewRankingSchema,
    broken_rule,
    decide,
    issue,
    issues,
    merge_issue,
    priorities,
    shared_ranks,
    suggest_issue,
    unmerge_issue,
)
from crm.errors import InvalidData
from web.access import EVERYONE, allow, allow_to
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.find import resolve
from web.forms import Form, form_page
from web.messages import saved
from web.stale_edits import Entry, keep_changes, opened
from web.tables import Column, Table, table_page

DECISIONS = {SUGGESTED: "Suggested", ADOPTED: "A priority", CLOSED: "Closed"}
LISTED = (
    Column("title", "Issue", lambda row: row.title),
    Column("status", "It is", lambda row: DECISIONS.get(row.status, row.status.capitalize())),
    Column("rank", "Rank", lambda row: row.rank, kind="number"),
    Column("session_year", "Session year", lambda row: row.session_year, kind="number"),
    Column("wording", "Wording", lambda row: row.wording),
    Column("set_by", "Who decided", lambda row: row.set_by),
    Column("set_on", "From", lambda row: row.set_on, kind="date"),
    Column("raised_by", "Raised by", lambda row: "; ".join(one.name for one in row.raised_by)),
    Column("raised_on", "Raised on", lambda row: min((one.on for one in row.raised_by if one.on), default=None)),
    Column("first_wording", "First worded", lambda row: row.first_wording),
)
HOLDERS = ("person", "organization")
DECIDED = (Entry("status", "It is", DECISIONS), Entry("rank"), Entry("session_year"), Entry("wording"))


@pages.get("/issues")
@allow(*EVERYONE)
def listed_issues() -> Response:
    """The priorities of the session in order, whether the plan's rule holds, then suggestions and closed issues."""
    asking = actor()
    found = database().read(issues, known=asking.at, as_of=asking.today)
    chosen = priorities(found)
    others = {status: [i for i in found if i.status == status and i not in chosen] for status in STATUSES}
    return table_page(
        "advocacy/issues.html",
        Table(LISTED, found, name="issues", noun="issue"),
        priorities=chosen,
        others=others,
        rules=[rule for rule in (broken_rule(len(chosen)), shared_ranks(chosen)) if rule] if found else [],
        any_issue=bool(found),
    )


@pages.get("/issues/new")
@allow("staff")
def new_issue() -> Response:
    """The form for a suggestion."""
    return form_page("advocacy/issue_new.html", Form.new({"raised_on": actor().today}))


@pages.post("/issues/new")
@allow_to("add", "issue")
def suggest() -> AnyResponse:
    """Record a suggestion."""
    form = Form.sent()
    with form.catching():
        resolve(form, "raised_by", HOLDERS)
        made = database().write(suggest_issue, form.load(NewIssueSchema()), by=actor())
        return saved("The issue is recorded.", url_for("advocacy.one_issue", issue_id=made))
    return form_page("advocacy/issue_new.html", form)


@pages.get("/issues/<issue_id>/decide")
@allow("staff")
def decision(issue_id: str) -> Response:
    """The form that adopts, ranks, rewords or closes an issue, filled in as it stands."""
    found = _as_it_stands(issue_id)
    return form_page("advocacy/issue_decide.html", _as_decided(found), issue=found, decisions=DECISIONS)


@pages.post("/issues/<issue_id>/decide")
@allow_to("change", "issue")
def decided(issue_id: str) -> AnyResponse:
    """Record the decision; where somebody else decided meanwhile, show what they wrote beside what was typed."""
    form = Form.sent()

    def save_as_of(version: int) -> None:
        database().write(decide, issue_id, form.load(NewRankingSchema()), version, by=actor())

    with form.catching():
        keep_changes(form, lambda: _as_decided(_as_it_stands(issue_id)), DECIDED, save_as_of, issue_id)
        return saved("The decision is recorded.", url_for("advocacy.one_issue", issue_id=issue_id))
    return form_page("advocacy/issue_decide.html", form, issue=_as_it_stands(issue_id), decisions=DECISIONS)


def _as_it_stands(issue_id: str) -> Issue:
    asking = actor()
    return database().read(issue, issue_id, known=asking.at, as_of=asking.today)


def _as_decided(found: Issue) -> Form:
    """The form that decides on it, as it stands."""
    asking = actor()
    values = {
        "status": found.status if found.status != MERGED else SUGGESTED,
        "rank": found.rank,
        "session_year": found.session_year or int(asking.at[:4]) + 1,
        "wording": found.wording,
        "on": asking.today,
        "set_by": asking.name,
    }
    return opened(Form.new(values), DECIDED, found.version)


@pages.get("/issues/<issue_id>/merge")
@allow("staff")
def merging(issue_id: str) -> Response:
    """The form that counts this issue as another."""
    return form_page("advocacy/issue_merge.html", Form.new(), issue=_as_it_stands(issue_id))


@pages.post("/issues/<issue_id>/merge")
@allow_to("change", "issue")
def merge(issue_id: str) -> AnyResponse:
    """Count it as another; undo separates them again."""
    form, asking = Form.sent(), actor()
    with form.catching():
        resolve(form, "into", ("issue",))
        if not form.value("into"):
            raise InvalidData({"into": ["Choose the issue it is the same as."]})
        database().write(merge_issue, issue_id, form.value("into"), by=asking)
        undo = url_for("advocacy.unmerge", issue_id=issue_id)
        return saved("Merged.", url_for("advocacy.one_issue", issue_id=form.value("into")), undo=undo)
    return form_page("advocacy/issue_merge.html", form, issue=_as_it_stands(issue_id))


@pages.post("/issues/<issue_id>/unmerge")
@allow_to("change", "issue")
def unmerge(issue_id: str) -> AnyResponse:
    """Undo a merge."""
    database().write(unmerge_issue, issue_id, by=actor())
    return saved("Separated again.", url_for("advocacy.one_issue", issue_id=issue_id))
