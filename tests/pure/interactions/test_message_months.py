"""Messages by channel and month: every month stands there, and the picture says the same as the table."""

from datetime import date

from crm.interactions.message_months import Month, Sent, message_months
from web.pictures.months import months

CHANNELS = ("email", "letter", "social")
FIRST, LAST = date(2025, 11, 1), date(2026, 2, 28)


def counted(*messages: Sent):
    return message_months(messages, FIRST, LAST, CHANNELS)


def test_a_message_counts_under_each_of_its_channels_in_its_month():
    found = counted(
        Sent("2025-11-30", ("email", "social")), Sent("2025-12-01", ("email",)), Sent("2025-12-31", ("email",))
    )
    assert found.channels == ["email", "social"]
    assert [found.at("email", month) for month in found.months] == [1, 2, 0, 0]
    assert (found.by_channel("email"), found.by_channel("social")) == (3, 1)


def test_a_month_of_silence_is_not_left_out():
    found = counted(Sent("2025-11-01", ("email",)))
    assert [str(month) for month in found.months] == ["Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026"]
    assert [str(month) for month in found.silent] == ["Dec 2025", "Jan 2026", "Feb 2026"]


def test_what_lies_outside_does_not_count_and_a_partial_day_is_its_last():
    found = counted(Sent("2025-10-31", ("email",)), Sent("2026-03-01", ("email",)), Sent("2026-02", ("letter",)))
    assert found.channels == ["letter"]
    assert found.at("letter", Month(2026, 2)) == 1


def test_the_picture_has_a_square_for_every_count_and_the_largest_for_the_most():
    found = counted(Sent("2025-11-01", ("email",)), *(Sent("2026-01-09", ("email",)) for _ in range(4)))
    drawn = months(found, {"email": "E-mail"})
    assert [square.count for square in drawn.squares] == [1, 4]
    small, large = (square.side for square in drawn.squares)
    assert large == 2 * small  # its area is as its count
    assert drawn.says == "Nov 2025 to Feb 2026: E-mail 5."
    assert all(square.x >= 0 and square.x + square.side <= drawn.width for square in drawn.squares)


def test_nothing_sent_is_no_picture():
    assert months(counted(), {}) is None
