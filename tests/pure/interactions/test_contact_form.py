"""What the contact form takes and refuses."""

import pytest
from marshmallow import ValidationError
from worlds.town import acting

from crm.errors import InvalidData
from crm.interactions.contact_form import InteractionSchema, NewInteraction, check

ENOUGH = {"theirs": ["carl"], "ours": ["amy"]}


def loaded(**given: object) -> NewInteraction:
    new = InteractionSchema().load(ENOUGH | given)
    assert isinstance(new, NewInteraction)
    return new


def test_two_people_are_enough_for_a_contact() -> None:
    new = loaded()
    assert (new.theirs, new.ours, new.channel, new.at) == (("carl",), ("amy",), "meeting", None)
    assert new.visibility == "staff"


def test_a_form_with_everything_is_read() -> None:
    new = loaded(
        at="3/12/2026",
        channel="corridor",
        sentiment="2",
        issues=["funding", "", "funding"],
        at_request="on",
        cost="$1,012.50",
        follow_up=" Send the figures ",
        follow_up_due="March 2026",
        follow_up_owner="phil",
        private_note="Knows my cousin",
    )
    assert (new.at, new.channel, new.sentiment, new.issues) == ("2026-03-12", "corridor", 2, ("funding",))
    assert (new.at_request, new.cost_cents, new.private_note) == (True, 101_250, "Knows my cousin")
    assert new.follow_up is not None
    assert (new.follow_up.text, new.follow_up.due, new.follow_up.owner) == ("Send the figures", "2026-03", "phil")
    assert new.follow_up.owed_to == ("carl",)


def test_fields_left_blank_are_as_if_they_were_not_there() -> None:
    assert loaded(at="", summary=" ", cost="", follow_up="", follow_up_due="", sentiment="").cost_cents is None


def test_a_time_without_a_zone_keeps_its_day_and_one_with_a_zone_its_instant() -> None:
    assert loaded(at="2026-03-12T17:30").at == "2026-03-12"
    assert loaded(at="2026-03-12T17:30:00-06:00").at == "2026-03-12T23:30:00.000000Z"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theirs", []),
        ("ours", [""]),
        ("at", "2/30/2026"),
        ("at", "2026-03-12T99:00"),
        ("channel", "smoke signal"),
        ("sentiment", 3),
        ("cost", "twelve"),
        ("cost", "-1"),
        ("cost", "NaN"),
        ("cost", "0.001"),
        ("summary", "x" * 4001),
        ("visibility", "public"),
        ("key", "short"),
        ("unheard_of", "x"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        InteractionSchema().load(ENOUGH | {field: value})
    assert list(refused.value.normalized_messages()) == [field]


def test_leaving_out_the_people_says_whom_to_choose() -> None:
    with pytest.raises(ValidationError) as refused:
        InteractionSchema().load({})
    assert refused.value.normalized_messages() == {
        "theirs": ["Choose whom you were in contact with."],
        "ours": ["Choose who of ours took part."],
    }


def test_a_day_for_a_follow_up_that_says_nothing_is_refused() -> None:
    with pytest.raises(InvalidData) as refused:
        loaded(follow_up_due="3/12/2027")
    assert list(refused.value.errors) == ["follow_up"]


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("ours", NewInteraction(("carl",), ("carl",))),
        ("theirs", NewInteraction((), ("amy",))),
        ("ours", NewInteraction(("carl",), ())),
        ("at", NewInteraction(("carl",), ("amy",), at="2026-11-24")),
        ("at", NewInteraction(("carl",), ("amy",), at="2027")),
        ("at", NewInteraction(("carl",), ("amy",), at="1026-11-02")),
    ],
)
def test_a_contact_that_cannot_have_been_is_refused(field: str, new: NewInteraction) -> None:
    with pytest.raises(InvalidData) as refused:
        check(new, acting())
    assert list(refused.value.errors) == [field]


def test_a_phone_whose_clock_runs_ahead_a_little_may_log_today() -> None:
    check(NewInteraction(("carl",), ("amy",), at="2026-11-24"), acting(at="2026-11-24T05:50:00.000000Z"))
    check(NewInteraction(("carl",), ("amy",), at="2026-11-23T12:14:00.000000Z"), acting())
    with pytest.raises(InvalidData, match="in the future"):
        check(NewInteraction(("carl",), ("amy",), at="2026-11-23T20:00:00.000000Z"), acting())
