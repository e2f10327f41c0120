"""The lines that a round prints."""

from collections.abc import Iterable, Sequence

from tests.faults.clients import Ledger, Outcome


def heading(title: str, columns: Sequence[str]) -> None:
    """A table's head, as Markdown that can be put into docs/reliability.md."""
    print(f"\n### {title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)


def line(cells: Iterable[object]) -> None:
    """One row."""
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def spread(seconds: Sequence[float]) -> str:
    """The middle and the most of some times."""
    ordered = sorted(seconds)
    return f"{ordered[len(ordered) // 2]:.1f} (most {ordered[-1]:.1f})" if ordered else "none"


def told(found: Outcome, ledger: Ledger) -> list[object]:
    """The cells that every kind of fault has: acknowledged, lost, doubled, torn, unsure, wrong answers."""
    for one in ledger.wrong[:5]:
        print(f"  wrong answer: {one}", flush=True)
    return [found.acknowledged, found.lost, found.doubled, found.torn, found.unsure, len(ledger.wrong)]


COUNTED = ("acknowledged", "lost", "doubled", "torn", "unsure", "wrong answers")
