"""A record that was deleted is named on no page, in no answer and no export, but where the past is told.

What was logged, voted, said and done stays as it was: it is history, and a deletion can be taken back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from the_site import Client, add_user, begin_session, build
from worlds.furnishing import address_of, furnish, rules_of_get
from worlds.office import CHICAGO

from crm import office_time
from crm.records.actor import Actor, command_line
from crm.stakeholders.organizations import delete_organization, edit_organization, organization
from crm.stakeholders.people import delete_person, edit_person, person
from crm.storage.database import Database
from crm.storage.emptying import empty

SOMEBODY, COMMITTEE, DISTRICT = "Zebulon Quartermain", "Quartermain Oversight", "Quartermain School District"
NAMES = (SOMEBODY, COMMITTEE, DISTRICT)

# Somebody who holds a seat, leads a committee, was met, and voted, so that every page has a reason to name them; and
# the school district of a superintendent whom they know.
WELL_CONNECTED = """
MATCH (p:Person)-[:HOLDS]->(seat:Post {role: 'member'}), (p)-[:VOTED]->()
MATCH (p)-[m:MEMBER_OF]->(committee:Organization {classification: 'committee'})
MATCH (p)-[:TOOK_PART]->(contact:Interaction)
MATCH (p)-[:KNOWS]-(beside:Person)-[:HOLDS]->(:Post {role: 'superintendent'})-[:IN]->(district:Organization)
RETURN p.id AS person, committee.id AS committee_id, district.id AS body_id, seat.id AS post_id,
  contact.id AS contact_id, beside.id AS person_id
ORDER BY m.role, p.id, committee.id, district.id, contact.id, beside.id LIMIT 1
"""

# Where the past is told: what happened is not unsaid by removing whom it happened to.
THE_PAST = {
    "/history",
    # The record itself, which can be brought back there.
    "/organizations/<body_id>",
    "/committees/<committee_id>",
    # What was talked about, with whom.
    "/interactions",
    "/interactions/<contact_id>",
    "/interactions/<contact_id>/edit",
    "/people/<person_id>",
    "/api/v1/interactions",
    "/api/v1/interactions/<contact_id>",
    "/api/v1/people/<person_id>/brief",
    "/api/v1/people/<person_id>/held",
    # How they voted.
    "/votes/<vote_id>",
    "/api/v1/votes/<vote_id>",
    "/api/v1/bills/<bill_id>/votes",
}


@dataclass(frozen=True)
class Visited:
    """For each name the rules that named it before the records were deleted, and those that still did after."""

    before: dict[str, set[str]]
    after: dict[str, set[str]]


@pytest.fixture(scope="module")
def visited(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Visited:
    """The whole site, seen by an administrator before and after."""
    empty(database)
    graph, by = database.within(60), command_line(office_time.instant(), CHICAGO)
    ids = furnish(graph)
    ids |= graph.read(lambda tx: tx.run(WELL_CONNECTED).single(strict=True).data())
    ids["a"] = ids["person_id"]
    rename(graph, ids, by)
    app = build(database, tmp_path_factory.mktemp("site"))
    visitor = app.test_client()
    with visitor.session_transaction() as held:
        held["_user_id"] = begin_session(database, add_user(database, "administrator"))
    before = naming(visitor, ids)
    delete(graph, ids, by)
    return Visited(before, naming(visitor, ids))


def rename(graph: Database, ids: dict[str, str], by: Actor) -> None:
    version = graph.read(person, ids["person"], actor=by).version
    graph.write(edit_person, ids["person"], {"name": SOMEBODY}, version=version, by=by)
    for id_, name in ((ids["committee_id"], COMMITTEE), (ids["body_id"], DISTRICT)):
        version = graph.read(organization, id_, actor=by).version
        graph.write(edit_organization, id_, {"name": name, "short_name": name}, version=version, by=by)


def delete(graph: Database, ids: dict[str, str], by: Actor) -> None:
    version = graph.read(person, ids["person"], actor=by).version
    graph.write(delete_person, ids["person"], version=version, by=by)
    for id_ in (ids["committee_id"], ids["body_id"]):
        version = graph.read(organization, id_, actor=by).version
        graph.write(delete_organization, id_, version=version, by=by)


def naming(visitor: Client, ids: dict[str, str]) -> dict[str, set[str]]:
    """For each name the rules whose page, answer or export has it."""
    found: dict[str, set[str]] = {name: set() for name in NAMES}
    for rule in rules_of_get():
        said = "".join(read(visitor, address) for address in addresses(rule, ids))
        for name in NAMES:
            if name in said:
                found[name].add(rule)
    return found


def addresses(rule: str, ids: dict[str, str]) -> Iterator[str]:
    """The page as it opens, and all of its rows as a file; nothing where a variable has no example."""
    if set(re.findall(r"<(\w+)>", rule)) <= ids.keys() | {"kind"}:
        address = address_of(rule, {**ids, "kind": "docx"})
        yield address
        yield f"{address}?format=csv"
        yield f"{address}?q=Quartermain"


def read(visitor: Client, address: str) -> str:
    """What a page says; nothing when it needs more in its address."""
    with visitor.get(address) as answer:
        return answer.get_data().decode("utf-8", "replace") if answer.status_code == 200 else ""


@pytest.mark.parametrize("name", NAMES)
def test_whose_record_was_deleted_is_named_only_where_the_past_is_told(visited: Visited, name: str):
    print("BEFORE", len(visited.before[name]), sorted(visited.before[name]))
    print("AFTER", sorted(visited.after[name]))
    assert visited.after[name] - THE_PAST == set()


@pytest.mark.parametrize(("name", "pages"), [(SOMEBODY, 12), (COMMITTEE, 8), (DISTRICT, 8)])
def test_the_pages_that_forget_a_record_did_name_it(visited: Visited, name: str, pages: int):
    assert len(visited.before[name] - THE_PAST) >= pages
