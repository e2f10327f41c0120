"""Events with who hosted, came and was invited, and messages, as the plan's rules read them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from crm.events.event_kind import CANCELLED
from crm.office_time import first_day
from crm.plan import evidence as rows
from crm.plan.evidence import Party
from crm.plan.evidence_shapes import Ending
from crm.plan.gathering.days import Values, maybe_day, own_day, recorded_day
from crm.plan.gathering.recipients import Everybody
from crm.storage.collected import collected

# Who came is read as columns, in one order, "" for what is not said: of all that a plan reads it is the most by far.
# When somebody was noted is told only where it is not when the event itself was.
EVENTS = """
MATCH (e:Event) WHERE e.start >= '' AND e.deleted_at IS NULL
CALL (e) {
  MATCH (p:Person)-[r:ATTENDED]->(e) WHERE p.deleted_at IS NULL
  WITH p.id AS id, coalesce(r.body, '') AS body, coalesce(r.role, '') AS role,
    coalesce(r.known_on, r.recorded_at, '') AS noted
  RETURN collect(id) AS people, collect(body) AS bodies, collect(role) AS roles,
    collect(CASE WHEN noted = coalesce(e.known_on, e.recorded_at) THEN '' ELSE noted END) AS noted
}
RETURN properties(e) AS event,
  [(o:Organization)-[:HOSTS]->(e) WHERE o.deleted_at IS NULL | o.id] AS hosts,
  [(e)-[r:INVOLVES]->(x) WHERE x.deleted_at IS NULL | [r.part, x.id]] AS links,
  COLLECT { MATCH (a:AgendaItem)-[:ITEM_OF]->(e) RETURN a.title ORDER BY a.position } AS agenda,
  people, bodies, roles, noted,
  [(x)-[r:INVITED_TO]->(e) WHERE x.deleted_at IS NULL
    | [x.id, r.sent, r.reply, coalesce(r.known_on, r.recorded_at, r.sent)]] AS invited
LIMIT $most
"""
DECISIONS = collected(
    """
MATCH (d:Decision)-[:FROM]->(e:Event)
WITH e, d ORDER BY d.recorded_at, d.id
RETURN e.id AS event, collect(d.text) AS decisions LIMIT $most
""",
    "event",
    "decisions",
)
MESSAGES = """
MATCH (c:Communication) WHERE c.sent >= '' AND c.deleted_at IS NULL
RETURN properties(c) AS message, [(c)-[:ABOUT]->(i:Issue) | i.id] AS issues, [(c)-[:SENT_TO]->(x) | x.id] AS recipients
LIMIT $most
"""


def event_row(row: Values, decisions: Mapping[str, Sequence[str]]) -> rows.Event:
    stored, links = row["event"], dict(row["links"])
    recorded = recorded_day(stored)
    came = zip(row["people"], row["bodies"], row["roles"], row["noted"], strict=True)
    canceled = None
    if stored.get("status") == CANCELLED:
        off = str(stored.get("canceled_on") or stored.get("canceled_at") or stored["start"])
        known_on = str(stored.get("end_known_on") or stored.get("canceled_at") or off)
        canceled = Ending(own_day(off), first_day(known_on))
    mode = stored.get("mode")
    return rows.Event(
        id=stored["id"],
        day=own_day(stored["start"]),
        recorded=recorded,
        title=stored["name"],
        type=stored["kind"],
        hosts=frozenset(row["hosts"]),
        scope=stored.get("scope"),
        mode="in person" if mode == "both" else mode or None,
        region=links.get("region"),
        topics=frozenset(stored.get("topics", ())),
        theme=stored.get("theme"),
        part_of=links.get("part_of"),
        series=stored.get("series"),
        facilitator=links.get("facilitator"),
        group=links.get("group"),
        agenda=tuple(row["agenda"]),
        scheduled=maybe_day(stored.get("scheduled")),
        last_day=maybe_day(stored.get("last_day")),
        hours=stored.get("hours"),
        attendance=tuple(
            Party(person, body or None, role or None, _later(at, recorded) if at else None)
            if body or role or at
            else _by_themselves(person)
            for person, body, role, at in came
        ),
        decisions=tuple(decisions.get(stored["id"], ())),
        canceled=canceled,
    )


@lru_cache(maxsize=100_000)
def _by_themselves(person: str) -> Party:
    """Somebody of whom nothing is written but that they came: the same in every event."""
    return Party(person)


def _later(at: str, recorded: date) -> date | None:
    """When somebody's attendance was noted, where that is later than the event itself was."""
    noted = first_day(at)
    return noted if noted > recorded else None


def invitations_rows(row: Values, everybody: Everybody) -> list[rows.Invitation]:
    """One for each day on which people were asked."""
    event = row["event"]
    sent: dict[str, list[tuple[str, str | None, str]]] = defaultdict(list)
    for who, day, reply, known in row["invited"]:
        if day:
            sent[day].append((who, reply, known))
    for told in event.get("invited_all", ()):
        group, day, known = told.split("|")
        sent[day] += [(who, None, known) for who in sorted(everybody.of([group], own_day(day)))]
    return [
        rows.Invitation(
            id=f"{event['id']}|{day}",
            day=own_day(day),
            recorded=min(first_day(known) for _, _, known in asked),
            title=f"{len(asked)} invited to {event['name']}",
            event=event["id"],
            recipients=frozenset(who for who, _, _ in asked),
            accepted=frozenset(who for who, reply, _ in asked if reply == "yes"),
        )
        for day, asked in sorted(sent.items())
        if asked
    ]


def message_row(row: Any, everybody: Everybody) -> rows.Communication:
    stored = row["message"]
    reached = everybody.of(stored.get("sent_to_all", ()), own_day(stored["sent"]))
    return rows.Communication(
        id=stored["id"],
        day=own_day(stored["sent"]),
        recorded=recorded_day(stored),
        title=stored.get("subject", ""),
        type=stored.get("type") or "other",
        channels=frozenset(stored.get("channels", ())),
        audiences=frozenset(stored.get("audiences", ())),
        issues=frozenset(row["issues"]),
        campaign=stored.get("campaign"),
        theme=stored.get("theme"),
        recipients=frozenset(row["recipients"]) | reached,
        size=stored.get("recipients"),
        cost=stored.get("cost_cents", 0) / 100,
    )
