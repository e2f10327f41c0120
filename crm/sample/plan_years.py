"""Two school years of what a strategic plan counts, in the fictional state: gatherings, messages, papers, awards and
the rest. Some of it is on time, some late, some missing, as it is in an office. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from crm.events.events import AgendaLine, Attendee, Minutes, NewEvent
from crm.interactions.communications import MESSAGE
from crm.learning import kinds
from crm.plan.plan_settings import NewSetting
from crm.records.kinds import Kind
from crm.sample.state import BODIES, RESAS, State, sample_id
from crm.sample.years import Step

MENU_TOPICS = ("School finance", "Advocacy", "Leadership", "Legal update", "Mental health")
CALL = "Monthly RESA call"
STATEWIDE: dict[str, Any] = {"scope": "statewide", "mode": "in person"}


def plan_years(state: State, seed: int, today: date) -> list[Step]:
    """Everything of the last two school years that a plan counts, oldest first."""
    chance = Random(seed + 2)  # noqa: S311 - made-up events, not secrets
    made = [*_settings(today), *_lasting(state, today)]
    for year in (school_year(today) - 1, school_year(today)):
        for step in (*_gatherings(state, chance, year), *_messages(state, year), *_papers(state, year)):
            if step.on <= today:
                made.append(step)
    return sorted(made, key=_in_time)


def _in_time(step: Step) -> tuple[date, int, str]:
    return step.on, ORDER.index(step.kind), sample_id(repr(step.new))


ORDER = ("setting", "member", "event", "came", "record")
PLAN_START = "2021-07-01"


def school_year(day: date) -> int:
    """The year in which the school year of a day begins."""
    return day.year if day.month >= 7 else day.year - 1


def _districts(state: State) -> list[str]:
    return [row["id"] for row in state.nodes["Organization"] if row.get("classification") == "school_district"]


def _resas() -> list[str]:
    return [sample_id(f"resa {name}") for name in RESAS]


def record_step(on: date, kind: Kind, word: str, content: dict[str, Any]) -> Step:
    """A small record of that day; the word makes its id."""
    days = {kind.day: on.isoformat()} | content
    return Step(on, "record", days, (kind, sample_id(f"record {word}")))


def _settings(today: date) -> Iterator[Step]:
    """The plan names its bodies in its settings: those of the sample take the place of the real ones."""
    bodies = [name for _, name, _ in BODIES]
    said = {"council_bodies": bodies, "key_stakeholders": bodies[1:], "practice_partners": bodies[3:5]}
    for setting, value in (said | {"resas": list(RESAS)}).items():
        new = NewSetting(sample_id(f"setting {setting}"), setting, value, PLAN_START)
        yield Step(today - timedelta(days=730), "setting", new)


def _lasting(state: State, today: date) -> Iterator[Step]:
    begun = today - timedelta(days=729)
    for district in _districts(state):
        first = f"{school_year(today) - 6}-07-01"
        yield Step(begun, "member", {"member": district, "role": "member", "start_date": first})
    bodies = [sample_id(f"body {word}") for word, _, _ in BODIES]
    yield record_step(begun, kinds.PARTNERSHIPS, "partners", {"bodies": bodies[3:5], "purpose": "teacher quality"})
    for number, resa in enumerate(_resas()):
        districts = [start for type_, start, end, _ in state.links if type_ == "MEMBER_OF" and end == resa]
        on = today - timedelta(days=90 + 330 * number)
        if districts:
            yield record_step(on, kinds.RESA_LISTS, f"list {number}", {"resa": [resa], "districts": districts})
    for number, mentee in enumerate(state.superintendents[1:3]):
        since = today - timedelta(days=200 + 40 * number)
        pair = {"mentor": [state.superintendents[8 + number]], "mentee": [mentee]}
        yield record_step(since, kinds.MENTORSHIPS, f"mentor {number}", pair)
    for number, district in enumerate(_districts(state)[::2]):
        adopted = {"district": [district], "goal": "Every child reads by third grade"}
        yield record_step(today - timedelta(days=300 - number), kinds.ADOPTIONS, f"adoption {number}", adopted)
    said = {"entry": "PA 2.1.1", "by": [state.staff[0]], "says": "on track", "text": "The first cohort is meeting."}
    yield record_step(today - timedelta(days=60), kinds.STATEMENTS, "statement", said)


def _gatherings(state: State, chance: Random, year: int) -> Iterator[Step]:
    superintendents, staff, legislators = state.superintendents, state.staff, state.legislators
    most, half = len(superintendents) * 3 // 4, len(superintendents) // 2
    says: dict[str, Any] = {"kind": "conference", "name": "Summer conference", "topics": ["Leadership", "advocacy"],
                            "theme": "Celebrating success", "last_day": date(year, 7, 20).isoformat()}  # fmt: skip
    yield from _event(f"conference {year}", date(year, 7, 18), STATEWIDE | says,
                      [*staff, *chance.sample(superintendents, most)])  # fmt: skip
    for number, theme in enumerate(("women", "minorities")):
        says = {"kind": "round table", "name": f"Round table: {theme}", "theme": theme, "facilitator": [staff[0]],
                "part_of": [sample_id(f"event conference {year}")]}  # fmt: skip
        came = chance.sample(superintendents, 6)
        yield from _event(f"table {year} {number}", date(year, 7, 19), STATEWIDE | says, came)
    says = {"kind": "convention", "name": "Winter convention", "topics": ["School finance", "consensus"]}
    came = [*staff, *legislators[:3], *chance.sample(superintendents, half)]
    yield from _event(f"convention {year}", date(year + 1, 1, 22), STATEWIDE | says, came)
    for number, resa in enumerate(_resas()):
        says = {"kind": "regional session", "name": f"Regional session, {RESAS[number]}", "scope": "regional",
                "mode": "in person", "region": [resa], "topics": ["advocacy"]}  # fmt: skip
        came = [*staff, *legislators[number * 2 : number * 2 + 2], *chance.sample(superintendents, 7)]
        day = date(year, 10, 8) + timedelta(days=7 * number)
        yield from _event(f"regional {year} {number}", day, says, came, ("home", resa))
    says = {"kind": "annual meeting", "name": "Annual meeting", "topics": ["advocacy", "consensus"]}
    came = [*staff, *chance.sample(superintendents, 10)]
    yield from _event(f"annual {year}", date(year + 1, 5, 12), STATEWIDE | says | {"mode": "virtual"}, came)
    says = {"kind": "reception", "name": "Reception for legislators", "place": "The old depot", "cost_cents": 184_000}
    came = [*staff, *chance.sample(superintendents, 8), *chance.sample(legislators, 12)]
    yield from _event(
        f"reception {year}", date(year + 1, 2, 4), STATEWIDE | says, came, invited=(*legislators, *state.left)
    )
    yield from _meetings(state, chance, year)


def _meetings(state: State, chance: Random, year: int) -> Iterator[Step]:
    """What recurs: the call with the RESAs, briefings, the board."""
    for month in range(12):
        day = date(year + (month + 6) // 12, (month + 6) % 12 + 1, 9)
        if (year + month) % 7 != 3:  # one call was not held
            says: dict[str, Any] = {"kind": "RESA meeting", "name": CALL, "mode": "virtual", "series": CALL}
            yield from _event(f"call {year} {month}", day, says, [*state.staff, *_directors(state)])
        if month % 3 == 1:
            says = {"kind": "training", "name": "Current issues briefing", "topics": ["current issues"]}
            came = chance.sample(state.superintendents, 9)
            later = day + timedelta(days=5)
            yield from _event(f"issues {year} {month}", later, STATEWIDE | says | {"mode": "virtual"}, came)
        if month % 3 == 2:
            says = {"kind": "board", "name": "Board meeting", "mode": "in person"}
            came = [*state.staff, *state.superintendents[:6]]
            yield from _event(f"board {year} {month}", day + timedelta(days=8), says, came)


def _directors(state: State) -> Sequence[str]:
    posts = {row["id"] for row in state.nodes["Post"] if row.get("role") == "director"}
    return [start for type_, start, end, _ in state.links if type_ == "HOLDS" and end in posts]


def _event(
    word: str,
    day: date,
    says: dict[str, Any],
    came: Sequence[str],
    hosts: tuple[str, ...] = ("home",),
    invited: tuple[str, ...] | None = None,
) -> Iterator[Step]:
    planned, event = day - timedelta(days=60), sample_id(f"event {word}")
    told = {"start": day.isoformat(), "scheduled": planned.isoformat(), **says}
    agenda = (AgendaLine("Professional development", id=sample_id(f"line {word}")),) if says["name"] == CALL else ()
    yield Step(planned, "event", NewEvent(told, hosts, agenda, invited, id=event))
    yield Step(day, "came", Minutes(tuple(Attendee(person, "", None) for person in dict.fromkeys(came))), event)


def _messages(state: State, year: int) -> Iterator[Step]:
    for month in range(12):
        first = date(year + (month + 6) // 12, (month + 6) % 12 + 1, 3)
        update = {"subject": "Update to members", "type": "update", "channels": ["email"], "audiences": ["internal"]}
        for half in range(2):
            yield _message(first + timedelta(days=15 * half), f"update {year} {month} {half}", update)
        if month != 9:
            post = {"subject": "From our schools", "type": "news", "channels": ["social"], "audiences": ["external"]}
            yield _message(first + timedelta(days=4), f"post {year} {month}", post)
    menu = {"subject": "What we offer this year", "type": "menu", "channels": ["email"], "audiences": ["internal"],
            "sent_to_all": ["all members"]}  # fmt: skip
    yield _message(date(year, 8, 20), f"menu {year}", menu)
    agenda = {"subject": "Our priorities for the session", "type": "agenda", "channels": ["letter"],
              "audiences": ["external"], "sent_to_all": ["all legislators"], "campaign": "Fund schools"}  # fmt: skip
    yield _message(date(year, 12, 12), f"agenda {year}", agenda)


def _message(on: date, word: str, says: dict[str, Any]) -> Step:
    return Step(on, "record", {"sent": on.isoformat(), **says}, (MESSAGE, sample_id(f"message {word}")))


def _papers(state: State, year: int) -> Iterator[Step]:
    conference, convention = sample_id(f"event conference {year}"), sample_id(f"event convention {year}")
    needs = sample_id(f"record needs {year}")
    yield from _papers_written(state, year, needs)
    hero = {"type": "hero", "person": [state.superintendents[year % 10]], "event": [conference]}
    yield record_step(date(year, 7, 20), kinds.AWARDS, f"hero {year}", hero)
    winner = {"type": "superintendent of the year", "person": [state.superintendents[(year + 3) % 10]],
              "host": "School Leaders Guild", "support": "We wrote the nomination."}  # fmt: skip
    yield record_step(date(year, 11, 15), kinds.AWARDS, f"winner {year}", winner)
    for number, event in enumerate((conference, conference, convention)):
        day = date(year, 7, 18) if event == conference else date(year + 1, 1, 22)
        talk = {"event": [event], "person": [state.superintendents[number + 4]],
                "format": ("panel", "talk")[number % 2], "arranged": (day - timedelta(days=9)).isoformat()}  # fmt: skip
        yield record_step(day, kinds.PRESENTATIONS, f"talk {year} {number}", talk)
    yield record_step(date(year, 9, 10), kinds.PROGRAMS, f"program {year}", {"name": "Aspiring leaders", "sessions": 4})


def _papers_written(state: State, year: int, needs: str) -> Iterator[Step]:
    by = [state.staff[0]]
    menu = {"type": "menu", "title": f"Menu of topics, {year}", "topics": list(MENU_TOPICS), "basis": [needs], "by": by}
    yield record_step(date(year, 8, 18), kinds.DOCUMENTS, f"menu {year}", menu)
    strategies = {"type": "training strategies", "title": "How we train for advocacy", "topics": ["advocacy"], "by": by}
    yield record_step(date(year, 7, 2), kinds.DOCUMENTS, f"strategies {year}", strategies)
    report = {"type": "mentoring report", "title": f"Mentoring, {year}", "by": by,
              "presented_at": [sample_id(f"event board {year} 11")]}  # fmt: skip
    yield record_step(date(year + 1, 6, 17), kinds.DOCUMENTS, f"mentoring {year}", report)
    practice = {"type": "best practice", "title": "Keeping new teachers", "bodies": [sample_id("body lea")], "by": by}
    yield record_step(date(year, 10, 30), kinds.DOCUMENTS, f"practice {year}", practice)
