"""A sign-in sheet with its mess, through preview, questions, write, a second sheet and undo, in a real graph."""

import uuid

import pytest
from worlds.council import BODIES, NAMES, WORLD, count, on
from worlds.pieces import add, write

from crm.errors import InvalidData
from crm.events.calling_off import call_off
from crm.events.events import NewEvent, event, plan_event
from crm.imports.batches import apply
from crm.imports.comparing import plan
from crm.imports.drafts import LEAVE_OUT
from crm.imports.import_plan import Plan
from crm.imports.undoing import undo
from crm.storage.database import Database
from importers import sign_in
from importers.upload import Upload

STAFF = on("2026-03-10")
PLACES = ("Pearl River County School District", "Jackson Public Schools", "Starkville-Oktibbeha Consolidated")
SHEET = """MASS winter meeting,,,,
Name,Title,District,E-mail,Initials
Ann Reed,Supt.,PRC,ann.reed@prc.example.org,AR
Dr. Bo Lee,SUPT OF ED,Jackson Public,,BL
Ann Reed,Superintendent,PRC,,AR
Cal Moss,Asst Supt,Starkville-Okt.,cal@,CM
?,,JPS,,x
Sen. Boyd's aide,,,,x
Rep. Boyd,,,,x
Dee Fox,Guest,,,
"""


@pytest.fixture
def world(graph: Database) -> Database:
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    kind = {"classification": "school_district"}
    add(graph, "Organization", {f"d{name[:4]}": {"name": name, "key_name": name.lower(), **kind} for name in PLACES})
    write(graph, "MATCH (p:Person) SET p.family_key = toLower(p.family_name), p.name_key = toLower(p.name)")
    says = {"kind": "training", "name": "Winter meeting", "start": "2026-03-04"}
    graph.write(plan_event, NewEvent(says, ("mass",), id="e1"), by=STAFF)
    return graph


def planned(world: Database, decisions: dict[str, str] | None = None, text: str = SHEET, event_id: str = "e1") -> Plan:
    draft = sign_in.read(Upload("sheet.csv", text.encode()), as_of="2026-03-04", event=event_id)
    return world.read(plan, draft, batch_id=str(uuid.uuid4()), today=STAFF.today, decisions=decisions or {})


def answers(world: Database) -> dict[str, str]:
    """Which body "PRC" is, and so on, as somebody decides; asked until nothing is open."""
    wanted = {"“PRC”": "Pearl River County", "“Starkville-Okt.”": "Starkville-Oktibbeha", "“Rep. Boyd”": "Carl Boyd"}
    decided: dict[str, str] = {}
    for _ in range(3):
        for choice in planned(world, decided).choices:
            named = next((label for quoted, label in wanted.items() if quoted in choice.question), "")
            fitting = [option.value for option in choice.options if named and option.label.startswith(named)]
            decided[choice.id] = fitting[0] if fitting else choice.options[0].value
    return decided


def test_shorthand_and_last_names_are_asked_and_what_nobody_can_read_is_refused_by_row(world):
    shown = planned(world)
    assert {"Which body is “PRC”?", "Which body is “Starkville-Okt.”?", "Who is “Rep. Boyd”?"} <= {
        choice.question for choice in shown.choices
    }
    refused = {error.row: error.message for error in shown.errors}
    assert "“?” cannot be read" in refused[7]
    assert "says whose it is, not who came" in refused[8]
    assert any("Row 10 has no initials and did not count" in notice for notice in shown.notices)
    assert any("Row 5: Ann Reed stands in row 3 already" in notice for notice in shown.notices)


def test_who_signed_came_once_for_their_body_and_undo_takes_all_of_it_back(world):
    people = count(world, "MATCH (p:Person) RETURN count(p)")
    done = world.write(apply, planned(world, answers(world)), by=STAFF, file="sheet.csv")
    came = {one.name: (one.body_id, one.role) for one in world.read(event, "e1").minutes.attendees}
    assert came["Ann Reed"] == ("dPear", "superintendent")
    assert came["Bo Lee"] == ("dJack", "superintendent")
    assert came["Cal Moss"] == ("dStar", "asst supt")
    assert "Carl Boyd" in came
    assert len(came) == 4
    again = planned(world, answers(world))
    assert again.is_empty
    world.write(undo, done.batch_id, by=STAFF)
    assert world.read(event, "e1").minutes.attendees == ()
    assert count(world, "MATCH (p:Person) RETURN count(p)") == people


def test_a_second_sheet_of_the_afternoon_adds_and_takes_nobody_away(world):
    world.write(apply, planned(world, answers(world)), by=STAFF, file="sheet.csv")
    later = "Name,Title,District\nEve Hill,Supt.,Jackson Public\n"
    world.write(apply, planned(world, text=later), by=STAFF, file="later.csv")
    assert len(world.read(event, "e1").minutes.attendees) == 5


def test_a_body_once_told_is_remembered_for_the_next_sheet(world):
    world.write(apply, planned(world, answers(world)), by=STAFF, file="sheet.csv")
    shown = planned(world, text="Name,Title,District\nEve Hill,Supt.,PRC\n")
    assert [choice for choice in shown.choices if "PRC" in choice.question] == []


def test_rows_wait_for_their_answer_and_are_left_out_when_so_decided(world):
    decided = answers(world)
    body = next(id_ for id_ in decided if id_.endswith("|prc"))
    done = world.write(apply, planned(world, {**decided, body: LEAVE_OUT}), by=STAFF, file="sheet.csv")
    assert done.batch_id
    assert "Ann Reed" not in {one.name for one in world.read(event, "e1").minutes.attendees}


@pytest.mark.parametrize("start", ["2026-03-20", None])
def test_a_sheet_of_an_event_that_is_off_or_still_to_come_is_refused_whole(world, start):
    if start is None:
        world.write(call_off, "e1", 1, by=STAFF)
    else:
        says = {"kind": "training", "name": "Spring meeting", "start": start}
        world.write(plan_event, NewEvent(says, ("mass",), id="e2"), by=STAFF)
    with pytest.raises(InvalidData) as refused:
        planned(world, event_id="e1" if start is None else "e2")
    assert list(refused.value.errors) == ["event"]
    assert ("still to come" if start else "was called off") in refused.value.errors["event"][0]


def test_without_an_event_the_sheet_says_what_is_missing(world):
    with pytest.raises(InvalidData, match="Choose the event"):
        planned(world, event_id="")
