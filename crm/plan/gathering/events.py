"""Events with who hosted, came and was invited, and messages, as the plan's rules read them."""

from collections import defaultdict
from datetime import date
from typing import Any

from crm.events.event_kind import CANCELLED
from crm.office_time import first_day
from crm.plan import evidence as rows
from crm.plan.evidence import Ending, Party
from crm.plan.gathering.days import Values, maybe_day, own_day, recorded_day
from crm.plan.gathering.recipients import Everybody

EVENTS = """
MATCH (e:Event) WHERE e.start >= '' AND e.deleted_at IS NULL
RETURN properties(e) AS event,
  [(o:Organization)-[:HOSTS]->(e) WHERE o.deleted_at IS NULL | o.id] AS hosts,
  [(e)-[r:INVOLVES]->(x) WHERE x.deleted_at IS NULL | [r.part, x.id]] AS links,
  COLLECT { MATCH (a:AgendaItem)-[:ITEM_OF]->(e) RETURN a.title ORDER BY a.position } AS agenda,
  [(p:Person)-[r:ATTENDED]->(e) WHERE p.deleted_at IS NULL
    | [p.id, r.body, r.role, coalesce(r.known_on, r.recorded_at)]] AS attended,
  [(x)-[r:INVITED_TO]->(e) WHERE x.deleted_at IS NULL
    | [x.id, r.sent, r.reply, coalesce(r.known_on, r.recorded_at, r.sent)]] AS invited
LIMIT $most
"""
MESSAGES = """
MATCH (c:Communication) WHERE c.sent >= '' AND c.deleted_at IS NULL
RETURN properties(c) AS message, [(c)-[:ABOUT]->(i:Issue) | i.id] AS issues, [(c)-[:SENT_TO]->(x) | x.id] AS recipients
LIMIT $most
"""


def event_row(row: Values) -> rows.Event:
    stored, links = row["event"], dict(row["links"])
    recorded = recorded_day(stored)
    parties = [Party(person, body, role, _later(at, recorded)) for person, body, role, at in row["attended"]]
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
        attendance=tuple(parties),
        canceled=canceled,
    )


def _later(at: str | None, recorded: date) -> date | None:
    """When somebody's attendance was noted, where that is later than the event itself was."""
    noted = first_day(at) if at else recorded
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
