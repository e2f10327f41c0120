"""A record's address is written in one place: whoever links to a record asks `web.addresses`, nobody spells it out."""

import re
from pathlib import Path

import pytest

from web.addresses import KIND_OF_LABEL, PLACES, address

ROOT = Path(__file__).resolve().parents[2]
ONE_PLACE = ROOT / "web" / "addresses.py"
# A place followed by something that is filled in: {{ id }} or {id}, or a text that ends there and is joined to an id.
ROOTS = "|".join(sorted(map(re.escape, PLACES.values()), key=len, reverse=True))
SPELLED_OUT = re.compile(rf"""["'(](?:{ROOTS})/(?:\{{|["']\s*[~+,)}}\]])""")
SOURCES = sorted(path for suffix in ("py", "html") for path in (ROOT / "web").rglob(f"*.{suffix}") if path != ONE_PLACE)


SPELLED = ['"/people/{{ one.id }}"', 'f"/people/{row.id}"', '"/people/" ~ one.id', '("/x", "/seats/" + i)']


@pytest.mark.parametrize("spelled", SPELLED)
def test_an_address_spelled_out_is_seen(spelled):
    assert SPELLED_OUT.search(spelled)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_address_of_a_record_is_spelled_out(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [
        f"line {number}: {line.strip()[:160]}" for number, line in enumerate(lines, 1) if SPELLED_OUT.search(line)
    ]


def test_every_label_with_a_page_has_its_place():
    assert set(KIND_OF_LABEL.values()) <= set(PLACES)


def test_ids_from_elsewhere_cannot_leave_their_place():
    assert address("person", "a/../b?c#d", "edit") == "/people/a%2F..%2Fb%3Fc%23d/edit"
