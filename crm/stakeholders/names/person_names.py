"""Names of people as sources write them: read into parts, tidied, compared. Pure; the raw text is always kept.

The rule, found by trial: couples and lines are split first, a bracketed employer is taken off, a job title after a
comma is a role, a lone name is a last name, and only then the name parser reads what is left. What still cannot be
read is marked as not sure, so that somebody is asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nameparser import HumanName

from crm.stakeholders.names.folding import folded, words
from crm.stakeholders.names.given_names import Likeness, given_likeness

JOB_WORDS = frozenset({
    "superintendent", "supt", "superintendents", "director", "principal", "president", "chair", "chairman",
    "chairwoman", "secretary", "treasurer", "officer", "coordinator", "manager", "administrator", "counsel",
    "attorney", "clerk", "assistant", "asst", "deputy", "interim", "acting", "conservator", "commissioner",
    "teacher", "aide", "representative",
})  # fmt: skip
JOB_FILLERS = frozenset({
    "of", "the", "for", "and", "in", "to", "ed", "education", "school", "schools", "district", "board", "county",
    "member", "vice", "past", "elect", "executive", "federal", "programs", "business", "finance", "curriculum",
    "instruction", "operations", "chief", "lead", "senior", "elected", "appointed",
})  # fmt: skip
COURTESY = frozenset({
    "dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "rev", "reverend", "hon", "honorable",
})  # fmt: skip
OFFICES = frozenset({
    "sen", "senator", "rep", "representative", "supt", "superintendent", "gov", "governor", "mayor", "lt", "asst",
    "interim",
})  # fmt: skip
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})
DEGREES = frozenset({"phd", "edd", "esq", "md", "jd", "cpa", "eds", "med"})
EMPLOYER_WORDS = frozenset({
    "school", "schools", "district", "county", "city", "public", "sd", "csd", "psd", "isd", "usd", "academy",
    "college", "university", "center",
})  # fmt: skip
PARTICLES = frozenset({"van", "von", "de", "la", "del", "der", "den", "di", "da", "le", "du", "st", "mac"})

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]\d{4}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_COUPLE = re.compile(r"\s*(?:&|\band\b)\s*", re.IGNORECASE)
_SEAT_HINT = re.compile(r"\d+(?:st|nd|rd|th)|[RDI]-?\d+", re.IGNORECASE)
_ROMAN = re.compile(r"(?:ii|iii|iv|vi{0,3}|ix|x{1,3})", re.IGNORECASE)


@dataclass(frozen=True)
class PersonName:
    """One person read from a text. `raw` is the text as given; `sure` is False when somebody should look at it."""

    raw: str
    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    nickname: str = ""
    title: str = ""
    role: str = ""
    employer: str = ""
    email: str = ""
    phone: str = ""
    sure: bool = True

    @property
    def display(self) -> str:
        """The name as shown: "Jane Q. Smith-Jones Jr."."""
        return " ".join(part for part in (self.given, self.middle, self.family, self.suffix) if part)


def squeeze(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def tidy(text: str) -> str:
    """White space squeezed, and a text that is all capitals set in ordinary ones ("McComb School")."""
    text = squeeze(text)
    if not any(c.isalpha() for c in text) or text != text.upper() or len(text) < 3:
        return text
    return " ".join(_small_caps(word, first=i == 0) for i, word in enumerate(text.split()))


def _small_caps(word: str, *, first: bool) -> str:
    bare = re.sub(r"\W", "", word)
    if any(c.isdigit() for c in word) or (bare and _ROMAN.fullmatch(bare)) or bare in ("STEM", "MS", "SD"):
        return word
    if not first and bare in ("OF", "AND", "THE", "FOR"):
        return word.lower()
    lowered = re.sub(r"[^\W\d_]+(?:['’](?=[SsTt]\b)[st])?", lambda m: m[0].capitalize(), word.lower())
    return re.sub(r"\bMc([a-z])", lambda m: f"Mc{m[1].upper()}", lowered)


def read_people(text: str) -> tuple[PersonName, ...]:
    """Everybody named in one cell. An e-mail address, phone or job title on its own line belongs to the one before."""
    people: list[PersonName] = []
    for piece in re.split(r"[\n\r;]+|\s+/\s+", text):
        read, email, phone = _contact(squeeze(piece))
        bare = read.strip(" ,-–—:")
        if bare and not _is_job(bare):
            people += [replace(one, raw=squeeze(text)) for one in _couple(bare)]
        elif bare and people:
            people[-1] = replace(people[-1], role=people[-1].role or bare)
        if people and (email or phone):
            last = people[-1]
            people[-1] = replace(last, email=email or last.email, phone=phone or last.phone)
    return tuple(people)


def _contact(piece: str) -> tuple[str, str, str]:
    email, phone = _EMAIL.search(piece), _PHONE.search(piece)
    for found in (email, phone):
        piece = piece.replace(found[0], " ") if found else piece
    return squeeze(re.sub(r"<\s*>|\(\s*\)", " ", piece)), email[0] if email else "", phone[0].strip() if phone else ""


def _is_job(text: str) -> bool:
    """Whether a text is a job title and nothing else: "Asst. Supt. of Federal Programs", "Supt. of Lee County"."""
    found = words(text)
    named = found.index("of") if "of" in found else len(found)
    return any(word in JOB_WORDS for word in found) and all(word in JOB_WORDS | JOB_FILLERS for word in found[:named])


def _couple(text: str) -> list[PersonName]:
    """One or two people: "Greg and Sue Walters", "Walters, Greg & Sue", "Sen. Hill and Rep. Lee"."""
    outside = _BRACKETS.sub(lambda m: " " * len(m[0]), text)
    parts = [text] if _is_job(outside.partition(",")[2]) else _COUPLE.split(text)
    if len(parts) != 2 or not all(parts):
        return [read_person(text)]
    left, right = parts
    title, bare = _leading_title(left)
    if not bare:
        return [replace(read_person(right), sure=False)]
    if "," in left and "," not in right and len(right.split()) == 1:
        return [read_person(left), read_person(f"{left.partition(',')[0]}, {right}")]
    if len(bare.split()) == 1 and not title and len(right.split()) > 1:
        other = read_person(right)
        return [replace(read_person(f"{bare} {other.family}"), suffix=""), other]
    courteous = bool(title) and len(bare.split()) == 1 and words(title)[0] in COURTESY
    return [replace(read_person(left), sure=not courteous), read_person(right)]


def read_person(text: str) -> PersonName:
    """One person's name in parts. Never fails: what cannot be read comes back with `sure` False."""
    raw = squeeze(text)
    rest, employer, nickname = _without_brackets(raw)
    rest, role, after = _without_role(rest)
    employer = employer or after
    title, bare = _leading_title(tidy(rest))
    bare = bare.strip(" ,.-") if len(bare) < 3 else bare.strip(" ,-")
    if not any(c.isalpha() for c in bare) or "?" in bare:
        return PersonName(raw, family=bare.strip("? "), title=title, role=role, employer=employer, sure=False)
    name = _parsed(bare)
    office = squeeze(f"{title} {name.title}")
    return replace(
        name,
        raw=raw,
        title=office,
        role=role,
        employer=employer,
        nickname=name.nickname or nickname,
        sure=len(bare.split()) <= 6 and not any(c.isdigit() for c in bare),
    )


def _without_brackets(text: str) -> tuple[str, str, str]:
    """The text without its brackets, and what they held: an employer, or a nickname of one word."""
    employer = nickname = ""
    for inside in _BRACKETS.findall(text):
        found = words(inside)
        if len(found) == 1 and found[0].isalpha() and found[0] not in EMPLOYER_WORDS:
            nickname = inside.strip("\"'“” ")
        elif not _SEAT_HINT.fullmatch(inside.strip()):
            employer = employer or inside.strip()
    return squeeze(_BRACKETS.sub(" ", text)), employer, nickname


def _without_role(text: str) -> tuple[str, str, str]:
    """The text without a job title and an employer that follow a comma or a dash: "Jane Smith, Superintendent"."""
    parts = re.split(r"\s*,\s*|\s+[-–—]\s+", text)
    jobs = [part for part in parts[1:] if _is_job(part)]
    employers = [part for part in parts[1:] if part not in jobs and EMPLOYER_WORDS & set(words(part))]
    kept = [part for part in parts if part not in jobs and part not in employers]
    return ", ".join(kept), ", ".join(jobs), ", ".join(employers)


def _leading_title(text: str) -> tuple[str, str]:
    tokens = text.split()
    count = 0
    while count < len(tokens) and (words(tokens[count]) or [""])[0] in COURTESY | OFFICES:
        count += 1
    return " ".join(tokens[:count]), " ".join(tokens[count:])


def _parsed(bare: str) -> PersonName:
    core = [t for t in bare.replace(",", " ").split() if "".join(words(t)) not in GENERATIONS | DEGREES]
    name = HumanName(bare)
    given, middle, family = name.first, name.middle, name.last
    suffix = " ".join(one for one in name.suffix.replace(",", " ").split() if "".join(words(one)) in GENERATIONS)
    if len(core) == 1 or all(folded(token) in PARTICLES for token in core[:-1]):
        given, middle, family = "", "", " ".join(core)
    return PersonName(bare, given, middle, family, suffix, nickname=name.nickname, title=name.title)


def alias_shares_given(alias: str, given_names: Iterable[str], family: str) -> bool:
    """Whether an alias has anything of this person's given names in it, so that it can hardly be somebody else.

    Sources hand aliases on to a successor ("Edward Blackmon, Jr." on Lawrence Blackmon): they share a family name only.
    """
    theirs = set(words(family))
    listed = [word for word in words(alias) if word not in theirs | GENERATIONS and not word.isdigit()]
    mine = [word for name in given_names for word in words(name)]
    return not listed or any(given_likeness(word, name) > Likeness.OTHER for word in listed for name in mine)
