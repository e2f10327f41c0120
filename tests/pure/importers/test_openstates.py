"""Open States folders: seats, holders, committees and memberships of any state, from files with faults in them."""

import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from worlds.made_up_state import StateFolder, committee, person_id, role, small_state, someone

from crm.errors import InvalidData
from crm.imports.drafts import Draft, DraftRecord
from importers import openstates
from importers.upload import Upload

AS_OF = "2026-08-05"


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    return small_state(tmp_path / "ks")


def read(state: StateFolder) -> Draft:
    return openstates.read(state.path, as_of=AS_OF)


def kinds(draft: Draft) -> Counter[str]:
    return Counter(record.kind for record in draft.records)


def record(draft: Draft, ref: str) -> DraftRecord:
    return next(one for one in draft.records if one.ref == ref)


def test_a_folder_gives_seats_people_committees_and_memberships(state: StateFolder) -> None:
    draft = read(state)
    assert kinds(draft) == {
        "Chambers": 3, "Legislative districts": 15, "Seats": 15, "State offices": 1, "Committees": 3, "People": 17,
    }  # fmt: skip
    assert Counter(link.type for link in draft.links)["MEMBER_OF"] == 6
    assert draft.errors == ()


def test_seats_are_called_as_their_own_state_calls_them(tmp_path: Path) -> None:
    california = StateFolder(tmp_path / "ca", "ca")
    california.member(1, "lower", "7")
    seat = record(read(california), "ca|lower|7|1")
    assert (seat.values["label"], seat.values["title"]) == ("Assembly District 7", "Assemblymember")


def test_a_single_chamber_is_a_chamber_of_its_legislature(tmp_path: Path) -> None:
    nebraska = StateFolder(tmp_path / "ne", "ne")
    nebraska.member(1, "legislature", "7")
    draft = read(nebraska)
    assert record(draft, "ne|legislature|7|1").values["title"] == "Senator"
    assert [one.values["classification"] for one in draft.records if one.kind == "Chambers"] == [
        "legislature",
        "chamber",
    ]


def test_a_district_named_by_its_county_keeps_its_name(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path / "nh", "nh")
    folder.member(1, "lower", "Belknap 6")
    assert record(read(folder), "nh|lower|Belknap 6|1").values["label"] == "House, Belknap 6"


def test_districts_that_elect_several_members_have_a_seat_for_each(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path / "nh", "nh")
    for number, district in enumerate(["Coos 1", "Coos 1", "Coos 1", "Coos 2", "Coos 3", "Coos 3"], start=1):
        folder.member(number, "lower", district)
    draft = read(folder)
    assert kinds(draft)["Seats"] == 6
    assert record(draft, "nh|lower|Coos 1|3").values["label"] == "House, Coos 1, seat 3"
    held = next(link for link in draft.links if link.type == "HOLDS" and link.start == person_id(1))
    assert held.ends == ("nh|lower|Coos 1|1", "nh|lower|Coos 1|2", "nh|lower|Coos 1|3")


def test_two_members_of_one_seat_are_both_refused_by_name_and_file(state: StateFolder) -> None:
    state.member(40, "lower", "5")
    draft = read(state)
    assert [error.file for error in draft.errors] == ["legislature/person-40.yml", "legislature/person-5.yml"]
    assert "House District 5 cannot have two holders at once" in draft.errors[0].message
    assert not [link for link in draft.links if link.type == "HOLDS" and "ks|lower|5|1" in link.ends]


def test_a_broken_file_is_one_error_with_its_line_and_the_rest_goes_on(state: StateFolder) -> None:
    (state.path / "legislature" / "person-4.yml").write_text("id: ocd-person/4\nname: [Dan\nroles: {\n", "utf-8")
    draft = read(state)
    [error] = draft.errors
    assert (error.file, error.row) == ("legislature/person-4.yml", 3)
    assert kinds(draft)["People"] == 16
    assert not [whole for whole in draft.whole if whole.type == "HOLDS"], "nobody's seat may end for want of a file"


@pytest.mark.parametrize("content", ["[" * 5_000, "&a [*a, *a]", "- 1\n- 2\n", "\x00\x01", "a: 1\n---\nb: 2\n"])
def test_a_file_that_is_no_record_is_refused_and_never_crashes(state: StateFolder, content: str) -> None:
    (state.path / "legislature" / "person-4.yml").write_text(content, "utf-8")
    assert [error.file for error in read(state).errors] == ["legislature/person-4.yml"]


def test_an_impossible_date_names_the_file_the_line_and_the_field(state: StateFolder) -> None:
    state.member(4, "lower", "4", start="2024-02-31")
    [error] = read(state).errors
    assert (error.file, error.field) == ("legislature/person-4.yml", "roles.0.start_date")
    text = (state.path / error.file).read_text("utf-8").splitlines()
    assert error.row is not None
    assert "2024-02-31" in text[error.row - 1]


def test_a_wrong_type_and_an_unknown_field_are_named_and_left_out(state: StateFolder) -> None:
    state.member(4, "lower", "4", gender=["M"], favorite_color="blue")
    errors = {error.field: error.message for error in read(state).errors}
    assert "A text is expected" in errors["gender"]
    assert "favorite_color" in errors["favorite_color"]


def test_a_committee_member_without_a_file_is_refused_by_name(state: StateFolder) -> None:
    state.write("committees", "lower-education", committee(1, "Education", "lower", (1, "chair"), (77, "member")))
    [error] = read(state).errors
    assert (error.file, error.field) == ("committees/lower-education.yml", "members.1")
    assert "No. 77 of Education" in error.message


def test_roles_that_overlap_or_lack_a_start_are_kept_as_listed(state: StateFolder) -> None:
    spells = [
        role("upper", "1"),
        role("upper", "1", start_date="2010-03-16", end_date="2024-01-01"),
        role("upper", "2", start_date="2010-01-02", end_date="2024-01-01"),
    ]
    state.write("legislature", "person-13", someone(13, "Nils", "Abbot", *spells))
    held = [link.values for link in read(state).links if link.type == "HOLDS" and link.start == person_id(13)]
    assert held == [
        {},
        {"start_date": "2010-03-16", "end_date": "2024-01-01"},
        {"start_date": "2010-01-02", "end_date": "2024-01-01"},
    ]


def test_an_alias_that_shares_only_the_family_name_is_asked_about_and_left_out(state: StateFolder) -> None:
    names = [{"name": "Hugo Hale"}, {"name": "Hale, H."}, {"name": "Bertram Hale, Jr."}]
    state.write("legislature", "person-7", someone(7, "Hugo", "Hale", role("lower", "7"), other_names=names))
    draft = read(state)
    assert record(draft, person_id(7)).values["other_names"] == ["Hugo Hale", "Hale, H."]
    [choice] = draft.choices
    assert "Bertram Hale, Jr." in choice.question
    assert choice.answer({}) == "leave-out"


def test_a_suffix_is_taken_from_an_alias_of_the_same_person(state: StateFolder) -> None:
    names = [{"name": "Hugo Hale, III"}, {"name": "Bertram Hale, Jr."}]
    state.write("legislature", "person-7", someone(7, "Hugo", "Hale", role("lower", "7"), other_names=names))
    assert record(read(state), person_id(7)).values["suffix"] == "III"


def test_a_zip_of_the_folder_reads_the_same(state: StateFolder) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in state.path.rglob("*.yml"):
            archive.write(file, f"people-main/data/ks/{file.relative_to(state.path)}")
    draft = openstates.read(Upload("ks.zip", packed.getvalue()), as_of=AS_OF)
    assert kinds(draft) == kinds(read(state))


def test_several_states_in_one_folder_need_one_to_be_named(tmp_path: Path) -> None:
    small_state(tmp_path / "ks")
    small_state(tmp_path / "ut")
    with pytest.raises(InvalidData, match="several states \\(ks, ut\\)"):
        openstates.read(tmp_path, as_of=AS_OF)
    assert openstates.read(tmp_path, as_of=AS_OF, state="KS").records


@pytest.mark.parametrize("content", [b"not a zip", b"PK\x03\x04 broken", b""])
def test_a_file_that_is_no_archive_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(InvalidData):
        openstates.read(Upload("people.zip", content), as_of=AS_OF)


def test_a_folder_without_the_known_folders_says_which_are_needed(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="legislature, committees, executive or retired"):
        openstates.read(tmp_path, as_of=AS_OF)


def test_a_role_that_ends_before_it_starts_holds_back_its_own_seat_only(state: StateFolder) -> None:
    state.write(
        "legislature",
        "Reversed.yml",
        someone(90, "Rita", "Verse", {**role("lower", "2"), "start_date": "2024-01-02", "end_date": "2020-01-01"}),
    )
    draft = read(state)
    assert [error.message for error in draft.errors] == [
        "This role ends before it starts, so it was left out. Mend the dates."
    ]
    assert draft.held_back == {"ks|lower|2|1"}
    assert [whole.type for whole in draft.whole].count("HOLDS") == 2
