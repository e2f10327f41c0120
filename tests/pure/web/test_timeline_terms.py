"""Terms on a timeline: one that follows another in the same seat is another term, not a leaving and a becoming."""

from crm.stakeholders.holdings import Holding
from web.stakeholders.timeline import terms

TODAY = "2026-11-26"


def held(key: str, start: str | None, end: str | None, post: str = "hd1") -> Holding:
    return Holding(key, "p", "Ann Reed", post, f"House {post}", start_date=start, end_date=end, title="Representative")


def said(*holdings: Holding) -> list[tuple[str, str]]:
    return sorted((moment.on, moment.words) for moment in terms(holdings, TODAY))


def test_a_reelection_begins_another_term() -> None:
    assert said(held("a", "2020-01-07", "2024-01-02"), held("b", "2024-01-02", None)) == [
        ("2020-01-07", "Became Representative, House hd1"),
        ("2024-01-02", "Began another term, House hd1"),
    ]


def test_years_alone_and_a_few_weeks_between_are_another_term_too() -> None:
    assert [words for _, words in said(held("a", "2016", "2019"), held("b", "2020-01-07", None))][-1].startswith(
        "Began"
    )


def test_coming_back_after_years_or_taking_another_seat_is_leaving_and_becoming() -> None:
    away = said(held("a", "2012-01-03", "2016-01-05"), held("b", "2024-01-02", None))
    firsts = ["Became Representative", "Left House hd1", "Became Representative"]
    assert [words.split(",")[0] for _, words in away] == firsts
    moved = said(held("a", "2020-01-07", "2024-01-02"), held("b", "2024-01-02", None, post="sd1"))
    assert ("2024-01-02", "Left House hd1") in moved
