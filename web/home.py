"""Home: what needs me today? Put together from the rooms; nothing is decided here but the order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, render_template

from crm.advocacy.council.council_seats import council, quarter, quarter_ends
from crm.advocacy.council.meetings import Meeting, meetings
from crm.advocacy.council.promises import Promise
from crm.advocacy.stances.stale_stances import StaleStances, stale_stances
from crm.advocacy.stances.stances import Known
from crm.asks.cold import Cold, going_cold
from crm.census.answers import OWN_LEVELS
from crm.errors import InvalidData, NotFound
from crm.events.event_kind import CANCELLED, PLANNED
from crm.ids import new_id
from crm.interactions.contacts import Interaction, recent
from crm.interactions.follow_ups import FollowUp, follow_ups_due, my_follow_ups
from crm.lobbying.registrations import registrations
from crm.lobbying.reports import Expected, reminders
from crm.office_time import last_day
from crm.relationships.coverage.seat_ties import SeatTie, seat_ties
from crm.stakeholders.chambers import chamber_name
from crm.words import listing
from web import member_home
from web.access import EVERYONE, PUBLIC, allow, may
from web.advocacy.council import promises_of
from web.context import actor, database, network, today
from web.first_day import setting_up
from web.plan.this_week import PlanMatters, plan_matters
from web.remembered import remembered
from web.words import plural

pages = Blueprint("home", __name__)

AHEAD = timedelta(days=7)
QUARTER_WARNING = timedelta(days=31)
MOST_SHOWN = 6
NOTHING_BUT = "apart from the plan, nothing is waiting for you"
STEPS = ("Close", "Good", "Know", "None")


@dataclass(frozen=True)
class Bar:
    """One chamber as a bar: how many seats at each step of our best tie, as (word, seats, left, width) in percent."""

    name: str
    seats: int
    good: int
    steps: tuple[tuple[str, int, float, float], ...]


@dataclass(frozen=True)
class CouncilMatters:
    """What the council needs: meetings within a week, past ones that are not recorded, the last day of a quarter
    that closes without one, promises due by either side, and stances that are older than a session."""

    soon: Sequence[Meeting] = ()
    unrecorded: Sequence[Meeting] = ()
    quarter_ends: str | None = None
    promises: Sequence[Promise] = ()
    stale: StaleStances | None = None

    @property
    def any(self) -> bool:
        return bool(self.soon or self.unrecorded or self.quarter_ends or self.promises)


@dataclass(frozen=True)
class Today:
    """What the page shows. `cold` are legislators whom we talked with, and not in time, the latest first, of
    `cold_count`."""

    due: Sequence[FollowUp]
    cold: Sequence[Cold]
    cold_count: int
    council: CouncilMatters
    contacts: Sequence[Interaction]
    bars: Sequence[Bar]
    reports: Sequence[Expected] = ()
    plan: PlanMatters | None = None


@pages.get("/")
@allow(*EVERYONE)
def home() -> str | Response:
    """A member's own people and promises; for everybody else, what the office has to do."""
    day, asking = today(), actor()
    if member_home.is_for(asking):
        own = database().read(member_home.member_home, actor=asking, today=day.isoformat())
        return render_template("home/member.html", it=own, levels=OWN_LEVELS, new_key=new_id)
    return office_home(day)


@remembered
def office_home(day: date) -> str:
    """What is due, what is going cold, what is planned, and what was logged last."""
    asking = actor()
    cold = cold_now() if may("see", "ask") else []
    matters = council_matters(day) if actor().sees_all else CouncilMatters()
    promised = {promise.id for promise in matters.promises}
    found = Today(
        due=[one for one in _due((day + AHEAD).isoformat()) if one.id not in promised],
        cold=cold[:MOST_SHOWN],
        cold_count=len(cold),
        council=matters,
        contacts=database().read(recent, actor=actor(), limit=MOST_SHOWN),
        bars=bars(seat_ties(database(), network(), actor=asking)),
        reports=reports_waiting(day),
        plan=plan_matters(day),
    )
    begun = None if found.contacts else setting_up()
    return render_template("home/home.html", found=found, line=first_line(found, day), setting_up=begun)


def _due(until: str) -> list[FollowUp]:
    """What is due by a day: the whole office's for its staff, for others their own."""
    if actor().sees_all:
        return database().read(follow_ups_due, until, actor=actor())
    return [one for one in database().read(my_follow_ups, actor=actor()) if one.due and one.due <= until]


@pages.get("/keys")
@allow(PUBLIC)
def keys() -> str:
    """The list of keys, for browsers without scripts."""
    return render_template("home/keys.html")


def first_line(found: Today, day: date) -> str:
    """The answer to the page's question, in a sentence."""
    overdue = sum(one.overdue(day.isoformat()) for one in found.due)
    waiting = []
    if found.due:
        late = f" ({overdue} overdue)" if overdue else ""
        waiting.append(f"{plural(len(found.due), 'follow-up')} due this week{late}")
    if found.cold_count:
        waiting.append(f"{plural(found.cold_count, 'tie')} going cold")
    if found.council.promises:
        waiting.append(f"{plural(len(found.council.promises), 'council promise')} due")
    if found.council.quarter_ends:
        waiting.append("a quarter that closes without a council meeting")
    if found.council.stale and found.council.stale.bodies:
        waiting.append(f"{plural(len(found.council.stale.bodies), 'stance')} older than a session")
    if found.council.soon:
        waiting.append(f"{plural(len(found.council.soon), 'council meeting')} within a week")
    if found.reports:
        waiting.append(f"{plural(len(found.reports), 'lobbying report')} due or late")
    waiting += found.plan.waiting if found.plan else ()
    nothing = "nothing is waiting for you" if not found.plan or found.plan.read else NOTHING_BUT
    sentence = listing(waiting) if waiting else nothing
    return f"{sentence[0].upper()}{sentence[1:]}."


def cold_now() -> list[Cold]:
    """Whom to talk with again: those with whom a talk is logged, the latest first."""
    return [one for one in database().read(going_cold, actor=actor()) if one.days is not None]


def reports_waiting(day: date) -> Sequence[Expected]:
    """Lobbying reports that are late or due within a month, for those who may see them, where anybody is registered.

    An office without a registration on record keeps no such reports here, and is not reminded of them.
    """
    if not may("see", "report") or not database().read(registrations):
        return ()
    try:
        return database().read(reminders, day, actor=actor())
    except InvalidData:
        return ()


def council_matters(day: date) -> CouncilMatters:
    """What the council needs on a day, for those who see all."""
    asking, soon = actor(), (day + AHEAD).isoformat()
    try:
        seats = database().read(council, as_of=asking.today)
    except NotFound:
        return CouncilMatters()
    listed = database().read(meetings, seats.id, limit=20)
    promises = database().read(promises_of, seats, Known.at(asking))
    return CouncilMatters(
        soon=[one for one in reversed(listed) if _is_soon(one, day)],
        unrecorded=[one for one in listed if one.status == PLANNED and one.day < day.isoformat()],
        quarter_ends=quarter_without_meeting(listed, day),
        promises=[one for one in promises if one.due and one.due <= soon],
        stale=database().read(stale_stances, actor=asking),
    )


def quarter_without_meeting(planned: Sequence[Meeting], day: date) -> str | None:
    """The last day of this quarter, when it is near and the council has neither met nor planned to (plan UV 1.1).

    An office without any meeting yet is not warned: it has no council to convene.
    """
    ends = quarter_ends(day.isoformat())
    has_one = any(quarter(one.start) == quarter(ends) for one in planned if one.status != CANCELLED)
    return ends if planned and not has_one and last_day(ends) - day <= QUARTER_WARNING else None


def bars(ties: Sequence[SeatTie]) -> list[Bar]:
    """The seats of each chamber by our best tie, upper chamber first."""
    made = []
    for chamber in sorted({tie.chamber for tie in ties}, reverse=True):
        seats = [tie for tie in ties if tie.chamber == chamber]
        counts = Counter(tie.word or "None" for tie in seats)
        steps, left = [], 0.0
        for word in STEPS:
            width = 100 * counts[word] / len(seats)
            steps.append((word, counts[word], round(left, 2), round(width, 2)))
            left += width
        good = sum(tie.is_good for tie in seats)
        made.append(Bar(chamber_name(chamber), len(seats), good, tuple(steps)))
    return made


def _is_soon(meeting: Meeting, day: date) -> bool:
    return meeting.status == PLANNED and day.isoformat() <= meeting.day <= (day + AHEAD).isoformat()
