"""Coverage: which seats we have a good tie to, how good, whose, and where the gaps are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.accounts.actor import Actor
from crm.fields import Day
from crm.relationships.network import Network
from crm.relationships.reasons import Named

if TYPE_CHECKING:
    from crm.storage.database import Database

STRENGTHS = {"none": "No tie", "weak": "Weaker than good", "cold": "Going cold"}


@dataclass(frozen=True)
class Filter:
    """Which seats: ids of a committee and of a region (a RESA or an old congressional district), chamber lower or
    upper, party as stored, a key of STRENGTHS; `on` shows the board as known at the end of that day."""

    chamber: str | None = None
    committee: str | None = None
    region: str | None = None
    party: str | None = None
    strength: str | None = None
    on: str | None = None


class FilterSchema(Schema):
    """The shape of a filter in an address or API request. Loads to `Filter`."""

    chamber = fields.String(load_default=None, allow_none=True)
    committee = fields.String(load_default=None, allow_none=True)
    region = fields.String(load_default=None, allow_none=True)
    party = fields.String(load_default=None, allow_none=True)
    strength = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(tuple(STRENGTHS)))
    on = Day(load_default=None, allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Filter:
        return Filter(**data)


@dataclass(frozen=True)
class CommitteeRole:
    """A committee that a seat's holder sits on, and as what (member, chair, vice chair)."""

    id: str
    name: str
    role: str


@dataclass(frozen=True)
class BestTie:
    """Our strongest confirmed positive tie to a holder: whose, how strong, why; `last_two_way` an ISO date."""

    person: Named
    strength: float
    word: str
    last_two_way: str | None
    why: str


@dataclass(frozen=True)
class LastContact:
    """The last logged contact with a holder: the interaction, its day, who of ours."""

    interaction_id: str
    at: str
    who: tuple[Named, ...]


@dataclass(frozen=True)
class GuessLine:
    """One of our people who may know the holder, and why we think so."""

    person: Named
    words: str


@dataclass(frozen=True)
class CoverageRow:
    """One seat. `holder` is None while it is vacant; `ties` counts our confirmed positive ties to the holder;
    `guesses` stand beside and are never counted; `cold` when the best tie's last two-way contact is over 180 days ago."""

    seat_id: str
    label: str
    title: str
    chamber: str
    district: str
    seat: int
    holder: Named | None
    party: str
    since: str | None
    committees: tuple[CommitteeRole, ...]
    regions: tuple[Named, ...]
    best: BestTie | None
    ties: int
    last_contact: LastContact | None
    guesses: tuple[GuessLine, ...]
    cold: bool


@dataclass(frozen=True)
class Choice:
    """A value that a filter may take, and how it is shown."""

    value: str
    label: str


@dataclass(frozen=True)
class Board:
    """The coverage board: `rows` after the filter, gaps first; `all_rows` for the seat charts; the choices of each
    filter that exist in the data; and the summary sentence of all seats."""

    rows: tuple[CoverageRow, ...]
    all_rows: tuple[CoverageRow, ...]
    committees: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    chambers: tuple[Choice, ...]

    @property
    def summary(self) -> str:
        """Such as "We have a good tie to 61 of 174 seats; 12 of 42 on the education committees."."""
        return ""

    @property
    def good(self) -> int:
        """Seats with a tie of Good or better."""
        return 0


def coverage(database: "Database", network: Network, chosen: Filter, *, actor: Actor) -> Board:
    """The board as the actor may see it."""


def compared(now: Board, then: Board) -> int:
    """How many more seats have a good tie than on the other day (negative: fewer)."""
    return now.good - then.good
