"""Districts, overlap, RESA, board and superintendents' lists: what is read from each, and what is refused where."""

from typing import Any

import pytest

from crm.errors import InvalidData
from crm.imports.drafts import Draft
from importers import board, nces, overlap, resa, superintendents
from importers.upload import Upload

AS_OF = "2026-08-01"


def csv_file(text: str, name: str = "list.csv") -> Upload:
    return Upload(name, text.encode())


def named(draft: Draft, label: str) -> list[str]:
    return [record.name for record in draft.records if record.label == label]


def linked(draft: Draft, type_: str) -> list[tuple[str, str]]:
    return [(link.start, link.ends[0]) for link in draft.links if link.type == type_]


def wrong(draft: Draft) -> list[tuple[int | None, str]]:
    return [(error.row, error.field) for error in draft.errors]


DIRECTORY = (
    "ST,LEA_NAME,LEAID,LEA_TYPE_TEXT,LSTREET1,LCITY,MCITY,LZIP,PHONE,WEBSITE,UPDATED_STATUS_TEXT,UNRELATED\n"
    "KS,COLUMBIA  SCHOOL DISTRICT,2001170,Regular public school district that is not a component,1 Main St,MOUND VIEW,"
    "Mound View,66000,601-736-2366,http:///www.columbia.example.org,Open,x\n"
    "KS,Midtown Charter,2000190,Independent Charter District,,Jackson,,66001,,,Open,x\n"
    "KS,School Of The Arts,2000031,State operated agency,,Jackson,,66001,,not an address,Open,x\n"
    "KS,Old Town,2000777,Regular public school district,,Jackson,,66001,,,Closed,x\n"
    "KS,Twice,2001170,Regular public school district,,Jackson,,66001,,,Open,x\n"
    "KS,Numberless,abc,Regular public school district,,Jackson,,66001,,,Open,x\n"
)


def test_the_district_directory_is_cleaned_and_counted_by_kind() -> None:
    draft = nces.read(csv_file(DIRECTORY), as_of=AS_OF)
    first = draft.records[0]
    assert [record.kind for record in draft.records if record.label == "Organization"] == [
        "School districts", "Charter districts", "State-run districts",
    ]  # fmt: skip
    expected = {
        "name": "Columbia School District", "phone": "(601) 736-2366", "website": "http://www.columbia.example.org",
        "address": "1 Main St, Mound View, KS 66000", "nces_type": "regular", "jurisdiction": "ks",
    }  # fmt: skip
    assert {name: first.values[name] for name in expected} == expected
    assert wrong(draft) == [(4, "WEBSITE"), (6, "LEAID"), (7, "LEAID")]
    assert draft.notices == ("1 closed districts were left out: Old Town.",)


def test_overlap_rows_join_counties_and_districts_with_their_share() -> None:
    draft = overlap.read(
        csv_file(
            "county,chamber,district,share,source,as_of\n"
            "Lee County,house,037,60%,Census blocks,3/1/2026\n"
            "LEE,upper,District 6,,,\n"
        ),
        as_of=AS_OF,
        state="KS",
    )
    assert linked(draft, "OVERLAPS") == [
        ("county|ks|Lee", "legislative_district|ks|lower|37"),
        ("county|ks|Lee", "legislative_district|ks|upper|6"),
    ]
    assert draft.links[0].values == {"as_of": "2026-03-01", "share": 0.6, "source": "Census blocks"}
    assert draft.links[1].values == {"as_of": AS_OF}


def test_overlap_rows_with_faults_name_the_row_and_the_column() -> None:
    draft = overlap.read(
        csv_file(
            "leaid,chamber,district,share,as_of\n"
            "2001170,lower,37,lots,\n"
            "2001170,lower,38,0.5,2/30/2026\n"
            "2001170,middle,39,0.5,\n"
            "2001170,lower,40,0.5,\n"
            "2001170,lower,40,0.5,\n"
            "2001170,,,,\n"
        ),
        as_of=AS_OF,
    )
    assert wrong(draft) == [(2, "share"), (3, "as_of"), (4, "chamber"), (6, ""), (7, "")]
    assert linked(draft, "OVERLAPS") == [("school_district|2001170", "legislative_district|ks|lower|40")]


def test_a_county_that_the_old_plan_splits_is_left_for_a_person() -> None:
    draft = overlap.read(
        csv_file("county,old_district_1992_plan,whole_or_split\nAdams,4,whole\nAttala,2;3,split\n"),
        as_of=AS_OF,
        state="ms",
    )
    plan = "old_congressional_district|ms|1992|"
    assert linked(draft, "OVERLAPS") == [
        ("county|ms|Adams", f"{plan}4"), ("county|ms|Attala", f"{plan}2"), ("county|ms|Attala", f"{plan}3"),
    ]  # fmt: skip
    assert [link.values.get("share") for link in draft.links] == [1.0, None, None]
    assert "(Attala)" in draft.notices[0]


def test_an_overlap_file_of_counties_needs_its_state() -> None:
    rows = csv_file("county,chamber,district\nLee,lower,1\n")
    assert wrong(overlap.read(rows, as_of=AS_OF)) == [(2, "state")]
    with pytest.raises(InvalidData, match="not a state"):
        overlap.read(rows, as_of=AS_OF, state="XX")


MEMBERS = (
    "EMCED FY21/22 Member Districts,,,,,\n"
    ",,,,,\n"
    "District,Superintendent,Phone,E-mail,# Teachers,Dues Paid\n"
    'Newton County,"Dr. Ann Reed\nBo Cole, Asst. Supt.",601-555-0101,areed@example.org,210,x\n'
    "Quitman,SUPT. CAL MOSS,,,95,8/1/2021\n"
    'Enterprise,"Dee Frost\nEd Gray",,,80,"$1,250.50"\n'
    "Union Public,Hale,,,many,perhaps\n"
    "Non-district members,,,,,\n"
    "Delta University,Ida Jolly,,,,no\n"
    "Newton County,,,,,\n"
    "Total,,,,385,1250.50\n"
)


def test_a_resa_list_gives_members_superintendents_and_dues() -> None:
    draft = resa.read(csv_file(MEMBERS), as_of=AS_OF)
    assert draft.source == "RESA member list (EMCED)"
    members = {link.start: dict(link.values) for link in draft.links if link.kind == "RESA members"}
    assert members == {
        "district|newton county": {"role": "member", "teachers": 210, "dues_paid": True},
        "district|quitman": {"role": "member", "teachers": 95, "dues_paid": True, "dues_on": "2021-08-01"},
        "district|enterprise": {"role": "member", "teachers": 80, "dues_paid": True, "dues_cents": 125050},
        "district|union public": {"role": "member"},
        "partner|delta university": {"role": "member", "dues_paid": False},
    }
    assert [link.start for link in draft.links if link.type == "HOLDS"] == [
        "person|ann reed|district|newton county", "person|cal moss|district|quitman",
    ]  # fmt: skip
    assert draft.list_writes_county


def test_a_resa_list_names_what_it_could_not_take() -> None:
    draft = resa.read(csv_file(MEMBERS), as_of=AS_OF)
    messages = {(error.row, error.field): error.message for error in draft.errors}
    assert "Dee Frost and Ed Gray" in messages[7, "Superintendent"]
    assert "only a last name" in messages[9, "Superintendent"]
    assert "not a whole number" in messages[9, "# Teachers"]
    assert "not understood as dues" in messages[9, "Dues Paid"]
    assert "already in row 4" in messages[12, "District"]
    assert any("Row 13" in notice for notice in draft.notices)


def test_a_resa_list_that_does_not_say_whose_it_is_asks() -> None:
    rows = csv_file("District,Superintendent\nLee,Ann Reed\n")
    with pytest.raises(InvalidData, match="which RESA"):
        resa.read(rows, as_of=AS_OF)
    assert named(resa.read(rows, as_of=AS_OF, resa="Gulf"), "Organization") == ["Gulf", "Lee"]


def test_a_board_list_makes_one_post_for_each_of_several_with_one_title() -> None:
    draft = board.read(
        csv_file(
            "role,name,district\nPresident,Ann Reed,Lee County\n"
            "District representative,Bo Cole,Quitman\nDistrict representative,Cal Moss,Union Public\n"
        ),
        as_of=AS_OF,
        organization="Our Association",
    )
    offices = [record.values["label"] for record in draft.records if record.kind == "Board offices"]
    assert offices == [
        "President of the board", "District representative, seat 1 of the board",
        "District representative, seat 2 of the board",
    ]  # fmt: skip
    assert len([link for link in draft.links if link.kind == "Superintendents"]) == 3


def test_a_superintendents_list_tells_heads_from_assistants() -> None:
    draft = superintendents.read(
        csv_file(
            "Sign-in,,,\nDistrict,Name,Title,E-mail\n"
            "Lee Co.,Ann Reed,SUPT OF ED,areed@example.org\n"
            "Lee Co.,Bo Cole,Asst Supt,bo@\n"
            "Clay,Cal Moss,Supt.,\n"
            "Clay,Dee Frost,Supt.,\n"
            ",Ed Gray,Supt.,\n"
            "Clay,?,Supt.,\n"
        ),
        as_of=AS_OF,
    )
    assert [link.start for link in draft.links if link.kind == "Superintendents"] == [
        "person|ann reed|district|lee co", "person|cal moss|district|clay",
    ]  # fmt: skip
    assert [link.values for link in draft.links if link.kind == "Contacts"] == [{"role": "asst supt"}]
    assert wrong(draft) == [(4, "E-mail"), (6, "Name"), (7, "District"), (8, "Name")]


@pytest.mark.parametrize(
    ("module", "extra"),
    [(nces, {}), (overlap, {"state": "ks"}), (resa, {"resa": "X"}), (board, {}), (superintendents, {})],
)
def test_every_list_refuses_a_file_of_something_else(module: Any, extra: dict[str, str]) -> None:
    with pytest.raises(InvalidData) as refused:
        module.read(csv_file("Recipe,Minutes\nCake,60\n"), as_of=AS_OF, **extra)
    assert list(refused.value.errors) == ["file"]
