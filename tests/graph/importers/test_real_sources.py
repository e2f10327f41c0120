"""The importers on the real public files, where a copy of them lies beside the repository."""

import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from worlds.office import CHICAGO, today

from crm.imports import batches, undoing
from crm.imports.drafts import Draft
from crm.imports.import_plan import Plan
from crm.learning.kinds import PLACEMENTS
from crm.office_time import instant
from crm.plan.gathering import gather
from crm.plan.ledger import ledger
from crm.plan.reading import shipped
from crm.records.actor import Actor
from crm.records.declared import add_record
from crm.storage.database import Database
from crm.vocabulary import Role
from importers import board, legiscan, nces, openstates, overlap, resa

DATA = Path(__file__).parents[4] / "shared" / "data"
PLACES = [DATA] if DATA.is_dir() else []
pytestmark = pytest.mark.parametrize("data", PLACES, ids=["real data"] * len(PLACES))

SEATS_WITH_ONE_HOLDER = """
MATCH (post:Post {role: 'member'})-[:REPRESENTS]->(:Area {classification: 'legislative_district'})
WHERE COUNT { (post)<-[h:HOLDS]-() WHERE h.end_date IS NULL } = 1
RETURN count(*)
"""
MEMBERSHIPS = "MATCH (:Person)-[m:MEMBER_OF]->(:Organization {classification: 'committee'}) RETURN count(m)"
FACED = """
MATCH (:Organization {name: $name})-[:SERVES]->(:Area)-[:OVERLAPS]->(:Area {classification: 'county'})
  -[x:OVERLAPS]->(a:Area {classification: 'legislative_district'})
WHERE x.share >= 0.02
RETURN collect(DISTINCT a.name) AS names
"""


def ann() -> Actor:
    return Actor("u1", "Ann", Role.STAFF, None, instant(), CHICAGO)


def planned(graph: Database, draft: Draft, decisions: Mapping[str, str] | None = None) -> Plan:
    return graph.within(60).read(batches.plan, draft, batch_id=str(uuid.uuid4()), today=today(), decisions=decisions)


def bring_in(graph: Database, draft: Draft) -> Plan:
    """Plan and apply as the page does, and make sure that a second time there is nothing to do."""
    ready = planned(graph, draft)
    graph.within(120).write(batches.apply, ready, by=ann())
    assert planned(graph, draft).is_empty
    return ready


def one(graph: Database, text: str, **values: Any) -> Any:
    return graph.read(lambda tx: tx.run(text, **values).single(strict=True)[0])


def legislature(data: Path) -> Draft:
    return openstates.read(data / "openstates" / "ms", as_of="2026-08-05")


PREDECESSORS = {
    "c38da14f-37fd-48fd-9903-e63ce18c1215": ("Edward Blackmon Jr.", "Edward", "Blackmon", "lower", "57", "1984-01-03"),
    "3b2b3cb2-3ef8-400d-b395-6b0895ea7631": ("Barbara Blackmon", "Barbara", "Blackmon", "upper", "21", "2016-01-05"),
    "0fde8bcf-e43a-4b39-a9a5-b7869424e2d9": ("Robert L. Jackson", "Robert", "Jackson", "upper", "11", "2004-01-06"),
}


def test_the_three_ids_that_were_used_again_become_new_people_who_inherit_nothing(
    graph: Database, data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ms" / "legislature"
    folder.mkdir(parents=True)
    for uuid_, (name, given, family, chamber, district, start) in PREDECESSORS.items():
        role = {
            "type": chamber, "district": district, "start_date": start,
            "jurisdiction": "ocd-jurisdiction/country:us/state:ms/government",
        }  # fmt: skip
        names = {"name": name, "given_name": given, "family_name": family}
        content = {"id": f"ocd-person/{uuid_}", **names, "roles": [role]}
        (folder / f"{uuid_}.yml").write_text(yaml.safe_dump(content), "utf-8")
    bring_in(graph, openstates.read(tmp_path / "ms", as_of="2022-01-01"))
    known = "MATCH (p:Person) WHERE p.name IN $names MERGE (e:Evidence {id: p.id}) MERGE (e)-[:BETWEEN]->(p)"
    names = [name for name, *_ in PREDECESSORS.values()]
    graph.write(lambda tx: tx.run(known, names=names).consume())

    ready = bring_in(graph, legislature(data))
    asked = [choice for choice in ready.choices if choice.group == "Ids used again"]
    assert len(asked) == 3
    for name, _, _, chamber, district, _ in PREDECESSORS.values():
        seat = f"ms|{chamber}|{district}|1"
        left = "MATCH (p:Person {name: $name})-[h:HOLDS]->(:Post {key: $seat}) RETURN h.end_date"
        assert one(graph, left, name=name, seat=seat) == "2024-01-02"
        now = "MATCH (p:Person)-[h:HOLDS]->(:Post {key: $seat}) WHERE h.end_date IS NULL RETURN p.id"
        successor = one(graph, now, seat=seat)
        inherited = "MATCH (p:Person {id: $id}) RETURN COUNT { (p)<-[:BETWEEN]-() }"
        assert one(graph, inherited, id=successor) == 0
        aliases = "MATCH (p:Person {id: $id}) RETURN coalesce(p.other_names, [])"
        given = name.split()[0]
        assert not [alias for alias in one(graph, aliases, id=successor) if given in alias]
    assert one(graph, SEATS_WITH_ONE_HOLDER) == 174


def test_mississippi_comes_together_from_its_six_sources(graph: Database, data: Path) -> None:
    ready = bring_in(graph, legislature(data))
    assert ready.errors == ()
    assert {kind: counted["made"] for kind, counted in ready.counts.by_kind.items()} == {
        "Chambers": 3, "Legislative districts": 174, "Seats": 174, "Committees": 92, "State offices": 4, "People": 380,
        "Seats and offices held": 408, "Committee memberships": 1258,
    }  # fmt: skip
    assert one(graph, SEATS_WITH_ONE_HOLDER) == 174
    assert one(graph, MEMBERSHIPS) == 1258

    derived = data / "derived"
    districts = bring_in(graph, nces.read(data / "nces" / "ccd_lea_029_2425_MS.csv", as_of="2025-07-30"))
    assert {kind: counted["made"] for kind, counted in districts.counts.by_kind.items()} == {
        "School districts": 138, "Charter districts": 10, "State-run districts": 4, "School district areas": 152,
    }  # fmt: skip
    ground = bring_in(graph, overlap.read(derived / "ms_county_sld_2023_general.csv", as_of="2023-11-07", state="MS"))
    assert ground.counts.by_kind["District overlaps"]["made"] == 405
    old = derived / "ms_county_old5_congressional_district.csv"
    assert "splits 11 counties" in bring_in(graph, overlap.read(old, as_of="2022-07-01", state="MS")).notices[0]
    lies_in = derived / "ms_school_district_county_legislators.csv"
    bring_in(graph, overlap.read(lies_in, as_of="2025-07-30"))
    assert one(graph, FACED, name="Kosciusko School District") == one(graph, FACED, name="Attala County Schools") != []

    members = bring_in(graph, resa.read(data / "resa" / "emced_members_matched.csv", as_of="2022-06-30"))
    assert (members.counts.by_kind["RESA members"]["made"], members.choices) == (25, ())
    listed = data / "mass" / "mass_board_2021_22_partial.csv"
    officers = bring_in(graph, board.read(listed, as_of="2021-07-16", organization="The Association"))
    assert officers.counts.by_kind["Board members"]["made"] == 14
    assert officers.choices == ()
    superintends = "MATCH (:Post {role: 'superintendent'})-[:IN]->(o:Organization) RETURN collect(o.name)"
    assert len(set(one(graph, superintends))) == 14

    for done in (officers, members):
        graph.within(60).write(undoing.undo, done.batch_id, by=ann())
    assert one(graph, "MATCH (p:Post {role: 'board_member'}) RETURN count(p)") == 0


def test_emced_is_matched_by_name_alone_to_the_same_25_districts(graph: Database, data: Path, tmp_path: Path) -> None:
    bring_in(graph, nces.read(data / "nces" / "ccd_lea_029_2425_MS.csv", as_of="2025-07-30"))
    lines = (data / "resa" / "emced_members_matched.csv").read_text("utf-8").splitlines()[1:]
    short = tmp_path / "emced.csv"
    titled = ["EMCED FY21/22 Member Districts,", "District,# Teachers", *(f"{line.split(',')[1]}," for line in lines)]
    short.write_text("\n".join(titled), "utf-8")
    ready = bring_in(graph, resa.read(short, as_of="2022-06-30"))
    assert ready.choices == ()
    members = "MATCH (i:Identifier)-[:IDENTIFIES]->()-[:MEMBER_OF]->(:Organization {name: 'EMCED'})"
    found = f"{members} RETURN collect(i.value)"
    assert sorted(one(graph, found)) == sorted(line.split(",")[2] for line in lines)


def test_the_legiscan_sample_gives_its_bills_and_names_what_its_folder_lacks(data: Path) -> None:
    draft = legiscan.read(data / "legiscan_sample" / "inst" / "extdata", as_of="2026-08-05")
    bills = {str(record.values["key"]) for record in draft.records if record.label == "Bill"}
    assert {"ak|2011-2012|HB1", "ak|2011-2012|HB3", "ar|2012|HB1044"} <= bills
    assert [(error.file, error.field) for error in draft.errors] == [
        (f"vote/{number}.json", "bill_id") for number in (154366, 154367, 154371)
    ]


def test_the_board_of_2021_comes_out_by_old_district_once_the_two_split_counties_are_chosen(
    graph: Database, data: Path
) -> None:
    derived = data / "derived"
    bring_in(graph, nces.read(data / "nces" / "ccd_lea_029_2425_MS.csv", as_of="2025-07-30"))
    bring_in(graph, overlap.read(derived / "ms_county_old5_congressional_district.csv", as_of="2021-07-01", state="MS"))
    bring_in(graph, overlap.read(derived / "ms_school_district_county_legislators.csv", as_of="2021-07-01"))
    listed = data / "mass" / "mass_board_2021_22_partial.csv"
    bring_in(graph, board.read(listed, as_of="2021-07-16", organization="The Association"))
    graph.write(lambda tx: tx.run("MATCH (o:Organization {name: 'The Association'}) SET o.home = true").consume())
    plan = shipped()

    def seats() -> dict[str, str]:
        found = ledger(plan, graph.read(gather), plan.defaults, date(2021, 12, 1)).by_id["PA 4.3.1"]
        return {figure.label: figure.value for figure in found.outcome.figures}

    assert [part.rpartition(" ")[2] for part in seats()["by old district"].split("; ")] == ["2", "1", "1", "2", "1"]
    for name, old in (("Canton Public Schools", 2), ("Kosciusko School District", 3)):
        district = one(graph, "MATCH (o:Organization {name: $name}) RETURN o.id", name=name)
        chosen = {"on": "2021-07-20", "district": [district], "old": old}
        graph.write(add_record, PLACEMENTS, f"choice {old}", chosen, by=ann())
    assert [part.rpartition(" ")[2] for part in seats()["by old district"].split("; ")] == ["2", "2", "2", "2", "1"]
    assert seats()["officers and at-large"] == "5 officers, 0 at large"
