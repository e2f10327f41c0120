"""Who sees a contact, and whether it was there: the predicates, over an interaction named `i`, of every query here.

The parameters of SEEN are `Actor.sight`. Staff see every contact; members the shared ones and those they took part in
or logged; viewers the shared ones. STOOD asks whether a contact was recorded, and not deleted, at the instant `known`.
"""

from collections.abc import Collection, Mapping
from typing import Any

SEEN = """($sees_all OR i.visibility = 'shared' OR i.recorded_by = $own_user
  OR EXISTS { (i)<-[:TOOK_PART]-(:Person {id: $own_person}) })"""

STOOD = """i.recorded_at <= $known AND (i.deleted_at IS NULL OR i.deleted_at > $known)
  AND none(span IN coalesce(i.absences, []) WHERE split(span, '/')[0] <= $known AND $known < split(span, '/')[1])"""


def sees(sight: Mapping[str, Any], visibility: str, recorded_by: str, people: Collection[str]) -> bool:
    """SEEN, for a state of a contact that is not in the graph any more."""
    return bool(
        sight["sees_all"] or visibility == "shared" or recorded_by == sight["own_user"] or sight["own_person"] in people
    )


def as_seen(absence: str, sees_all: bool) -> str:
    """A sentence that says that something is not there, as this reader may be told it: what staff keep to themselves
    may be there all the same."""
    if sees_all:
        return absence
    stop = "." if absence.endswith(".") else ""
    return f"{absence.removesuffix('.')}, as far as you can see{stop}"
