"""Names of school districts as lists write them, matched to the districts known. Pure; never a guess.

The words that say only what kind of body it is (School, District, Public, Municipal, Consolidated ...) are stripped
for comparing. "County" is kept: Quitman and Quitman County, Newton Municipal and Newton County are different districts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from crm.stakeholders.names.folding import folded, words

KIND_WORDS = frozenset({
    "school", "schools", "district", "districts", "public", "municipal", "separate", "consolidated", "special", "the",
    "sd", "csd", "psd", "isd", "usd", "msd", "mssd", "of", "board", "education", "system", "dist", "sch", "ms",
})  # fmt: skip
GROUND_WORDS = frozenset({"county", "city"})
SURE_WORDS = frozenset({"public", "municipal", "separate", "city"})
SPELLED_OUT = {"co": "county", "cnty": "county", "cty": "county", "muni": "municipal", "mun": "municipal"}
LIKELY = 78  # rapidfuzz score, 0..100, from which a name is worth offering as a choice
MOST_OFFERED = 6


@dataclass(frozen=True)
class Known:
    """A district that exists in the graph; `place` (its county or town) tells two of one name apart."""

    id: str
    name: str
    place: str = ""


@dataclass(frozen=True)
class Match:
    """`exact` is the one district meant, or None; then `candidates` are the ones to choose from, likeliest first."""

    exact: Known | None = None
    candidates: tuple[Known, ...] = ()


@lru_cache(20_000)  # a file's names are each compared with all that are known
def district_key(name: str) -> str:
    """What is left of a name for comparing: "Tishomingo County Special Municipal Separate School District" is
    "tishomingo county"."""
    spelled = _spelled_out(name)
    return " ".join(word for word in spelled if word not in KIND_WORDS) or " ".join(spelled)


def writes_county(names: Sequence[str]) -> bool:
    """Whether a list writes "County" where it means it, so that a bare name in it is the town's district."""
    return any("county" in _spelled_out(name) for name in names)


def match_district(text: str, known: Sequence[Known], *, list_writes_county: bool = False) -> Match:
    """The district that a list means by `text`.

    One whose key is the same is meant, unless another differs by "County" or "City" alone ("Quitman", "Union"): then
    the full name, a word such as Municipal, or a list that writes "County" elsewhere decides, else somebody is asked.
    """
    key = district_key(text)
    same = [one for one in known if district_key(one.name) == key]
    full = [one for one in known if folded(one.name) == folded(text)]
    if len(full) == 1:
        return Match(full[0])
    rivals = [
        one for one in known if one not in same and _without_ground(district_key(one.name)) == _without_ground(key)
    ]
    spelled = set(_spelled_out(text))
    says_which = bool(spelled & (SURE_WORDS | GROUND_WORDS)) or list_writes_county
    if len(same) == 1 and (not rivals or says_which):
        return Match(same[0])
    likely = sorted(known, key=lambda one: (-_likeness(text, key, one), one.name))
    close = [one for one in likely if _likeness(text, key, one) >= LIKELY and one not in same and one not in rivals]
    return Match(candidates=(*same, *rivals, *close)[:MOST_OFFERED])


def _spelled_out(name: str) -> list[str]:
    return [SPELLED_OUT.get(word, word) for word in words(name)]


def _without_ground(key: str) -> str:
    return " ".join(word for word in key.split() if word not in GROUND_WORDS)


def _likeness(text: str, key: str, one: Known) -> float:
    """0..100: how likely a text such as "PRC", "JPS", "Starkville-Okt." or "Jeff Davis" stands for a district."""
    theirs = district_key(one.name)
    letters = "".join(words(text))
    if 2 <= len(letters) <= 5 and letters in _initials(one.name):
        return 95.0
    mine, other = key.split(), theirs.split()
    if (
        mine
        and len(mine) <= len(other)
        and all(o.startswith(m) or m.startswith(o) for m, o in zip(mine, other, strict=False))
    ):
        return 90.0
    return max(fuzz.ratio(key, theirs), fuzz.token_sort_ratio(_without_ground(key), _without_ground(theirs)))


def _initials(name: str) -> set[str]:
    """The initials of the name and of its beginning: Pearl River County School District is prcsd, prcs and prc."""
    letters = "".join(word[0] for word in words(name))
    return {letters[:end] for end in range(2, len(letters) + 1)}
