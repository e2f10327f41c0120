"""The legislator brief laid out as a document of one page. Every line leads to its evidence."""

from crm.advocacy.briefs.legislator_brief import LegislatorBrief
from crm.advocacy.stances.stance_words import Stance, source_words
from crm.interactions.follow_ups import FollowUp
from crm.office_time import first_day, in_words
from crm.relationships.ties import TieSummary
from crm.vocabulary import CHANNELS, STANCES, VOTE_OPTIONS
from web.addresses import address
from web.documents.blocks import Document, Line, Section, Table
from web.documents.council import due
from web.documents.evidence import stance_evidence


def legislator_document(brief: LegislatorBrief) -> Document:
    """Lay the brief out: the ask and the way in first, then what they rest on."""
    found = brief.record
    ties = tuple(_tie(tie, brief.on, found.person.id) for tie in found.ties)
    promises = tuple(_promise(one, brief) for one in found.promises)
    ask = Line(brief.ask, note="the issue" if brief.ask_about else "", href=address("issue", brief.ask_about or ""))
    sections = (
        Section("Suggested ask", lead=ask),
        _way_in(brief),
        _stances(brief),
        Section("Who knows them", items=ties),
        Section("Last contacts", items=_contacts(brief)),
        Section("Promises open", items=promises),
        _districts(brief),
        _committees(brief),
        _votes(brief),
    )
    who = (found.standing.line, found.person.phone, found.person.email)
    return Document(
        title=found.person.name,
        subtitle=" · ".join(part for part in who if part),
        headline=brief.headline,
        sections=tuple(section for section in sections if not section.is_empty),
        footer=f"Made {in_words(brief.on)} by {brief.written_by} from logged evidence.",
        pages=1,
    )


def _way_in(brief: LegislatorBrief) -> Section:
    href = f"/paths?to={brief.record.person.id}"
    if brief.way_in is None:
        return Section("The way in", lead=Line("No path from anybody of ours is known yet.", href=href))
    return Section(
        "The way in", items=tuple(Line(path.sentence, note="other ways", href=href) for path in brief.way_in.paths)
    )


def _stances(brief: LegislatorBrief) -> Section:
    rows = tuple(
        (
            Line(f"{issue.rank}. {issue.title}" if issue.rank else issue.title, href=address("issue", issue.id)),
            _stance(brief.record.stances.get(issue.id)),
        )
        for issue in brief.record.priorities
    )
    table = Table(("Priority", "Stance"), rows, (3, 4)) if rows else None
    return Section("Where they stand", table=table)


def _stance(stance: Stance | None) -> Line:
    if stance is None:
        return Line("Nothing known")
    before = f", before that {STANCES[stance.changed_from].words.lower()}" if stance.changed_from is not None else ""
    condition = f"; condition: {stance.conditions}" if stance.conditions else ""
    note = f"since {in_words(stance.since or stance.on)}{before}; {source_words(stance)}{condition}"
    href = stance_evidence(stance) or address("issue", stance.subject_id)
    return Line(stance.words, note=note, href=href, mark=STANCES[stance.value].sign)


def _tie(tie: TieSummary, day: str, person_id: str) -> Line:
    last = f"last contact {in_words(tie.last_two_way, first_day(day))}" if tie.last_two_way else ""
    note = "; ".join(part for part in (tie.why, last) if part)
    return Line(f"{tie.person.name}: {tie.word}", note=note, href=address("tie", tie.person.id, person_id))


def _contacts(brief: LegislatorBrief) -> tuple[Line, ...]:
    lines = []
    for contact in brief.record.contacts:
        said = contact.answer or contact.summary or contact.ask or ""
        ours = ", ".join(one.name for one in contact.ours)
        text = f"{in_words(contact.on)}, {CHANNELS[contact.channel].words.lower()} with {ours}"
        lines.append(Line(text, rest=f": {said}" if said else "", href=address("contact", contact.id)))
    return tuple(lines)


def _promise(one: FollowUp, brief: LegislatorBrief) -> Line:
    when = due(one.due, brief.on)
    href = address("contact", one.interaction_id) if one.interaction_id else address("person", brief.record.person.id)
    return Line(one.text, note=f"{one.owner.name}, {when}" if one.owner else when, href=href)


def _districts(brief: LegislatorBrief) -> Section:
    items = tuple(
        Line(
            f"{one.district_name}: {one.superintendent_name or 'no superintendent on record'}",
            note=one.how,
            href=address("organization", one.district_id),
        )
        for one in brief.record.districts
    )
    return Section("Our districts they represent", items=items)


def _committees(brief: LegislatorBrief) -> Section:
    named = [f"{m.body} ({m.role})" if m.is_officer else m.body for m in brief.record.standing.committees]
    href = address("person", brief.record.person.id) + "#roles"
    return Section("Committees", lead=Line(", ".join(named), href=href) if named else None)


def _votes(brief: LegislatorBrief) -> Section:
    items = tuple(
        Line(
            f"{VOTE_OPTIONS[vote.option].words} on {vote.bill}, {vote.title}",
            note=f"{in_words(vote.on)}, {vote.yeas} to {vote.nays}",
            href=address("vote", vote.id),
        )
        for vote in brief.record.votes
    )
    return Section("Votes that tell something", items=items)
