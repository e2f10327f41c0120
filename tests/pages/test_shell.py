"""The frame of every page."""

import pytest
from page_text import text


@pytest.mark.parametrize(
    "address", ["/", "/find", "/find?q=import", "/history", "/settings", "/accounts", "/accounts/new", "/keys"]
)
def test_an_administrator_opens_every_page_of_the_frame(client_as, address):
    answer = client_as("administrator").get(address)
    assert answer.status_code == 200
    assert b"Log a contact" in answer.data


def test_before_signing_in_the_keys_name_no_place_to_go_to(client):
    page = text(client.get("/keys"))
    assert "Show these keys" in page
    assert "Go to" not in page
