"""The rules of a row of an evidence sheet as a whole: the same as behind the forms, each told by its row and field."""

from datetime import date

import pytest

from crm.learning.kinds import KINDS as RECORDS
from crm.learning.kinds import OWN_MENTOR, WHO_RECEIVED
from importers.evidence_checks import AHEAD, NOBODY_YET, STILL_TO_COME
from importers.evidence_kinds import KINDS
from importers.evidence_sheet import read_evidence
from importers.upload import Upload

TODAY = date(2026, 11, 1)


def read(*rows: str):
    text = "\n".join(["id,kind,date,recorded_on,fields", *rows]) + "\n"
    return read_evidence(Upload("past.csv", text.encode()), TODAY)


HAPPENED = [
    "communication,2026-11-02,,type=update|channel=email|audience=internal",
    "contact,2031-01-01,,by=Ada Penn|with=Bo Ruiz",
    "document,2031-01-01,,type=menu",
    "award,2031-01-01,,type=hero|person=Ada Penn",
    "statement,2031-01-01,,entry=PA 2.1.1|by=Ada Penn|says=met",
    "adoption,2031-01-01,,district=Cedar County|goal=Reading",
    "registration,2031-01-01,,person=Ada Penn|year=2031",
    "partnership,2031-01-01,,bodies=MPE|purpose=teacher quality",
]


@pytest.mark.parametrize("row", HAPPENED)
def test_what_happened_cannot_lie_ahead(row):
    found = read(f"a1,{row}")
    assert found.rows == []
    assert [(error.row, error.field, error.message) for error in found.errors] == [(2, "date", STILL_TO_COME)]


def test_what_happened_today_and_what_is_planned_are_taken():
    found = read(
        "a1,communication,2026-11-01,,type=update|channel=email|audience=internal",
        "a2,event,2027-01-01,,type=training|host=OWN",
        "a3,presentation,2027-01-01,,event=a2|person=Ada Penn|format=talk|arranged=2026-10-01",
        "a4,survey,2027-01-02,,type=evaluation|event=a2",
    )
    assert ([row.id for row in found.rows], found.errors) == (["a1", "a2", "a3", "a4"], [])


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ("event,2027-01-01,,type=training|host=OWN|attendance=Ada Penn", "attendance", NOBODY_YET),
        ("mentorship,2026-01-01,,mentor=Ada Penn|mentee=Ada Penn", "mentor", OWN_MENTOR),
        ("award,2026-01-01,,type=hero", "person", WHO_RECEIVED),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_by_its_field(row, field, message):
    found = read(f"a1,{row}")
    assert [(error.field, error.message) for error in found.errors] == [(field, message)]


def test_the_sheet_lets_lie_ahead_what_the_forms_let_lie_ahead():
    named = {key: kind.noun.lower() for key, kind in RECORDS.items() if kind.noun.lower() in KINDS}
    assert {noun for key, noun in named.items() if RECORDS[key].ahead} == AHEAD & set(named.values())


def test_nobody_mentors_themselves_by_form_program_or_command_either():
    lacks = RECORDS["mentorships"].lacks
    assert lacks({"mentor": ["ada"], "mentee": ["ada"]}) == {"mentor": [OWN_MENTOR]}
    assert lacks({"mentor": ["ada"], "mentee": ["bo"]}) == {}
