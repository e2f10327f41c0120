"""The five strongest paths of at most four hops: how long this takes, beside its rivals, on one population."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.population import Population
from benchmarks.rivals import COUNT, HOPS, Outcome, Rival, measured
from benchmarks.table import Row
from benchmarks.timing import Run, Timing, timed
from crm.relationships.paths.strongest_paths import Path, Paths, Search

PAIRS = 25
SEATS = 174
STAFF = 5
YEN = "igraph, Yen"


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
        return timed(partial(self._asking, search) for search in self.searches)

    def cached_sources(self) -> Timing:
        """A third target after two others from the same source: how near everybody is to it is known by then."""
        return timed(partial(self._asking, search, self._others(search)) for search in self.searches)

    def _others(self, search: Search) -> list[Search]:
        others = [one for one in self.searches[:3] if one is not search][:2]
        return [replace(search, targets=other.targets) for other in others]

    def _asking(self, search: Search, before: Sequence[Search] = ()) -> Run:
        paths = Paths(self.projection)
        for other in before:
            paths.strongest(other, COUNT)
        return partial(paths.strongest, search, COUNT)

    def every_seat(self) -> Timing:
        """From the staff to each of all the seats, nothing cached."""
        search = self._search(self.questions.staff, self.questions.seats)
        return timed([lambda: partial(Paths(self.projection).strongest_to_each, search, COUNT)] * 5)

    def after_a_change(self) -> Timing:
        """One tie changes, and the next question is answered with it."""

        def changed(search: Search) -> list[Path]:
            pair = (min(search.sources), min(search.targets))
            return Paths(self.projection.with_changes([pair], [0.3])).strongest(search, COUNT)

        return timed(partial(partial, changed, search) for search in self.searches)


def rows(population: Population, rivals: Sequence[Rival], limit: float) -> list[Row]:
    """The table's rows for a population: ours, then each rival beside ours."""
    questions = Questions.of(population)
    ours = Ours(population, questions)
    outcomes = [_watched(rival, population, questions, limit) for rival in rivals]
    yen = next((outcome.timing for outcome in outcomes if outcome.rival.name == YEN), None)
    cold, cached, seats = ours.nothing_cached(), ours.cached_sources(), ours.every_seat()
    found = [
        Row("one pair, nothing cached", cold, "what the first question after any change costs"),
        Row("one pair, source cached", cached, "what the next target for the same people costs"),
        Row(
            "all 174 seats from 5 staff",
            seats,
            _of_one_pair("five paths to every seat at once: a whole board", yen, seats),
        ),
        Row("one tie changed, then asked", ours.after_a_change(), "a saved contact is in the very next answer"),
    ]
    return found + [_beside(outcome, (cold, cached), ours.expected) for outcome in outcomes]


def _watched(rival: Rival, population: Population, questions: Questions, limit: float) -> Outcome:
    outcome = measured(rival, population, questions.pairs, limit)
    told = outcome.timing.shown if outcome.timing else outcome.missing
    print(f"  {rival.name}: {told}", file=sys.stderr, flush=True)
    return outcome


def _of_one_pair(meaning: str, yen: Timing | None, seats: Timing) -> str:
    return f"{meaning}, in {seats.median / yen.median:.2g} of the time of one pair by {YEN}" if yen else meaning


def _beside(outcome: Outcome, owns: Sequence[Timing], expected: Sequence[Sequence[float]]) -> Row:
    rival, timing = outcome.rival, outcome.timing
    if timing is None:
        return Row(rival.name, None, f"{rival.meaning}: {outcome.missing}")
    ratios = tuple(timing.over(own) for own in owns)
    if not outcome.answers:
        return Row(rival.name, timing, rival.meaning, ratios)
    agrees = "other question" if not rival.same_question else "yes" if outcome.agrees(expected) else "NO"
    return Row(rival.name, timing, rival.meaning, ratios, agrees)
