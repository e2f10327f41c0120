"""What the figures share: which of an entry's records they read, and how they are told."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from statistics import median
from typing import Any

from crm.office_time import in_words
from crm.plan.as_of import AsOf
from crm.plan.evidence import Event
from crm.plan.outcome import Outcome

Make = Callable[[AsOf, Mapping[str, Any], Outcome], str]


def of_kind(outcome: Outcome, kind: type[Any]) -> list[Any]:
    """The entry's evidence of a kind."""
    return [record for record in outcome.evidence if isinstance(record, kind)]


def in_window(outcome: Outcome, kind: type[Any]) -> list[Any]:
    """The entry's evidence of a kind, of the window that it shows."""
    first, last = outcome.window
    return [record for record in of_kind(outcome, kind) if first <= record.day <= last]


def listed(counts: Mapping[str, Any]) -> str:
    """“Summer conference 2; Winter convention 1”."""
    return "; ".join(f"{name} {count}" for name, count in counts.items())


def on_day(day: date) -> str:
    """A day as it is written everywhere."""
    return in_words(day.isoformat())


def last_day(rows: Iterable[Any]) -> str:
    """The day of the last of these, in words; “never” where there is none."""
    last = max((row.day for row in rows), default=None)
    return on_day(last) if last else "never"


def spread(days: list[int]) -> str:
    """“median 6 days, longest 12 days”."""
    return f"median {median(days):g} days, longest {max(days)} days" if days else ""


def name_of(view: AsOf, body_id: str | None) -> str:
    """A body by its short name, else its name."""
    body = view.evidence.bodies.get(body_id or "")
    return (body.short or body.name) if body else body_id or ""


def issue_name(view: AsOf, issue_id: str) -> str:
    """An issue by its title."""
    return view.evidence.issues.get(issue_id, issue_id)


def people(view: AsOf, events: Iterable[Event]) -> set[str]:
    """Everybody who was at one of the events."""
    return {person for event in events for person in view.presence(event).people}


def in_role(view: AsOf, events: Iterable[Event], role: str) -> set[str]:
    """Everybody who was at one of the events in a role."""
    return {
        party.person
        for event in events
        for party in view.parties(event)
        if party.person and role in view.roles(party, event.day)
    }
