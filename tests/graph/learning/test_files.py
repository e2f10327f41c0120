"""Files of records in a real graph: kept once, given back whole, in the backup, taken off and replaced."""

import os

import pytest
from worlds.council import count, on

from crm.errors import Conflict, NotAllowed, NotFound
from crm.learning.files import attach, checked, detach, file_of
from crm.learning.kinds import AWARDS, DOCUMENTS, MENTORSHIPS
from crm.records import lifecycle
from crm.records.declared import add_record
from crm.records.history import history_of
from crm.records.kept_files import PART
from crm.storage.backup import back_up
from crm.storage.database import Database
from crm.storage.emptying import empty
from crm.storage.restore import restore
from crm.vocabulary import Role

TODAY = on("2026-03-10")
LARGE = checked("Menu 2026.pdf", b"%PDF-1.7\n" + os.urandom(2 * PART + 77))
SMALL = checked("notes.txt", b"Bring coffee")


@pytest.fixture
def paper(world: Database) -> str:
    content = {"on": "2026-03-01", "type": "menu", "title": "Menu"}
    return str(world.write(add_record, DOCUMENTS, "paper-1", content, by=TODAY))


def test_a_file_of_several_parts_comes_back_the_same_and_history_tells_its_name(world, paper):
    world.write(attach, DOCUMENTS, paper, LARGE, version=1, by=TODAY)
    kept = world.read(file_of, DOCUMENTS, paper, actor=TODAY)
    assert (kept.name, kept.mimetype, kept.content) == ("Menu 2026.pdf", "application/pdf", LARGE.content)
    changes = world.read(history_of, paper, actor=TODAY)  # two of one instant, in either order
    assert any("file_name" in name for change in changes for name, *_ in change.differences)


def test_the_same_file_at_two_records_is_kept_once(world, paper):
    world.write(add_record, AWARDS, "award-1", {"on": "2026-03-01", "type": "other"}, by=TODAY)
    world.write(attach, DOCUMENTS, paper, LARGE, version=1, by=TODAY)
    world.write(attach, AWARDS, "award-1", LARGE, version=1, by=TODAY)
    assert count(world, "MATCH (f:FilePart) RETURN count(f)") == 3


def test_another_file_takes_its_place_only_from_the_version_that_was_seen(world, paper):
    world.write(attach, DOCUMENTS, paper, LARGE, version=1, by=TODAY)
    with pytest.raises(Conflict):
        world.write(attach, DOCUMENTS, paper, SMALL, version=1, by=TODAY)
    world.write(attach, DOCUMENTS, paper, SMALL, version=2, by=TODAY)
    assert world.read(file_of, DOCUMENTS, paper, actor=TODAY).content == b"Bring coffee"
    world.write(detach, DOCUMENTS, paper, version=3, by=TODAY)
    with pytest.raises(NotFound):
        world.read(file_of, DOCUMENTS, paper, actor=TODAY)


def test_a_file_is_in_the_backup(world, paper, tmp_path):
    world.write(attach, DOCUMENTS, paper, LARGE, version=1, by=TODAY)
    back_up(world, tmp_path / "all.backup")
    empty(world)
    restore(world, tmp_path / "all.backup", safety_folder=tmp_path)
    assert world.read(file_of, DOCUMENTS, paper, actor=TODAY).content == LARGE.content


def test_damaged_content_is_never_given_as_if_it_were_whole(world, paper):
    world.write(attach, DOCUMENTS, paper, LARGE, version=1, by=TODAY)
    world.write(lambda tx: tx.run("MATCH (f:FilePart {position: 1}) DETACH DELETE f").consume())
    with pytest.raises(NotFound, match="damaged"):
        world.read(file_of, DOCUMENTS, paper, actor=TODAY)


def test_who_may_not_see_or_change_the_record_has_nothing_of_its_file(world, paper):
    member = on("2026-03-10", Role.MEMBER)
    with pytest.raises(NotAllowed):
        world.write(attach, DOCUMENTS, paper, SMALL, version=1, by=member)
    world.write(add_record, MENTORSHIPS, "m1", {"on": "2025", "mentor": ["ann"], "mentee": ["rep0"]}, by=TODAY)
    world.write(attach, MENTORSHIPS, "m1", SMALL, version=1, by=TODAY)
    with pytest.raises(NotFound):
        world.read(file_of, MENTORSHIPS, "m1", actor=member)
    world.write(attach, DOCUMENTS, paper, SMALL, version=1, by=TODAY)
    assert world.read(file_of, DOCUMENTS, paper, actor=member).content == b"Bring coffee"
    world.write(lifecycle.delete, DOCUMENTS, paper, version=2, by=TODAY)
    with pytest.raises(NotFound):
        world.read(file_of, DOCUMENTS, paper, actor=member)
