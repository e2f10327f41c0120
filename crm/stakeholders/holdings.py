"""Who held which seat or office, from when to when: dated HOLDS relationships.

The rule: a seat never has two holders at once (offices that several share, such as staff, aside). Dates may be partial,
so two spans clash only when no reading of their dates keeps them apart. The rule is checked in one transaction that
first locks the post. A holding corrected by hand lists what was corrected, and imports leave that alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict, InvalidData, NotFound
from crm.office_time import first_day, in_words, last_day
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.stakeholders import search_text
from crm.stakeholders.posts import SHARED_ROLES, seat_code
from crm.stakeholders.spells import Spell, spell_key
from crm.storage.counters import STRUCTURE, bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Holding:
    """One person in one post. Dates are ISO, perhaps partial; no start is unknown, no end is still there."""

    key: str
    person_id: str
    person_name: str
    post_id: str
    post_label: str
    role: str = ""
    title: str | None = None
    chamber: str | None = None
    district: str | None = None
    organization_id: str | None = None
    organization_name: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    end_reason: str | None = None
    source: str | None = None
    as_of: str | None = None

    @property
    def code(self) -> str:
        return seat_code(self.chamber, self.district) if self.chamber and self.role == "member" else self.post_label

    def is_current(self, today: str) -> bool:
        """Whether it holds on that day; an end date in the future is not an end yet."""
        return (self.start_date or "") <= today < (self.end_date or "9999")

    @property
    def in_words(self) -> str:
        """The span: "from Jan 2, 2024", "Jan 2, 2020 to Jan 2, 2024", "until 2019"."""
        return span_in_words(self.start_date, self.end_date)


OF_POST = """
MATCH (p:Person)-[h:HOLDS]->(post:Post {id: $id})
WHERE p.deleted_at IS NULL
RETURN properties(h) AS holding, p {.id, .name} AS person, properties(post) AS post,
  head([(post)-[:IN]->(o:Organization) | o {.id, .name}]) AS organization
ORDER BY coalesce(h.end_date, '9999') DESC, coalesce(h.start_date, '') DESC, p.id LIMIT $limit
"""

OF_PERSON = (
    """
MATCH (p:Person {id: $id})-[h:HOLDS]->(post:Post)
WHERE """
    + lifecycle.POST_STANDS
    + """
RETURN properties(h) AS holding, p {.id, .name} AS person, properties(post) AS post,
  head([(post)-[:IN]->(o:Organization) | o {.id, .name}]) AS organization
ORDER BY coalesce(h.end_date, '9999') DESC, coalesce(h.start_date, '') DESC, post.id LIMIT $limit
"""
)

IN_BODY = """
MATCH (p:Person)-[h:HOLDS]->(post:Post)-[:IN]->(o:Organization {id: $id})
WHERE p.deleted_at IS NULL AND post.deleted_at IS NULL
  AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
RETURN properties(h) AS holding, p {.id, .name} AS person, properties(post) AS post, o {.id, .name} AS organization
ORDER BY post.label, p.family_name, p.id LIMIT $limit
"""

ONE = """
MATCH (p:Person)-[h:HOLDS {key: $key}]->(post:Post)
RETURN properties(h) AS holding, p {.id, .name} AS person, properties(post) AS post,
  head([(post)-[:IN]->(o:Organization) | o {.id, .name}]) AS organization
"""

MAKE = """
MATCH (p:Person {id: $person}), (post:Post {id: $post})
MERGE (p)-[h:HOLDS {key: $key}]->(post)
ON CREATE SET h += $values
RETURN h.recorded_at = $at AS made
"""

CHANGE = "MATCH (:Person)-[h:HOLDS {key: $key}]->(:Post) SET h += $changes"
REMOVE = "MATCH (:Person)-[h:HOLDS {key: $key}]->(:Post) DELETE h"


def holders(tx: "ManagedTransaction", post_id: str, *, limit: int = 100) -> list[Holding]:
    """Everybody known to have held a post, the latest first."""
    return [_holding(row) for row in tx.run(OF_POST, id=post_id, limit=limit)]


def holdings_of(tx: "ManagedTransaction", person_id: str, *, limit: int = 100) -> list[Holding]:
    """Every post a person is known to have held, the latest first."""
    return [_holding(row) for row in tx.run(OF_PERSON, id=person_id, limit=limit)]


def holders_in(tx: "ManagedTransaction", organization_id: str, *, today: str, limit: int = 500) -> list[Holding]:
    """Everybody who holds a post of a body on a day, by post."""
    return [_holding(row) for row in tx.run(IN_BODY, id=organization_id, today=today, limit=limit)]


def holding(tx: "ManagedTransaction", key: str) -> Holding:
    """One holding by its key. Raises NotFound."""
    row = tx.run(ONE, key=key).single()
    if row is None:
        raise NotFound("This entry is no longer there. Somebody may have removed it.")
    return _holding(row)


@permitted("add", "holding")
def hold(tx: "ManagedTransaction", person_id: str, post_id: str, values: Mapping[str, str | None], *, by: Actor) -> str:
    """Record that a person holds, or held, a post, and return the key. `values`: start_date, end_date, source.

    Raises InvalidData, naming both holders and their dates, when the seat would have two at once.
    """
    post = lifecycle.touch(tx, lifecycle.POST, post_id, lock=by.at)
    person = lifecycle.touch(tx, lifecycle.PERSON, person_id, lock=by.at)
    kept = {name: value for name, value in values.items() if value}
    theirs = holders(tx, post_id)
    spells = [Spell(h.key, h.start_date, h.end_date) for h in theirs if h.person_id == person_id]
    start, end = kept.get("start_date"), kept.get("end_date")
    new = _new(person, post, kept, key=spell_key(f"{person_id}|{post_id}|{start or ''}", start, end, spells))
    _check_order(new)
    if post["role"] not in SHARED_ROLES:
        _refuse_clash(new, [other for other in theirs if not _is_earlier_spell(other, new)])
    stamp = {"recorded_at": by.at, "recorded_by": by.user_id, "source": f"Typed in by {by.name}", **kept}
    if tx.run(MAKE, person=person_id, post=post_id, key=new.key, values=stamp, at=by.at).single(strict=True)["made"]:
        _after(tx, new, "started", after=kept, by=by)
    return new.key


@permitted("add", "holding")
def succeed(
    tx: "ManagedTransaction", person_id: str, post_id: str, values: Mapping[str, str | None], *, by: Actor
) -> str:
    """Record that a person took a post over, and that who holds it now left on that day: both or neither.

    An office that several may share keeps its other holders. Raises InvalidData without a day, and what `hold` raises.
    """
    post = lifecycle.touch(tx, lifecycle.POST, post_id, lock=by.at)
    now = [one for one in holders(tx, post_id) if one.is_current(by.today)]
    if now and post["role"] not in SHARED_ROLES:
        day = values.get("start_date")
        if not day:
            raise InvalidData({"start_date": ["Write the day on which they took over."]})
        end_holding(tx, now[0].key, day, by=by)
    return hold(tx, person_id, post_id, values, by=by)


@permitted("change", "holding")
def end_holding(tx: "ManagedTransaction", key: str, end_date: str, *, reason: str = "", by: Actor) -> Holding:
    """End a holding on a day. Raises Conflict when somebody ended it already."""
    found = holding(tx, key)
    if found.end_date and found.end_date <= by.today:
        words = in_words(found.end_date)
        raise Conflict(f"{found.person_name} already left {found.post_label} on {words}. Correct the dates instead.")
    changes = {"start_date": found.start_date, "end_date": end_date, "end_reason": reason or None}
    return correct_holding(tx, key, changes, by=by)


@permitted("change", "holding")
def correct_holding(tx: "ManagedTransaction", key: str, changes: Mapping[str, str | None], *, by: Actor) -> Holding:
    """Set start_date, end_date and end_reason (absent or None is unknown) and keep imports from changing them back.

    The key stays as it was made, so that a source's own dates still find this holding.
    """
    post_id = holding(tx, key).post_id
    post = lifecycle.touch(tx, lifecycle.POST, post_id, lock=by.at)
    before = holding(tx, key)
    wanted = {name: changes.get(name) or None for name in ("start_date", "end_date", "end_reason")}
    old = {name: getattr(before, name) for name in wanted}
    differing = {name: value for name, value in wanted.items() if value != old[name]}
    after = _new({"id": before.person_id, "name": before.person_name}, post, wanted, key=key)
    _check_order(after)
    if post["role"] not in SHARED_ROLES:
        _refuse_clash(after, [other for other in holders(tx, post_id) if other.key != key])
    if differing:
        tx.run(CHANGE, key=key, changes={**differing, "corrected": sorted(differing)}).consume()
        ended = "end_date" in differing and wanted["end_date"] is not None
        _after(tx, after, "ended" if ended else "dates corrected", before=old, after=wanted, by=by)
    return after


@permitted("delete", "holding")
def remove_holding(tx: "ManagedTransaction", key: str, *, by: Actor) -> Holding:
    """Remove a holding that was entered by mistake; history keeps what it said."""
    found = holding(tx, key)
    lifecycle.touch(tx, lifecycle.POST, found.post_id, lock=by.at)
    tx.run(REMOVE, key=key).consume()
    _after(tx, found, "removed", before={"start_date": found.start_date, "end_date": found.end_date}, by=by)
    return found


def clash(one: Holding, other: Holding) -> bool:
    """Whether two holdings were certainly at once: the day one ends is free for the next."""
    return _latest_start(one) < _earliest_end(other) and _latest_start(other) < _earliest_end(one)


def clashes(found: Sequence[Holding]) -> list[tuple[Holding, Holding]]:
    """Every pair of different holders of one post at once, for checks over many posts."""
    return [(a, b) for a, b in combinations(found, 2) if a.post_id == b.post_id and clash(a, b)]


def span_in_words(start: str | None, end: str | None) -> str:
    """ "Jan 2, 2020 to Jan 2, 2024", "since 2016", "until 2019", or "" when nothing is known."""
    if start and end:
        return f"{in_words(start)} to {in_words(end)}"
    return f"since {in_words(start)}" if start else f"until {in_words(end)}" if end else ""


def _is_earlier_spell(other: Holding, new: Holding) -> bool:
    """Whether somebody who left comes back on a day that nobody knows."""
    return other.person_id == new.person_id and other.end_date is not None and new.start_date is None


def _latest_start(found: Holding) -> date:
    return last_day(found.start_date) if found.start_date else date.min


def _earliest_end(found: Holding) -> date:
    return first_day(found.end_date) if found.end_date else date.max


def _check_order(new: Holding) -> None:
    if new.start_date and new.end_date and first_day(new.start_date) > last_day(new.end_date):
        raise InvalidData({"end_date": ["The end is before the start. Check both dates."]})


def _refuse_clash(new: Holding, others: Sequence[Holding]) -> None:
    for other in others:
        if other.key != new.key and clash(new, other):
            dates = [h.in_words or "dates unknown" for h in (other, new)]
            raise InvalidData(
                {
                    "start_date": [
                        f"{new.post_label} cannot have two holders at once: {other.person_name} ({dates[0]}) and "
                        f"{new.person_name} ({dates[1]}). End the first one’s time there, or correct the dates."
                    ]
                }
            )


def _after(
    tx: "ManagedTransaction",
    found: Holding,
    what: str,
    *,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """What every change of a holding entails: history on both ends, search text, and the guesses that rest on it."""
    record(
        tx,
        [
            Change("Person", found.person_id, found.person_name, f"{what}: {found.post_label}", before, after),
            Change("Post", found.post_id, found.post_label, f"{what}: {found.person_name}", before, after),
        ],
        by=by,
    )
    search_text.refresh(tx, today=by.today, person_ids=[found.person_id])
    bump(tx, STRUCTURE)


def _new(
    person: Mapping[str, Any], post: Mapping[str, Any], values: Mapping[str, str | None], key: str = ""
) -> Holding:
    start, end = values.get("start_date"), values.get("end_date")
    return Holding(
        key=key or f"{person['id']}|{post['id']}|{start or ''}",
        person_id=person["id"],
        person_name=person["name"],
        post_id=post["id"],
        post_label=post["label"],
        start_date=start,
        end_date=end,
    )


def _holding(row: Mapping[str, Any]) -> Holding:
    stored, post, organization = row["holding"], row["post"], row["organization"] or {}
    return Holding(
        key=stored["key"],
        person_id=row["person"]["id"],
        person_name=row["person"]["name"],
        post_id=post["id"],
        post_label=post["label"],
        role=post["role"],
        title=post.get("title"),
        chamber=post.get("chamber"),
        district=post.get("district"),
        organization_id=organization.get("id"),
        organization_name=organization.get("name"),
        **{name: stored.get(name) for name in ("start_date", "end_date", "end_reason", "source", "as_of")},
    )
