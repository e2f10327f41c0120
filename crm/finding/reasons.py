"""Why a person was found, where their name and line do not show it: the committee, the other name, the last contact."""

from collections.abc import Callable, Sequence

from crm.stakeholders.chambers import SEARCHED, committee_chamber
from crm.stakeholders.names.folding import words
from crm.stakeholders.standing import Membership, Office, Standing

Likeness = Callable[[str, str], float]
LOGGED_LATELY = "You logged them lately"


def reason(typed: Sequence[str], who: Standing, phrases: Sequence[Sequence[str]], likeness: Likeness) -> str:
    """What of a person the typed words fit, in words; "" where the name and the line beside it say so already."""

    def fits(phrase: Sequence[str]) -> bool:
        return all(any(likeness(word, other) > 0 for other in phrase) for word in typed)

    if not typed or fits(words(f"{who.name} {who.line}")):
        return ""
    name = words(who.name)
    for membership in who.memberships:
        if fits([*name, *_phrase(membership)]):
            return in_words(membership)
    other = next((phrase for phrase in phrases if fits(phrase)), None)
    seats = [
        words(f"{SEARCHED.get(office.chamber or '', '')} {office.title} {office.district}") for office in who.offices
    ]
    if other is None or any(set(other) <= {*seat, "district"} for seat in seats):
        return ""
    return f"Also called {' '.join(word.capitalize() for word in other)}"


def in_words(membership: Membership) -> str:
    """Such as "Chair of House Education"."""
    chamber = committee_chamber(membership.chamber) if membership.chamber else ""
    body = membership.body if chamber.casefold() in membership.body.casefold() else f"{chamber} {membership.body}"
    role = membership.role or "member"
    return f"{role[:1].upper()}{role[1:]} of {body}"


def _seat(office: Office) -> list[str]:
    return words(f"{SEARCHED.get(office.chamber or '', '')} {office.title} {office.district}")


def _phrase(membership: Membership) -> list[str]:
    chamber = SEARCHED.get(membership.chamber or "", "")
    return words(f"{chamber} {membership.body} {membership.role}")
