"""Rows that were refused for one and the same reason, told once: "rows 2 to 406"."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm.imports.drafts import RowError
from crm.words import listing


@dataclass(frozen=True)
class Refusal:
    """A reason and all `rows` of a file that it stops; no row where it is about the file itself."""

    file: str
    rows: tuple[int, ...]
    field: str
    message: str

    @property
    def where(self) -> str:
        """ "row 4", or "rows 2 to 9 and 12"; "" for the file itself."""
        runs = [f"{first} to {last}" if last > first else str(first) for first, last in _runs(self.rows)]
        return f"row{'s' if len(self.rows) > 1 else ''} {listing(runs)}" if runs else ""


def refusals(errors: Iterable[RowError]) -> list[Refusal]:
    """One for each file, field and reason, in the order of their first rows."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for error in errors:
        found = rows.setdefault((error.file, error.field, error.message), [])
        if error.row is not None:
            found.append(error.row)
    return [Refusal(file, tuple(sorted(set(at))), field, message) for (file, field, message), at in rows.items()]


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
