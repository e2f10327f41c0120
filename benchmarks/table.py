"""The printed tables: times, how they compare, and what each figure means."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.timing import Timing, in_words

BESIDE_RIVALS = ("", "median", "least", "x cold", "x cached", "same answers", "what it means")
BESIDE_FLOORS = ("", "median", "p95", "x floor", "what it means")


@dataclass(frozen=True)
class Row:
    """One figure; `ratios` say how many times as long it took as ours: nothing cached, source cached."""

    name: str
    timing: Timing | None
    meaning: str
    ratios: tuple[str, ...] = ("", "")
    agrees: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.name, *_times(self.timing), *self.ratios, self.agrees, self.meaning)


@dataclass(frozen=True)
class Measure:
    """One figure beside its floor: what it could not do without, by itself. `rows` are what one run handles."""

    name: str
    timing: Timing
    meaning: str
    floor: Timing | None = None
    rows: int = 0

    @property
    def cells(self) -> tuple[str, ...]:
        rate = f" ({self.rows / self.timing.median:,.0f} rows a second)" if self.rows else ""
        return (
            self.name,
            self.timing.shown,
            in_words(self.timing.p95),
            self.timing.over(self.floor) if self.floor else "",
            f"{self.meaning}{rate}",
        )


def _times(timing: Timing | None) -> tuple[str, str]:
    if timing is None:
        return "-", "-"
    return timing.shown, in_words(min(timing.seconds)) if timing.seconds else "-"


def printed(title: str, headings: Sequence[str], rows: Sequence[Row] | Sequence[Measure]) -> str:
    """The rows under a title, in columns."""
    lines = [headings, *(row.cells for row in rows)]
    widths = [max(len(cells[column]) for cells in lines) for column in range(len(headings))]
    aligned = []
    for cells in lines:
        name, *figures, meaning = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        right = (figure.strip().rjust(len(figure)) for figure in figures)
        aligned.append("  ".join((name, *right, meaning)).rstrip())
    return "\n".join((title, "", *aligned, ""))
