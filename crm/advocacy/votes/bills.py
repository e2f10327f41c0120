"""Bills of a session, whether imported or typed, and the issues they carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData, NotFound
from crm.fields import Ids
from crm.ids import new_id
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.stakeholders.chambers import our_state

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


def bill_number(identifier: str) -> str:
    """A bill's number as it is shown, "HB 1453", however a source writes it: "hb1453", "H.B. 01453"."""
    letters = "".join(c for c in identifier.upper() if c.isalpha())
    digits = "".join(c for c in identifier if c.isdigit()).lstrip("0")
    return f"{letters} {digits}".strip()


def bill_key(jurisdiction: str, session: str, identifier: str) -> str:
    """What makes a bill one and the same: "ms|2024|HB1453", without the spaces and zeros sources put in."""
    return f"{jurisdiction.casefold()}|{session.strip()}|{bill_number(identifier).replace(' ', '')}"


def bill_search(identifier: str, session: str, title: str) -> str:
    """The text a bill is found by, its number with and without the space."""
    number = bill_number(identifier)
    return f"{number} {number.replace(' ', '')} {title} {session}".casefold()


@dataclass(frozen=True)
class NewBill:
    """A bill to record: `session` as the legislature names it ("2024"), `identifier` "HB 1453".

    `jurisdiction` is a state's code in lower case; None is the state whose legislature is here.
    """

    identifier: str
    session: str
    title: str
    jurisdiction: str | None = None
    url: str | None = None
    issues: tuple[str, ...] = ()
    id: str = field(default_factory=new_id)


class NewBillSchema(Schema):
    """The shape of a bill typed by hand."""

    identifier = fields.String(
        required=True,
        validate=validate.Regexp(r"^\s*[A-Za-z]{1,5}\.?\s*\d{1,5}\s*$", error="Write it as HB 1453."),
    )
    session = fields.String(
        required=True, validate=validate.Regexp(r"^\d{4}.{0,12}$", error="Write the year, as 2024.")
    )
    title = fields.String(required=True, validate=validate.Length(3, 300))
    jurisdiction = fields.String(load_default=None, allow_none=True, validate=validate.Length(2, 20))
    url = fields.Url(load_default=None, allow_none=True, schemes={"http", "https"})
    issues = Ids(load_default=())

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewBill:
        return NewBill(**data)


@dataclass(frozen=True)
class Bill:
    """A bill with the issues it is linked to, as (id, title) pairs."""

    id: str
    identifier: str
    session: str
    jurisdiction: str
    title: str
    status: str | None
    url: str | None
    source: str | None
    issues: tuple[tuple[str, str], ...]


ADD = """
MERGE (b:Bill {key: $key})
ON CREATE SET b += $values
RETURN b.id AS id, b.title AS title
"""

LINK = """
MATCH (b:Bill {id: $id})
UNWIND $issues AS issue_id
MATCH (i:Issue {id: issue_id})
MERGE (b)-[:ABOUT]->(i)
RETURN count(i) AS linked
"""

UNLINK = """
MATCH (:Bill {id: $id})-[r:ABOUT]->(:Issue {id: $issue})
DELETE r
"""

BILLS = """
MATCH (b:Bill)
WHERE $id IS NULL OR b.id = $id
OPTIONAL MATCH (b)-[:ABOUT]->(i:Issue)
WITH b, i ORDER BY i.title
WITH b, [x IN collect(i) | [x.id, x.title]] AS issues
WHERE $issue IS NULL OR any(x IN issues WHERE x[0] = $issue)
WITH b, issues, split(b.identifier, ' ') AS number
RETURN properties(b) AS bill, issues
ORDER BY size(issues) = 0, b.session DESC, number[0], toIntegerOrNull(number[1]), b.identifier LIMIT $limit
"""


@permitted("add", "bill")
def add_bill(tx: "ManagedTransaction", new: NewBill, *, by: Actor) -> str:
    """Record a bill and return its id; sent twice it is one bill.

    Raises InvalidData when that session has another bill of this number, or when no state is given and no legislature
    is here to take it from.
    """
    jurisdiction = new.jurisdiction or our_state(tx)
    if jurisdiction is None:
        raise InvalidData({"identifier": ["There is no legislature yet. Import one first, under Imports."]})
    values: dict[str, Any] = {
        "id": new.id,
        "identifier": bill_number(new.identifier),
        "session": new.session,
        "jurisdiction": jurisdiction,
        "title": new.title,
        "search": bill_search(new.identifier, new.session, new.title),
        "source": f"typed by {by.name}",
        "recorded_at": by.at,
        "recorded_by": by.user_id,
        "version": 1,
    } | ({"url": new.url} if new.url else {})
    key = bill_key(jurisdiction, new.session, new.identifier)
    row = tx.run(ADD, key=key, values=values).single(strict=True)
    if row["id"] == new.id:
        record(tx, [Change("Bill", new.id, values["identifier"], "made", after=values, staff_only=False)], by=by)
    elif row["title"] != new.title:
        here = f"{values['identifier']} of {new.session} is here already, as “{row['title']}”. Look under Bills."
        raise InvalidData({"identifier": [here]})
    if new.issues:
        link_issues(tx, row["id"], list(new.issues), by=by)
    return str(row["id"])


@permitted("change", "bill")
def link_issues(tx: "ManagedTransaction", bill_id: str, issue_ids: list[str], *, by: Actor) -> None:
    """Say which issues a bill carries. Raises InvalidData when one of them does not exist."""
    before = bill(tx, bill_id)
    row = tx.run(LINK, id=bill_id, issues=issue_ids).single(strict=True)
    if row["linked"] != len(set(issue_ids)):
        raise InvalidData({"issues": ["Choose issues from the list."]})
    _record_issues(tx, before, by)


@permitted("change", "bill")
def unlink_issue(tx: "ManagedTransaction", bill_id: str, issue_id: str, *, by: Actor) -> None:
    """Take an issue off a bill."""
    before = bill(tx, bill_id)
    tx.run(UNLINK, id=bill_id, issue=issue_id).consume()
    _record_issues(tx, before, by)


def _record_issues(tx: "ManagedTransaction", before: Bill, by: Actor) -> None:
    old, new = ({"issues": [title for _, title in one.issues]} for one in (before, bill(tx, before.id)))
    if old != new:
        record(tx, [Change("Bill", before.id, before.identifier, "edited", old, new, staff_only=False)], by=by)


def bill(tx: "ManagedTransaction", bill_id: str) -> Bill:
    """One bill. Raises NotFound."""
    row = tx.run(BILLS, id=bill_id, issue=None, limit=1).single()
    if row is None:
        raise NotFound("There is no such bill.")
    return _bill(row)


def bills(tx: "ManagedTransaction", *, issue: str | None = None, limit: int = 200) -> list[Bill]:
    """Bills, those that carry an issue of ours first, then the latest session, by number; of one issue if given."""
    return [_bill(row) for row in tx.run(BILLS, id=None, issue=issue, limit=limit)]


def _bill(row: Mapping[str, Any]) -> Bill:
    stored = row["bill"]
    return Bill(
        id=stored["id"],
        identifier=stored["identifier"],
        session=stored["session"],
        jurisdiction=stored["jurisdiction"],
        title=stored["title"],
        status=stored.get("status"),
        url=stored.get("url"),
        source=stored.get("source"),
        issues=tuple((id_, title) for id_, title in row["issues"]),
    )
