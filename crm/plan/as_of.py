"""The evidence as it stands on a day, perhaps as known on another: what counts, who held what, who stood for whom.

Every rule reads through this, so that a record dated later, recorded later than the known-on day, called off, or from
before the plan's start is left out in one place.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from crm.plan.evidence import Body, Event, Evidence, Party, Post, TieRating
from crm.plan.evidence_shapes import Ending, Lasting, Record
from crm.plan.evidence_terms import EXECUTIVE_DIRECTOR, LEGISLATOR, STAFF, SUPERINTENDENT
from crm.plan.spans import Span, holds, shared, united
from crm.stakeholders.names.folding import folded

T = TypeVar("T")

# What happens counts only from the plan's start on; what lasts, lists, ranks, ratings and registrations count whenever.
HAPPENS = frozenset(
    {
        "events",
        "communications",
        "contacts",
        "responses",
        "documents",
        "awards",
        "presentations",
        "invitations",
        "adoptions",
        "statements",
        "filings",
        "programs",
        "expenses",
    }
)
OWN_ROLES = frozenset({STAFF, EXECUTIVE_DIRECTOR})
HUNG_ON_EVENTS = frozenset({"awards", "presentations", "invitations", "surveys", "responses"})


@dataclass(frozen=True)
class Presence:
    """Everybody at an event together: the people, the bodies they stood for, and the roles they were there in."""

    people: set[str]
    bodies: set[str]
    roles: set[str]


class AsOf:
    """The evidence on `day`, read with `settings`; with `known_on`, only what was recorded by then."""

    def __init__(self, evidence: Evidence, settings: Mapping[str, Any], day: date, known_on: date | None = None):
        self.evidence = evidence
        self.settings = settings
        self.day = day
        self.known_on = known_on
        self.start = date.fromisoformat(settings["plan_start"])
        month, of_month = settings["school_year_start"].split("-")
        self.year_start = int(month), int(of_month)
        self._rows: dict[str, tuple[Any, ...]] = {}
        self._presences: dict[str, Presence] = {}
        self._worked_out: dict[Any, Any] = {}

    def remembered(self, question: tuple[str, ...], answer: Callable[[], T]) -> T:
        """What several entries ask alike, worked out once."""
        if question not in self._worked_out:
            self._worked_out[question] = answer()
        found: T = self._worked_out[question]
        return found

    def known(self, recorded: date | None) -> bool:
        """Whether something recorded on that day may be used."""
        return self.known_on is None or recorded is None or recorded <= self.known_on

    def rows(self, kind: str) -> tuple[Any, ...]:
        """The records of a kind (a field of Evidence) that count, in time: known, dated by the day, not called off."""
        if kind not in self._rows:
            since = self.start if kind in HAPPENS else date.min
            counting = (
                row for row in self.planned(kind) if since <= row.day <= self.day and not self._called_off(kind, row)
            )
            self._rows[kind] = tuple(sorted(counting, key=in_time))
        return self._rows[kind]

    def planned(self, kind: str) -> Iterator[Any]:
        """The known records of a kind, whatever their day."""
        return (row for row in getattr(self.evidence, kind) if self.known(row.recorded))

    def counts(self, ending: Ending | None) -> bool:
        """Whether an end or cancellation counts by now."""
        return ending is not None and ending.day <= self.day and self.known(ending.recorded)

    def is_off(self, event: Event) -> bool:
        """Whether an event was called off by now, itself or what it is part of."""
        whole = self.events.get(event.part_of or "")
        return self.counts(event.canceled) or (whole is not None and self.counts(whole.canceled))

    def _called_off(self, kind: str, row: Any) -> bool:
        if kind == "events":
            return self.is_off(row) or (row.last_day is not None and row.last_day < row.day)
        if kind not in HUNG_ON_EVENTS:
            return False
        event_id = self.surveys[row.survey].event if kind == "responses" and row.survey in self.surveys else None
        event_id = event_id or getattr(row, "event", None)
        return event_id is not None and (event_id not in self.events or self.is_off(self.events[event_id]))

    @cached_property
    def events(self) -> dict[str, Event]:
        """Every known event by id, planned, held or called off."""
        return {row.id: row for row in self.planned("events")}

    @cached_property
    def held(self) -> dict[str, Event]:
        """The held events by id."""
        return {row.id: row for row in self.rows("events")}

    @cached_property
    def surveys(self) -> dict[str, Any]:
        """Every known survey by id."""
        return {row.id: row for row in self.planned("surveys")}

    @cached_property
    def responses(self) -> dict[str, list[Any]]:
        """Every response to each survey in time, a person's earlier ones too."""
        by_survey: dict[str, list[Any]] = defaultdict(list)
        for row in self.rows("responses"):
            by_survey[row.survey].append(row)
        return by_survey

    @cached_property
    def answers(self) -> dict[str, list[Any]]:
        """The responses to each survey: a named person's last one, and every anonymous one."""
        return {
            survey: list({row.person or f"|{row.id}": row for row in rows}.values())
            for survey, rows in self.responses.items()
        }

    # What lasts

    def span(self, row: Lasting) -> Span:
        """From its first day through its last, as far as the end is known by now."""
        return row.day, row.end.day if row.end and self.counts(row.end) else date.max

    def lasting(self, kind: str, on: date | None = None) -> list[Any]:
        """The records of a kind that hold on a day (today by default)."""
        on = on or self.day
        return [row for row in self.rows(kind) if self.span(row)[0] <= on <= self.span(row)[1]]

    @cached_property
    def posts_of(self) -> dict[str, list[Post]]:
        """The posts of each person, oldest first."""
        by_person: dict[str, list[Post]] = defaultdict(list)
        for post in self.rows("posts"):
            by_person[post.person].append(post)
        return by_person

    @cached_property
    def seats_of(self) -> dict[str, list[Any]]:
        """The council seats of each person."""
        by_person: dict[str, list[Any]] = defaultdict(list)
        for seat in self.rows("council_seats"):
            by_person[seat.person].append(seat)
        return by_person

    def holders(self, role: str, on: date | None = None) -> set[str]:
        """The people who hold a role on a day."""
        return {post.person for post in self.lasting("posts", on) if post.role == role}

    @cached_property
    def member_spans(self) -> dict[str, list[Span]]:
        """When each person is a member: superintendent, interim included, of a district in membership."""
        districts: dict[str, list[Span]] = defaultdict(list)
        for row in self.rows("memberships"):
            districts[row.district].append(self.span(row))
        people: dict[str, list[Span]] = defaultdict(list)
        for post in self.rows("posts"):
            if post.role == SUPERINTENDENT:
                people[post.person] += shared([self.span(post)], districts.get(post.body, ()))
        return {person: united(spans) for person, spans in people.items()}

    @cached_property
    def legislator_spans(self) -> dict[str, list[Span]]:
        """When each person sits in the legislature."""
        people: dict[str, list[Span]] = defaultdict(list)
        for post in self.rows("posts"):
            if post.role == LEGISLATOR:
                people[post.person].append(self.span(post))
        return {person: united(spans) for person, spans in people.items()}

    def members(self, on: date | None = None) -> set[str]:
        """The members on a day."""
        on = on or self.day
        return {person for person, spans in self.member_spans.items() if holds(spans, on)}

    def districts_in_membership(self, on: date | None = None) -> set[str]:
        """The districts whose membership holds on a day."""
        return {row.district for row in self.lasting("memberships", on)}

    def legislators(self, on: date | None = None) -> set[str]:
        """Everybody who sits in the legislature on a day."""
        on = on or self.day
        return {person for person, spans in self.legislator_spans.items() if holds(spans, on)}

    def is_staff(self, person: str | None, on: date) -> bool:
        """Whether somebody holds a post in our office on a day; the executive director does."""
        return not OWN_ROLES.isdisjoint(self._own_roles(person, on))

    def is_director(self, person: str | None, on: date) -> bool:
        """Whether somebody is our executive director on a day."""
        return EXECUTIVE_DIRECTOR in self._own_roles(person, on)

    def _own_roles(self, person: str | None, on: date) -> list[str]:
        return [post.role for post in self._posts_on(person, on) if post.body == self.evidence.own]

    def _posts_on(self, person: str | None, on: date) -> list[Post]:
        terms = self._terms.get(person, ()) if person else ()
        return [post for first, last, post in terms if first <= on <= last]

    @cached_property
    def _terms(self) -> dict[str, list[tuple[date, date, Post]]]:
        """The first and last day of each person's posts."""
        return {person: [(*self.span(post), post) for post in posts] for person, posts in self.posts_of.items()}

    # Who was there, and for whom

    def parties(self, row: Any) -> Sequence[Party]:
        """Who was at an event or part of a contact, as far as it was known."""
        parties: Sequence[Party] = row.attendance if isinstance(row, Event) else row.parties
        return parties if self.known_on is None else [party for party in parties if self.known(party.recorded)]

    def stood_for(self, party: Party, on: date) -> set[str]:
        """The bodies somebody stood for: as written beside the name, else by the posts and seats of that day."""
        if party.body:
            return {party.body}
        seats = [seat for seat in self.seats_of.get(party.person or "", ()) if seat.day <= on <= self.span(seat)[1]]
        return {row.body for row in (*self._posts_on(party.person, on), *seats)}

    def roles(self, party: Party, on: date) -> set[str]:
        """What somebody was there as: the role written beside the name, else those of that day. Our executive director
        and staff are what they are by their posts, whatever is written; those of other bodies are not ours."""
        written = {party.role} if party.role else {post.role for post in self._posts_on(party.person, on)} - OWN_ROLES
        if not OWN_ROLES.isdisjoint(written) and not self._for_own(party, on):
            written = set()
        there_as = written | OWN_ROLES.intersection(self._own_roles(party.person, on))
        return there_as | {STAFF} if EXECUTIVE_DIRECTOR in there_as else there_as

    def _for_own(self, party: Party, on: date) -> bool:
        """Whether somebody was there for us, as far as it is said."""
        bodies = self.stood_for(party, on)
        return not bodies or self.evidence.own in bodies

    @cached_property
    def officeholders(self) -> frozenset[str]:
        """Everybody who ever held a post or a seat of the council."""
        return frozenset(self.posts_of.keys() | self.seats_of.keys())

    def presence(self, row: Any) -> Presence:
        """Who was at an event or part of a contact, taken together; looked at once for all rules."""
        if row.id not in self._presences:
            self._presences[row.id] = self._presence(row)
        return self._presences[row.id]

    def _presence(self, row: Any) -> Presence:
        """Most who attend hold no office: what is written beside their names is all there is."""
        parties = self.parties(row)
        people = {party.person for party in parties if party.person}
        bodies = {party.body for party in parties if party.body}
        roles = {party.role for party in parties if party.role}
        if not (roles.isdisjoint(OWN_ROLES) and people.isdisjoint(self.officeholders)):
            roles = set()
            for party in parties:
                if party.person in self.officeholders or party.role in OWN_ROLES:
                    bodies |= self.stood_for(party, row.day)
                    roles |= self.roles(party, row.day)
                elif party.role:
                    roles.add(party.role)
        return Presence(people, bodies, roles)

    def touched(self, row: Any) -> set[str]:
        """The people and bodies that a contact or a held event touches."""
        presence = self.presence(row)
        return presence.people | presence.bodies

    @cached_property
    def touches(self) -> dict[str, list[Record]]:
        """The contacts and held events that touched each body and each officeholder: no set of a plan has others in
        it."""
        by_party: dict[str, list[Record]] = defaultdict(list)
        for row in (*self.rows("contacts"), *self.rows("events")):
            presence = self.presence(row)
            for party in presence.bodies | (presence.people & self.officeholders):
                by_party[party].append(row)
        return by_party

    # Bodies by name

    @cached_property
    def _bodies_by_name(self) -> dict[str, Body]:
        bodies = self.evidence.bodies.values()
        return {folded(name): body for body in bodies for name in (body.name, body.short) if name}

    def body(self, name: str) -> str:
        """The id of a body written by its name, short name or id; a name that no body has stays as it is written."""
        found = self._bodies_by_name.get(folded(name))
        return found.id if found else name

    def bodies(self, names: Iterable[str], kind: str = "") -> list[str]:
        """The ids of the bodies so named; “all” is every body of the kind."""
        names = list(names)
        if names == ["all"]:
            return sorted(body.id for body in self.evidence.bodies.values() if body.kind == kind)
        return list(dict.fromkeys(self.body(name) for name in names))

    # Ties and new superintendents

    @cached_property
    def ties(self) -> dict[tuple[str, str], list[TieRating]]:
        """The confirmed ratings of each pair (holder, legislator), oldest first."""
        by_pair: dict[tuple[str, str], list[TieRating]] = defaultdict(list)
        for row in self.rows("tie_ratings"):
            if row.confirmed:
                by_pair[row.holder, row.legislator].append(row)
        return by_pair

    @cached_property
    def superintendencies(self) -> dict[str, list[Post]]:
        """The superintendents' posts that count for being new, of each person, oldest first."""
        interim = self.settings["interim_counts"]
        return {
            person: counted
            for person, posts in self.posts_of.items()
            if (counted := [post for post in posts if post.role == SUPERINTENDENT and (interim or not post.interim)])
        }


def in_time(row: Any) -> tuple[date, date, str]:
    """The order of records: by their day; of one day, the later recorded is the newer."""
    return row.day, row.recorded, row.id


def newest(rows: Iterable[Any], where: Callable[[Any], bool] = lambda row: True) -> Any:
    """The newest record, or None."""
    return max((row for row in rows if where(row)), key=in_time, default=None)
