"""Why we say that two people know each other: the source, date and person behind every claim, and in a few words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.office_time import in_words
from crm.relationships.strength import Guess

MOST_NAMED = 3


@dataclass(frozen=True)
class Named:
    """A person as named beside a claim."""

    id: str
    name: str


@dataclass(frozen=True)
class Reason:
    """One piece of evidence as its reader may see it.

    `kind` is rating, contact or guess; `id` the evidence's, the interaction's or the event's; `words` what it says
    ("Close: same church", "Meeting, went well"); `who` says or logged it; `on` its stored date; `source` where it is
    from. A rating has a `level`, a `valence`, and perhaps `since` (a date) and `through` (how they know each other).
    """

    kind: str
    id: str
    words: str
    who: str
    on: str | None
    source: str
    url: str | None = None
    visibility: str = "shared"
    level: str | None = None
    valence: int = 1
    recorded_at: str | None = None
    retracted_at: str | None = None
    since: str | None = None
    through: str = ""

    @property
    def in_short(self) -> str:
        """As a sentence names it: "same church, says Ann Reed, 2026", "meeting on Mar 12, 2026"."""
        if self.kind == "rating":
            how = self.through or self.words.partition(": ")[2]
            year = f", {self.on[:4]}" if self.on else ""
            return f"{f'{how}, ' if how else ''}says {self.who}{year}"
        if self.kind == "contact" and self.on:
            return f"{self.words[:1].lower()}{self.words[1:]} on {in_words(self.on)}"
        return self.words


def guessed(guesses: Iterable[Guess]) -> tuple[Reason, ...]:
    """Guesses as reasons: nobody says so."""
    return tuple(
        Reason("guess", guess.event, guess.words, "", None, "Who came" if guess.event else "Public records")
        for guess in guesses
    )


def in_brief(guesses: Sequence[Guess]) -> str:
    """The reasons of one supposed tie in a line: the first few, and how many more there are."""
    named = "; ".join(guess.words for guess in guesses[:MOST_NAMED])
    rest = len(guesses) - MOST_NAMED
    return f"{named}; and {rest} more {'reason' if rest == 1 else 'reasons'}" if rest > 0 else named
