"""The small records of crm.learning, as the plan's rules read them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from crm.learning import kinds
from crm.plan import evidence as rows
from crm.plan.evidence_shapes import Record
from crm.plan.gathering.days import MOST, Values, ending, maybe_day, own_day, recorded_day, start_day
from crm.records.kinds import Kind
from crm.storage.collected import collected, together

# What a needs survey asks about: what may be chosen, and what a scale is about.
ASKED = collected(
    """
MATCH (q:Question)-[:ASKED_IN]->(s:Survey {type: 'needs'})
RETURN s.id AS survey,
  CASE q.shape WHEN $shape THEN coalesce(q.choices, []) ELSE [coalesce(q.topic, '')] END AS topics LIMIT $most
""",
    "survey",
    "topics",
)

Links = Mapping[str, list[str]]
Maker = Callable[[dict[str, Any], Values, Links], Record | None]


def learned(kind: Kind, make: Maker, listed: Iterable[Values]) -> tuple[Any, ...]:
    made = []
    for row in listed:
        stored, links = row["stored"], defaultdict(list)
        for one in row["links"]:
            links[one["part"]].append(one["id"])
        own: dict[str, Any] = {"id": stored["id"], "day": own_day(stored[kind.day]), "recorded": recorded_day(stored)}
        names = {part: tuple(one["name"] for one in row["links"] if one["part"] == part) for part in links}
        own["title"] = kind.title(stored, names)
        if kind.lasting:
            own |= {"day": start_day(stored[kind.day]), "end": ending(stored)}
        if (record := make(own, stored, links)) is not None:
            made.append(record)
    return tuple(made)


def _one(links: Links, part: str) -> str | None:
    return next(iter(links.get(part, ())), None)


def _mentorship(own: dict[str, Any], stored: Values, links: Links) -> Record | None:
    mentor, mentee = _one(links, "mentor"), _one(links, "mentee")
    return rows.Mentorship(**own, mentor=mentor, mentee=mentee) if mentor and mentee else None


def _survey(own: dict[str, Any], stored: Values, links: Links) -> Record:
    return rows.Survey(
        **own,
        type=stored["type"],
        owner=stored.get("owner"),
        to=stored.get("to"),
        closes=maybe_day(stored.get("closes")),
        event=_one(links, "event"),
        pair=stored.get("pair"),
        questions=stored.get("questions"),
    )


def _response(own: dict[str, Any], stored: Values, links: Links) -> Record | None:
    survey = _one(links, "survey")
    person = _one(links, "person")
    return rows.Response(**own, survey=survey, person=person, score=stored.get("score")) if survey else None


def _document(own: dict[str, Any], stored: Values, links: Links) -> Record:
    return rows.Document(
        **own,
        type=stored["type"],
        topics=frozenset(stored.get("topics", ())),
        basis=frozenset(links.get("basis", ())),
        bodies=frozenset(links.get("bodies", ())),
        event=_one(links, "event"),
        by=_one(links, "by"),
        presented_at=_one(links, "presented_at"),
    )


def _award(own: dict[str, Any], stored: Values, links: Links) -> Record:
    named: dict[str, Any] = {part: _one(links, part) for part in ("person", "event", "region")}
    said: dict[str, Any] = {name: stored.get(name) for name in ("theme", "host", "support")}
    return rows.Award(**own, type=stored["type"], **named, **said)


def _presentation(own: dict[str, Any], stored: Values, links: Links) -> Record | None:
    event, person = _one(links, "event"), _one(links, "person")
    if not (event and person):
        return None
    arranged = maybe_day(stored.get("arranged"))
    return rows.Presentation(**own, event=event, person=person, format=stored["format"], arranged=arranged)


def _partnership(own: dict[str, Any], stored: Values, links: Links) -> Record:
    return rows.Partnership(**own, bodies=frozenset(links.get("bodies", ())), purpose=stored["purpose"])


def _program(own: dict[str, Any], stored: Values, links: Links) -> Record:
    return rows.Program(**own, sessions=stored.get("sessions", 1), completions=stored.get("completions"))


def _adoption(own: dict[str, Any], stored: Values, links: Links) -> Record | None:
    district = _one(links, "district")
    return rows.Adoption(**own, district=district, goal=stored["goal"]) if district else None


def _statement(own: dict[str, Any], stored: Values, links: Links) -> Record | None:
    by = _one(links, "by")
    said = {"says": stored["says"], "text": stored.get("text", "")}
    return rows.Statement(**own, entry=stored["entry"], by=by, **said) if by else None


def _resa_list(own: dict[str, Any], stored: Values, links: Links) -> Record | None:
    resa = _one(links, "resa")
    return rows.ResaList(**own, resa=resa, districts=frozenset(links.get("districts", ()))) if resa else None


def _placement(own: dict[str, Any], stored: Values, links: Links) -> Record | None:
    district = _one(links, "district")
    return rows.Placement(**own, district=district, old=stored["old"]) if district else None


def with_topics(asked: Iterable[Values], surveys: tuple[rows.Survey, ...]) -> tuple[rows.Survey, ...]:
    """The surveys, the needs surveys among them with the topics that their questions ask about."""
    topics: dict[str, set[str]] = defaultdict(set)
    for row in asked:
        topics[row["survey"]].update(row["topics"])
    return tuple(replace(one, topics=frozenset(topics[one.id])) if one.id in topics else one for one in surveys)


def on_their_events(
    presentations: tuple[rows.Presentation, ...], events: tuple[rows.Event, ...]
) -> tuple[rows.Presentation, ...]:
    """The presentations, each on the day of its event whatever day was given for it."""
    days = {event.id: event.day for event in events}
    return tuple(replace(one, day=days.get(one.event, one.day)) for one in presentations)


LEARNED: Mapping[str, tuple[Kind, Maker]] = {
    "mentorships": (kinds.MENTORSHIPS, _mentorship),
    "surveys": (kinds.SURVEYS, _survey),
    "responses": (kinds.RESPONSES, _response),
    "documents": (kinds.DOCUMENTS, _document),
    "awards": (kinds.AWARDS, _award),
    "presentations": (kinds.PRESENTATIONS, _presentation),
    "partnerships": (kinds.PARTNERSHIPS, _partnership),
    "programs": (kinds.PROGRAMS, _program),
    "adoptions": (kinds.ADOPTIONS, _adoption),
    "statements": (kinds.STATEMENTS, _statement),
    "resa_lists": (kinds.RESA_LISTS, _resa_list),
    "placements": (kinds.PLACEMENTS, _placement),
}
LEARNED_RECORDS = together(
    **{name: collected(kind.texts.list, "stored", "links") for name, (kind, _) in LEARNED.items()}
)
WHENEVER: Mapping[str, Any] = {"since": "", "until": "9999-99-99", "about": None, "limit": MOST}
