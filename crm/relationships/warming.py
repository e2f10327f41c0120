"""Asking the dear questions once when a service starts, before somebody waits for the answer.

The network is read into memory, and Neo4j plans each query, which on a busy machine takes longer than a page may.
"""

from typing import TYPE_CHECKING

from crm.accounts.actor import Actor
from crm.errors import DatabaseUnavailable
from crm.interactions.contacts import recent
from crm.relationships.coverage import Filter, coverage
from crm.relationships.network import Network

if TYPE_CHECKING:
    from crm.storage.database import Database

PATIENCE = 60.0  # seconds for each


def warm(database: "Database", network: Network, *, actor: Actor) -> None:
    """To be run beside the start, in a thread of its own. A database that does not answer now is asked again later."""
    patient = database.within(PATIENCE)
    try:
        coverage(patient, network, Filter(), actor=actor)
        patient.read(recent, actor=actor)
    except DatabaseUnavailable:
        return
