"""What people said about being asked to speak for us: in general, and about one person at a time.

In general it is kept on the person: `opted_out` (never ask) and `ask_first`. About one person it is a MAY_BE_ASKED from
the one who would speak to the one they would speak with. Whoever is not to be asked is no part of any path; of a pair
that is not to be used no path takes the tie. Why somebody said so is for staff and for themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotAllowed, NotFound
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import may, permitted
from crm.relationships.pair_evidence import Pair
from crm.stakeholders.people import lock_people
from crm.storage.counters import PREFERENCES, bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

YES, FIRST, NEVER = "yes", "first", "never"
CHOICES = {YES: "Ask me", FIRST: "Ask me first", NEVER: "Do not ask me"}
LONGEST_REASON = 300


@dataclass(frozen=True)
class Preference:
    """One person's word about being asked; `about` is None for what holds in general. `reason` is None where the
    reader may not see it."""

    person_id: str
    about_id: str | None
    about_name: str | None
    choice: str
    on: str
    reason: str | None = None
    recorded_by: str = ""


SET_ABOUT = """
MATCH (p:Person {id: $person}), (about:Person {id: $about})
MERGE (p)-[m:MAY_BE_ASKED {key: $person + '|' + $about}]->(about)
WITH m, m {.choice, .reason} AS before
SET m += $values
RETURN before
"""

SET_IN_GENERAL = """
MATCH (p:Person {id: $person})
WITH p, {choice: CASE WHEN p.opted_out THEN 'never' WHEN p.ask_first THEN 'first' ELSE 'yes' END,
  reason: p.asking_reason} AS before
SET p.opted_out = $choice = 'never', p.ask_first = CASE WHEN $choice = 'first' THEN true END,
  p.asking_reason = $reason, p.asking_on = $on, p.asking_by = $by, p.version = p.version + 1
RETURN before
"""

OF_PERSON = """
MATCH (p:Person {id: $person})
RETURN p.id AS person_id, null AS about_id, null AS about_name,
  CASE WHEN p.opted_out THEN 'never' WHEN p.ask_first THEN 'first' ELSE 'yes' END AS choice,
  coalesce(p.asking_on, '') AS on, p.asking_reason AS reason, coalesce(p.asking_by, '') AS recorded_by
UNION ALL
MATCH (p:Person {id: $person})-[m:MAY_BE_ASKED]->(about:Person)
WITH p, m, about ORDER BY about.name, about.id LIMIT 500
RETURN p.id AS person_id, about.id AS about_id, about.name AS about_name, m.choice AS choice, m.on AS on,
  m.reason AS reason, coalesce(m.recorded_name, '') AS recorded_by
"""

IN_THE_WAY = """
MATCH (p:Person)-[m:MAY_BE_ASKED {choice: 'never'}]->(about:Person)
RETURN collect([p.id, about.id]) AS pairs
"""

NOT_TO_BE_ASKED_ABOUT = """
MATCH (about:Person {id: $about})-[:KNOWS]-(p:Person)
WHERE p.opted_out OR EXISTS { (p)-[:MAY_BE_ASKED {choice: 'never'}]->(about) }
RETURN collect(DISTINCT p.id) AS people
"""

WILLING = """
UNWIND $people AS id
MATCH (p:Person {id: id})
RETURN id, CASE WHEN p.opted_out THEN 'never' WHEN p.ask_first THEN 'first' ELSE 'yes' END AS choice,
  [(p)-[m:MAY_BE_ASKED]->(about:Person) | [about.id, m.choice]] AS about
"""


@permitted("change", "wish")
def prefer(
    tx: "ManagedTransaction", person: str, choice: str, *, about: str | None = None, reason: str = "", by: Actor
) -> None:
    """Record what somebody wishes, in general or about one person; it holds from the next question on, everywhere.

    Raises NotAllowed unless it is the person themselves or staff, InvalidData for an unknown choice, a reason that is
    too long or somebody about themselves, NotFound.
    """
    if not may(by, "change", "wish", own=by.person_id == person):
        raise NotAllowed("Only they themselves, or staff, can say whether somebody may be asked.")
    errors: dict[str, list[str]] = {}
    if choice not in CHOICES:
        errors["choice"] = ["Choose ask me, ask me first, or do not ask me."]
    if len(reason) > LONGEST_REASON:
        errors["reason"] = [f"Keep this to {LONGEST_REASON} letters."]
    if about == person:
        errors["about"] = ["Choose somebody else: nobody is asked to speak with themselves."]
    if errors:
        raise InvalidData(errors)
    names = lock_people(tx, [one for one in (person, about) if one])
    if person not in names or (about is not None and about not in names):
        raise NotFound("There is no such person. They may have been deleted, or merged with another.")
    before = _written(tx, person, choice, about, reason.strip(), by)
    after = {"choice": choice, **({"reason": reason.strip()} if reason.strip() else {})}
    old = {name: value for name, value in before.items() if value is not None}
    if old == after:
        return
    name = f"{names[person]} about {names[about]}" if about else names[person]
    record(tx, [Change("Person", person, name, "wish about being asked", before=old, after=after)], by=by)
    bump(tx, PREFERENCES)


def _written(
    tx: "ManagedTransaction", person: str, choice: str, about: str | None, reason: str, by: Actor
) -> Mapping[str, Any]:
    stamp: dict[str, Any] = {"choice": choice, "reason": reason or None, "on": by.at}
    if about is None:
        row = tx.run(SET_IN_GENERAL, person=person, by=by.name, **stamp).single(strict=True)
    else:
        values = {**stamp, "recorded_by": by.user_id, "recorded_name": by.name}
        row = tx.run(SET_ABOUT, person=person, about=about, values=values).single(strict=True)
    return dict(row["before"])


def preferences_of(tx: "ManagedTransaction", person: str, *, actor: Actor) -> list[Preference]:
    """What a person said, the general word first. Nobody but staff and the person themselves gets any."""
    if not may(actor, "change", "wish", own=actor.person_id == person):
        return []
    return [Preference(**row) for row in tx.run(OF_PERSON, person=person)]


def not_to_be_asked_about(tx: "ManagedTransaction", about: str, *, actor: Actor) -> frozenset[str]:
    """Who has a tie to somebody and is not to be asked to speak with them. Those who do not see everything are told of
    nobody."""
    if not actor.sees_all:
        return frozenset()
    return frozenset(tx.run(NOT_TO_BE_ASKED_ABOUT, about=about).single(strict=True)["people"])


def pairs_not_to_use(tx: "ManagedTransaction") -> frozenset[Pair]:
    """Every pair (who would speak, with whom) that somebody does not want used."""
    return frozenset((person, about) for person, about in tx.run(IN_THE_WAY).single(strict=True)["pairs"])


@dataclass(frozen=True)
class Willing:
    """Whether a person may be asked: in general, and about those they spoke of."""

    choice: str
    about: Mapping[str, str]

    def to_speak_with(self, person: str) -> str:
        """The choice that holds for one person: never in general is never; else what was said of them, if anything."""
        return NEVER if self.choice == NEVER else self.about.get(person, self.choice)


def willing(tx: "ManagedTransaction", people: Iterable[str]) -> dict[str, Willing]:
    """The choices of these people, by id."""
    rows = tx.run(WILLING, people=list(dict.fromkeys(people)))
    return {row["id"]: Willing(row["choice"], dict(row["about"])) for row in rows}
