"""Asking the dear questions once when a service starts, before somebody waits for the answer.

The network is read into memory, and Neo4j plans each query, which on a busy machine takes longer than a page may.
"""

from typing import TYPE_CHECKING

from crm.advocacy.briefs.council_brief import council_brief
from crm.advocacy.council.meetings import meetings
from crm.advocacy.issues.issues import issues
from crm.advocacy.issues.outreach import outreach
from crm.advocacy.votes.whip_board import WhipQuestion, whip_board
from crm.errors import DatabaseUnavailable, InvalidData, NotFound
from crm.interactions.contacts import recent
from crm.interactions.follow_ups import follow_ups_due
from crm.plan.standing import standing
from crm.records.actor import Actor
from crm.relationships.coverage.board import Filter, coverage
from crm.relationships.network import Network

if TYPE_CHECKING:
    from crm.storage.database import Database

PATIENCE = 60.0  # seconds for each


def warm(database: "Database", network: Network, *, actor: Actor) -> None:
    """To be run at the start, in a thread of its own; what the first page asks comes first.

    A database that does not answer now is asked again later.
    """
    patient = database.within(PATIENCE)
    try:
        coverage(patient, network, Filter(), actor=actor)
        patient.read(recent, actor=actor)
        patient.read(follow_ups_due, actor.today, actor=actor)
        patient.read(meetings, limit=1)
        patient.read(standing, actor=actor)
        patient.read(council_brief, actor=actor)
        for issue in patient.read(issues, known=actor.at, as_of=actor.today, limit=1):
            patient.read(outreach, issue.id, actor=actor)
            patient.read(whip_board, WhipQuestion(issue.id), actor=actor)
    except (DatabaseUnavailable, NotFound, InvalidData):
        return  # nothing to warm yet: no database, no council, no legislature
