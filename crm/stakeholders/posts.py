"""Posts: seats and offices, which exist without their holders. Who held them when is in holdings.py.

A chamber's seat has role "member" and stands for a district; a district that elects several members has one post for
each. How a seat is called comes from its own data, never from one state's habits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders import search_text
from crm.stakeholders.chambers import LETTERS

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MEMBER, SUPERINTENDENT, DIRECTOR, BOARD_MEMBER, STAFF = "member", "superintendent", "director", "board_member", "staff"
COUNCIL_SEAT, LEADER = "council_seat", "leader"
OLD_SEAT = "old_seat"  # of a district that is no longer drawn: it has holders in the past only
SHARED_ROLES = frozenset({STAFF, OLD_SEAT})  # one post that several people may hold at once


@dataclass(frozen=True)
class Post:
    """A seat or office. `seat` counts from 1 in a district that elects several; `area_name` is its ground."""

    id: str
    label: str
    role: str
    version: int
    title: str | None = None
    chamber: str | None = None
    district: str | None = None
    seat: int | None = None
    organization_id: str | None = None
    organization_name: str | None = None
    area_name: str | None = None
    source: str | None = None
    as_of: str | None = None
    sample: bool = False
    deleted_at: str | None = None

    @property
    def is_chamber_seat(self) -> bool:
        return self.role == MEMBER and self.chamber is not None

    @property
    def code(self) -> str:
        """The short name: "HD 37" for a chamber's seat, else the label."""
        return seat_code(self.chamber, self.district) if self.is_chamber_seat else self.label


READ = """
MATCH (post:Post {id: $id})
WHERE post.deleted_at IS NULL OR $sees_all
RETURN properties(post) AS post,
  head([(post)-[:IN]->(o:Organization) | o {.id, .name}]) AS organization,
  head([(post)-[:REPRESENTS]->(a:Area) | a.name]) AS area
"""

PLACE = """
MATCH (post:Post {id: $id}), (o:Organization {id: $organization})
WHERE o.deleted_at IS NULL
MERGE (post)-[:IN]->(o)
RETURN o.name AS name
"""

OF_ORGANIZATION = """
MATCH (post:Post)-[:IN]->(o:Organization {id: $organization})
WHERE post.deleted_at IS NULL
RETURN properties(post) AS post, o {.id, .name} AS organization,
  head([(post)-[:REPRESENTS]->(a:Area) | a.name]) AS area
ORDER BY post.label, post.id LIMIT $limit
"""


def seat_code(chamber: str | None, district: str | None) -> str:
    """ "HD 37", "SD 12"; a district with a name keeps it: "SD Berkshire"."""
    letters = LETTERS.get(chamber or "", (chamber or "").title())
    return f"{letters} {district or ''}".strip()


def post(tx: "ManagedTransaction", post_id: str, *, actor: Actor) -> Post:
    """One seat or office. Raises NotFound."""
    row = tx.run(READ, id=post_id, sees_all=actor.sees_all).single()
    if row is None:
        lifecycle.read(tx, lifecycle.POST, post_id, actor=actor)
    assert row is not None  # noqa: S101 - the line above raised NotFound otherwise
    return _post(row)


def posts_of(tx: "ManagedTransaction", organization_id: str, *, limit: int = 500) -> list[Post]:
    """The posts of a body, by label."""
    return [_post(row) for row in tx.run(OF_ORGANIZATION, organization=organization_id, limit=limit)]


@permitted("add", "post")
def add_post(
    tx: "ManagedTransaction", post_id: str, organization_id: str, values: Mapping[str, Any], *, by: Actor
) -> None:
    """Make an office in a body. Raises InvalidData when there is no such body."""
    lifecycle.create(tx, lifecycle.POST, post_id, values, by=by)
    if tx.run(PLACE, id=post_id, organization=organization_id).single() is None:
        raise InvalidData({"organization": ["Choose the body this office belongs to."]})
    search_text.refresh(tx, today=by.today, post_ids=[post_id])


@permitted("change", "post")
def edit_post(tx: "ManagedTransaction", post_id: str, changes: Mapping[str, Any], *, version: int, by: Actor) -> None:
    """Change what an office is called. Raises Conflict when somebody saved meanwhile."""
    lifecycle.edit(tx, lifecycle.POST, post_id, changes, version=version, by=by)
    search_text.refresh(tx, today=by.today, post_ids=[post_id])


def _post(row: Mapping[str, Any]) -> Post:
    stored, organization = row["post"], row["organization"] or {}
    return Post(
        **{name: stored.get(name) for name in _STORED},
        sample=bool(stored.get("sample")),
        organization_id=organization.get("id"),
        organization_name=organization.get("name"),
        area_name=row["area"],
    )


_STORED = (
    "id", "label", "role", "version", "title", "chamber", "district", "seat", "source", "as_of", "deleted_at",
)  # fmt: skip
