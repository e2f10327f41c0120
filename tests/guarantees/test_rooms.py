"""The rooms of the domain lie above one another: nothing leans on what is above it, in imports or in Cypher."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm import ROOMS
from graph_schema.labels import NODE_KINDS

ROOT = Path(__file__).resolve().parents[2] / "crm"
FLOOR = {room: len(ROOMS) - place for place, room in enumerate(ROOMS)}
ROOM_OF_LABEL = {kind.label: kind.room for kind in NODE_KINDS}
A_LABEL = re.compile(r":([A-Z]\w+)\b")
CYPHER = re.compile(r"\b(?:MATCH|MERGE|CREATE|EXISTS|COLLECT)\b")

# A room may point at what lies above it where that is what its record is about, or hides behind; each with its reason.
MAY_POINT_UP = {
    "accounts/users.py": "an account is somebody of the graph",
    "asks/asks.py": "an ask is about an issue or a bill",
    "events/attendance.py": "a decision is about an issue",
    "events/events.py": "a line of an agenda, and a decision, is about an issue",
    "interactions/contacts.py": "a contact is about issues and bills",
    "interactions/notes.py": "a private note may be on a meeting",
    "records/history.py": "an entry tells no more than the contact that it tells of",
    "records/lifecycle.py": "an office counts while the body it is in is on record",
    "records/visibility.py": "who took part in a contact sees it",
}

MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "crm":
            _, *rest = node.module.split(".")
            yield from ((node.lineno, name) for name in (rest[:1] or [alias.name for alias in node.names]))


def touched_labels(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CYPHER.search(node.value):
            yield from ((node.lineno, label) for label in A_LABEL.findall(node.value) if label in ROOM_OF_LABEL)


def test_every_room_has_its_floor():
    assert {room_of(path) for path in MODULES} <= set(ROOMS)
    assert {kind.room for kind in NODE_KINDS} <= set(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_room_imports_only_what_lies_below_it(path):
    own = room_of(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = {f"line {line}: {room}" for line, room in imported_rooms(tree) if FLOOR.get(room, 0) > FLOOR[own]}
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_rooms_cypher_touches_only_labels_of_rooms_below_it(path):
    own = room_of(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = {
        f"line {line}: {label} of {ROOM_OF_LABEL[label]}"
        for line, label in touched_labels(tree)
        if FLOOR[ROOM_OF_LABEL[label]] > FLOOR[own]
    }
    assert bool(wrong) == (path.relative_to(ROOT).as_posix() in MAY_POINT_UP), wrong
