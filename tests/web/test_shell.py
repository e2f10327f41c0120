"""The frame of every page."""

import pytest


@pytest.mark.parametrize(
    "address", ["/", "/find", "/find?q=import", "/history", "/settings", "/accounts", "/accounts/new", "/keys"]
)
def test_an_administrator_opens_every_page_of_the_frame(client_as, address):
    answer = client_as("administrator").get(address)
    assert answer.status_code == 200
    assert b"Log a contact" in answer.data
