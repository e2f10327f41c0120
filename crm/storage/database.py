"""The one way to the database: units of work over the Neo4j driver, with time limits and errors in our words.

A unit is a function whose first argument is the driver's transaction; the driver may run it twice, so it makes no ids
and reads no clock.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from crm.errors import Conflict, DatabaseUnavailable
from crm.storage.driver import neo4j_driver
from crm.storage.gate import pass_through, shut

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Transaction
    from neo4j.api import BookmarkManager

P = ParamSpec("P")
T = TypeVar("T")

PAGE_SECONDS = 5.0
START_SECONDS = 30.0  # a server that has just started is slow
SCHEMA_SECONDS = 300.0
RETRY_SECONDS = 20.0
HOLD_SECONDS = 300.0  # to wait for writers at work
BETWEEN_HOLDS = 0.5
REFUSED = "The database at {address} refuses this user or password."
UNCERTAIN = "The connection broke while this was being stored. Look whether it is there before you try again."
FAILING = (
    "The database cannot store anything now; its disk may be full. Nothing was changed; try again in a few minutes."
)
ALREADY_THERE = "There is already a record with the same id or key."

SERVER = """
CALL dbms.components() YIELD name, versions, edition
RETURN name, versions[0] AS version, edition
"""


@dataclass(frozen=True)
class Words:
    """What is said when a transaction fails; that nothing was changed is said of writes, where it is known."""

    unreachable: str
    too_slow: str
    too_much: str
    busy: str
    failed: str


READING = Words(
    unreachable="The database does not answer at {address}. Try again in a moment.",
    too_slow="This took too long and was stopped. Try again, or ask for less at once.",
    too_much="The database has too little memory for this. Ask for less at once.",
    busy="The database is busy with something else. Try again in a moment.",
    failed="The database failed at this. Try again; if it fails again, an administrator can run “crm doctor”.",
)
WRITING = Words(
    unreachable="The database does not answer at {address}. Nothing was changed; try again in a moment.",
    too_slow="This took too long and was stopped; nothing was changed. Try again, or ask for less at once.",
    too_much="The database has too little memory for this; nothing was changed. Ask for less at once.",
    busy="Somebody else is changing the same records, or a backup is being made. Nothing was changed; try again.",
    failed="The database failed at this and changed nothing. Try again; if it fails again, an administrator can run "
    "“crm doctor”.",
)


@dataclass(frozen=True)
class Server:
    """What answers at the other end."""

    name: str
    version: str
    edition: str


@dataclass(frozen=True)
class Health:
    """What the connection and whoever runs the server tell each other: `ailing` is set when the server says that it
    can store nothing any more, `started_again` each time that it was started anew; while it is `cold`, having planned
    no query yet, everything may take START_SECONDS."""

    ailing: Event = field(default_factory=Event)
    started_again: Event = field(default_factory=Event)
    cold: Event = field(default_factory=Event)


@dataclass(frozen=True)
class Database:
    """A connected database. Thread-safe; views made by `within` and `following` share the connection."""

    driver: "Driver"
    address: str
    follows: "BookmarkManager"
    seconds: float = PAGE_SECONDS
    gated: bool = True
    unhurried: bool = False
    health: Health = field(default_factory=Health)

    @classmethod
    def connect(cls, uri: str, user: str, password: str) -> Self:
        """Connect and make sure that a query is answered. Raises DatabaseUnavailable."""
        auth = (user, password) if password else None
        with translated(uri):
            driver = neo4j_driver().GraphDatabase.driver(uri, auth=auth, **DRIVER_OPTIONS)
        database = cls(driver, uri, _bookmark_manager())
        try:
            database.within(START_SECONDS).server()
        except BaseException:
            driver.close()
            raise
        return database

    def read(self, unit: Callable[Concatenate["ManagedTransaction", P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `unit(tx, *args, **kwargs)` returns from one read transaction, tried again where that can help.

        Raises DatabaseUnavailable, and whatever the unit raises.
        """
        return self._run("execute_read", self.seconds, lambda tx: unit(tx, *args, **kwargs))

    def write(self, unit: Callable[Concatenate["ManagedTransaction", P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same in one write transaction: all of it is stored or nothing.

        Raises DatabaseUnavailable, Conflict where a uniqueness constraint refuses, and whatever the unit raises.
        """

        def work(tx: "ManagedTransaction") -> T:
            if self.gated:
                pass_through(tx)
            return unit(tx, *args, **kwargs)

        return self._run("execute_write", self.seconds, work)

    def schema(self, statements: Iterable[str]) -> None:
        """Run schema statements, all of them or none, and wait until their indexes are filled."""
        patient = self.within(SCHEMA_SECONDS).past_gate()
        patient.write(_run_each, list(statements))
        patient.read(_run_each, ["CALL db.awaitIndexes(300)"])

    @contextmanager
    def writes_held(self, seconds: float) -> Iterator["Transaction"]:
        """Hold all writes off for the block, at most `seconds`, and give a transaction that reads one unchanging graph.

        Waits up to five minutes for writers at work. Raises DatabaseUnavailable.
        """
        deadline = time.monotonic() + HOLD_SECONDS
        with self.driver.session(bookmark_manager=self.follows) as session:
            while True:
                with translated(self.address):
                    transaction = session.begin_transaction(timeout=seconds)
                try:
                    with translated(self.address):
                        shut(transaction)
                    break
                except DatabaseUnavailable:
                    transaction.close()
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(BETWEEN_HOLDS)
            try:
                yield transaction
            finally:
                transaction.close()

    def server(self) -> Server:
        """Name, version and edition of what answers."""
        row = self.read(lambda tx: tx.run(SERVER).single(strict=True))
        return Server(row["name"], row["version"], row["edition"])

    def within(self, seconds: float) -> Self:
        """This database with another limit on the time of each transaction (imports, backups, reports)."""
        return replace(self, seconds=seconds)

    def for_the_first_time(self) -> Self:
        """This database for what it may never have been asked before and has to plan: START_SECONDS at least."""
        return replace(self, unhurried=True)

    def past_gate(self) -> Self:
        """This database for the one who holds all other writes off by `writes_held`."""
        return replace(self, gated=False)

    def following(self, bookmarks: Iterable[str]) -> Self:
        """This database as seen after those writes; `bookmarks()` afterwards is what to keep with the user's session.

        Needed on a cluster with several processes of ours; within one process reads follow writes anyway.
        """
        return replace(self, follows=_bookmark_manager(bookmarks))

    def bookmarks(self) -> frozenset[str]:
        """Opaque strings that stand for the last transactions of this view."""
        return frozenset(self.follows.get_bookmarks())

    def close(self) -> None:
        """Close the connections; views of this database end too."""
        self.driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, how: str, seconds: float, work: Callable[["ManagedTransaction"], T]) -> T:
        from neo4j import unit_of_work

        if self.unhurried or self.health.cold.is_set():
            seconds = max(seconds, START_SECONDS)
        # A write that may take long may also wait long: for a backup, which holds all writes off.
        patience = max(RETRY_SECONDS, seconds) if how == "execute_write" else RETRY_SECONDS
        opened = self.driver.session(bookmark_manager=self.follows, max_transaction_retry_time=patience)
        words = WRITING if how == "execute_write" else READING
        with translated(self.address, words, self.health), opened as session:
            answer: T = getattr(session, how)(unit_of_work(timeout=seconds)(work))
            return answer


DRIVER_OPTIONS: dict[str, Any] = {
    # A lost race is tried again at once, not after the driver's usual second.
    "initial_retry_delay": 0.02,
    "retry_delay_multiplier": 1.6,
    "connection_acquisition_timeout": RETRY_SECONDS,
    "connection_timeout": 5.0,
    "notifications_min_severity": "OFF",
    "user_agent": "stakeholder-graph",
}


# After one of these the server answers and stores nothing more until it is started again, as after a full disk.
AILING = ("TransactionStartFailed", "TransactionLogError", "TransactionCommitFailed", "ReadOnly")


def meaning_of(code: str, words: Words) -> str | None:
    """What the code of a refused transaction means; None for a mistake in a query, which is not the server's."""
    if "TransactionTimedOut" in code:
        return words.too_slow
    if "Memory" in code:
        return words.too_much
    if any(part in code for part in AILING):
        return FAILING
    if code.startswith("Neo.DatabaseError"):
        return words.failed
    is_passing = code.startswith(("Neo.TransientError", "Neo.ClientError.Transaction", "Neo.ClientError.Cluster"))
    return words.busy if is_passing else None


def _run_each(tx: "ManagedTransaction", statements: Iterable[str]) -> None:
    for statement in statements:
        tx.run(statement).consume()


def _bookmark_manager(known: Iterable[str] = ()) -> "BookmarkManager":
    from neo4j import Bookmarks, GraphDatabase

    return GraphDatabase.bookmark_manager(initial_bookmarks=Bookmarks.from_raw_values(known))


@contextmanager
def translated(address: str, words: Words = READING, health: Health | None = None) -> Iterator[None]:
    """Turn what the driver raises into CrmErrors; a mistake in a query stays what it is, for the log."""
    exceptions = neo4j_driver().exceptions
    try:
        yield
    except exceptions.AuthError as error:
        raise DatabaseUnavailable(REFUSED.format(address=address)) from error
    except exceptions.ConstraintError as error:
        raise Conflict(ALREADY_THERE) from error
    except exceptions.IncompleteCommit as error:
        raise DatabaseUnavailable(UNCERTAIN) from error
    except (
        exceptions.ServiceUnavailable,
        exceptions.SessionExpired,
        exceptions.ConnectionPoolError,
        exceptions.ConfigurationError,
    ) as error:
        raise DatabaseUnavailable(words.unreachable.format(address=address)) from error
    except exceptions.Neo4jError as error:
        meaning = meaning_of(error.code or "", words)
        if meaning is None:
            raise
        if meaning == FAILING and health is not None:
            health.ailing.set()
        raise DatabaseUnavailable(meaning) from error
