"""What a contact or an event with a cost fills in of an expense; one without a cost is never offered."""

from hypothesis import given
from hypothesis import strategies as st

from crm.lobbying.lines import Party
from crm.lobbying.offers import contact_offers, event_offers

COSTS = st.one_of(st.none(), st.integers(-500, 50_000))


def row(number: int, cost: int | None) -> dict[str, object]:
    stored = {"id": f"c{number}", "at": "2026-02-03", "channel": "meeting", "cost_cents": cost}
    part = {"id": "della", "name": "Della Ames", "part": "theirs"}
    return {"stored": {name: value for name, value in stored.items() if value is not None}, "parts": [part]}


@given(st.lists(COSTS, max_size=12))
def test_a_contact_without_a_cost_is_never_offered_and_none_with_one_is_left_out(costs: list[int | None]) -> None:
    offers = list(contact_offers([row(number, cost) for number, cost in enumerate(costs)], lambda at: at))
    assert [(offer.id, offer.cents) for offer in offers] == [
        (f"c{number}", cost) for number, cost in enumerate(costs) if cost is not None and cost > 0
    ]
    assert sum(offer.cents for offer in offers) == sum(cost for cost in costs if cost and cost > 0)


@given(COSTS, st.integers(0, 5), st.integers(0, 5))
def test_an_event_is_offered_with_who_sits_in_the_legislature_and_counts_the_others(
    cost: int | None, officials: int, others: int
) -> None:
    stored = {"id": "e", "kind": "reception", "name": "Reception", "start": "2026-02-04T18:00", "cost_cents": cost}
    came = [{"id": f"p{number}", "name": f"Member {number}"} for number in range(officials)]
    offers = list(event_offers([{"stored": stored, "officials": came, "came": officials + others}]))
    if cost is None or cost <= 0:
        assert offers == []
        return
    (offer,) = offers
    assert (offer.on, offer.cents, offer.others) == ("2026-02-04", cost, others)
    assert offer.people == tuple(Party(one["id"], one["name"]) for one in came)
    assert (offer.source, offer.address) == ("/events/e", "/lobbying/expenses/new?event=e")
