"""Which contacts fall in a calendar year: an instant by the days of the office, a day, month or year by its own."""

from typing import Any

from crm.office_time import end_of, start_of
from crm.records.actor import Actor

# For queries in which the contact is called `i`, with the parameters of `year_of`.
OF_YEAR = "CASE WHEN i.at ENDS WITH 'Z' THEN $first <= i.at AND i.at <= $last ELSE left(i.at, 4) = $year END"


def year_of(year: int, actor: Actor) -> dict[str, Any]:
    """The parameters of OF_YEAR."""
    first, last = start_of(str(year), actor.zone), end_of(str(year), actor.zone)
    return {"year": str(year), "first": first, "last": last}
