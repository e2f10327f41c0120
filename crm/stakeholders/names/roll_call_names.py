"""Matching the names printed in a roll call to sitting members, and never by a guess. Pure.

Mississippi's roll calls and sponsor lists carry surnames only, with a district where a chamber has two of that
name: `Blackmon`, `Jackson (11th)`, `Turner-Ford`. A name is matched within one chamber and one day; what fits
two members is returned as ambiguous with both, what fits none as unknown.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.stakeholders.names.folding import words
from crm.stakeholders.names.given_names import Likeness, given_likeness
from crm.stakeholders.names.same_person import family_likeness

_DISTRICT = re.compile(r"\s*\((\d+)(?:st|nd|rd|th)?\)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"^(?P<family>[^,]+),\s*(?P<given>.+)$")
_TITLES = re.compile(r"^(?:mr|mrs|ms|dr|rep|sen|representative|senator|speaker|president)\.?\s+", re.IGNORECASE)
_GENERATION = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|v)\.?$", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    """Somebody who sat in the chamber on the day: `other_names` are the aliases a source gives."""

    person_id: str
    name: str
    family_name: str
    given_name: str
    district: str
    other_names: tuple[str, ...] = ()
    middle_name: str = ""
    nickname: str = ""


@dataclass(frozen=True)
class Match:
    """One printed name and the members it fits: one is a match, none is unknown, several are ambiguous."""

    printed: str
    members: tuple[Member, ...]

    @property
    def person_id(self) -> str | None:
        return self.members[0].person_id if len(self.members) == 1 else None

    @property
    def problem(self) -> str | None:
        """Why it is not matched, in a sentence; None for a match."""
        if not self.members:
            return f"Nobody named “{self.printed}” sat in this chamber on that day."
        if len(self.members) > 1:
            who = ", ".join(f"{member.name} ({member.district})" for member in self.members)
            return f"“{self.printed}” fits {len(self.members)} members: {who}. Choose one."
        return None


def folded(text: str) -> str:
    """A name for comparing, as everywhere, without what says the generation."""
    return " ".join(words(_GENERATION.sub("", text.strip())))


def is_called(member: Member, given: str) -> Likeness:
    """How well any of the given names that a source has for somebody fits a member: their own, middle or nickname."""
    theirs = [
        name for name in (member.given_name, member.middle_name, member.nickname) if len("".join(words(name))) > 1
    ]
    mine = [word for word in words(given) if len(word) > 1] or words(given)
    return max((given_likeness(a, b) for a in mine for b in theirs or [member.given_name]), default=Likeness.UNKNOWN)


def fitting(surname: str, given: str, seat: str, sitting: Sequence[Member]) -> list[Member]:
    """Whom a source means by a surname, with the given name and the seat where it has them: one only where nothing
    contradicts; several, or none, are to be asked about."""
    fits = list(match(surname, sitting).members)
    if not fits:
        fits = [m for m in sitting if given and family_likeness(surname, m.family_name) >= Likeness.SLIP]
        fits = [member for member in fits if is_called(member, given) >= Likeness.SLIP]
    called = [member for member in fits if is_called(member, given) >= Likeness.UNKNOWN]
    seated = [member for member in fits if seat and folded(member.district) == folded(seat)]
    agreed = [member for member in seated if member in called]
    if agreed or (called and seated):
        return agreed or [*called, *seated]
    return called if not seated and (given or not seat) else []


def is_named(member: Member, surname: str, given: str) -> bool:
    """Whether nothing in the names contradicts an identifier that says who a member is."""
    likeness = is_called(member, given)
    same_family = (
        bool(match(surname, [member]).members) or family_likeness(surname, member.family_name) >= Likeness.SLIP
    )
    return likeness >= (Likeness.UNKNOWN if same_family else Likeness.SLIP)


def match(printed: str, members: Iterable[Member]) -> Match:
    """Fit one printed name to the members of one chamber on one day."""
    name = _TITLES.sub("", printed.strip())
    if found := _DISTRICT.search(name):
        district, name = found[1], name[: found.start()]
        members = [member for member in members if member.district == district]
    else:
        members = list(members)
    fits = [member for member in members if _is_called(member, name)]
    return Match(printed.strip(), tuple(sorted(fits, key=lambda member: (member.name, member.person_id))))


def match_all(printed: Iterable[str], members: Iterable[Member]) -> list[Match]:
    """Fit every printed name; two printed names that fit the same single member are both returned as they are."""
    sitting = list(members)
    return [match(name, sitting) for name in printed]


def _is_called(member: Member, name: str) -> bool:
    if folded(name) == folded(member.family_name) or folded(name) == folded(member.name):
        return True
    parts = _INITIALS.match(name)
    if parts is None:
        return False
    given, wanted = folded(member.given_name), folded(parts["given"])
    return folded(parts["family"]) == folded(member.family_name) and bool(wanted) and given.startswith(wanted)


def split_names(text: str) -> list[str]:
    """The names in a printed list: "Yeas--Aguirre, Anderson (110th), Jackson. Total--113." gives three.

    Commas before a single initial belong to the name: "Gibbs, K., Ladner" is two names.
    """
    body = re.sub(r"^\s*(?:yeas|nays|absent[^-]*|voting present|present)\s*-+", "", text.strip(), flags=re.IGNORECASE)
    body = re.sub(r"total\s*-*\s*\d+\.?\s*$", "", body.strip(), flags=re.IGNORECASE)
    pieces = [piece.strip().rstrip(".").strip() for piece in re.split(r",|;|\n", body)]
    names: list[str] = []
    for piece in pieces:
        if re.fullmatch(r"[A-Z]\.?[A-Z]?", piece) and names:
            names[-1] = f"{names[-1]}, {piece}"
        elif re.fullmatch(r"(?:jr|sr|ii|iii|iv)", piece, re.IGNORECASE) and names:
            names[-1] = f"{names[-1]} {piece}"
        elif piece and piece.casefold() != "none":
            names.append(piece)
    return names
