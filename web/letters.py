"""The letters: what waits, what went out, what was refused; and what may be done about each."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import Conflict
from crm.mail.letters import (
    LINK,
    UNDELIVERED,
    Letter,
    Purpose,
    State,
    Stationery,
    came_back,
    letter,
    letters,
    tally,
    try_again,
    withdraw,
)
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, our_name, settings
from web.messages import saved
from web.tables import Column, Table, table_page
from web.words import plural

pages = Blueprint("letters", __name__, url_prefix="/letters")

PURPOSES = {
    Purpose.CENSUS: "Census",
    Purpose.REMINDER: "Census reminder",
    Purpose.SURVEY: "Survey",
    Purpose.SURVEY_REMINDER: "Survey reminder",
    Purpose.INVITATION: "Invitation",
    Purpose.RESET: "New password",
    Purpose.DIGEST: "Weekly digest",
}
STATES = {
    State.WAITING: "Waiting",
    State.SENDING: "Being sent",
    State.SENT: "Sent",
    State.REFUSED: "Refused",
    State.GIVEN_UP: "Given up",
    State.WITHDRAWN: "Withdrawn",
    State.RETURNED: "Came back",
}
COLUMNS = (
    Column("name", "To", lambda one: one.name, href=lambda one: address("letter", one.id)),
    Column("to", "Address", lambda one: one.to),
    Column("purpose", "What", lambda one: PURPOSES[one.purpose]),
    Column("state", "State", lambda one: STATES[one.state]),
    Column("moved", "Since", lambda one: one.moved_at, kind="date", newest_first=True),
    Column("attempts", "Tries", lambda one: one.attempts, kind="number"),
    Column("said", "What was said of it", lambda one: one.said),
)


def stationery() -> Stationery:
    """What every letter of this site has."""
    site = (settings().public_url or request.host_url).rstrip("/")
    return Stationery(settings().secret_key, site, our_name())


def sends_letters() -> bool:
    """Whether this site hands letters to a mail server."""
    return settings().mail_server is not None


def refuse_without_server() -> None:
    """Raises Conflict where no letter can be sent."""
    if not sends_letters():
        raise Conflict("No mail server is set. Download the letters instead, or set CRM_SMTP_URL.")


def told(counted: dict[State, int]) -> str:
    """ "120 letters sent, 3 waiting, 2 did not arrive"; nothing where none was made."""
    if not any(counted.values()):
        return ""
    waiting, missed = counted[State.WAITING] + counted[State.SENDING], sum(counted[state] for state in UNDELIVERED)
    return f"{plural(counted[State.SENT], 'letter')} sent, {waiting} waiting, {missed} did not arrive"


@pages.get("")
@allow_to("see", "letter")
def listed() -> Response:
    """The queue and the log: `state` limits it to one state, `batch` to the letters of one round or survey."""
    batch = request.args.get("batch") or None
    chosen = request.args.get("state", "")
    states = (State(chosen),) if chosen in tuple(State) else ()
    found = database().read(letters, actor=actor(), states=states, batch=batch)
    counted = database().read(tally, actor=actor(), batch=batch)
    table = Table(COLUMNS, found, name="letters", noun="letter")
    states_here = {state: f"{STATES[state]} ({count})" for state, count in counted.items() if count}
    return table_page(
        "letters/letters.html",
        table,
        says=_sentence(counted),
        states=states_here,
        chosen=chosen,
        on=sends_letters(),
        batch=batch,
    )


@pages.get("/<letter_id>")
@allow_to("see", "letter")
def show(letter_id: str) -> str:
    """One letter, without its link, and what may be done about it."""
    found: Letter = database().read(letter, letter_id, actor=actor())
    text = found.text.replace(LINK, "[their personal link]")
    return render_template(
        "letters/letter.html", letter=found, text=text, purposes=PURPOSES, states=STATES, steps=_steps(found)
    )


@pages.post("/<letter_id>/again")
@allow_to("change", "letter")
def again(letter_id: str) -> AnyResponse:
    """Try it again now."""
    name = database().write(try_again, letter_id, by=actor())
    return saved(f"The letter to {name} is tried again now.", _url(letter_id))


@pages.post("/<letter_id>/withdraw")
@allow_to("change", "letter")
def take_out(letter_id: str) -> AnyResponse:
    """Take it out of the queue."""
    name = database().write(withdraw, letter_id, by=actor())
    return saved(
        f"The letter to {name} is not sent.", _url(letter_id), undo=url_for("letters.again", letter_id=letter_id)
    )


@pages.post("/<letter_id>/came-back")
@allow_to("change", "letter")
def returned(letter_id: str) -> AnyResponse:
    """Say that it came back."""
    name = database().write(came_back, letter_id, by=actor())
    return saved(f"Kept: the letter to {name} came back. Mend their address, then try again.", _url(letter_id))


def _steps(found: Letter) -> dict[str, str]:
    """What may be done next: the end of an address, and the words of its button."""
    if found.state in (State.WAITING,):
        return {"again": "Try now", "withdraw": "Do not send it"}
    if found.state is State.SENT:
        return {"came-back": "It came back"}
    again = found.state in (*UNDELIVERED, State.WITHDRAWN) and not found.is_moot
    return {"again": "Try again"} if again else {}


def _sentence(counted: dict[State, int]) -> str:
    waiting = counted[State.WAITING] + counted[State.SENDING]
    missed = sum(counted[state] for state in UNDELIVERED)
    if not waiting + counted[State.SENT] + missed:
        return "What this site sends by e-mail."
    return f"{plural(waiting, 'letter')} waiting, {counted[State.SENT]} sent, {missed} did not arrive."


def _url(letter_id: str) -> str:
    return address("letter", letter_id)
