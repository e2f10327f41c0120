"""What is held about one person, from every room, each with its source: for the person themselves, and for staff.

It shows what that person may see: what others say of them in confidence, and the notes staff keep for themselves, are
named as kept and not shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crm.accounts.users import accounts_of
from crm.advocacy.issues.subject_names import named
from crm.advocacy.stances.stance_words import source_words
from crm.advocacy.stances.stances import Known, stances_of
from crm.asks.asks import asks
from crm.asks.introductions import introductions
from crm.census.answers import ANSWERS, NONE
from crm.census.participation import participation
from crm.errors import NotFound
from crm.events.of_person import events_of_person
from crm.interactions.communications import MESSAGE
from crm.interactions.contact_list import ContactFilter, contacts_matching
from crm.interactions.follow_ups import follow_ups_of
from crm.learning.kinds import AWARDS, DOCUMENTS, MENTORSHIPS, PLACEMENTS, PRESENTATIONS, RESPONSES, STATEMENTS
from crm.learning.survey_links import surveys_asked_of
from crm.lobbying.of_person import naming
from crm.mail.letters import letters_to
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.declared import records
from crm.records.permissions import may
from crm.relationships.preferences import CHOICES, preferences_of
from crm.relationships.ties import ties_of
from crm.stakeholders.holdings import holdings_of
from crm.stakeholders.memberships import memberships_of
from crm.stakeholders.people import Person, person
from crm.vocabulary import Role

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST = 500
# The declared kinds of record that may name a person.
NAMING = (MENTORSHIPS, AWARDS, PRESENTATIONS, DOCUMENTS, RESPONSES, STATEMENTS, PLACEMENTS, MESSAGE)
FACTS = {
    "name": "Name", "other_names": "Other names", "email": "E-mail", "phone": "Phone", "address": "Address",
    "party": "Party", "gender": "Gender", "birth_date": "Born", "occupation": "Occupation", "education": "Education",
    "counties": "Counties", "links": "Links", "image": "Picture",
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One thing that is held: a `kind` in words ("Detail", "Tie"), what it says, where it is from, and its day."""

    kind: str
    says: str
    source: str
    on: str | None = None


def held_about(tx: "ManagedTransaction", person_id: str, *, actor: Actor) -> list[Held]:
    """Everything held about a person that they may see. Raises NotFound for others than staff and themselves."""
    if not may(actor, "change", "wish", own=actor.person_id == person_id):
        raise NotFound("There is no such person.")
    found = person(tx, person_id, actor=actor, deleted=False)
    return [
        *_details(found),
        *_offices(tx, person_id),
        *_bodies(tx, person_id),
        *_wishes(tx, person_id, actor),
        *_ties(tx, person_id, actor),
        *_asked(tx, person_id, actor),
        *_contacts(tx, person_id, actor),
        *_tasks(tx, person_id, actor),
        *_stances(tx, person_id, actor),
        *_events(tx, person_id),
        *_records(tx, person_id, actor),
        *_lobbying(tx, person_id),
        *_letters(tx, person_id, actor),
        *_accounts(tx, person_id, actor),
    ]


def _details(found: Person) -> Iterator[Held]:
    for name, title in FACTS.items():
        value = getattr(found, name)
        if value:
            text = value if isinstance(value, str) else ", ".join(value)
            corrected = " (corrected by hand)" if name in found.corrected else ""
            yield Held("Detail", f"{title}: {text}", f"{found.source or 'Not recorded'}{corrected}", found.as_of)


def _offices(tx: "ManagedTransaction", person_id: str) -> Iterator[Held]:
    for one in holdings_of(tx, person_id):
        where = f", {one.organization_name}" if one.organization_name else ""
        says = f"{one.title or one.post_label}{where} {one.in_words}".strip()
        yield Held("Office", says, one.source or "Not recorded", one.start_date)


def _bodies(tx: "ManagedTransaction", person_id: str) -> Iterator[Held]:
    for one in memberships_of(tx, person_id):
        says = f"{one.role.capitalize()}, {one.body_name} {one.in_words}".strip()
        yield Held("Membership", says, one.source or "Not recorded", one.start_date)


def _wishes(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    for one in preferences_of(tx, person_id, actor=actor):
        about = f" about {one.about_name}" if one.about_name else ""
        reason = f": {one.reason}" if one.reason else ""
        who = one.recorded_by or "Nobody said otherwise"
        yield Held("Wish", f"{CHOICES[one.choice]}{about}{reason}", who, actor.day_of(one.on) if one.on else None)


def _ties(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    for one in ties_of(tx, person_id, actor=actor, limit=MOST):
        yield Held("Tie", f"{one.person.name}: {one.word}", one.why or "Contact log", one.last_two_way)


def _asked(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    """What they were asked by census and survey, and the answers that make no tie."""
    for asked in participation(tx, person_id):
        came = "answered" if asked.answered_at else "opened" if asked.opened_at else "not opened"
        last = asked.answered_at or asked.opened_at or asked.sent_at
        yield Held("Census", f"Asked in “{asked.title}”: {came}", asked.title, actor.day_of(last) if last else None)
        for name in asked.unknown:
            yield Held("Census", f"{name}: {ANSWERS[NONE]}", asked.title, actor.day_of(last) if last else None)
    for title, at in surveys_asked_of(tx, person_id):
        yield Held("Survey", f"Asked to answer “{title}”", title, actor.day_of(at))


def _contacts(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    found, _ = contacts_matching(tx, ContactFilter(person=person_id), actor=actor, limit=MOST)
    for one in found:
        parts = (one.title, one.summary, one.ask, one.answer, one.promise)
        yield Held(
            "Contact", ". ".join(part for part in parts if part), f"Logged by {one.recorded_by}", actor.day_of(one.at)
        )


def _tasks(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    for one in follow_ups_of(tx, person_id, actor=actor, limit=MOST):
        yield Held("Follow-up", one.text, f"Recorded by {one.recorded_by}", one.due)
    for given in asks(tx, actor=actor, asker=person_id, limit=MOST):
        about = f" about {given.subject}" if given.subject else ""
        through = f", introduced by {given.through.name}" if given.through else ""
        says = f"Speak with {given.target.name}{about}{through}: {given.state}"
        yield Held("Ask", says, f"Planned by {given.recorded_by}", given.planned_on)
    for made in introductions(tx, person_id, actor=actor):
        yield Held("Introduction", made.says, f"Planned by {made.by}", made.on)


def _stances(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    held = stances_of(tx, person_id, Known.at(actor), actor=actor)
    names = {one.id: one.name for one in named(tx, list(held))}
    for subject, trail in held.items():
        for one in trail:
            source = f"{source_words(one)}; recorded by {one.recorded_by}"
            yield Held("Stance", f"{one.words} on “{names.get(subject, '')}”", source, one.on)


def _events(tx: "ManagedTransaction", person_id: str) -> Iterator[Held]:
    for one in events_of_person(tx, person_id, limit=MOST):
        yield Held("Event", one.in_words, one.kind_in_words, one.start)


def _records(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    """Those of declared kinds that name them, as the office has them: they may know what is said of themselves."""
    office = replace(actor, role=Role.STAFF)
    for kind in NAMING:
        for one in records(tx, kind, actor=office, about=person_id, limit=MOST):
            who = one.values.get("recorded_name") or "the office"
            yield Held(kind.noun.capitalize(), one.title, f"Recorded by {who}", one.day)


def _lobbying(tx: "ManagedTransaction", person_id: str) -> Iterator[Held]:
    for one in naming(tx, person_id):
        yield Held(one.kind, one.says, f"Recorded by {one.recorded_by}", one.on)


def _letters(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    for one in letters_to(tx, person_id):
        says = f"{one.subject} ({one.state}), to {one.to}"
        yield Held("Letter", says, f"Queued by {one.queued_by}", actor.day_of(one.moved_at))


def _accounts(tx: "ManagedTransaction", person_id: str, actor: Actor) -> Iterator[Held]:
    for one in accounts_of(tx, person_id):
        last = f", last signed in {in_words(actor.day_of(one.last_signed_in))}" if one.last_signed_in else ""
        yield Held("Account", f"{one.email}, {one.role}{last}", "Accounts", actor.day_of(one.recorded_at))
