"""What day it is, and on which day something happened, is said by office_time alone: no instant is cut to a day."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("crm", "graph_schema", "importers", "web", "benchmarks")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
TEMPLATES = sorted((ROOT / "web" / "templates").rglob("*.html"))
THE_OFFICE = "crm/office_time.py"


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def cut_to_ten(node: ast.AST) -> bool:
    """`text[:10]` or `text[0:10]`, the length of an ISO date."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and isinstance(node.slice.upper, ast.Constant)
        and node.slice.upper.value == 10
    )


def split_at_t(node: ast.AST) -> bool:
    """`text.split("T")` and its kin."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("split", "partition")
        and any(isinstance(given, ast.Constant) and given.value == "T" for given in node.args)
    )


def end_of_a_utc_day(node: ast.AST) -> bool:
    """A literal "T23:59..." or "T00:00...", which makes an instant of a day by hand."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(("T23:", "T00:"))


def machines_day(node: ast.AST) -> bool:
    """`date.today()`, or `moment.astimezone()` without a zone."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    is_today = node.func.attr == "today" and ast.unparse(node.func.value) in ("date", "datetime")
    return is_today or (node.func.attr == "astimezone" and not node.args)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_day_is_cut_out_of_an_instant_by_hand(path):
    if named(path) == THE_OFFICE:
        return
    by_hand = (cut_to_ten, split_at_t, end_of_a_utc_day, machines_day)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = [f"line {node.lineno}: {ast.unparse(node)}" for node in ast.walk(tree) if any(is_(node) for is_ in by_hand)]
    assert not wrong


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_cuts_a_day_out_of_an_instant(path):
    assert ":10]" not in path.read_text(encoding="utf-8").replace(" ", "")


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_ended_on_a_day_holds_on_it_no_more_wherever_that_is_asked(path: Path) -> None:
    """The successor begins on the day that the predecessor ends, and a seat has one holder on it."""
    asked = re.findall(r"coalesce\(\w+\.end_date, '9999'\) *(<=?|>=?) *(?:\$|\w+\b)", path.read_text("utf-8"))
    assert set(asked) <= {">", "<="}
