"""Two years in the fictional state: contacts, ratings, issues, stances, council meetings and promises. Pure.

Everything is planned here, with its day, as the domain's own `New...` objects, so that the same gates check it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from crm.advocacy.council.meetings import NewMeeting
from crm.advocacy.council.promises import NewPromise
from crm.advocacy.issues.issues import NewIssue, NewRanking
from crm.advocacy.stances.stances import NewPosition
from crm.events.events import AgendaLine, Attendee, Minutes
from crm.interactions.contact_form import NewFollowUp, NewInteraction
from crm.relationships.rating_form import NewRating
from crm.sample.state import BODIES, State, sample_id

DAYS = 730
ISSUES = (
    ("Fund the schools formula in full", "Fund the formula at its full amount, with growth for inflation."),
    ("A five-year plan for teacher pay", "Raise starting pay and keep it competitive with neighboring states."),
    ("Dual enrollment without fees", "Let eleventh and twelfth graders earn college credit at no cost."),
    ("A safety officer in every school", "State matching money for one officer in each building."),
    ("Fewer state tests", "Take out tests that no federal rule asks for."),
    ("Broadband for every district", "Finish the lines to the last eleven districts."),
)
CHANNELS = ("meeting", "corridor", "call", "call", "email", "text", "event", "video")
SUMMARIES = (
    "Talked about the formula and what full funding would mean at home.",
    "Asked how the vote count looks in the committee.",
    "Thanked them for coming to the school visit.",
    "Went through the pay plan, year by year.",
    "They wanted figures for their own district.",
    "Short word in the corridor before the session.",
)
THROUGH = ("same college", "coached their children", "neighbors for years", "worked together on a bond issue")


@dataclass(frozen=True)
class Step:
    """Something that happened: the day it was recorded, what kind of thing, and the object that records it."""

    on: date
    kind: str
    new: Any
    more: Any = None


def two_years(state: State, seed: int, today: date) -> list[Step]:
    """Everything that happened, oldest first."""
    chance = Random(seed + 1)  # noqa: S311 - made-up events, not secrets
    first = today - timedelta(days=DAYS)
    ratings = list(_ratings(state, chance, first))
    steps = [
        *_issues(chance, first),
        *ratings,
        *_contacts(state, chance, [(step.new.a, step.new.b) for step in ratings], today),
        *_talks_with_the_council(state, chance, today),
        *_stances(state, chance, first),
        *_council(state, today),
    ]
    return sorted(steps, key=lambda step: (step.on, ORDER.index(step.kind), sample_id(repr(step.new))))


DAYS_BETWEEN_ISSUES = 6
ORDER = ("issue", "ranking", "rating", "contact", "done", "stance", "meeting", "held", "promise")


def _issue_id(number: int) -> str:
    return sample_id(f"issue {number}")


def _issues(chance: Random, first: date) -> Iterator[Step]:
    raisers = [sample_id(f"resa {name}") for name in ("North Sample RESA", "Central Sample RESA", "South Sample RESA")]
    for number, (title, wording) in enumerate(ISSUES):
        on = first + timedelta(days=number * DAYS_BETWEEN_ISSUES)
        new = NewIssue(title, wording, chance.choice(raisers), on.isoformat(), id=_issue_id(number))
        yield Step(on, "issue", new)
        if number < 5:
            set_on = first + timedelta(days=60 + number)
            year = (first + timedelta(days=DAYS)).year + 1
            ranking = NewRanking(
                "adopted",
                set_on.isoformat(),
                "the executive director",
                number + 1,
                year,
                id=sample_id(f"ranking {number}"),
            )
            yield Step(set_on, "ranking", ranking, _issue_id(number))


def _ratings(state: State, chance: Random, first: date) -> Iterator[Step]:
    for number in range(70):
        ours = chance.choice(state.superintendents + state.staff)
        theirs = chance.choice(state.legislators)
        on = first + timedelta(days=chance.randrange(DAYS - 10))
        strained = number % 23 == 22
        new = NewRating(
            a=ours,
            b=theirs,
            level=chance.choice(("know", "know", "good", "good", "close")),
            valence=-1 if strained else 1,
            said_by=ours,
            on=on.isoformat(),
            since=str(on.year - chance.randrange(1, 15)),
            through=chance.choice(THROUGH),
            visibility="staff" if strained else "shared",
            id=sample_id(f"rating {number}"),
        )
        yield Step(on, "rating", new)
    for number, (one, other) in enumerate(zip(state.staff * 6, state.superintendents, strict=False)):
        on = first + timedelta(days=chance.randrange(200))
        new = NewRating(
            a=one,
            b=other,
            level=chance.choice(("good", "close")),
            valence=1,
            said_by=one,
            on=on.isoformat(),
            through="works with them all year",
            visibility="shared",
            id=sample_id(f"staff rating {number}"),
        )
        yield Step(on, "rating", new)


def _contacts(state: State, chance: Random, rated: Sequence[tuple[str, str]], today: date) -> Iterator[Step]:
    """Contacts with legislators: most between people who know each other, the follow-ups of old ones done."""
    first = today - timedelta(days=DAYS)
    known = [pair for pair in rated if pair[1] in set(state.legislators)]
    for number in range(190):
        on = min(_busy_day(chance, first), today)
        one, other = chance.choice(known)
        if chance.random() < 0.35:
            one, other = chance.choice(state.staff), chance.choice(state.legislators)
        also = (chance.choice(state.legislators),) if chance.random() < 0.2 else ()
        word = f"contact {number}"
        raised = min(5, (on - first).days // DAYS_BETWEEN_ISSUES + 1)
        follow_up = _follow_up(number, on, one, other) if chance.random() < 0.15 else None
        new = NewInteraction(
            theirs=tuple(dict.fromkeys((other, *also))),
            ours=(one,),
            channel=chance.choice(CHANNELS),
            at=on.isoformat(),
            direction=chance.choice(("two_way", "two_way", "two_way", "from_us", "to_us")),
            sentiment=chance.choice((-1, 0, 0, 1, 1, 1, 2)),
            summary=chance.choice(SUMMARIES),
            issues=(_issue_id(chance.randrange(raised)),),
            follow_up=follow_up,
            visibility=chance.choice(("shared", "staff")),
            at_request=chance.random() < 0.2,
            key=sample_id(word),
            id=sample_id(word),
        )
        yield Step(on, "contact", new)
        if follow_up and on < today - timedelta(days=60):
            yield Step(on + timedelta(days=chance.randrange(3, 25)), "done", follow_up.id)


def _follow_up(number: int, on: date, owner: str, owed_to: str) -> NewFollowUp:
    due = (on + timedelta(days=21)).isoformat()
    return NewFollowUp("Send the figures they asked for", due, owner, (owed_to,), id=sample_id(f"follow-up {number}"))


def _talks_with_the_council(state: State, chance: Random, today: date) -> Iterator[Step]:
    """A call or two with each body's representative since spring."""
    for number, (_, holder) in enumerate(_holders(state)):
        on = today - timedelta(days=chance.randrange(12, 190))
        word = f"council talk {number}"
        new = NewInteraction(
            theirs=(holder,),
            ours=(chance.choice(state.staff),),
            channel=chance.choice(("call", "meeting", "email")),
            at=on.isoformat(),
            sentiment=1,
            summary="Went through the agenda of the next meeting.",
            key=sample_id(word),
            id=sample_id(word),
        )
        yield Step(on, "contact", new)


def _busy_day(chance: Random, first: date) -> date:
    """A day of the two years; most fall between January and March, while the legislature sits."""
    for _ in range(4):
        on = first + timedelta(days=chance.randrange(DAYS))
        if on.month <= 3 or chance.random() < 0.35:
            return on
    return on


def _stances(state: State, chance: Random, first: date) -> Iterator[Step]:
    for word, _, short in BODIES:
        for number in range(5):
            value = chance.choice((-1, 0, 0, 1, 2))
            for turn in range(chance.choice((1, 1, 2, 3))):
                on = first + timedelta(days=90 + turn * 190 + chance.randrange(120))
                value = max(-2, min(2, value + (chance.choice((-1, 1, 1)) if turn else 0)))
                yield _stance(sample_id(f"body {word}"), number, value, on, f"{short} letter to members", turn)
    for word, number, value in (("sbu", 0, 1), ("lea", 0, 1), ("slg", 2, 0)):
        on = first + timedelta(days=DAYS - chance.randrange(8, 60))
        yield _stance(sample_id(f"body {word}"), number, value, on, "Letter to members this fall", 9)
    for person in chance.sample(state.legislators, 26):
        on = first + timedelta(days=120 + chance.randrange(DAYS - 140))
        yield _stance(
            person, chance.randrange(3), chance.choice((-2, -1, 0, 0, 1, 1, 2)), on, "Said so in the corridor", 0
        )


def _stance(holder: str, number: int, value: int, on: date, source: str, turn: int) -> Step:
    word = f"stance {holder} {number} {turn}"
    kind = "statement" if "letter" in source.lower() else "judgement"
    sure = "sure" if kind == "statement" else "likely"
    new = NewPosition(
        holder,
        _issue_id(number),
        value,
        sure,
        kind,
        source,
        on.isoformat(),
        key=sample_id(word),
        id=sample_id(word),
        conditions="Only if it is phased in" if value == 1 and turn else None,
    )
    return Step(on, "stance", new)


def _council(state: State, today: date) -> Iterator[Step]:
    bodies = tuple(sample_id(f"body {word}") for word, _, _ in BODIES)
    holders = _holders(state)
    for number, days in enumerate((480, 390, 205, 110)):
        on = today - timedelta(days=days)
        agenda = (AgendaLine("Where we stand on the priorities", id=sample_id(f"agenda {number}")),)
        new = NewMeeting(
            sample_id("council"),
            on.isoformat(),
            bodies,
            "Sample advisory council",
            "in person",
            "The annex",
            agenda,
            id=sample_id(f"meeting {number}"),
        )
        yield Step(on - timedelta(days=20), "meeting", new)
        spoke = tuple(Attendee(holder, "", body) for body, holder in holders if (number + len(body)) % 4 or number == 3)
        came = (Attendee(state.staff[0], "", None), *spoke)
        decision = ((sample_id(f"decision {number}"), "Write together to the education committees", _issue_id(0)),)
        yield Step(
            on, "held", Minutes(came, "Each body reported; the pay plan took most of the time.", decision), new.id
        )
    coming = replace(new, start=(today + timedelta(days=16)).isoformat(), agenda=(), id=sample_id("meeting next"))
    yield Step(today - timedelta(days=5), "meeting", coming)
    yield from _promises(bodies, today)


def _holders(state: State) -> Sequence[tuple[str, str]]:
    seats = {sample_id(f"council {word}"): sample_id(f"body {word}") for word, _, _ in BODIES}
    return [(seats[end], start) for kind, start, end, _ in state.links if kind == "HOLDS" and end in seats]


def _promises(bodies: Sequence[str], today: date) -> Iterator[Step]:
    meeting, on = sample_id("meeting 3"), today - timedelta(days=110)
    given = (
        ("Send the cost of the pay plan for each district", "home", bodies[2], -12),
        ("Ask the local boards where they stand on testing", bodies[2], "home", 20),
        ("Share the list of districts without broadband", bodies[0], "home", -3),
    )
    for number, (text, owes, owed_to, days) in enumerate(given):
        due = (today + timedelta(days=days)).isoformat()
        yield Step(on, "promise", NewPromise(text, owes, owed_to, due, meeting, id=sample_id(f"promise {number}")))
