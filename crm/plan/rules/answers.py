"""Rules over surveys: a poll answered, and answers before and after a training paired by person."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from crm.plan.as_of import AsOf, in_time, newest
from crm.plan.outcome import Figure, Outcome
from crm.plan.selecting import select
from crm.plan.words import Word


def polled(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """A poll that somebody answered: `n` respondents of `m` in the committee on the newest poll's opening day."""
    poll = newest(item.record for item in select(view, p["counts"]))
    answers = view.answers.get(poll.id, []) if poll else []
    roles = {role.casefold() for role in p["roles"]}
    posts = view.lasting("posts", poll.day if poll else view.day)
    committee = {row.person for row in posts if row.body == view.evidence.own and row.role.casefold() in roles}
    evidence = (poll, *answers) if poll else ()
    if poll and not committee:
        reason = "Nobody is on record in this committee on the day the poll was opened."
        return Outcome(Word.NO_EVIDENCE, 0, 0, (view.start, view.day), evidence, reason=reason)
    word = Word.MET if poll else Word.NO_EVIDENCE
    return Outcome(word, len(answers), len(committee), (view.start, view.day), evidence)


def paired(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """Answers to a survey before and one after, paired by person: `n` with both of `m` named in the first."""
    window = (view.start, view.day)
    surveys = [row for row in view.rows("surveys") if row.type in ("pre", "post") and row.pair]
    first = newest(surveys, lambda row: row.type == "pre") or newest(surveys)
    if first is None:
        return Outcome(Word.NO_EVIDENCE, 0, 0, window, reason="There is no survey before and after a training.")
    mine = [row for row in surveys if row.pair.casefold() == first.pair.casefold()]
    parts = {part: _scores(view, [row for row in mine if row.type == part]) for part in ("pre", "post")}
    answers = [answer for row in mine for answer in view.answers.get(row.id, ())]
    both = sorted(parts["pre"].keys() & parts["post"].keys())
    changes = [
        parts["post"][person] - parts["pre"][person]
        for person in both
        if parts["pre"][person] is not None and parts["post"][person] is not None
    ]
    word = Word.MET if both else Word.PARTLY if answers else Word.NO_EVIDENCE
    figures = [*_changes(changes)]
    unpaired = len(parts["pre"].keys() ^ parts["post"].keys())
    figures += [
        Figure("unpaired", str(unpaired)),
        Figure("anonymous", str(sum(answer.person is None for answer in answers))),
    ]
    others = sorted({row.pair for row in surveys} - {row.pair for row in mine})
    figures += [Figure("other pairs of surveys", "; ".join(others))] if others else []
    small = ("small number, no conclusion",) if 0 < len(both) < p["least"] else ()
    evidence = (*sorted(mine, key=in_time), *answers)
    return Outcome(word, len(both), len(parts["pre"]), window, evidence, figures=tuple(figures), notes=small)


def _changes(changes: list[float]) -> list[Figure]:
    if not changes:
        return []
    improved = sum(change > 0 for change in changes)
    return [
        Figure("mean change", f"{sum(changes) / len(changes):+.2f}"),
        Figure("improved", f"{improved} of {len(changes)}"),
    ]


def _scores(view: AsOf, surveys: list[Any]) -> dict[str, Any]:
    """Each named person's newest score over the surveys of one part."""
    answers: dict[str, list[Any]] = defaultdict(list)
    for survey in surveys:
        for answer in view.answers.get(survey.id, ()):
            if answer.person:
                answers[answer.person].append(answer)
    return {person: max(found, key=in_time).score for person, found in answers.items()}
