"""Answers to a round: kept as ratings, with who said so, when and in which round, and as wishes about being asked.

A card is saved as a whole after every tap, with a key that the page makes: the same save twice is one. A level that
changes takes the rating before it back, so history and past days keep it; what is said besides is edited in place. A
save that was overtaken by a later one (it waited for a signal) is refused, and the later one stands.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.census.invitations import Opened
from crm.census.rounds import round_of
from crm.errors import Conflict, InvalidData, NotAllowed
from crm.fields import Day
from crm.ids import new_id
from crm.mail.letters import Purpose, withdraw_waiting
from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.history import LEDGER, Change, record
from crm.records.permissions import may, permitted
from crm.relationships.pair_evidence import pair_of
from crm.relationships.preferences import CHOICES, prefer, willing
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.relationships.tie_upkeep import recompute_ties
from crm.stakeholders.people import lock_people
from crm.vocabulary import LEVELS, STRAINED, VALENCES

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

NONE, KNOW, GOOD, CLOSE, STRAINED_TIE = "none", "know", "good", "close", "strained"
OWN_LEVELS = {key: level.first_person for key, level in LEVELS.items()}  # as one says it of oneself
ANSWERS = {**OWN_LEVELS, STRAINED_TIE: VALENCES[STRAINED]}
HOWS = {
    "school": "School", "church": "Church", "family": "Family", "work": "Work", "neighbors": "Neighbors",
    "politics": "Politics", "other": "Other",
}  # fmt: skip
SUPERSEDED = "A later answer about them is kept already. Look at it, and change it if it is not right."


@dataclass(frozen=True)
class NewAnswer:
    """One card as it now stands: `level` a key of ANSWERS, `how` keys of HOWS, `since` a date, `may_ask` a key of
    CHOICES or None where it was not said. `key` is made by the page, once for each save."""

    about: str
    level: str
    how: tuple[str, ...] = ()
    since: str | None = None
    may_ask: str | None = None
    key: str = ""


class AnswerSchema(Schema):
    """The shape of a card that is saved. Loads to `NewAnswer`."""

    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))
    about = fields.String(required=True, validate=validate.Length(1, 64))
    level = fields.String(
        required=True,
        validate=validate.OneOf(tuple(ANSWERS), error="Choose how well you know them."),
        error_messages={"required": "Choose how well you know them."},
    )
    how = fields.List(fields.String(validate=validate.OneOf(tuple(HOWS))), load_default=list)
    since = Day(load_default=None, allow_none=True)
    may_ask = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(tuple(CHOICES)))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewAnswer:
        how = _known_hows(data.pop("how"))
        return NewAnswer(how=how, **data)


@dataclass(frozen=True)
class AnswerGiven:
    """What a person last said of somebody: in this round (`is_current`) or before it. `on` is the day (ISO)."""

    id: str
    about: str
    level: str
    how: tuple[str, ...]
    since: str | None
    on: str
    is_current: bool
    round_title: str | None

    @property
    def words(self) -> str:
        """ "Good, through church, since 2019"."""
        through = f"through {', '.join(HOWS[name].lower() for name in self.how)}" if self.how else ""
        since = f"since {in_words(self.since)}" if self.since else ""
        return ", ".join(filter(None, (ANSWERS[self.level], through, since)))


LOCK = """
MATCH (i:CensusInvitation {id: $invitation}) SET i._lock = $lock
WITH i MATCH (i)-[:ASKED_IN]->(r:CensusRound)
RETURN r.id AS round
"""

SAID = """
MATCH (e:Evidence {said_by: $person})-[:BETWEEN]->(other:Person)
WHERE other.id <> $person AND e.retracted_at IS NULL AND ($about IS NULL OR other.id = $about)
OPTIONAL MATCH (e)-[:GIVEN_IN]->(i:CensusInvitation)
OPTIONAL MATCH (i)-[:ASKED_IN]->(r:CensusRound)
RETURN other.id AS about, e.id AS id, CASE WHEN e.valence < 0 THEN 'strained' ELSE e.level END AS level,
  coalesce(e.how, []) AS how, e.since AS since, e.on AS on, coalesce(i.id = $invitation, false) AS is_current,
  r.title AS round_title, e.recorded_at AS recorded_at
ORDER BY is_current, on, recorded_at, id LIMIT 5000
"""

KNOWN_KEY = "MATCH (e:Evidence {id: $id}) RETURN e.retracted_at AS retracted_at"

GIVEN = """
MATCH (e:Evidence {id: $id}), (i:CensusInvitation {id: $invitation})
MERGE (e)-[:GIVEN_IN]->(i)
SET e.how = $how, i.answered_at = $at, i.opened_at = coalesce(i.opened_at, $at)
"""

TAKE_BACK = "MATCH (e:Evidence {id: $id}) SET e.retracted_at = $at"

AMEND = """
MATCH (e:Evidence {id: $id})-[:GIVEN_IN]->(i:CensusInvitation)
SET e.how = $how, e.since = $since, e.through = $through, i.answered_at = $at
"""


@permitted("change", "census answer")
def give(tx: "ManagedTransaction", opened: Opened, new: NewAnswer, *, by: Actor) -> None:
    """Keep what a person says of somebody in a round. The same `new` twice changes nothing the second time.

    Raises NotAllowed for others than the person and staff; Conflict once the round is closed, or when a later save
    about the same person is kept already; InvalidData for an answer about oneself or somebody who does not exist.
    """
    if not may(by, "change", "census answer", own=by.person_id == opened.person_id):
        raise NotAllowed("You can answer only for yourself.")
    if new.about == opened.person_id:
        raise InvalidData({"about": ["This is you. Answer about others only."]})
    pair = pair_of(opened.person_id, new.about)
    if new.about not in lock_people(tx, pair):
        raise InvalidData({"about": ["There is nobody of this name any more. Your other answers are kept."]})
    row = tx.run(LOCK, invitation=opened.invitation_id, lock=str(uuid.uuid4())).single(strict=True)
    current = round_of(tx, row["round"])
    if not current.is_open(by.today):
        raise Conflict(
            f"This round closed on {in_words(current.ended_on(by.zone))}. What you answered until then is kept."
        )
    before = answers_of(tx, opened, about=new.about).get(new.about)
    before = before if before is not None and before.is_current else None
    _keep(tx, opened, new, before, by)
    answered = "They have answered meanwhile."
    withdraw_waiting(tx, (Purpose.REMINDER,), answered, at=by.at, about=opened.invitation_id)
    if new.may_ask is not None and new.level not in (NONE, STRAINED_TIE):
        prefer(tx, opened.person_id, new.may_ask, about=new.about, by=by)


def answers_of(tx: "ManagedTransaction", opened: Opened, *, about: str | None = None) -> dict[str, AnswerGiven]:
    """What the person last said of each, by id: in this round where they have, else what they said before it."""
    rows = tx.run(SAID, person=opened.person_id, invitation=opened.invitation_id, about=about)
    return {row["about"]: _answer(row) for row in rows}  # later rows stand over earlier ones


def wishes_of(tx: "ManagedTransaction", opened: Opened) -> tuple[str, Mapping[str, str]]:
    """The person's choice about being asked in general, and by person they spoke of."""
    found = willing(tx, [opened.person_id])[opened.person_id]
    return found.choice, found.about


def _keep(tx: "ManagedTransaction", opened: Opened, new: NewAnswer, before: AnswerGiven | None, by: Actor) -> None:
    said: dict[str, Any] = {"how": list(new.how), "since": new.since}
    if before is not None and before.level == new.level:
        old = {"how": list(before.how), "since": before.since}
        if old != said:
            through = ", ".join(HOWS[name].lower() for name in new.how)
            tx.run(AMEND, id=before.id, through=through or None, at=by.at, **said).consume()
            name = f"{opened.person_name}, census"
            record(tx, [Change("Evidence", before.id, name, "said more of", before=old, after=said)], by=by)
        return
    id_ = str(uuid.uuid5(LEDGER, f"answer|{opened.invitation_id}|{new.about}|{new.key}"))
    if tx.run(KNOWN_KEY, id=id_).single() is not None:
        raise Conflict(SUPERSEDED)
    if before is not None:
        tx.run(TAKE_BACK, id=before.id, at=by.at).consume()
        recompute_ties(tx, [pair_of(opened.person_id, new.about)], by.zone)
        old, now = {"level": before.level}, {"level": new.level}
        name = f"{opened.person_name}, census"
        record(tx, [Change("Evidence", before.id, name, "answered otherwise", before=old, after=now)], by=by)
    rate(tx, _rating(id_, opened, new, by), by=by)
    tx.run(GIVEN, id=id_, invitation=opened.invitation_id, how=list(new.how), at=by.at).consume()


def _rating(id_: str, opened: Opened, new: NewAnswer, by: Actor) -> NewRating:
    return NewRating(
        a=opened.person_id,
        b=new.about,
        level=KNOW if new.level == STRAINED_TIE else new.level,
        valence=STRAINED if new.level == STRAINED_TIE else 1,
        said_by=opened.person_id,
        on=by.today,
        since=new.since,
        through=", ".join(HOWS[name].lower() for name in new.how),
        words="" if new.how else "census",
        visibility="staff",
        id=id_,
    )


def _answer(row: Mapping[str, Any]) -> AnswerGiven:
    names = ("id", "about", "level", "since", "on", "is_current", "round_title")
    return AnswerGiven(**{name: row[name] for name in names}, how=_known_hows(row["how"]))


def _known_hows(stored: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in HOWS if name in set(stored))
