"""Given names: which two are one person's for certain, which only perhaps, and which are two people's. Pure.

A short table of our own holds forms that leave no doubt. The wider list is the `nicknames` package (Apache-2.0), which
also joins names that two people bear beside each other (Andrea and Andrew, Johnathan and John): of it only what looks
like a short form is certain.
"""

from collections import defaultdict
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

from nicknames import name_triplets
from rapidfuzz.distance import OSA

from crm.stakeholders.names.folding import words

SHORT_FORMS = (
    ("robert", "rob", "bob", "bobby"),
    ("william", "will", "bill", "billy"),
    ("richard", "rick", "dick", "ricky"),
    ("james", "jim", "jimmy"),
    ("john", "johnny", "jack"),
    ("joseph", "joe", "joey"),
    ("michael", "mike", "mickey"),
    ("charles", "charlie", "chuck"),
    ("thomas", "tom", "tommy"),
    ("edward", "ed", "eddie", "ted"),
    ("daniel", "dan", "danny"),
    ("david", "dave"),
    ("donald", "don", "donnie"),
    ("kenneth", "ken", "kenny"),
    ("ronald", "ron", "ronnie"),
    ("lawrence", "larry"),
    ("samuel", "sam", "sammy"),
    ("stephen", "steven", "steve"),
    ("timothy", "tim"),
    ("gregory", "greg"),
    ("jeffrey", "jeffery", "jeff"),
    ("patrick", "pat"),
    ("philip", "phillip", "phil"),
    ("anthony", "tony"),
    ("benjamin", "ben"),
    ("andrew", "andy", "drew"),
    ("matthew", "matt"),
    ("nicholas", "nick"),
    ("christopher", "chris"),
    ("elizabeth", "liz", "beth", "betsy"),
    ("margaret", "peggy", "maggie"),
    ("katherine", "catherine", "kathy", "cathy", "kate"),
    ("patricia", "pat", "patty", "tricia"),
    ("rebecca", "becky"),
    ("deborah", "debra", "debbie", "deb"),
    ("barbara", "barb"),
    ("susan", "sue", "suzy"),
    ("jennifer", "jenny", "jen"),
    ("theresa", "teresa", "terry"),
    ("sandra", "sandy"),
    ("pamela", "pam"),
    ("cynthia", "cindy"),
)
LONGEST_SHORT_FORM = 5  # letters, unless it ends as pet names do
PET_ENDINGS = ("y", "ie", "i")


class Likeness(IntEnum):
    """How much two names are alike. From SLIP on they may be taken for one; ALIKE needs a question."""

    OTHER = 0
    ALIKE = 1
    UNKNOWN = 2
    SLIP = 3
    VARIANT = 4
    SAME = 5


def _package() -> Mapping[str, frozenset[str]]:
    """The package's list: for each name, its nicknames."""
    listed: dict[str, set[str]] = defaultdict(set)
    for triplet in name_triplets():
        listed[triplet.name1].add(triplet.name2)
    return {name: frozenset(forms) for name, forms in listed.items()}


NICKNAMES = _package()
GIVEN_NAMES = frozenset(NICKNAMES) | frozenset(name for forms in NICKNAMES.values() for name in forms)


def _is_short_form(form: str, name: str) -> bool:
    """Whether a listed nickname is nothing but that: clearly short, and without a family of nicknames of its own."""
    own = NICKNAMES.get(form, frozenset())
    bears_it_alone = own - {name} <= NICKNAMES[name]
    near = OSA.distance(form, name) <= (2 if len(name) - len(form) < 2 else 1)  # Ann and Anna, Alan and Allen
    shortened = len(form) <= LONGEST_SHORT_FORM and form[0] == name[0]
    return bears_it_alone and not near and len(form) < len(name) and (shortened or form.endswith(PET_ENDINGS))


def _certain() -> Mapping[str, frozenset[str]]:
    pairs = {(a, b) for group in SHORT_FORMS for a in group for b in group if a != b}
    pairs |= {(name, form) for name, forms in NICKNAMES.items() for form in forms if _is_short_form(form, name)}
    table: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        table[a].add(b)
        table[b].add(a)
    return {name: frozenset(forms) for name, forms in table.items()}


CERTAIN = _certain()


def short_forms(given: str) -> frozenset[str]:
    """The names that somebody of this given name may go by, and the full names that it is short for."""
    return frozenset(form for word in words(given)[:1] for form in CERTAIN.get(word, ()))


@lru_cache(50_000)
def given_likeness(one: str, other: str) -> Likeness:
    """How much two given names, without middle names, are alike."""
    a, b = words(one), words(other)
    if not a or not b:
        return Likeness.UNKNOWN
    if "".join(a) == "".join(b):
        return Likeness.SAME
    x, y = a[0], b[0]
    if x == y or y in CERTAIN.get(x, ()) or (1 in (len(x), len(y)) and x[0] == y[0]):
        return Likeness.VARIANT
    if is_slip(x, y) and not (x in GIVEN_NAMES and y in GIVEN_NAMES):
        return Likeness.SLIP
    return Likeness.ALIKE if _look_alike(x, y) else Likeness.OTHER


def same_given(one: str, other: str) -> bool:
    """Whether two given names may be one person's without a question: equal, a short form, an initial, a slip."""
    return given_likeness(one, other) >= Likeness.UNKNOWN


def is_slip(x: str, y: str, *, least: int = 4) -> bool:
    """Whether two spellings differ as a slip of the pen does: two letters changed places, or a letter doubled."""
    if min(len(x), len(y)) < least or x == y:
        return False
    swapped = len(x) == len(y) and sorted(x) == sorted(y) and OSA.distance(x, y) == 1
    return swapped or (OSA.distance(x, y) == 1 and _undoubled(x) == _undoubled(y))


def _undoubled(text: str) -> str:
    return "".join(letter for letter, before in zip(text, "\0" + text, strict=False) if letter != before)


def _look_alike(x: str, y: str) -> bool:
    """Robert and Roberta, Marian and Marion, Andrea and Andrew: perhaps one person, perhaps kin."""
    shorter, longer = sorted((x, y), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter):
        return True
    if y in NICKNAMES.get(x, ()) or x in NICKNAMES.get(y, ()):
        return True
    return len(shorter) >= 5 and x[0] == y[0] and OSA.distance(x, y) <= 1
