"""A folder of portraits, through preview, questions, write and undo: whose each is, follows from the file's name."""

import io
import uuid
import zipfile

import pytest
from PIL import Image
from worlds import town
from worlds.council import on
from worlds.pieces import add, join, write

from crm.errors import InvalidData
from crm.imports.batches import apply
from crm.imports.comparing import plan
from crm.imports.import_plan import Plan
from crm.imports.undoing import undo
from crm.records import lifecycle
from crm.stakeholders import portraits
from crm.storage.database import Database
from importers import apart
from importers.upload import Upload

STAFF = on("2026-03-10")
UUID = "0a1b2c3d-0000-4000-8000-00000000ca71"
ID = f"ocd-person/{UUID}"


@pytest.fixture
def world(graph: Database) -> Database:
    town.settle(graph)
    add(graph, "Identifier", {"i1": {"key": f"ocd-person|{UUID}", "scheme": "ocd-person", "value": UUID}})
    join(graph, "IDENTIFIES", "Identifier", "Person", [("i1", "carl", {})])
    write(graph, "MATCH (p:Person {id: 'eli'}) SET p.image = 'https://ls.example.gov/house/ELI2.jpg'")
    write(
        graph,
        "MATCH (p:Person) WITH p, split(p.name, ' ') AS parts "
        "SET p.given_name = parts[0], p.family_name = parts[1], p.family_key = toLower(parts[1])",
    )
    return graph


def picture(color: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 500), color).save(out, "JPEG")
    return out.getvalue()


def zipped(**files: bytes) -> Upload:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return Upload("faces.zip", out.getvalue())


def planned(world: Database, given: Upload, decisions: dict[str, str] | None = None) -> Plan:
    draft = apart.read("portraits", given, as_of="2026-03-04")
    return world.read(plan, draft, batch_id=str(uuid.uuid4()), today=STAFF.today, decisions=decisions or {})


def shown(world: Database, person_id: str) -> str | None:
    return world.read(portraits.portrait, lifecycle.PERSON, person_id, actor=STAFF).file


def test_each_file_is_of_whom_its_name_means_and_all_are_taken_back_at_once(world: Database) -> None:
    named = {f"{ID}.jpg": "carl", "people/eli2.JPG": "eli", "Reed, Ann.jpg": "ann", "bo_lee-3.jpg": "bo"}
    ready = planned(world, zipped(**{name: picture() for name in named}))
    assert ready.counts.by_kind["Portraits"]["changed"] == 4
    assert not ready.errors
    world.write(apply, ready, by=STAFF, file="faces.zip")
    assert {name: shown(world, who) for name, who in named.items()} == {n: n.rpartition("/")[2] for n in named}
    content, kind = world.read(portraits.picture, lifecycle.PERSON, "eli", actor=STAFF)
    assert (kind, content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert planned(world, zipped(**{name: picture() for name in named})).is_empty
    world.write(undo, ready.batch_id, by=STAFF)
    assert [shown(world, who) for who in named.values()] == [None] * 4


def test_files_of_nobody_and_of_no_picture_are_named_and_the_others_come_in(world: Database) -> None:
    files = {"Ann Reed.jpg": picture(), "Zed Nobody.jpg": picture(), "notes.svg": b"<svg/>", "001.png": picture(),
             UUID.replace("0a1b", "ffff") + ".jpg": picture()}  # fmt: skip
    ready = planned(world, zipped(**files))
    refused = {error.file: error.message for error in ready.errors}
    assert set(refused) == set(files) - {"Ann Reed.jpg"}
    assert "Nobody on record is called “Zed Nobody”" in refused["Zed Nobody.jpg"]
    assert "is no picture that can be read" in refused["notes.svg"]
    assert "names nobody" in refused["001.png"]
    assert [change.id for change in ready.nodes] == ["ann"]
    assert len(ready.files) == 1


def test_a_last_name_alone_is_asked_and_two_pictures_of_one_person_are_told(world: Database) -> None:
    ready = planned(world, zipped(**{"reed.jpg": picture()}))
    assert (ready.waiting, ready.is_empty) == (1, True)
    decided = {ready.choices[0].id: "ann"}
    files = {"Ann Reed.jpg": picture(), "reed.jpg": picture("red")}
    told = planned(world, zipped(**files), decided)
    assert [error.message for error in told.errors] == ["Ann Reed.jpg is of Ann Reed too. Keep one of the two."]


def test_a_photo_that_was_chosen_here_stays_and_one_by_file_gives_way(world: Database) -> None:
    world.write(apply, planned(world, zipped(**{"Ann Reed.jpg": picture(), "Bo Lee.jpg": picture()})), by=STAFF)
    version = world.read(portraits.portrait, lifecycle.PERSON, "ann", actor=STAFF).version
    world.write(portraits.set_photo, "ann", picture("gold"), file="mine.jpg", version=version, by=STAFF)
    newer = planned(world, zipped(**{"Ann Reed.jpg": picture("red"), "Bo Lee.jpg": picture("red")}))
    assert newer.counts.by_kind["Portraits"] | {"kept": 1, "changed": 1} == newer.counts.by_kind["Portraits"]
    world.write(apply, newer, by=STAFF)
    assert (shown(world, "ann"), shown(world, "bo")) == ("mine.jpg", "Bo Lee.jpg")
    one = world.read(portraits.portrait, lifecycle.PERSON, "bo", actor=STAFF)
    assert one.former not in (None, one.portrait)


def test_an_archive_without_pictures_says_what_to_choose(world: Database) -> None:
    with pytest.raises(InvalidData, match="There is no picture here"):
        planned(world, zipped(**{"readme.txt": b"hello"}))
