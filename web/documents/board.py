"""The board report: a scorecard on one page, what changed, charts, then a page for each goal of the plan."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from crm.interactions.communications import WAYS
from crm.office_time import in_words
from crm.plan.as_of import AsOf
from crm.plan.ledger import Ledger, Row
from crm.plan.next_steps import next_step
from crm.plan.periods import QUARTER, periods
from crm.plan.standing import Move, Standing, moves
from crm.plan.words import Word
from web.addresses import address
from web.documents.blocks import Bar, Document, Line, Section, Table

PAGES = 12
MOST_CHANGES = 24
URGENT = (Word.LATE, Word.DUE_SOON)
COUNTED = (
    Word.MET,
    Word.MET_LATE,
    Word.BY_HAND,
    Word.ON_TRACK,
    Word.DUE_SOON,
    Word.PARTLY,
    Word.LATE,
    Word.MISSED,
    Word.NO_EVIDENCE,
)
MARKS = {
    Word.MET: "✓",
    Word.MET_LATE: "✓",
    Word.BY_HAND: "✓",
    Word.ON_TRACK: "•",
    Word.DUE_SOON: "!",
    Word.PARTLY: "•",
    Word.LATE: "!",
    Word.MISSED: "×",
    Word.NO_EVIDENCE: "?",
}


def board_report(standing: Standing, now: Ledger, then: Ledger | None, *, made: str) -> Document:
    """The report as of a day, compared with an earlier one; `made` says when and by whom it was made."""
    known = f", as known on {in_words(now.known_on.isoformat())}" if now.known_on else ""
    view = AsOf(standing.evidence, standing.settings(now.day, now.known_on), now.day, now.known_on)
    sections = (
        _scorecard(now),
        _progress(now),
        _urgent(now),
        _changes(now, then),
        *_charts(view, standing),
        *(_goal(now, goal.id, goal.title) for goal in now.plan.goals),
    )
    return Document(
        title=f"{now.plan.name}: report to the board",
        subtitle=f"As of {in_words(now.day.isoformat())}{known}.",
        headline=f"{now.done} of {len(now.entries)} entries are met; {now.counts[Word.LATE]} are late.",
        sections=tuple(section for section in sections if not section.is_empty),
        footer=f"{made} from recorded evidence. A figure says that work was done, not that it was good.",
        pages=PAGES,
    )


def _scorecard(now: Ledger) -> Section:
    used = [word for word in COUNTED if now.counts[word]]
    rows = [
        _score(goal.title, [row for row in now.under(goal.id) if not row.entry.is_heading], used)
        for goal in now.plan.goals
    ]
    rows.append(_score("All goals", list(now.entries), used))
    headers = ("Goal", "Done", *(str(word).capitalize() for word in used))
    return Section("Scorecard", table=Table(headers, tuple(rows), (4, 2, *(2 for _ in used))))


def _score(title: str, rows: list[Row], used: Iterable[Word]) -> tuple[Line, ...]:
    counts = Counter(row.word for row in rows)
    done = f"{sum(row.is_done for row in rows)} of {len(rows)}"
    return (Line(title), Line(done), *(Line(str(counts[word])) for word in used))


def _progress(now: Ledger) -> Section:
    bars = []
    for goal in now.plan.goals:
        rows = [row for row in now.under(goal.id) if not row.entry.is_heading]
        done = sum(row.is_done for row in rows)
        bars.append(Bar(goal.title, done, len(rows), f"{done} of {len(rows)}"))
    return Section("Done by goal", bars=tuple(bars))


def _urgent(now: Ledger) -> Section:
    rows = sorted(
        (row for row in now.entries if row.word in URGENT),
        key=lambda row: (URGENT.index(row.word), row.outcome.due or date.max),
    )
    items = tuple(
        Line(
            f"{row.entry.id} {row.entry.text}",
            note=f"{row.word}. {next_step(row, now.day)}",
            mark=MARKS[row.word],
            href=_page(row),
        )
        for row in rows
    )
    return Section("Late or due soon", items=items)


def _changes(now: Ledger, then: Ledger | None) -> Section:
    if then is None:
        return Section("What changed", lead=Line("No earlier board meeting is on record to compare with."))
    heading = f"What changed since {in_words(then.day.isoformat())}"
    moved = [move for move in moves(then, now).values() if move.has_moved and not move.after.entry.is_heading]
    moved.sort(key=lambda move: {False: 0, True: 1, None: 2}[move.better])
    if not moved:
        return Section(heading, lead=Line("Nothing has changed."))
    items = tuple(_change(move) for move in moved[:MOST_CHANGES])
    more = (
        Line(f"{len(moved)} entries moved, the first {MOST_CHANGES} are listed.") if len(moved) > MOST_CHANGES else None
    )
    return Section(heading, lead=more, items=items)


def _change(move: Move) -> Line:
    sense = {True: "better", False: "worse", None: "figure"}[move.better]
    words = f"{move.before.word} ({move.before.figure}) to {move.after.word} ({move.after.figure})"
    return Line(f"{move.after.entry.id} {move.after.entry.text}", note=f"{sense}: {words}", href=_page(move.after))


def _charts(view: AsOf, standing: Standing) -> Iterable[Section]:
    year = (view.day - timedelta(days=365), view.day)
    held = [event for event in view.held.values() if year[0] < event.day <= year[1]]
    resas = view.bodies(view.settings["resas"], "resa")
    met = {body: sum(body in event.hosts or body == event.region for event in held) for body in resas}
    yield Section("Meetings by RESA, last 12 months", bars=_bars({standing.names.get(b, b): n for b, n in met.items()}))
    sent = Counter(
        WAYS.get(one, one)
        for row in view.rows("communications")
        if year[0] < row.day <= year[1]
        for one in row.channels
    )
    yield Section("Messages by channel, last 12 months", bars=_bars(dict(sent)))
    yield Section("Legislators whom a member knows well, by quarter", bars=_seats_over_time(view, standing))


def _bars(counts: dict[str, int]) -> tuple[Bar, ...]:
    """The most first, then by name."""
    most = max(counts.values(), default=0)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Bar(label, number, most, str(number)) for label, number in ordered)


def _seats_over_time(view: AsOf, standing: Standing) -> tuple[Bar, ...]:
    """On the last day of each of the last eight quarters, and on the day itself."""
    closed = [
        period.last for period in periods(QUARTER, view.start, view.day, view.year_start) if period.last < view.day
    ]
    bars = []
    for day in [*closed[-8:], view.day]:
        then = AsOf(standing.evidence, view.settings, day, view.known_on)
        sitting, members = then.legislators(), then.members()
        known = {
            legislator
            for (holder, legislator), ratings in then.ties.items()
            if legislator in sitting and holder in members and ratings[-1].value == "positive"
        }
        bars.append(Bar(in_words(day.isoformat()), len(known), len(sitting), f"{len(known)} of {len(sitting)}"))
    return tuple(bars) if any(bar.most for bar in bars) else ()


def _goal(now: Ledger, goal_id: str, title: str) -> Section:
    rows = tuple(_entry(row, now.day) for row in now.under(goal_id))
    return Section(title, table=Table(("Entry", "Status", "Figure", "Next"), rows, (9, 3, 2, 6)), new_page=True)


def _entry(row: Row, day: date) -> tuple[Line, ...]:
    return (
        Line(f"{row.entry.id} {row.entry.text}", href=_page(row)),
        Line(str(row.word), mark=MARKS[row.word]),
        Line(row.figure),
        Line(next_step(row, day)),
    )


def _page(row: Row) -> str:
    return address("plan entry", row.entry.id.replace(" ", "-"))


def workbook(now: Ledger) -> bytes:
    """The report as an Excel file: the entries, and the evidence behind each with its ids. Text stays text."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        entries = book.add_worksheet("Entries")
        entries.write_row(
            0,
            0,
            ("Entry", "What the plan asks", "Status", "Count", "Of", "From", "To", "Next", "Not computed because"),
            bold,
        )
        evidence = book.add_worksheet("Evidence")
        evidence.write_row(
            0, 0, ("Entry", "Kind", "What", "Day", "Recorded", "Recorded afterwards", "Also counts in", "Id"), bold
        )
        line = 1
        for number, row in enumerate(now.rows, 1):
            window = (day.isoformat() for day in row.outcome.window)
            entries.write_row(
                number,
                0,
                (
                    row.entry.id,
                    row.entry.text,
                    str(row.word),
                    row.n,
                    "" if row.m is None else row.m,
                    *window,
                    next_step(row, now.day),
                    row.outcome.reason,
                ),
            )
            for item in row.evidence:
                record = item.record
                day = record.day.isoformat() if record.day.year > 1 else ""
                evidence.write_row(
                    line,
                    0,
                    (
                        row.entry.id,
                        item.kind,
                        record.title,
                        day,
                        record.recorded.isoformat(),
                        "yes" if item.afterwards else "",
                        ", ".join(item.also),
                        record.id,
                    ),
                )
                line += 1
        for sheet in (entries, evidence):
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 8, 18)
    return file.getvalue()
