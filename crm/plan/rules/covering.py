"""Rules about how much of a set is covered: members, legislators, RESAs, conferences, the topics of a menu."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm.office_time import in_words
from crm.plan.as_of import AsOf, newest
from crm.plan.conditions import SPANS, covering
from crm.plan.outcome import Figure, Outcome, distinct, reaches, waiting
from crm.plan.selecting import select
from crm.plan.sets import members_of, spans_of, why_empty
from crm.plan.spans import shared, steps
from crm.plan.words import Word

MENU_SCOPES = ("statewide", "regional")


def coverage(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """So much of a set is covered: met at `share` of it (all of it by default)."""
    n, members, missing, evidence = _covered(view, p)
    freshness = max((condition.get("within", 0) for condition in _conditions(p)), default=0)
    window = (view.day - timedelta(days=freshness) if freshness else view.start, view.day)
    if "needs" in p and not select(view, p["needs"]):
        return Outcome(Word.NO_EVIDENCE, 0, len(members), window, missing=tuple(members), reason=p["without"])
    word = Word.MET if reaches(n, p.get("share", 1), len(members)) else Word.PARTLY if n else Word.NO_EVIDENCE
    reason = "" if members else why_empty(p["set"])
    return Outcome(word, n, len(members), window, evidence, missing=missing, reason=reason)


def _conditions(p: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    covered = p["covered"]
    return [covered] if isinstance(covered, Mapping) else list(covered)


def _covered(view: AsOf, p: Mapping[str, Any]) -> tuple[int, list[str], tuple[str, ...], tuple[Any, ...]]:
    members = members_of(view, p["set"])
    conditions = [covering(view, condition) for condition in _conditions(p)]
    missing, evidence = [], []
    for member in members:
        found = [covers(member) for covers in conditions]
        if all(found):
            evidence += [record for records in found for record in records]
        else:
            missing.append(member)
    return len(members) - len(missing), members, tuple(missing), distinct(evidence)


def coverage_by(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """So much of a set was covered by the deadline `by`. Once reached it stays, also if the figure falls later."""
    n, members, missing, evidence = _covered(view, p)
    sets, covered = spans_of(view, p["set"]), SPANS[p["covered"]["has"]](view)
    both = [shared(spans, covered.get(member, ())) for member, spans in sets.items()]
    share, deadline = p.get("share", 1), p["by"]
    size, number, reached = 0, 0, None
    changes = sorted(
        [(day, 0, count) for day, count in steps(sets.values(), view.start, view.day)]
        + [(day, 1, count) for day, count in steps(both, view.start, view.day)]
    )
    for index, (day, which, count) in enumerate(changes):
        size, number = (count, number) if which == 0 else (size, count)
        day_is_whole = index + 1 == len(changes) or changes[index + 1][0] != day
        if day_is_whole and reaches(number, share, size):
            reached = day
            break
    notes: tuple[str, ...] = ()
    if reached is None:
        word = waiting(view.day, deadline, view.settings["warn_deadline"]) if members else Word.NO_EVIDENCE
    else:
        late = (reached - deadline).days
        word = Word.MET if late <= 0 else Word.MET_LATE
        notes = (f"reached on {in_words(reached.isoformat())}",)
        notes += (f"{late} days after the deadline",) if late > 0 else ()
    reason = "" if members else why_empty(p["set"])
    due = deadline if reached is None else None
    return Outcome(
        word, n, len(members), (view.start, view.day), evidence, missing=missing, reason=reason, due=due, notes=notes
    )


def checks(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """Several checks, each a coverage of its own: `n` of `m` checks pass. One with `least` needs that many only."""
    passed, figures, missing = 0, [], []
    evidence: list[Any] = []
    for check in p["checks"]:
        n, members, _, records = _covered(view, check)
        enough = n >= check["least"] if "least" in check else bool(members) and n == len(members)
        passed += enough
        evidence += records
        missing += [] if enough else [check["name"]]
        figures.append(Figure(check["name"], f"{n} of {len(members)}"))
    size = len(p["checks"])
    word = Word.MET if passed == size else Word.PARTLY if passed else Word.NO_EVIDENCE
    window = (view.start, view.day)
    return Outcome(word, passed, size, window, distinct(evidence), missing=tuple(missing), figures=tuple(figures))


def menu_scheduled(view: AsOf, p: Mapping[str, Any]) -> Outcome:
    """Topics of the newest menu put on the calendar, both statewide and regional. An event may lie ahead, but not
    before the menu."""
    menu = newest(view.rows("documents"), lambda row: row.type == "menu")
    window = (view.start, view.day)
    if menu is None:
        return Outcome(Word.NO_EVIDENCE, 0, 0, window, reason="There is no menu of topics yet.")
    topics = {topic.casefold(): topic for topic in menu.topics}
    planned = [row for row in view.planned("events") if _on_the_calendar(view, row, menu.day)]
    teaching = [row for row in planned if topics.keys() & {topic.casefold() for topic in row.topics}]
    scheduled = topics.keys() & {topic.casefold() for row in teaching for topic in row.topics}
    scopes = {row.scope for row in teaching}
    word = (Word.NO_EVIDENCE, Word.PARTLY, Word.MET)[len(scopes)]
    lacking = tuple(f"a {scope} event" for scope in MENU_SCOPES if scope not in scopes)
    never = sorted(topics[topic] for topic in topics.keys() - scheduled)
    figures = (Figure("topics never scheduled", "; ".join(never) or "none"),)
    evidence = (menu, *sorted(teaching, key=lambda row: (row.day, row.id)))
    return Outcome(word, len(scheduled), len(topics), window, evidence, missing=lacking, figures=figures)


def _on_the_calendar(view: AsOf, event: Any, since: Any) -> bool:
    put_on = event.scheduled or event.day
    backwards = event.last_day is not None and event.last_day < event.day
    return (
        view.start <= event.day
        and put_on <= view.day
        and event.day >= since
        and event.scope in MENU_SCOPES
        and not backwards
        and not view.is_off(event)
    )
