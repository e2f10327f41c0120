"""What the strategic plan reads of this room (PA 3.3, PA 3.3.1): registrations, reports filed, expenses and
sessions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.lobbying.expenses import Expense, expenses
from crm.lobbying.filings import Filing, filings
from crm.lobbying.registrations import Registration, registrations
from crm.lobbying.session_days import LegislativeSession
from crm.lobbying.sessions import sessions
from crm.records.actor import Actor

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class LobbyingEvidence:
    """Everything on record. A registration counts for its `year` and `who`; a filing for its `report` (the words of the
    plan's types: client annual, annual, february, sine die), `year` and `filer`, amendments apart by `number`."""

    registrations: tuple[Registration, ...]
    filings: tuple[Filing, ...]
    expenses: tuple[Expense, ...]
    sessions: tuple[LegislativeSession, ...]


def lobbying_evidence(tx: "ManagedTransaction", first: int, last: int, *, actor: Actor) -> LobbyingEvidence:
    """What is on record; expenses of the calendar years from `first` through `last`. Raises NotAllowed."""
    return LobbyingEvidence(
        registrations=tuple(registrations(tx)),
        filings=tuple(filings(tx, actor=actor)),
        expenses=tuple(expenses(tx, first, last, actor=actor)),
        sessions=tuple(sessions(tx)),
    )
