"""Queries whose rows come in one piece, for what pages read by the hundred.

The driver takes some thirty microseconds for each row that comes as a message of its own, and two or three for one that
comes in a list.
"""

from typing import TYPE_CHECKING, Any, LiteralString

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

ROWS = " AS rows"


def collected(query: LiteralString, *columns: LiteralString) -> LiteralString:
    """The query with all that it returns, column by column, in a single list; for `rows_of`."""
    row = ", ".join(f"{column}: {column}" for column in columns)
    return f"CALL () {{{query}}} RETURN collect({{{row}}}){ROWS}"


def together(**queries: LiteralString) -> LiteralString:
    """Several queries made by `collected` as one, which answers in a single row with a list under each name."""
    parts = [f"CALL () {{{query.removesuffix(ROWS)} AS {name}}}" for name, query in queries.items()]
    return f"{' '.join(parts)} RETURN {', '.join(queries)}"


def rows_of(
    tx: "ManagedTransaction", query: LiteralString, parameters: dict[str, Any] | None = None, **more: Any
) -> list[dict[str, Any]]:
    """The rows of a query made by `collected`, in its order."""
    found: list[dict[str, Any]] = tx.run(query, parameters, **more).single(strict=True)["rows"]
    return found
