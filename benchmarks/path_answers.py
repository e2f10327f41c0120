"""The five strongest paths of at most four hops: how long this takes, beside its rivals, on one population."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from benchmarks.population import Population
from benchmarks.rivals import COUNT, HOPS, Outcome, Rival, measured
from benchmarks.table import Row
from benchmarks.timing import Timing, timed
from crm.relationships.paths import Path, Paths, Search, use_compiled

PAIRS = 25
SEATS = 174
STAFF = 5


@dataclass(frozen=True)
class Questions:
    """What is asked of a population: pairs of a source and a target, and staff who want to reach every seat."""

    pairs: tuple[tuple[int, int], ...]
    staff: frozenset[int]
    seats: frozenset[int]

    @classmethod
    def of(cls, population: Population, seed: int = 7) -> "Questions":
        """Drawn evenly from the people who have ties."""
        drawn = population.somebody(2 * PAIRS + STAFF + SEATS, seed)
        pairs = tuple(zip(drawn[:PAIRS], drawn[PAIRS : 2 * PAIRS], strict=True))
        return cls(pairs, frozenset(drawn[2 * PAIRS :][:STAFF]), frozenset(drawn[-SEATS:]))


class Ours:
    """This project's own times on one population."""

    def __init__(self, population: Population, questions: Questions) -> None:
        self.projection = population.projection
        self.questions = questions
        self.searches = [self._search({source}, {target}) for source, target in questions.pairs]
        self.expected = [[path.value for path in Paths(self.projection).strongest(one)] for one in self.searches]

    def _search(self, sources: set[int] | frozenset[int], targets: set[int] | frozenset[int]) -> Search:
        people = self.projection.people
        return Search(frozenset(people[n] for n in sources), frozenset(people[n] for n in targets), HOPS)

    def nothing_cached(self) -> Timing:
        """A new source and a new target on a projection just loaded."""
        return timed(self._asked(Paths(self.projection), search) for search in self.searches)

    def cached_sources(self) -> Timing:
        """A third target after two others from the same source: how near everybody is to it is known by then."""

        def prepared() -> Iterator[Callable[[], Any]]:
            for search in self.searches:
                paths = Paths(self.projection)
                for other in self.searches[:2] if search not in self.searches[:2] else self.searches[2:4]:
                    paths.strongest(replace(search, targets=other.targets), COUNT)
                yield self._asked(paths, search)

        return timed(prepared())

    def every_seat(self) -> Timing:
        """From the staff to each of all the seats, nothing cached."""
        search = self._search(self.questions.staff, self.questions.seats)
        return timed([lambda: Paths(self.projection).strongest_to_each(search, COUNT)] * 5)

    def after_a_change(self) -> Timing:
        """One tie changes, and the next question is answered with it."""

        def changed(search: Search) -> list[Path]:
            pair = (min(search.sources), min(search.targets))
            return Paths(self.projection.with_changes([pair], [0.3])).strongest(search, COUNT)

        return timed(partial(changed, search) for search in self.searches)

    @staticmethod
    def _asked(paths: Paths, search: Search) -> Callable[[], Any]:
        return partial(paths.strongest, search, COUNT)


def rows(population: Population, rivals: Sequence[Rival], limit: float) -> list[Row]:
    """The table's rows for a population: ours, then each rival beside ours."""
    questions = Questions.of(population)
    ours = Ours(population, questions)
    outcomes = []
    for rival in rivals:
        outcomes.append(measured(rival, population, questions.pairs, limit))
        timing = outcomes[-1].timing
        print(f"  {rival.name}: {timing.shown if timing else outcomes[-1].missing}", file=sys.stderr, flush=True)
    cold, cached = ours.nothing_cached(), ours.cached_sources()
    found = [
        Row("one pair, nothing cached", cold, "what the first question after any change costs"),
        Row("one pair, source cached", cached, "what the next target for the same people costs, in plain Python"),
        Row("all 174 seats from 5 staff", ours.every_seat(), "five paths to every seat at once: a whole board"),
        Row("one tie changed, then asked", ours.after_a_change(), "a saved contact is in the very next answer"),
    ]
    compiled = None
    if use_compiled():
        ours.cached_sources()
        compiled = ours.cached_sources()
        found.insert(2, Row("one pair, source cached, numba", compiled, "the same where the extra is installed"))
    return found + [_beside(outcome, cold, compiled or cached, cached, ours.expected) for outcome in outcomes]


def _beside(
    outcome: Outcome, cold: Timing, fastest: Timing, cached: Timing, expected: Sequence[Sequence[float]]
) -> Row:
    rival, timing = outcome.rival, outcome.timing
    if timing is None:
        return Row(rival.name, None, f"{rival.meaning}: {outcome.missing}")
    ratios = [f"{'> ' if timing.is_bound else ''}{timing.median / own.median:,.0f}" for own in (cold, cached, fastest)]
    if not outcome.answers:
        return Row(rival.name, timing, rival.meaning, tuple(ratios))
    agrees = "other question" if not rival.same_question else "yes" if outcome.agrees(expected) else "NO"
    return Row(rival.name, timing, rival.meaning, tuple(ratios), agrees)
