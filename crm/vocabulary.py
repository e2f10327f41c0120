"""The words that records choose from, each declared once with all that hangs on it: how it reads, counts and looks.

To add a channel is to add its line here: forms, API, commands, exports, reports and the strength of ties read these
tables (tests/pure/test_vocabulary.py adds one and looks at each). The order is the order on every form. A list that
belongs to one kind of record alone stands in that kind's declaration. Icons are named in web/assets/icons.txt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

Key = TypeVar("Key")


class Word(Protocol):
    """What every entry has: `words`, as a form, a table and a sheet say it."""

    @property
    def words(self) -> str: ...


class Weighed(Protocol):
    """An entry that counts towards the strength of a tie."""

    @property
    def weight(self) -> float: ...


class Drawn(Protocol):
    """An entry that has an icon."""

    @property
    def icon(self) -> str: ...


def words_of(table: Mapping[Key, Word]) -> dict[Key, str]:
    """The words by their keys, as a form offers them."""
    return {key: entry.words for key, entry in table.items()}


def icons_of(table: Mapping[Key, Drawn]) -> dict[Key, str]:
    """The names of the icons by the keys."""
    return {key: entry.icon for key, entry in table.items()}


@dataclass(frozen=True)
class Channel:
    """How a contact was. `weight` is what one such contact counts, a meeting being 1; `at_hand` puts it among the
    buttons that a thumb reaches first."""

    words: str
    weight: float
    icon: str
    at_hand: bool = False


CHANNELS: Mapping[str, Channel] = {
    "corridor": Channel("Corridor talk", 0.5, "footprints", at_hand=True),
    "meeting": Channel("Meeting", 1.0, "users", at_hand=True),
    "call": Channel("Phone call", 0.7, "phone", at_hand=True),
    "text": Channel("Text message", 0.3, "message-square", at_hand=True),
    "email": Channel("E-mail", 0.3, "mail", at_hand=True),
    "letter": Channel("Letter", 0.4, "scroll-text"),
    "event": Channel("Event", 0.5, "calendar"),
    "video": Channel("Video call", 0.8, "video"),
}


@dataclass(frozen=True)
class Direction:
    """Who spoke to whom. `weight` is a factor of what a contact counts."""

    words: str
    weight: float


DIRECTIONS: Mapping[str, Direction] = {
    "two_way": Direction("We talked", 1.0),
    "from_us": Direction("From us, no answer", 0.2),
    "to_us": Direction("From them", 0.6),
}


@dataclass(frozen=True)
class Sentiment:
    """How a contact went. `face` is what stands beside its icon; `weight` is a factor of what a contact counts."""

    words: str
    face: str
    weight: float
    icon: str


SENTIMENTS: Mapping[int, Sentiment] = {
    -2: Sentiment("Went badly", "Badly", 0.2, "angry"),
    -1: Sentiment("Went poorly", "Poorly", 0.5, "annoyed"),
    0: Sentiment("Neutral", "Neutral", 0.8, "meh"),
    1: Sentiment("Went well", "Well", 1.0, "smile"),
    2: Sentiment("Went very well", "Very well", 1.2, "laugh"),
}


@dataclass(frozen=True)
class Level:
    """How well two people know each other. `first_person` is how one says it of oneself; `weight` the strength that
    such a rating gives a tie, in [0, 1). They rise from entry to entry."""

    words: str
    first_person: str
    weight: float


LEVELS: Mapping[str, Level] = {
    "none": Level("They do not know each other", "Don’t know", 0.0),
    "know": Level("Know", "Know", 0.3),
    "good": Level("Good", "Good", 0.6),
    "close": Level("Close", "Close", 0.9),
}
STRAINED = -1
VALENCES: Mapping[int, str] = {1: "Positive", STRAINED: "Strained"}


@dataclass(frozen=True)
class StanceValue:
    """Where somebody stands, from -2 to +2. `sign` is its mark on paper and screen, `look` its class of style."""

    words: str
    sign: str
    look: str


STANCES: Mapping[int, StanceValue] = {
    -2: StanceValue("Opposes", "−−", "oppose"),
    -1: StanceValue("Leans against", "−", "lean-against"),
    0: StanceValue("Undecided", "?", "undecided"),
    1: StanceValue("Leans for", "+", "lean-for"),
    2: StanceValue("Supports", "++", "support"),
}
SIDES: Mapping[int, str] = {-1: "against", 0: "undecided", 1: "for"}
CERTAINTIES: Mapping[str, str] = {"sure": "Sure", "likely": "Likely", "guess": "A guess"}


@dataclass(frozen=True)
class SourceKind:
    """How a stance is known. `typed` ones are typed by somebody; the others point at what is on record already."""

    words: str
    typed: bool


SOURCE_KINDS: Mapping[str, SourceKind] = {
    "interaction": SourceKind("Said in a contact", typed=False),
    "statement": SourceKind("A public statement", typed=True),
    "vote": SourceKind("A recorded vote", typed=False),
    "judgement": SourceKind("Staff judgement", typed=True),
}


@dataclass(frozen=True)
class VoteOption:
    """How a member's vote is recorded. `stance` is what it says of where they stand; None where it says nothing."""

    words: str
    stance: int | None = None


VOTE_OPTIONS: Mapping[str, VoteOption] = {
    "yea": VoteOption("Yea", 2),
    "nay": VoteOption("Nay", -2),
    "absent": VoteOption("Absent"),
    "not voting": VoteOption("Not voting"),
    "present": VoteOption("Present"),
    "paired": VoteOption("Paired"),
}

VISIBILITIES: Mapping[str, str] = {"staff": "Staff only", "shared": "Everybody who signs in"}


class Role(StrEnum):
    """What an account may do; the routes and queries decide by this and nothing else."""

    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    MEMBER = "member"
    VIEWER = "viewer"


@dataclass(frozen=True)
class RoleWords:
    """A role in a list, in a sentence ("Ann is now a member"), and what it is for."""

    words: str
    article: str
    about: str


ROLES: Mapping[Role, RoleWords] = {
    Role.ADMINISTRATOR: RoleWords("Administrator", "an administrator", "everything, and accounts, imports and backups"),
    Role.STAFF: RoleWords("Staff", "staff", "sees and writes everything but accounts"),
    Role.MEMBER: RoleWords("Member", "a member", "logs contacts; sees the shared part and their own"),
    Role.VIEWER: RoleWords("Viewer", "a viewer", "reads the shared part"),
}
