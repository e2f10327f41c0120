"""Asking the right person in the fictional state: two rounds of the census, what people wish, and asks with what came
of them. Pure but for the recording at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from crm.acts.ask_plans import log_outcome
from crm.asks.asks import NewAsk, State, ask, move_ask, plan_ask
from crm.census.answers import CLOSE, GOOD, HOWS, KNOW, NONE, STRAINED_TIE, NewAnswer, give
from crm.census.invitations import for_person
from crm.census.rounds import SUPERINTENDENTS, NewRound, close_round, open_round, round_of
from crm.interactions.contact_form import NewInteraction
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.relationships.preferences import FIRST, NEVER, YES, prefer
from crm.relationships.rating_form import NewRating
from crm.sample import state as made_up
from crm.sample.state import sample_id
from crm.sample.years import ISSUES, Step

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

KINDS = (
    "census opened", "census answered", "census closed", "wish", "ask planned", "ask moved", "ask answered",
)  # fmt: skip
ROUNDS = ((400, 370, 7), (52, 17, 10))  # opened and closed so many days ago, and how many answered
LADDER = (NONE, KNOW, GOOD, CLOSE)
MOST_ABOUT = 3  # legislators whom one person says something of
MESSAGE = "Three minutes on a phone: whom do you know, and may we ask you to call?"


@dataclass(frozen=True)
class Course:
    """How one ask goes: planned and due so many days from today, about an issue (its number), the steps it took, and
    what was said where the talk took place."""

    planned: int
    due: int
    issue: int
    steps: tuple[tuple[int, State], ...] = ()
    talk: tuple[int, str] | None = None
    introduced: bool = False


ASKED, ACCEPTED = State.ASKED, State.ACCEPTED
COURSES = (
    Course(-3, 9, 0),
    Course(-3, 12, 1),
    Course(-11, 6, 0, ((-9, ASKED),)),
    Course(-20, -2, 1, ((-18, ASKED),)),
    Course(-15, 10, 0, ((-13, ASKED), (-10, ACCEPTED))),
    Course(-25, 4, 1, ((-24, ASKED), (-17, State.DECLINED))),
    Course(-80, -60, 2, ((-78, ASKED), (-58, State.NO_ANSWER))),
    Course(-65, -40, 0, ((-63, ASKED), (-60, ACCEPTED)), (-47, "Will vote for the formula if the House goes first.")),
    Course(-130, -100, 1, ((-128, ASKED),), (-104, "Had not seen the pay plan; asked for the figures."), True),
)


def asking_years(state: made_up.State, ratings: Sequence[NewRating], seed: int, today: date) -> list[Step]:
    """The rounds, wishes and asks as of a day, oldest first. `ratings` say who knows whom."""
    chance = Random(seed + 5)  # noqa: S311 - made-up answers, not secrets
    rounds = list(_rounds(state, chance, today))
    steps = [*rounds, *_second_opinions(rounds, state, today), *_wishes(ratings, state, today)]
    steps += [*_ties_with_who_left(state, today), *_asks(state, ratings, today)]
    return sorted(steps, key=lambda step: step.on)


def _rounds(state: made_up.State, chance: Random, today: date) -> Iterator[Step]:
    faced, leads = _faced(state), _leads(state)
    likely = chance.sample(state.superintendents, len(state.superintendents))  # who answers, the surest first
    said: dict[tuple[str, str], str] = {}
    for number, (opened, closed, count) in enumerate(ROUNDS):
        first, last = today - timedelta(days=opened), today - timedelta(days=closed)
        round_id = sample_id(f"round {number}")
        new = NewRound(f"{first:%B %Y}", SUPERINTENDENTS, last.isoformat(), MESSAGE, id=round_id)
        yield Step(first, "census opened", new)
        there = _in_post(state, first)
        for place, person in enumerate([person for person in likely if person in there][:count]):
            whom = list(dict.fromkeys((*faced.get(person, ()), *leads)))[:MOST_ABOUT]
            for about in whom:
                on = first + timedelta(days=1 + (place * 2) % (opened - closed - 2))
                pair = person, about
                said[pair] = _level(chance, said.get(pair))
                yield Step(on, "census answered", (person, _answer(chance, round_id, on, pair, said[pair])), round_id)
        yield Step(last, "census closed", round_id)


def _in_post(state: made_up.State, day: date) -> list[str]:
    since = {start: values["start_date"] for kind, start, _, values in state.links if kind == "HOLDS"}
    return [person for person in state.superintendents if since[person] <= day.isoformat()]


def _level(chance: Random, before: str | None) -> str:
    """What they say; who answered before mostly says the same, or a step more or less."""
    if before is None:
        return chance.choice(
            (NONE, NONE, KNOW, KNOW, GOOD, GOOD, CLOSE, STRAINED_TIE if chance.random() < 0.1 else KNOW)
        )
    if before == STRAINED_TIE or chance.random() < 0.6:
        return before
    step = LADDER.index(before) + chance.choice((-1, -2, 1))
    return LADDER[max(0, min(step, len(LADDER) - 1))]


def _answer(chance: Random, round_id: str, on: date, pair: tuple[str, str], level: str) -> NewAnswer:
    is_tie = level not in (NONE, STRAINED_TIE)
    how = tuple(chance.sample(list(HOWS), 1)) if is_tie else ()
    since = str(on.year - chance.randrange(2, 18)) if is_tie else None
    may_ask = chance.choice((YES, YES, YES, FIRST, None)) if is_tie else None
    return NewAnswer(pair[1], level, how, since, may_ask, key=sample_id(f"answer {round_id} {pair}"))


def _faced(state: made_up.State) -> dict[str, list[str]]:
    """Each superintendent's own legislators, by the ground that their district serves."""
    ends: dict[str, dict[str, list[str]]] = {}
    for kind, start, end, _ in state.links:
        ends.setdefault(kind, {}).setdefault(start, []).append(end)
    represents = {area: post for post, areas in ends["REPRESENTS"].items() for area in areas}
    holders = {post: person for person, posts in ends["HOLDS"].items() for post in posts}
    found: dict[str, list[str]] = {}
    for person in state.superintendents:
        reached = [person]
        for kind in ("HOLDS", "IN", "SERVES", "OVERLAPS", "OVERLAPS"):
            reached = [end for start in reached for end in ends[kind].get(start, ())]
        seats = dict.fromkeys(represents[area] for area in reached if area in represents)
        found[person] = [holders[seat] for seat in seats if holders.get(seat) in state.names]
    return found


def _leads(state: made_up.State) -> list[str]:
    """Who leads the committees on schools."""
    wanted = {sample_id(f"committee {chamber} Education") for chamber in ("upper", "lower")}
    return [who for kind, who, body, values in state.links
            if kind == "MEMBER_OF" and body in wanted and values.get("role") == "chair"]  # fmt: skip


def _second_opinions(rounds: Sequence[Step], state: made_up.State, today: date) -> Iterator[Step]:
    """What the office thinks of two ties, where it is not what the people themselves said lately."""
    latest = sample_id(f"round {len(ROUNDS) - 1}")
    answers = (step.new for step in rounds if step.kind == "census answered" and step.more == latest)
    well = [(person, said.about) for person, said in answers if said.level in (GOOD, CLOSE)]
    for number, pair in enumerate(well[:2]):
        says = ("know", "seen together at the conference")
        yield _rating(f"second opinion {number}", today - timedelta(days=10), pair, state.staff[0], says)


def _ties_with_who_left(state: made_up.State, today: date) -> Iterator[Step]:
    on = today - timedelta(days=300)
    for number, person in enumerate(state.superintendents[10:13]):
        level = (GOOD, KNOW, CLOSE)[number]
        yield _rating(
            f"tie with who left {number}", on, (person, state.left[0]), person, (level, "neighbors for years")
        )


def _rating(word: str, on: date, pair: tuple[str, str], who: str, says: tuple[str, str]) -> Step:
    (one, other), (level, through) = pair, says
    new = NewRating(one, other, level, who, 1, on.isoformat(), through=through, id=sample_id(word))
    return Step(on, "rating", new)


def _wishes(ratings: Sequence[NewRating], state: made_up.State, today: date) -> Iterator[Step]:
    """One of ours is to be asked first, and two are not to be asked about somebody they know well."""
    on = today - timedelta(days=28)
    before = "Call before a school board meeting, not after."
    yield Step(on, "wish", (state.superintendents[2], FIRST, None, before))
    for tie, why in zip(_good(ratings, state)[len(COURSES) :], ("We are in business together.", ""), strict=False):
        yield Step(on, "wish", (tie.a, NEVER, tie.b, why))


def _good(ratings: Sequence[NewRating], state: made_up.State) -> list[NewRating]:
    """A superintendent's own word on a good tie with a legislator, one of each superintendent."""
    ours, theirs = set(state.superintendents), set(state.legislators)
    good = (one for one in ratings if one.level in (GOOD, CLOSE) and one.valence > 0)
    by_person = {one.a: one for one in good if one.a in ours and one.b in theirs}
    return list(by_person.values())


def _asks(state: made_up.State, ratings: Sequence[NewRating], today: date) -> Iterator[Step]:
    for number, (course, tie) in enumerate(zip(COURSES, _good(ratings, state), strict=False)):
        title, wording = ISSUES[course.issue]
        ask_id = sample_id(f"ask {number}")
        new = NewAsk(
            tie.a, tie.b, _day(today, course.due), sample_id(f"issue {course.issue}"),
            through=state.staff[1] if course.introduced else None,
            reasons=f"Knows them ({tie.level}), {tie.through}.",
            text=f"{title}: {wording} May we count on you?", id=ask_id,
        )  # fmt: skip
        yield Step(today + timedelta(days=course.planned), "ask planned", new)
        for version, (days, stage) in enumerate(course.steps, start=1):
            yield Step(today + timedelta(days=days), "ask moved", (ask_id, stage), version)
        if course.talk:
            days, said = course.talk
            yield Step(today + timedelta(days=days), "ask answered", _talk(new, _day(today, days), said), ask_id)


def _talk(new: NewAsk, on: str, said: str) -> NewInteraction:
    key = sample_id(f"talk {new.id}")
    issues = (new.subject,) if new.subject else ()
    return NewInteraction(
        theirs=(new.target,), ours=(new.asker,), channel="call", at=on, direction="two_way", sentiment=1, summary=said,
        issues=issues, ask=new.text[:300], answer=said, visibility="shared", at_request=True, key=key, id=key,
    )  # fmt: skip


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


REAL = "MATCH (p:Person)-[:HOLDS]->(:Post {role: 'superintendent'}) WHERE p.sample IS NULL RETURN 1 LIMIT 1"
KNOWN = "MATCH (r:CensusRound {id: $id}) RETURN r.closed_at IS NULL AS open"


@permitted("change", "sample")
def record_asking(tx: "ManagedTransaction", step: Step, *, by: Actor) -> None:
    """Record a step of the kinds above; what a sample added before has recorded already is left as it is."""
    if step.kind.startswith("census"):
        _record_census(tx, step, by)
    elif step.kind == "wish":
        person, choice, about, why = step.new
        prefer(tx, person, choice, about=about, reason=why, by=by)
    elif step.kind == "ask planned":
        plan_ask(tx, step.new, by=by)
    elif step.kind == "ask moved":
        ask_id, stage = step.new
        if ask(tx, ask_id, actor=by).version == step.more:
            move_ask(tx, ask_id, stage, version=step.more, by=by)
    elif (found := ask(tx, step.more, actor=by)).outcome is None:
        log_outcome(tx, step.more, step.new, version=found.version, by=by)


def _record_census(tx: "ManagedTransaction", step: Step, by: Actor) -> None:
    """A round asks everybody of its group, so beside real superintendents the sample has none."""
    if step.kind == "census opened":
        if tx.run(KNOWN, id=step.new.id).single() is None and tx.run(REAL).single() is None:
            open_round(tx, step.new, by=by)
        return
    round_id: Any = step.more or step.new
    row = tx.run(KNOWN, id=round_id).single()
    if row is None or not row["open"]:
        return
    if step.kind == "census closed":
        close_round(tx, round_id, version=round_of(tx, round_id).version, by=by)
    else:
        person, answer = step.new
        give(tx, for_person(tx, person, actor=by, round_id=round_id), answer, by=by)
