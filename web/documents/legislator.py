"""The legislator brief laid out as a document of one page."""

from crm.advocacy.legislator_brief import LegislatorBrief
from crm.advocacy.stances import STANCES, Stance
from crm.dates import first_day, in_words
from crm.relationships.ties import TieSummary
from web.documents.blocks import Document, Line, Section, Table
from web.documents.council import MARKS, source_words

MOST_DISTRICTS, MOST_PROMISES = 6, 4


def legislator_document(brief: LegislatorBrief) -> Document:
    """Lay the brief out: the ask and the way in first, then what they rest on."""
    found = brief.record
    footer = f"Made {in_words(brief.on)} by {brief.written_by} from logged evidence. {_contact_details(brief)}"
    sections = (
        Section("Suggested ask", lead=Line(brief.ask)),
        _way_in(brief),
        _stances(brief),
        Section("Who knows them", items=tuple(_tie(tie, brief.on, found.person.id) for tie in found.ties)),
        Section("Last contacts", items=_contacts(brief)),
        _promises(brief),
        _districts(brief),
        _committees(brief),
        _votes(brief),
    )
    return Document(
        title=found.person.name,
        subtitle=found.standing.line,
        headline=brief.headline,
        sections=tuple(section for section in sections if section.lead or section.table or section.items),
        footer=footer.strip(),
    )


def _contact_details(brief: LegislatorBrief) -> str:
    return " · ".join(part for part in (brief.record.person.phone, brief.record.person.email) if part)


def _way_in(brief: LegislatorBrief) -> Section:
    if brief.way_in is None:
        return Section("The way in", lead=Line("No path from our staff is known yet."))
    return Section("The way in", items=tuple(Line(path.sentence) for path in brief.way_in.paths))


def _stances(brief: LegislatorBrief) -> Section:
    rows = tuple(
        (
            Line(f"{issue.rank}. {issue.title}" if issue.rank else issue.title, href=f"/issues/{issue.id}"),
            _stance(brief.record.stances.get(issue.id)),
        )
        for issue in brief.record.priorities
    )
    if not rows:
        return Section("Where they stand")
    return Section("Where they stand", table=Table(("Priority", "Stance"), rows, (3, 4)))


def _stance(stance: Stance | None) -> Line:
    if stance is None:
        return Line("Nothing is known.")
    before = f", before that {STANCES[stance.changed_from].lower()}" if stance.changed_from is not None else ""
    note = f"since {in_words(stance.since or stance.on)}{before}; {source_words(stance)}"
    return Line(stance.words, note=note, href=f"/issues/{stance.subject_id}", mark=MARKS[stance.value])


def _tie(tie: TieSummary, day: str, person_id: str) -> Line:
    last = f"last contact {in_words(tie.last_two_way, first_day(day))}" if tie.last_two_way else ""
    note = "; ".join(part for part in (tie.why, last) if part)
    return Line(f"{tie.person.name}: {tie.word}", note=note, href=f"/ties/{tie.person.id}/{person_id}")


def _contacts(brief: LegislatorBrief) -> tuple[Line, ...]:
    lines = []
    for contact in brief.record.contacts:
        said = contact.answer or contact.summary or contact.ask
        ours = ", ".join(one.name for one in contact.ours)
        text = f"{in_words(contact.at)}, {contact.channel} with {ours}{f': {said}' if said else '.'}"
        lines.append(Line(text, href=f"/interactions/{contact.id}"))
    return tuple(lines)


def _promises(brief: LegislatorBrief) -> Section:
    items = tuple(
        Line(one.text, note=_due(one.due, brief.on, one.owner.name if one.owner else ""))
        for one in brief.record.promises[:MOST_PROMISES]
    )
    return Section("Promises open", items=items)


def _due(due: str | None, day: str, owner: str) -> str:
    when = "no date" if due is None else f"{'was due' if due < day else 'due'} {in_words(due)}"
    return f"{owner}, {when}" if owner else when


def _districts(brief: LegislatorBrief) -> Section:
    shown = brief.record.districts[:MOST_DISTRICTS]
    items = [
        Line(
            f"{one.district_name}: {one.superintendent_name or 'no superintendent on record'}",
            note=one.how,
            href=f"/organizations/{one.district_id}",
        )
        for one in shown
    ]
    if len(brief.record.districts) > len(shown):
        items.append(Line(f"And {len(brief.record.districts) - len(shown)} more."))
    return Section("Our districts they represent", items=tuple(items))


def _committees(brief: LegislatorBrief) -> Section:
    named = [f"{m.body} ({m.role})" if m.is_officer else m.body for m in brief.record.standing.committees]
    return Section("Committees", lead=Line(", ".join(named)) if named else None)


def _votes(brief: LegislatorBrief) -> Section:
    items = tuple(
        Line(f"{vote.bill}, {vote.title}: {vote.option}", note=f"{in_words(vote.on)}, {vote.yeas}-{vote.nays}")
        for vote in brief.record.votes
    )
    return Section("Votes that tell something", items=items)
