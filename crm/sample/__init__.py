"""The sample: a fictional state for a first look, marked `sample` on everything in it, removable at once.

It is recorded by an actor of its own, through the same functions as real work, at the instants when it would have
happened, so that past days look as they would.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm.acts.contacts import log_contact
from crm.advocacy.council.council_seats import home
from crm.advocacy.council.meetings import meeting, plan_meeting
from crm.advocacy.council.promises import make_promise
from crm.advocacy.issues.issues import decide, suggest_issue
from crm.advocacy.stances.stances import record_stance
from crm.errors import Conflict
from crm.events.attendance import hold_event
from crm.events.event_kind import PLANNED
from crm.events.events import event, plan_event
from crm.interactions.follow_ups import finish
from crm.office_time import instant
from crm.plan.plan_settings import change_setting
from crm.records.actor import Actor
from crm.records.declared import add_record
from crm.relationships.ratings import rate
from crm.relationships.tie_upkeep import ties_removed
from crm.sample import asking, lobbying, surveys
from crm.sample.asking import asking_years
from crm.sample.lobbying import lobbying_years
from crm.sample.plan_years import plan_years
from crm.sample.state import HOUSE, SENATE, State, made_up_state
from crm.sample.surveys import survey_years
from crm.sample.years import Step, two_years
from crm.stakeholders import search_text
from crm.stakeholders.memberships import add_membership
from crm.storage.counters import STRUCTURE, bump
from crm.vocabulary import Role

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

SEED = 1969
ACTOR = "sample"
AT_ONCE = 60  # steps per transaction
PATIENT_SECONDS = 240  # a fresh database plans every text the first time

PRESENT = "MATCH (p:Person) WHERE p.sample RETURN 1 LIMIT 1"
BEGUN = "MATCH (p:Person) WHERE p.sample RETURN p.recorded_at = $at AS as_asked ORDER BY as_asked DESC LIMIT 1"

MAKE_PEOPLE = "UNWIND $rows AS row MERGE (n:Person {id: row.id}) ON CREATE SET n += row"
MAKE_BODIES = "UNWIND $rows AS row MERGE (n:Organization {id: row.id}) ON CREATE SET n += row"
MAKE_POSTS = "UNWIND $rows AS row MERGE (n:Post {id: row.id}) ON CREATE SET n += row"
MAKE_AREAS = "UNWIND $rows AS row MERGE (n:Area {id: row.id}) ON CREATE SET n += row"
NODES = {"Person": MAKE_PEOPLE, "Organization": MAKE_BODIES, "Post": MAKE_POSTS, "Area": MAKE_AREAS}

LINKS = {
    "HOLDS": """UNWIND $rows AS row MATCH (a:Person {id: row.start}), (b:Post {id: row.end})
      MERGE (a)-[r:HOLDS {key: row.values.key}]->(b) SET r += row.values""",
    "MEMBER_OF": """UNWIND $rows AS row MATCH (b:Organization {id: row.end})
      OPTIONAL MATCH (p:Person {id: row.start}) OPTIONAL MATCH (o:Organization {id: row.start})
      WITH row, b, coalesce(p, o) AS a MERGE (a)-[r:MEMBER_OF {key: row.values.key}]->(b) SET r += row.values""",
    "IN": "UNWIND $rows AS row MATCH (a:Post {id: row.start}), (b:Organization {id: row.end}) MERGE (a)-[:IN]->(b)",
    "PART_OF": """UNWIND $rows AS row MATCH (a:Organization {id: row.start}), (b:Organization {id: row.end})
      MERGE (a)-[:PART_OF]->(b)""",
    "SPEAKS_FOR": """UNWIND $rows AS row MATCH (a:Post {id: row.start}), (b:Organization {id: row.end})
      MERGE (a)-[:SPEAKS_FOR]->(b)""",
    "REPRESENTS": """UNWIND $rows AS row MATCH (a:Post {id: row.start}), (b:Area {id: row.end})
      MERGE (a)-[r:REPRESENTS {key: row.values.key}]->(b)""",
    "SERVES": """UNWIND $rows AS row MATCH (a:Organization {id: row.start}), (b:Area {id: row.end})
      MERGE (a)-[r:SERVES {key: row.values.key}]->(b)""",
    "OVERLAPS": """UNWIND $rows AS row MATCH (a:Area {id: row.start}), (b:Area {id: row.end})
      MERGE (a)-[r:OVERLAPS {key: row.values.key}]->(b) SET r += row.values""",
}

# The first leads the office, the others are its staff.
STAFF = """
MATCH (:Organization {home: true})<-[:IN]-(post:Post) WHERE post.role IN ['director', 'staff']
WITH post ORDER BY post.role, post.id
WITH collect(post) AS posts
UNWIND range(0, size($staff) - 1) AS place
WITH posts[CASE WHEN place = 0 THEN 0 ELSE size(posts) - 1 END] AS post, $staff[place] AS person_id
MATCH (p:Person {id: person_id})
MERGE (p)-[h:HOLDS {key: person_id + '|' + post.id}]->(post)
ON CREATE SET h.start_date = $since
"""

MARK = "MATCH (n) WHERE n.recorded_by = $actor AND n.sample IS NULL SET n.sample = true"

REMOVE = """
MATCH (n) WHERE n.sample OR n.recorded_by = $actor OR n.user_id = $actor
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(*) AS removed
"""

# What people added to the sample themselves goes with it once nobody of one side is left.
REMOVE_EMPTIED = """
MATCH (n) WHERE (n:Interaction AND NOT EXISTS { (n)<-[:TOOK_PART {part: 'theirs'}]-() })
  OR (n:Interaction AND NOT EXISTS { (n)<-[:TOOK_PART {part: 'ours'}]-() })
  OR (n:Evidence AND COUNT { (n)-[:BETWEEN]->() } < 2) OR (n:Position AND NOT EXISTS { (n)-[:HELD_BY]->() })
  OR (n:Position AND NOT EXISTS { (n)-[:ABOUT]->() }) OR (n:Ranking AND NOT EXISTS { (n)-[:RANKS]->() })
  OR (n:AgendaItem AND NOT EXISTS { (n)-[:ITEM_OF]->() })
  OR (n:CensusInvitation AND COUNT { (n)-[:INVITES|ASKED_IN]->() } < 2)
  OR (n:CensusLink AND NOT EXISTS { (n)-[:OPENS]->(:CensusInvitation)-[:INVITES]->() })
  OR (n:Ask AND COUNT { (n)-[:GIVEN_TO|TO_REACH]->() } < 2)
  OR (n:FollowUp AND NOT EXISTS { (n)<-[:OWES]-() }) OR (n:PrivateNote AND NOT EXISTS { (n)-[:NOTE_ON]->() })
DETACH DELETE n
"""


def is_present(tx: "ManagedTransaction") -> bool:
    """Whether any person of the sample is in the graph. Reads every person when there is none."""
    return tx.run(PRESENT).single() is not None


def _is_of_another_day(tx: "ManagedTransaction", at: str) -> bool:
    row = tx.run(BEGUN, at=at).single()
    return row is not None and not row["as_asked"]


def add(
    database: "Database",
    today: date,
    zone: ZoneInfo,
    *,
    house: int = HOUSE,
    senate: int = SENATE,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Add the sample as of a day; adding it again on that day changes nothing. `progress` is told steps done and steps
    in all. Raises Conflict for a sample that was added on another day."""
    begun = _actor(today - timedelta(days=731), zone)
    if database.read(_is_of_another_day, begun.at):
        raise Conflict("The sample is there already, as of another day. Remove it first, then add it again.")
    state = made_up_state(SEED, today, house=house, senate=senate)
    talks = two_years(state, SEED, today)
    ratings = [step.new for step in talks if step.kind == "rating"]
    years = talks, plan_years(state, SEED, today), survey_years(state, SEED, today), lobbying_years(state, today)
    steps = sorted(chain(*years, asking_years(state, ratings, SEED, today)), key=lambda step: step.on)
    database.within(60).write(_make, state, begun)
    chunks = [steps[at : at + AT_ONCE] for at in range(0, len(steps), AT_ONCE)]
    for number, chunk in enumerate(chunks):
        database.within(PATIENT_SECONDS).write(_happen, chunk, zone)
        if progress:
            progress(number + 1, len(chunks))
    database.within(60).write(_mark)


def remove(database: "Database") -> int:
    """Take the whole sample out, with what was built on it alone; returns how many records were removed."""
    removed = 0
    while gone := database.within(60).write(_remove_some):
        removed += gone
    database.within(60).write(_remove_emptied)
    return removed


def _actor(on: date, zone: ZoneInfo) -> Actor:
    at = instant(datetime.combine(on, time(9), zone))
    return Actor(ACTOR, "Sample data", Role.ADMINISTRATOR, None, at, zone)


def _make(tx: "ManagedTransaction", state: State, by: Actor) -> None:
    stamp = {"sample": True, "source": "sample", "version": 1, "recorded_at": by.at, "recorded_by": ACTOR}
    for label, text in NODES.items():
        tx.run(text, rows=[row | stamp for row in state.nodes[label]]).consume()
    for kind, text in LINKS.items():
        rows = [{"start": a, "end": b, "values": values} for type_, a, b, values in state.links if type_ == kind]
        tx.run(text, rows=rows).consume()
    tx.run(STAFF, staff=state.staff, since=by.today).consume()
    ids = {label: [row["id"] for row in state.nodes[label]] for label in ("Person", "Organization", "Post")}
    search_text.refresh(tx, today=by.today, person_ids=ids["Person"], org_ids=ids["Organization"], post_ids=ids["Post"])
    bump(tx, STRUCTURE)


def _happen(tx: "ManagedTransaction", steps: list[Step], zone: ZoneInfo) -> None:
    """Record what happened; what a sample added before has recorded already is left as it is."""
    association = home(tx).id
    for step in steps:
        by = _actor(step.on, zone)
        new = step.new
        if step.kind == "ranking":
            if _version(tx, step.more) == 1:
                decide(tx, step.more, new, 1, by=by)
        elif step.kind == "held":
            if (
                found := meeting(tx, step.more)
            ).status == PLANNED:  # when the sample is added again, it is held already
                hold_event(tx, step.more, new, found.version, by=by)
        elif step.kind == "member":
            add_membership(tx, association, new, by=by)
        elif step.kind == "event":
            hosts = tuple(association if host == "home" else host for host in new.hosts)
            plan_event(tx, replace(new, hosts=hosts), by=by)
        elif step.kind == "came":
            if (gathering := event(tx, step.more)).status == PLANNED:
                hold_event(tx, step.more, new, gathering.version, by=by)
        elif step.kind == "record":
            kind, record_id = step.more
            add_record(tx, kind, record_id, new, by=by)
        elif step.kind in surveys.KINDS:
            surveys.record_survey(tx, step, by=by)
        elif step.kind in asking.KINDS:
            asking.record_asking(tx, step, by=by)
        elif step.kind in lobbying.KINDS:
            lobbying.record_lobbying(tx, step, association, by=by)
        elif step.kind == "done":
            finish(tx, new, by=by)
        elif step.kind == "promise":
            ends = {end: association for end in ("owes", "owed_to") if getattr(new, end) == "home"}
            make_promise(tx, replace(new, **ends), by=by)
        else:
            RECORDED_BY[step.kind](tx, new, by=by)


RECORDED_BY: dict[str, Callable[..., Any]] = {
    "issue": suggest_issue,
    "rating": rate,
    "contact": log_contact,
    "stance": record_stance,
    "meeting": plan_meeting,
    "setting": change_setting,
}


def _version(tx: "ManagedTransaction", issue_id: str) -> int:
    return int(tx.run("MATCH (i:Issue {id: $id}) RETURN i.version AS v", id=issue_id).single(strict=True)["v"])


def _mark(tx: "ManagedTransaction") -> None:
    tx.run(MARK, actor=ACTOR).consume()


def _remove_some(tx: "ManagedTransaction") -> int:
    return int(tx.run(REMOVE, actor=ACTOR, limit=2000).single(strict=True)["removed"])


def _remove_emptied(tx: "ManagedTransaction") -> None:
    tx.run(REMOVE_EMPTIED).consume()
    ties_removed(tx)
    bump(tx, STRUCTURE)
