"""Bills and roll calls from LegiScan and Open States, on a made-up legislature in a real graph."""

import csv
import json
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from worlds.made_up_state import StateFolder, role, someone
from worlds.office import CHICAGO, today
from worlds.pieces import add, join, write

from crm.advocacy.votes.bills import NewBill, add_bill, bills
from crm.advocacy.votes.roll_calls import Ballot, NewRollCall, RollCall, record_roll_call, roll_calls, votes_of
from crm.errors import Conflict, InvalidData
from crm.imports import batches, undoing
from crm.imports.drafts import LEAVE_OUT, NEW, Draft
from crm.imports.import_plan import Plan
from crm.office_time import instant
from crm.records.actor import Actor
from crm.storage.database import Database
from crm.vocabulary import Role
from importers import legiscan, openstates, openstates_votes

AS_OF = "2026-06-01"
HOUSE = {1: ("Ada", "Abbot", "1"), 2: ("Ben", "Boyd", "2"), 3: ("Cora", "Boyd", "3"), 4: ("Dan", "Turner-Ford", "4")}
IDS = "MATCH (p:Person {name: $name}) RETURN p.id AS id"


def ann() -> Actor:
    return Actor("u1", "Ann", Role.STAFF, None, instant(), CHICAGO)


@pytest.fixture
def house(graph: Database, tmp_path: Path) -> Database:
    """A House of four, two of whom are called Boyd; seat 1 was Otto Abbot's until 2024."""
    folder = StateFolder(tmp_path / "ms", "ms")
    for number, (given, family, district) in HOUSE.items():
        sat = role("lower", district, "ms", start_date="2024-01-02")
        folder.write("legislature", f"p{number}", someone(number, given, family, sat))
    before = role("lower", "1", "ms", start_date="2016-01-05", end_date="2024-01-02")
    folder.write("retired", "p9", someone(9, "Otto", "Abbot", before))
    bring_in(graph, openstates.read(folder.path, as_of=AS_OF))
    return graph


def planned(graph: Database, draft: Draft, decisions: Mapping[str, str] | None = None) -> Plan:
    return graph.within(60).read(batches.plan, draft, batch_id=str(uuid.uuid4()), today=today(), decisions=decisions)


def bring_in(graph: Database, draft: Draft, decisions: Mapping[str, str] | None = None) -> Plan:
    ready = planned(graph, draft, decisions)
    graph.within(60).write(batches.apply, ready, by=ann())
    return ready


def person_id(graph: Database, name: str) -> str:
    return str(graph.read(lambda tx: tx.run(IDS, name=name).single(strict=True)["id"]))


def the_votes(graph: Database) -> list[RollCall]:
    return [vote for bill in graph.read(bills) for vote in graph.read(roll_calls, bill.id)]


def named(vote: RollCall) -> dict[str, str]:
    return {name: option for _, name, option in vote.ballots}


# LegiScan

SESSION = {"session_title": "2024 Regular Session", "year_start": 2024, "year_end": 2024, "special": 0}
YEA, NAY, ABSENT = 1, 2, 4


def dataset(folder: Path, *ballots: tuple[int, int], on: str = "2024-03-06", **changes: Any) -> Path:
    """A LegiScan folder with one bill and one roll call; a ballot is (member, vote)."""
    content: dict[str, dict[str, Any]] = {
        "bill/HB1453": {
            "bill": {"bill_id": 7, "state": "MS", "session": SESSION, "bill_number": "HB1453", "status": 1,
                     "title": "A new funding formula", "url": "https://legiscan.com/MS/bill/HB1453/2024"},
        },
        "vote/55": {
            "roll_call": {"roll_call_id": 55, "bill_id": 7, "date": on, "desc": "House passed", "passed": 1,
                          "chamber": "H", "yea": sum(v == YEA for _, v in ballots),
                          "nay": sum(v == NAY for _, v in ballots), "nv": 0,
                          "absent": sum(v == ABSENT for _, v in ballots),
                          "votes": [{"people_id": 800 + m, "vote_id": v} for m, v in ballots]} | changes,
        },
    }  # fmt: skip
    for number, (given, family, district) in HOUSE.items():
        content[f"people/{800 + number}"] = {
            "person": {"people_id": 800 + number, "name": f"{given} {family}", "first_name": given, "last_name": family,
                       "district": f"HD-{int(district):03d}", "nickname": ""},
        }  # fmt: skip
    for name, data in content.items():
        file = folder / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(data), "utf-8")
    return folder


def person_file(folder: Path, number: int, **changes: str) -> None:
    file = folder / "people" / f"{number}.json"
    content = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({"person": content["person"] | changes}), "utf-8")


EVERYBODY = ((1, YEA), (2, YEA), (3, NAY), (4, ABSENT))


def read_legiscan(folder: Path, **more: str) -> Draft:
    return legiscan.read(folder, as_of=AS_OF, **more)


def test_a_dataset_brings_bills_roll_calls_and_each_members_vote(house: Database, tmp_path: Path) -> None:
    ready = bring_in(house, read_legiscan(dataset(tmp_path / "data", *EVERYBODY)))
    assert ready.errors == ()
    assert ready.choices == ()
    assert {kind: counts["made"] for kind, counts in ready.counts.by_kind.items() if counts["made"]} == {
        "Bills": 1, "Roll calls": 1, "Votes": 4,
    }  # fmt: skip
    (bill,) = house.read(bills)
    assert (bill.identifier, bill.session, bill.source, bill.status) == (
        "HB 1453",
        "2024",
        legiscan.SOURCE,
        "Introduced",
    )
    (vote,) = the_votes(house)
    assert named(vote) == {"Ada Abbot": "yea", "Ben Boyd": "yea", "Cora Boyd": "nay", "Dan Turner-Ford": "absent"}
    assert (vote.tallies, vote.passed) == ({"yea": 2, "nay": 1, "absent": 1}, True)


def test_the_same_dataset_again_changes_nothing_and_a_corrected_vote_is_corrected(
    house: Database, tmp_path: Path
) -> None:
    bring_in(house, read_legiscan(dataset(tmp_path / "data", *EVERYBODY)))
    assert planned(house, read_legiscan(tmp_path / "data")).is_empty
    bring_in(house, read_legiscan(dataset(tmp_path / "data", (1, NAY), *EVERYBODY[1:])))
    (vote,) = the_votes(house)
    assert named(vote)["Ada Abbot"] == "nay"
    assert vote.tallies == {"yea": 1, "nay": 2, "absent": 1}


def test_a_zip_is_read_as_its_folder_is(house: Database, tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", *EVERYBODY)
    with zipfile.ZipFile(tmp_path / "MS_2024.zip", "w") as archive:
        for file in folder.rglob("*.json"):
            archive.write(file, f"MS/2024-2024_Regular_Session/{file.relative_to(folder)}")
    bring_in(house, read_legiscan(tmp_path / "MS_2024.zip"))
    assert len(named(the_votes(house)[0])) == 4


def test_a_bill_typed_before_keeps_its_title_and_gains_its_address(house: Database, tmp_path: Path) -> None:
    house.write(add_bill, NewBill("hb1453", "2024", "The funding bill we watch"), by=ann())
    bring_in(house, read_legiscan(dataset(tmp_path / "data", *EVERYBODY)))
    (bill,) = house.read(bills)
    assert (bill.title, bill.url) == ("The funding bill we watch", "https://legiscan.com/MS/bill/HB1453/2024")


def test_a_roll_call_typed_before_is_the_same_one_unless_somebody_says_otherwise(
    house: Database, tmp_path: Path
) -> None:
    bill = house.write(add_bill, NewBill("HB 1453", "2024", "The funding bill"), by=ann())
    typed = NewRollCall(bill, "lower", "2024-03-06", "passage", {"yea": 2, "nay": 1}, "House journal")
    house.write(record_roll_call, typed, by=ann())
    draft = read_legiscan(dataset(tmp_path / "data", *EVERYBODY))
    (question,) = planned(house, draft).choices
    assert "already here" in question.question
    another = planned(house, draft, {question.id: NEW})
    assert another.counts.by_kind["Roll calls"]["made"] == 1
    bring_in(house, draft)
    (vote,) = the_votes(house)
    assert (vote.motion, len(vote.ballots)) == ("passage", 4)


def test_a_typed_ballot_stays_when_a_source_says_otherwise(house: Database, tmp_path: Path) -> None:
    bill = house.write(add_bill, NewBill("HB 1453", "2024", "The funding bill"), by=ann())
    ballots = tuple(
        Ballot(person_id(house, name), option, name)
        for name, option in {"Ada Abbot": "nay", "Ben Boyd": "yea", "Cora Boyd": "yea"}.items()
    )
    typed = NewRollCall(bill, "lower", "2024-03-06", "passage", {"yea": 2, "nay": 1}, "House journal", ballots)
    house.write(record_roll_call, typed, by=ann())
    ready = bring_in(house, read_legiscan(dataset(tmp_path / "data", *EVERYBODY)))
    assert ready.counts.by_kind["Votes"]["kept"] == 2
    assert named(the_votes(house)[0])["Ada Abbot"] == "nay"


def test_an_import_of_votes_is_undone_whole_unless_an_issue_rests_on_a_bill(house: Database, tmp_path: Path) -> None:
    ready = bring_in(house, read_legiscan(dataset(tmp_path / "data", *EVERYBODY)))
    add(house, "Issue", {"i": {"title": "Funding"}})
    (bill,) = write(house, "MATCH (b:Bill) RETURN b.id AS id")
    join(house, "ABOUT", "Bill", "Issue", [(bill["id"], "i", {})])
    with pytest.raises(Conflict, match="HB 1453"):
        house.write(undoing.undo, ready.batch_id, by=ann())
    house.write(lambda tx: tx.run("MATCH (i:Issue) DETACH DELETE i").consume())
    house.write(undoing.undo, ready.batch_id, by=ann())
    left = "MATCH (n) WHERE n:Bill OR n:VoteEvent OR (n:Identifier AND n.scheme = $scheme) RETURN count(n) AS n"
    assert house.read(lambda tx: tx.run(left, scheme=legiscan.SCHEME).single(strict=True)["n"]) == 0


def test_a_member_whom_name_and_district_do_not_fit_is_asked_about_and_remembered(
    house: Database, tmp_path: Path
) -> None:
    folder = dataset(tmp_path / "data", *EVERYBODY)
    person_file(folder, 802, first_name="William", name="William Boyd", district="HD-019")
    (question,) = planned(house, read_legiscan(folder)).choices
    assert question.question == (
        "“William Boyd” fits nobody who sat in the Mississippi House of Representatives then. Who is it?"
    )
    assert [option.label for option in question.options[:-1]] == [
        "Ben Boyd", "Cora Boyd", "Ada Abbot", "Dan Turner-Ford",
    ]  # fmt: skip
    bring_in(house, read_legiscan(folder), {question.id: person_id(house, "Ben Boyd")})
    assert named(the_votes(house)[0])["Ben Boyd"] == "yea"
    assert planned(house, read_legiscan(folder)).choices == ()


def test_votes_of_somebody_left_out_are_not_read_and_the_counts_stay(house: Database, tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", *EVERYBODY)
    person_file(folder, 804, last_name="Nobody", name="Nora Nobody")
    (question,) = planned(house, read_legiscan(folder)).choices
    bring_in(house, read_legiscan(folder), {question.id: LEAVE_OUT})
    (vote,) = the_votes(house)
    assert (len(vote.ballots), vote.tallies) == (3, {"yea": 2, "nay": 1, "absent": 1})


def test_a_day_when_nobody_is_known_to_have_sat_gives_counts_and_one_message(house: Database, tmp_path: Path) -> None:
    ready = bring_in(house, read_legiscan(dataset(tmp_path / "data", *EVERYBODY, on="2012-02-14")))
    (error,) = ready.errors
    assert "Nobody is known to have sat in the Mississippi House of Representatives on Feb 14, 2012" in error.message
    (vote,) = the_votes(house)
    assert (vote.ballots, vote.tallies["yea"]) == ((), 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"yea": 3}, "Yea: 2 names, but the count says 3."),
        ({"on": "2031-01-01"}, "This vote is dated later than the file"),
        ({"date": "2024-13-01"}, "“2024-13-01” is not a day in the calendar."),
        ({"chamber": "X"}, "“X” is no chamber"),
        ({"bill_id": 99}, "Bill 99 is not in the folder"),
    ],
)
def test_a_roll_call_that_is_wrong_is_refused_whole_and_the_bill_is_read(
    house: Database, tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    day = {"on": changes.pop("on")} if "on" in changes else {}
    ready = bring_in(house, read_legiscan(dataset(tmp_path / "data", *EVERYBODY, **day, **changes)))
    assert [(error.file, message in error.message) for error in ready.errors] == [("vote/55.json", True)]
    assert the_votes(house) == []
    assert len(house.read(bills)) == 1


def test_a_member_without_a_file_and_broken_json_are_named_with_their_file(house: Database, tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", *EVERYBODY)
    (folder / "people" / "803.json").unlink()
    (folder / "bill" / "HB2.json").write_text('{"bill":\n {"bill_id": 8,,}}')
    (folder / "bill" / "HB3.json").write_text("[]")
    errors = read_legiscan(folder).errors
    assert ("bill/HB2.json", 2) in [(error.file, error.row) for error in errors]
    assert any("Member 803 has no file people/803.json" in error.message for error in errors)
    assert any(error.file == "bill/HB3.json" for error in errors)


def test_votes_before_their_legislature_are_refused_with_what_to_do_first(graph: Database, tmp_path: Path) -> None:
    ready = bring_in(graph, read_legiscan(dataset(tmp_path / "data", *EVERYBODY)))
    assert [error.message for error in ready.errors] == [
        "The Mississippi House of Representatives is not here yet. Import the legislature (Open States) first."
    ]
    assert len(graph.read(bills)) == 1
    assert the_votes(graph) == []


def test_only_the_bills_asked_for_are_read(house: Database, tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", *EVERYBODY)
    draft = read_legiscan(folder, bills="hb 1453, SB 9")
    assert [record.name for record in draft.records if record.label == "Bill"] == ["HB 1453, 2024"]
    assert draft.notices == ("The file has no SB 9.",)
    with pytest.raises(InvalidData, match="SB 9"):
        read_legiscan(folder, bills="SB 9")


@pytest.mark.parametrize(
    ("session", "name"),
    [
        ({"year_start": 2024, "year_end": 2024, "special": 0}, "2024"),
        ({"year_start": 2011, "year_end": 2012, "special": 0}, "2011-2012"),
        ({"year_start": 2024, "year_end": 2024, "special": 1, "session_title": "2024 2nd Special Session"}, "20242E"),
        ({"year_start": 2026, "year_end": 2026, "special": 1, "session_title": "First Extraordinary"}, "20261E"),
    ],
)
def test_sessions_are_named_as_open_states_names_them(tmp_path: Path, session: dict[str, Any], name: str) -> None:
    folder = dataset(tmp_path / "data", *EVERYBODY)
    bill = folder / "bill" / "HB1453.json"
    bill.write_text(json.dumps({"bill": json.loads(bill.read_text("utf-8"))["bill"] | {"session": session}}))
    assert [r.values["session"] for r in read_legiscan(folder).records if r.label == "Bill"] == [name]


# Open States

FILES: dict[str, tuple[str, ...]] = {
    "bills": ("id", "identifier", "title", "classification", "subject", "session_identifier", "jurisdiction",
              "organization_classification"),
    "votes": ("id", "identifier", "motion_text", "motion_classification", "start_date", "result", "organization_id",
              "bill_id", "bill_action_id", "jurisdiction", "session_identifier"),
    "vote_people": ("id", "vote_event_id", "option", "voter_name", "voter_id", "note"),
    "vote_counts": ("id", "vote_event_id", "option", "value"),
    "organizations": ("id", "name", "image", "parent_id", "jurisdiction_id", "classification"),
}  # fmt: skip
BILL = ("ocd-bill/1", "HB 1453", "A new funding formula", "['bill']", "[]", "2024", "Mississippi", "lower")


def bulk(folder: Path, people: Sequence[tuple[str, str, str]], *, on: str = "2024-03-06", **counts: int) -> Path:
    """A session's CSV files; `people` are (name, option, voter id)."""
    counts = counts or {"yes": sum(o == "yes" for _, o, _ in people), "no": sum(o == "no" for _, o, _ in people)}
    of_bill = ("ocd-bill/1", "", "Mississippi", "2024")
    rows: dict[str, list[tuple[object, ...]]] = {
        "bills": [BILL],
        "votes": [
            ("ocd-vote/1", "", "Passed", "['passage']", on, "pass", "ocd-organization/h", *of_bill),
            ("ocd-vote/2", "", "Do pass", "[]", on, "pass", "ocd-organization/c", *of_bill),
        ],
        "vote_people": [(n, "ocd-vote/1", o, name, voter, "") for n, (name, o, voter) in enumerate(people)],
        "vote_counts": [(n, "ocd-vote/1", option, value) for n, (option, value) in enumerate(counts.items())],
        "organizations": [
            ("ocd-organization/h", "House", "", "", "", "lower"),
            ("ocd-organization/c", "Education", "", "", "", "committee"),
        ],
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    for name, lines in rows.items():
        with (folder / f"MS_2024_{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([FILES[name], *lines])
    return folder


def read_bulk(folder: Path, **more: str) -> Draft:
    return openstates_votes.read(folder, as_of=AS_OF, **more)


PRINTED = [("Abbot", "yes", ""), ("Boyd (2nd)", "no", ""), ("Boyd (3rd)", "yes", ""), ("Turner-Ford", "yes", "")]


def test_printed_surnames_are_matched_by_chamber_day_and_district(house: Database, tmp_path: Path) -> None:
    draft = read_bulk(bulk(tmp_path / "bulk", PRINTED))
    assert draft.notices == ("1 votes of committees were left out: only chambers are read.",)
    ready = bring_in(house, draft)
    assert (ready.errors, ready.choices) == ((), ())
    (vote,) = the_votes(house)
    assert named(vote) == {"Ada Abbot": "yea", "Ben Boyd": "nay", "Cora Boyd": "yea", "Dan Turner-Ford": "yea"}
    assert planned(house, read_bulk(tmp_path / "bulk")).is_empty


def test_a_surname_means_who_sat_on_that_day_whatever_id_the_source_gives(house: Database, tmp_path: Path) -> None:
    """Open States hands ids on: an old vote listed under the successor's id is the predecessor's."""
    ada = "00000000-0000-4000-8000-000000000001"
    bring_in(house, read_bulk(bulk(tmp_path / "bulk", [("Abbot", "yes", f"ocd-person/{ada}")], on="2019-02-07")))
    assert named(the_votes(house)[0]) == {"Otto Abbot": "yea"}
    assert house.read(votes_of, person_id(house, "Ada Abbot"), as_of="2026-06-01") == []


def test_a_name_of_two_members_is_asked_once_and_its_votes_wait(house: Database, tmp_path: Path) -> None:
    draft = read_bulk(bulk(tmp_path / "bulk", [("Boyd", "yes", ""), ("Abbot", "no", "")]))
    ready = planned(house, draft)
    (question,) = ready.choices
    assert question.question.startswith("“Boyd” fits 2 members")
    assert [option.label for option in question.options] == ["Ben Boyd", "Cora Boyd", "Leave these votes out"]
    assert ready.counts.by_kind["Votes"]["made"] == 1
    bring_in(house, draft, {question.id: person_id(house, "Cora Boyd")})
    assert named(the_votes(house)[0]) == {"Cora Boyd": "yea", "Ada Abbot": "nay"}


def test_two_names_of_one_member_in_one_roll_call_are_told(house: Database, tmp_path: Path) -> None:
    ready = planned(house, read_bulk(bulk(tmp_path / "bulk", [("Abbot", "yes", ""), ("Ada Abbot", "yes", "")])))
    assert "joined already" in ready.errors[0].message


def test_counts_that_do_not_add_up_to_the_names_are_refused(house: Database, tmp_path: Path) -> None:
    ready = bring_in(house, read_bulk(bulk(tmp_path / "bulk", PRINTED, yes=95, no=13)))
    (error,) = ready.errors
    assert "Yea: 3 names, but the count says 95. Nay: 1 names, but the count says 13." in error.message
    assert the_votes(house) == []


def test_both_sources_of_one_vote_make_one_roll_call(house: Database, tmp_path: Path) -> None:
    bring_in(house, read_legiscan(dataset(tmp_path / "data", (1, YEA), (2, NAY), (3, YEA), (4, YEA))))
    ready = bring_in(house, read_bulk(bulk(tmp_path / "bulk", PRINTED)))
    assert ready.counts.total("made") == 0
    assert len(the_votes(house)) == 1


def test_files_that_are_not_a_sessions_are_refused(tmp_path: Path) -> None:
    folder = bulk(tmp_path / "bulk", PRINTED)
    (folder / "MS_2024_organizations.csv").unlink()
    with pytest.raises(InvalidData, match="organizations"):
        read_bulk(folder)
    with pytest.raises(InvalidData, match="folders bill and vote"):
        read_legiscan(folder)


def test_an_unknown_option_or_state_is_named_with_its_row(tmp_path: Path) -> None:
    folder = bulk(tmp_path / "bulk", [("Abbot", "maybe", ""), *PRINTED[1:]])
    errors = read_bulk(folder).errors
    assert [(error.file, error.row) for error in errors if "A vote needs" in error.message] == [
        ("MS_2024_vote_people.csv", 2)
    ]
