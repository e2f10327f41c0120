"""The Cypher of imports: one constant text per declared label and per pair of labels that may be joined.

Made once, from graph_schema's two closed tables, when the module is read. Values only ever enter as parameters; a label
or type that is not declared has no text.
"""

from graph_schema.labels import LABELS, NODE_KINDS
from graph_schema.relationships import RELATIONSHIP_KINDS

Triple = tuple[str, str, str]

TRIPLES: tuple[Triple, ...] = tuple(
    (start, kind.type, end) for kind in RELATIONSHIP_KINDS for start in kind.starts for end in kind.ends
)
KEYED = frozenset(kind.type for kind in RELATIONSHIP_KINDS if kind.keyed)

MAKE_NODES = {
    label: f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) ON CREATE SET n = row.values" for label in LABELS
}
# The touch is a constant, so that the version is read under the lock.
CHANGE_NODES = {
    label: f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n._lock = $lock "
    "WITH n, row WHERE coalesce(n.version, 0) = row.version "
    "SET n += row.values, n.version = row.version + 1 RETURN count(n) AS changed"
    for label in LABELS
}
REMOVE_NODES = {label: f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) DETACH DELETE n" for label in LABELS}
READ_NODES = {
    label: f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN properties(n) AS stored" for label in LABELS
}


READ_KEYED = {
    label: f"UNWIND $keys AS key MATCH (n:{label} {{key: key}}) RETURN properties(n) AS stored"
    for label in (
        "Post",
        *(kind.label for kind in NODE_KINDS if "key" in (*kind.unique, *kind.indexed) and kind.label != "Identifier"),
    )
}


def _pair(triple: Triple) -> str:
    start, _, end = triple
    return f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.end}}) "


def _link(triple: Triple, name: str = "r") -> str:
    key = " {key: row.key}" if triple[1] in KEYED else ""
    return f"(a)-[{name}:{triple[1]}{key}]->(b)"


# What the MERGE finds, and an earlier run of the same import did not make, is something else: it is not counted.
MAKE_LINKS = {
    t: _pair(t) + f"MERGE {_link(t)} ON CREATE SET r += row.values "
    "RETURN count(CASE WHEN r.batch_id = row.values.batch_id THEN 1 END) AS made"
    for t in TRIPLES
}
CHANGE_LINKS = {t: _pair(t) + f"MATCH {_link(t)} SET r += row.values RETURN count(r) AS changed" for t in TRIPLES}
RESTORE_LINKS = {t: _pair(t) + f"MATCH {_link(t)} SET r = row.values RETURN count(r) AS changed" for t in TRIPLES}
REMOVE_LINKS = {t: _pair(t) + f"MATCH {_link(t)} DELETE r" for t in TRIPLES}


def _name(node: str) -> str:
    """What a record is called: a person's or body's name, a title, a post's label, a bill's number, a motion."""
    return f"coalesce({node}.name, {node}.label, {node}.identifier, {node}.title, {node}.motion, '')"


_FOUND = (
    "RETURN a.id AS start, b.id AS end, properties(r) AS stored, "
    f"{_name('a')} AS start_name, {_name('b')} AS end_name, b.key AS end_key"
)
LINKS_FROM = {
    (s, type_, e): f"UNWIND $ids AS id MATCH (a:{s} {{id: id}})-[r:{type_}]->(b:{e}) {_FOUND}"
    for s, type_, e in TRIPLES
}
LINKS_TO = {
    (s, type_, e): f"UNWIND $ids AS id MATCH (b:{e} {{id: id}})<-[r:{type_}]-(a:{s}) {_FOUND}"
    for s, type_, e in TRIPLES
}
BUILT_ON = {
    label: f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})-[r]-(m) WHERE r.batch_id IS NULL "
    f"RETURN type(r) AS type, labels(m)[0] AS other, {_name('n')} AS name, count(*) AS count "
    "ORDER BY name, type LIMIT 50"
    for label in LABELS
}
