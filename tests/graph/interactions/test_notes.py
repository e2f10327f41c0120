"""A private note is its author's alone: not staff, not administrators, no list and no history shows it."""

import pytest
from worlds.pieces import write
from worlds.town import acting

from crm.acts.contacts import log_contact
from crm.errors import NotAllowed, NotFound
from crm.interactions.contact_form import NewInteraction
from crm.interactions.contacts import interaction, recent
from crm.interactions.notes import keep_note, note_on
from crm.records.history import latest
from crm.storage.database import Database
from crm.vocabulary import Role

AMY = acting()
SECRET = "Drinks before noon"


def test_only_its_author_reads_a_note_whatever_the_role(settled: Database) -> None:
    new = NewInteraction(("carl",), ("amy",), private_note=SECRET, visibility="shared")
    settled.write(log_contact, new, by=AMY)
    note = settled.read(note_on, new.id, actor=AMY)
    assert note is not None
    assert note.text == SECRET
    for other in (acting(Role.ADMINISTRATOR, None), acting(person="phil"), acting(Role.MEMBER, "ann")):
        assert settled.read(note_on, new.id, actor=other) is None
        assert SECRET not in repr(settled.read(interaction, new.id, actor=other))


def test_no_list_or_history_shows_a_note_even_to_its_author(settled: Database) -> None:
    settled.write(log_contact, NewInteraction(("carl",), ("amy",), private_note=SECRET), by=AMY)
    assert SECRET not in repr(settled.read(recent, actor=AMY))
    assert SECRET not in repr(settled.read(latest, actor=acting(Role.ADMINISTRATOR, None)))
    text = "MATCH (n) WHERE any(name IN keys(n) WHERE toStringOrNull(n[name]) = $secret) RETURN labels(n) AS l"
    holders = write(settled, text, secret=SECRET)
    assert holders == [{"l": ["PrivateNote"]}]


def test_each_author_has_one_note_on_a_record_and_an_empty_one_is_gone(settled: Database) -> None:
    phil = acting(person="phil")
    for text in ("First", "Second"):
        settled.write(keep_note, "carl", text, by=AMY)
    settled.write(keep_note, "carl", "Other", by=phil)
    assert [settled.read(note_on, "carl", actor=one).text for one in (AMY, phil)] == ["Second", "Other"]  # type: ignore[union-attr]
    settled.write(keep_note, "carl", " ", by=AMY)
    assert settled.read(note_on, "carl", actor=AMY) is None
    assert settled.read(note_on, "carl", actor=phil) is not None


def test_a_note_is_not_kept_on_a_contact_that_its_author_does_not_see(settled: Database) -> None:
    hidden = NewInteraction(("carl",), ("amy",))
    settled.write(log_contact, hidden, by=AMY)
    with pytest.raises(NotFound):
        settled.write(keep_note, hidden.id, "Text", by=acting(Role.MEMBER, "ann"))
    settled.write(keep_note, hidden.id, "Text", by=acting(person="phil"))


def test_a_note_needs_something_to_be_on_and_somebody_who_may_write(settled: Database) -> None:
    with pytest.raises(NotFound):
        settled.write(keep_note, "nothing", "Text", by=AMY)
    with pytest.raises(NotAllowed):
        settled.write(keep_note, "carl", "Text", by=acting(Role.VIEWER, None, user="viewer"))
