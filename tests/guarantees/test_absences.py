"""An absence is never stated from a partial look: who may not see everything is told so wherever nothing is shown."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from page_text import text
from worlds import town
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.interactions.contact_form import NewInteraction
from crm.storage.database import Database

CANARY = "Whispered in the stairwell"
PAGES = (
    "/", "/seats", "/seats?strength=none", "/people/carl", "/seats/hd1", "/people/carl/neighbourhood", "/ties/amy/carl",
    "/paths?to=carl", "/interactions", "/interactions?person=carl", "/consensus", "/issues", "/history",
)  # fmt: skip
# What a page may say is not there only of what its reader may see.
ABSENCE = re.compile(
    r"\b(?:no|nobody|nothing)\b[^.]*\b(?:ties?|contacts?|talk|path|stance|knows?|happened|logged)\b[^.]*", re.IGNORECASE
)
SAID = "as far as you can see"
# Words that are no claim about anybody: the name of a mark, of a filter, of an option.
NAMES_OF_MARKS = re.compile(r"^no tie(?: yet)?\W|^no shared person", re.IGNORECASE)


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_where_staff_keep_a_talk_to_themselves_nobody_reads_that_there_is_none(
    graph: Database, client_as: Callable[..., FlaskClient], role: str
) -> None:
    talk = NewInteraction(("carl",), ("amy",), at="2026-11-20", summary=CANARY, visibility="staff")
    town.settle(graph).write(log_contact, talk, by=acting())
    client, wrong = client_as(role), []
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200, page
        words = text(answer)
        assert CANARY not in words, page
        for found in ABSENCE.finditer(words):
            if SAID not in found[0] and not NAMES_OF_MARKS.match(found[0] + " "):
                wrong.append((page, found[0][:120]))
    assert wrong == []
