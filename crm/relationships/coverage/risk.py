"""The seats at risk: whose departure would take away most of our reach of the legislature, with the seats named."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.records.actor import Actor
from crm.relationships.citations import Named
from crm.relationships.coverage.board import CoverageRow, Filter, coverage
from crm.relationships.network import Network
from crm.relationships.paths.departures import Departure, Loss, departures
from crm.relationships.paths.strongest_paths import Search
from crm.stakeholders.ours import our_people
from crm.stakeholders.standing import Standing, standings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database


@dataclass(frozen=True)
class SeatAtRisk:
    """A seat whose best path runs through somebody: its value with them, and without (0 where none is left)."""

    seat_id: str
    seat: str
    holder: Named
    before: float
    after: float


@dataclass(frozen=True)
class Bridge:
    """One person, who they are (`line`), whether they are `ours`, and what would be lost without them: `lost` is the
    sum of the best paths' values that goes; seats that nobody would reach any more, and those reached less well."""

    person: Named
    line: str
    is_ours: bool
    lost: float
    cut_off: tuple[SeatAtRisk, ...]
    weakened: tuple[SeatAtRisk, ...]


@dataclass(frozen=True)
class Risk:
    """Everybody on a best path, whoever would be missed most first; `seats` have a path now."""

    bridges: tuple[Bridge, ...]
    seats: int
    known_by_all: bool

    @property
    def sentence(self) -> str:
        """ "12 seats hang on one person; Ann Reed would be missed most." """
        single = {seat.seat_id for one in self.bridges for seat in one.cut_off}
        hang = f"{len(single)} of {self.seats} seats that we reach hang{'s' * (len(single) == 1)} on one person"
        return f"{hang}; {self.bridges[0].person.name} would be missed most." if self.bridges else f"{hang}."


def risk(database: "Database", network: Network, *, actor: Actor) -> Risk:
    """What each departure would cost, over the ties that the actor may see and that may be used."""
    view = network.current(database, actor)
    board = coverage(database, network, Filter(), actor=actor)
    seats = {row.holder.id: row for row in board.all_rows if row.holder}
    ours = {one.id for one in database.read(our_people, today=actor.today)}
    search = Search(frozenset(ours - view.closed), frozenset(seats), closed=view.closed)
    paths = view.paths(guesses=False)
    found = departures(paths, search)
    who = database.read(_who, [one.person for one in found], actor.today)
    bridges = [_bridge(one, who[one.person], one.person in ours, seats) for one in found if one.person in who]
    reached = sum(bool(ways) for ways in paths.strongest_to_each(search, 1).values())
    return Risk(tuple(bridges), reached, actor.sees_all)


def _who(tx: "ManagedTransaction", people: list[str], today: str) -> dict[str, Standing]:
    return standings(tx, people, today=today)


def _bridge(found: Departure, who: Standing, is_ours: bool, seats: dict[str, CoverageRow]) -> Bridge:
    return Bridge(
        person=Named(found.person, who.name),
        line=who.line,
        is_ours=is_ours,
        lost=found.lost,
        cut_off=tuple(_seat(one, seats[one.target]) for one in found.losses if one.is_whole),
        weakened=tuple(_seat(one, seats[one.target]) for one in found.losses if not one.is_whole),
    )


def _seat(loss: Loss, row: CoverageRow) -> SeatAtRisk:
    return SeatAtRisk(row.seat_id, row.label, row.holder or Named("", ""), loss.before, loss.after)
