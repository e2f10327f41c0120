"""Invitations to a round: who is asked, what their links open, and who has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm.census.personal_links import ADD_LINK, END_LINKS, GRACE, NO_LINK, link_rows
from crm.census.rounds import Round, round_of
from crm.errors import Conflict, NotFound
from crm.mail.letters import UNASKED, withdraw_waiting
from crm.office_time import day_of, end_of, in_words, instant, moment
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.office import day_in_office, time_zone
from crm.records.permissions import may, permitted, require
from crm.vocabulary import Role

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

ANSWERED, OPENED, SILENT = "answered", "opened", "silent"
NOT_YOURS = "This link was for somebody who has left the post it was sent to. It opens nothing any more."


@dataclass(frozen=True)
class Invitation:
    """One person asked in one round, as staff list them. `state` is answered, opened or silent; days are ISO."""

    id: str
    person_id: str
    name: str
    given_name: str
    email: str | None
    district: str
    region: str
    state: str
    answers: int
    answered_at: str | None
    sent_at: str | None
    reminded_at: str | None
    revoked: bool
    opted_out: bool


@dataclass(frozen=True)
class Opened:
    """What a link, or an account, opens: whose answers to which round, and whether they can still be changed."""

    invitation_id: str
    person_id: str
    person_name: str
    round: Round
    is_open: bool
    zone: ZoneInfo

    def actor(self, at: str) -> Actor:
        """The person answering by their link: a member who sees and writes their own."""
        return Actor(f"link:{self.invitation_id}", self.person_name, Role.MEMBER, self.person_id, at, self.zone)


BY_LINK = """
MATCH (l:CensusLink {hash: $hash})-[:OPENS]->(i:CensusInvitation)-[:ASKED_IN]->(r:CensusRound)
WHERE l.expires_at > $now AND l.revoked_at IS NULL
MATCH (i)-[:INVITES]->(p:Person)
RETURN i.id AS invitation, r.id AS round, p.id AS person, p.name AS name, p.deleted_at IS NULL AND EXISTS {
  MATCH (p)-[h:HOLDS]->(post:Post {role: 'superintendent'})
  WHERE post.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today } AS stands
"""

OF_PERSON = """
MATCH (p:Person {id: $person})<-[:INVITES]-(i:CensusInvitation)-[:ASKED_IN]->(r:CensusRound)
WHERE $round IS NULL OR r.id = $round
RETURN i.id AS invitation, r.id AS round, p.id AS person, p.name AS name
ORDER BY r.closed_at IS NOT NULL, r.closes_on DESC, r.id LIMIT 1
"""

OF_ROUND = """
MATCH (r:CensusRound {id: $round})<-[:ASKED_IN]-(i:CensusInvitation)-[:INVITES]->(p:Person)
WHERE p.deleted_at IS NULL
WITH i, p, head(COLLECT {
  MATCH (p)-[h:HOLDS]->(post:Post {role: 'superintendent'})-[:IN]->(o:Organization)
  WHERE post.deleted_at IS NULL AND o.deleted_at IS NULL
  RETURN {name: o.name, region: head([(o)-[m:MEMBER_OF]->(resa:Organization {classification: 'resa'})
    WHERE resa.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today | coalesce(resa.short_name, resa.name)])}
  ORDER BY coalesce(h.end_date, '9999') DESC LIMIT 1 }) AS district
RETURN i.id AS id, p.id AS person_id, p.name AS name, coalesce(p.given_name, p.name) AS given_name, p.email AS email,
  coalesce(district.name, '') AS district, coalesce(district.region, '') AS region,
  CASE WHEN i.answered_at IS NOT NULL THEN 'answered' WHEN i.opened_at IS NOT NULL THEN 'opened' ELSE 'silent' END
    AS state,
  COUNT { (i)<-[:GIVEN_IN]-(e:Evidence) WHERE e.retracted_at IS NULL } AS answers, i.answered_at AS answered_at,
  i.sent_at AS sent_at, i.reminded_at AS reminded_at, i.revoked_at IS NOT NULL AS revoked,
  coalesce(p.opted_out, false) AS opted_out
ORDER BY p.family_name, p.name, p.id LIMIT 5000
"""

ISSUE = f"""
UNWIND $rows AS row
MATCH (i:CensusInvitation {{id: row.invitation}})-[:ASKED_IN]->(:CensusRound {{id: $round}})
{ADD_LINK}
"""

REVOKE = f"""
MATCH (i:CensusInvitation {{id: $id}})-[:INVITES]->(p:Person)
{END_LINKS}
"""

MARK_OPENED = "MATCH (i:CensusInvitation {id: $id}) SET i.opened_at = coalesce(i.opened_at, $at)"


def by_link(tx: "ManagedTransaction", hashed: str, at: str) -> Opened:
    """What a link opens. Raises NotFound, in words for whoever holds the link: it is unknown, revoked or too old, or
    was for somebody who has left."""
    row = tx.run(BY_LINK, hash=hashed, now=at, today=day_in_office(tx, at)).single()
    if row is None:
        raise NotFound(NO_LINK)
    if not row["stands"]:
        raise NotFound(NOT_YOURS)
    return _opened(tx, row, at)


def for_person(tx: "ManagedTransaction", person: str, *, actor: Actor, round_id: str | None = None) -> Opened:
    """The invitation of a person to a round, or to the latest that asks them. Raises NotFound, also for others than
    staff and the person themselves."""
    is_theirs = may(actor, "change", "census answer", own=actor.person_id == person)
    row = tx.run(OF_PERSON, person=person, round=round_id).single() if is_theirs else None
    if row is None:
        raise NotFound("No round of the census asks this person.")
    return _opened(tx, row, actor.at)


def invitations(tx: "ManagedTransaction", round_id: str, *, actor: Actor) -> list[Invitation]:
    """Everybody a round asks, by family name. Raises NotAllowed: only staff see who has answered."""
    require(actor, "see", "census round")
    return [Invitation(**row) for row in tx.run(OF_ROUND, round=round_id, today=actor.today)]


@permitted("change", "census round")
def issue_links(tx: "ManagedTransaction", round_id: str, hashes: Mapping[str, str], *, by: Actor) -> None:
    """Make a link for each invitation (its id to the hash of a secret made before). Earlier ones go on working.

    Raises NotAllowed, NotFound, and Conflict for a round that is closed.
    """
    found = round_of(tx, round_id)
    refuse_closed(found, by)
    expires_at = instant(moment(end_of(found.closes_on, by.zone)) + GRACE)
    for rows in link_rows(hashes):
        tx.run(ISSUE, round=round_id, rows=rows, expires_at=expires_at, at=by.at, user=by.user_id).consume()
    after = {"links": len(hashes)}
    record(tx, [Change("CensusRound", round_id, found.title, "links made", before={}, after=after)], by=by)


@permitted("change", "census round")
def revoke(tx: "ManagedTransaction", invitation_id: str, *, by: Actor) -> str:
    """End every link of an invitation and return the person's name. New ones can be made. Raises NotFound."""
    row = tx.run(REVOKE, id=invitation_id, at=by.at).single()
    if row is None:
        raise NotFound("There is no such invitation.")
    withdraw_waiting(tx, UNASKED, "Their links were ended.", at=by.at, about=invitation_id)
    record(tx, [Change("Person", row["person"], row["name"], "census links revoked")], by=by)
    return str(row["name"])


def refuse_closed(found: Round, by: Actor) -> None:
    """Raises Conflict for a round to which no links are sent any more."""
    if not found.is_open(by.today):
        ended = in_words(found.ended_on(by.zone))
        raise Conflict(f"This round closed on {ended}. Give it a later day before you send links.")


def mark_opened(tx: "ManagedTransaction", opened: Opened, at: str) -> None:
    """Note that somebody began to answer; a look at the page by a mail program does not come here."""
    tx.run(MARK_OPENED, id=opened.invitation_id, at=at).consume()


def silent(found: Sequence[Invitation]) -> list[Invitation]:
    """Those to remind: nobody who has answered anything, or does not want to be asked."""
    return [one for one in found if one.state != ANSWERED and not one.opted_out]


def _opened(tx: "ManagedTransaction", row: Mapping[str, Any], at: str) -> Opened:
    found, zone = round_of(tx, row["round"]), time_zone(tx)
    return Opened(row["invitation"], row["person"], row["name"], found, found.is_open(day_of(at, zone)), zone)
