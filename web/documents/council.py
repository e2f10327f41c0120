"""The council brief laid out as a document of at most two pages. Every line leads to its evidence."""

from collections.abc import Iterable

from crm.advocacy.briefs.council_brief import CouncilBrief
from crm.advocacy.briefs.council_brief_words import PriorityLine, closest_in_words, movement_in_words
from crm.advocacy.council.consensus import Body
from crm.advocacy.council.council_seats import CouncilSeat
from crm.advocacy.council.last_touches import Touch
from crm.advocacy.council.promises import Promise
from crm.advocacy.stances.stance_words import Stance, source_words
from crm.events.events import AgendaLine
from crm.office_time import first_day, in_words
from crm.vocabulary import CHANNELS, STANCES
from web.addresses import address
from web.documents.blocks import Document, Line, Section, Table
from web.documents.evidence import stance_evidence

PAGES = 2
LONGEST_SOURCE = 60  # letters in a cell of the table


def council_document(brief: CouncilBrief) -> Document:
    """Lay the brief out: what a hurried reader needs comes first."""
    sections = (
        _worth(brief),
        _priorities(brief),
        _changed(brief),
        _agenda(brief),
        _promises("What we promised", brief.ours_open, brief.on),
        _promises("What was promised to us", brief.theirs_open, brief.on),
        _room(brief),
    )
    when = brief.meeting.day if brief.meeting else brief.on
    place = f", {brief.meeting.place}" if brief.meeting and brief.meeting.place else ""
    return Document(
        title=f"{brief.council.name}: brief",
        subtitle=f"For {in_words(when)}{place}. As known on {in_words(brief.on)}.",
        headline=brief.headline,
        sections=tuple(section for section in sections if not section.is_empty),
        footer=f"Made {in_words(brief.written_on)} by {brief.written_by} from logged evidence.",
        pages=PAGES,
    )


def _worth(brief: CouncilBrief) -> Section:
    if brief.worth is None:
        return Section("Worth the meeting’s time")
    line, closest = brief.worth, brief.worth.consensus.closest
    nearest = f" {closest_in_words(line.consensus, brief.council.bodies)}." if closest else ""
    condition = f" Condition: {closest.conditions}." if closest and closest.conditions else ""
    rest = f". {line.sentence}{nearest}{condition}"
    lead = Line(line.issue.title, rest=rest, href=address("issue", line.issue.id))
    return Section("Worth the meeting’s time", lead=lead)


def _priorities(brief: CouncilBrief) -> Section:
    bodies = brief.council.bodies
    if not brief.priorities:
        lead = Line("No priorities are set. Adopt four or five under Issues.", href="/issues")
        return Section("Where the bodies stand", lead=lead)
    rows = tuple(_priority_row(line, bodies) for line in brief.priorities)
    headers = ("Priority", *(body.short_name for body in bodies), "Agree")
    widths = (4, *(3 for _ in bodies), 3)
    return Section("Where the bodies stand", table=Table(headers, rows, widths))


def _priority_row(line: PriorityLine, bodies: tuple[Body, ...]) -> tuple[Line, ...]:
    rank = f"{line.issue.rank}. " if line.issue.rank else ""
    title = Line(f"{rank}{line.issue.title}", href=address("issue", line.issue.id))
    return (title, *(_cell(line.consensus.stances.get(body.id)) for body in bodies), _agree(line, bodies))


def _cell(stance: Stance | None) -> Line:
    if stance is None:
        return Line("Nothing known")
    note = f"{in_words((stance.since or stance.on)[:7])}, {source_words(stance, longest=LONGEST_SOURCE)}"
    return Line(stance.words, note=note, href=_evidence(stance), mark=STANCES[stance.value].sign)


def _evidence(stance: Stance) -> str:
    return stance_evidence(stance) or address("issue", stance.subject_id)


def _agree(line: PriorityLine, bodies: tuple[Body, ...]) -> Line:
    """The share aligned, its trend since the last meeting, and who is closest to joining."""
    trend, closest = line.consensus.trend, line.consensus.closest
    moved = f"{abs(trend)} {'more' if trend > 0 else 'fewer'} than last time" if trend else ""
    names = {body.id: body.short_name for body in bodies}
    near = f"{names[closest.holder_id]} is closest" if closest else ""
    note = "; ".join(part for part in (moved, near) if part)
    return Line(f"{line.consensus.aligned} of {line.consensus.asked}", note=note, href="/consensus")


def _changed(brief: CouncilBrief) -> Section:
    if brief.since is None:
        return Section("What changed", lead=Line("No earlier meeting is on record to compare with."))
    heading = f"What changed since {in_words(brief.since)}"
    items = (*_movements(brief), *_priorities_changed(brief), *_kept(brief))
    return Section(heading, items=items) if items else Section(heading, lead=Line("Nothing has changed."))


def _movements(brief: CouncilBrief) -> Iterable[Line]:
    titles = {line.issue.id: line.issue.title for line in brief.priorities}
    for move in brief.changed:
        note = f"{in_words(move.after.on)}, {source_words(move.after)}"
        yield Line(f"{movement_in_words(move)} on {titles[move.subject_id]}", note=note, href=_evidence(move.after))


def _priorities_changed(brief: CouncilBrief) -> Iterable[Line]:
    for change in brief.priorities_changed:
        note = f"{in_words(change.issue.set_on)}, {change.issue.set_by}" if change.issue.set_on else ""
        yield Line(change.words, note=note, href=address("issue", change.issue.id))


def _kept(brief: CouncilBrief) -> Iterable[Line]:
    for promise in brief.kept:
        note = f"{promise.owes} to {promise.owed_to}, {in_words(promise.done_on or '')}"
        yield Line(f"Done: {promise.text}", note=note, href=_origin(promise))


def _agenda(brief: CouncilBrief) -> Section:
    heading = "Agenda" if brief.agenda_set else "Suggested agenda"
    return Section(heading, items=tuple(_agenda_line(item) for item in brief.agenda), numbered=True)


def _agenda_line(item: AgendaLine) -> Line:
    rest = f". {item.reason}" if item.reason else ""
    return Line(item.title, rest=rest, href=address("issue", item.issue) if item.issue else "/council")


def _promises(heading: str, promises: tuple[Promise, ...], day: str) -> Section:
    items = tuple(Line(p.text, note=f"{p.owes} to {p.owed_to}, {due(p.due, day)}", href=_origin(p)) for p in promises)
    return Section(heading, items=items)


def _origin(promise: Promise) -> str:
    """Where a promise was made."""
    if promise.interaction_id:
        return address("contact", promise.interaction_id)
    return address("meeting", promise.meeting_id) if promise.meeting_id else "/council"


def due(day: str | None, today: str) -> str:
    """When something promised is due, said from a day: "was due Oct 1, 2026"."""
    if day is None:
        return "no date"
    return f"{'was due' if day < today else 'due'} {in_words(day)}"


def _room(brief: CouncilBrief) -> Section:
    touches = {touch.body.id: touch for touch in brief.contacts}
    rows = tuple((Line(seat.body.short_name), _holder(seat), _touch(touches[seat.body.id], brief.on))
                 for seat in brief.council.seats)  # fmt: skip
    headers = ("Body", "Who", "Our last contact with it")
    return Section("Who will be in the room", table=Table(headers, rows, (2, 4, 7)) if rows else None)


def _holder(seat: CouncilSeat) -> Line:
    if seat.holder_id is None:
        return Line("The seat has no holder", href=address("seat", seat.post_id), mark="!")
    return Line(seat.holder_name or "", href=address("person", seat.holder_id))


def _touch(touch: Touch, day: str) -> Line:
    if touch.at is None:
        return Line("No contact is on record")
    when = in_words(touch.at, first_day(day))
    if touch.meeting_id:
        return Line(f"{when}, council meeting with {touch.person}", href=address("meeting", touch.meeting_id))
    how = CHANNELS[touch.channel].words.lower() if touch.channel else "contact"
    return Line(f"{when}, {how} with {touch.person}", href=address("contact", touch.interaction_id))
