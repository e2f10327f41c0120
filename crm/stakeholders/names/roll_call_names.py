"""Matching the names printed in a roll call to sitting members, and never by a guess. Pure.

Mississippi's roll calls and sponsor lists carry surnames only, with a district where a chamber has two of that
name: `Blackmon`, `Jackson (11th)`, `Turner-Ford`. A name is matched within one chamber and one day; what fits
two members is returned as ambiguous with both, what fits none as unknown.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

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
    """A name for comparing: no accents, case, full stops, generation or doubled spaces; hyphens as spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().replace("-", " ").replace(".", " ")
    plain = _GENERATION.sub("", plain.strip())
    return " ".join(plain.casefold().split())


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
