"""The arrows between the packages, and where and how Cypher may be written, read from the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {
    "graph_schema": {"graph_schema"},
    "crm": {"crm", "graph_schema"},
    "importers": {"importers", "crm", "graph_schema"},
    "web": {"web", "importers", "crm", "graph_schema"},
}
MAY_USE_THE_DRIVER = {"graph_schema", "crm"}
CYPHER = re.compile(
    r"\b(?:(?:MATCH|MERGE|CREATE|FOREACH)\s*\(|UNWIND\s+[$\w\[]|(?:DETACH\s+)?DELETE\s+\w|CALL\s+(?:\{|\w+\.)"
    r"|(?:CREATE|DROP)\s+(?:CONSTRAINT|INDEX|FULLTEXT|USER)\b|ALTER\s+(?:CURRENT\s+)?USER\b)"
)

# Modules that put texts together from closed tables of ours when they are read, never from what a user typed.
MAY_BUILD_CYPHER = {
    "crm/imports/write_statements.py": "one text per declared label and pair of labels",
    "crm/acts/merging.py": "the texts that move one relationship type, from the declared types",
    "crm/records/kinds.py": "one set of texts per declared kind of record, from its label and fields",
    "crm/storage/restore.py": "one text per kind of record of a backup, checked against the closed tables first",
    "graph_schema/constraints.py": "one statement per declared label, property and relationship type",
}

MODULES = sorted(path.relative_to(ROOT).as_posix() for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def tree_of(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


def imported_packages(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and top-level package of every import, also of those inside functions and TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


def without_type_imports(tree: ast.Module) -> ast.Module:
    """The module as it runs: a page's unit of work may name the type of its transaction, no more."""
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    return tree


def text_of(node: ast.expr) -> str:
    """The literal text in an expression: what stands in quotes, in reading order."""
    literals = [part for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return " ".join(literal.value for literal in sorted(literals, key=lambda part: (part.lineno, part.col_offset)))


def is_fixed(node: ast.expr) -> bool:
    """A literal, or a CONSTANT of some module, or such things put together: nothing that varies with a call."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id.lstrip("_").isupper()
    if isinstance(node, ast.Attribute):
        return node.attr.isupper()
    if isinstance(node, ast.JoinedStr):
        return all(is_fixed(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return is_fixed(node.value)
    return isinstance(node, ast.BinOp) and is_fixed(node.left) and is_fixed(node.right)


def built_cypher(tree: ast.Module) -> list[int]:
    """Lines on which a Cypher text is put together from something that is not a constant."""
    lines = []
    for node in ast.walk(tree):
        joined = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod)
        )
        called = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"format", "format_map", "join", "replace"}
        )
        if (called or (joined and not is_fixed(node))) and CYPHER.search(text_of(node)):
            lines.append(node.lineno)
    return sorted(set(lines))


def handed_on(tree: ast.Module) -> list[str]:
    """Functions with parameters that call one which builds a text: a way for a value from outside to enter it."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    lines = built_cypher(tree)
    builders = {node.name for node in functions if any(node.lineno <= line <= node.end_lineno for line in lines)}
    return [
        f"{node.name} calls {call.func.id}"
        for node in functions
        if node.name not in builders and (node.args.args or node.args.kwonlyargs)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in builders
    ]


def test_there_are_modules_to_look_at():
    assert {module.split("/")[0] for module in MODULES} == set(MAY_IMPORT)


@pytest.mark.parametrize("module", MODULES)
def test_a_package_imports_only_what_lies_below_it(module):
    allowed = MAY_IMPORT[module.split("/")[0]]
    wrong = [
        f"line {line}: {name}"
        for line, name in imported_packages(tree_of(module))
        if name in MAY_IMPORT.keys() - allowed
    ]
    assert not wrong


@pytest.mark.parametrize("module", MODULES)
def test_only_the_domain_and_the_schema_use_the_database_driver(module):
    if module.split("/")[0] not in MAY_USE_THE_DRIVER:
        assert "neo4j" not in {name for _, name in imported_packages(without_type_imports(tree_of(module)))}


@pytest.mark.parametrize("module", [name for name in MODULES if name.split("/")[0] not in MAY_USE_THE_DRIVER])
def test_pages_and_importers_hold_no_cypher(module):
    literals = (node for node in ast.walk(tree_of(module)) if isinstance(node, ast.Constant))
    wrong = [f"line {node.lineno}" for node in literals if isinstance(node.value, str) and CYPHER.search(node.value)]
    assert not wrong


@pytest.mark.parametrize("module", [name for name in MODULES if name not in MAY_BUILD_CYPHER])
def test_no_cypher_text_is_put_together_from_values(module):
    assert not built_cypher(tree_of(module))


@pytest.mark.parametrize("module", MAY_BUILD_CYPHER)
def test_each_exception_is_still_needed(module):
    assert built_cypher(tree_of(module))


@pytest.mark.parametrize("module", MAY_BUILD_CYPHER)
def test_what_an_exception_builds_depends_on_nothing_that_a_caller_says(module):
    assert not handed_on(tree_of(module))


def test_a_builder_that_is_handed_what_a_caller_says_is_noticed():
    source = """
def text(label): return f"MATCH (n:{label}) RETURN n"
def found(tx, label): return tx.run(text(label))
def declared(): return [text(label) for label in LABELS]
PERSON = text("Person")
"""
    assert handed_on(ast.parse(source)) == ["found calls text"]


@pytest.mark.parametrize(
    "source",
    [
        'tx.run(f"MATCH (p:{label}) RETURN p")',
        'tx.run("MATCH (p:" + label + ") RETURN p")',
        'tx.run("MATCH (p:%s) RETURN p" % label)',
        'tx.run("MATCH (p:{}) RETURN p".format(label))',
        'tx.run(" ".join(["MATCH (p)", where, "RETURN p"]))',
        'tx.run("UNWIND $rows AS row " + rest)',
        "tx.run(f\"MATCH (p) WHERE p.name = '{person.name}' RETURN p\")",
    ],
)
def test_each_way_to_build_a_text_is_noticed(source):
    assert built_cypher(ast.parse(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        'tx.run("MATCH (p:Person {id: $id}) RETURN p", id=person_id)',
        'BOTH = _MATCH_PERSON + " MATCH (q:Person) RETURN p, q"',
        'QUERY = f"MATCH (p:Person) RETURN p LIMIT {LIMIT}"',
        'raise Conflict(f"Nothing matches {name}. Create it first.")',
        'raise InvalidData({"name": ["Delete it, or merge (with care) into {}".format(name)]})',
    ],
)
def test_constant_texts_and_plain_sentences_are_left_alone(source):
    assert not built_cypher(ast.parse(source))


BUILDERS = {"worlds", "storage"}  # what worlds are made with, and the tests of the database itself
TESTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "tests").rglob("*.py")
    if BUILDERS.isdisjoint(path.relative_to(ROOT).parts) and path != Path(__file__).resolve()
)


@pytest.mark.parametrize("module", TESTS)
def test_a_test_builds_its_world_with_builders(module):
    assert "CREATE (" not in (ROOT / module).read_text(encoding="utf-8")
