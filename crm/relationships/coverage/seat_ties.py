"""Our ties to who sits, from the network in memory; the word for the best one is all that Home shows of a seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.records.actor import Actor
from crm.relationships.coverage import seat_facts
from crm.relationships.network import Network, View
from crm.relationships.strength import word
from crm.relationships.ties import LEAST

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

Ranked = list[tuple[float, str]]
GOOD_WORDS = ("Close", "Good")


@dataclass(frozen=True)
class SeatTie:
    """A seat by its chamber, and the word for our best confirmed positive tie to its holder; None without one."""

    chamber: str
    word: str | None

    @property
    def is_good(self) -> bool:
        """Whether our best tie is Good or better."""
        return self.word in GOOD_WORDS


def seat_ties(database: "Database", network: Network, *, actor: Actor) -> list[SeatTie]:
    """Every seat, as the board has it now (`board.coverage`), without what the board tells beside."""
    return database.read(_seat_ties, network.current(database, actor), actor.today)


def _seat_ties(tx: "ManagedTransaction", view: View, today: str) -> list[SeatTie]:
    ours = seat_facts.ours_then(tx, today)
    return [_seat_tie(seat, view, ours) for seat in seat_facts.seats_alone(tx, today)]


def _seat_tie(seat: Mapping[str, Mapping[str, str]], view: View, ours: Mapping[str, str]) -> SeatTie:
    holder = seat["holder"]
    ties = known_to(view, holder["id"], ours) if holder else []
    return SeatTie(seat["post"]["chamber"], word(ties[0][0]) if ties else None)


def known_to(view: View, holder: str, ours: Mapping[str, str]) -> Ranked:
    """Our confirmed positive ties to a holder, the strongest first, from the network in memory."""
    usable = view.usable
    position = usable.position.get(holder)
    if position is None:
        return []
    people, row = usable.people, usable.ties(position)
    ties = [
        (strength, people[neighbour])
        for strength, neighbour, guess in zip(row.strength, row.neighbour, row.guess, strict=True)
        if not guess and people[neighbour] in ours
    ]
    return sorted((tie for tie in ties if tie[0] >= LEAST), key=lambda tie: (-tie[0], tie[1]))
