"""The calendar: a month as a table and as a list, one event as a file, and a private feed for one's own calendar."""

import calendar as months
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from flask import Response, current_app, render_template, request, url_for
from icalendar import Calendar
from icalendar import Event as Entry
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.calendar_addresses import calendar_secret, renew_calendar_address
from crm.accounts.random_secrets import new_secret
from crm.accounts.users import user
from crm.errors import NotFound
from crm.events.event_kind import CANCELLED, KINDS, MODES
from crm.events.events import Event, event, events
from crm.lobbying.calendar_days import CalendarDay, calendar_days
from crm.office_time import moment
from crm.records.permissions import may
from web.access import PUBLIC, allow
from web.bounds import month_asked
from web.context import actor, database, now, today, zone
from web.events.blueprint import pages
from web.events.events import event_address
from web.messages import saved

FEED = "calendar-feed"
NO_FEED = "This address of a calendar is not good any more."
FEED_DAYS = 400
MARKS = {"conference": "users", "convention": "users", "council": "messages-square", "board": "gavel",
         "training": "school", "regional session": "map-pin", "RESA meeting": "building-2"}  # fmt: skip


@pages.get("/calendar")
@allow("staff")
def month() -> str:
    """A month of events; ?month=2026-03 shows another."""
    first = month_asked("month") or today().replace(day=1)
    last = date(first.year, first.month, months.monthrange(first.year, first.month)[1])
    found = database().read(events, days=((first - timedelta(days=60)).isoformat(), last.isoformat()))
    by_day: dict[str, list[Event]] = defaultdict(list)
    for one in reversed(found):
        for day in _days(one):
            by_day[day.isoformat()].append(one)
    deadlines: dict[str, list[CalendarDay]] = defaultdict(list)
    for dated in database().read(calendar_days, first, last, actor=actor()):
        deadlines[dated.on.isoformat()].append(dated)
    weeks = months.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    listed = [one for one in reversed(found) if one.last_day >= first.isoformat()]
    secret = database().read(calendar_secret, actor().user_id)
    feed = url_for("events.feed", code=_signer().dumps([actor().user_id, secret]), _external=True)
    return render_template(
        "events/calendar.html", weeks=weeks, by_day=by_day, deadlines=deadlines, first=first,
        listed=listed, event_address=event_address,
        before=(first - timedelta(days=1)).strftime("%Y-%m"), after=(last + timedelta(days=1)).strftime("%Y-%m"),
        title=first.strftime("%B %Y"), marks=MARKS, kinds=KINDS, feed=feed,
    )  # fmt: skip


@pages.get("/events/<event_id>.ics")
@allow("staff")
def one_file(event_id: str) -> Response:
    """One event for a calendar program."""
    return _file([_entry(database().read(event, event_id))], "event.ics")


@pages.get("/calendar/<code>.ics")
@allow(PUBLIC)
def feed(code: str) -> Response:
    """Every event from a year back on, the session's deadlines and the days of lobbying reports, for the calendar
    program of the account that the address was made for, as far as it may see them."""
    try:
        user_id, secret = _signer().loads(code)
        account = database().read(user, user_id)
        renewed = database().read(calendar_secret, user_id) != secret
    except (BadSignature, NotFound, ValueError):
        raise NotFound(NO_FEED) from None
    asking = account.actor(now(), zone())
    if renewed or not account.is_active or not may(asking, "see", "event"):
        raise NotFound(NO_FEED)
    since, until = today() - timedelta(days=FEED_DAYS), today() + timedelta(days=FEED_DAYS)
    found = database().read(events, days=(since.isoformat(), "9999"))
    dated = database().read(calendar_days, since, until, actor=asking)
    return _file([*map(_entry, found), *map(_day_entry, dated)], "calendar.ics")


@pages.post("/calendar/renew")
@allow("staff")
def renew() -> AnyResponse:
    """Another address for one's feed; the one before it opens nothing any more."""
    database().write(renew_calendar_address, new_secret(), by=actor())
    return saved("Your calendar has a new address. Subscribe to it again.", f"{url_for('events.month')}#feed")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=FEED)


def _file(entries: list[Entry], name: str) -> Response:
    made = Calendar()
    made.add("prodid", "-//Stakeholder Graph//EN")
    made.add("version", "2.0")
    for entry in entries:
        made.add_component(entry)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, max-age=900"}
    return Response(made.to_ical(), mimetype="text/calendar", headers=headers)


def _entry(one: Event) -> Entry:
    entry = Entry()
    entry.add("uid", f"{one.id}@stakeholder-graph")
    entry.add("dtstamp", moment(str(one.values.get("recorded_at") or now())))
    entry.add("sequence", one.version)
    entry.add("summary", one.name)
    first, last = date.fromisoformat(one.day), date.fromisoformat(one.last_day)
    if one.time and first == last:
        # An instant, so that whoever reads it in another time zone comes at the right hour too.
        begins = datetime.combine(first, time.fromisoformat(one.time), zone()).astimezone(UTC)
        entry.add("dtstart", begins)
        entry.add("dtend", begins + timedelta(hours=float(one.values.get("hours") or 1)))
    else:
        entry.add("dtstart", first)
        entry.add("dtend", last + timedelta(days=1))
    if one.place:
        entry.add("location", one.place)
    about = [KINDS.get(one.kind, one.kind), MODES.get(one.mode, ""), *(line.title for line in one.agenda)]
    entry.add("description", "\n".join(filter(None, about)))
    entry.add("url", url_for("events.one_event", event_id=one.id, _external=True))
    entry.add("status", "CANCELLED" if one.status == CANCELLED else "CONFIRMED")
    return entry


def _day_entry(dated: CalendarDay) -> Entry:
    entry = Entry()
    entry.add("uid", f"{dated.key}@stakeholder-graph")
    entry.add("dtstamp", moment(now()))
    entry.add("summary", dated.name)
    entry.add("dtstart", dated.on)
    entry.add("dtend", dated.on + timedelta(days=1))
    entry.add("description", dated.about)
    entry.add("url", request.host_url.rstrip("/") + dated.address)
    entry.add("transp", "TRANSPARENT")
    return entry


def _days(one: Event) -> list[date]:
    first, last = date.fromisoformat(one.day), date.fromisoformat(one.last_day)
    return [first + timedelta(days=number) for number in range(min((last - first).days, 31) + 1)]
