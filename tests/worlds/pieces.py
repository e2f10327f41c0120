"""Single records and ties between them, as tests build their worlds of."""

from collections.abc import Mapping
from typing import Any

from crm.storage.database import Database

RECORDED_AT = "2026-01-05T00:00:00.000000Z"
ADD = """
UNWIND $rows AS row
CREATE (n:$($label))
SET n = row
"""
JOIN = """
UNWIND $rows AS row
MATCH (a:$($start) {id: row.start}), (b:$($end) {id: row.end})
CREATE (a)-[r:$($type)]->(b)
SET r = row.values
"""


def write(database: Database, text: str, **parameters: Any) -> list[dict[str, Any]]:
    """Run one text in a transaction and return its rows."""
    return database.write(lambda tx: tx.run(text, **parameters).data())  # type: ignore[arg-type]


def add(database: Database, label: str, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Records of a kind by their ids, each with these facts, a version, and the instant at which it was recorded."""
    rows = [{"version": 1, "recorded_at": RECORDED_AT, **facts, "id": id_} for id_, facts in records.items()]
    write(database, ADD, rows=rows, label=label)


def join(database: Database, type_: str, start: str, end: str, rows: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Make relationships, each with the key that its kind asks for."""
    keyed = type_ not in ("IN",)
    made = [
        {"start": a, "end": b, "values": {**({"key": f"{a}|{b}|{values.get('role', '')}"} if keyed else {}), **values}}
        for a, b, values in rows
    ]
    write(database, JOIN, rows=made, start=start, end=end, type=type_)
