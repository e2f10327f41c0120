"""The code on the door: a page without an account, good for one event and its days, on which whoever comes finds their
own name among those expected and taps it. It shows names of expected people only, after three letters."""

from flask import Response, current_app, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData, NotFound
from crm.events import attendance
from crm.events.event_kind import CANCELLED
from crm.events.events import Attendee, Event, event
from crm.events.expected import Expected, expected
from crm.records.actor import Actor
from crm.stakeholders.names.folding import folded
from crm.vocabulary import Role
from web.access import PUBLIC, allow
from web.context import database, now, today, zone
from web.events.blueprint import pages
from web.messages import saved

FEWEST_LETTERS, MOST_SHOWN = 3, 8
NO_DOOR = "This code is not good any more. Ask whoever welcomes you."
DOOR = "event-door"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=DOOR)


def door_address(shown: Event) -> str:
    """The address that the code leads to; it names the event and its first day, so that a moved event has another."""
    return url_for("events.door", code=_signer().dumps([shown.id, shown.day]), _external=True)


@pages.get("/events/<event_id>/door.svg")
@allow("staff")
def door_picture(event_id: str) -> Response:
    """The code as a picture to print."""
    import segno  # only where a code is drawn

    code = segno.make(door_address(database().read(event, event_id)), error="m")
    return Response(code.svg_inline(scale=8, border=2), mimetype="image/svg+xml")


@pages.get("/events/<event_id>/door")
@allow("staff")
def door_sheet(event_id: str) -> str:
    """The sheet to hang on the door."""
    there = database().read(event, event_id)
    return render_template("events/door_sheet.html", event=there, door_url=door_address(there))


@pages.get("/door/<code>")
@allow(PUBLIC)
def door(code: str) -> str:
    """Find your name: three letters are enough."""
    there = _event_of(code)
    typed = folded(request.args.get("q", "")[:60])
    return render_template("events/door.html", event=there, code=code, typed=typed, fitting=_fitting(there, typed))


@pages.post("/door/<code>")
@allow(PUBLIC)
def come_in(code: str) -> AnyResponse:
    """Somebody tapped their name."""
    there = _event_of(code)
    person = request.form.get("person", "")
    chosen = next((one for one in database().read(expected, there.id) if one.person_id == person), None)
    if chosen is None:
        raise InvalidData({"person": ["Type your name again, and choose it from the list."]})
    attendee = Attendee(chosen.person_id, chosen.name, chosen.body_id, chosen.role or None)
    by = Actor("door", "The door", Role.STAFF, None, now(), zone())
    database().write(attendance.check_in, there.id, attendee, by=by)
    return saved(f"Welcome, {chosen.name}. You are on the list.", url_for("events.door", code=code))


def _event_of(code: str) -> Event:
    """The event a code is good for today. Raises NotFound."""
    try:
        event_id, day = _signer().loads(code)
    except (BadSignature, ValueError, TypeError):
        raise NotFound(NO_DOOR) from None
    there = database().read(event, event_id)
    if there.day != day or there.status == CANCELLED or not there.day <= today().isoformat() <= there.last_day:
        raise NotFound(NO_DOOR)
    return there


def _fitting(there: Event, typed: str) -> list[Expected]:
    if len(typed) < FEWEST_LETTERS:
        return []
    people = database().read(expected, there.id)
    return [one for one in people if any(part.startswith(typed) for part in _starts(one.name))][:MOST_SHOWN]


def _starts(name: str) -> list[str]:
    """The name from each of its words on: "ann reed", "reed"."""
    words = folded(name).split()
    return [" ".join(words[at:]) for at in range(len(words))]
