"""Whose picture a file is, by its name: an id of Open States, the file name that Open States lists, or a person's name.
Pure. Nobody is made of a picture, and of two pictures of one person neither is taken for the better one.
"""

from crm.imports.drafts import Draft, DraftRecord
from crm.imports.existing_records import Snapshot, Stored
from crm.imports.match_outcomes import Resolution
from crm.imports.mention_matching import person_named

NO_SUCH_ID = "Nobody on record has this id. Import the legislature first, or name the file by the person’s name."
NO_NAME = "The name of this file names nobody. Call it by the person’s name, such as “Ann Reed.jpg”."


def by_picture(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take whose picture it is, ask where that is not certain, and refuse what names nobody on record."""
    found = _whose(record, graph, to)
    if found is None:
        return
    other = next((one.record for one in to.found.values() if one.id == found.id), None)
    if other is not None:
        to.refuse(record, f"{other.place.file} is of {found.name} too. Keep one of the two.")
    else:
        to.take(record, found)


def _whose(record: DraftRecord, graph: Snapshot, to: Resolution) -> Stored | None:
    if record.identifiers:
        found = graph.identified.get(record.identifiers[0])
        if found is None or found.label != record.label:
            to.refuse(record, NO_SUCH_ID)
            return None
        return found
    pictured = graph.pictured.get(record.hints["picture"], [])
    if len(pictured) == 1:
        return pictured[0]
    if "family_name" not in record.hints:
        to.refuse(record, NO_NAME)
        return None
    return person_named(record, record.hints, graph, to)
