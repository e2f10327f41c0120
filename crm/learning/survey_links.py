"""Who is asked to answer a survey, and the personal links with which they do so without an account.

A link is the census's (crm/census/personal_links.py), good until the survey closes and a while longer to say so.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crm.census.personal_links import ADD_LINK, END_LINKS, GRACE, NO_LINK, link_rows
from crm.errors import InvalidData, NotFound
from crm.learning.kinds import SURVEYS
from crm.mail.letters import Purpose, withdraw_waiting
from crm.office_time import end_of, instant, moment
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import LEDGER, Change, record
from crm.records.office import time_zone
from crm.records.permissions import permitted, require
from crm.vocabulary import Role

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LETTERS = (Purpose.SURVEY, Purpose.SURVEY_REMINDER)
OPEN_ENDED = timedelta(days=180)  # how long the links of a survey without a last day are good


@dataclass(frozen=True)
class Asked:
    """Somebody asked to answer a survey. `answered_on` is a day; `sent_at` and `reminded_at` are instants."""

    id: str
    person_id: str
    name: str
    given_name: str
    email: str | None
    answered_on: str | None
    sent_at: str | None
    reminded_at: str | None
    revoked: bool


@dataclass(frozen=True)
class OpenedSurvey:
    """What a link opens: whose answers to which survey."""

    invitation_id: str
    survey_id: str
    person_id: str
    person_name: str


INVITE = """
MATCH (s:Survey {id: $survey})
UNWIND $rows AS row
MATCH (p:Person {id: row.person}) WHERE p.deleted_at IS NULL
MERGE (i:SurveyInvitation {key: $survey + '|' + row.person})
ON CREATE SET i.id = row.id, i.recorded_at = $at, i.recorded_by = $by, i._new = $run
MERGE (i)-[:ASKED_IN]->(s)
MERGE (i)-[:INVITES]->(p)
RETURN p.name AS name, coalesce(i._new = $run, false) AS new
"""

ASKED = """
MATCH (i:SurveyInvitation)-[:ASKED_IN]->(s:Survey {id: $survey})
MATCH (i)-[:INVITES]->(p:Person) WHERE p.deleted_at IS NULL
RETURN i.id AS id, p.id AS person_id, p.name AS name, coalesce(p.given_name, p.name) AS given_name, p.email AS email,
  i.sent_at AS sent_at, i.reminded_at AS reminded_at, i.revoked_at IS NOT NULL AS revoked,
  head([(r:Response)-[:INVOLVES {part: 'person'}]->(p)
    WHERE r.deleted_at IS NULL AND (r)-[:INVOLVES {part: 'survey'}]->(s) | r.on]) AS answered_on
ORDER BY p.family_name, p.name, p.id LIMIT 5000
"""

ASKED_OF = """
MATCH (:Person {id: $person})<-[:INVITES]-(i:SurveyInvitation)-[:ASKED_IN]->(s:Survey) WHERE s.deleted_at IS NULL
RETURN s.title AS title, coalesce(i.sent_at, i.recorded_at) AS at ORDER BY at DESC, title LIMIT 500
"""

ISSUE = f"""
UNWIND $rows AS row
MATCH (i:SurveyInvitation {{id: row.invitation}})-[:ASKED_IN]->(:Survey {{id: $survey}})
{ADD_LINK}
"""

REVOKE = f"""
MATCH (i:SurveyInvitation {{id: $id}})-[:INVITES]->(p:Person)
{END_LINKS}
"""

INVITATION_OF = """
MATCH (:Person {id: $person})<-[:INVITES]-(i:SurveyInvitation)-[:ASKED_IN]->(:Survey {id: $survey}) RETURN i.id AS id
"""

BY_LINK = """
MATCH (l:CensusLink {hash: $hash})-[:OPENS]->(i:SurveyInvitation)-[:ASKED_IN]->(s:Survey)
WHERE l.expires_at > $now AND l.revoked_at IS NULL AND s.deleted_at IS NULL
MATCH (i)-[:INVITES]->(p:Person) WHERE p.deleted_at IS NULL
RETURN i.id AS invitation_id, s.id AS survey_id, p.id AS person_id, p.name AS person_name
"""


@permitted("change", "survey form")
def ask(tx: "ManagedTransaction", survey_id: str, people: Sequence[str], *, by: Actor) -> int:
    """Ask these people, and return how many had not been asked. Raises InvalidData for somebody not on record."""
    survey = lifecycle.touch(tx, SURVEYS, survey_id, lock=by.at)
    wanted = sorted(set(people))
    run = str(uuid.uuid4())
    rows = [{"person": one, "id": str(uuid.uuid5(LEDGER, f"asked|{survey_id}|{one}"))} for one in wanted]
    found = [dict(row) for row in tx.run(INVITE, survey=survey_id, rows=rows, at=by.at, by=by.user_id, run=run)]
    if len(found) != len(wanted):
        raise InvalidData({"people": ["Choose the people to ask from the list."]})
    if new := [row["name"] for row in found if row["new"]]:
        record(tx, [Change("Survey", survey_id, survey["title"], "people asked", after={"asked": new})], by=by)
    return len(new)


def asked(tx: "ManagedTransaction", survey_id: str, *, actor: Actor) -> list[Asked]:
    """Everybody asked, by family name. Raises NotAllowed: who has answered is for staff."""
    require(actor, "see", "staff record")
    return [Asked(**row) for row in tx.run(ASKED, survey=survey_id)]


def surveys_asked_of(tx: "ManagedTransaction", person_id: str) -> list[tuple[str, str]]:
    """Title, and the instant of asking, of every survey that somebody was asked to answer, the latest first. Whether
    who asks may know is for the caller to say."""
    return [(row["title"], row["at"]) for row in tx.run(ASKED_OF, person=person_id)]


@permitted("change", "survey form")
def issue_survey_links(tx: "ManagedTransaction", survey_id: str, hashes: Mapping[str, str], *, by: Actor) -> None:
    """Make a link for each invitation (its id to the hash of a secret made before). Earlier ones go on working."""
    survey = lifecycle.touch(tx, SURVEYS, survey_id, lock=by.at)
    ends = moment(end_of(survey["closes"], by.zone)) if survey.get("closes") else moment(by.at) + OPEN_ENDED
    expires_at = instant(ends + GRACE)
    for rows in link_rows(hashes):
        tx.run(ISSUE, survey=survey_id, rows=rows, expires_at=expires_at, at=by.at, user=by.user_id).consume()
    record(tx, [Change("Survey", survey_id, survey["title"], "links made", after={"links": len(hashes)})], by=by)


@permitted("change", "survey form")
def revoke_survey_links(tx: "ManagedTransaction", invitation_id: str, *, by: Actor) -> str:
    """End every link of an invitation and return the person's name. New ones can be made. Raises NotFound."""
    row = tx.run(REVOKE, id=invitation_id, at=by.at).single()
    if row is None:
        raise NotFound("There is no such invitation.")
    withdraw_waiting(tx, LETTERS, "Their links were ended.", at=by.at, about=invitation_id)
    record(tx, [Change("Person", row["person"], row["name"], "survey links revoked")], by=by)
    return str(row["name"])


def withdraw_letters_of(tx: "ManagedTransaction", survey_id: str, person: str, *, at: str) -> None:
    """Take the letters out of the queue that wait for somebody who has answered."""
    for row in tx.run(INVITATION_OF, survey=survey_id, person=person):
        withdraw_waiting(tx, LETTERS, "They have answered meanwhile.", at=at, about=row["id"])


def by_survey_link(tx: "ManagedTransaction", hashed: str, at: str) -> OpenedSurvey:
    """What a link opens. Raises NotFound, in words for whoever holds it."""
    row = tx.run(BY_LINK, hash=hashed, now=at).single()
    if row is None:
        raise NotFound(NO_LINK)
    return OpenedSurvey(**row)


def answering(tx: "ManagedTransaction", at: str, opened: OpenedSurvey | None = None) -> Actor:
    """Who answers: the person of a link, or somebody at the survey's open page, who may do nothing else."""
    if opened is None:
        return Actor("survey page", "The survey’s page", Role.MEMBER, None, at, time_zone(tx))
    return Actor(f"link:{opened.invitation_id}", opened.person_name, Role.MEMBER, opened.person_id, at, time_zone(tx))
