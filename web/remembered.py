"""Pages made a moment ago, and what was worked out from everything that is recorded, used again while nothing at all
was written since.

The end of every read says which commit was the last, whoever made it: its bookmark. The look at the session, which
comes before every page, has just brought it; so that one round trip proves that a page is still what it would be if it
were made anew: whatever is read after a bookmark was told has all of that commit in it. Pages are kept by account,
address and minute, as what they say rests on who asks, on what, and when.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, request, session

from web.context import actor, database, now
from web.taking_turns import Turns

P = ParamSpec("P")
V = TypeVar("V")

MOST_PAGES = 100
MOST_ANSWERS = 12
LARGEST_PAGE = 500_000  # bytes
PAGES, ANSWERS, TURNS = "crm.remembered.pages", "crm.remembered.answers", "crm.remembered.turns"

Commit = frozenset[str]
Question = tuple[str, ...]  # of a page: account, minute, address


@dataclass(frozen=True)
class Made:
    """A page as it was sent."""

    body: bytes
    headers: tuple[tuple[str, str], ...]

    def again(self) -> Response:
        """The same once more; each answer has headers of its own, which what runs after every view adds to."""
        return Response(self.body, headers=list(self.headers))


@dataclass
class Memory(Generic[V]):
    """What was made since the last commit, oldest first, and at most so much of it."""

    most: int
    commit: Commit = frozenset()
    made: dict[Question, V] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def found(self, commit: Commit, asked: Question) -> V | None:
        """It, if it was made after this commit. Another commit than the one before clears everything."""
        with self.lock:
            if commit != self.commit:
                self.commit, self.made = commit, {}
            return self.made.get(asked)

    def keep(self, commit: Commit, asked: Question, made: V) -> None:
        """Remember what was begun after this commit, unless there is a later one by now."""
        with self.lock:
            if commit == self.commit:
                self.made[asked] = made
                if len(self.made) > self.most:
                    del self.made[next(iter(self.made))]


def init_app(app: Flask) -> None:
    """Give the application its memories."""
    app.extensions[PAGES] = Memory[Made](MOST_PAGES)
    app.extensions[ANSWERS] = Memory[Any](MOST_ANSWERS)
    app.extensions[TURNS] = Turns[Any]()


def worked_out(asked: Question, answer: Callable[[], V], seconds: float | None = None) -> V:
    """What rests on everything that is recorded, whoever asks: worked out once until something is written, also for
    all who ask at the same time. `answer` runs in a thread of its own, apart from the request.

    Whether who asks may know it is for the caller to say first. Raises DatabaseUnavailable for who has waited so many
    seconds.
    """
    memory: Memory[V] = current_app.extensions[ANSWERS]
    turns: Turns[V] = current_app.extensions[TURNS]
    commit = database().bookmarks()
    if (known := memory.found(commit, asked)) is not None:
        return known

    def kept() -> V:
        made = answer()
        memory.keep(commit, asked, made)
        return made

    # What those who follow the same commits read is the same for all of them.
    return turns.share((asked, id(database().follows)), kept, seconds)


def not_to_be_kept() -> None:
    """Have the page that is being made not be shown again: something on it was not to be had just now."""
    g.not_to_be_kept = True


def remembered(view: Callable[P, Any]) -> Callable[P, Response]:
    """Have a view that only reads show again what it just made, while nothing was written. Neither errors are
    kept nor what lacks something."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        if "_flashes" in session:  # this page says something once
            return current_app.make_response(view(*args, **kwargs))
        memory: Memory[Made] = current_app.extensions[PAGES]
        commit, asked = database().bookmarks(), (actor().user_id, now()[:16], request.url)
        if made := memory.found(commit, asked):
            return made.again()
        response = current_app.make_response(view(*args, **kwargs))
        if response.status_code == 200 and not response.is_streamed and "not_to_be_kept" not in g:
            body = response.get_data()
            if len(body) <= LARGEST_PAGE:
                memory.keep(commit, asked, Made(body, tuple(response.headers)))
        return response

    return answer
