"""How do we reach somebody: ranked paths from people to people, said as sentences, each hop with its evidence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, validate

from crm.accounts.actor import Actor
from crm.relationships.network import Network
from crm.relationships.reasons import Named, Reason

if TYPE_CHECKING:
    from crm.storage.database import Database

SOURCES = {
    "staff": "Our staff",
    "person": "One person",
    "organization": "The people of an organization",
    "superintendents": "All superintendents",
}
TARGETS = {"person": "A person", "seat": "A seat", "committee": "All members of a committee"}


@dataclass(frozen=True)
class Question:
    """From whom (`start`, a key of SOURCES, and the id of the person or organization) to whom (`end`, a key of
    TARGETS, and its id). `k` paths of at most `hops` ties each; `disjoint`: paths that share no person in between."""

    end: str
    end_id: str
    start: str = "staff"
    start_id: str | None = None
    k: int = 5
    hops: int = 4
    disjoint: bool = False
    guesses: bool = False


class QuestionSchema(Schema):
    """The shape of a question in an address or API request. Loads to `Question`."""

    end = fields.String(load_default="person", validate=validate.OneOf(tuple(TARGETS)))
    end_id = fields.String(required=True, error_messages={"required": "Choose whom you want to reach."})
    start = fields.String(load_default="staff", validate=validate.OneOf(tuple(SOURCES)))
    start_id = fields.String(load_default=None, allow_none=True)
    k = fields.Integer(load_default=5, validate=validate.Range(1, 20, error="Ask for 1 to 20 paths."))
    hops = fields.Integer(load_default=4, validate=validate.Range(1, 6, error="Choose 1 to 6 steps."))
    disjoint = fields.Boolean(load_default=False)
    guesses = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Question:
        return Question(**data)


@dataclass(frozen=True)
class Hop:
    """One tie of a path, read from source to target; `reasons` the best evidence first."""

    a: Named
    b: Named
    strength: float
    word: str
    guess: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Path:
    """A ranked answer: `value` is the product of the hops' strengths; `sentence` says it in words."""

    rank: int
    value: float
    people: tuple[Named, ...]
    hops: tuple[Hop, ...]
    sentence: str


@dataclass(frozen=True)
class Opener:
    """A tie that nobody has confirmed, and what the best path would be worth if it turned out Good."""

    a: Named
    b: Named
    words: str
    value: float
    sentence: str


@dataclass(frozen=True)
class TargetAnswer:
    """The paths to one person, best first; without any, `openers` and a `sentence` that says so."""

    target: Named
    seat: str
    sentence: str
    paths: tuple[Path, ...]
    openers: tuple[Opener, ...]


@dataclass(frozen=True)
class Picture:
    """The paths as layers of people, source side first, and the ties between them (a, b, strength, guess, best rank)."""

    layers: tuple[tuple[Named, ...], ...]
    links: tuple[tuple[str, str, float, bool, int], ...]


@dataclass(frozen=True)
class Answer:
    """`sources` are who was asked from; `targets` one entry per person to reach, the best reached first."""

    question: Question
    sources: tuple[Named, ...]
    targets: tuple[TargetAnswer, ...]

    def picture(self, target: int = 0) -> Picture:
        """The picture of one target's paths."""

    def table(self) -> list[dict[str, Any]]:
        """A row per hop: target, rank, value, step, from, to, tie, strength, guess, why, source, date, who."""


def influence(database: "Database", network: Network, question: Question, *, actor: Actor) -> Answer:
    """Answer from what the actor may see. Raises NotFound (no such person, seat, committee), InvalidData."""
