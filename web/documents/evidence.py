"""Where the evidence of a stance can be looked at."""

from crm.advocacy.stances.stance_words import Stance

PAGES = {"interaction": "/interactions/{}", "vote": "/votes/{}"}


def stance_evidence(stance: Stance) -> str | None:
    """The contact or roll call it came from, or the page where it was said; None where only words are recorded."""
    if stance.arose_from and stance.source_kind in PAGES:
        return PAGES[stance.source_kind].format(stance.arose_from)
    return stance.source_url
