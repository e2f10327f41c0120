"""Why we say that two people know each other: the source, date and person behind every claim, and in a few words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A person as named beside a claim."""

    id: str
    name: str


@dataclass(frozen=True)
class Reason:
    """One piece of evidence as its reader may see it.

    `kind` is rating, contact or guess; `id` the evidence's or interaction's ("" for a guess); `words` what it says
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
