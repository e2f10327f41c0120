"""The ledger as programs read it: one flat row for each entry."""

from dataclasses import dataclass

from crm.plan.ledger import Ledger, Row


@dataclass(frozen=True)
class EntryStatus:
    """An entry's row. Days are ISO; `closed_periods` are those that are over, of rules that count by period;
    `settings` are those that the figure was read with."""

    entry: str
    text: str
    word: str
    n: int
    m: int | None
    window_from: str
    window_to: str
    closed_periods_met: int | None
    closed_periods: int | None
    last_closed: str | None
    gaps: tuple[str, ...]
    missing: tuple[str, ...]
    evidence: tuple[str, ...]
    recorded_afterwards: tuple[str, ...]
    settings: tuple[str, ...]
    figures: tuple[str, ...]
    reason: str


def statuses(ledger: Ledger) -> list[EntryStatus]:
    """Every entry's row, in the plan's order."""
    return [_status(row) for row in ledger.rows]


def _status(row: Row) -> EntryStatus:
    outcome, periods = row.outcome, row.outcome.periods
    return EntryStatus(
        entry=row.entry.id,
        text=row.entry.text,
        word=str(row.word),
        n=row.n,
        m=row.m,
        window_from=outcome.window[0].isoformat(),
        window_to=outcome.window[1].isoformat(),
        closed_periods_met=periods.met if periods else None,
        closed_periods=periods.closed if periods else None,
        last_closed=str(periods.last) if periods and periods.last else None,
        gaps=periods.gaps if periods else (),
        missing=outcome.missing,
        evidence=tuple(item.record.id for item in row.evidence),
        recorded_afterwards=tuple(item.record.id for item in row.evidence if item.afterwards),
        settings=tuple(f"{key}={value}" for key, value in row.settings),
        figures=tuple(f"{figure.label}: {figure.value}" for figure in outcome.figures),
        reason=outcome.reason,
    )
