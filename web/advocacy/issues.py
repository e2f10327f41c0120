"""Issues' pages: the list with the session's priorities, one issue with who stands where, and what is decided on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.actor import Actor
from crm.accounts.history import HistoryEntry, history_of
from crm.advocacy.bills import Bill, bills
from crm.advocacy.councils import council
from crm.advocacy.issues import (
    ADOPTED,
    MERGED,
    STATUSES,
    Issue,
    NewIssueSchema,
    NewRankingSchema,
    Ranking,
    broken_rule,
    decide,
    issue,
    issues,
    merge_issue,
    priorities,
    rankings,
    suggest_issue,
    unmerge_issue,
)
from crm.advocacy.outreach import Outreach, outreach
from crm.advocacy.positions import Known, trails
from crm.advocacy.stances import CERTAINTIES, SOURCE_KINDS, STANCES, Stance, with_trail
from crm.errors import InvalidData, NotFound
from crm.interactions.contacts import Interaction
from crm.interactions.listing import ContactFilter, contacts_matching
from web.access import EVERYONE, allow
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.find import resolve
from web.forms import Form, form_page
from web.messages import saved

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

HOLDERS = ("person", "organization")


@dataclass(frozen=True)
class IssuePage:
    """Everything the page of one issue shows."""

    issue: Issue
    bodies: list[tuple[str, Stance | None]]
    people: list[Stance]
    trail: list[Stance]
    bills: list[Bill]
    contacts: list[Interaction]
    outreach: Outreach
    rankings: list[Ranking]
    history: list[HistoryEntry]


@pages.get("/issues")
@allow(*EVERYONE)
def listed_issues() -> str:
    """The priorities of the session in order, whether the plan's rule holds, then suggestions and closed issues."""
    asking = actor()
    found = database().read(issues, known=asking.at, as_of=asking.at[:10])
    chosen = priorities(found)
    others = {status: [i for i in found if i.status == status and i not in chosen] for status in STATUSES}
    return render_template(
        "advocacy/issues.html",
        priorities=chosen,
        others=others,
        rule=broken_rule(len(chosen)) if found else None,
        any_issue=bool(found),
    )


@pages.get("/issues/new")
@allow("staff")
def new_issue() -> Response:
    """The form for a suggestion."""
    return form_page("advocacy/issue_new.html", Form.new({"raised_on": actor().at[:10]}))


@pages.post("/issues/new")
@allow("staff")
def suggest() -> AnyResponse:
    """Record a suggestion."""
    form = Form.sent()
    with form.catching():
        resolve(form, "raised_by", HOLDERS)
        made = database().write(suggest_issue, form.load(NewIssueSchema()), by=actor())
        return saved("The issue is recorded.", url_for("advocacy.one_issue", issue_id=made))
    return form_page("advocacy/issue_new.html", form)


@pages.get("/issues/<issue_id>")
@allow(*EVERYONE)
def one_issue(issue_id: str) -> str:
    """Where the six bodies and the chambers stand on it."""
    asking = actor()
    shown = database().read(_issue_page, issue_id, asking)
    return render_template(
        "advocacy/issue.html", shown=shown, stances=STANCES, certainties=CERTAINTIES, kinds=SOURCE_KINDS
    )


def _issue_page(tx: "ManagedTransaction", issue_id: str, asking: Actor) -> IssuePage:
    when = Known.at(asking)
    found = issue(tx, issue_id, known=when.known, as_of=when.as_of)
    held = trails(tx, [issue_id], when, actor=asking)
    newest = {holder: with_trail(trail) for (holder, _), trail in held.items()}
    try:
        bodies = council(tx, as_of=when.as_of).bodies
    except NotFound:
        bodies = ()
    of_bodies = {body.id for body in bodies}
    others = sorted((s for h, s in newest.items() if h not in of_bodies), key=lambda s: (-s.value, s.holder_name))
    contacts, _ = contacts_matching(tx, ContactFilter(issue=issue_id), actor=asking, limit=10)
    return IssuePage(
        issue=found,
        bodies=[(body.short_name, newest.get(body.id)) for body in bodies],
        people=others,
        trail=sorted((s for trail in held.values() for s in trail), key=lambda s: (s.on, s.recorded_at), reverse=True),
        bills=bills(tx, issue=issue_id),
        contacts=contacts,
        outreach=outreach(tx, issue_id, actor=asking),
        rankings=rankings(tx, issue_id),
        history=history_of(tx, issue_id, actor=asking),
    )


@pages.get("/issues/<issue_id>/decide")
@allow("staff")
def decision(issue_id: str) -> Response:
    """The form that adopts, ranks, rewords or closes an issue, filled in as it stands."""
    asking = actor()
    found = database().read(issue, issue_id, known=asking.at, as_of=asking.at[:10])
    values = {
        "status": found.status if found.status != MERGED else "suggested",
        "rank": found.rank,
        "session_year": found.session_year or int(asking.at[:4]) + 1,
        "wording": found.wording,
        "on": asking.at[:10],
        "set_by": asking.name,
        "version": found.version,
    }
    return form_page("advocacy/issue_decide.html", Form.new(values), issue=found, adopted=ADOPTED)


@pages.post("/issues/<issue_id>/decide")
@allow("staff")
def decided(issue_id: str) -> AnyResponse:
    """Record the decision; where somebody else decided meanwhile, say so and keep what was typed."""
    form, asking = Form.sent(), actor()
    version = int(form.value("version")) if form.value("version").isdigit() else 0
    with form.catching():
        database().write(decide, issue_id, form.load(NewRankingSchema()), version, by=asking)
        return saved("The decision is recorded.", url_for("advocacy.one_issue", issue_id=issue_id))
    found = database().read(issue, issue_id, known=asking.at, as_of=asking.at[:10])
    return form_page("advocacy/issue_decide.html", form, issue=found, adopted=ADOPTED)


@pages.get("/issues/<issue_id>/merge")
@allow("staff")
def merging(issue_id: str) -> Response:
    """The form that counts this issue as another."""
    asking = actor()
    found = database().read(issue, issue_id, known=asking.at, as_of=asking.at[:10])
    return form_page("advocacy/issue_merge.html", Form.new(), issue=found)


@pages.post("/issues/<issue_id>/merge")
@allow("staff")
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
    found = database().read(issue, issue_id, known=asking.at, as_of=asking.at[:10])
    return form_page("advocacy/issue_merge.html", form, issue=found)


@pages.post("/issues/<issue_id>/unmerge")
@allow("staff")
def unmerge(issue_id: str) -> AnyResponse:
    """Undo a merge."""
    database().write(unmerge_issue, issue_id, by=actor())
    return saved("Separated again.", url_for("advocacy.one_issue", issue_id=issue_id))
