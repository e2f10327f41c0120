"""What a plan's rules read: every record that can be evidence, as typed rows of one in-memory whole.

A row knows its own date (`day`, a local day of the office: when it happened, was sent, starts, or is true for) and the
day it was recorded. What lasts holds through the day of its `end`. An end or a cancellation is a record of its own,
with its own day and recorded day, so that a past day can be seen as it was known then.

People and bodies are named by their ids; `people` and `bodies` say what they are called. Roles and types are words of
evidence_terms.py, and texts that a rule compares (topics, themes, agenda items, campaigns) are compared without regard
to case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from crm.lobbying.law import Law, shipped
from crm.plan.evidence_shapes import Ending, Lasting, Record


@dataclass(frozen=True, slots=True)
class Body:
    """An organization. `kind` is "own", "district", "resa", "partner" or "other"."""

    id: str
    name: str
    kind: str = "other"
    short: str = ""
    high_need: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who was there or took part: a person, a body, or a person for a body. What is not written beside the
    name (`body`, `role`) is read from the posts and seats the person held on that day."""

    person: str | None = None
    body: str | None = None
    role: str | None = None
    recorded: date | None = None  # when noted later than the record it belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Lasting):
    """A post held in a body. `seat` numbers the old congressional district that a seat of the board stands for;
    `district` is the school district its holder comes from, where no superintendent's post says so."""

    role: str
    body: str
    person: str
    interim: bool = False
    seat: int | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Lasting):
    """A school district's membership in the association."""

    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResaList(Record):
    """The districts that a RESA says it serves, true for `day`."""

    resa: str
    districts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(Record):
    """The old congressional district (1 to 5) that a school district belongs to. What its county decides holds
    since ever (`day` is `date.min`); what a person chose, since the day of the choice."""

    district: str
    old: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilSeat(Lasting):
    """A named person in a body's seat of the advisory council."""

    body: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentorship(Lasting):
    """A mentor paired with a mentee."""

    mentor: str
    mentee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """A gathering, planned or held, on its first day. `part_of` and `group` are ids, `region` and `hosts` bodies."""

    type: str
    hosts: frozenset[str] = frozenset()
    scope: str | None = None
    mode: str | None = None
    region: str | None = None
    topics: frozenset[str] = frozenset()
    theme: str | None = None
    part_of: str | None = None
    series: str | None = None
    facilitator: str | None = None
    group: str | None = None
    agenda: tuple[str, ...] = ()
    scheduled: date | None = None
    last_day: date | None = None
    hours: float | None = None
    attendance: tuple[Party, ...] = ()
    decisions: tuple[str, ...] = ()
    canceled: Ending | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Lasting):
    """A group of peers ("like group") that meets."""

    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication(Record):
    """One message to many. `recipients` are the people and bodies known to have been sent it; `size` their number
    where only that is known; `cost` what it cost by itself, in dollars."""

    type: str
    channels: frozenset[str]
    audiences: frozenset[str]
    issues: frozenset[str] = frozenset()
    campaign: str | None = None
    theme: str | None = None
    recipients: frozenset[str] = frozenset()
    size: int | None = None
    cost: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Record):
    """A set of questions, from its opening day through `closes`. `to` is whom it was put to, in words, such as
    "executive committee"; surveys before and after a training share a `pair` name. `topics` are those it asked about,
    None where its questions are not recorded."""

    type: str
    owner: str | None = None
    to: str | None = None
    closes: date | None = None
    event: str | None = None
    pair: str | None = None
    questions: int | None = None
    topics: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Record):
    """An answer to a survey. Without a person it is anonymous."""

    survey: str
    person: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """A paper. `basis` are surveys it cites; `bodies` those it was made with; `presented_at` the event, such as a
    board meeting, at which it was presented."""

    type: str
    topics: frozenset[str] = frozenset()
    basis: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    event: str | None = None
    by: str | None = None
    presented_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority(Lasting):
    """An issue held as a priority from the day it was adopted until it is dropped."""

    issue: str
    raised_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(Record):
    """The rank that an issue was given on a day."""

    issue: str
    rank: int
    set_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance(Record):
    """Where a body stood on an issue on a day: -2 strongly against to +2 strongly for."""

    body: str
    issue: str
    stance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TieRating(Record):
    """What somebody says of a person's relationship with a legislator. Only `confirmed` ones are claims."""

    holder: str
    legislator: str
    value: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """An entry of the contact log: `by` our people, `parties` the people and bodies spoken with."""

    by: frozenset[str]
    parties: tuple[Party, ...]
    topics: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()
    lobbying: bool = False
    incoming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Award(Record):
    """A recognition, on its event's day when it was given at one. `support` notes what we did for another's award."""

    type: str
    person: str | None = None
    event: str | None = None
    region: str | None = None
    theme: str | None = None
    host: str | None = None
    support: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation(Record):
    """Somebody's talk or part in a panel, on its event's day; `arranged` is the day it was agreed."""

    event: str
    person: str
    format: str
    arranged: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Lasting):
    """Bodies that work together for a purpose, ours among them or understood."""

    bodies: frozenset[str]
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Program(Record):
    """A training program, on the day of its first session."""

    sessions: int = 1
    completions: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(Record):
    """People invited to an event with one sending."""

    event: str
    recipients: frozenset[str]
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption(Record):
    """A district's board adopting a common goal."""

    district: str
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """What a named person says of a plan entry that only a person can judge. `says` is one of the plan's words."""

    entry: str
    by: str
    says: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegislativeSession(Record):
    """A session of the legislature, from its first day; `sine_die` is the day it adjourned."""

    type: str
    year: int
    sine_die: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration(Record):
    """A person registered as a lobbyist for a calendar year."""

    person: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing(Record):
    """A report filed with the state, on the day it was filed, in the calendar year `due_year`. The client's own
    report has no person."""

    type: str
    due_year: int
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense(Record):
    """Money spent, in dollars, in a category "a" to "g" of the lobbying report."""

    category: str
    amount: float
    official: str | None = None
    campaign: str | None = None
    event: str | None = None
    single_function: bool = False


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything recorded that a plan may read. `own` is the association's body; `people` gives names by id, `law`
    the days within which lobbyists register and report."""

    own: str
    bodies: Mapping[str, Body]
    people: Mapping[str, str]
    issues: Mapping[str, str] = field(default_factory=dict)  # their titles, by id
    posts: tuple[Post, ...] = ()
    memberships: tuple[Membership, ...] = ()
    resa_lists: tuple[ResaList, ...] = ()
    placements: tuple[Placement, ...] = ()
    council_seats: tuple[CouncilSeat, ...] = ()
    mentorships: tuple[Mentorship, ...] = ()
    events: tuple[Event, ...] = ()
    groups: tuple[Group, ...] = ()
    communications: tuple[Communication, ...] = ()
    surveys: tuple[Survey, ...] = ()
    responses: tuple[Response, ...] = ()
    documents: tuple[Document, ...] = ()
    priorities: tuple[Priority, ...] = ()
    ranks: tuple[Rank, ...] = ()
    stances: tuple[Stance, ...] = ()
    tie_ratings: tuple[TieRating, ...] = ()
    contacts: tuple[Contact, ...] = ()
    awards: tuple[Award, ...] = ()
    presentations: tuple[Presentation, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    programs: tuple[Program, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    statements: tuple[Statement, ...] = ()
    sessions: tuple[LegislativeSession, ...] = ()
    registrations: tuple[Registration, ...] = ()
    filings: tuple[Filing, ...] = ()
    expenses: tuple[Expense, ...] = ()
    law: Law = field(default_factory=shipped)

    def records(self) -> Iterator[Record]:
        """Every row, kind by kind."""
        for kind in fields(self):
            rows = getattr(self, kind.name)
            if isinstance(rows, tuple):
                yield from rows
