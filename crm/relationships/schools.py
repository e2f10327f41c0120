"""Which schools a person went to, read from the free text that legislators give about their education. Pure.

"MS State, B.S.", "1985 MSU" and "Mississippi State University; B. A." name one school. A law school counts as its
university. What names no school ("Bachelor of Science", "Law School") is left out: it is better to miss a school
than to make one up.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_DEGREES = (
    r"(?:a\.?a\.?s?|a\.?s|b\.?b\.?a|b\.?b\.?s|b\.?a|b\.?s|m\.?b\.?a|m\.?p\.?p\.?a|msha|m\.?a|m\.?s|m\.?div|d\.?min|"
    r"ph\.?d|ed\.?d|j\.?d|l\.?l\.?m|attended|juris doctorate|bachelor'?s?|master'?s?)\.?"
)
_BESIDE = rf"(?:{_DEGREES}|\d{{4}})"
_SEPARATORS = re.compile(rf"[;,()]|\s-\s|(?<!of )\b{_BESIDE}\s*-|-\s*(?={_BESIDE}(?![a-z]))|(?<=\busm)-|(?<=\bmsu)-")
_INSTITUTION = re.compile(r"\b(?:university|college|institute|academy|seminary|high school|school)\b(?! of)")
_FACULTY = re.compile(r"\s*\b(?:school of law|college of law|law school|business school)$")
_NO_NAME = frozenset({"high school", "community college"})

# Mississippi's own short names; those of other states are added here as they turn up.
_SHORT = {
    "msu": "mississippi state university",
    "usm": "university of southern mississippi",
    "ole miss": "university of mississippi",
    "jsu": "jackson state university",
    "mc": "mississippi college",
    "muw": "mississippi university for women",
    "jcjc": "jones community college",
    "jones county community college": "jones community college",
    "mgccc": "mississippi gulf coast community college",
    "gulf coast community college": "mississippi gulf coast community college",
    "nwcc": "northwest mississippi community college",
    "northwest community college": "northwest mississippi community college",
    "northwest college": "northwest mississippi community college",
    "northeast community college": "northeast mississippi community college",
    "nemcc": "northeast mississippi community college",
    "s/w community college": "southwest mississippi community college",
    "southwest community college": "southwest mississippi community college",
}
_SPELLINGS = (
    (r"\b([a-z])\.\s?(?=[a-z]\b)", r"\1"),  # J. D. and C.C. as one word
    (r"[.\"]|'s\b", ""),
    (r"\buniv\b", "university"),
    (r"\bole miss\b", "university of mississippi"),
    (r"\bmis(?:s?is)+s?ip+i\b|\bmiss\b", "mississippi"),
    (r"^ms(?= [a-z])|(?<=of )ms\b|(?<=southern )ms\b", "mississippi"),
    (r"\b(?:jr|junior) college\b|\bcc\b", "community college"),
    (r"\bhigh schools\b|\bhs\b|\bhigh$", "high school"),
    (r"\b(?:1[89]|20)\d\d\b", ""),
    (r"^the\b", ""),
)
_SMALL_WORDS = ("of", "at", "for", "and", "the", "in")


def schools(education: Iterable[str]) -> frozenset[str]:
    """The schools named in these texts, as they are shown: {"Mississippi State University"}."""
    return frozenset[str]().union(*map(_schools, education))


@lru_cache(maxsize=20_000)
def _schools(text: str) -> frozenset[str]:
    """The schools that one text names. Remembered, since the same texts are read again and again."""
    spaced = re.sub(r"\b(college|university|school|cc)\s+(?=university of)", r"\1; ", text.casefold())
    return frozenset(_shown(name) for name in map(_school, _SEPARATORS.split(spaced)) if name)


def _school(piece: str) -> str | None:
    """The one school that a piece of text names, or None."""
    name = piece.strip()
    for pattern, spelling in _SPELLINGS:
        name = " ".join(re.sub(pattern, spelling, name.strip()).split())
    name = re.sub(rf"^(?:{_DEGREES}\s+)+|(?:\s+{_DEGREES})+$", "", name)
    name = name.replace("-", " ")
    if name in _SHORT:
        return _SHORT[name]
    if (start := name.find("university of ")) >= 0:
        return _FACULTY.sub("", name[start:])
    name = _whole(name)
    ends = [match.end() for match in _INSTITUTION.finditer(name) if " " in name[: match.end()]]
    if not ends or any(letter.isdigit() for letter in name):
        return None
    name = name[: ends[0]]
    return None if name in _NO_NAME else _SHORT.get(name, name)


def _whole(name: str) -> str:
    """A faculty as its university, and a state's university by its full name."""
    university = _FACULTY.sub("", name)
    if university == name:
        return f"{name} university" if name.endswith(" state") else name
    if name.endswith("college of law") and not _INSTITUTION.search(university):
        return f"{university} college"
    university = _SHORT.get(university, university)
    return university if not university or _INSTITUTION.search(university) else f"{university} university"


def _shown(name: str) -> str:
    words = name.split()
    return " ".join(word if word in _SMALL_WORDS and n else _capital(word) for n, word in enumerate(words))


def _capital(word: str) -> str:
    return f"Mc{word[2:].capitalize()}" if word.startswith("mc") else word.capitalize()
