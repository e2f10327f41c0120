"""The offices that lead a chamber: posts that stand without a holder, so that leaders can be recorded, found and seen.

The Speaker presides over a house, the Lieutenant Governor as its President over a senate; beside them the members
choose who presides in their absence and who leads each party on the floor. Sources seldom list these offices.
"""

import uuid
from typing import TYPE_CHECKING

from crm.errors import InvalidData
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders.chambers import LOWER, UPPER, WHOLE, chamber_name
from crm.stakeholders.posts import LEADER, add_post, posts_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

FLOOR = ("Majority leader", "Minority leader")
PRESIDING = {
    LOWER: ("Speaker", "Speaker pro tempore"),
    UPPER: ("President", "President pro tempore"),
    WHOLE: ("Speaker", "Speaker pro tempore"),
}
# An id follows from the chamber and the title, so that adding the offices twice makes each once.
IDS = uuid.UUID("0f3c9f0e-5a53-4f0c-8a3d-1f6a1b0c7d21")
CHAMBER = """
MATCH (o:Organization {id: $id, classification: 'chamber'})
WHERE o.deleted_at IS NULL
RETURN o.chamber AS key
"""


def offices_of(chamber: str) -> tuple[str, ...]:
    """The titles of a chamber's leaders, who presides first."""
    return (*PRESIDING.get(chamber, PRESIDING[LOWER]), *FLOOR)


def label_of(title: str, chamber: str) -> str:
    """ "Speaker of the House", "Senate majority leader"."""
    name = chamber_name(chamber)
    return f"{name} {title.lower()}" if title in FLOOR else f"{title} of the {name}"


@permitted("add", "post")
def add_leaders_offices(tx: "ManagedTransaction", body_id: str, *, by: Actor) -> int:
    """Make the offices of a chamber's leaders that are not there yet, and return how many. Raises InvalidData."""
    row = tx.run(CHAMBER, id=body_id).single()
    if row is None:
        raise InvalidData({"organization": ["Only a chamber of a legislature has these offices."]})
    here = {(post.title or post.label).casefold() for post in posts_of(tx, body_id, limit=1000)}
    missing = [title for title in offices_of(row["key"]) if title.casefold() not in here]
    for title in missing:
        values = {"label": label_of(title, row["key"]), "title": title, "role": LEADER}
        add_post(tx, str(uuid.uuid5(IDS, f"{body_id}|{title}")), body_id, values, by=by)
    return len(missing)
