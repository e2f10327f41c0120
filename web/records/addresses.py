"""Where a record, or one that it names, is shown."""

from crm.records.declared import Link, Record

OF_LABEL = {
    "Person": "/people/{}",
    "Organization": "/organizations/{}",
    "Event": "/events/{}",
    "Issue": "/issues/{}",
    "Survey": "/records/surveys/{}",
    "Document": "/records/documents/{}",
}


def address_of(shown: Record | Link) -> str:
    """The page of a record, or of one that it names."""
    if isinstance(shown, Record):
        return f"/records/{shown.kind.key}/{shown.id}"
    return OF_LABEL[shown.label].format(shown.id)
