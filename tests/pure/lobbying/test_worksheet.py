"""The worksheet: every line in its place, totals added up by hand, what is missing named, and a filed one frozen."""

import json
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crm.lobbying.due import DueReport, Period, Report
from crm.lobbying.law import shipped
from crm.lobbying.lines import ExpenseLine, Function, Gift, Party, missing
from crm.lobbying.worksheet import Filer, Worksheet, amendments, frozen, parts, thawed, worksheet

LAW = shipped()
MASS, ANN, BO = Party("mass", "MASS"), Party("ann", "Ann Reed"), Party("bo", "Bo Cole")
LEE, ROE = Party("lee", "Sen. Lee"), Party("roe", "Rep. Roe")
YEAR_2025 = Period(date(2025, 1, 1), date(2025, 12, 31))

PAY = ExpenseLine("pay", "2025-06-30", 6000000, "Salary share", category="a", payer=MASS, lobbyist=ANN)
DINNER = ExpenseLine(
    "dinner", "2025-01-15", 21240, "Dinner on teacher pay", "Jackson", "f", "food", ANN, repaid=True,
    gifts=(Gift(LEE, 5310, 1), Gift(ROE, 5310, 1)),
)  # fmt: skip
COFFEE = ExpenseLine("coffee", "2025-02-03", 400, "Coffee", "Capitol", "f", "food", BO, gifts=(Gift(LEE, 400),))
RECEPTION = ExpenseLine(
    "reception", "2025-01-28", 845000, "Reception", "Jackson", "f", "food", MASS,
    function=Function(True, True, True, True, 410, 151),
)  # fmt: skip
MAILING = ExpenseLine("mailing", "2025-03-01", 31250, "Call your senator", category="e", payer=MASS)
LINES = (PAY, DINNER, COFFEE, RECEPTION, MAILING)


def sheet_of(report: Report, filer: Party, lines=LINES, period: Period = YEAR_2025) -> Worksheet:
    due = DueReport(report, 2026, None, period)
    return worksheet(LAW, due, Filer(filer, MASS, frozenset({"ann"})), lines)


def totals(sheet: Worksheet) -> dict[str, int]:
    return {part.key: part.cents for part in parts(LAW, sheet) if part.rows}


def test_the_clients_annual_report_adds_up_as_by_hand() -> None:
    """Paid or repaid by MASS: pay 60,000.00; mailing 312.50; dinner 212.40 + reception 8,450.00 = 8,662.40."""
    sheet = sheet_of(Report.CLIENT_ANNUAL, MASS)
    assert totals(sheet) == {
        "a": 6000000, "e": 31250, "f": 866240, "officials": 10620, "functions": 845000, "not placed": 400,
    }  # fmt: skip
    assert sheet.total == 6000000 + 31250 + 866240
    assert sheet.lines == 4


def test_a_lobbyists_annual_report_takes_what_that_lobbyist_paid_or_was_paid() -> None:
    sheet = sheet_of(Report.ANNUAL, ANN)
    assert totals(sheet) == {"a": 6000000, "f": 21240, "officials": 10620, "not placed": 400}
    assert sheet.total == 6021240


def test_parts_come_in_the_order_of_the_form_and_name_their_section() -> None:
    shown = [(part.key, part.section) for part in parts(LAW, sheet_of(Report.CLIENT_ANNUAL, MASS))]
    assert [key for key, _ in shown][:9] == [*"abcdefg", "officials", "functions"]
    assert dict(shown)["f"] == "§ 5-8-9(2)(f)"
    assert dict(parts_sections(Report.ANNUAL))["f"] == "§ 5-8-11(2)(f)"


def parts_sections(report: Report) -> list[tuple[str, str]]:
    return [(part.key, part.section) for part in parts(LAW, sheet_of(report, ANN))]


def test_a_session_report_has_only_what_officials_were_given() -> None:
    period = Period(date(2025, 1, 1), date(2025, 2, 25))
    sheet = sheet_of(Report.SESSION, ANN, period=period)
    assert [(row.who, row.cents, row.payer, row.on) for row in sheet.part("officials")] == [
        ("Sen. Lee", 5310, "Ann Reed", "2025-01-15"),
        ("Rep. Roe", 5310, "Ann Reed", "2025-01-15"),
    ]
    assert sheet.total == 10620


def test_food_within_the_limit_stands_apart_with_its_section() -> None:
    sheet = sheet_of(Report.ANNUAL, BO)
    assert sheet.part("officials") == ()
    assert sheet.part("not value")[0].note == "Food within the year’s limit (§ 5-8-3(a)(ii)3)"


def test_the_limit_counts_all_of_a_givers_food_even_what_another_report_takes() -> None:
    """Ann arranged 6 of the 12 dollars that MASS gave to Sen. Lee: past 10, so her 6 count."""
    hers = ExpenseLine("1", "2025-03-01", 600, "Lunch", "Jackson", "f", "food", MASS, ANN, gifts=(Gift(LEE, 600),))
    other = replace(hers, id="2", lobbyist=None)
    assert totals(sheet_of(Report.ANNUAL, ANN, [hers, other]))["officials"] == 600


def test_a_function_where_not_all_were_invited_names_what_is_missing() -> None:
    line = replace(RECEPTION, function=Function(legislature=True, one_day=True, equal=True))
    assert missing(LAW, line) == ("that all statewide elected officials were invited, or the officials who were there",)


def test_a_line_without_payer_place_and_official_names_all_three_and_is_kept() -> None:
    bare = ExpenseLine("x", "2025-05-02", 5000, "Dinner", category="f", thing="food")
    assert missing(LAW, bare) == ("who paid", "the place", "the official, or that it was a single function")
    sheet = sheet_of(Report.CLIENT_ANNUAL, MASS, [bare])
    assert [(row.note, row.cents) for row in sheet.part("not placed")] == [
        ("Nobody is named who paid, and it was not repaid", 5000)
    ]
    assert [row.line for row in sheet.lacking] == ["x"]


def test_a_day_that_is_only_a_month_counts_in_the_year_and_is_named_in_a_session_report() -> None:
    vague = replace(DINNER, on="2025-02")
    assert sheet_of(Report.ANNUAL, ANN, [vague]).total == 21240
    session = sheet_of(Report.SESSION, ANN, [vague], Period(date(2025, 1, 1), date(2025, 2, 25)))
    assert session.total == 0
    assert session.part("not placed")[0].note == "Its day may lie in this period or in another"


def test_a_filed_worksheet_comes_back_as_it_was() -> None:
    sheet = sheet_of(Report.CLIENT_ANNUAL, MASS)
    assert thawed(json.loads(json.dumps(frozen(sheet)))) == sheet


def test_a_change_after_filing_shows_as_an_amendment_and_nothing_else_does() -> None:
    filed = sheet_of(Report.CLIENT_ANNUAL, MASS)
    assert amendments(filed, filed) == ()
    later = [PAY, replace(DINNER, cents=22240), RECEPTION, MAILING, replace(MAILING, id="second")]
    found = amendments(filed, sheet_of(Report.CLIENT_ANNUAL, MASS, later))
    assert [(a.before and a.before.cents, a.after and a.after.cents, a.differs) for a in found] == [
        (21240, 22240, ("cents",)),
        (None, 31250, ()),
    ]


GIFTS = st.lists(
    st.builds(Gift, st.sampled_from([LEE, ROE]), st.integers(1, 4000)), max_size=2, unique_by=lambda g: g.official
)
LINE = st.builds(
    ExpenseLine,
    id=st.uuids().map(str),
    on=st.one_of(st.dates(date(2024, 11, 1), date(2026, 6, 30)).map(str), st.just("2025-02"), st.just("2025")),
    cents=st.integers(1, 99_999_99),
    category=st.sampled_from([*"abcdefg", None]),
    thing=st.sampled_from([*sorted(LAW.things), None]),
    payer=st.sampled_from([MASS, ANN, BO, None]),
    lobbyist=st.sampled_from([ANN, None]),
    repaid=st.booleans(),
    gifts=GIFTS.map(tuple),
    function=st.none() | st.builds(Function, *[st.booleans()] * 4),
)  # fmt: skip


@given(st.lists(LINE, max_size=20, unique_by=lambda line: line.id))
def test_no_line_counts_twice_and_totals_are_the_sums_of_their_lines(lines: list[ExpenseLine]) -> None:
    for report, filer in ((Report.CLIENT_ANNUAL, MASS), (Report.ANNUAL, ANN)):
        sheet = sheet_of(report, filer, lines)
        in_categories = [row for row in sheet.rows if row.part in "abcdefg"]
        assert len({row.line for row in in_categories}) == len(in_categories)
        assert sheet.total == sum(line.cents for line in lines if line.id in {row.line for row in in_categories})
        assert len({row.key for row in sheet.rows}) == len(sheet.rows)


@given(st.lists(LINE, max_size=20, unique_by=lambda line: line.id))
def test_no_line_of_the_year_is_lost(lines: list[ExpenseLine]) -> None:
    """Each stands in the client's report, in a lobbyist's, or is named as in none."""
    sheets = [sheet_of(Report.CLIENT_ANNUAL, MASS, lines), sheet_of(Report.ANNUAL, ANN, lines)]
    there = {row.line for sheet in sheets for row in sheet.rows}
    assert {line.id for line in lines if line.on.startswith("2025")} <= there


@given(st.lists(LINE, max_size=12, unique_by=lambda line: line.id))
def test_what_an_official_had_stands_in_one_session_report_only(lines: list[ExpenseLine]) -> None:
    first = sheet_of(Report.SESSION, ANN, lines, Period(date(2025, 1, 1), date(2025, 2, 25)))
    second = sheet_of(Report.SINE_DIE, ANN, lines, Period(date(2025, 2, 26), date(2025, 4, 6)))
    both = [{(row.line, row.official) for row in sheet.part("officials")} for sheet in (first, second)]
    assert not both[0] & both[1]
