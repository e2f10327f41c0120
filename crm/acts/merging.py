"""Merge two records of one person into one, and take a merge back whole.

Everything that hangs on the record that goes (seats, memberships, contacts, ratings, stances, its account) moves to the
one that stays; what both had becomes one. The record that goes stays behind, marked, so that old links lead on. One
history entry with a batch id keeps the whole ledger, from which `undo_merge` puts everything back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from crm.errors import Conflict, InvalidData, NotFound
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted
from crm.relationships.pair_evidence import Pair, pair_of
from crm.relationships.tie_upkeep import recompute_ties, ties_removed
from crm.stakeholders import search_text
from crm.stakeholders.holdings import Holding, clash, holdings_of
from crm.stakeholders.people import LISTS, PORTRAIT, TEXTS, Person, person
from crm.stakeholders.posts import MEMBER, SUPERINTENDENT
from crm.storage.counters import STRUCTURE, bump
from graph_schema.relationships import RELATIONSHIP_KINDS, RelationshipKind

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

NOT_MOVED = ("KNOWS", "MERGED_INTO")  # made anew from its evidence; says what was merged before


@dataclass(frozen=True)
class Move:
    """The texts that move one relationship type, from (`out`) or to the person, and move it back."""

    type: str
    out: bool
    there: str
    back: str


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do: `moves` in words with counts, `filled` facts, and what stands in the way."""

    kept: Person
    gone: Person
    moves: tuple[tuple[str, int], ...]
    filled: Mapping[str, Any]
    obstacles: tuple[str, ...]


# Of these a person has one line at a time: where both records have one that goes on, theirs is one.
OPEN_ONCE = {"HOLDS": "s.end_date IS NULL", "MEMBER_OF": "s.end_date IS NULL AND s.role = r.role"}

WHAT = {
    "HOLDS": "seats and offices held",
    "MEMBER_OF": "memberships",
    "TOOK_PART": "contacts",
    "BETWEEN": "ratings",
    "IDENTIFIES": "identifiers",
    "NOTE_ON": "private notes",
    "OWES": "promises owed",
    "OWED_TO": "promises made to them",
    "VOTED": "votes",
    "HELD_BY": "stances",
    "ATTENDED": "events attended",
    "INVITED_TO": "invitations",
    "SENT_TO": "messages received",
    "RAISED_BY": "issues raised",
    "IS": "accounts",
    "MAY_BE_ASKED": "wishes about being asked",
    "INVITES": "census invitations",
    "GIVEN_TO": "asks given to them",
    "BENEFITS": "shares in expenses",
    "PAID_BY": "expenses paid",
    "ARRANGED_BY": "expenses arranged",
    "REGISTERS": "registrations as a lobbyist",
    "FILED_BY": "lobbying reports filed",
    "TO_REACH": "asks to speak with them",
    "THROUGH": "introductions through them",
}


def _move(kind: RelationshipKind, *, out: bool) -> Move:
    """A key that names the person changes with them. Where the one that stays already has the same relationship, that
    one stands. A rating of the two of them does not move: it would join a person to themselves."""

    def to(inner: str) -> str:
        return f"-[{inner}]->" if out else f"<-[{inner}]-"

    type_ = kind.type
    key = "replace(r.key, $gone, $kept)" if kind.keyed else "null"
    same = f":{type_} {{key: {key}}}" if kind.keyed else f":{type_}"
    alike = f"EXISTS {{ (kept){to(same)}(other) }}"
    if type_ in OPEN_ONCE:
        going_on = f"MATCH (kept){to('s:' + type_)}(other) WHERE {OPEN_ONCE[type_]}"
        alike += f" OR r.end_date IS NULL AND EXISTS {{ {going_on} }}"
    found = f":{type_} {{key: move.key}}" if kind.keyed else f":{type_}"
    apart = f"WHERE NOT EXISTS {{ (kept){to(same)}(other) }}" if type_ == "BETWEEN" else ""
    there = f"""
MATCH (gone:Person {{id: $gone}}){to(f"r:{type_}")}(other), (kept:Person {{id: $kept}})
{apart}
WITH kept, other, r, properties(r) AS props, {key} AS key, NOT ({alike}) AS moved
DELETE r
FOREACH (_ IN CASE WHEN moved THEN [1] ELSE [] END | CREATE (kept){to(f"n:{type_}")}(other) SET n = props, n.key = key)
RETURN other.id AS other, props, moved, key
"""
    back = f"""
UNWIND $moves AS move
MATCH (kept:Person {{id: $kept}}){to(f":{type_}")}(other), (gone:Person {{id: $gone}})
WHERE other.id = move.other
WITH DISTINCT kept, other, gone, move
OPTIONAL MATCH (kept){to("n" + found)}(other)
WITH gone, other, move, n WHERE n IS NOT NULL OR NOT move.moved
WITH gone, other, move, n, CASE WHEN move.moved THEN properties(n) ELSE move.props END AS props
FOREACH (_ IN CASE WHEN move.moved THEN [1] ELSE [] END | DELETE n)
CREATE (gone){to(f"r:{type_}")}(other)
SET r = props, r.key = move.props.key
"""
    return Move(type_, out, there, back)


_MOVED = [kind for kind in RELATIONSHIP_KINDS if kind.type not in NOT_MOVED]
MOVES = {
    **{(kind.type, True): _move(kind, out=True) for kind in _MOVED if "Person" in kind.starts},
    **{(kind.type, False): _move(kind, out=False) for kind in _MOVED if "Person" in kind.ends},
}

THERE_IS = """
MATCH (gone:Person {id: $gone})-[r]-()
RETURN type(r) AS type, startNode(r) = gone AS out, count(r) AS count ORDER BY type, out
"""

ACQUAINTED = """
MATCH (a:Person)-[:KNOWS]-(b:Person)
WHERE a.id IN $people
RETURN a.id AS one, b.id AS other
"""

ACCOUNTS = """
MATCH (user:User)-[:IS]->(p:Person)
WHERE p.id IN [$kept, $gone]
RETURN user.email AS email ORDER BY email LIMIT 9
"""

# What goes on at both, and only the one that goes knew since when.
SINCE = """
MATCH (gone:Person {id: $gone})-[r:HOLDS|MEMBER_OF]->(other)<-[s:HOLDS|MEMBER_OF]-(kept:Person {id: $kept})
WHERE type(r) = type(s) AND r.end_date IS NULL AND s.end_date IS NULL AND s.start_date IS NULL
  AND r.start_date IS NOT NULL AND coalesce(r.role, '') = coalesce(s.role, '')
SET s.start_date = r.start_date
RETURN s.key AS key, s.start_date AS start_date
"""
NOT_SINCE = """
UNWIND $dated AS spell
MATCH (:Person {id: $kept})-[s:HOLDS|MEMBER_OF {key: spell.key}]->()
WHERE s.start_date = spell.start_date
REMOVE s.start_date
"""

RATED_EACH_OTHER = """
MATCH (:Person {id: $kept})<-[:BETWEEN]-(e:Evidence)-[:BETWEEN]->(:Person {id: $gone})
WHERE e.retracted_at IS NULL
RETURN count(e) AS count
"""

MET_EACH_OTHER = """
MATCH (:Person {id: $kept})-[one:TOOK_PART]->(i:Interaction)<-[other:TOOK_PART]-(:Person {id: $gone})
WHERE i.deleted_at IS NULL AND one.part <> other.part
RETURN count(i) AS count
"""

RENAME_SAID_BY = "MATCH (e:Evidence {said_by: $gone}) SET e.said_by = $kept RETURN collect(e.id) AS ids"
RESTORE_SAID_BY = "MATCH (e:Evidence) WHERE e.id IN $ids AND e.said_by = $kept SET e.said_by = $gone"

LEAVE = """
MATCH (gone:Person {id: $gone}), (kept:Person {id: $kept})
CREATE (gone)-[:MERGED_INTO]->(kept)
SET gone.deleted_at = $at, gone.merged_by = $batch, gone.version = gone.version + 1
REMOVE gone.search
"""

RETURN = """
MATCH (gone:Person {id: $gone})-[m:MERGED_INTO]->(:Person {id: $kept})
DELETE m
SET gone.version = gone.version + 1
REMOVE gone.deleted_at, gone.merged_by
"""

LEDGER = """
MATCH (h:HistoryEntry {batch_id: $batch})
WHERE h.label = 'Person' AND h.action STARTS WITH 'merged with'
RETURN h.before AS before, h.after AS after LIMIT 1
"""


def preview_merge(tx: "ManagedTransaction", kept_id: str, gone_id: str, *, actor: Actor) -> MergePreview:
    """What merging `gone` into `kept` would do. Raises NotFound, and InvalidData for a person and themselves."""
    if kept_id == gone_id:
        raise InvalidData({"other": ["Choose another record: a person cannot be merged with itself."]})
    kept, gone = (person(tx, id_, actor=actor) for id_ in (kept_id, gone_id))
    if kept.deleted_at or gone.deleted_at:
        raise NotFound("One of the two records was deleted or merged already.")
    counts = [(row["type"], row["count"]) for row in tx.run(THERE_IS, gone=gone_id)]
    moves = tuple((WHAT[type_], count) for type_, count in counts if type_ in WHAT)
    return MergePreview(kept, gone, moves, _filled(kept, gone), tuple(_obstacles(tx, kept, gone)))


@permitted("add", "merge")
def merge_people(
    tx: "ManagedTransaction", kept: tuple[str, int], gone: tuple[str, int], *, batch_id: str, by: Actor
) -> None:
    """Merge the second record into the first, each given with the version that was looked at.

    Raises Conflict when somebody saved one of them meanwhile, or when they cannot be one person.
    """
    for id_, version in sorted((kept, gone)):
        lifecycle.touch(tx, lifecycle.PERSON, id_, version=version, lock=by.at)
    plan = preview_merge(tx, kept[0], gone[0], actor=by)
    if plan.obstacles:
        raise Conflict(" ".join(plan.obstacles))
    ends: dict[str, Any] = {"kept": kept[0], "gone": gone[0]}
    pairs = _pairs(tx, ends)
    ledger = {
        "dated": [dict(row) for row in tx.run(SINCE, **ends)],
        "moves": _moved(tx, ends),
        "said_by": tx.run(RENAME_SAID_BY, **ends).single(strict=True)["ids"],
        "filled": dict(plan.filled),
        "replaced": {name: _stored(plan.kept, name) for name in plan.filled},
        **ends,
    }
    tx.run(lifecycle.PERSON.texts.write, id=kept[0], changes={**plan.filled, "version": kept[1] + 1}).consume()
    tx.run(LEAVE, **ends, batch=batch_id, at=by.at).consume()
    told = {"merged_record": plan.gone.name, **plan.filled}
    changes = [
        Change(
            "Person", kept[0], plan.kept.name, f"merged with {plan.gone.name}", {"ledger": json.dumps(ledger)}, told
        ),
        Change("Person", gone[0], plan.gone.name, f"merged into {plan.kept.name}"),
    ]
    record(tx, changes, by=by, batch_id=batch_id)
    _after(tx, ends, pairs, by)


@permitted("delete", "merge")
def undo_merge(tx: "ManagedTransaction", batch_id: str, *, by: Actor) -> str:
    """Put everything back as it was before a merge, and return the id of the record that comes back.

    What was added to the merged record since stays there. Raises Conflict when either record was merged on or deleted.
    """
    row = tx.run(LEDGER, batch=batch_id).single()
    if row is None:
        raise NotFound("There is no such merge.")
    ledger = json.loads(json.loads(row["before"])["ledger"])
    ends: dict[str, Any] = {"kept": ledger["kept"], "gone": ledger["gone"]}
    for id_ in sorted(ends.values()):
        tx.run(lifecycle.PERSON.texts.touch, id=id_, lock=by.at).consume()
    kept, gone = (person(tx, id_, actor=by) for id_ in ends.values())
    if kept.merged_into:
        raise Conflict(f"{kept.name} was merged with another record since. Undo that merge first.")
    if not gone.deleted_at:
        raise Conflict("This merge was undone already.")
    if kept.deleted_at:
        raise Conflict(f"{kept.name} was deleted since. Restore that record first.")
    pairs = _pairs(tx, ends)
    tx.run(RETURN, **ends).consume()
    for type_, out, moved in ledger["moves"]:
        tx.run(MOVES[type_, out].back, **ends, moves=moved).consume()
    tx.run(NOT_SINCE, **ends, dated=ledger.get("dated", [])).consume()
    tx.run(RESTORE_SAID_BY, **ends, ids=ledger["said_by"]).consume()
    unedited = [name for name, value in ledger["filled"].items() if _stored(kept, name) == value]
    back = {name: ledger["replaced"][name] or None for name in unedited}
    tx.run(lifecycle.PERSON.texts.write, id=kept.id, changes={**back, "version": kept.version + 1}).consume()
    changes = [
        Change("Person", kept.id, kept.name, f"merge with {gone.name} undone", after={"batch": batch_id}),
        Change("Person", gone.id, gone.name, f"separated from {kept.name} again"),
    ]
    record(tx, changes, by=by)
    _after(tx, ends, pairs | _pairs(tx, ends), by)
    return gone.id


def _moved(tx: "ManagedTransaction", ends: dict[str, Any]) -> list[tuple[str, bool, list[dict[str, Any]]]]:
    """Move all that there is, type by type, and return what each move did."""
    kinds = [(row["type"], row["out"]) for row in tx.run(THERE_IS, gone=ends["gone"])]
    return [(*kind, [dict(row) for row in tx.run(MOVES[kind].there, **ends)]) for kind in kinds if kind in MOVES]


def _filled(kept: Person, gone: Person) -> dict[str, Any]:
    """The facts that the one that stays takes over: what it had not, and every item of its lists."""
    filled: dict[str, Any] = {n: getattr(gone, n) for n in TEXTS if getattr(gone, n) and not getattr(kept, n)}
    if gone.portrait and not kept.portrait:
        filled |= {name: getattr(gone, name) for name in PORTRAIT}
    names = () if gone.name == kept.name else (gone.name,)
    for name in LISTS:
        mine = getattr(kept, name)
        both = dict.fromkeys((*mine, *getattr(gone, name), *(names if name == "other_names" else ())))
        if len(both) > len(mine):
            filled[name] = list(both)
    if gone.opted_out and not kept.opted_out:
        filled["opted_out"] = True
    return filled


def _stored(found: Person, name: str) -> Any:
    value = getattr(found, name)
    return list(value) if isinstance(value, tuple) else value


def _obstacles(tx: "ManagedTransaction", kept: Person, gone: Person) -> list[str]:
    """Why the two cannot be one person, in sentences that say what to do."""
    ends: dict[str, Any] = {"kept": kept.id, "gone": gone.id}
    found = [
        f"{kept.name} held {mine.post_label} ({mine.in_words or 'dates unknown'}) while {gone.name} held "
        f"{other.post_label} ({other.in_words or 'dates unknown'}): correct the dates first, or they are two people."
        for mine, other in product(holdings_of(tx, kept.id), holdings_of(tx, gone.id))
        if mine.post_id != other.post_id and _full_time(mine) == _full_time(other) != "" and clash(mine, other)
    ]
    accounts = [str(row["email"]) for row in tx.run(ACCOUNTS, **ends)]
    if len(accounts) > 1:
        both = " and ".join(accounts)
        found.append(f"Each has an account ({both}): unlink the one that is not used any more first.")
    if tx.run(RATED_EACH_OTHER, **ends).single(strict=True)["count"]:
        found.append("Somebody said how well these two know each other: take that back first, or they are two people.")
    if tx.run(MET_EACH_OTHER, **ends).single(strict=True)["count"]:
        found.append("A contact between these two was logged: mend or delete it first, or they are two people.")
    return found


def _full_time(holding: Holding) -> str:
    """The kind of office of which nobody has two at once; "" for others."""
    return holding.role if holding.role in (MEMBER, SUPERINTENDENT) else ""


def _pairs(tx: "ManagedTransaction", ends: Mapping[str, str]) -> set[Pair]:
    """Every tie of either record, once as the tie of each."""
    people = list(ends.values())
    others = {row["other"] for row in tx.run(ACQUAINTED, people=people)} - set(people)
    return {pair_of(one, other) for one, other in product(people, others)}


def _after(tx: "ManagedTransaction", ends: Mapping[str, str], pairs: set[Pair], by: Actor) -> None:
    search_text.refresh(tx, today=by.today, person_ids=list(ends.values()))
    recompute_ties(tx, sorted(pairs), by.zone)
    ties_removed(tx)
    bump(tx, STRUCTURE)
