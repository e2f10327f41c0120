"""Which records count: a selector of a plan's file, such as {of = "event", type = "council", present = ["executive
director"]}, read into records with the day each counts on.

Every word of a selector but `of`, `dated` and `first_per` is one predicate of the table below. A record counts when
all of them hold; of a list of selectors, when any does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from crm.plan.as_of import AsOf, in_time
from crm.plan.evidence import Contact, Event, Party
from crm.plan.evidence_shapes import Record
from crm.plan.spans import holds

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


class Selected(NamedTuple):
    """A record that counts, and the day on which it does."""

    day: date
    record: Record


Test = Callable[[Any], bool]
Predicate = Callable[[AsOf, Any], Test]  # made ready once for a value, then asked of every record


def among(words: Any) -> frozenset[str]:
    """One word or several, compared without regard to case."""
    return frozenset(word.casefold() for word in ([words] if isinstance(words, str) else words))


def _is(attribute: str) -> Predicate:
    read = attrgetter(attribute)

    def ready(view: AsOf, words: Any) -> Test:
        wanted = among(words)
        return lambda row: (read(row) or "").casefold() in wanted

    return ready


def _has(attribute: str) -> Predicate:
    read = attrgetter(attribute)

    def ready(view: AsOf, words: Any) -> Test:
        wanted = among(words)
        return lambda row: any(text.casefold() in wanted for text in read(row))

    return ready


def _given(attribute: str) -> Predicate:
    read = attrgetter(attribute)
    return lambda view, wanted: lambda row: bool(read(row)) is wanted


def _agenda(view: AsOf, words: Any) -> Test:
    wanted = among(words)
    return lambda row: any(word in item.casefold() for item in row.agenda for word in wanted)


def _hosted_by_us(view: AsOf, wanted: bool) -> Test:
    own = view.evidence.own
    return lambda row: (own in row.hosts) is wanted


def _part_of(view: AsOf, types: Any) -> Test:
    return _through(view.events, attrgetter("part_of"), types)


def _of_event_type(view: AsOf, types: Any) -> Test:
    return _through(view.events, attrgetter("event"), types)


def _through(events: Mapping[str, Event], read: Callable[[Any], str | None], types: Any) -> Test:
    """Whether the event that a record names is of one of these types."""
    wanted = among(types)

    def test(row: Any) -> bool:
        event = events.get(read(row) or "")
        return event is not None and event.type.casefold() in wanted

    return test


def _present(view: AsOf, roles: Any) -> Test:
    wanted = {roles} if isinstance(roles, str) else set(roles)
    return lambda row: wanted <= view.presence(row).roles


def _present_for(view: AsOf, bodies: Any) -> Test:
    wanted = frozenset(bodies)
    return lambda row: not view.presence(row).bodies.isdisjoint(wanted)


def _facilitated_by_us(view: AsOf, wanted: bool) -> Test:
    own = view.evidence.own
    return lambda row: (row.facilitator == own or view.is_staff(row.facilitator, row.day)) is wanted


def _owned_by_us(view: AsOf, wanted: bool) -> Test:
    ours = ("staff", view.evidence.own)
    return lambda row: (row.owner in ours or view.is_staff(row.owner, row.day)) is wanted


def _by_director(view: AsOf, wanted: bool) -> Test:
    return lambda row: view.is_director(row.by, row.day) is wanted


def _answered(view: AsOf, wanted: bool) -> Test:
    return lambda row: bool(view.answers.get(row.id)) is wanted


def _cites(view: AsOf, types: Any) -> Test:
    wanted = among(types)
    citable = {id_ for id_, row in view.surveys.items() if row.type.casefold() in wanted and row.day <= view.day}
    return lambda row: not citable.isdisjoint(row.basis)


def _to_legislators(view: AsOf, wanted: bool) -> Test:
    spans = view.legislator_spans

    def sat(row: Any) -> bool:
        return any(holds(spans.get(person, ()), row.day) for person in row.recipients)

    return lambda row: sat(row) is wanted


def _about_a_priority(view: AsOf, wanted: bool) -> Test:
    def test(row: Any) -> bool:
        if not row.issues:
            return not wanted
        priorities = {priority.issue for priority in view.lasting("priorities", row.day)}
        return bool(row.issues & priorities) is wanted

    return test


def _raised_by(view: AsOf, bodies: Any) -> Test:
    wanted = frozenset(bodies)
    return lambda row: not wanted.isdisjoint(row.raised_by)


def _teaches(view: AsOf, types: Any) -> Test:
    """Whether an event shares a topic with a document of these types that was there by its day."""
    wanted = among(types)
    taught = [
        (document.day, {topic.casefold() for topic in document.topics})
        for document in view.rows("documents")
        if document.type.casefold() in wanted
    ]

    def test(row: Any) -> bool:
        topics = {topic.casefold() for topic in row.topics}
        return any(day <= row.day and topics & of_it for day, of_it in taught)

    return test


def _at_least_sessions(view: AsOf, number: int) -> Test:
    return lambda row: bool(row.sessions >= number)


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


# The day on which a record counts that does not count on its own; None where it does not count by now.
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


def select(view: AsOf, selectors: Any) -> Sequence[Selected]:
    """The records that a selector, or any of several, lets count, in the order of their days."""
    several = [selectors] if isinstance(selectors, Mapping) else list(selectors)
    return view.remembered(("select", repr(several)), lambda: _select(view, several))


def _select(view: AsOf, selectors: Sequence[Mapping[str, Any]]) -> Sequence[Selected]:
    if len(selectors) == 1 and "dated" not in selectors[0]:
        return tuple(_selected(view, selectors[0]))  # in the order of their own days already
    chosen: dict[str, Selected] = {}
    for selector in selectors:
        for item in _selected(view, selector):
            chosen.setdefault(item.record.id, item)
    return tuple(sorted(chosen.values(), key=lambda item: (item.day, *in_time(item.record))))


def _selected(view: AsOf, selector: Mapping[str, Any]) -> list[Selected]:
    kind = KINDS[selector["of"]]
    tests = [
        PREDICATES[word].test(view, _value(view, word, value)) for word, value in selector.items() if word in PREDICATES
    ]
    if dated := selector.get("dated"):
        on = DATES[dated][1]
        dated_rows = ((on(view, row), row) for row in _passing(view.planned(kind), tests))
        items = [Selected(day, row) for day, row in dated_rows if day]
    elif kind in LASTING:
        items = [Selected(row.day, row) for row in _passing(view.lasting(kind), tests)]
    else:
        items = [Selected(row.day, row) for row in _passing(view.rows(kind), tests)]
    return _first_per_event(items) if selector.get("first_per") == "event" else items


def _passing(rows: Iterable[Any], tests: Sequence[Test]) -> Iterable[Any]:
    """The rows that pass every test; each test sees only what the ones before let through."""
    for test in tests:
        rows = filter(test, rows)
    return rows


def _first_per_event(items: list[Selected]) -> list[Selected]:
    firsts: dict[str, Selected] = {}
    for item in items:
        firsts.setdefault(item.record.event, item)  # type: ignore[attr-defined]
    return list(firsts.values())


def _value(view: AsOf, word: str, value: Any) -> Any:
    """A predicate's value, with names of bodies made ids."""
    if PREDICATES[word].takes != "bodies":
        return value
    if isinstance(value, str) and value in BODY_SETS:
        return view.bodies(view.settings[value], BODY_SETS[value])
    return view.bodies([value] if isinstance(value, str) else value)
