"""The council brief laid out as a document of at most two pages."""

from crm.advocacy.consensus import Body
from crm.advocacy.council_brief import CouncilBrief, PriorityLine, Touch, movement_in_words
from crm.advocacy.promises import Promise
from crm.advocacy.stances import CERTAINTIES, SOURCE_KINDS, Stance
from crm.dates import first_day, in_words
from web.documents.blocks import Document, Line, Section, Table

MARKS = {-2: "−−", -1: "−", 0: "?", 1: "+", 2: "++"}
MOST_LINES = 6


def council_document(brief: CouncilBrief) -> Document:
    """Lay the brief out: what a hurried reader needs comes first."""
    sections = (
        _worth(brief),
        _priorities(brief),
        _changed(brief),
        Section("Suggested agenda", items=tuple(Line(f"{a.title}. {a.reason}".strip()) for a in brief.agenda)),
        _promises("What we promised", brief.ours_open, brief.on),
        _promises("What was promised to us", brief.theirs_open, brief.on),
        Section("Last contact with each body", items=tuple(_touch(touch, brief.on) for touch in brief.contacts)),
        _room(brief),
    )
    when = brief.meeting.start[:10] if brief.meeting else brief.on
    place = f", {brief.meeting.place}" if brief.meeting and brief.meeting.place else ""
    return Document(
        title=f"{brief.council.name}: brief",
        subtitle=f"For {in_words(when)}{place}. As known on {in_words(brief.on)}.",
        headline=brief.headline,
        sections=tuple(section for section in sections if section.lead or section.table or section.items),
        footer=f"Made {in_words(brief.written_at)} by {brief.written_by} from logged evidence.",
    )


def _worth(brief: CouncilBrief) -> Section:
    if brief.worth is None:
        return Section("Worth the meeting’s time")
    line = brief.worth
    closest = line.consensus.closest
    conditions = f" Its condition: {closest.conditions}." if closest and closest.conditions else ""
    return Section("Worth the meeting’s time", lead=Line(f"{line.issue.title}. {line.sentence}{conditions}"))


def _priorities(brief: CouncilBrief) -> Section:
    bodies = brief.council.bodies
    if not brief.priorities:
        return Section("Where the bodies stand", lead=Line("No priorities are set. Adopt four or five under Issues."))
    rows = tuple(_priority_row(line, bodies) for line in brief.priorities)
    headers = ("Priority", *(body.short_name for body in bodies), "Agree")
    widths = (5, *(3 for _ in bodies), 2)
    key = "++ supports, + leans for, ? undecided, − leans against, −− opposes, · nothing known."
    return Section("Where the bodies stand", table=Table(headers, rows, widths), items=(Line(key),))


def _priority_row(line: PriorityLine, bodies: tuple[Body, ...]) -> tuple[Line, ...]:
    rank = f"{line.issue.rank}. " if line.issue.rank else ""
    trend = {None: "", 0: ""}.get(line.consensus.trend, f"{line.consensus.trend:+d}" if line.consensus.trend else "")
    agree = Line(f"{line.consensus.aligned} of {line.consensus.asked}", note=f"{trend} since last" if trend else "")
    title = Line(f"{rank}{line.issue.title}", href=f"/issues/{line.issue.id}")
    return (title, *(_cell(line.consensus.stances.get(body.id)) for body in bodies), agree)


def _cell(stance: Stance | None) -> Line:
    if stance is None:
        return Line("·")
    note = f"{_short_day(stance.since or stance.on)}, {source_words(stance)}"
    return Line(stance.words, note=note, href=f"/issues/{stance.subject_id}", mark=MARKS[stance.value])


def source_words(stance: Stance) -> str:
    """Where a stance comes from, in a few words, and how sure we are when not quite."""
    words = stance.source if stance.source and len(stance.source) <= 40 else SOURCE_KINDS[stance.source_kind]
    return words if stance.certainty == "sure" else f"{words}; {CERTAINTIES[stance.certainty].lower()}"


def _short_day(day: str) -> str:
    return in_words(day[:7])


def _changed(brief: CouncilBrief) -> Section:
    if brief.since is None:
        return Section("What changed", lead=Line("No earlier meeting is on record to compare with."))
    heading = f"What changed since {in_words(brief.since)}"
    titles = {line.issue.id: line.issue.title for line in brief.priorities}
    items = tuple(
        Line(
            f"{movement_in_words(move)} on {titles[move.subject_id]}.",
            note=f"{in_words(move.after.on)}, {source_words(move.after)}",
            href=f"/issues/{move.subject_id}",
        )
        for move in brief.changed
    )
    return Section(heading, items=_shortened(items)) if items else Section(heading, lead=Line("No stance has changed."))


def _promises(heading: str, promises: tuple[Promise, ...], day: str) -> Section:
    items = tuple(
        Line(
            f"{p.text} ({p.owes} to {p.owed_to})",
            note=_due(p, day),
            href=f"/council/meetings/{p.meeting_id}" if p.meeting_id else "/council",
        )
        for p in promises
    )
    return Section(heading, items=_shortened(items))


def _due(promise: Promise, day: str) -> str:
    if promise.due is None:
        return "no date"
    return f"{'was due' if promise.overdue(day) else 'due'} {in_words(promise.due)}"


def _touch(touch: Touch, day: str) -> Line:
    if touch.at is None:
        return Line(f"{touch.body.short_name}: no contact is on record.")
    when = in_words(touch.at, first_day(day))
    text = f"{touch.body.short_name}: {when}, {touch.channel} with {touch.person}"
    return Line(text, href=f"/interactions/{touch.interaction_id}")


def _room(brief: CouncilBrief) -> Section:
    seats = brief.council.seats
    items = tuple(
        Line(f"{seat.body.short_name}: {seat.holder_name}", href=f"/people/{seat.holder_id}")
        if seat.holder_id
        else Line(f"{seat.body.short_name}: the seat has no holder", mark="!")
        for seat in seats
    )
    return Section("Who will be in the room", items=items)


def _shortened(items: tuple[Line, ...]) -> tuple[Line, ...]:
    """At most so many lines that the brief stays on two pages; the rest are counted, not dropped in silence."""
    if len(items) <= MOST_LINES:
        return items
    return (*items[: MOST_LINES - 1], Line(f"And {len(items) - MOST_LINES + 1} more, on the screen version."))
