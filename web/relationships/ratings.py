"""Recording what somebody says of a tie, from either person's page, and taking it back."""

from collections.abc import Sequence

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import NotFound
from crm.relationships import ratings
from crm.relationships.rating_form import RatingSchema
from crm.stakeholders.standing import Standing, standings
from crm.vocabulary import LEVELS, VALENCES, VISIBILITIES, words_of
from web.access import WRITERS, allow, allow_to
from web.context import actor, database, today
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.security import safe_next

pages = Blueprint("ratings", __name__)

SOMEBODY_ELSE = "other"
BEHIND_MORE = ("since", "on", "words", "source_url", "visibility")


@pages.get("/ties/<a>/rate")
@pages.get("/ties/<a>/<b>/rate")
@allow(*WRITERS)
def ask(a: str, b: str = "") -> Response:
    """The form; without `b` it asks first whom the tie is with."""
    form = Form.new({"a": a, "b": b, "said_by": actor().person_id or a, "level": request.args.get("level")})
    return _page(form, a, b)


@pages.post("/ties/<a>/rate")
@pages.post("/ties/<a>/<b>/rate")
@allow_to("add", "rating")
def keep(a: str, b: str = "") -> AnyResponse:
    """Record the rating; sent twice, it is recorded once."""
    form = Form.sent()
    form.values |= {"a": a} | ({"b": b} if b else {})
    with form.catching():
        resolve(form, "b")
        new = _understood(form).load(RatingSchema())
        made = database().write(ratings.rate, new, by=actor())
        undo = url_for("ratings.retract", rating_id=made)
        back = safe_next(form.value("next"), url_for("ties.show", a=a, b=new.b))
        return saved(
            f"Recorded: {LEVELS[new.level].words}.", back, undo=undo, fields={"a": a, "b": new.b, "next": back}
        )
    return _page(form, a, b)


@pages.post("/ratings/<rating_id>/retract")
@allow_to("delete", "rating")
def retract(rating_id: str) -> AnyResponse:
    """Take a rating back; undo restores it."""
    database().write(ratings.retract, rating_id, by=actor())
    undo = url_for("ratings.restore", rating_id=rating_id)
    return saved("The rating is taken back.", _tie(), undo=undo, fields=_pair())


@pages.post("/ratings/<rating_id>/restore")
@allow_to("delete", "rating")
def restore(rating_id: str) -> AnyResponse:
    """Undo `retract`."""
    database().write(ratings.restore_rating, rating_id, by=actor())
    return saved("The rating counts again.", _tie())


def _understood(form: Form) -> Form:
    """What was sent as the schema names it: words for somebody else, the form's key for the record's id."""
    said_by = form.value("said_by_words") if form.value("said_by") == SOMEBODY_ELSE else form.value("said_by")
    return Form(form.values | {"said_by": said_by, "id": form.value("key")})


def _pair() -> dict[str, str | int]:
    return {"a": request.form.get("a", ""), "b": request.form.get("b", "")}


def _tie() -> str:
    if request.form.get("next"):
        return safe_next(request.form.get("next"))
    a, b = request.form.get("a", ""), request.form.get("b", "")
    return url_for("ties.show", a=a, b=b) if a and b else url_for("home.home")


def _page(form: Form, a: str, b: str) -> Response:
    asking = actor()
    picked = form.listed("b")
    people = database().read(standings, [one for one in (a, *picked, asking.person_id) if one], today=asking.today)
    if a not in people or (b and b not in people):
        raise NotFound("There is no such person. They may have been deleted, or merged with another.")
    form.pick("b", [Choice(one, people[one].name) for one in picked if one in people])
    return form_page(
        "relationships/rate.html",
        form,
        a=people[a],
        b=people.get(b),
        sayers=_sayers(people, (a, b, asking.person_id or "")) if asking.sees_all else {asking.person_id or a: "You"},
        levels=dict(reversed(words_of(LEVELS).items())),  # strongest first, as everywhere
        valences=VALENCES,
        visibilities=VISIBILITIES,
        latest=today().isoformat(),
        may_strain=asking.sees_all,
        more_is_open=any(name in form.errors for name in BEHIND_MORE),
    )


def _sayers(people: dict[str, Standing], ids: Sequence[str]) -> dict[str, str]:
    """Whose judgement it may be: the two themselves, the one who asks, or somebody in words."""
    named = {one: people[one].name for one in dict.fromkeys(ids) if one in people}
    return {**named, SOMEBODY_ELSE: "Somebody else"}
