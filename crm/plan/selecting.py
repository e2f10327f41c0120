"""Which records count: a selector of a plan's file, such as {of = "event", type = "council", present = ["executive
director"]}, read into records with the day each counts on.

Every word of a selector but `of`, `dated` and `first_per` is one predicate of the table below. A record counts when
all of them hold; of a list of selectors, when any does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.plan.as_of import AsOf, in_time
from crm.plan.evidence import Contact, Party, Record

KINDS: Mapping[str, str] = {
    "adoption": "adoptions",
    "award": "awards",
    "communication": "communications",
    "contact": "contacts",
    "council seat": "council_seats",
    "document": "documents",
    "event": "events",
    "group": "groups",
    "invitation": "invitations",
    "mentorship": "mentorships",
    "partnership": "partnerships",
    "presentation": "presentations",
    "priority": "priorities",
    "program": "programs",
    "rank": "ranks",
    "resa list": "resa_lists",
    "response": "responses",
    "survey": "surveys",
}
LASTING = ("groups", "partnerships", "priorities")


@dataclass(frozen=True, slots=True)
class Selected:
    """A record that counts, and the day on which it does."""

    day: date
    record: Record


Predicate = Callable[[AsOf, Any, Any], bool]


def among(words: Any) -> tuple[str, ...]:
    """One word or several, compared without regard to case."""
    return tuple(word.casefold() for word in ([words] if isinstance(words, str) else words))


def _is(attribute: str) -> Predicate:
    return lambda view, row, words: (getattr(row, attribute) or "").casefold() in among(words)


def _has(attribute: str) -> Predicate:
    return lambda view, row, words: any(text.casefold() in among(words) for text in getattr(row, attribute))


def _given(attribute: str) -> Predicate:
    return lambda view, row, wanted: bool(getattr(row, attribute)) is wanted


def _agenda(view: AsOf, row: Any, words: Any) -> bool:
    return any(word in item.casefold() for item in row.agenda for word in among(words))


def _hosted_by_us(view: AsOf, row: Any, wanted: bool) -> bool:
    return (view.evidence.own in row.hosts) is wanted


def _part_of(view: AsOf, row: Any, types: Any) -> bool:
    whole = view.events.get(row.part_of or "")
    return whole is not None and whole.type.casefold() in among(types)


def _present(view: AsOf, row: Any, roles: Any) -> bool:
    return ({roles} if isinstance(roles, str) else set(roles)) <= view.presence(row).roles


def _present_for(view: AsOf, row: Any, bodies: Any) -> bool:
    return not view.presence(row).bodies.isdisjoint(bodies)


def _facilitated_by_us(view: AsOf, row: Any, wanted: bool) -> bool:
    ours = row.facilitator == view.evidence.own or view.is_staff(row.facilitator, row.day)
    return ours is wanted


def _owned_by_us(view: AsOf, row: Any, wanted: bool) -> bool:
    ours = row.owner in ("staff", view.evidence.own) or view.is_staff(row.owner, row.day)
    return ours is wanted


def _by_director(view: AsOf, row: Any, wanted: bool) -> bool:
    return view.is_director(row.by, row.day) is wanted


def _answered(view: AsOf, row: Any, wanted: bool) -> bool:
    return bool(view.answers.get(row.id)) is wanted


def _cites(view: AsOf, row: Any, types: Any) -> bool:
    cited = (view.surveys.get(survey) for survey in row.basis)
    return any(survey.type.casefold() in among(types) and survey.day <= view.day for survey in cited if survey)


def _of_event_type(view: AsOf, row: Any, types: Any) -> bool:
    event = view.events.get(row.event or "")
    return event is not None and event.type.casefold() in among(types)


def _to_legislators(view: AsOf, row: Any, wanted: bool) -> bool:
    sat = any(
        first <= row.day <= last for person in row.recipients for first, last in view.legislator_spans.get(person, ())
    )
    return sat is wanted


def _about_a_priority(view: AsOf, row: Any, wanted: bool) -> bool:
    if not row.issues:
        return not wanted
    priorities = {priority.issue for priority in view.lasting("priorities", row.day)}
    return bool(row.issues & priorities) is wanted


def _raised_by(view: AsOf, row: Any, bodies: Any) -> bool:
    return bool(row.raised_by & set(bodies))


def _teaches(view: AsOf, row: Any, types: Any) -> bool:
    """Whether an event shares a topic with a document of these types that was there by its day."""
    topics = {topic.casefold() for topic in row.topics}
    return any(
        document.type.casefold() in among(types)
        and document.day <= row.day
        and topics & {topic.casefold() for topic in document.topics}
        for document in view.rows("documents")
    )


def _at_least_sessions(view: AsOf, row: Any, number: int) -> bool:
    return bool(row.sessions >= number)


@dataclass(frozen=True)
class Condition:
    """One word of a selector: what it tests, the kind of value it takes, and the kinds of record it applies to."""

    test: Predicate
    takes: str  # "words", "yes or no", "roles", "bodies" or "count"
    of: tuple[str, ...]


_TOPICS = ("contact", "document", "event")
PREDICATES: Mapping[str, Condition] = {
    "type": Condition(_is("type"), "words", ("award", "communication", "document", "event", "survey")),
    "scope": Condition(_is("scope"), "words", ("event",)),
    "mode": Condition(_is("mode"), "words", ("event",)),
    "theme": Condition(_is("theme"), "words", ("award", "communication", "event")),
    "format": Condition(_is("format"), "words", ("presentation",)),
    "purpose": Condition(_is("purpose"), "words", ("partnership",)),
    "to": Condition(_is("to"), "words", ("survey",)),
    "topic": Condition(_has("topics"), "words", _TOPICS),
    "channel": Condition(_has("channels"), "words", ("communication",)),
    "audience": Condition(_has("audiences"), "words", ("communication",)),
    "in_campaign": Condition(_given("campaign"), "yes or no", ("communication",)),
    "in_group": Condition(_given("group"), "yes or no", ("event",)),
    "is_part": Condition(_given("part_of"), "yes or no", ("event",)),
    "with_support": Condition(_given("support"), "yes or no", ("award",)),
    "agenda": Condition(_agenda, "words", ("event",)),
    "hosted_by_us": Condition(_hosted_by_us, "yes or no", ("event",)),
    "part_of": Condition(_part_of, "words", ("event",)),
    "teaches": Condition(_teaches, "words", ("event",)),
    "present": Condition(_present, "roles", ("event",)),
    "present_for": Condition(_present_for, "bodies", ("event",)),
    "facilitated_by_us": Condition(_facilitated_by_us, "yes or no", ("event",)),
    "owned_by_us": Condition(_owned_by_us, "yes or no", ("survey",)),
    "by_director": Condition(_by_director, "yes or no", ("document",)),
    "answered": Condition(_answered, "yes or no", ("survey",)),
    "cites": Condition(_cites, "words", ("document",)),
    "event_type": Condition(_of_event_type, "words", ("award", "invitation", "presentation", "survey")),
    "to_legislators": Condition(_to_legislators, "yes or no", ("communication", "invitation")),
    "about_a_priority": Condition(_about_a_priority, "yes or no", ("communication", "contact")),
    "raised_by": Condition(_raised_by, "bodies", ("priority",)),
    "sessions": Condition(_at_least_sessions, "count", ("program",)),
}
BODY_SETS = {"resas": "resa", "council_bodies": "", "key_stakeholders": "", "practice_partners": ""}


def _first_response(view: AsOf, row: Any) -> date | None:
    return min((answer.day for answer in view.responses.get(row.id, ())), default=None)


def _presented(view: AsOf, row: Any) -> date | None:
    meeting = view.held.get(row.presented_at or "")
    return meeting.day if meeting and meeting.type == "board" else None


def _arranged(view: AsOf, row: Any) -> date | None:
    event = view.events.get(row.event)
    if row.arranged is None or event is None or view.is_off(event):
        return None
    return row.arranged if view.start <= row.arranged <= view.day else None


DATES: Mapping[str, tuple[str, Callable[[AsOf, Any], date | None]]] = {
    "first response": ("survey", _first_response),
    "presented": ("document", _presented),
    "arranged": ("presentation", _arranged),
}

# What a record is linked with, so that it covers that member of a set.
LINKS: Mapping[str, tuple[tuple[str, ...], Callable[[AsOf, Any], Iterable[Any]]]] = {
    "event": (("award", "document", "invitation", "presentation", "survey"), lambda view, row: (row.event,)),
    "part_of": (("event",), lambda view, row: (row.part_of,)),
    "group": (("event",), lambda view, row: (row.group,)),
    "hosts": (("event",), lambda view, row: row.hosts),
    "region": (("event",), lambda view, row: (row.region,)),
    "scope": (("event",), lambda view, row: (row.scope,)),
    "type": (("event",), lambda view, row: (row.type,)),
    "audiences": (("communication",), lambda view, row: row.audiences),
    "recipients": (("communication", "invitation"), lambda view, row: _reached(view, row)),
    "people": (("communication", "contact"), lambda view, row: _addressed(view, row)),
    "parties": (("contact", "event"), lambda view, row: view.touched(row)),
    "bodies": (("document",), lambda view, row: row.bodies),
    "body": (("council seat",), lambda view, row: (row.body,)),
    "district": (("adoption",), lambda view, row: (row.district,)),
    "issue": (("rank", "priority"), lambda view, row: (row.issue,)),
    "resa": (("resa list",), lambda view, row: (row.resa,)),
}


def _reached(view: AsOf, row: Any) -> set[str]:
    """The people and bodies a message went to. Who holds a body's post or seat on that day receives it for the body."""
    reached = set(row.recipients)
    for person in row.recipients:
        reached |= view.stood_for(Party(person), row.day)
    return reached


def _addressed(view: AsOf, row: Any) -> set[str]:
    """The people and bodies that were told something: sent it, or spoken with."""
    return view.touched(row) if isinstance(row, Contact) else _reached(view, row)


def select(view: AsOf, selectors: Any) -> list[Selected]:
    """The records that a selector, or any of several, lets count, in the order of their days."""
    chosen: dict[str, Selected] = {}
    for selector in [selectors] if isinstance(selectors, Mapping) else selectors:
        for item in _selected(view, selector):
            chosen.setdefault(item.record.id, item)
    return sorted(chosen.values(), key=lambda item: (item.day, *in_time(item.record)))


def _selected(view: AsOf, selector: Mapping[str, Any]) -> list[Selected]:
    kind = KINDS[selector["of"]]
    tests = [
        (PREDICATES[word].test, _value(view, word, value)) for word, value in selector.items() if word in PREDICATES
    ]
    if dated := selector.get("dated"):
        on = DATES[dated][1]
        rows = ((on(view, row), row) for row in view.planned(kind) if dated == "arranged" or row in view.rows(kind))
        items = [Selected(day, row) for day, row in rows if day and day >= view.start]
    elif kind in LASTING:
        items = [Selected(row.day, row) for row in view.lasting(kind)]
    else:
        items = [Selected(row.day, row) for row in view.rows(kind)]
    items = [item for item in items if all(test(view, item.record, value) for test, value in tests)]
    return _first_per_event(items) if selector.get("first_per") == "event" else items


def _first_per_event(items: list[Selected]) -> list[Selected]:
    firsts: dict[str, Selected] = {}
    for item in sorted(items, key=lambda item: in_time(item.record)):
        firsts.setdefault(item.record.event, item)  # type: ignore[attr-defined]
    return list(firsts.values())


def _value(view: AsOf, word: str, value: Any) -> Any:
    """A predicate's value, with names of bodies made ids."""
    if PREDICATES[word].takes != "bodies":
        return value
    if isinstance(value, str) and value in BODY_SETS:
        return view.bodies(view.settings[value], BODY_SETS[value])
    return view.bodies([value] if isinstance(value, str) else value)
