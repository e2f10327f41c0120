"""One folding of names and addresses, for every door: what is looked up, compared, searched and asked about. Pure.

`words` is the base; `folded` joins them with spaces, `name_key` without, so that "De Bar", "DeBar" and "DEBAR" are one.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+|\d+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b")
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʻʼ′")
_NOT_DECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})

ROLE_WORDS = frozenset({
    "superintendent", "supt", "super", "superintendents", "office", "info", "information", "admin", "administration",
    "administrator", "contact", "contactus", "mail", "email", "frontdesk", "front", "desk", "reception", "secretary",
    "central", "centraloffice", "district", "school", "schools", "board", "help", "support", "webmaster", "hr",
    "director", "president", "chair", "clerk", "hello", "general", "main", "headquarters", "staff", "team", "noreply",
    "resa", "assistant", "enquiries", "inquiries", "sos", "senate", "house", "members", "membership", "communications",
})  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text: lower case, no accents or apostrophes, "HD37" as two, "37th" as 37."""
    # Taken apart first, as capitals may come out of it (“ᴬ” is an A), and again, as small letters may be joined ones.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold())
    plain = "".join(letter for letter in apart.translate(_APOSTROPHES) if not unicodedata.combining(letter))
    plain = plain.translate(_NOT_DECOMPOSED)
    return [word.lstrip("0") or "0" if word.isdigit() else word for word in _WORD.findall(_ORDINAL.sub(r"\1", plain))]


def folded(text: str) -> str:
    """The text as it is compared: lower case, without accents, apostrophes and punctuation."""
    return " ".join(words(text))


def name_key(text: str) -> str:
    """A family name as it is looked up: Turner-Ford, Turner Ford and TURNERFORD have one, St. and Saint too."""
    return "".join("st" if word == "saint" else word for word in words(text))


def spellings(family: str) -> set[str]:
    """Other ways in which a family name may be typed: DeBar as De Bar and back, St. John as Saint John."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", family)
    saintly = re.sub(r"\b(?:St\.?|Saint)(?=[ -])", lambda m: "St" if m[0] == "Saint" else "Saint", family)
    return {form for form in ("".join(words(family)), spaced, saintly) if form and words(form) != words(family)}


def same_family(one: str, other: str) -> bool:
    """Whether two family names are one name, however written."""
    return name_key(one) == name_key(other) != ""


def email_key(address: str) -> str:
    """An address as it is looked up: Ann@x.org and ann@X.ORG are one mailbox."""
    return address.strip().casefold()


def is_role_mailbox(address: str) -> bool:
    """Whether an address belongs to an office and not to a person, so that whoever comes next has it too."""
    local, _, domain = email_key(address).partition("@")
    said = [word for word in words(local) if not word.isdigit()]
    place = set(words(domain))
    by_office = any(word in ROLE_WORDS or "superintendent" in word or word.endswith("supt") for word in said)
    return not said or by_office or all(word in place for word in said)
