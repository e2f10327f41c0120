"""Where the evidence of a stance can be looked at."""

from crm.advocacy.stances.stance_words import Stance
from web.addresses import address

# The kind of thing that a stance arose from, by the kind of its source.
AROSE_FROM = {"interaction": "contact", "vote": "vote"}


def stance_evidence(stance: Stance) -> str | None:
    """The contact or roll call it came from, or the page where it was said; None where only words are recorded."""
    if stance.arose_from and stance.source_kind in AROSE_FROM:
        return address(AROSE_FROM[stance.source_kind], stance.arose_from)
    return stance.source_url
