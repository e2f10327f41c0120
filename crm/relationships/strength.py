"""How strong a tie is: the formula and its parameters. Pure: no clock, no database.

Three kinds of evidence are combined by noisy-or (Pearl, Probabilistic Reasoning in Intelligent Systems,
1988, section 4.3.2):

    strength = 1 - (1 - rating) (1 - contact) (1 - guess)

- rating: what people say. It fades by half in each `rating_half_life` since the last two-way contact, down
  to a floor.
- contact: 1 - exp(-D / saturation), where D is the sum of q 2^(-age / contact_half_life) over the contacts.
  D is kept by forward decay (Cormode, Shkapenyuk, Srivastava and Xu, ICDE 2009): a contact is weighed once,
  against a fixed landmark, so that passing time rewrites nothing, a contact logged late is exact, and any
  order gives one sum.
- guess: what may be inferred (same county, same committee), capped, and never by itself a confirmed tie.

Whether a tie is warm or strained (its valence) is what somebody says; it is kept beside the strength, never
in it. Days are the office's, numbered since 1970-01-01; strengths lie in [0, 1). A quantity is one float or an
array of them, and the same lines compute both; a missing one is NaN, as `numpy.array([None], dtype=float)` makes it.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm.office_time import first_day
from crm.vocabulary import CHANNELS, DIRECTIONS, LEVELS, SENTIMENTS, Key, Weighed

FloatArray = NDArray[np.float64]
Quantity = float | FloatArray
Terms = tuple[Quantity, Quantity, Quantity]

NEVER = math.nan
NO_CONTACT = -math.inf
_EPOCH = date(1970, 1, 1)
_BELOW_ONE = math.nextafter(1.0, 0.0)
_LARGEST_EXPONENT = 700.0  # exp() of more overflows; only a contact dated centuries ahead gets here


def _weights(table: Mapping[Key, Weighed]) -> dict[Key, float]:
    return {key: entry.weight for key, entry in table.items()}


@dataclass(frozen=True)
class Parameters:
    """What an office may tune. The starting values are judgement, not measurement.

    Half-lives are in days. `saturation` is the amount of contact that gives 1 - 1/e = 0.63. A contact's
    weight is channel x direction x sentiment. A tally depends on `contact_half_life`, `landmark` and the four
    tables: when one of these changes, tallies are made anew from their evidence. All else is applied when a
    strength is read.
    """

    contact_half_life: float = 180.0
    rating_half_life: float = 730.0
    rating_floor: float = 0.5  # the share of a rating that never fades
    saturation: float = 3.0
    guess_cap: float = 0.3
    landmark: float = 18_262.0  # 2020-01-01
    levels: Mapping[str, float] = field(default_factory=lambda: _weights(LEVELS))
    channels: Mapping[str, float] = field(default_factory=lambda: _weights(CHANNELS))
    directions: Mapping[str, float] = field(default_factory=lambda: _weights(DIRECTIONS))
    sentiments: Mapping[int, float] = field(default_factory=lambda: _weights(SENTIMENTS))

    def __post_init__(self) -> None:
        if min(self.contact_half_life, self.rating_half_life, self.saturation) <= 0:
            raise ValueError("Half-lives and saturation must be more than 0.")
        shares = (self.rating_floor, self.guess_cap, *self.levels.values())
        if not all(0 <= share < 1 for share in shares):
            raise ValueError("Levels, the floor and the cap on guesses must be at least 0 and less than 1.")
        weights = (*self.channels.values(), *self.directions.values(), *self.sentiments.values())
        if not all(0 <= weight < math.inf for weight in weights):
            raise ValueError("The weights of contacts must not be negative.")

    @property
    def contact_rate(self) -> float:
        """Lambda, per day."""
        return math.log(2) / self.contact_half_life

    def as_json(self) -> str:
        """As stored with a score: equal parameters, equal text."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Parameters":
        stored: dict[str, Any] = json.loads(text)
        stored["sentiments"] = {int(tone): weight for tone, weight in stored["sentiments"].items()}
        return cls(**stored)


PARAMETERS = Parameters()


def day(stored: str) -> float:
    """A stored date ("2026-03-12", "2026-03") as a day number. An instant is on a day only in a zone: see `day_of`."""
    return float((first_day(stored) - _EPOCH).days)


@dataclass(frozen=True)
class Rating:
    """What somebody says of a tie: `level` a key of `Parameters.levels`, `valence` 1 or -1 (strained)."""

    level: str
    on: float
    valence: int = 1
    id: str = ""


@dataclass(frozen=True)
class Contact:
    """One logged contact as one pair shares in it; `people` counts all who took part, the pair included."""

    at: float
    channel: str = "meeting"
    direction: str = "two_way"
    sentiment: int = 0
    people: int = 2
    id: str = ""


@dataclass(frozen=True)
class Guess:
    """A reason to suppose a tie: `weight` is the chance that it exists, `words` say why; `event` is the id of the
    gathering that both were at, "" where it is another reason."""

    weight: float
    words: str
    event: str = ""


@dataclass(frozen=True)
class Evidence:
    """All that is known of one pair, in any order."""

    ratings: tuple[Rating, ...] = ()
    contacts: tuple[Contact, ...] = ()
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True)
class Tally:
    """Evidence summed up: all that a strength is computed from, for one tie (floats) or for many (arrays).

    `rating` is the level's value. `log_a` is ln of the contacts' weights, grown by exp(rate (at - landmark)).
    """

    rating: Quantity = NEVER
    rated_on: Quantity = NEVER
    last_two_way: Quantity = NEVER
    log_a: Quantity = NO_CONTACT
    guessed: Quantity = 0.0


def weight(contact: Contact, parameters: Parameters = PARAMETERS) -> float:
    """q / (n - 1): one person's attention is shared among the others present."""
    if contact.people < 2:
        raise ValueError("A contact takes at least two people.")
    return (
        parameters.channels[contact.channel]
        * parameters.directions[contact.direction]
        * parameters.sentiments[contact.sentiment]
        / (contact.people - 1)
    )


def with_contact(tally: Tally, contact: Contact, parameters: Parameters = PARAMETERS) -> Tally:
    """The tally after one more contact, early or late: O(1), reads no other evidence."""
    share = weight(contact, parameters)
    growth = parameters.contact_rate * (contact.at - parameters.landmark)
    two_way = contact.at if contact.direction == "two_way" else NEVER
    return Tally(
        rating=tally.rating,
        rated_on=tally.rated_on,
        last_two_way=float(np.fmax(tally.last_two_way, two_way)),
        log_a=float(np.logaddexp(tally.log_a, math.log(share) + growth if share else NO_CONTACT)),
        guessed=tally.guessed,
    )


def standing(ratings: Iterable[Rating], parameters: Parameters = PARAMETERS) -> Rating | None:
    """The rating that counts: the newest; of one day's, the strained and then the lower, out of caution."""

    def counts(said: Rating) -> tuple[float, int, float]:
        return said.on, -said.valence, -parameters.levels[said.level]

    return max(ratings, key=counts, default=None)


def combined(weights: Iterable[float]) -> float:
    """Guesses together, by noisy-or, not yet capped."""
    return 1 - math.prod(1 - weight for weight in weights)


def tallied(evidence: Evidence, parameters: Parameters = PARAMETERS) -> Tally:
    """The tally of all the evidence from scratch: what an edit or a removal recomputes for its one tie."""
    said = standing(evidence.ratings, parameters)
    tally = Tally(
        rating=parameters.levels[said.level] if said else NEVER,
        rated_on=said.on if said else NEVER,
        guessed=combined(guess.weight for guess in evidence.guesses),
    )
    for contact in evidence.contacts:
        tally = with_contact(tally, contact, parameters)
    return tally


def terms(tally: Tally, on: float, parameters: Parameters = PARAMETERS) -> Terms:
    """The strengths of the three kinds of evidence on a day: rating, contact, guess.

    Who is said not to know somebody (level "none") does not: the guesses are answered and count no more.
    """
    age = np.maximum(on - np.fmax(tally.rated_on, tally.last_two_way), 0)
    fading = (1 - parameters.rating_floor) * np.exp2(-age / parameters.rating_half_life)
    rating = np.nan_to_num(tally.rating * (parameters.rating_floor + fading))
    log_amount = tally.log_a - parameters.contact_rate * (on - parameters.landmark)
    amount = np.nan_to_num(np.exp(np.minimum(log_amount, _LARGEST_EXPONENT)))
    contact = -np.expm1(-amount / parameters.saturation)
    guess = np.where(np.equal(tally.rating, 0), 0.0, np.minimum(tally.guessed, parameters.guess_cap))
    return rating, contact, guess


def strengths(tally: Tally, on: float, parameters: Parameters = PARAMETERS) -> FloatArray:
    """Strengths on a day, each in [0, 1). For a past day give the tally of what was known then."""
    rating, contact, guess = terms(tally, on, parameters)
    return np.asarray(np.minimum(1 - (1 - rating) * (1 - contact) * (1 - guess), _BELOW_ONE))


def strength(tally: Tally, on: float, parameters: Parameters = PARAMETERS) -> float:
    """One tie's strength on a day, in [0, 1)."""
    return float(strengths(tally, on, parameters))


def confirmed(tally: Tally) -> NDArray[np.bool_]:
    """Whether somebody says that the tie exists, or the two were in contact both ways; else it is a guess."""
    return np.asarray(np.greater(tally.rating, 0) | ~np.isnan(tally.last_two_way))


# A word stands for the strengths nearest to its level: the limits are the midpoints between levels.
_NONE, *_RATED = LEVELS.values()
_LIMITS = tuple((round((low.weight + high.weight) / 2, 6), high.words) for low, high in pairwise(_RATED))[::-1]


def word(strength: float, *, confirmed: bool = True, valence: int = 1) -> str:
    """Close, Good, Know or None; Guess for a tie that nobody has confirmed; Strained for a negative one.

    Who is confirmed to know somebody knows them, however faint the tie has become.
    """
    if valence < 0:
        return "Strained"
    if not confirmed:
        return "Guess" if strength > 0 else "None"
    faintest = _RATED[0].words if strength > 0 else "None"
    return next((name for limit, name in _LIMITS if strength >= limit), faintest)
