"""Find: one box for people, seats, committees, issues and the site's own pages; and what pickers ask while typing."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from crm.acts.people_mentioned import MentionedSchema, add_mentioned, mentioned_id
from crm.errors import InvalidData
from crm.finding import search
from crm.ids import new_id
from web.access import EVERYONE, allow, may_open
from web.addresses import address
from web.context import actor, database
from web.forms import Choice, Form, load
from web.saved_views import readable_views

pages = Blueprint("find", __name__)

LONGEST = 200
AT_ONCE = 12


@dataclass(frozen=True)
class Action:
    """A page of the site that people look for by name. `words` are further names it answers to."""

    title: str
    subtitle: str
    url: str
    words: str


ACTIONS = (
    Action("Log a contact", "A meeting, call or message", "/log", "add new interaction meeting call"),
    Action("How do we reach somebody?", "The best way to a person or seat", "/paths", "path influence introduce ask"),
    Action("Seats", "Whom we know, and the gaps", "/seats", "coverage board hemicycle senate house"),
    Action("Map of the districts", "The seats by our tie, on a map", "/seats/map", "geography boundaries shapefile"),
    Action("People", "Everybody we keep", "/people", "list contacts superintendents legislators"),
    Action("Organizations", "Districts, RESAs, partners and other bodies", "/organizations", "bodies list districts"),
    Action("Contacts", "What was said, and with whom", "/interactions", "log talks meetings calls list"),
    Action("Committees", "Members and our ties to them", "/committees", "list"),
    Action("Issues", "Where everybody stands", "/issues", "priorities positions stances whip"),
    Action("Council brief", "Priorities, who will be there, what changed", "/council/brief", "agenda prepare meeting"),
    Action("Council", "Meetings and briefs of the advisory council", "/council", "brief agenda partners meeting"),
    Action("Events", "Meetings, sessions, conferences", "/events", "plan gathering attendance check in list"),
    Action("Calendar", "The month, and a feed for your own", "/calendar", "month ics events"),
    Action("Records", "Surveys, mentors, awards, papers", "/records", "survey mentorship award document program"),
    Action("Lobbying", "Reports due, filed, and their worksheets", "/lobbying", "report worksheet filing state"),
    Action("Expenses", "What was paid for lobbying", "/lobbying/expenses", "receipt cost lobbying gift dinner"),
    Action("Registrations", "Who is registered as a lobbyist", "/lobbying/registrations", "lobbyist register"),
    Action("Session", "Deadlines of the legislature", "/sessions", "calendar deadline sine die joint rule 40"),
    Action("Asks", "Who is asked to speak with whom", "/asks", "favor request call"),
    Action("Who asks whom", "The best plan before a vote", "/asks/plan", "planner assign whip"),
    Action("Going cold", "Whom nobody talked with for too long", "/asks/cold", "rhythm fading stale"),
    Action("Census", "Ask our people whom they know", "/census", "round survey relationships links"),
    Action("Hand-overs", "Who takes on a leaver’s ties", "/asks/hand-over", "successor retire heir"),
    Action("Who would be missed", "Whose departure would cost most reach", "/seats/risk", "bridge risk departure"),
    Action("Letters", "What waits, was sent or was refused", "/letters", "mail queue smtp bounce email"),
    Action("Import", "People, districts, committees", "/imports", "upload file open states nces csv excel"),
    Action("Follow-ups", "What is promised and by when", "/follow-ups", "tasks promises due overdue to do"),
    Action("Saved views", "Lists kept with their filters", "/views", "pinned shared bookmark filter"),
    Action("History", "Who changed what, and when", "/history", "audit changes log"),
    Action("Settings", "Your password, sessions and tokens", "/settings", "account password token session"),
    Action("The first day", "Eight questions that set this site up", "/first-day", "setup start welcome guide begin"),
    Action("Accounts", "Invite people and set what they may do", "/accounts", "users invite role reset"),
    Action("Sample data", "Add or remove the fictional state", "/sample", "demo example try"),
)  # fmt: skip


@pages.get("/find")
@allow(*EVERYONE)
def page() -> str:
    """The find box as a page: everything that fits, best first."""
    text = _typed()
    found = database().read(search.find, text, actor=actor(), limit=50) if text else []
    results = [{**asdict(one), "url": address(one.kind, one.id)} for one in found]
    pages_found = [*views_called(text), *actions(text)]
    return render_template("find/find.html", text=text, results=results, actions=pages_found)


@pages.get("/find.json")
@allow(*EVERYONE)
def suggestions() -> Response:
    """What fits so far. `kinds` limits the kinds, separated by commas; without a text, the people used last."""
    text = _typed()
    kinds = [kind for kind in request.args.get("kinds", "").split(",") if kind in search.KINDS]
    found = database().read(search.find, text, actor=actor(), kinds=kinds, limit=AT_ONCE)
    results = [{**asdict(one), "url": address(one.kind, one.id)} for one in found]
    if not kinds:
        results += [{"kind": "action", "id": one.url, "url": one.url, "title": one.title, "subtitle": one.subtitle}
                    for one in (*views_called(text), *actions(text))]  # fmt: skip
    return jsonify({"found": results})


def actions(text: str) -> list[Action]:
    """The site's pages that the text names and the reader may open. Every typed word must begin one of theirs."""
    typed = text.casefold().split()
    fitting = [one for one in ACTIONS if typed and all(_begins(word, one) for word in typed)]
    return [one for one in fitting if may_open(one.url)]


def views_called(text: str) -> list[Action]:
    """The saved views that the text names, of those that the reader meets."""
    named = [Action(one.name, "Saved view", one.url, "view saved") for one in readable_views()] if text else []
    return [one for one in named if all(_begins(word, one) for word in text.casefold().split())]


def resolve(form: Form, name: str, kinds: Collection[str] = (search.PERSON,)) -> None:
    """For browsers without scripts: turn the text typed in a picker into what it names; and for all, add the person
    who was named beside it as not being here yet.

    One plain answer is taken; several are offered in the form. Raises InvalidData when the text names nothing, or
    something has to be chosen.
    """
    if search.PERSON in kinds and form.value(f"{name}_new_name").strip():
        _add_mentioned(form, name)
    text = form.value(f"{name}_text").strip()[:LONGEST]
    if not text:
        return
    found = database().read(search.named, text, actor=actor(), kinds=kinds)
    if not found:
        form.values.setdefault(f"{name}_new_name", text)
        raise InvalidData({name: [f"Nobody and nothing is called “{text}”. Try another part of the name."]})
    if len(found) > 1:
        form.offered[name] = [Choice(one.id, one.title, one.subtitle) for one in found]
        raise InvalidData({name: ["Choose which one you mean."]})
    form.pick(name, [*form.picked(name), Choice(found[0].id, found[0].title)])
    form.values.pop(f"{name}_text", None)


def _add_mentioned(form: Form, name: str) -> None:
    """Add whom the form names as new, and pick them; what else may be wrong with the form, they stay picked."""
    said = {key: form.value(f"{name}_new_{key}").strip() for key in ("name", "title", "body", "another")}
    key = form.value("key")
    try:
        who = load(MentionedSchema(), {key: text for key, text in said.items() if text})
        made = database().write(add_mentioned, mentioned_id(key, name, who) if key else new_id(), who, by=actor())
    except InvalidData as problem:
        raise InvalidData({f"{name}_new_{field}": told for field, told in problem.errors.items()}) from None
    form.pick(name, [*form.picked(name), Choice(made, who.name)])
    for part in ("new_name", "new_title", "new_body", "new_another", "text"):
        form.values.pop(f"{name}_{part}", None)


def _typed() -> str:
    return request.args.get("q", "").strip()[:LONGEST]


def _begins(word: str, action: Action) -> bool:
    return any(known.startswith(word) for known in f"{action.title} {action.words}".casefold().split())
