"""One person's page: who they are now, how well we know them and who best, and everything that we know around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.accounts.actor import Actor
from crm.accounts.history import HistoryEntry
from crm.advocacy.votes import votes_of
from crm.interactions.contact_form import CHANNELS
from crm.interactions.contacts import Interaction, interactions_of
from crm.interactions.notes import keep_note, note_on
from crm.relationships.ties import TieSummary, ties_of
from crm.stakeholders.areas import Ground, ground_of
from crm.stakeholders.holdings import Holding, holdings_of
from crm.stakeholders.identifiers import Identifier, identifiers_of
from crm.stakeholders.memberships import Membership, memberships_of
from crm.stakeholders.ours import our_people
from crm.stakeholders.people import Person, person
from crm.stakeholders.standing import Standing, standings
from web.access import EVERYONE, WRITERS, allow
from web.context import actor, database
from web.forms import Form
from web.messages import saved
from web.stakeholders.record_history import record_history
from web.words import iso_today, listing

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

pages = Blueprint("person", __name__)

MOST_TIES = 500
MOST_SHOWN = 60
MOST_MOMENTS = 50
KINDS = {"contact": "Contacts", "seat": "Seats and offices", "vote": "Votes"}


@dataclass(frozen=True)
class Moment:
    """A line of the timeline. `kind` is a key of KINDS; `detail` says more in small letters."""

    on: str
    kind: str
    words: str
    url: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Around:
    """A tie as the page lists it: the other person, what they are now, and whether they are one of ours."""

    tie: TieSummary
    standing: Standing | None
    is_ours: bool


@dataclass(frozen=True)
class Profile:
    """Everything on the page, as one reader may see it."""

    person: Person
    standing: Standing
    is_ours: bool
    ties: tuple[Around, ...]
    timeline: tuple[Moment, ...]
    holdings: tuple[Holding, ...]
    memberships: tuple[Membership, ...]
    ground: Ground
    identifiers: tuple[Identifier, ...]
    history: tuple[HistoryEntry, ...]
    note: str

    @property
    def confirmed(self) -> list[Around]:
        """Ties that somebody said or that a contact shows, the strongest first; strained ones too."""
        return [one for one in self.ties if one.tie.confirmed][:MOST_SHOWN]

    @property
    def guesses(self) -> list[Around]:
        """Supposed ties between them and ours, which somebody could confirm; those among others matter less."""
        return [one for one in self.ties if not one.tie.confirmed and (one.is_ours or self.is_ours)]

    @property
    def other_guesses(self) -> int:
        return sum(not one.tie.confirmed for one in self.ties) - len(self.guesses)

    @property
    def ours(self) -> list[Around]:
        """Those of ours with a positive tie to them, the strongest first."""
        return [one for one in self.confirmed if one.is_ours and one.tie.valence > 0]

    @property
    def says(self) -> str:
        """The page's first line: what they are, how well we know them, and who best."""
        line = self.standing.line or "No present role is known"
        return f"{line}. {self.known}"

    @property
    def known(self) -> str:
        if self.is_ours:
            others = len([one for one in self.confirmed if not one.is_ours and one.tie.valence > 0])
            words = (
                "No tie to others is recorded yet"
                if not others
                else f"{others} {'tie' if others == 1 else 'ties'} to others"
            )
            return f"One of ours. {words}."
        if not self.ours:
            return "Nobody of ours is known to know them."
        best = self.ours[0].tie
        more = len(self.ours) - 1
        also = f", and {more} more of ours {'knows' if more == 1 else 'know'} them" if more else ""
        return f"{best.person.name} knows them best ({best.word}){also}."


@pages.get("/people/<person_id>")
@allow(*EVERYONE)
def show(person_id: str) -> Response | str:
    """The page; the address of a record that was merged leads on to the one that stayed."""
    asking = actor()
    found = database().read(person, person_id, actor=asking)
    if found.merged_into:
        return redirect(url_for("person.show", person_id=found.merged_into), 301)
    profile = database().read(_profile, found, actor=asking)
    wanted = request.args.get("timeline", "")
    return render_template(
        "stakeholders/person.html",
        it=profile,
        kinds={kind: words for kind, words in KINDS.items() if any(m.kind == kind for m in profile.timeline)},
        wanted=wanted if wanted in KINDS else "",
        form=Form.new({"private_note": profile.note}),
    )


@pages.post("/people/<person_id>/note")
@allow(*WRITERS)
def keep(person_id: str) -> Response:
    """Keep the reader's own note on somebody; nobody else ever sees it."""
    database().write(keep_note, person_id, Form.sent().value("private_note"), by=actor())
    return saved("Your note is kept.", url_for("person.show", person_id=person_id))


def _profile(tx: "ManagedTransaction", found: Person, *, actor: Actor) -> Profile:
    """Read everything in one transaction, so that the page agrees with itself."""
    today = actor.at[:10]
    ours = {one.id for one in our_people(tx, today=today)}
    ties = [] if found.deleted_at else ties_of(tx, found.id, actor=actor, guesses=True, limit=MOST_TIES)
    who = standings(tx, [found.id, *(tie.person.id for tie in ties)], today=today)
    holdings = holdings_of(tx, found.id)
    note = note_on(tx, found.id, actor=actor)
    return Profile(
        person=found,
        standing=who[found.id],
        is_ours=found.id in ours,
        ties=tuple(Around(tie, who.get(tie.person.id), tie.person.id in ours) for tie in ties),
        timeline=tuple(_timeline(tx, found.id, holdings, actor)),
        holdings=tuple(holdings),
        memberships=tuple(memberships_of(tx, found.id)),
        ground=ground_of(tx, found.id, today=today),
        identifiers=tuple(identifiers_of(tx, found.id)),
        history=record_history(tx, found.id, actor=actor),
        note=note.text if note else "",
    )


def _with_whom(contact: Interaction, person_id: str) -> str:
    """The channel and the other side: "Meeting with Ann Reed"."""
    others = contact.theirs if any(one.id == person_id for one in contact.ours) else contact.ours
    return f"{CHANNELS[contact.channel]} with {listing([one.name for one in others])}"


def _timeline(tx: "ManagedTransaction", person_id: str, holdings: Sequence[Holding], actor: Actor) -> list[Moment]:
    """Contacts, seats taken and left, and votes, newest first."""
    moments = [
        Moment(contact.at, "contact", _with_whom(contact, person_id), f"/interactions/{contact.id}", contact.summary)
        for contact in interactions_of(tx, person_id, actor=actor, limit=MOST_MOMENTS)
    ]
    for one in holdings:
        url = f"/seats/{one.post_id}"
        if one.start_date:
            moments.append(Moment(one.start_date, "seat", f"Became {one.title or 'holder'}, {one.post_label}", url))
        if one.end_date and one.end_date <= iso_today():
            moments.append(Moment(one.end_date, "seat", f"Left {one.post_label}", url, one.end_reason or ""))
    for vote in votes_of(tx, person_id, as_of=actor.at[:10], limit=MOST_MOMENTS):
        words = f"Voted {vote.option} on {vote.bill}"
        moments.append(Moment(vote.on, "vote", words, f"/bills/{vote.bill_id}", vote.motion))
    return sorted(moments, key=lambda moment: moment.on, reverse=True)[: 2 * MOST_MOMENTS]
