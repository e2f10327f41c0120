"""Exports of newsletter services as they are read: campaigns, their counts, and what is none."""

import pytest

from crm.errors import InvalidData
from importers import newsletters
from importers.upload import Upload


def read(text: str):
    return newsletters.read(Upload("campaigns.csv", text.encode()), as_of="2026-03-10")


def test_a_campaign_becomes_a_message_with_its_counts_and_cost():
    head = "Campaign,Sent date,Recipients,Opens,Clicks,Unsubscribes,Bounces,Cost\n"
    (record,) = read(
        head + '"Weekly update, Mar 2","Mar 02, 2026 10:00 am","1,204",310 (25.7%),88,3,12,$49.00\n'
    ).records
    assert record.values == {
        "key": "newsletters|2026-03-02|weekly update mar 2", "subject": "Weekly update, Mar 2", "sent": "2026-03-02",
        "type": "news", "channels": ["newsletter"], "recipients": 1204, "opens": 310, "clicks": 88, "unreached": 15,
        "cost_cents": 4900,
    }  # fmt: skip


def test_bad_rows_are_refused_by_field_and_the_others_are_read():
    head = "Campaign,Sent date,Recipients,Opens\n"
    rows = [
        "No day,,10,1", "Future,4/1/2026,10,1", "Share,3/1/2026,10,25%", "Too many,3/1/2026,10,11",
        "Fine,3/1/2026,10,5", "Fine,3/1/2026,10,6", ",3/1/2026,10,1",
    ]  # fmt: skip
    draft = read(head + "\n".join(rows) + "\n")
    assert [record.values["opens"] for record in draft.records] == [5]
    said = {error.row: error.message for error in draft.errors}
    assert "Write the day" in said[2]
    assert "still to come" in said[3]
    assert "not the share" in said[4]
    assert "unique count" in said[5]
    assert "already in row 6" in said[7]
    assert "no name" in said[8]


def test_a_list_of_addresses_is_no_list_of_messages():
    with pytest.raises(InvalidData, match="list of addresses"):
        read("Email Address,First Name,Status\nann@x.org,Ann,subscribed\nbo@x.org,Bo,cleaned\n")
