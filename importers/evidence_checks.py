"""What a row of an evidence sheet must fulfil as a whole, beyond each field by itself. Pure.

The same rules stand behind the forms: what happened has a day that is not to come, an award was given to somebody.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from crm.learning.kinds import OWN_MENTOR, WHO_RECEIVED

AFTER_ITS_START = {"event": "ends", "survey": "close"}
# What may begin on a day to come; everything else happened, and what happened has a day that is past.
BEGUN_LATER = frozenset(("post", "end", "membership", "seat", "group", "mentorship"))
AHEAD = BEGUN_LATER | {"event", "survey", "presentation", "program", "session"}
STILL_TO_COME = "This day is still to come, so it cannot have happened. Correct the day, or take the row out."
NOBODY_YET = "The event is still to come, so nobody can have come. Invite them in a row of kind “invitation” instead."


def check_together(
    kind: str, day: date, values: Mapping[str, Any], today: date, wrong: Callable[[str, str], None]
) -> None:
    """Tell `wrong` each field that does not go with the others, or with the day."""
    if day > today and kind not in AHEAD:
        wrong("date", STILL_TO_COME)
    last = AFTER_ITS_START.get(kind)
    if last and values.get(last) and values[last] < day:
        wrong(last, "This ends before it starts. Correct one of the two days.")
    if kind == "event" and day > today and values.get("attendance"):
        wrong("attendance", NOBODY_YET)
    if kind == "mentorship" and values["mentor"] == values["mentee"]:
        wrong("mentor", OWN_MENTOR)
    if kind == "award" and values["type"] != "other" and "person" not in values:
        wrong("person", WHO_RECEIVED)
    if kind == "old district choice" and not 1 <= values["old"] <= 5:
        wrong("old", "The old congressional districts are 1 to 5.")
    if kind == "stance" and values["stance"] not in ("-2", "-1", "0", "1", "2"):
        wrong("stance", "Give a number from -2 to 2.")
