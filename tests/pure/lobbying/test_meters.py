"""The year's meters of $10 and $200, at their edges; figures added up by hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crm.lobbying.law import Value, shipped
from crm.lobbying.lines import ExpenseLine, Function, Gift, Party
from crm.lobbying.meters import counted, food_meters, value_meters

LAW = shipped()
DAY = date(2026, 12, 31)
MASS, ANN = Party("mass", "MASS"), Party("ann", "Ann Reed")
LEE, ROE = Party("lee", "Sen. Lee"), Party("roe", "Rep. Roe")


def food(on: str, cents: int, official: Party = LEE, payer: Party | None = ANN, thing: str = "food") -> ExpenseLine:
    return ExpenseLine(
        f"{on} {official.id} {cents}", on, cents, thing=thing, payer=payer, gifts=(Gift(official, cents),)
    )


def values(*lines: ExpenseLine, law=LAW) -> list[int]:
    return [one.value for one in counted(law, lines, DAY)]


def test_food_up_to_ten_dollars_in_the_year_is_no_thing_of_value() -> None:
    assert values(food("2026-01-12", 400), food("2026-02-02", 600)) == [0, 0]


def test_a_cent_more_makes_all_of_it_count_or_only_the_excess_as_the_setting_says() -> None:
    lines = (food("2026-01-12", 400), food("2026-02-02", 601))
    assert values(*lines) == [400, 601]
    excess = LAW.with_values([("food_past_limit", Value("1994-07-01", "excess"))])
    assert values(*lines, law=excess) == [0, 1]
    assert values(*lines, food("2026-03-02", 250), law=excess) == [0, 1, 250]


def test_the_limit_is_for_each_giver_and_official_and_begins_anew_each_year() -> None:
    assert values(food("2026-01-12", 900), food("2026-01-12", 900, ROE), food("2026-02-01", 900, payer=MASS)) == [
        0,
        0,
        0,
    ]
    assert values(food("2025-12-31", 900), food("2026-01-01", 900)) == [0, 0]


def test_travel_counts_from_the_first_cent_and_a_plaque_never() -> None:
    assert values(food("2026-01-12", 1, thing="travel"), food("2026-01-13", 9000, thing="plaque")) == [1, 0]


def test_food_at_a_single_function_counts_for_nobody() -> None:
    party = ExpenseLine(
        "r", "2026-01-12", 900000, thing="food", payer=MASS, gifts=(Gift(LEE, 5000),),
        function=Function(True, True, True, True, 400, 150),
    )  # fmt: skip
    assert counted(LAW, [party], DAY) == ()
    assert food_meters(LAW, [party], DAY) == ()


def test_the_food_meter_says_what_is_left() -> None:
    meter = food_meters(LAW, [food("2026-01-12", 400), food("2025-11-12", 900)], DAY)[0]
    assert (meter.spent, meter.limit, meter.left, meter.passed) == (400, 1000, 600, False)
    assert not food_meters(LAW, [food("2026-01-12", 1000)], DAY)[0].passed, "up to the limit is within it"
    assert food_meters(LAW, [food("2026-01-12", 1001)], DAY)[0].passed


def test_two_hundred_dollars_over_all_officials_reaches_the_limit_of_the_exempt() -> None:
    below = value_meters(
        LAW, [food("2026-01-12", 15000, thing="gift"), food("2026-02-12", 4999, ROE, thing="gift")], DAY
    )
    everybody = next(meter for meter in below if meter.official is None)
    assert (everybody.value, everybody.left, everybody.reached) == (19999, 0, False)
    reached = value_meters(
        LAW, [food("2026-01-12", 15000, thing="gift"), food("2026-02-12", 5000, ROE, thing="gift")], DAY
    )
    assert next(meter for meter in reached if meter.official is None).reached, "less than 200 dollars, says the section"


GIFTS = st.lists(
    st.builds(
        food,
        on=st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(str),
        cents=st.integers(1, 3000),
        official=st.sampled_from([LEE, ROE]),
        payer=st.sampled_from([ANN, MASS, None]),
        thing=st.sampled_from(sorted(LAW.things)),
    ),
    max_size=25,
)


@given(GIFTS, st.sampled_from(["all", "excess"]))
def test_what_counts_is_never_more_than_what_was_given(lines: list[ExpenseLine], rule: str) -> None:
    law = LAW.with_values([("food_past_limit", Value("1994-07-01", rule))])
    for one in counted(law, lines, DAY):
        assert 0 <= one.value <= one.gift.cents


@given(GIFTS)
def test_counting_the_excess_takes_the_limit_off_once(lines: list[ExpenseLine]) -> None:
    law = LAW.with_values([("food_past_limit", Value("1994-07-01", "excess"))])
    mine = [line for line in lines if line.thing == "food" and line.payer == ANN and line.year == 2026]
    for official in (LEE, ROE):
        spent = sum(line.cents for line in mine if line.gifts[0].official == official)
        value = sum(c.value for c in counted(law, mine, DAY) if c.gift.official == official)
        assert value == max(0, spent - 1000)
