"""What stands in a cell instead of a name, and columns, sheets and formulas as offices have them."""

import zipfile
from io import BytesIO

import pytest

from crm.imports.drafts import ENDED, Draft
from importers import board, resa, superintendents
from importers.cells import as_written, holder, is_not_said, is_vacant
from importers.formulas import unstored
from importers.rows import as_email
from importers.upload import Upload


def read(text: str) -> Draft:
    return superintendents.read(Upload("list.csv", text.encode()), as_of="2026-08-01")


def people(draft: Draft) -> list[str]:
    return [record.name for record in draft.records if record.label == "Person"]


@pytest.mark.parametrize("text", ["Vacant", "VACANT", "Open", "Position open", "vacancy"])
def test_an_office_may_be_vacant(text: str) -> None:
    assert is_vacant(text)
    assert not is_not_said(text)


@pytest.mark.parametrize("text", ["TBD", "N/A", "#N/A", "-", "None", "#REF!", "?"])
def test_a_name_may_be_unknown(text: str) -> None:
    assert is_not_said(text)
    assert not is_vacant(text)


@pytest.mark.parametrize("text", ["Jennifer Null", "Ann Open", "Noneman", "Nan True"])
def test_people_are_no_placeholders(text: str) -> None:
    assert not is_vacant(text)
    assert not is_not_said(text)
    assert holder(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vacant - Interim: John Hall", "John Hall"),
        ("John Hall (Interim)", "John Hall"),
        ("Interim Superintendent: John Hall", "John Hall"),
        ("Acting: John Hall", "John Hall"),
        ('=HYPERLINK("https://x.example.org","John Hall")', "John Hall"),
        ("+John Hall", "John Hall"),
    ],
)
def test_who_stands_in_and_what_is_linked_is_read_as_the_person(text: str, name: str) -> None:
    quoted = text.replace('"', '""')
    assert people(read(f'District,Superintendent\nLee County,"{quoted}"\n')) == [name]


def test_two_names_with_a_slash_are_two_people_and_said() -> None:
    draft = read("District,Superintendent\nLee County,Jane Doe/John Roe\n")
    assert people(draft) == []
    assert "Jane Doe and John Roe stand in one cell" in draft.errors[0].message


def test_a_vacancy_is_asked_about_and_never_a_person() -> None:
    draft = read("District,Superintendent\nLee County,Vacant\nUnion County,TBD\n")
    assert people(draft) == []
    [choice] = draft.choices
    assert choice.options[0].value == ENDED
    assert draft.whole[0].choice == choice.id
    assert [(error.row, error.message) for error in draft.errors] == [
        (3, "“TBD” is not a name, so nothing was changed for Union County. Write the name once known.")
    ]
    vacant = board.read(Upload("b.csv", b"Office,Name\nSecretary,VACANT\n"), as_of="2026-08-01", organization="MASS")
    assert (people(vacant), len(vacant.choices)) == ([], 1)


def test_first_and_last_name_in_two_columns_are_a_name() -> None:
    draft = read("District,First Name,Last Name,Email\nLee County,Coke,Magee,c@lee.example.org\n")
    assert people(draft) == ["Coke Magee"]


def test_of_two_columns_of_one_meaning_the_plainer_heading_is_read_and_the_other_is_named() -> None:
    draft = read("District,Name,Superintendent\nLee County,Central Office,Coke Magee\n")
    assert people(draft) == ["Coke Magee"]
    assert draft.notices == ("The column “Name” was not read, because “Superintendent” means the same.",)


def test_a_second_column_of_the_same_heading_fills_gaps_and_what_differs_is_said() -> None:
    draft = read(
        "District,Superintendent,Phone,Phone\nLee,Coke Magee,,662-555-0100\nClay,Ann Hill,662-555-0101,662-555-0102\n"
    )
    phones = [record.values["phone"] for record in draft.records if record.label == "Person"]
    assert phones == ["(662) 555-0100", "(662) 555-0101"]
    assert [(error.row, error.field) for error in draft.errors] == [(3, "Phone")]


def test_a_second_list_in_one_sheet_is_not_read_into_the_first() -> None:
    text = (
        "EMCED Member Districts,,\nDistrict,Superintendent,Dues Paid\nLee County,Coke Magee,x\n,,\n"
        "DAAIS Member Districts,,\nDistrict,Superintendent,Dues Paid\nTunica County,Gus Bell,x\n"
    )
    draft = resa.read(Upload("resa.csv", text.encode()), as_of="2026-08-01")
    assert people(draft) == ["Coke Magee"]
    assert [(error.row, error.message.split(".")[0]) for error in draft.errors] == [
        (5, "A second list begins here, with headings of its own")
    ]


def test_a_formula_without_a_stored_result_is_said() -> None:
    sheet = '<row r="2"><c r="A2"><f>"Lee"</f><v /></c><c r="B2"><f>X()</f></c><c r="C2"><f>1+1</f><v>2</v></c></row>'
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    [said] = unstored(Upload("x.xlsx", content.getvalue()))
    assert said.startswith("A2, B2 of x.xlsx have formulas whose results are not stored")
    assert unstored(Upload("x.csv", b"a,b")) == ()


def test_addresses_are_read_out_of_what_stands_around_them() -> None:
    assert as_email("Bo Lee <b@r.example.org>") == "b@r.example.org"
    assert as_email("h@y.example.org.") == "h@y.example.org"
    assert as_email("n/a") == ""
    assert as_written('=HYPERLINK("http://x") Magee') == "Magee"
