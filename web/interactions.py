"""The contact log's pages: the form that a thumb fills in, and one contact with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import office_time
from crm.acts import contacts as acts
from crm.advocacy.issues import issues as advocacy_issues
from crm.advocacy.issues.subject_names import named
from crm.advocacy.stances.stances import stances_from
from crm.asks.asks import ask_behind
from crm.events.event_kind import CANCELLED
from crm.events.events import events
from crm.interactions import contacts, follow_ups, notes
from crm.interactions.contact_form import InteractionSchema
from crm.interactions.contact_list import ContactFilter, contacts_matching
from crm.interactions.contacts import Interaction
from crm.interactions.recent_people import recent_people
from crm.lobbying.expenses import expenses_of_contact
from crm.office_time import first_day
from crm.records import permissions
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.stakeholders.standing import standings
from crm.vocabulary import CERTAINTIES, CHANNELS, DIRECTIONS, SENTIMENTS, STANCES, VISIBILITIES, icons_of, words_of
from web.access import EVERYONE, WRITERS, allow, allow_to, may
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.security import safe_next
from web.stale_edits import Entry, keep_changes, opened
from web.words import day, iso_today, local_day

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

pages = Blueprint("interactions", __name__)

MOST_ISSUES = 6
MOST_EVENTS = 4
LONGEST_EVENT = timedelta(days=10)  # an event that began earlier is not offered as today's
BEHIND_MORE = (
    "stance",
    "ask",
    "answer",
    "promise",
    "follow_up",
    "follow_up_due",
    "follow_up_owner",
    "cost",
    "place",
    "private_note",
)
PICKERS = ("theirs", "ours", "follow_up_owner")
LABELS = {
    "theirs": "Who", "ours": "Who of ours", "channel": "How", "direction": "Who spoke", "sentiment": "How it went",
    "at": "Day", "issues": "Issues", "summary": "What was said", "ask": "What we asked", "answer": "What they answered",
    "promise": "What was promised", "at_request": "At our request", "cost": "Cost in dollars",
    "place": "Where", "event": "Event", "visibility": "Who may see it",
}  # fmt: skip


@dataclass(frozen=True)
class Offers:
    """What the form offers to choose from: the reader's last contact to repeat, people used last, on either side, the
    issues in hand, and the events of the day."""

    theirs: list[Choice]
    ours: list[Choice]
    issues: list[Choice]
    more_issues: list[Choice]
    again: "Again | None" = None
    events: Sequence[Choice] = ()


@dataclass(frozen=True)
class Again:
    """The reader's last contact: its id, who it was with, and what of it the form takes over."""

    id: str
    names: str
    again: Mapping[str, Any]


@pages.get("/log")
@allow(*WRITERS)
def log() -> Response:
    """The form, with the people and issues that the page before it was about."""
    asking = actor()
    form = Form.new({"event": request.args.get("at")})
    form.values["theirs"] = request.args.getlist("with")
    form.values["ours"] = request.args.getlist("ours") or ([asking.person_id] if asking.person_id else [])
    form.values["issues"] = request.args.getlist("about")
    if again := request.args.get("again"):
        _repeat(form, database().read(contacts.interaction, again, actor=asking))
    return _form_page(form, "interactions/log.html")


@pages.post("/log")
@allow(*WRITERS)
def log_contact() -> AnyResponse:
    """Record it. Sent twice, it is recorded once, and both answers lead to the same contact."""
    form = Form.sent()
    with form.catching():
        return _logged(record_contact(form))
    return _form_page(form, "interactions/log.html")


def record_contact(form: Form) -> Interaction:
    """Record what the log form says and return it; the same key twice is one record. Raises InvalidData."""
    _understand(form)
    made = database().write(acts.log_contact, *form.load(acts.ContactSchema()), by=actor())
    return database().read(contacts.interaction, made, actor=actor())


@pages.get("/interactions/<contact_id>/edit")
@allow(*WRITERS)
def edit(contact_id: str) -> Response:
    """The same form, filled in."""
    found = database().read(contacts.interaction, contact_id, actor=actor())
    return _edit_page(_filled(found), found)


@pages.post("/interactions/<contact_id>/edit")
@allow_to("change", "contact")
def save_edit(contact_id: str) -> AnyResponse:
    """Keep the changes; where somebody else saved meanwhile, show what they wrote beside what was typed."""
    form = Form.sent()
    found = database().read(contacts.interaction, contact_id, actor=actor())

    def save_as_of(version: int) -> None:
        database().write(acts.edit_contact, contact_id, form.load(InteractionSchema()), version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(contacts.interaction, contact_id, actor=actor()))

    with form.catching():
        _understand(form)
        keep_changes(form, standing, _entries(found), save_as_of, contact_id)
        return saved("Your changes are saved.", url_for("interactions.show", contact_id=contact_id))
    return _edit_page(form, found)


def _edit_page(form: Form, found: Interaction) -> Response:
    return _form_page(form, "interactions/edit.html", found, contact=found)


@pages.post("/interactions/<contact_id>/delete")
@allow_to("delete", "contact")
def delete(contact_id: str) -> AnyResponse:
    """Take it out of every list and strength; undo brings it back."""
    found = database().read(contacts.interaction, contact_id, actor=actor())
    database().write(acts.delete_contact, contact_id, by=actor())
    undo = url_for("interactions.restore", contact_id=contact_id)
    return saved(f"Deleted: {found.title}.", url_for("contact_list.listed"), undo=undo)


@pages.post("/interactions/<contact_id>/restore")
@allow_to("delete", "contact")
def restore(contact_id: str) -> AnyResponse:
    """Undo a deletion."""
    database().write(acts.restore_contact, contact_id, by=actor())
    found = database().read(contacts.interaction, contact_id, actor=actor())
    return saved(f"Brought back: {found.title}.", url_for("interactions.show", contact_id=contact_id))


@pages.get("/interactions/<contact_id>")
@allow(*EVERYONE)
def show(contact_id: str) -> str:
    """One contact: what was said, what was promised, the reader's own note, and what was changed when."""
    asking = actor()
    found = database().read(contacts.interaction, contact_id, actor=asking)
    note = database().read(notes.note_on, contact_id, actor=asking)
    history = database().read(history_of, contact_id, actor=asking)
    stances = database().read(stances_from, contact_id, actor=asking)
    subjects = {one.id: one for one in database().read(named, [stance.subject_id for stance in stances])}
    form = Form.new({"private_note": note.text if note else ""})
    spent = database().read(expenses_of_contact, contact_id, actor=asking) if may("see", "expense") else ()
    return render_template(
        "interactions/show.html",
        contact=found,
        spent=spent,
        note=note,
        history=history,
        form=form,
        stances=stances,
        subjects=subjects,
        asked=database().read(ask_behind, contact_id, actor=asking),
    )


@pages.post("/interactions/<contact_id>/note")
@allow_to("add", "private note")
def keep_note(contact_id: str) -> AnyResponse:
    """Keep the reader's own note; an empty one is removed."""
    text = request.form.get("private_note", "").strip()
    database().write(notes.keep_note, contact_id, text, by=actor())
    said = "Your private note is saved." if text else "Your private note is removed."
    return saved(said, url_for("interactions.show", contact_id=contact_id))


@pages.post("/follow-ups/<follow_up_id>/finish")
@allow_to("change", "follow-up")
def finish(follow_up_id: str) -> AnyResponse:
    """Mark something promised as done."""
    found = database().read(follow_ups.follow_up, follow_up_id, actor=actor())
    database().write(follow_ups.finish, follow_up_id, by=actor())
    back = safe_next(request.form.get("next"))
    undo = url_for("interactions.reopen", follow_up_id=follow_up_id)
    return saved(f"Done: {found.text}", back, undo=undo, fields={"next": back})


@pages.post("/follow-ups/<follow_up_id>/reopen")
@allow_to("change", "follow-up")
def reopen(follow_up_id: str) -> AnyResponse:
    """It is not done after all."""
    database().write(follow_ups.reopen, follow_up_id, by=actor())
    return saved("It is open again.", safe_next(request.form.get("next")))


def _understand(form: Form) -> None:
    """Names typed without scripts become people. Raises InvalidData where one could be several."""
    form.values["issues"] = [*form.listed("issues"), *form.listed("other_issues")]
    for picker in PICKERS:
        resolve(form, picker)


def _name(form: Form, removed: dict[str, Choice]) -> None:
    """Give the people in the pickers their names; who does not exist is left out, unless they were `removed` since."""
    ids = [one for picker in PICKERS for one in form.listed(picker)]
    there = [one.id for one in database().read(named, ids)] if ids else []
    known = database().read(standings, there, today=actor().today) if there else {}
    for picker in PICKERS:
        chosen = {one.person_id: Choice(one.person_id, one.name, one.line) for one in known.values()} | removed
        form.pick(picker, [chosen[one] for one in dict.fromkeys(form.listed(picker)) if one in chosen])


def _removed(contact: Interaction | None) -> dict[str, Choice]:
    """Whoever and whatever of a contact was deleted since: an edit keeps them unless they are taken out."""
    named = (*contact.theirs, *contact.ours, *contact.issues) if contact else ()
    return {one.id: Choice(one.id, f"{one.name} (removed)") for one in named if one.removed}


def _filled(found: Interaction) -> Form:
    form = Form.new(
        {
            **{name: getattr(found, name) for name in ("channel", "direction", "sentiment", "visibility")},
            **{name: getattr(found, name) for name in ("summary", "ask", "answer", "promise", "place", "at_request")},
            "event": found.event.id if found.event else None,
            "at": local_day(found.at),
            "cost": "" if found.cost_cents is None else f"{found.cost_cents / 100:.2f}",
            "issues": [issue.id for issue in found.issues],
        }
    )
    for side in ("theirs", "ours"):
        form.pick(side, [Choice(one.id, one.name) for one in getattr(found, side)])
    return opened(form, _entries(found), found.version)


def _entries(found: Interaction) -> list[Entry]:
    """What an edit says, in the words of the form."""
    words = {
        "channel": words_of(CHANNELS),
        "direction": words_of(DIRECTIONS),
        "sentiment": {str(value): said for value, said in words_of(SENTIMENTS).items()},
        "visibility": VISIBILITIES,
        "at_request": {"true": "yes"},
        "issues": {one.id: one.name for one in found.issues},
        "event": {found.event.id: found.event.name} if found.event else {},
    }
    return [Entry(name, label, words.get(name, {})) for name, label in LABELS.items()]


def _repeat(form: Form, last: Interaction) -> None:
    """Who, how and about what, as in another contact; what was said is written anew."""
    form.values |= {"theirs": [one.id for one in last.theirs], "ours": [one.id for one in last.ours]}
    form.values |= {"channel": last.channel, "issues": [issue.id for issue in last.issues]}


def _form_page(form: Form, template: str, edited: Interaction | None = None, **context: object) -> Response:
    removed = _removed(edited)
    _name(form, removed)
    offers = database().read(_offers, form, removed, actor=actor())
    is_open = any(name in form.errors for name in BEHIND_MORE)
    return form_page(
        template, form, offers=offers, latest=iso_today(), more_is_open=is_open, **offered_words(), **context
    )


def offered_words() -> dict[str, Mapping[Any, str]]:
    """What the form offers of the vocabulary: the channels at hand apart from the others."""
    at_hand = {key: channel for key, channel in CHANNELS.items() if channel.at_hand}
    return {
        "first_channels": words_of(at_hand),
        "other_channels": words_of({key: channel for key, channel in CHANNELS.items() if key not in at_hand}),
        "directions": words_of(DIRECTIONS),
        "sentiments": {value: sentiment.face for value, sentiment in SENTIMENTS.items()},
        "marks": {**icons_of(CHANNELS), **icons_of(SENTIMENTS)},
        "stances": words_of(STANCES),
        "certainties": CERTAINTIES,
        "visibilities": VISIBILITIES,
    }


def _offers(tx: "ManagedTransaction", form: Form, removed: Mapping[str, Choice], *, actor: Actor) -> Offers:
    taken = {*form.listed("theirs"), *form.listed("ours")}
    recent = [person for person in recent_people(tx, actor=actor) if person.id not in taken]
    in_hand = issues_in_hand(tx, actor=actor)
    ticked = [issue for issue in in_hand[MOST_ISSUES:] if issue.id in form.listed("issues")]
    known = {issue.id for issue in in_hand}
    closed = [one for one in form.listed("issues") if one and one not in known]  # or bills: they stay ticked
    ticked += [Choice(one.id, one.name) for one in (named(tx, closed) if closed else ())]
    ticked += [removed[one] for one in closed if one in removed]
    return Offers(
        theirs=[Choice(one.id, one.name) for one in recent if one.part == "theirs"][:6],
        ours=[Choice(one.id, one.name) for one in recent if one.part == "ours"][:6],
        issues=[*in_hand[:MOST_ISSUES], *ticked],
        more_issues=[issue for issue in in_hand[MOST_ISSUES:] if issue not in ticked],
        again=_last(tx, actor),
        events=_events_of(tx, form, actor) if permissions.may(actor, "see", "event") else (),
    )


def _last(tx: "ManagedTransaction", actor: Actor) -> Again | None:
    rows, _ = contacts_matching(tx, ContactFilter(logged_by_me=True), actor=actor, limit=1)
    if not rows:
        return None
    last = rows[0]
    sides = {side: [asdict(one) for one in getattr(last, side)] for side in ("theirs", "ours")}
    taken = {**sides, "channel": last.channel, "issues": [issue.id for issue in last.issues]}
    return Again(last.id, ", ".join(one.name for one in last.theirs), taken)


def _events_of(tx: "ManagedTransaction", form: Form, actor: Actor) -> list[Choice]:
    """The events of the day the contact was on, today when nothing is said, and the one that is chosen already."""
    said = form.value("at")
    day = first_day(said).isoformat() if office_time.is_date(said) else actor.today
    since = (first_day(day) - LONGEST_EVENT).isoformat()
    listed = [one for one in events(tx, days=(since, day), limit=50) if one.status != CANCELLED and one.last_day >= day]
    offered = [Choice(one.id, one.name, one.place) for one in listed][:MOST_EVENTS]
    chosen = form.value("event")
    if chosen and chosen not in {one.id for one in offered}:
        offered += [Choice(one.id, one.name) for one in named(tx, [chosen])]
    return offered


def issues_in_hand(tx: "ManagedTransaction", *, actor: Actor) -> list[Choice]:
    """Issues that are neither closed nor merged, this session's priorities first."""
    everything = advocacy_issues.issues(tx, known=actor.at, as_of=actor.today)
    done = (advocacy_issues.CLOSED, advocacy_issues.MERGED)
    by_rank = sorted(everything, key=lambda issue: (-(issue.session_year or 0), issue.rank or 1000, issue.title))
    return [Choice(issue.id, issue.title) for issue in by_rank if issue.status not in done]


def _logged(found: Interaction) -> AnyResponse:
    due = [f" Follow-up due {day(one.due)}." for one in found.follow_ups if one.due]
    undo = url_for("interactions.delete", contact_id=found.id)
    words = f"Logged: {found.title}.{''.join(due)}"
    return saved(words, url_for("interactions.show", contact_id=found.id), undo=undo)
