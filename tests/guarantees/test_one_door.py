"""What spans rooms has one door: page, API, command, importer and sample call the same act."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What writes only a part of an act: the function, and the one module that may call it.
PARTS = {
    "write_interaction": "crm/acts/contacts.py",
    "rewrite_interaction": "crm/acts/contacts.py",
    "withdraw_interaction": "crm/acts/contacts.py",
    "reinstate_interaction": "crm/acts/contacts.py",
}


def imported_names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return named | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_a_part_of_an_act_is_called_by_its_act_alone():
    modules = (path for folder in ("crm", "importers", "web", "tests") for path in (ROOT / folder).rglob("*.py"))
    callers = {
        (part, path.relative_to(ROOT).as_posix()) for path in modules for part in imported_names(path) & PARTS.keys()
    }
    assert callers == set(PARTS.items())
