"""The council's page: its seats over time, what the plan asks of it, its meetings; and recording a promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.council.council_seats import (
    Council,
    Term,
    council,
    home,
    parties_of,
    quarter,
    quarter_ends,
    quarters_without,
    terms,
)
from crm.advocacy.council.meetings import Meeting, meetings
from crm.advocacy.council.promises import NewPromiseSchema, Promise, make_promise, open_promises
from crm.advocacy.issues.subject_names import named
from crm.advocacy.stances.stances import Known
from crm.errors import InvalidData
from crm.events.event_kind import CANCELLED, HELD, PLANNED
from web.access import allow, allow_to
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Diary:
    """The council's meetings against the plan (UV 1.1): `unrecorded` lie in the past and nobody said who came."""

    meetings: Sequence[Meeting]
    today: str

    @property
    def next(self) -> Meeting | None:
        planned = [one for one in self.meetings if one.status == PLANNED and one.day >= self.today]
        return min(planned, key=lambda one: one.start, default=None)

    @property
    def unrecorded(self) -> list[Meeting]:
        return [one for one in self.meetings if one.status == PLANNED and one.day < self.today]

    @property
    def missed(self) -> list[tuple[int, int]]:
        """Quarters gone by without a meeting since the first one."""
        days = [one.day for one in self.meetings if one.status == HELD]
        empty = quarters_without(days, min(days), self.today) if days else []
        return [pair for pair in empty if pair != quarter(self.today)]

    @property
    def this_quarter(self) -> bool:
        """Whether the council has met, or will meet, this quarter."""
        return any(quarter(one.start) == quarter(self.today) for one in self.meetings if one.status != CANCELLED)

    @property
    def quarter_ends(self) -> str:
        return quarter_ends(self.today)


@pages.get("/council")
@allow("staff")
def council_page() -> str:
    """Who sits on it, which seats are empty, when it met, and which quarters went by without a meeting."""
    asking = actor()
    today = asking.today
    found = database().read(council, as_of=today)
    diary = Diary(database().read(meetings, found.id), today)
    bodies = [body for one in diary.meetings for body in one.invited]
    names = {one.id: one.name for one in database().read(named, list(dict.fromkeys(bodies)))}
    return render_template(
        "advocacy/council.html",
        council=found,
        earlier=earlier_holders(found, database().read(terms, found.id)),
        diary=diary,
        names=names | {body.id: body.short_name for body in found.bodies},
        promises=database().read(promises_of, found, Known.at(asking)),
        today_iso=today,
    )


def earlier_holders(found: Council, held: dict[str, list[Term]]) -> dict[str, list[Term]]:
    """Those who have left each seat, by the seat's id, the latest first."""
    now = {(seat.post_id, seat.holder_id) for seat in found.seats}
    return {
        post: [one for one in list_ if one.end and (post, one.person_id) not in now] for post, list_ in held.items()
    }


def promises_of(tx: "ManagedTransaction", found: Council, when: Known) -> list[Promise]:
    """What is open between us and the council's bodies or their people."""
    return open_promises(tx, parties_of(found), when)


@pages.get("/council/promises/new")
@allow("staff")
def new_promise() -> Response:
    """The form for a promise by either side."""
    form = Form.new({"meeting": request.args.get("meeting", "")})
    us = database().read(home)
    for side in ("owes", "owed_to"):
        for one in database().read(named, [request.args.get(side, "")]):
            form.pick(side, [Choice(one.id, one.name)])
    if not form.listed("owes") and not form.listed("owed_to"):
        form.pick("owes", [Choice(us.id, us.short_name)])
    return form_page("advocacy/promise_new.html", form)


@pages.post("/council/promises/new")
@allow_to("add", "promise")
def promise() -> AnyResponse:
    """Record it; it is finished like any follow-up."""
    form = Form.sent()
    with form.catching():
        for side in ("owes", "owed_to"):
            resolve(form, side, ("person", "organization"))
            if not form.value(side):
                raise InvalidData({side: ["Choose who promises, and to whom."]})
        resolve(form, "issue", ("issue",))
        database().write(make_promise, form.load(NewPromiseSchema()), by=actor())
        back = form.value("meeting")
        there = url_for("advocacy.one_meeting", meeting_id=back) if back else url_for("advocacy.council_page")
        return saved("The promise is recorded.", there)
    return form_page("advocacy/promise_new.html", form)
