"""What a reader may not see is in nothing that they can ask for: every page, file and answer, asked as every role.

Each hidden record holds a word that is nowhere else. Staff find every word somewhere, so that it could have leaked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from the_site import Client, add_user, begin_session, build
from worlds.furnishing import address_of, furnish, rules_of_get
from worlds.office import CHICAGO

from crm import office_time
from crm.acts.contacts import Revealed, delete_contact, log_contact
from crm.advocacy.council.meetings import NewMeeting, plan_meeting
from crm.advocacy.council.promises import NewPromise, make_promise
from crm.events.attendance import hold_event
from crm.events.events import Attendee, Minutes
from crm.interactions.contact_form import NewInteraction
from crm.interactions.follow_ups import NewFollowUp
from crm.records.actor import Actor
from crm.relationships.rating_form import NewRating
from crm.relationships.ratings import rate
from crm.storage.database import Database
from crm.storage.emptying import empty

# A day on which nothing else in the sample happened, in each way that a page writes days.
MEETING_DAY = ("2019-07-23", "Jul 23, 2019", "7/23/2019", "20190723")
HIDDEN = {
    "a staff-only contact": ("canarysummary", "canaryask", "canaryanswer", "canarypromise"),
    "its follow-up": ("canaryfollowup",),
    "the stance it revealed": ("canarycondition",),
    "a staff-only rating": ("canaryrating", "canarythrough"),
    "a council meeting's minutes": ("canaryminutes", "canarydecision", "canaryplace"),
    "a council meeting's day": MEETING_DAY,
    "a promise": ("canarymemo",),
    "a deleted contact": ("canarydeleted",),
    "somebody's private note": ("canarynote",),
}
FOR_NOBODY_ELSE = {"somebody's private note", "a deleted contact"}
OURS = """
MATCH (p:Person)-[:HOLDS]->(:Post {role: 'superintendent'}) WHERE p.id <> $theirs AND p.deleted_at IS NULL
RETURN p.id AS id ORDER BY p.name, p.id LIMIT 2
"""
COUNCIL = """
MATCH (c:Organization {classification: 'council'})<-[:IN]-(:Post)-[:SPEAKS_FOR]->(body:Organization)
RETURN c.id AS council, collect(DISTINCT body.id) AS bodies ORDER BY size(bodies) DESC, council LIMIT 1
"""


@dataclass(frozen=True)
class World:
    """The furnished site with the hidden records: what each variable of an address may stand for, and who asks."""

    ids: tuple[dict[str, str], ...]
    visitors: dict[str, Client]


@pytest.fixture(scope="module")
def world(database: Database, tmp_path_factory: pytest.TempPathFactory) -> World:
    empty(database)
    graph = database.within(60)
    plain = furnish(graph)
    keeper = add_user(database, "staff", name="Kit Keeper")
    by = keeper.actor(office_time.instant(), CHICAGO)
    ours, other = graph.read(lambda tx: [row["id"] for row in tx.run(OURS, theirs=plain["person_id"])])
    hidden = plain | hide(graph, plain, ours, by) | {"a": plain["person_id"], "b": ours}
    app = build(database, tmp_path_factory.mktemp("site"))
    visitors = {}
    for role, person in (("administrator", None), ("staff", None), ("member", other), ("viewer", None)):
        visitor = app.test_client()
        with visitor.session_transaction() as held:
            held["_user_id"] = begin_session(database, add_user(database, role, person_id=person))
        visitors[role] = visitor
    return World((plain, hidden, plain | {"person_id": ours}), visitors)


def hide(graph: Database, ids: dict[str, str], ours: str, by: Actor) -> dict[str, str]:
    """Write the hidden records, through the doors that people use; returns their ids."""
    said = {"summary": "canarysummary", "ask": "canaryask", "answer": "canaryanswer", "promise": "canarypromise"}
    people = {"theirs": (ids["person_id"],), "ours": (ours,), "issues": (ids["issue_id"],)}
    due = NewFollowUp("canaryfollowup", due=by.today, owner=ours)
    contact = NewInteraction(**people, **said, follow_up=due, private_note="canarynote")
    revealed = Revealed(stance=1, conditions="canarycondition")
    contact_id = graph.write(log_contact, contact, revealed, by=by)
    gone = graph.write(log_contact, NewInteraction(**people, summary="canarydeleted"), by=by)
    graph.write(delete_contact, gone, by=by)
    rating = NewRating(ids["person_id"], ours, "good", ours, words="canaryrating", through="canarythrough")
    graph.write(rate, rating, by=by)
    council = graph.read(lambda tx: tx.run(COUNCIL).single(strict=True).data())
    new = NewMeeting(council["council"], MEETING_DAY[0], tuple(council["bodies"]), place="canaryplace")
    meeting = graph.write(plan_meeting, new, by=by)
    minutes = Minutes((Attendee(ours, "", None),), "canaryminutes", (("canary-decision", "canarydecision", None),))
    graph.write(hold_event, meeting, minutes, 1, by=by)
    graph.write(make_promise, NewPromise("canarymemo", ours, ids["person_id"], issue=ids["issue_id"]), by=by)
    return {"contact_id": contact_id, "meeting_id": meeting}


def addresses(world: World) -> Iterator[str]:
    """Every address that can be asked for, with every example of its variables; each list also as a file."""
    seen = set()
    for rule in rules_of_get():
        for ids in world.ids:
            if set(re.findall(r"<(?:\w+:)?(\w+)>", rule)) <= ids.keys():
                for kind in ("docx", "nces") if "<kind>" in rule else ("",):
                    seen.add(address_of(rule, {**ids, "kind": kind or ids["kind"]}))
    for address in sorted(seen):
        yield address
        yield f"{address}?format=csv"
    for word in ("canary", "2019"):
        yield f"/find?q={word}"
        yield f"/find.json?q={word}"
        yield f"/api/v1/find?q={word}"
    yield "/consensus?on=2026-01-01"
    yield "/api/v1/consensus?on=2026-01-01"


def found_by(world: World, role: str) -> dict[str, set[str]]:
    """For each hidden thing the addresses whose answer has a word of it."""
    found: dict[str, set[str]] = {name: set() for name in HIDDEN}
    visitor = world.visitors[role]
    for address in addresses(world):
        with visitor.get(address) as answer:
            said = answer.get_data().decode("utf-8", "replace").lower() if answer.status_code == 200 else ""
        said = said.replace(address.lower(), "")  # what was asked may be said back
        for name, words in HIDDEN.items():
            if any(word.lower() in said for word in words):
                found[name].add(address)
    return found


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_what_is_hidden_from_a_role_is_in_nothing_it_can_ask_for(world: World, role: str) -> None:
    assert {name: where for name, where in found_by(world, role).items() if where} == {}


def test_staff_find_all_of_it_but_what_is_somebodys_own(world: World) -> None:
    found = found_by(world, "staff")
    assert {name for name, where in found.items() if not where} <= FOR_NOBODY_ELSE
    assert found["somebody's private note"] == set()
