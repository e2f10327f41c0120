"""The printed table: times, how many times as long as ours, and what each figure means."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.timing import Timing, in_words

HEADINGS = ("", "median", "least", "x cold", "x cached", "x numba", "same answers", "what it means")


@dataclass(frozen=True)
class Row:
    """One figure; `ratios` say how many times as long it took as ours: nothing cached, source cached, with numba."""

    name: str
    timing: Timing | None
    meaning: str
    ratios: tuple[str, ...] = ("", "", "")
    agrees: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        if self.timing is None:
            return (self.name, "-", "-", "", "", "", "", self.meaning)
        least = in_words(min(self.timing.seconds)) if self.timing.seconds else "-"
        return (self.name, self.timing.shown, least, *self.ratios, self.agrees, self.meaning)


def printed(title: str, rows: Sequence[Row]) -> str:
    """The rows under a title, in columns."""
    lines = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(cells[column]) for cells in lines) for column in range(len(HEADINGS))]
    aligned = []
    for cells in lines:
        name, *figures, meaning = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        right = (figure.strip().rjust(len(figure)) for figure in figures)
        aligned.append("  ".join((name, *right, meaning)).rstrip())
    return "\n".join((title, "", *aligned, ""))
