"""Issues: from a RESA's suggestion to an adopted priority of a session year, with every rank and wording kept.

An issue is `suggested`, then `adopted` as a priority of one session year, then `closed`; a duplicate is `merged`
into another. Rank, wording and status as of any day come from its rankings, which are only ever added to.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData, NotFound, Stale
from crm.fields import Day
from crm.ids import new_id
from crm.records import sent_again
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.permissions import permitted

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SUGGESTED, ADOPTED, CLOSED, MERGED = "suggested", "adopted", "closed", "merged"
STATUSES = (SUGGESTED, ADOPTED, CLOSED, MERGED)
PRIORITIES_AT_LEAST, PRIORITIES_AT_MOST = 4, 5  # the plan's rule, UV 2.1.1


@dataclass(frozen=True)
class NewIssue:
    """A suggestion: `raised_by` is the id of the body or person who brought it, `raised_on` the day."""

    title: str
    wording: str = ""
    raised_by: str | None = None
    raised_on: str | None = None
    id: str = field(default_factory=new_id)


class NewIssueSchema(Schema):
    """The shape of a suggestion as typed in a form or sent to the API."""

    title = fields.String(
        required=True, error_messages={"required": "Give the issue a title."}, validate=validate.Length(3, 120)
    )
    wording = fields.String(load_default="", validate=validate.Length(max=2000))
    raised_by = fields.String(load_default=None, allow_none=True)
    raised_on = Day(load_default=None, allow_none=True)
    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewIssue:
        return NewIssue(id=data.pop("key"), **data)


@dataclass(frozen=True)
class Raiser:
    """Who brought an issue up, and when they did."""

    id: str
    name: str
    kind: str
    on: str | None


@dataclass(frozen=True)
class Issue:
    """An issue as of the day asked about; `rank` 1 comes first, None is unranked. `includes` are the issues that are
    counted as this one, as (id, title); who raised them raised this one."""

    id: str
    title: str
    wording: str
    status: str
    version: int
    rank: int | None = None
    session_year: int | None = None
    set_by: str | None = None
    set_on: str | None = None
    raised_by: tuple[Raiser, ...] = ()
    first_wording: str = ""
    merged_into: str | None = None
    includes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Ranking:
    """What an issue was set to: one step of its history."""

    on: str
    status: str
    rank: int | None
    session_year: int | None
    wording: str
    set_by: str
    recorded_at: str


@dataclass(frozen=True)
class NewRanking:
    """A decision on an issue: its status, rank and wording from a day on, and who decided (in words)."""

    status: str
    on: str
    set_by: str
    rank: int | None = None
    session_year: int | None = None
    wording: str | None = None
    id: str = field(default_factory=new_id)


class NewRankingSchema(Schema):
    """The shape of a decision on an issue."""

    status = fields.String(
        required=True,
        error_messages={"required": "Say what the issue is now."},
        validate=validate.OneOf((SUGGESTED, ADOPTED, CLOSED)),
    )
    on = Day(required=True, error_messages={"required": "Say from which day."})
    set_by = fields.String(
        required=True, error_messages={"required": "Say who decided."}, validate=validate.Length(2, 120)
    )
    rank = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 99))
    session_year = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1990, 2200))
    wording = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2000))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewRanking:
        if data["status"] == ADOPTED and data["session_year"] is None:
            raise InvalidData({"session_year": ["Say which session year this is a priority of."]})
        return NewRanking(**data)


SUGGEST = """
MERGE (i:Issue {id: $id})
ON CREATE SET i += $values, i._lock = $run
RETURN i._lock = $run AS made, i.recorded_by AS recorded_by, i.made_from AS made_from, i.deleted_at AS gone
"""

RAISE = """
MATCH (i:Issue {id: $id})
OPTIONAL MATCH (o:Organization {id: $raiser})
OPTIONAL MATCH (p:Person {id: $raiser})
WITH i, coalesce(o, p) AS raiser WHERE raiser IS NOT NULL
MERGE (i)-[r:RAISED_BY {key: $key}]->(raiser)
SET r.on = $on
RETURN coalesce(raiser.name, '') AS name
"""

ISSUES = """
MATCH (i:Issue)
WHERE i.recorded_at <= $known AND ($id IS NULL OR i.id = $id)
OPTIONAL MATCH (k:Ranking)-[:RANKS]->(i) WHERE k.on <= $as_of AND k.recorded_at <= $known
WITH i, k ORDER BY k.on, k.recorded_at, k.id
WITH i, last(collect(k)) AS k
OPTIONAL MATCH (i)<-[merged:MERGED_INTO*0..5]-(counted:Issue)
WHERE all(one IN merged WHERE one.at <= $known)
OPTIONAL MATCH (counted)-[raised:RAISED_BY]->(raiser)
WITH i, k, counted, raised, raiser ORDER BY raised.on, raiser.name
WITH i, k, collect(DISTINCT CASE WHEN counted <> i THEN [counted.id, counted.title] END) AS includes,
  collect(CASE WHEN raiser IS NULL THEN NULL ELSE {id: raiser.id, name: raiser.name, kind: labels(raiser)[0],
  on: raised.on} END) AS raisers
OPTIONAL MATCH (i)-[merged:MERGED_INTO]->(into:Issue) WHERE merged.at <= $known
RETURN properties(i) AS issue, properties(k) AS ranking, raisers, includes, into.id AS merged_into
ORDER BY coalesce(k.rank, 1000), i.title LIMIT $limit
"""

RANKINGS = """
MATCH (k:Ranking)-[:RANKS]->(:Issue {id: $id})
RETURN properties(k) AS ranking ORDER BY k.on DESC, k.recorded_at DESC LIMIT 200
"""

RANK = """
MATCH (i:Issue {id: $id})
SET i._lock = $lock
WITH i WHERE i.version = $version
SET i.version = $version + 1, i.status = $values.status, i.search = $search
MERGE (k:Ranking {id: $ranking_id})
SET k += $values
MERGE (k)-[:RANKS]->(i)
RETURN 1 AS done
"""

MERGE_ISSUES = """
MATCH (i:Issue {id: $id}), (into:Issue {id: $into})
WHERE i.id <> into.id AND NOT (into)-[:MERGED_INTO]->(:Issue)
MERGE (i)-[merged:MERGED_INTO]->(into)
SET merged.at = $at, i.status_before = i.status, i.status = 'merged', i.version = i.version + 1
RETURN i.title AS title, into.title AS into_title
"""

UNMERGE = """
MATCH (i:Issue {id: $id})-[m:MERGED_INTO]->(into:Issue)
DELETE m
SET i.status = i.status_before, i.version = i.version + 1
REMOVE i.status_before
RETURN i.title AS title, into.title AS into_title
"""


@permitted("add", "issue")
def suggest_issue(tx: "ManagedTransaction", new: NewIssue, *, by: Actor) -> str:
    """Record a suggestion and return its id; the same `new` recorded twice makes one issue.

    Raises InvalidData for a day in the future, or a body or person who is not there, SavedBefore when its key was used
    for another.
    """
    if (new.raised_on or "") > by.today:
        raise InvalidData({"raised_on": ["It cannot have been raised in the future."]})
    values = {
        "title": new.title,
        "wording": new.wording,
        "status": SUGGESTED,
        "version": 1,
        "search": _search(new.title, new.wording),
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    }
    content = sent_again.content_of(new)
    found = tx.run(SUGGEST, id=new.id, values={**values, "made_from": content}, run=str(uuid.uuid4())).single(
        strict=True
    )
    if not found["made"]:
        sent_again.check(found, content, by=by)
        return new.id
    if new.raised_by:
        raise_issue(tx, new.id, new.raised_by, on=new.raised_on or by.today, by=by)
    record(tx, [Change("Issue", new.id, new.title, "made", after=values)], by=by)
    return new.id


@permitted("change", "issue")
def raise_issue(tx: "ManagedTransaction", issue_id: str, raiser_id: str, *, on: str, by: Actor) -> None:
    """Add a body or person who brought the issue up. Raises InvalidData if there is no such body or person."""
    key = f"{issue_id}|{raiser_id}"
    if tx.run(RAISE, id=issue_id, raiser=raiser_id, key=key, on=on).single() is None:
        raise InvalidData({"raised_by": ["Choose the body or person who raised it from the list."]})


@permitted("change", "issue")
def decide(tx: "ManagedTransaction", issue_id: str, new: NewRanking, version: int, *, by: Actor) -> None:
    """Set status, rank and wording from a day on.

    Raises Conflict when somebody changed the issue meanwhile, InvalidData for a day in the future.
    """
    if new.on > by.today:
        raise InvalidData({"on": ["A decision cannot be dated in the future."]})
    before = issue(tx, issue_id, known=by.at, as_of=by.today)
    if before.merged_into:
        raise InvalidData({"status": ["It is counted as another issue. Decide on that one, or separate them first."]})
    values: dict[str, Any] = {
        "status": new.status,
        "on": new.on,
        "set_by": new.set_by,
        "wording": before.wording if new.wording is None else new.wording,
        "recorded_at": by.at,
        "recorded_by": by.user_id,
    }
    values |= {n: v for n, v in (("rank", new.rank), ("session_year", new.session_year)) if v is not None}
    search = _search(before.title, values["wording"])
    done = tx.run(
        RANK, id=issue_id, version=version, values=values, ranking_id=new.id, lock=new.id, search=search
    ).single()
    if done is None:
        raise Stale("Somebody else changed this issue while you were editing it. Look at it again, then save.")
    old = {
        "status": before.status,
        "rank": before.rank,
        "wording": before.wording,
        "session_year": before.session_year,
    }
    record(tx, [Change("Issue", issue_id, before.title, "decided", before=old, after=values)], by=by)


@permitted("change", "issue")
def merge_issue(tx: "ManagedTransaction", issue_id: str, into_id: str, *, by: Actor) -> None:
    """Count one issue as another from now on; `unmerge_issue` undoes it, because nothing is moved."""
    row = tx.run(MERGE_ISSUES, id=issue_id, into=into_id, at=by.at).single()
    if row is None:
        raise InvalidData({"into": ["Choose another issue, one that is not itself merged."]})
    record(tx, [Change("Issue", issue_id, row["title"], "merged", after={"into": row["into_title"]})], by=by)


@permitted("change", "issue")
def unmerge_issue(tx: "ManagedTransaction", issue_id: str, *, by: Actor) -> None:
    """Make a merged issue its own again."""
    row = tx.run(UNMERGE, id=issue_id).single()
    if row is None:
        raise NotFound("This issue is not merged into another.")
    record(tx, [Change("Issue", issue_id, row["title"], "separated", before={"into": row["into_title"]})], by=by)


def issue(tx: "ManagedTransaction", issue_id: str, *, known: str, as_of: str) -> Issue:
    """One issue as it stood on the day `as_of`, from what was recorded by the instant `known`."""
    row = tx.run(ISSUES, id=issue_id, known=known, as_of=as_of, limit=1).single()
    if row is None:
        raise NotFound("There is no such issue.")
    return _issue(row)


def issues(tx: "ManagedTransaction", *, known: str, as_of: str, limit: int = 500) -> list[Issue]:
    """Every issue as it stood on a day, ranked ones first."""
    return [_issue(row) for row in tx.run(ISSUES, id=None, known=known, as_of=as_of, limit=limit)]


def priorities(all_issues: list[Issue], session_year: int | None = None) -> list[Issue]:
    """The adopted issues of a session year (of the latest one by default), by rank."""
    adopted = [issue for issue in all_issues if issue.status == ADOPTED]
    year = session_year or max((issue.session_year or 0 for issue in adopted), default=0)
    return sorted((i for i in adopted if i.session_year == year), key=lambda i: (i.rank or 1000, i.title))


def broken_rule(count: int) -> str | None:
    """What is wrong with the number of priorities, in a sentence; None when the plan's rule (UV 2.1.1) holds."""
    if PRIORITIES_AT_LEAST <= count <= PRIORITIES_AT_MOST:
        return None
    rule = f"The plan sets {PRIORITIES_AT_LEAST} or {PRIORITIES_AT_MOST} priorities (UV 2.1.1)"
    return f"{rule}; there {'is' if count == 1 else 'are'} {count or 'none'}."


def shared_ranks(chosen: list[Issue]) -> str | None:
    """Which rank several priorities were given, in a sentence; None when each has its own."""
    titles: dict[int, list[str]] = {}
    for one in chosen:
        if one.rank:
            titles.setdefault(one.rank, []).append(one.title)
    shared = [f"{' and '.join(names)} both have rank {rank}" for rank, names in titles.items() if len(names) > 1]
    return f"{'; '.join(shared)}." if shared else None


def rankings(tx: "ManagedTransaction", issue_id: str) -> list[Ranking]:
    """The history of an issue's status, rank and wording, newest first."""
    return [_ranking(row["ranking"]) for row in tx.run(RANKINGS, id=issue_id)]


def _issue(row: Mapping[str, Any]) -> Issue:
    stored, ranking = row["issue"], row["ranking"] or {}
    merged = row["merged_into"] is not None
    return Issue(
        id=stored["id"],
        title=stored["title"],
        wording=ranking.get("wording", stored.get("wording", "")),
        status=MERGED if merged else ranking.get("status", SUGGESTED),
        version=stored["version"],
        rank=ranking.get("rank"),
        session_year=ranking.get("session_year"),
        set_by=ranking.get("set_by"),
        set_on=ranking.get("on"),
        raised_by=tuple(Raiser(r["id"], r["name"], r["kind"], r.get("on")) for r in row["raisers"] if r),
        first_wording=stored.get("wording", ""),
        merged_into=row["merged_into"],
        includes=tuple((id_, title) for id_, title in row["includes"]),
    )


def _search(title: str, wording: str) -> str:
    return f"{title}\n{wording}".casefold()


def _ranking(stored: Mapping[str, Any]) -> Ranking:
    names = ("on", "status", "set_by", "recorded_at", "wording")
    kept = {name: stored.get(name, "") for name in names}
    return Ranking(rank=stored.get("rank"), session_year=stored.get("session_year"), **kept)
