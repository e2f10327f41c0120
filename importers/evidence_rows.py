"""The typed evidence that the rows of a sheet state by themselves, before anything of the graph is looked at.

People and bodies are told apart by their names as written, so a file can be read into a ledger before it is imported:
the same names give the same ids. What a row's names mean in the graph is asked about in the import.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm.plan.evidence import (
    Adoption,
    Award,
    Communication,
    Contact,
    CouncilSeat,
    Document,
    Event,
    Evidence,
    Expense,
    Filing,
    Group,
    Invitation,
    LegislativeSession,
    Membership,
    Mentorship,
    Partnership,
    Placement,
    Post,
    Presentation,
    Priority,
    Program,
    Rank,
    Registration,
    ResaList,
    Response,
    Stance,
    Statement,
    Survey,
    TieRating,
)
from crm.plan.evidence_shapes import Record
from crm.stakeholders.names.folding import folded
from importers.evidence_names import Naming, role_of
from importers.evidence_sheet import OWN, SheetRow


def gather(rows: Sequence[SheetRow]) -> Evidence:
    """The evidence that these rows state."""
    reading = Naming(rows)
    reading.body(OWN)
    kinds: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        if make := _MAKERS.get(row.kind):
            kind, made = make(reading, row, {"id": row.id, "day": row.day, "recorded": row.recorded})
            kinds[kind] += made
    gathered: Mapping[str, Any] = {kind: tuple(made) for kind, made in kinds.items()}
    return Evidence(own=folded(OWN), bodies=reading.bodies, people=reading.people, issues=reading.issues, **gathered)


Made = tuple[str, list[Any]]
Maker = Callable[[Naming, SheetRow, Mapping[str, Any]], Made]


def _post(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    district = row.get("district", "")
    role = role_of(row)
    post = Post(
        **own,
        end=r.endings.get(row.id),
        role=role,
        body=r.body(row.get("body")) or "",
        person=r.person(row.get("person")) or "",
        interim=row.get("interim", False),
        seat=int(district) if district in ("1", "2", "3", "4", "5") else None,
        district=r.body(district) if district and not district.isdigit() else None,
        title=f"{row.get('person').person}, {role} of {row.get('body')}",
    )
    return "posts", [post]


def _membership(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    districts = row.get("districts")
    return "memberships", [
        Membership(
            **{**own, "id": f"{row.id}/{folded(name)}" if len(districts) > 1 else row.id},
            end=r.endings.get(row.id),
            district=r.body(name) or "",
            title=name,
        )
        for name in districts
    ]


def _resa_list(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    resa, districts = r.body(row.get("resa")) or "", r.some_bodies(row.get("districts"))
    return "resa_lists", [ResaList(**own, resa=resa, districts=districts, title=f"List of {row.get('resa')}")]


def _placement(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    return "placements", [Placement(**own, district=r.body(row.get("district")) or "", old=row.get("old"))]


def _seat(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    body, person = r.body(row.get("body")) or "", r.person(row.get("person")) or ""
    title = f"{row.get('person').person} for {row.get('body')}"
    return "council_seats", [CouncilSeat(**own, end=r.endings.get(row.id), body=body, person=person, title=title)]


def _mentorship(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    mentor, mentee = (r.person(row.get(name)) or "" for name in ("mentor", "mentee"))
    title = f"{row.get('mentor').person} mentors {row.get('mentee').person}"
    return "mentorships", [Mentorship(**own, end=r.endings.get(row.id), mentor=mentor, mentee=mentee, title=title)]


def _event(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    facilitator = row.get("facilitator")
    is_us = facilitator and folded(facilitator.person) == folded(OWN)
    event = Event(
        **own,
        type=row.get("type"),
        hosts=r.some_bodies((row.get("host"), *row.get("cohosts", ()))),
        scope=row.get("scope"),
        mode=row.get("mode"),
        region=r.body(row.get("region")),
        topics=frozenset(row.get("topics", ())),
        theme=row.get("theme"),
        part_of=row.get("part_of"),
        series=row.get("series"),
        facilitator=folded(OWN) if is_us else r.person(facilitator),
        group=row.get("group"),
        agenda=row.get("agenda", ()),
        scheduled=row.get("scheduled"),
        last_day=row.get("ends"),
        hours=row.get("hours"),
        attendance=tuple(r.party(named) for named in row.get("attendance", ())),
        canceled=r.endings.get(row.id),
        title=row.get("name") or row.get("type").capitalize(),
    )
    return "events", [event]


def _group(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    members = frozenset(filter(None, (r.person(named) for named in row.get("members", ()))))
    return "groups", [Group(**own, end=r.endings.get(row.id), members=members, title=row.get("name"))]


def _communication(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    message = Communication(
        **own,
        type=row.get("type"),
        channels=frozenset(row.get("channel")),
        audiences=frozenset(row.get("audience")),
        issues=r.some_issues(row),
        campaign=row.get("campaign"),
        theme=row.get("theme"),
        recipients=r.recipients(row),
        title=f"{row.get('type').capitalize()} by {', '.join(row.get('channel'))}",
    )
    return "communications", [message]


def _survey(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    owner = row.get("owner")
    ours = owner and folded(owner.person) in ("staff", folded(OWN))
    survey = Survey(
        **own,
        type=row.get("type"),
        owner="staff" if ours else r.person(owner),
        to=row.get("to"),
        closes=row.get("close"),
        event=row.get("event"),
        pair=row.get("pair"),
        questions=row.get("questions"),
        title=f"Survey ({row.get('type')})",
    )
    return "surveys", [survey]


def _response(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    person = r.person(row.get("person"))
    title = f"Answer of {row.get('person').person}" if person else "Anonymous answer"
    return "responses", [Response(**own, survey=row.get("survey"), person=person, score=row.get("score"), title=title)]


def _document(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    document = Document(
        **own,
        type=row.get("type"),
        topics=frozenset(row.get("topics", ())),
        basis=frozenset(row.get("basis", ())),
        bodies=r.some_bodies(row.get("with", ())),
        event=row.get("event"),
        by=r.person(row.get("by")),
        presented_at=row.get("presented_at"),
        title=row.get("title") or row.get("type").capitalize(),
    )
    return "documents", [document]


def _priority(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    raised_by = r.some_bodies(row.get("raised_by", ()))
    issue, title = r.issue(row.get("title")), row.get("title")
    return "priorities", [Priority(**own, end=r.endings.get(row.id), issue=issue, raised_by=raised_by, title=title)]


def _rank(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    issue = r.issue(row.get("issue"))
    set_by = r.person(row.get("set_by"))
    return "ranks", [Rank(**own, issue=issue, rank=row.get("rank"), set_by=set_by, title=r.issues[issue])]


def _stance(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    body, issue = r.body(row.get("body")) or "", r.issue(row.get("issue"))
    return "stances", [Stance(**own, body=body, issue=issue, stance=int(row.get("stance")))]


def _tie_rating(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    holder, legislator = (r.person(row.get(name)) or "" for name in ("holder", "legislator"))
    confirmed = row.get("confirmed") == "yes"
    title = f"{row.get('holder').person} and {row.get('legislator').person}: {row.get('value')}"
    return "tie_ratings", [
        TieRating(**own, holder=holder, legislator=legislator, value=row.get("value"), confirmed=confirmed, title=title)
    ]


def _contact(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    contact = Contact(
        **own,
        by=frozenset(filter(None, (r.person(named) for named in row.get("by")))),
        parties=tuple(r.party(named) for named in row.get("with")),
        topics=frozenset(row.get("topics", ())),
        issues=r.some_issues(row),
        lobbying=row.get("lobbying", False),
        incoming=row.get("incoming", False),
        title=f"Contact with {', '.join(named.person for named in row.get('with'))}",
    )
    return "contacts", [contact]


def _award(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    person = row.get("person")
    award = Award(
        **own,
        type=row.get("type"),
        person=r.person(person),
        event=row.get("event"),
        region=r.body(row.get("region")),
        theme=row.get("theme"),
        host=r.body(row.get("host")),
        support=row.get("support"),
        title=f"Award ({row.get('type')})" + (f" to {person.person}" if person else ""),
    )
    return "awards", [award]


def _presentation(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    held = {**own, "day": r.by_id[row.get("event")].day}  # a presentation's own day is its event's
    person = row.get("person")
    return "presentations", [
        Presentation(
            **held,
            event=row.get("event"),
            person=r.person(person) or "",
            format=row.get("format"),
            arranged=row.get("arranged"),
            title=f"{row.get('format').capitalize()} with {person.person}",
        )
    ]


def _partnership(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    bodies, purpose = r.some_bodies(row.get("bodies")), row.get("purpose")
    return "partnerships", [
        Partnership(**own, end=r.endings.get(row.id), bodies=bodies, purpose=purpose, title=f"Partnership: {purpose}")
    ]


def _program(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    sessions, completions = row.get("sessions", 1), row.get("completions")
    return "programs", [Program(**own, sessions=sessions, completions=completions, title=row.get("name"))]


def _invitation(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    accepted = r.recipients(row, "accepted")
    invited = r.recipients(row)
    return "invitations", [
        Invitation(
            **own, event=row.get("event"), recipients=invited, accepted=accepted, title=f"{len(invited)} invited"
        )
    ]


def _adoption(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    district, goal = r.body(row.get("district")) or "", row.get("goal")
    return "adoptions", [Adoption(**own, district=district, goal=goal, title=f"{row.get('district')}: {goal}")]


def _statement(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    by = r.person(row.get("by")) or ""
    return "statements", [
        Statement(**own, entry=row.get("entry"), by=by, says=row.get("says"), text=row.get("text", ""))
    ]


def _session(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    type_, year = row.get("type"), row.get("year")
    return "sessions", [
        LegislativeSession(**own, type=type_, year=year, sine_die=row.get("sine_die"), title=f"{year} {type_} session")
    ]


def _registration(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    title = f"{row.get('person').person} registered for {row.get('year')}"
    return "registrations", [
        Registration(**own, person=r.person(row.get("person")) or "", year=row.get("year"), title=title)
    ]


def _filing(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    type_, year = row.get("type"), row.get("due_year")
    person = r.person(row.get("person"))
    return "filings", [
        Filing(**own, type=type_, due_year=year, person=person, title=f"{type_.capitalize()} report {year}")
    ]


def _expense(r: Naming, row: SheetRow, own: Mapping[str, Any]) -> Made:
    expense = Expense(
        **own,
        category=row.get("category"),
        amount=row.get("amount"),
        official=r.person(row.get("official")),
        campaign=row.get("campaign"),
        event=row.get("event"),
        single_function=row.get("function") == "single",
    )
    return "expenses", [expense]


_MAKERS: Mapping[str, Maker] = {
    "post": _post,
    "membership": _membership,
    "resa list": _resa_list,
    "old district choice": _placement,
    "seat": _seat,
    "mentorship": _mentorship,
    "event": _event,
    "group": _group,
    "communication": _communication,
    "survey": _survey,
    "response": _response,
    "document": _document,
    "priority": _priority,
    "rank": _rank,
    "stance": _stance,
    "tie rating": _tie_rating,
    "contact": _contact,
    "award": _award,
    "presentation": _presentation,
    "partnership": _partnership,
    "program": _program,
    "invitation": _invitation,
    "adoption": _adoption,
    "statement": _statement,
    "session": _session,
    "registration": _registration,
    "filing": _filing,
    "expense": _expense,
}
