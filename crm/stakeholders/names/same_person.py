"""Whether two descriptions are of one person: the reasons for and against, and what follows from them. Pure.

The rule: one person only where nothing contradicts, and where more than a name agrees: the office, the body, a mailbox
of their own. Where something agrees and something contradicts, somebody is asked. A mailbox that belongs to an
office is no evidence, since whoever comes next has it too. A wrong match costs more than a question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import product
from typing import Any

from rapidfuzz.distance import OSA

from crm.stakeholders.names.folding import email_key, is_role_mailbox, name_key, words
from crm.stakeholders.names.given_names import Likeness, given_likeness, is_slip
from crm.stakeholders.names.person_names import read_person


class Verdict(IntEnum):
    """What follows: two people, a question, or one person."""

    OTHER = 0
    ASK = 1
    SAME = 2


@dataclass(frozen=True)
class Description:
    """What is known of somebody; "" and () where nothing is. `other_names` are whole names they go or went by."""

    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""
    email: str = ""
    birth_date: str = ""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circumstances:
    """What is known beside the two descriptions.

    `same_office`: the one known holds the office that the newcomer is named for; `same_body`: they have or had to do
    with its body. `shared` are addresses that several people use. `also_listed` says where the source itself lists the
    one known as well, and `told_apart` whether it writes the two otherwise, or gives them two mailboxes.
    """

    same_office: bool = False
    same_body: bool = False
    shared: frozenset[str] = frozenset()
    also_listed: str = ""
    told_apart: bool = False


@dataclass(frozen=True)
class Judgment:
    """The verdict with its reasons, each a few words: "the same office", "another first name (Robert, Roberta)"."""

    verdict: Verdict
    agrees: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        parts = ((self.agrees, "For it: "), (self.contradicts, "Against it: "))
        return " ".join(f"{said}{', '.join(reasons)}." for reasons, said in parts if reasons)


NOBODY = Judgment(Verdict.OTHER)


def described(values: Mapping[str, Any]) -> Description:
    """The description that a record's properties give; a name without parts is read."""
    texts = {name: str(values.get(name) or "") for name in ("name", "given_name", "middle_name", "family_name")}
    if not texts["family_name"]:
        read = read_person(texts["name"])
        texts |= {"given_name": read.given, "middle_name": read.middle, "family_name": read.family}
    listed = values.get("other_names") or ()
    return Description(
        given=texts["given_name"],
        middle=texts["middle_name"],
        family=texts["family_name"],
        suffix=str(values.get("suffix") or ""),
        nickname=str(values.get("nickname") or ""),
        email=str(values.get("email") or ""),
        birth_date=str(values.get("birth_date") or ""),
        other_names=(listed,) if isinstance(listed, str) else tuple(listed),
    )


def judge(new: Description, known: Description, where: Circumstances | None = None) -> Judgment:
    """Whether `new` is `known`: by the name of theirs that fits best."""
    around = where or Circumstances()
    pairs = product(_readings(new), _by_each_name(known))
    return max((_judge(mine, theirs, around) for mine, theirs in pairs), key=lambda found: found.verdict)


def family_keys(new: Description) -> set[str]:
    """The folded family names under which somebody may be known: "Ann Turner Ford" is a Turner Ford, or a Ford."""
    families = {reading.family for reading in _readings(new)}
    return {name_key(name) for family in families for name in (family, *words(family)[-1:])} - {""}


def _readings(name: Description) -> Iterable[Description]:
    """The name, and what it is when its middle name is the first half of a double family name."""
    yield name
    if len("".join(words(name.middle))) > 1:
        yield replace(name, middle="", family=f"{name.middle} {name.family}")


def _by_each_name(known: Description) -> Iterable[Description]:
    yield from _readings(known)
    for other in known.other_names:
        read = read_person(other)
        if read.given and read.family:
            suffix = read.suffix or known.suffix
            yield replace(known, given=read.given, middle=read.middle, family=read.family, suffix=suffix)


def _judge(new: Description, known: Description, where: Circumstances) -> Judgment:
    family, given = family_likeness(new.family, known.family), first_name_likeness(new, known)
    mailbox = shares_mailbox(new, known, where.shared)
    apart = _facts_apart(new, known, mailbox=mailbox)
    agrees = [*_names_agree(new, known, family, given), *_place_agrees(where, mailbox=mailbox)]
    contradicts = [*_names_apart(new, known, family, given), *apart, *_also_listed(where)]
    near = where.same_office or mailbox
    if _named_alike(family, given) and not apart:
        verdict = _of_one_name(where, near=near)
    elif near and not _two_generations(new, known) and _resembles(family, given, new, known):
        verdict = Verdict.ASK
    else:
        verdict = Verdict.OTHER
    return Judgment(verdict, tuple(agrees), tuple(contradicts))


def _named_alike(family: Likeness, given: Likeness) -> bool:
    """Whether both names agree, at most one of them by a slip of the pen."""
    return family >= Likeness.SLIP and given >= Likeness.SLIP and not family == given == Likeness.SLIP


def _of_one_name(where: Circumstances, *, near: bool) -> Verdict:
    """Two of one name, of whom nothing else contradicts: one person in one place; elsewhere only a person can say."""
    if near or where.same_body:
        return Verdict.SAME
    return Verdict.OTHER if where.told_apart else Verdict.ASK


def _resembles(family: Likeness, given: Likeness, new: Description, known: Description) -> bool:
    """Whether somebody in the same office, or with the same mailbox, may be the one before under another name."""
    initial = min(len("".join(words(name))) for name in (new.given, known.given)) < 2
    return family >= Likeness.SLIP or (given >= Likeness.SLIP and not initial)


def family_likeness(one: str, other: str) -> Likeness:
    """How much two family names are alike: VARIANT where one is a part of the other ("Bolls", "Bolls-Farris")."""
    a, b = name_key(one), name_key(other)
    if not a or not b:
        return Likeness.UNKNOWN
    if a == b:
        return Likeness.SAME
    if is_slip(a, b, least=5):
        return Likeness.SLIP
    x, y = set(words(one)), set(words(other))
    if (x < y or y < x) and max(map(len, x & y)) > 2:
        return Likeness.VARIANT
    return Likeness.ALIKE if min(len(a), len(b)) >= 5 and OSA.distance(a, b) <= 1 else Likeness.OTHER


def first_name_likeness(new: Description, known: Description) -> Likeness:
    """How much the names somebody is called by are alike: given names, nicknames, a middle name that is gone by."""
    likeness = given_likeness(new.given, known.given)
    called = [(new.given, known.nickname), (new.nickname, known.given), (new.nickname, known.nickname)]
    by_nickname = [given_likeness(a, b) for a, b in called if a and b]
    by_middle = [
        Likeness.VARIANT
        for a, b in ((new.given, known.middle), (known.given, new.middle))
        if len(a) > 2 and words(a) and words(a) == words(b)
    ]
    strong = [found for found in (*by_nickname, *by_middle) if found >= Likeness.SLIP]
    return max([likeness, *strong])


def first_names_alike(new: Description, known: Description) -> bool:
    """Whether two of one family may be one person by first name: enough to ask somebody who types a name in."""
    likeness = first_name_likeness(new, known)
    return family_likeness(new.family, known.family) == Likeness.SAME and likeness > Likeness.OTHER


def shares_mailbox(new: Description, known: Description, shared: Iterable[str] = ()) -> bool:
    """Whether both have one personal mailbox, which is not an office's and not several people's."""
    address = email_key(new.email)
    return (
        bool(address) and address == email_key(known.email) and not is_role_mailbox(address) and address not in shared
    )


def _names_agree(new: Description, known: Description, family: Likeness, given: Likeness) -> list[str]:
    if family == Likeness.SAME and given == Likeness.SAME:
        return ["the same name"]
    said = []
    for likeness, what, mine, theirs in _names(new, known, family, given):
        if likeness >= Likeness.SLIP:
            how = {Likeness.SAME: "the same", Likeness.VARIANT: "a form of the same"}.get(likeness, "nearly the same")
            said.append(f"{how} {what}" + ("" if likeness == Likeness.SAME else f" ({theirs}, {mine})"))
    return said


def _names_apart(new: Description, known: Description, family: Likeness, given: Likeness) -> list[str]:
    return [
        f"another {what} ({theirs or 'none'}, {mine or 'none'})"
        for likeness, what, mine, theirs in _names(new, known, family, given)
        if likeness < Likeness.UNKNOWN
    ]


def _names(
    new: Description, known: Description, family: Likeness, given: Likeness
) -> tuple[tuple[Likeness, str, str, str], ...]:
    return (
        (given, "first name", new.given, known.given),
        (family, "last name", new.family, known.family),
    )


def _place_agrees(where: Circumstances, *, mailbox: bool) -> list[str]:
    place = ["the same office"] if where.same_office else ["the same body"] if where.same_body else []
    return [*place, *(["the same mailbox"] if mailbox else [])]


def _also_listed(where: Circumstances) -> list[str]:
    return [f"listed for {where.also_listed} too"] if where.also_listed else []


def _facts_apart(new: Description, known: Description, *, mailbox: bool) -> list[str]:
    """What contradicts beside first and last name: middle name, generation, birth."""
    said = []
    mine, theirs = ("".join(words(name)) for name in (new.middle, known.middle))
    if mine and theirs and not (mine.startswith(theirs) or theirs.startswith(mine)) and not _goes_by_middle(new, known):
        said.append(f"another middle name ({known.middle}, {new.middle})")
    if new.suffix and words(new.suffix) != words(known.suffix) and (known.suffix or not mailbox):
        said.append(f"{known.suffix} and {new.suffix}" if known.suffix else f"{new.suffix} is new")
    if new.birth_date and known.birth_date and not _days_fit(new.birth_date, known.birth_date):
        said.append(f"born {known.birth_date} and {new.birth_date}")
    return said


def _two_generations(new: Description, known: Description) -> bool:
    """Whether both say which of a family they are: Sr. and Jr. are two people by what the words mean."""
    return bool(new.suffix and known.suffix) and words(new.suffix) != words(known.suffix)


def _goes_by_middle(new: Description, known: Description) -> bool:
    return words(new.given) == words(known.middle) or words(known.given) == words(new.middle)


def _days_fit(one: str, other: str) -> bool:
    """Whether two partial dates may be one day: 1958 and 1958-03 are."""
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter)
