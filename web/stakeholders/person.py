"""One person's page: who they are now, how well we know them and who best, and everything that we know around them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm.advocacy.briefs.legislator_brief import next_to_ask, suggested_ask
from crm.advocacy.council.consensus import our_side
from crm.advocacy.issues.issues import Issue, issues, priorities
from crm.advocacy.stances.stance_words import Stance
from crm.advocacy.stances.stances import Known, current_stances
from crm.asks.asks import State
from crm.asks.introductions import Introduction, introductions
from crm.interactions.follow_ups import FollowUp, follow_ups_of
from crm.interactions.notes import keep_note, note_on
from crm.lobbying.running import OfficialMeters, meters_of
from crm.records.actor import Actor
from crm.records.history import HistoryEntry
from crm.records.permissions import may
from crm.relationships.preferences import not_to_be_asked_about
from crm.relationships.ties import TieSummary, ties_of
from crm.stakeholders.ground.districts_faced import Ground, ground_of
from crm.stakeholders.holdings import Holding, holdings_of
from crm.stakeholders.identifiers import Identifier, identifiers_of
from crm.stakeholders.memberships import Membership, memberships_of
from crm.stakeholders.ours import home_id, our_people
from crm.stakeholders.people import Person, person
from crm.stakeholders.standing import Standing, standings
from web.access import EVERYONE, allow, allow_to
from web.context import absence, actor, database
from web.forms import Form
from web.messages import saved
from web.remembered import remembered
from web.stakeholders.record_history import record_history
from web.stakeholders.timeline import KINDS, Timeline, timeline

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

pages = Blueprint("person", __name__)

MOST_TIES = 500


@dataclass(frozen=True)
class Around:
    """A tie as the page lists it: the other person, what they are now, whether they are one of ours, and whether they
    may be asked about it."""

    tie: TieSummary
    standing: Standing | None
    is_ours: bool
    may_be_asked: bool = True


@dataclass(frozen=True)
class Matters:
    """What a reader needs first: what to ask them now ("" where there is nothing, or the reader sees no briefs), where
    they stand on the priorities, and what is open between them and us."""

    ask: str
    ask_about: str | None
    stances: tuple[tuple[Issue, Stance], ...]
    promises: tuple[FollowUp, ...]

    @property
    def any(self) -> bool:
        return bool(self.ask or self.stances or self.promises)


@dataclass(frozen=True)
class Profile:
    """Everything on the page, as one reader may see it."""

    person: Person
    standing: Standing
    is_ours: bool
    ties: tuple[Around, ...]
    timeline: Timeline
    holdings: tuple[Holding, ...]
    memberships: tuple[Membership, ...]
    ground: Ground
    identifiers: tuple[Identifier, ...]
    history: tuple[HistoryEntry, ...]
    note: str
    introductions: tuple[Introduction, ...] = ()
    given: OfficialMeters | None = None
    matters: Matters | None = None

    @property
    def confirmed(self) -> list[Around]:
        """Ties that somebody said or that a contact shows, the strongest first; strained ones too."""
        return [one for one in self.ties if one.tie.confirmed]

    @property
    def guesses(self) -> list[Around]:
        """Supposed ties between them and ours, which somebody could confirm; those among others matter less."""
        return [one for one in self.ties if not one.tie.confirmed and (one.is_ours or self.is_ours)]

    @property
    def other_guesses(self) -> int:
        return sum(not one.tie.confirmed for one in self.ties) - len(self.guesses)

    @property
    def ours(self) -> list[Around]:
        """Those of ours with a tie to them to count on, the strongest first."""
        return [one for one in self.confirmed if one.is_ours and one.tie.counts]

    @property
    def introduced(self) -> int:
        """How many introductions through them led to a talk."""
        return sum(one.state is State.DONE for one in self.introductions)

    @property
    def says(self) -> str:
        """The page's first line: what they are, how well we know them, and who best."""
        party = self.standing.party
        line = self.standing.line.removesuffix(f"; {party}") if party else self.standing.line
        return f"{line or 'No present role is known'}{f' ({party})' if line and party else ''}. {self.known}"

    @property
    def known(self) -> str:
        if self.is_ours:
            others = len([one for one in self.confirmed if not one.is_ours and one.tie.valence > 0])
            words = (
                absence("No tie to others is recorded yet")
                if not others
                else f"{others} {'tie' if others == 1 else 'ties'} to others"
            )
            return f"One of ours. {words}."
        if not self.ours:
            return absence("Nobody of ours is known to know them.")
        best = self.ours[0].tie
        more = len(self.ours) - 1
        also = f", and {more} more of ours {'knows' if more == 1 else 'know'} them" if more else ""
        asked = "" if self.ours[0].may_be_asked else ", but is not to be asked"
        return f"{best.person.name} knows them best ({best.word}{asked}){also}."


@pages.get("/people/<person_id>")
@allow(*EVERYONE)
@remembered
def show(person_id: str) -> Response | str:
    """The page; the address of a record that was merged leads on to the one that stayed."""
    asking = actor()
    found = database().read(person, person_id, actor=asking)
    if found.merged_into:
        return redirect(url_for("person.show", person_id=found.merged_into), 301)
    wanted = request.args.get("timeline", "")
    profile = database().read(_profile, found, wanted if wanted in KINDS else "", actor=asking)
    return render_template(
        "stakeholders/person.html", it=profile, kinds=KINDS, form=Form.new({"private_note": profile.note})
    )


@pages.post("/people/<person_id>/note")
@allow_to("add", "private note")
def keep(person_id: str) -> Response:
    """Keep the reader's own note on somebody; nobody else ever sees it."""
    database().write(keep_note, person_id, Form.sent().value("private_note"), by=actor())
    return saved("Your note is kept.", url_for("person.show", person_id=person_id))


def _profile(tx: "ManagedTransaction", found: Person, kind: str, *, actor: Actor) -> Profile:
    """Read everything in one transaction, so that the page agrees with itself."""
    today = actor.today
    ours = {one.id for one in our_people(tx, today=today)}
    ties = [] if found.deleted_at else ties_of(tx, found.id, actor=actor, guesses=True, limit=MOST_TIES)
    who = standings(tx, [found.id, *(tie.person.id for tie in ties)], today=today)
    holdings = holdings_of(tx, found.id)
    note = note_on(tx, found.id, actor=actor)
    unwilling = not_to_be_asked_about(tx, found.id, actor=actor)
    return Profile(
        person=found,
        standing=who[found.id],
        is_ours=found.id in ours,
        ties=tuple(
            Around(tie, who.get(tie.person.id), tie.person.id in ours, tie.person.id not in unwilling) for tie in ties
        ),
        timeline=timeline(tx, found.id, holdings, actor=actor, kind=kind),
        holdings=tuple(holdings),
        memberships=tuple(memberships_of(tx, found.id)),
        ground=ground_of(tx, found.id, today=today),
        identifiers=tuple(identifiers_of(tx, found.id)),
        history=record_history(tx, found.id, actor=actor),
        note=note.text if note else "",
        introductions=tuple(introductions(tx, found.id, actor=actor)),
        matters=None if found.deleted_at else _matters(tx, who[found.id], actor=actor),
        given=meters_of(tx, found.id, int(today[:4]), actor=actor) if may(actor, "see", "expense") else None,
    )


def _matters(tx: "ManagedTransaction", who: Standing, *, actor: Actor) -> Matters:
    when, us = Known.at(actor), home_id(tx)
    ranked = priorities(issues(tx, known=when.known, as_of=when.as_of))
    holders = [who.person_id, *([us] if us else [])]
    held = current_stances(tx, [issue.id for issue in ranked], when, actor=actor, holders=holders)
    theirs = {subject: stance for (holder, subject), stance in held.items() if holder == who.person_id}
    sides = {issue.id: our_side(held.get((us or "", issue.id))) for issue in ranked}
    asked = next_to_ask(ranked, theirs, sides) if who.seat and may(actor, "see", "brief") else None
    return Matters(
        ask=suggested_ask(asked, theirs.get(asked.id), sides[asked.id]) if asked else "",
        ask_about=asked.id if asked else None,
        stances=tuple((issue, theirs[issue.id]) for issue in ranked if issue.id in theirs),
        promises=tuple(one for one in follow_ups_of(tx, who.person_id, actor=actor, limit=20) if one.done_at is None),
    )
