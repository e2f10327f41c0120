"""What a survey's answers come to: each question tallied, topics ranked, and two surveys paired by person. Pure.

No significance is claimed: the groups are small and not drawn at random, so the size is said and nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from crm.learning.answers import Given
from crm.learning.questions import CHOICES, SCALE, TEXT, Question


@dataclass(frozen=True)
class Tally:
    """One question's answers: how many gave one (`n`), how many chose each, the mean of a scale (from 1), texts."""

    question: Question
    n: int
    counts: tuple[tuple[str, int], ...]
    mean: float | None
    texts: tuple[str, ...]

    def share(self, count: int) -> float:
        """A count as a part of those who answered, 0 to 1."""
        return count / self.n if self.n else 0.0


@dataclass(frozen=True)
class Topic:
    """A topic with the support it has, 0 to 1: the share that chose it, or its mean on the scale; `n` answered."""

    name: str
    support: float
    n: int
    in_words: str


@dataclass(frozen=True)
class Paired:
    """Two surveys, before and after, by who answered both. Scores are means of the scales; `change` is after minus
    before, `improved` how many rose. The unpaired said who they are but answered once; the anonymous did not say."""

    n: int
    before: float | None
    after: float | None
    change: float | None
    improved: int
    unpaired_before: int
    unpaired_after: int
    anonymous_before: int
    anonymous_after: int

    @property
    def improved_share(self) -> float | None:
        return self.improved / self.n if self.n else None


def one_each(answers: Sequence[Given]) -> list[Given]:
    """The later answer of whoever answered twice, by link and in a file say, and every answer without a name."""
    latest = {one.who: one for one in answers if one.who}
    return [one for one in answers if not one.who or latest[one.who] is one]


def tallies(asked: Sequence[Question], answers: Sequence[Given]) -> list[Tally]:
    """Each question with its answers, also one that is no longer asked and was answered."""
    return [tally for question in asked if (tally := _tally(question, answers)).n or question.is_asked]


def _tally(question: Question, answers: Sequence[Given]) -> Tally:
    said = [one.said[question.id] for one in answers if one.said.get(question.id, ("", None))[0]]
    numbers = [number for _, number in said if number is not None]
    if question.shape == TEXT:
        return Tally(question, len(said), (), None, tuple(text for text, _ in said))
    chosen = Counter(one for text, _ in said for one in (text.split("\n") if question.shape == CHOICES else [text]))
    offered = [(choice, chosen.pop(choice, 0)) for choice in question.choices]
    counts = (*offered, *sorted(chosen.items(), key=lambda pair: (-pair[1], pair[0])))
    return Tally(question, len(said), tuple(counts), fmean(numbers) if numbers else None, ())


def topics(found: Iterable[Tally]) -> list[Topic]:
    """The topics of a needs survey, the most wanted first: what may be chosen, and scales that are about a topic."""
    ranked: list[Topic] = []
    for tally in found:
        top = max(len(tally.question.choices), 2)
        if tally.question.shape == CHOICES:
            ranked += [
                Topic(name, tally.share(count), tally.n, f"chosen by {count} of {tally.n}")
                for name, count in tally.counts
            ]
        elif tally.question.shape == SCALE and tally.question.topic and tally.mean is not None:
            support = (tally.mean - 1) / (top - 1)
            ranked.append(Topic(tally.question.topic, support, tally.n, f"{tally.mean:.1f} of {top}, by {tally.n}"))
    return sorted(ranked, key=lambda one: (-one.support, one.name.casefold()))


def paired(before: Sequence[Given], after: Sequence[Given]) -> Paired:
    """The two surveys of a pair, by person or by their own code; only answers with a score count."""
    first, second = _by_who(before), _by_who(after)
    both = sorted(set(first) & set(second))
    pairs = [(first[who], second[who]) for who in both]
    return Paired(
        n=len(pairs),
        before=fmean(one for one, _ in pairs) if pairs else None,
        after=fmean(one for _, one in pairs) if pairs else None,
        change=fmean(late - early for early, late in pairs) if pairs else None,
        improved=sum(late > early for early, late in pairs),
        unpaired_before=len(set(first) - set(second)),
        unpaired_after=len(set(second) - set(first)),
        anonymous_before=_anonymous(before),
        anonymous_after=_anonymous(after),
    )


def _by_who(answers: Iterable[Given]) -> Mapping[str, float]:
    """The score by who gave it; of two answers of one, the later."""
    return {one.who: one.score for one in answers if one.who and one.score is not None}


def _anonymous(answers: Iterable[Given]) -> int:
    return sum(not one.who and one.score is not None for one in answers)
