"""Figures over surveys, papers, mentors and programs."""

from collections import Counter
from collections.abc import Mapping
from statistics import fmean
from typing import Any

from crm.plan.as_of import AsOf, newest
from crm.plan.evidence import Document, Survey
from crm.plan.evidence_terms import SUPERINTENDENT
from crm.plan.figures.shown import Make, listed, of_kind, on_day, spread
from crm.plan.outcome import Outcome
from crm.plan.sets import members_of


def _questions(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return "; ".join(str(row.questions) for row in of_kind(outcome, Survey) if row.questions is not None)


def _respondents(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(sum(len(view.answers.get(row.id, ())) for row in of_kind(outcome, Survey)))


def _evaluations(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    surveys = of_kind(outcome, Survey)
    answers = [answer for row in surveys for answer in view.answers.get(row.id, ())]
    attended = sum(len(view.held[row.event].attendance) for row in surveys if row.event in view.held)
    scores = [answer.score for answer in answers if answer.score is not None]
    mean = f", mean score {fmean(scores):.2f}" if scores else ""
    return f"{len(answers)} answers of {attended} who attended{mean}"


def _completions(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(sum(row.completions or 0 for row in view.rows("programs")))


def _sessions(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    return str(sum(row.sessions for row in view.rows("programs")))


def _topics_without_survey(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """The topics of the newest menu that no answered needs survey it cites asked about."""
    menu = newest(view.rows("documents"), lambda row: row.type == "menu")
    if menu is None:
        return ""
    cited = [view.surveys[id_] for id_ in menu.basis if id_ in view.surveys and view.answers.get(id_)]
    if any(survey.topics is None for survey in cited):
        return "not known: what the survey asked about is not recorded"
    asked = {topic.casefold() for survey in cited for topic in survey.topics}
    return "; ".join(sorted(topic for topic in menu.topics if topic.casefold() not in asked))


def _mentors_at_work(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    started = set(members_of(view, p["set"]))
    mentors = {row.mentor for row in view.rows("mentorships") if row.id in started}
    working = mentors & view.holders(SUPERINTENDENT)
    return f"{len(working)} working, {len(mentors - working)} retired" if mentors else ""


def _modules_by_topic(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    topics = Counter(topic for row in of_kind(outcome, Document) for topic in row.topics or ("no topic",))
    return listed(dict(sorted(topics.items())))


def _documents(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    """The papers on best practice, for an entry that only a person can judge."""
    rows = [row for row in view.rows("documents") if row.type == "best practice"]
    return "; ".join(f"{row.title or row.type}, {on_day(row.day)}" for row in reversed(rows))


def _report_lag(view: AsOf, p: Mapping[str, Any], outcome: Outcome) -> str:
    reports = [row for row in of_kind(outcome, Document) if row.event in view.held]
    return spread([(row.day - view.held[row.event].day).days for row in reports])


FIGURES: Mapping[str, Make] = {
    "questions": _questions,
    "respondents": _respondents,
    "evaluations": _evaluations,
    "completions": _completions,
    "sessions": _sessions,
    "topics without a survey result": _topics_without_survey,
    "mentors at work": _mentors_at_work,
    "modules by topic": _modules_by_topic,
    "papers on best practice": _documents,
    "days until the report": _report_lag,
}
