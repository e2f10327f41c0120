"""A seat or office: who holds it since when, how well we know them, who held it before, and its ground."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response as AnyResponse

from crm.fields import Day
from crm.records.actor import Actor
from crm.records.history import HistoryEntry
from crm.relationships.ties import TieSummary, ties_of
from crm.stakeholders import holdings
from crm.stakeholders.ground.districts_faced import Facing, districts_of_seats
from crm.stakeholders.holdings import Holding, holders
from crm.stakeholders.ours import our_people
from crm.stakeholders.posts import SHARED_ROLES, Post, post
from crm.stakeholders.standing import Standing, standings
from web.access import EVERYONE, allow, allow_to
from web.context import absence, actor, database
from web.find import resolve
from web.forms import Form, form_page
from web.messages import saved
from web.stakeholders.record_history import record_history

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

pages = Blueprint("seats", __name__)


class NewHolderSchema(Schema):
    """Who took the seat, and when; `leaves` ends the present holder's time on that day."""

    person = fields.String(required=True, validate=validate.Length(1), error_messages={"required": "Choose who it is."})
    start_date = Day(allow_none=True, load_default=None)
    end_date = Day(allow_none=True, load_default=None)
    source = fields.String(load_default="", validate=validate.Length(max=200))
    leaves = fields.Boolean(load_default=False)


class HoldingSchema(Schema):
    """The dates of a holding, and why it ended."""

    start_date = Day(allow_none=True, load_default=None)
    end_date = Day(allow_none=True, load_default=None)
    end_reason = fields.String(load_default="", validate=validate.Length(max=120))


@dataclass(frozen=True)
class Seat:
    """Everything on the page, as one reader may see it."""

    post: Post
    now: tuple[Holding, ...]
    earlier: tuple[Holding, ...]
    standing: Standing | None
    known: tuple[TieSummary, ...]
    guesses: tuple[TieSummary, ...]
    ground: tuple[Facing, ...]
    history: tuple[HistoryEntry, ...]
    ours: frozenset[str]

    @property
    def holder(self) -> Holding | None:
        return self.now[0] if self.now else None

    @property
    def shared(self) -> bool:
        return self.post.role in SHARED_ROLES

    @property
    def says(self) -> str:
        """The first line: the holder, since when, and our best tie."""
        if self.holder is None:
            return "Nobody holds it now."
        if self.shared:
            return f"{len(self.now)} {'person holds' if len(self.now) == 1 else 'people hold'} it now."
        since = f" {self.holder.in_words}" if self.holder.in_words else ""
        return f"{self.holder.person_name}{since}. {self._known}"

    @property
    def _known(self) -> str:
        if self.holder and self.holder.person_id in self.ours:
            return "One of ours."
        if not self.known:
            return absence("Nobody of ours is known to know them.")
        return f"Our best tie is {self.known[0].person.name} ({self.known[0].word})."


@pages.get("/seats/<post_id>")
@allow(*EVERYONE)
def show(post_id: str) -> str:
    """The page."""
    return render_template("stakeholders/seat.html", it=database().read(_seat, post_id, actor=actor()))


@pages.get("/seats/<post_id>/holder")
@allow("staff")
def new_holder(post_id: str) -> Response:
    """The form for who took the seat."""
    found = database().read(_seat, post_id, actor=actor())
    return form_page("stakeholders/holder_new.html", Form.new({"leaves": True}), it=found)


@pages.post("/seats/<post_id>/holder")
@allow("staff")
def seat_holder(post_id: str) -> AnyResponse:
    """Seat somebody, and let the present holder leave on the same day when that is ticked: both or neither."""
    form = Form.sent()
    found = database().read(_seat, post_id, actor=actor())
    with form.catching():
        resolve(form, "person")
        new = form.load(NewHolderSchema())
        person, leaves = new.pop("person"), new.pop("leaves")
        write = holdings.succeed if leaves else holdings.hold
        database().write(write, person, post_id, new, by=actor())
        return saved("The new holder is recorded.", url_for("seats.show", post_id=post_id))
    return form_page("stakeholders/holder_new.html", form, it=found)


@pages.get("/holdings")
@allow("staff")
def holding() -> Response:
    """The dates of one person's time in a seat, to be corrected; the key of the holding is in the address."""
    found = database().read(holdings.holding, request.args.get("key", ""))
    dates = {name: getattr(found, name) for name in ("start_date", "end_date", "end_reason")}
    return form_page("stakeholders/holding.html", Form.new(dates), it=found)


@pages.post("/holdings")
@allow_to("change", "holding")
def correct() -> AnyResponse:
    """End a holding, or correct its dates; imports will not change them back."""
    form, key = Form.sent(), request.args.get("key", "")
    found = database().read(holdings.holding, key)
    with form.catching():
        database().write(holdings.correct_holding, key, form.load(HoldingSchema()), by=actor())
        return saved("The dates are saved.", url_for("seats.show", post_id=found.post_id))
    return form_page("stakeholders/holding.html", form, it=found)


@pages.post("/holdings/remove")
@allow_to("delete", "holding")
def remove() -> AnyResponse:
    """Remove a holding that was entered by mistake; undo enters it again."""
    found = database().write(holdings.remove_holding, request.args.get("key", ""), by=actor())
    again = {"person": found.person_id, "start_date": found.start_date or "", "end_date": found.end_date or ""}
    text = f"{found.person_name} is no longer listed in {found.post_label}."
    there = url_for("seats.show", post_id=found.post_id)
    undo = url_for("seats.seat_holder", post_id=found.post_id)
    return saved(text, there, undo=undo, fields={**again, "source": found.source or ""})


def _seat(tx: "ManagedTransaction", post_id: str, *, actor: Actor) -> Seat:
    """Read everything in one transaction, so that the page agrees with itself."""
    today = actor.today
    found = post(tx, post_id, actor=actor)
    everybody = holders(tx, post_id)
    now = tuple(one for one in everybody if one.is_current(today))
    ours = frozenset(one.id for one in our_people(tx, today=today))
    ties: list[TieSummary] = []
    if now and found.role not in SHARED_ROLES:
        ties = [tie for tie in ties_of(tx, now[0].person_id, actor=actor, guesses=True) if tie.person.id in ours]
    return Seat(
        post=found,
        now=now,
        earlier=tuple(one for one in everybody if not one.is_current(today)),
        standing=standings(tx, [now[0].person_id], today=today).get(now[0].person_id) if now else None,
        known=tuple(tie for tie in ties if tie.counts),
        guesses=tuple(tie for tie in ties if not tie.confirmed),
        ground=tuple(districts_of_seats(tx, [post_id], today=today)),
        history=record_history(tx, post_id, actor=actor),
        ours=ours,
    )
