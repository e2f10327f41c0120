"""Priorities, ranks, stances, ratings of ties and contacts, as the plan's rules read them."""

from datetime import timedelta
from typing import Any

from crm.plan import evidence as rows
from crm.plan.evidence import Party
from crm.plan.evidence_shapes import Ending
from crm.plan.gathering.days import Values, own_day, recorded_day
from crm.storage.collected import collected

POSITIVE_LEVELS = ("good", "close")

ISSUES = collected(
    """
MATCH (i:Issue) WHERE i.deleted_at IS NULL
RETURN i.id AS id, i.title AS title, [(i)-[:RAISED_BY]->(x) | x.id] AS raised_by,
  COLLECT { MATCH (k:Ranking)-[:RANKS]->(i) RETURN properties(k) ORDER BY k.on, k.recorded_at, k.id } AS rankings
LIMIT $most
""",
    "id",
    "title",
    "raised_by",
    "rankings",
)

STANCES = collected(
    """
MATCH (holder:Organization)<-[:HELD_BY]-(p:Position)-[:ABOUT]->(i:Issue)
WHERE p.retracted_at IS NULL AND holder.deleted_at IS NULL
RETURN properties(p) AS position, holder.id AS body, i.id AS issue LIMIT $most
""",
    "position",
    "body",
    "issue",
)

# Only ties with somebody who ever sat in the legislature: no entry looks at others.
RATINGS = collected(
    """
MATCH (:Post {role: 'member'})<-[:HOLDS]-(sitting:Person)
WITH DISTINCT sitting WHERE sitting.deleted_at IS NULL
MATCH (sitting)<-[:BETWEEN]-(e:Evidence)
WITH DISTINCT e WHERE e.retracted_at IS NULL
MATCH (a:Person)<-[:BETWEEN]-(e)-[:BETWEEN]->(b:Person)
WHERE a.id < b.id AND a.deleted_at IS NULL AND b.deleted_at IS NULL
RETURN e {.id, .on, .level, .valence, .said_by, .confirmed, .recorded_at, .known_on} AS rating,
  a.id AS a, b.id AS b LIMIT $most
""",
    "rating",
    "a",
    "b",
)

CONTACTS = collected(
    """
MATCH (i:Interaction) WHERE i.at >= '' AND i.deleted_at IS NULL
RETURN properties(i) AS contact, [(p:Person)-[t:TOOK_PART]->(i) | [p.id, t.part, t.body, t.role]] AS people,
  [(o:Organization)-[:TOOK_PART]->(i) | o.id] AS bodies, [(i)-[:ABOUT]->(x:Issue) | x.id] AS issues LIMIT $most
""",
    "contact",
    "people",
    "bodies",
    "issues",
)


def priority_rows(row: Values) -> list[rows.Priority]:
    """The spans in which an issue was adopted: from the day of one decision to the day before another took it back."""
    spans: list[rows.Priority] = []
    since: Values | None = None
    for ranking in row["rankings"]:
        adopted = ranking["status"] == "adopted"
        if adopted and since is None:
            since = ranking
        elif not adopted and since is not None:
            spans.append(
                _priority(row, since, Ending(own_day(ranking["on"]) - timedelta(days=1), recorded_day(ranking)))
            )
            since = None
    return [*spans, *([_priority(row, since, None)] if since else [])]


def _priority(row: Values, since: Values, end: Ending | None) -> rows.Priority:
    return rows.Priority(
        id=since["id"],
        day=own_day(since["on"]),
        recorded=recorded_day(since),
        end=end,
        title=row["title"],
        issue=row["id"],
        raised_by=frozenset(row["raised_by"]),
    )


def rank_rows(row: Values) -> list[rows.Rank]:
    return [
        rows.Rank(
            id=f"rank {one['id']}",
            day=own_day(one["on"]),
            recorded=recorded_day(one),
            title=row["title"],
            issue=row["id"],
            rank=one["rank"],
            set_by=one.get("set_by"),
        )
        for one in row["rankings"]
        if one.get("rank")
    ]


def stance_row(row: Any) -> rows.Stance:
    stored = row["position"]
    return rows.Stance(
        id=stored["id"],
        day=own_day(stored["on"]),
        recorded=recorded_day(stored),
        body=row["body"],
        issue=row["issue"],
        stance=int(stored["stance"]),
    )


def rating_row(row: Any, legislators: set[str]) -> rows.TieRating:
    """Confirmed is what one of the two says; a suggestion by others is none."""
    stored, pair = row["rating"], (row["a"], row["b"])
    said_by, confirmed = stored["said_by"], stored["confirmed"]
    holder = next((one for one in pair if one not in legislators), said_by if said_by in pair else pair[0])
    value = "positive" if stored["level"] in POSITIVE_LEVELS else "none"
    return rows.TieRating(
        id=stored["id"],
        day=own_day(stored["on"]),
        recorded=recorded_day(stored),
        holder=str(holder),
        legislator=pair[pair[0] == holder],
        value="negative" if (stored["valence"] or 1) < 0 else value,
        confirmed=said_by in pair if confirmed is None else bool(confirmed),
    )


def contact_row(row: Any) -> rows.Contact:
    stored = row["contact"]
    theirs = [Party(person, body, role) for person, part, body, role in row["people"] if part == "theirs"]
    return rows.Contact(
        id=stored["id"],
        day=own_day(stored["at"]),
        recorded=recorded_day(stored),
        title=stored.get("summary", ""),
        by=frozenset(person for person, part, _, _ in row["people"] if part == "ours"),
        parties=(*theirs, *(Party(body=body) for body in row["bodies"])),
        topics=frozenset(stored.get("topics", ())),
        issues=frozenset(row["issues"]),
        lobbying=bool(stored.get("lobbying") or stored.get("at_request")),
        incoming=stored.get("direction") == "to_us",
    )
