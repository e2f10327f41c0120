"""Where one tap begins what an entry of the plan asks for: the form, with what the entry's rule looks for filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from crm.events.event_kind import COUNCIL
from crm.plan.plans import Entry
from web.access import may_open
from web.addresses import address

Selector = Mapping[str, Any]


@dataclass(frozen=True)
class Door:
    """A form's address, and what its button says."""

    address: str
    words: str


def door_to(entry: Entry, settings: Mapping[str, Any]) -> Door | None:
    """The form for the first kind of record that counts for an entry, if who asks may open it."""
    if entry.is_by_hand:
        return None  # stated on the entry's own page
    parameters = entry.resolved(settings)
    covered = parameters.get("covered")
    covered = covered[0] if isinstance(covered, list) else covered
    counts = parameters.get("counts") or (covered or {}).get("counts")
    selector: Selector = (counts[0] if isinstance(counts, list) else counts) or {}
    opening = DOORS.get(selector.get("of", ""))
    door = opening(selector) if opening else None
    return door if door and may_open(door.address.partition("?")[0]) else None


def _event(selector: Selector) -> Door:
    kind = _first(selector.get("type"))
    if kind == COUNCIL:
        return Door("/council/meetings/new", "Plan it")
    return Door(
        _filled(
            "/events/new",
            kind=kind,
            topics=_first(selector.get("topic")),
            theme=_first(selector.get("theme")),
            mode=_first(selector.get("mode")),
        ),
        "Plan it",
    )


def _message(selector: Selector) -> Door:
    said = {"type": "type", "channels": "channel", "audiences": "audience", "theme": "theme"}
    filled = {name: _first(selector.get(word)) for name, word in said.items()}
    return Door(_filled("/records/messages/new", **filled), "Record it")


def _record(key: str, *said: str) -> Callable[[Selector], Door]:
    def door(selector: Selector) -> Door:
        filled = {name: _first(selector.get(name)) for name in said}
        return Door(_filled(address("record", key, "new"), **filled), "Record it")

    return door


DOORS: Mapping[str, Callable[[Selector], Door]] = {
    "adoption": _record("adoptions"),
    "award": _record("awards", "type", "theme"),
    "communication": _message,
    "contact": lambda _: Door("/log", "Log it"),
    "document": _record("documents", "type"),
    "event": _event,
    "invitation": lambda selector: Door(_filled("/events", kind=_first(selector.get("event_type"))), "Invite"),
    "partnership": _record("partnerships", "purpose"),
    "presentation": _record("presentations", "format"),
    "program": _record("programs"),
    "resa list": _record("resa-lists"),
    "survey": _record("surveys", "type", "to"),
}


def _first(words: Any) -> str:
    """The first of several words; nothing where none is wanted."""
    return str(words[0] if isinstance(words, list | tuple) else words or "")


def _filled(path: str, **values: str) -> str:
    given = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
