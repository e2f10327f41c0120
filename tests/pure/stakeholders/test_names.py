"""Names as sources write them: read into parts, tidied, compared; and which school district a list means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.stakeholders.names.district_names import Known, district_key, match_district, writes_county
from crm.stakeholders.names.folding import same_family
from crm.stakeholders.names.given_names import same_given
from crm.stakeholders.names.person_names import alias_shares_given, read_people, read_person, tidy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dr. Jane Q. Smith-Jones, Jr.", "Jane Q. Smith-Jones Jr."),
        ("Van Buren, Martin III", "Martin Van Buren III"),
        ("Supt. Maria de la Cruz-Ortiz", "Maria de la Cruz-Ortiz"),
        ("Smith, Dr. Jane Q., Jr.", "Jane Q. Smith Jr."),
        ("Lt. Gov. Sally Jo Hill", "Sally Jo Hill"),
        ("Mary Ann O'Brien-Lee, Ed.D.", "Mary Ann O'Brien-Lee"),
        ("DR. JOHN MACLEOD, SUPERINTENDENT", "John Macleod"),
        ("Rep. Lamar - Trey", "Trey Lamar"),
        ("W. Briggs Hopson, III", "W. Briggs Hopson III"),
        ("IRENE MCDONALD-O'NEAL", "Irene McDonald-O'Neal"),
    ],
)
def test_a_name_is_read_in_its_parts(text: str, shown: str) -> None:
    assert read_person(text).display == shown


@pytest.mark.parametrize("text", ["McLean", "Dr. McLean", "Sen. McLean", "de la Cruz", "Hopson, III"])
def test_a_lone_name_is_a_last_name(text: str) -> None:
    name = read_person(text)
    assert name.given == ""
    assert name.family in ("McLean", "de la Cruz", "Hopson")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Greg & Sue Walters", ["Greg Walters", "Sue Walters"]),
        ("Walters, Greg and Sue", ["Greg Walters", "Sue Walters"]),
        ("Sen. Hill and Rep. Lee", ["Hill", "Lee"]),
        ("Dr. Jane Doe\nBob Roe, Asst. Supt.", ["Jane Doe", "Bob Roe"]),
        ("Ann Reed; Cal Moss", ["Ann Reed", "Cal Moss"]),
    ],
)
def test_two_people_in_a_cell_are_two_people(text: str, shown: list[str]) -> None:
    assert [name.display for name in read_people(text)] == shown


def test_a_job_title_an_employer_and_ways_to_reach_somebody_are_not_part_of_the_name() -> None:
    [name] = read_people(
        "Ann Reed (Lincoln County SD)\nAsst. Superintendent of Federal Programs\nareed@x.org 601-555-0123"
    )
    assert (name.display, name.employer) == ("Ann Reed", "Lincoln County SD")
    assert name.role == "Asst. Superintendent of Federal Programs"
    assert (name.email, name.phone) == ("areed@x.org", "601-555-0123")


@pytest.mark.parametrize("text", ["?", "Mr. and Mrs. John Smith", "Dr. Jane and Mr. Bob Smith", "J?nes"])
def test_what_cannot_be_read_for_certain_says_so(text: str) -> None:
    assert not all(name.sure for name in read_people(text))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for name in read_people(text):
        assert isinstance(name.display, str)


@pytest.mark.parametrize(
    ("one", "other"), [("Bill", "William"), ("Jeffery", "Jeffrey"), ("Sam", "Samuel"), ("J.", "James"), ("Ann", "ANN")]
)
def test_short_forms_initials_and_slips_of_the_pen_are_one_given_name(one: str, other: str) -> None:
    assert same_given(one, other)
    assert same_given(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Edward", "Lawrence"), ("Barbara", "Bradford"), ("Robert", "Reginald"), ("Mary", "Gary")]
)
def test_other_given_names_are_other_people(one: str, other: str) -> None:
    assert not same_given(one, other)


def test_hyphens_spaces_and_capitals_do_not_part_a_family() -> None:
    assert same_family("Turner-Ford", "TURNER FORD")
    assert not same_family("Turner", "Turner-Ford")


def test_an_alias_of_the_predecessor_shares_only_the_family_name() -> None:
    assert not alias_shares_given("Edward Blackmon, Jr.", ("Lawrence", "Stephen"), "Blackmon")
    assert alias_shares_given("Blackmon (11th)", ("Lawrence",), "Blackmon")
    assert alias_shares_given("George Andrew Boyd", ("Andy",), "Boyd")


def test_capitals_and_double_spaces_are_tidied() -> None:
    assert tidy("COLUMBIA  SCHOOL DISTRICT") == "Columbia School District"
    assert tidy("SR1 COLLEGE PREP & STEM ACADEMY") == "SR1 College Prep & STEM Academy"
    assert tidy("Western Line") == "Western Line"


DISTRICTS = [
    Known(name, name)
    for name in (
        "Quitman School District", "Quitman County School District", "Union Public School District",
        "Union County School District", "NEWTON COUNTY SCHOOL DISTRICT", "NEWTON MUNICIPAL SCHOOL DISTRICT",
        "Enterprise", "West Point Consolidated School District", "West Jasper School District",
        "Tishomingo County School District", "Pearl River County School District", "Jackson Public Schools",
        "Jackson County School District", "Starkville Oktibbeha Consolidated School District",
        "Jeff Davis County School District",
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Quitman School District", "Quitman School District"),
        ("Quitman Co.", "Quitman County School District"),
        ("Union Public", "Union Public School District"),
        ("Newton Municipal", "NEWTON MUNICIPAL SCHOOL DISTRICT"),
        ("Newton County", "NEWTON COUNTY SCHOOL DISTRICT"),
        ("Enterprise School District", "Enterprise"),
        ("West Point", "West Point Consolidated School District"),
        ("West Jasper Consolidated", "West Jasper School District"),
        ("Tishomingo County Special Municipal Separate School District", "Tishomingo County School District"),
        ("Starkville-Oktibbeha", "Starkville Oktibbeha Consolidated School District"),
        ("Jackson Public", "Jackson Public Schools"),
    ],
)
def test_a_district_is_found_under_the_names_that_lists_use(text: str, name: str) -> None:
    match = match_district(text, DISTRICTS)
    assert match.exact is not None
    assert match.exact.name == name


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("Quitman", "Quitman School District"),
        ("Union", "Union Public School District"),
        ("Newton", "NEWTON MUNICIPAL SCHOOL DISTRICT"),
        ("Jackson", "Jackson Public Schools"),
        ("PRC", "Pearl River County School District"),
        ("JPS", "Jackson Public Schools"),
        ("Starkville-Okt.", "Starkville Oktibbeha Consolidated School District"),
        ("Jefferson Davis County", "Jeff Davis County School District"),
    ],
)
def test_an_uncertain_district_is_never_guessed_but_offered(text: str, likely: str) -> None:
    match = match_district(text, DISTRICTS)
    assert match.exact is None
    assert match.candidates[0].name == likely


def test_a_bare_name_is_the_town_in_a_list_that_writes_county() -> None:
    assert writes_county(["Quitman", "Newton County"])
    match = match_district("Quitman", DISTRICTS, list_writes_county=True)
    assert match.exact is not None
    assert match.exact.name == "Quitman School District"


def test_a_name_like_no_district_has_no_candidates() -> None:
    assert match_district("Delta State University", DISTRICTS).candidates == ()
    assert district_key("School District") == "school district"
