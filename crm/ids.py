"""Ids of records: made by us before a transaction, so that a retried transaction writes the same record."""

from uuid import uuid4


def new_id() -> str:
    """A new id: a random UUID as text."""
    return str(uuid4())
