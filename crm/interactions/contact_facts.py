"""What history keeps of a contact: what was said, who took part, and whether everybody may read the entry. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm.interactions.contact_form import NewInteraction
from crm.records.history import Change

if TYPE_CHECKING:
    from crm.interactions.contacts import Interaction

THEIRS, OURS = "theirs", "ours"
TEXTS = ("summary", "ask", "answer", "promise", "place")
SAID = ("at", "channel", "direction", "sentiment", *TEXTS, "at_request", "cost_cents", "visibility")


def facts_of_new(new: NewInteraction, values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What history keeps: what is stored, and who took part, by name to be read and by id for views of the past."""
    sides = {THEIRS: [(p, names[p]) for p in new.theirs], OURS: [(p, names[p]) for p in new.ours]}
    kept = {name: value for name, value in values.items() if value is not None}
    return kept | _took_part(sides) | {"issues": list(new.issues)} | ({"event": new.event} if new.event else {})


def _took_part(sides: Mapping[str, list[tuple[str, str]]]) -> dict[str, Any]:
    names = {side: [name for _, name in people] for side, people in sides.items()}
    return names | {"people": {side: [id_ for id_, _ in people] for side, people in sides.items()}}


def facts_of(found: "Interaction") -> dict[str, Any]:
    """The same of a contact that is in the log."""
    facts = {name: getattr(found, name) for name in SAID}
    facts = {name: value for name, value in facts.items() if value not in (None, "")}
    sides = {THEIRS: [(p.id, p.name) for p in found.theirs], OURS: [(p.id, p.name) for p in found.ours]}
    event = {"event": found.event.id} if found.event else {}
    return facts | _took_part(sides) | {"issues": [issue.id for issue in found.issues]} | event


def entry(
    interaction_id: str, title: str, action: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> Change:
    """An entry is shared only if all that it tells was and is shared."""
    told = {facts["visibility"] for facts in (before, after) if facts}
    return Change("Interaction", interaction_id, title, action, before, after, staff_only=told != {"shared"})
