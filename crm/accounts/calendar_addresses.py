"""The secret part of an account's private calendar address; a new one makes the address before it worthless.

The address is shown again whenever its owner looks, so the secret is kept as it is. It opens the events' days and
names, to read, and nothing else.
"""

from typing import TYPE_CHECKING

from crm.errors import NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

READ = "MATCH (u:User {id: $id}) RETURN coalesce(u.calendar_secret, '') AS secret"
RENEW = "MATCH (u:User {id: $id}) SET u.calendar_secret = $secret RETURN u.name AS name"


def calendar_secret(tx: "ManagedTransaction", user_id: str) -> str:
    """The secret that the account's address carries now; "" until it was renewed once. Raises NotFound."""
    row = tx.run(READ, id=user_id).single()
    if row is None:
        raise NotFound("There is no such account.")
    return str(row["secret"])


@permitted("change", "calendar address")
def renew_calendar_address(tx: "ManagedTransaction", secret: str, *, by: Actor) -> None:
    """Give one's own address another secret, made before (random_secrets.new_secret). Raises NotFound."""
    row = tx.run(RENEW, id=by.user_id, secret=secret).single()
    if row is None:
        raise NotFound("There is no such account.")
    record(tx, [Change("User", by.user_id, row["name"], "calendar address renewed")], by=by)
