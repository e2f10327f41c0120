"""Council meetings' pages: planning one, changing the plan, calling it off, and recording who came and what was
decided."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.briefs.council_brief import council_brief
from crm.advocacy.council.council_seats import Council, council
from crm.advocacy.council.meetings import Meeting, NewMeeting, NewMeetingSchema, change_meeting, meeting, plan_meeting
from crm.advocacy.issues.issues import issues
from crm.advocacy.issues.subject_names import named
from crm.advocacy.stances.stances import Known
from crm.events.attendance import hold_event
from crm.events.calling_off import call_off, plan_again
from crm.events.event_kind import HELD, MODES, PLANNED
from crm.events.events import AgendaLine, Attendee, Minutes
from crm.ids import new_id
from crm.words import listing
from web.access import allow, allow_to
from web.advocacy.blueprint import pages
from web.advocacy.council import promises_of
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.stale_edits import Entry, keep_changes, opened

FEWEST_LINES = 3
SUGGESTED, LONGER = "suggested", "longer"  # what a press of the agenda's own buttons asks for


@pages.get("/council/meetings/new")
@allow("staff")
def new_meeting() -> Response:
    """The form for a meeting, with every body invited to begin with."""
    found = database().read(council, as_of=actor().today)
    form = Form.new({"council": found.id, "name": found.name, "bodies": [body.id for body in found.bodies]})
    if request.args.get("agenda") == SUGGESTED:
        _suggest(form, None)
    return _plan_form(form, found)


@pages.post("/council/meetings/new")
@allow_to("add", "meeting")
def plan() -> AnyResponse:
    """Plan it, with its invitations and agenda."""
    form = Form.sent()
    if form.value("agenda"):
        return _reworked(form, database().read(council, as_of=actor().today))
    with form.catching():
        made = database().write(plan_meeting, _planned(form), by=actor())
        return saved("The meeting is planned.", _page_of(made))
    return _plan_form(form, database().read(council, as_of=actor().today))


@pages.get("/council/meetings/<meeting_id>/plan")
@allow("staff")
def change_plan(meeting_id: str) -> Response:
    """The same form, filled in; ?agenda=suggested puts in the agenda that the brief suggests."""
    found = database().read(meeting, meeting_id)
    form = _as_planned(found)
    if request.args.get("agenda") == SUGGESTED:
        _suggest(form, meeting_id)
    return _plan_form(form, _seats(found), found)


@pages.post("/council/meetings/<meeting_id>/plan")
@allow_to("change", "meeting")
def keep_plan(meeting_id: str) -> AnyResponse:
    """Keep it; where somebody else changed it meanwhile, show what they wrote beside what was typed."""
    form = Form.sent()
    if form.value("agenda"):
        found = database().read(meeting, meeting_id)
        return _reworked(form, _seats(found), found)
    found = database().read(meeting, meeting_id)

    def save_as_of(version: int) -> None:
        database().write(change_meeting, meeting_id, _planned(form), version, by=actor())

    def standing() -> Form:
        return _as_planned(database().read(meeting, meeting_id))

    with form.catching():
        keep_changes(form, standing, _plan_entries(_names_of(found)), save_as_of, meeting_id)
        return saved("The plan is changed.", _page_of(meeting_id))
    return _plan_form(form, _seats(found), found)


@pages.post("/council/meetings/<meeting_id>/cancel")
@allow_to("change", "meeting")
def cancel(meeting_id: str) -> AnyResponse:
    """Call it off; undo plans it again."""
    version = _version(Form.sent())
    database().write(call_off, meeting_id, version, by=actor())
    undo = url_for("advocacy.reinstate", meeting_id=meeting_id)
    return saved("The meeting is called off.", _page_of(meeting_id), undo=undo, fields={"version": str(version + 1)})


@pages.post("/council/meetings/<meeting_id>/reinstate")
@allow_to("change", "meeting")
def reinstate(meeting_id: str) -> AnyResponse:
    """Plan it again."""
    database().write(plan_again, meeting_id, _version(Form.sent()), by=actor())
    return saved("The meeting is planned again.", _page_of(meeting_id))


def _as_planned(found: Meeting) -> Form:
    """The form for its plan, as it stands."""
    form = Form.new(
        {"council": found.council_id, "name": found.name, "start": found.day, "time": found.time, "mode": found.mode,
         "place": found.place, "bodies": list(found.invited)}
    )  # fmt: skip
    _write_lines(form, found.agenda)
    return opened(form, _plan_entries(_names_of(found)), found.version)


def _plan_entries(names: Mapping[str, str]) -> tuple[Entry, ...]:
    return (
        Entry("start", "Day"), Entry("time", "Hour"), Entry("name"), Entry("mode", "How", MODES),
        Entry("place", "Place or link"), Entry("bodies", "Bodies invited", names),
        Entry("agenda_0", "Agenda", names, lines=("agenda", "reason", "issue")),
    )  # fmt: skip


def _names_of(found: Meeting) -> dict[str, str]:
    """What a meeting's ids of bodies and issues mean."""
    bodies = {one.id: one.name for one in database().read(named, list(found.invited))}
    return {body.id: body.name for body in _seats(found).bodies} | bodies | dict(_issues())


def _planned(form: Form) -> NewMeeting:
    day, hour = form.value("start").strip(), form.value("time").strip()
    begins = Form({**form.values, "start": f"{day}T{hour}" if day and hour else day})
    new: NewMeeting = begins.load(NewMeetingSchema(exclude=("agenda",)))
    return replace(new, agenda=_agenda(form))


def _reworked(form: Form, found: Council, changing: Meeting | None = None) -> Response:
    """The form once more with a longer agenda, or with what the brief suggests; what was typed stays."""
    wanted = form.value("agenda")
    form.values.pop("agenda")
    if wanted == SUGGESTED:
        _suggest(form, changing.id if changing else None)
    return _plan_form(form, found, changing, more=FEWEST_LINES if wanted == LONGER else 0)


def _suggest(form: Form, meeting_id: str | None) -> None:
    """Add the items that the brief suggests and the agenda has not yet."""
    typed = _agenda(form)
    titles = {line.title.casefold() for line in typed}
    suggested = database().read(council_brief, actor=actor(), meeting_id=meeting_id).suggested
    _write_lines(form, (*typed, *(line for line in suggested if line.title.casefold() not in titles)))


def _write_lines(form: Form, agenda: Sequence[AgendaLine]) -> None:
    for number, line in enumerate(agenda):
        told = {f"agenda_{number}": line.title, f"reason_{number}": line.reason, f"issue_{number}": line.issue or ""}
        form.values |= told


def _plan_form(form: Form, found: Council, changing: Meeting | None = None, more: int = 0) -> Response:
    return form_page(
        "advocacy/meeting_new.html", form, council=found, modes=MODES, meeting=changing, issues=_issues(),
        lines=range(max(FEWEST_LINES, _lines(form, "agenda") + 1) + more),
    )  # fmt: skip


def _lines(form: Form, name: str) -> int:
    """How many numbered lines of a form are filled in, gaps included."""
    numbers = [int(key.rpartition("_")[2]) for key in form.values if key.startswith(f"{name}_") and key[-1].isdigit()]
    return max((number + 1 for number in numbers if form.value(f"{name}_{number}").strip()), default=0)


def _issues() -> list[tuple[str, str]]:
    asking = actor()
    return [(one.id, one.title) for one in database().read(issues, known=asking.at, as_of=asking.today)]


def _agenda(form: Form) -> tuple[AgendaLine, ...]:
    lines = []
    for number in range(_lines(form, "agenda")):
        title = form.value(f"agenda_{number}").strip()
        if title:
            reason, issue = form.value(f"reason_{number}").strip(), form.value(f"issue_{number}") or None
            lines.append(AgendaLine(title, reason, issue))
    return tuple(lines)


@pages.get("/council/meetings/<meeting_id>")
@allow("staff")
def one_meeting(meeting_id: str) -> str:
    """When and where, the agenda, who came and who did not, minutes, decisions and promises."""
    asking = actor()
    found = database().read(meeting, meeting_id)
    seats = _seats(found)
    mentioned = [*found.invited, *(a.body_id for a in found.minutes.attendees if a.body_id)]
    names = {one.id: one.name for one in database().read(named, mentioned)}
    names |= {body.id: body.short_name for body in seats.bodies}
    return render_template(
        "advocacy/meeting.html", meeting=found, council=seats, modes=MODES, past=found.day <= asking.today,
        names=names, invited_names=_listed(found.invited, names), absent_names=_listed(found.absent, names),
        promises=database().read(promises_of, seats, Known.at(asking)), planned=PLANNED, held=HELD,
    )  # fmt: skip


def _listed(bodies: Sequence[str], names: Mapping[str, str]) -> str:
    return listing(sorted(names.get(body, "a body no longer listed") for body in bodies))


@pages.get("/council/meetings/<meeting_id>/held")
@allow("staff")
def holding(meeting_id: str) -> Response:
    """The form that records who came, the minutes and the decisions."""
    found = database().read(meeting, meeting_id)
    seats = _seats(found)
    return _held_form(_as_held(found, seats), found, seats)


def _as_held(found: Meeting, seats: Council) -> Form:
    """The form for what it left behind, as it stands."""
    form = Form.new({"minutes": found.minutes.text})
    holders = {seat.holder_id: seat.holder_name or "" for seat in seats.seats if seat.holder_id}
    came = found.minutes.attendees
    there = [a.person_id for a in came if a.person_id in holders] if came else sorted(holders)
    form.pick("came", [Choice(one, holders[one]) for one in there])
    for body in (None, *(body.id for body in seats.bodies)):
        guests = [Choice(a.person_id, a.name) for a in came if a.body_id == body and a.person_id not in holders]
        form.pick(f"for_{body}" if body else "others", guests)
    for number, (id_, text, issue) in enumerate(found.minutes.decisions):
        form.values |= {f"decision_{number}": text, f"id_{number}": id_, f"issue_{number}": issue or ""}
    return opened(form, _held_entries(seats), found.version)


def _held_entries(seats: Council) -> tuple[Entry, ...]:
    decisions = Entry("decision_0", "Decisions", dict(_issues()), lines=("decision", "issue"), carried=("id",))
    bodies = [Entry(f"for_{body.id}", f"For {body.short_name}") for body in seats.bodies]
    return (Entry("came", "Who came"), *bodies, Entry("others", "Others in the room"), Entry("minutes"), decisions)


@pages.post("/council/meetings/<meeting_id>/held")
@allow_to("change", "meeting")
def held(meeting_id: str) -> AnyResponse:
    """Keep it."""
    form = Form.sent()
    found = database().read(meeting, meeting_id)
    seats = _seats(found)

    def save_as_of(version: int) -> None:
        database().write(hold_event, meeting_id, _minutes(form, seats, found), version, by=actor())

    def standing() -> Form:
        return _as_held(database().read(meeting, meeting_id), seats)

    with form.catching():
        for name in ("others", *(f"for_{body.id}" for body in seats.bodies)):
            resolve(form, name)
        keep_changes(form, standing, _held_entries(seats), save_as_of, meeting_id)
        return saved("The meeting is recorded.", _page_of(meeting_id))
    return _held_form(form, found, seats)


def _held_form(form: Form, found: Meeting, seats: Council) -> Response:
    lines = range(max(FEWEST_LINES, _lines(form, "decision") + 2))
    guests = any(form.listed(f"for_{body.id}") for body in seats.bodies)
    return form_page(
        "advocacy/meeting_held.html", form, meeting=found, council=seats, lines=lines, issues=_issues(), guests=guests
    )


def _minutes(form: Form, seats: Council, found: Meeting) -> Minutes:
    """What the form says; as what somebody came stays as it was checked in."""
    came = set(form.listed("came"))
    attendees = [Attendee(s.holder_id, s.holder_name or "", s.body.id) for s in seats.seats if s.holder_id in came]
    attendees += [
        Attendee(person, "", body.id) for body in seats.bodies for person in form.listed(f"for_{body.id}") if person
    ]
    attendees += [Attendee(person, "", None) for person in form.listed("others") if person]
    roles = {(one.person_id, one.body_id): one.role for one in found.minutes.attendees}
    attendees = [replace(one, role=roles.get((one.person_id, one.body_id))) for one in attendees]
    once = {attendee.person_id: attendee for attendee in reversed(attendees)}
    decisions = tuple(
        (form.value(f"id_{n}") or new_id(), form.value(f"decision_{n}").strip(), form.value(f"issue_{n}") or None)
        for n in range(_lines(form, "decision"))
        if form.value(f"decision_{n}").strip()
    )
    return Minutes(tuple(once.values()), form.value("minutes").strip(), decisions)


def _seats(found: Meeting) -> Council:
    return database().read(council, as_of=found.day, council_id=found.council_id)


def _page_of(meeting_id: str) -> str:
    return url_for("advocacy.one_meeting", meeting_id=meeting_id)


def _version(form: Form) -> int:
    return form.whole("version")
