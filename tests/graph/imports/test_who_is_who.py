"""A yearly list against the graph: whoever is known is looked up as widely as they are compared."""

import uuid
from collections.abc import Mapping

from worlds.office import CHICAGO, today

from crm.imports import batches
from crm.imports.drafts import ENDED, NEW, Choice
from crm.imports.import_plan import Plan
from crm.office_time import instant
from crm.records.actor import Actor
from crm.storage.database import Database
from crm.vocabulary import Role
from importers import nces, superintendents
from importers.upload import Upload

BY = Actor("u-ann", "Ann", Role.STAFF, None, instant(), CHICAGO)
DIRECTORY = "LEAID,LEA_NAME,ST,LEA_TYPE_TEXT\n" + "".join(
    f"280000{n},{name} School District,MS,Regular public school district\n"
    for n, name in enumerate(("Ashby", "Birch", "Clover", "Dogwood", "Elmore", "Fernhill"), start=1)
)


def planned(graph: Database, rows: str, as_of: str, decisions: Mapping[str, str] | None = None) -> Plan:
    upload = Upload("list.csv", f"District,Superintendent,E-mail\n{rows}".encode())
    draft = superintendents.read(upload, as_of=as_of)
    return graph.read(batches.plan, draft, batch_id=str(uuid.uuid4()), today=today(), decisions=decisions)


def listed(graph: Database, rows: str, as_of: str, decisions: Mapping[str, str] | None = None) -> None:
    graph.write(batches.apply, planned(graph, rows, as_of, decisions), by=BY)


def begun(graph: Database, rows: str) -> None:
    directory = nces.read(Upload("districts.csv", DIRECTORY.encode()), as_of="2025-07-01")
    ready = graph.read(batches.plan, directory, batch_id=str(uuid.uuid4()), today=today())
    graph.write(batches.apply, ready, by=BY)
    listed(graph, rows, "2025-08-01")


def names(graph: Database) -> list[str]:
    return graph.read(
        lambda tx: [row["name"] for row in tx.run("MATCH (p:Person) RETURN p.name AS name ORDER BY name")]
    )


def holders(graph: Database, district: str) -> list[tuple[str, bool]]:
    text = (
        "MATCH (p:Person)-[h:HOLDS]->(:Post)-[:IN]->(o:Organization) WHERE o.name STARTS WITH $district "
        "RETURN p.name AS name, h.end_date IS NULL AS now ORDER BY now, name"
    )
    return graph.read(lambda tx: [(row["name"], row["now"]) for row in tx.run(text, district=district)])


def question(plan: Plan) -> Choice:
    [choice] = plan.choices
    return choice


FIRST = (
    "Ashby,Ann O'Neal,ann@ashby.example.org\nBirch,José Núñez,\nClover,Mary Turner-Ford,\nDogwood,Joe DeBar,\n"
    "Elmore,Sue St. John,superintendent@elmore.example.org\nFernhill,Robert Mac Allendar,\n"
)


def test_a_list_that_writes_everybody_otherwise_doubles_nobody(graph: Database) -> None:
    begun(graph, FIRST)
    before = names(graph)
    again = (
        "Ashby,ANN O’NEAL,Ann@ashby.example.org\nBirch,Jose Nunez,\nClover,Mary Turner Ford,\nDogwood,Joe De Bar,\n"
        "Elmore,Sue Saint John,superintendent@elmore.example.org\nFernhill,Bob MacAllendar,\n"
    )
    assert planned(graph, again, "2026-08-01").choices == ()
    listed(graph, again, "2026-08-01")
    assert names(graph) == before


def test_a_successor_with_the_offices_mailbox_is_asked_about_and_inherits_nothing(graph: Database) -> None:
    begun(graph, FIRST)
    row = "Elmore,Sue Mizell,superintendent@elmore.example.org\n"
    choice = question(planned(graph, row, "2026-08-01"))
    assert [option.label for option in choice.options] == ["Sue St. John", "No, Sue Mizell is new"]
    assert "Against it: another last name (St. John, Mizell)" in choice.options[0].note
    assert holders(graph, "Elmore") == [("Sue St. John", True)]
    listed(graph, row, "2026-08-01", {choice.id: NEW})
    assert holders(graph, "Elmore") == [("Sue St. John", False), ("Sue Mizell", True)]


def test_a_new_last_name_is_kept_so_that_it_is_asked_about_once(graph: Database) -> None:
    begun(graph, FIRST)
    row = "Ashby,Ann Varnado,ann@ashby.example.org\n"
    choice = question(planned(graph, row, "2026-08-01"))
    assert "the same mailbox" in choice.options[0].note
    listed(graph, row, "2026-08-01", {choice.id: choice.options[0].value})
    assert holders(graph, "Ashby") == [("Ann O'Neal", True)]
    assert planned(graph, row, "2027-08-01").choices == ()


def test_one_person_listed_for_two_districts_with_one_mailbox_is_one_person(graph: Database) -> None:
    begun(graph, "Ashby,Coke Magee,cmagee@ashby.example.org\nBirch,Coke Magee,cmagee@ashby.example.org\n")
    assert names(graph) == ["Coke Magee"]
    assert holders(graph, "Birch") == [("Coke Magee", True)]


def test_two_names_with_one_mailbox_are_two_people(graph: Database) -> None:
    begun(graph, "Ashby,Coke Magee,info@resa.example.org\nBirch,Corey Magee,info@resa.example.org\n")
    assert names(graph) == ["Coke Magee", "Corey Magee"]


def test_a_vacant_office_ends_the_former_holders_time_when_somebody_says_so(graph: Database) -> None:
    begun(graph, FIRST)
    row = "Ashby,Vacant,\n"
    choice = question(planned(graph, row, "2026-08-01"))
    assert "is vacant" in choice.question
    assert planned(graph, row, "2026-08-01").is_empty
    listed(graph, row, "2026-08-01", {choice.id: ENDED})
    assert holders(graph, "Ashby") == [("Ann O'Neal", False)]
    assert planned(graph, row, "2027-08-01").choices == ()


def test_a_number_that_contradicts_the_name_of_a_district_is_asked_about(graph: Database) -> None:
    begun(graph, FIRST)
    text = b"District,Superintendent,LEAID\nAshby School District,Ann O'Neal,2800002\n"
    draft = superintendents.read(Upload("list.csv", text), as_of="2026-08-01")
    choice = question(graph.read(batches.plan, draft, batch_id=str(uuid.uuid4()), today=today()))
    assert [option.label for option in choice.options][:2] == ["Ashby School District", "Birch School District"]
