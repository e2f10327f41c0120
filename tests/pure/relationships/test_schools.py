"""Schools are read from what legislators really wrote about their education, and none is made up."""

import pytest

from crm.relationships.schools import schools


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mississippi State University, B. S.", ["Mississippi State University"]),
        ("1985 MSU", ["Mississippi State University"]),
        ("Mississippi State", ["Mississippi State University"]),
        (
            "Bachelor of Science - Business Administration, Mississippi State University",
            ["Mississippi State University"],
        ),
        ("The University of Mississippi", ["University of Mississippi"]),
        ("University of MS-2013", ["University of Mississippi"]),
        ("University of MS School of Law, J.D.", ["University of Mississippi"]),
        ("University of  Missississippi", ["University of Mississippi"]),
        ("Business Administration from University of Mississippi 2004", ["University of Mississippi"]),
        ("Univ of Southern Miss-BA", ["University of Southern Mississippi"]),
        ("U.S.M. BS", ["University of Southern Mississippi"]),
        ("USM-Banking and Finance 2011-2015", ["University of Southern Mississippi"]),
        ("University of Southern Miss, Speech Communication, BS/MS", ["University of Southern Mississippi"]),
        ("BS-University of Southern MS", ["University of Southern Mississippi"]),
        ("MC School of Law-JD", ["Mississippi College"]),
        ("Mississippi College of Law-2018", ["Mississippi College"]),
        ("Mississippi college School of Law; JD", ["Mississippi College"]),
        ("J.C.J.C. AA", ["Jones Community College"]),
        ("Jones County Jr. College, A.A.", ["Jones Community College"]),
        ("Hinds CC-AA", ["Hinds Community College"]),
        ("Copiah-Lincoln CC, A.A", ["Copiah Lincoln Community College"]),
        ("B.S. Degree, MS Valley State, Phys. Ed.", ["Mississippi Valley State University"]),
        ("Howard Law School, J.D.", ["Howard University"]),
        ("Tulane Law School J.D.", ["Tulane University"]),
        ("McComb High school-2009", ["McComb High School"]),
        ("Tupelo H. S.", ["Tupelo High School"]),
        ("Harding Academy; Memphis, TN", ["Harding Academy"]),
        ("The University of Alabama at Birmingham", ["University of Alabama at Birmingham"]),
        (
            "Northwest Junior College University of Southern Mississippi",
            ["Northwest Mississippi Community College", "University of Southern Mississippi"],
        ),
        (
            "BA Tougaloo College Political Science, Juris Doctorate University of Illinois College of Law",
            ["Tougaloo College", "University of Illinois"],
        ),
        (
            "University of Mississippi 2002; East Central Community College, Kemper Academy",
            ["East Central Community College", "Kemper Academy", "University of Mississippi"],
        ),
    ],
)
def test_a_school_is_read_however_it_is_written(written: str, read: list[str]) -> None:
    assert sorted(schools([written])) == read


@pytest.mark.parametrize(
    "written",
    [
        "Law School",
        "B.A. - Sociology",
        "2 years at Junior College",
        "Educational Psychology",
        "Orange, California",
        "MS Dept. of Health",
        "Life Licensed",
        "1981 Calhoun City",
        "",
    ],
)
def test_what_names_no_school_gives_none(written: str) -> None:
    assert schools([written]) == frozenset()


def test_two_universities_with_like_names_stay_two() -> None:
    named = [
        "University of Southern Mississippi",
        "University of Mississippi",
        "Mississippi State University",
        "Mississippi College",
    ]
    assert schools(named) == frozenset(named)
