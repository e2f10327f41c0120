"""The advisory council: its seats, who has held each for which body, and what the plan asks of it (UV 1.1).

A council is an organization; each seat is a post that speaks for one body. Holders come and go with dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.advocacy.council.consensus import Body
from crm.errors import NotFound

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class CouncilSeat:
    """One seat as of a day: the body it speaks for, and its holder if there is one."""

    post_id: str
    body: Body
    holder_id: str | None
    holder_name: str | None
    since: str | None


@dataclass(frozen=True)
class Term:
    """Somebody's time in a council seat; `end` is None while it lasts."""

    post_id: str
    person_id: str
    name: str
    start: str | None
    end: str | None


@dataclass(frozen=True)
class Council:
    """A council and its seats, in the order of the bodies' names."""

    id: str
    name: str
    seats: tuple[CouncilSeat, ...]

    @property
    def bodies(self) -> tuple[Body, ...]:
        return tuple(seat.body for seat in self.seats)

    @property
    def vacant(self) -> tuple[CouncilSeat, ...]:
        """Seats that nobody holds."""
        return tuple(seat for seat in self.seats if seat.holder_id is None)


COUNCIL = """
MATCH (c:Organization {classification: 'council'})
WHERE $id IS NULL OR c.id = $id
WITH c ORDER BY c.recorded_at, c.name LIMIT 1
OPTIONAL MATCH (c)<-[:IN]-(post:Post {role: 'council_seat'})-[:SPEAKS_FOR]->(body:Organization)
WHERE post.deleted_at IS NULL
OPTIONAL MATCH (p:Person)-[h:HOLDS]->(post)
WHERE p.deleted_at IS NULL
  AND (h.start_date IS NULL OR h.start_date <= $as_of) AND (h.end_date IS NULL OR h.end_date > $as_of)
WITH c, post, body, head(collect({id: p.id, name: p.name, since: h.start_date})) AS holder
ORDER BY body.name
RETURN c.id AS id, c.name AS name, collect(CASE WHEN post IS NULL THEN NULL ELSE {post: post.id, body: body.id,
  body_name: body.name, short: coalesce(body.short_name, body.name), holder: holder} END) AS seats
"""

TERMS = """
MATCH (:Organization {id: $council})<-[:IN]-(post:Post {role: 'council_seat'})<-[h:HOLDS]-(p:Person)
WHERE p.deleted_at IS NULL
RETURN post.id AS post_id, p.id AS person_id, p.name AS name, h.start_date AS start, h.end_date AS end
ORDER BY coalesce(h.start_date, '') DESC, name LIMIT 500
"""

SPOKEN_FOR = """
UNWIND $people AS person_id
MATCH (:Person {id: person_id})-[h:HOLDS]->(:Post {role: 'council_seat'})-[:SPEAKS_FOR]->(body:Organization)
WHERE (h.start_date IS NULL OR h.start_date <= $on) AND (h.end_date IS NULL OR h.end_date > $on)
RETURN person_id, collect(DISTINCT body.id) AS bodies
"""

HOME = """
MATCH (o:Organization {home: true}) RETURN o.id AS id, o.name AS name, coalesce(o.short_name, o.name) AS short LIMIT 1
"""


def council(tx: "ManagedTransaction", *, as_of: str, council_id: str | None = None) -> Council:
    """The council (the first made, unless one is named) with its seats as held on a day. Raises NotFound."""
    row = tx.run(COUNCIL, id=council_id, as_of=as_of).single()
    if row is None:
        raise NotFound("There is no advisory council yet. Set it up under Council.")
    return Council(row["id"], row["name"], tuple(_seat(seat) for seat in row["seats"] if seat))


def parties_of(found: Council) -> list[str]:
    """The ids of the council's bodies and of those who speak for them."""
    return [*(body.id for body in found.bodies), *(seat.holder_id for seat in found.seats if seat.holder_id)]


def terms(tx: "ManagedTransaction", council_id: str) -> dict[str, list[Term]]:
    """Everybody who has held each seat, by the seat's id, the latest first."""
    found: dict[str, list[Term]] = {}
    for row in tx.run(TERMS, council=council_id):
        found.setdefault(row["post_id"], []).append(Term(**dict(row)))
    return found


def bodies_spoken_for(tx: "ManagedTransaction", people: list[str], *, on: str) -> dict[str, list[str]]:
    """The bodies for which each of the people holds a council seat on a day; those who hold none are left out."""
    return {row["person_id"]: row["bodies"] for row in tx.run(SPOKEN_FOR, people=people, on=on)}


def home(tx: "ManagedTransaction") -> Body:
    """The association itself. Raises NotFound in a database that was never set up."""
    row = tx.run(HOME).single()
    if row is None:
        raise NotFound("The association itself is not in the database yet.")
    return Body(row["id"], row["name"], row["short"])


def _seat(stored: Mapping[str, Any]) -> CouncilSeat:
    holder = stored["holder"] or {}
    return CouncilSeat(
        post_id=stored["post"],
        body=Body(stored["body"], stored["body_name"], stored["short"]),
        holder_id=holder.get("id"),
        holder_name=holder.get("name"),
        since=holder.get("since"),
    )


def quarter(day: str) -> tuple[int, int]:
    """The calendar quarter of a day, as (year, 1..4)."""
    return int(day[:4]), (int(day[5:7]) - 1) // 3 + 1


def quarter_ends(day: str) -> str:
    """The last day of the quarter that a day lies in."""
    year, number = quarter(day)
    return f"{year}-{('03-31', '06-30', '09-30', '12-31')[number - 1]}"


def quarters_without(meeting_days: Sequence[str], first: str, last: str) -> list[tuple[int, int]]:
    """The quarters from the day `first` to the day `last` in which no meeting was held, oldest first."""
    held = {quarter(day) for day in meeting_days}
    year, number = quarter(first)
    empty = []
    while (year, number) <= quarter(last):
        if (year, number) not in held:
            empty.append((year, number))
        year, number = (year + 1, 1) if number == 4 else (year, number + 1)
    return empty
