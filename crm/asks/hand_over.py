"""Hand-over: somebody leaves a post. Which ties are about to be lost, who else has them, and who should take each on.

One of ours leaves, and with them their ties to everybody else; or somebody whom we know leaves a seat, and with them
everybody's way to it. Ties are people's, so a successor inherits none of them: an heir is proposed for each, to be
introduced while the one who leaves can still do it. Nobody who does not want to be asked, or rests, is proposed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm.asks.asks import OPEN, Ask, asks
from crm.errors import NotFound
from crm.interactions.follow_ups import FollowUp, follow_ups_of
from crm.office_time import first_day
from crm.records.actor import Actor
from crm.records.permissions import require
from crm.relationships.citations import Named
from crm.relationships.network import Network, View
from crm.relationships.pair_evidence import pair_of
from crm.relationships.strength import word
from crm.relationships.ties import LEAST, TieSummary, ties_of
from crm.stakeholders.ours import our_people
from crm.stakeholders.standing import standings
from crm.words import listing

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

NEAR = timedelta(days=180)  # before and after a post ends, its hand-over is listed
MOST_TIES = 500
MOST_KNOWERS = 5
SUCCESSOR_COUNTS = 0.25  # how much it weighs that somebody takes the post, where a Good tie weighs 0.6: a judgement


@dataclass(frozen=True)
class Leaving:
    """A post that somebody leaves: `on` the day (ISO) it ends, None while no end is known; `successor` who holds it
    after them, where that is known."""

    person: Named
    post_id: str
    post: str
    on: str | None
    successor: Named | None


@dataclass(frozen=True)
class Knower:
    """Somebody of ours who knows a person, and how well (0..1)."""

    person: Named
    strength: float

    @property
    def in_words(self) -> str:
        """ "Ann Reed (Good)"."""
        return f"{self.person.name} ({word(self.strength)})"


@dataclass(frozen=True)
class Heir:
    """Whom to introduce to whom, and why they."""

    person: Named
    to: Named
    why: str


@dataclass(frozen=True)
class TieLost:
    """One tie about to be lost: with `person`, who is `line`; who else of ours may be asked and knows whom it leads to,
    the best first, and how many `more` than these; a proposed `heir`, None where nobody may be asked; and the `ask`
    that introduces them, once it is planned."""

    person: Named
    line: str
    strength: float
    word: str
    why: str
    knowers: tuple[Knower, ...]
    more: int
    heir: Heir | None
    ask: str | None

    @property
    def known_by(self) -> str:
        """ "Ann Reed (Good), Bo Lee (Know) and 3 more"."""
        more = f" and {self.more} more" if self.more else ""
        return f"{', '.join(one.in_words for one in self.knowers)}{more}"


@dataclass(frozen=True)
class HandOver:
    """Everything to hand over. `is_ours` says which side leaves. `follow_ups` and `asks` are what they still owe."""

    person: Named
    is_ours: bool
    posts: tuple[Leaving, ...]
    ties: tuple[TieLost, ...]
    follow_ups: tuple[FollowUp, ...]
    asks: tuple[Ask, ...]

    @property
    def successors(self) -> tuple[Named, ...]:
        """Who holds their posts after them."""
        return tuple(dict.fromkeys(one.successor for one in self.posts if one.successor))

    @property
    def only_theirs(self) -> int:
        """How many of the ties nobody else of ours has who may be asked."""
        return sum(not tie.knowers for tie in self.ties)

    @property
    def sentence(self) -> str:
        """ "8 ties to hand over; 3 that nobody else has who may be asked." """
        if self.is_ours:
            count = len(self.ties)
            only = f"{self.only_theirs} that nobody else has who may be asked"
            return f"{count} tie{'s' * (count != 1)} to hand over; {only}."
        who = listing([one.name for one in self.successors])
        known = f"{who} follows" if who else "nobody is known to follow yet"
        count = len(self.ties)
        return f"{count or 'Nobody'} of ours know{'s' * (count < 2)} them; {known}."


LEAVING = """
MATCH (p:Person)-[h:HOLDS]->(post:Post)
WHERE p.deleted_at IS NULL AND post.deleted_at IS NULL
  AND post.role IN ['member', 'superintendent', 'director', 'staff', 'board_member']
  AND CASE WHEN $person IS NULL THEN $since <= h.end_date AND h.end_date <= $until ELSE p.id = $person
    AND ($since <= h.end_date OR h.end_date IS NULL) END
OPTIONAL MATCH (post)<-[next:HOLDS]-(other:Person)
WHERE other.id <> p.id AND other.deleted_at IS NULL AND coalesce(next.start_date, '') >= coalesce(h.end_date, '9999')
WITH p, post, h, other ORDER BY next.start_date
WITH p, post, h, head(collect(other)) AS other
RETURN p {.id, .name} AS person, post.id AS post_id, coalesce(post.label, post.title) AS post, h.end_date AS on,
  other {.id, .name} AS successor
ORDER BY on, p.name, post_id LIMIT 500
"""


def leaving(tx: "ManagedTransaction", *, actor: Actor) -> list[Leaving]:
    """Who left a post lately or leaves one soon, by day. Raises NotAllowed for others than staff."""
    require(actor, "see", "ask")
    return _leaving(tx, None, actor)


def hand_over(database: "Database", network: Network, person_id: str, *, actor: Actor) -> HandOver:
    """What somebody hands over when they leave their posts: also while nobody says that they will.

    Raises NotAllowed for others than staff, NotFound.
    """
    require(actor, "see", "ask")
    return database.read(_hand_over, network.current(database, actor), person_id, actor)


def _hand_over(tx: "ManagedTransaction", view: View, person_id: str, actor: Actor) -> HandOver:
    ours = {one.id: one.name for one in our_people(tx, today=actor.today)}
    posts = tuple(_leaving(tx, person_id, actor))
    found = standings(tx, [person_id], today=actor.today).get(person_id)
    if found is None:
        raise NotFound("There is no such person. They may have been deleted, or merged with another.")
    leaver = Named(person_id, found.name)
    is_ours = person_id in ours or (bool(posts) and any(one.post_id in _our_posts(tx, posts) for one in posts))
    if is_ours:  # who follows may not have begun yet
        ours |= {one.successor.id: one.successor.name for one in posts if one.successor}
    ties = [tie for tie in ties_of(tx, person_id, actor=actor, limit=MOST_TIES) if tie.counts]
    ties = [tie for tie in ties if (tie.person.id in ours) != is_ours]
    open_asks = asks(tx, actor=actor, states=OPEN)
    about = _Case(view, ours, leaver, is_ours, posts, {(one.asker.id, one.target.id): one.id for one in open_asks})
    others = standings(tx, [tie.person.id for tie in ties], today=actor.today)
    lines = {one: known.line for one, known in others.items()}
    return HandOver(
        person=leaver,
        is_ours=is_ours,
        posts=posts,
        ties=tuple(about.lost(tie, lines.get(tie.person.id, "")) for tie in ties),
        follow_ups=tuple(one for one in follow_ups_of(tx, person_id, actor=actor) if not one.done_at),
        asks=tuple(one for one in open_asks if person_id in (one.asker.id, one.target.id)),
    )


@dataclass(frozen=True)
class _Case:
    """What heirs are chosen from: the network, ours by id, who leaves which posts, and the asks under way by pair."""

    view: View
    ours: Mapping[str, str]
    leaver: Named
    is_ours: bool
    posts: Sequence[Leaving]
    under_way: Mapping[tuple[str, str], str]

    def lost(self, tie: TieSummary, line: str) -> TieLost:
        """One tie, with whom it is to be kept through: the same person, or who follows in the seat."""
        target = tie.person if self.is_ours else self._successor
        knowers = self._knowers(target.id) if target else []
        heir = self._heir(tie, target, knowers) if target else None
        ask = self.under_way.get((heir.person.id, heir.to.id)) if heir else None
        shown, more = tuple(knowers[:MOST_KNOWERS]), max(0, len(knowers) - MOST_KNOWERS)
        return TieLost(tie.person, line, tie.strength, tie.word, tie.why, shown, more, heir, ask)

    @property
    def _successor(self) -> Named | None:
        return next((one.successor for one in self.posts if one.successor), None)

    def _knowers(self, target: str) -> list[Knower]:
        ties = self.view.projection.confirmed
        place = ties.position.get(target)
        if place is None:
            return []
        row = ties.ties(place)
        pairs = ((ties.people[n], float(s)) for n, s in zip(row.neighbour, row.strength, strict=True) if s >= LEAST)
        known = [Knower(Named(who, self.ours[who]), s) for who, s in pairs if self._may_be_asked(who, target)]
        return sorted(known, key=lambda one: (-one.strength, one.person.name, one.person.id))

    def _may_be_asked(self, who: str, target: str) -> bool:
        is_ours_still = who in self.ours and who not in (self.leaver.id, target)
        return is_ours_still and who not in self.view.closed and pair_of(who, target) not in self.view.unused

    def _heir(self, tie: TieSummary, target: Named, knowers: Iterable[Knower]) -> Heir | None:
        """Whoever scores most: who knows them, who takes the post, who serves the same ground. When a legislator
        leaves, whoever of ours knew them well is first to be introduced to the one who follows."""
        if not self.is_ours:
            if not self._may_be_asked(tie.person.id, target.id):
                return None
            why = f"knows {self.leaver.name} ({tie.word}), who can introduce them to {target.name}"
            return Heir(tie.person, target, why)
        scores: dict[str, tuple[float, list[str]]] = {}
        for one in knowers:
            scores[one.person.id] = (one.strength, [f"knows them ({word(one.strength)})"])
        for post in self.posts:
            if post.successor and self._may_be_asked(post.successor.id, target.id):
                _add(scores, post.successor.id, SUCCESSOR_COUNTS, f"follows as {post.post}")
        for who, guesses in self.view.guesses.of(target.id).items():
            if self._may_be_asked(who, target.id):
                _add(scores, who, max(one.weight for one in guesses), guesses[0].words)
        if not scores:
            return None
        best = min(scores, key=lambda who: (-scores[who][0], self.ours[who], who))
        return Heir(Named(best, self.ours[best]), target, "; ".join(scores[best][1]))


def _add(scores: dict[str, tuple[float, list[str]]], who: str, weight: float, why: str) -> None:
    before, reasons = scores.get(who, (0.0, []))
    scores[who] = (before + weight, [*reasons, why])


OUR_POSTS = """
MATCH (post:Post)-[:IN]->(o:Organization)
WHERE post.id IN $ids
  AND (o.home OR post.role = 'superintendent' OR (post.role = 'director' AND o.classification = 'resa'))
RETURN post.id AS id
"""


def _our_posts(tx: "ManagedTransaction", posts: Iterable[Leaving]) -> set[str]:
    """Those of these posts whose holder is one of ours: who left one was ours."""
    return {row["id"] for row in tx.run(OUR_POSTS, ids=[one.post_id for one in posts])}


def _leaving(tx: "ManagedTransaction", person: str | None, actor: Actor) -> list[Leaving]:
    today = first_day(actor.today)
    window: dict[str, Any] = {"since": (today - NEAR).isoformat(), "until": (today + NEAR).isoformat()}
    rows = tx.run(LEAVING, person=person, **window)
    return [
        Leaving(
            person=Named(**row["person"]),
            post_id=row["post_id"],
            post=row["post"],
            on=row["on"],
            successor=Named(**row["successor"]) if row["successor"] else None,
        )
        for row in rows
    ]
