"""Contacts at the association's request by somebody who was not registered that day, and why each may not count.

The reasons are candidates with their section, drawn from what is on record: who they are, what they gave this year,
when they started. Whether one applies is for the office, or its counsel, to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crm.lobbying.contact_years import OF_YEAR, year_of
from crm.lobbying.due import register_by
from crm.lobbying.law import Law, dollars
from crm.lobbying.lines import ExpenseLine, Party
from crm.lobbying.meters import value_meters
from crm.lobbying.registrations import Registration
from crm.office_time import first_day
from crm.records.actor import Actor
from crm.records.permissions import require
from crm.stakeholders.ours import BOARD, DIRECTORS, STAFF, SUPERINTENDENTS, our_people
from crm.vocabulary import CHANNELS
from crm.words import listing

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MEMBERS = frozenset({BOARD, DIRECTORS, SUPERINTENDENTS})
MOST_CONTACTS = 20_000


@dataclass(frozen=True)
class RequestedContact:
    """One of our people's part in a contact at the association's request. `groups` are theirs today."""

    id: str
    on: str
    channel: str
    who: Party
    officials: tuple[str, ...]
    groups: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{CHANNELS[self.channel].words} with {listing(self.officials)}"


@dataclass(frozen=True)
class Reason:
    """Why a contact may not count, with the section."""

    key: str
    words: str
    section: str


@dataclass(frozen=True)
class Unregistered:
    """A contact by somebody not registered that day; `reasons` is empty where nothing on record speaks for one."""

    contact: RequestedContact
    reasons: tuple[Reason, ...]


REQUESTED = f"""
MATCH (i:Interaction)
WHERE i.at > '' AND {OF_YEAR} AND i.at_request AND i.deleted_at IS NULL
MATCH (p:Person)-[took:TOOK_PART {{part: 'ours'}}]->(i)
WITH i, p ORDER BY i.at, i.id, p.name LIMIT $limit
RETURN i.id AS id, i.at AS at, i.channel AS channel, p.id AS person, p.name AS name,
  [(o:Person)-[:TOOK_PART {{part: 'theirs'}}]->(i) | o.name] AS officials
"""


def requested_contacts(tx: "ManagedTransaction", year: int, *, actor: Actor) -> list[RequestedContact]:
    """Every part of ours in a contact at request in a calendar year, by day. Raises NotAllowed."""
    require(actor, "see", "registration")
    groups = {person.id: person.groups for person in our_people(tx, today=actor.today)}
    rows = tx.run(REQUESTED, **year_of(year, actor), limit=MOST_CONTACTS)
    return [
        RequestedContact(
            id=row["id"],
            on=actor.day_of(row["at"]),
            channel=row["channel"],
            who=Party(row["person"], row["name"]),
            officials=tuple(sorted(row["officials"])),
            groups=groups.get(row["person"], ()),
        )
        for row in rows
    ]


def started(contacts: Iterable[RequestedContact], lines: Iterable[ExpenseLine], year: int) -> dict[Party, str]:
    """The first day in a year on which each person had a contact at request, or paid or arranged an expense. Only those
    of ours who had a contact or an expense are in it; the association itself starts with nobody."""
    days: dict[Party, str] = {}
    acts = [(contact.who, contact.on) for contact in contacts]
    acts += [(party, line.on) for line in lines for party in (line.payer, line.lobbyist) if party]
    for who, on in acts:
        if on.startswith(str(year)):
            days[who] = min(days.get(who, on), on)
    return days


def unregistered(
    law: Law,
    contacts: Sequence[RequestedContact],
    known: Sequence[Registration],
    lines: Sequence[ExpenseLine],
    began: Mapping[Party, str],
) -> tuple[Unregistered, ...]:
    """The contacts by somebody not registered on their day, each with the reasons that may apply."""
    covered: dict[str, list[Registration]] = {}
    for registration in known:
        covered.setdefault(registration.who.id, []).append(registration)
    return tuple(
        Unregistered(contact, reasons(law, contact, given_by(law, lines, contact), began.get(contact.who)))
        for contact in contacts
        if not any(one.holds_on(contact.on) for one in covered.get(contact.who.id, ()))
    )


def given_by(law: Law, lines: Iterable[ExpenseLine], contact: RequestedContact) -> int:
    """What the things of value that somebody gave in the contact's calendar year come to, in cents, over all
    officials."""
    year = date(int(contact.on[:4]), 12, 31)
    meters = value_meters(law, lines, year)
    return next((m.value for m in meters if m.official is None and m.giver.id == contact.who.id), 0)


def reasons(law: Law, contact: RequestedContact, given: int, began: str | None) -> tuple[Reason, ...]:
    """What may keep a contact from counting, by who the person is and what they gave."""
    day = first_day(contact.on)
    terms = law.on(day)
    groups = set(contact.groups)
    below = given < terms.exempt_below
    in_grace = bool(began and len(began) == len("2026-01-05")) and contact.on <= _last_day(law, began)
    candidates = (
        ("grace", in_grace),
        ("member", below and bool(groups & MEMBERS)),
        ("employee", below and STAFF in groups),
        ("official", bool(groups & {SUPERINTENDENTS, DIRECTORS})),
        ("public", not groups and given == 0),
    )
    figures = {"days": terms.register_days, "given": dollars(given), "limit": dollars(terms.exempt_below)}
    rules = (law.exemptions[key] for key, applies in candidates if applies and law.names(key, day))
    return tuple(Reason(rule.key, rule.words.format(**figures), rule.section) for rule in rules)


def _last_day(law: Law, began: str | None) -> str:
    day = first_day(began or "9999")
    return register_by(law.on(day), day).isoformat()
