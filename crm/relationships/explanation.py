"""Why a tie is as strong as it is, term by term, and what would make it stronger. Pure.

Contacts are terms of their own, since 1 - exp(-(D1 + D2) / c) is the noisy-or of 1 - exp(-D1 / c) and
1 - exp(-D2 / c). So one rule explains the whole figure: multiply what each term leaves open, and subtract
from 1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm.relationships.citations import in_brief
from crm.relationships.strength import (
    PARAMETERS,
    Contact,
    Evidence,
    Parameters,
    Rating,
    Tally,
    confirmed,
    standing,
    strength,
    tallied,
    terms,
    weight,
    word,
)
from crm.vocabulary import CHANNELS, DIRECTIONS, LEVELS, SENTIMENTS

_LEAST_GAIN = 0.01


@dataclass(frozen=True)
class Term:
    """One factor of a strength.

    `kind` is rating, contact, earlier (several contacts) or guess; `on` a day number, where there is one;
    `strength` what this term alone would give; `ids` the records it rests on.
    """

    kind: str
    words: str
    on: float | None
    strength: float
    ids: tuple[str, ...] = ()

    @property
    def leaves_open(self) -> float:
        """The factor that the terms are multiplied by: 1 - strength."""
        return 1 - self.strength


@dataclass(frozen=True)
class Explanation:
    """A strength and the terms that multiply back to it: strength = 1 - product of `leaves_open`."""

    strength: float
    word: str
    confirmed: bool
    valence: int
    last_two_way: float | None
    terms: tuple[Term, ...]

    @property
    def digits(self) -> int:
        """The fewest decimals at which the printed terms multiply back to the strength printed with two."""
        shown = round(self.strength, 2)
        return next(n for n in range(2, 17) if n == 16 or shown == round(self.remade(n), 2))

    def remade(self, digits: int) -> float:
        """The strength that a reader gets from the terms printed with so many decimals."""
        return 1 - math.prod(round(term.leaves_open, digits) for term in self.terms)


@dataclass(frozen=True)
class Step:
    """Something to do, and what the tie would be had it been done on the day asked about."""

    words: str
    strength: float
    word: str
    gain: float


def explain(evidence: Evidence, on: float, parameters: Parameters = PARAMETERS, most: int = 12) -> Explanation:
    """The strength on a day with its terms: rating, contacts (the `most` weightiest alone), guesses."""
    tally = tallied(evidence, parameters)
    said = standing(evidence.ratings, parameters)
    found = strength(tally, on, parameters)
    valence = said.valence if said else 1
    sure = bool(confirmed(tally))
    last = float(tally.last_two_way)
    return Explanation(
        strength=found,
        word=word(found, confirmed=sure, valence=valence),
        confirmed=sure,
        valence=valence,
        last_two_way=None if math.isnan(last) else last,
        terms=(
            *_rating_terms(said, tally, on, parameters),
            *_contact_terms(evidence.contacts, on, parameters, most),
            *_guess_terms(evidence, tally, on, parameters),
        ),
    )


def _rating_terms(said: Rating | None, tally: Tally, on: float, parameters: Parameters) -> list[Term]:
    if said is None:
        return []
    value = float(terms(tally, on, parameters)[0])
    full = parameters.levels[said.level]
    kept = f", {value / full:.0%} of it left" if full and value < full else ""
    return [Term("rating", f"Rated: {LEVELS[said.level].words}{kept}", said.on, value, (said.id,))]


def _contact_terms(contacts: Sequence[Contact], on: float, parameters: Parameters, most: int) -> list[Term]:
    def amount(contact: Contact) -> float:
        return weight(contact, parameters) * math.exp(-parameters.contact_rate * (on - contact.at))

    def alone(contact: Contact) -> Term:
        part = -math.expm1(-amount(contact) / parameters.saturation)
        return Term("contact", contact_words(contact), contact.at, part, (contact.id,))

    ranked = sorted(contacts, key=amount, reverse=True)
    most += len(ranked) == most + 1  # a single contact is never "1 more"
    shown, rest = ranked[:most], ranked[most:]
    found = [alone(contact) for contact in sorted(shown, key=lambda contact: contact.at, reverse=True)]
    if rest:
        together = -math.expm1(-math.fsum(map(amount, rest)) / parameters.saturation)
        ids = tuple(contact.id for contact in rest)
        found.append(Term("earlier", f"{len(rest)} more contacts that weigh less", None, together, ids))
    return found


def contact_words(contact: Contact) -> str:
    """Such as "Phone call, from them, went well" or "Meeting, shared with 3 others"."""
    others = contact.people - 2
    parts = (
        CHANNELS[contact.channel].words,
        _in_sentence(DIRECTIONS[contact.direction].words) if contact.direction != "two_way" else "",
        _in_sentence(SENTIMENTS[contact.sentiment].words) if contact.sentiment else "",
        f"shared with {others} other{'s' * (others > 1)}" if others else "",
    )
    return ", ".join(filter(None, parts))


def _in_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]


def _guess_terms(evidence: Evidence, tally: Tally, on: float, parameters: Parameters) -> list[Term]:
    value = float(terms(tally, on, parameters)[2])
    if not value:
        return []
    return [Term("guess", f"Guess: {in_brief(evidence.guesses)}", None, value)]


def what_would_raise(evidence: Evidence, on: float, parameters: Parameters = PARAMETERS) -> tuple[Step, ...]:
    """Steps that would raise the strength by at least 0.01 if done on that day, the most helpful first."""
    now = strength(tallied(evidence, parameters), on, parameters)
    said = standing(evidence.ratings, parameters)
    steps = [_step(words, changed, on, now, parameters) for words, changed in _possible_steps(evidence, said, on)]
    return tuple(sorted((step for step in steps if step.gain >= _LEAST_GAIN), key=lambda step: -step.gain))


def _possible_steps(evidence: Evidence, said: Rating | None, on: float) -> list[tuple[str, Evidence]]:
    def met(channel: str) -> Evidence:
        return replace(evidence, contacts=(*evidence.contacts, Contact(on, channel, sentiment=1)))

    def rated(level: str) -> Evidence:
        return replace(evidence, ratings=(*evidence.ratings, Rating(level, on)))

    steps = [
        ("Meet in person, the two of them", met("meeting")),
        ("Talk on the phone", met("call")),
        ("Exchange e-mails", met("email")),
    ]
    if said is None:
        steps.append(("Ask whether they know each other, and record the answer", rated("know")))
    elif said.level != "none" and said.valence > 0:
        steps.append(("Ask whether the rating still holds, and record it again", rated(said.level)))
    return steps


def _step(words: str, changed: Evidence, on: float, now: float, parameters: Parameters) -> Step:
    tally, said = tallied(changed, parameters), standing(changed.ratings, parameters)
    after = strength(tally, on, parameters)
    name = word(after, confirmed=bool(confirmed(tally)), valence=said.valence if said else 1)
    return Step(words, after, name, after - now)
