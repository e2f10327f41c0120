"""How do we reach somebody: ranked paths from people to people, said as sentences, each hop with its evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, pre_load, validate

from crm.office_time import in_words
from crm.records.actor import Actor
from crm.records.visibility import as_seen
from crm.relationships.citations import Named, Reason, guessed
from crm.relationships.network import Network, View
from crm.relationships.pair_evidence import Pair, PairEvidence, evidence_of, pair_of, said_of
from crm.relationships.paths.endpoints import Ends, ends, ours_to
from crm.relationships.paths.missing_ties import Opening, openings
from crm.relationships.paths.strongest_paths import Path as Way
from crm.relationships.paths.strongest_paths import Paths, Search
from crm.relationships.strength import word
from crm.relationships.ties import iso_day
from crm.stakeholders.standing import standings
from crm.words import listing

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from crm.storage.database import Database

SOURCES = {
    "ours": "Everybody of ours",
    "staff": "Our staff",
    "person": "One person",
    "organization": "The people of an organization",
    "superintendents": "All superintendents",
}
TARGETS = {"person": "A person", "seat": "A seat", "committee": "All members of a committee"}
MOST_SOURCES_NAMED = 50


@dataclass(frozen=True)
class Question:
    """From whom (`start`, a key of SOURCES, and the id of the person or organization) to whom (`end`, a key of
    TARGETS, and its id). `k` paths of at most `hops` ties each; `disjoint`: paths that share no person in between."""

    end: str
    end_id: str
    start: str = "ours"
    start_id: str | None = None
    k: int = 5
    hops: int = 4
    disjoint: bool = False
    guesses: bool = False


class QuestionSchema(Schema):
    """The shape of a question in an address or API request. Loads to `Question`."""

    end = fields.String(load_default="person", validate=validate.OneOf(tuple(TARGETS), error="Choose whom to reach."))
    end_id = fields.String(required=True, error_messages={"required": "Choose whom you want to reach."})
    start = fields.String(load_default="ours", validate=validate.OneOf(tuple(SOURCES), error="Choose whom to ask."))
    start_id = fields.String(load_default=None, allow_none=True)
    k = fields.Integer(load_default=5, validate=validate.Range(1, 20, error="Ask for 1 to 20 paths."))
    hops = fields.Integer(load_default=4, validate=validate.Range(1, 6, error="Choose 1 to 6 steps."))
    disjoint = fields.Boolean(load_default=False)
    guesses = fields.Boolean(load_default=False)

    @pre_load
    def _without_blanks(self, data: Any, **_: object) -> Any:
        """A field that a form sends empty is a field left out."""
        return {name: value for name, value in dict(data).items() if value != ""}

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Question:
        return Question(**data)


@dataclass(frozen=True)
class Hop:
    """One tie of a path, read from source to target; `reasons` the one named in the sentence first."""

    a: Named
    b: Named
    strength: float
    word: str
    guess: bool
    reasons: tuple[Reason, ...]
    last_two_way: str | None = None

    @property
    def in_short(self) -> str:
        """ "Good, same church, says Ann Reed, 2026; last met Mar 12, 2026"."""
        why = self.reasons[0].in_short if self.reasons else ""
        met = f"; last in touch {in_words(self.last_two_way)}" if self.last_two_way and self._by_rating else ""
        return f"{'a guess' if self.guess else self.word}{f', {why}' if why else ''}{met}"

    @property
    def _by_rating(self) -> bool:
        return bool(self.reasons) and self.reasons[0].kind == "rating"


@dataclass(frozen=True)
class Path:
    """A ranked answer: `value` is the product of the hops' strengths; `sentence` says it in words."""

    rank: int
    value: float
    people: tuple[Named, ...]
    hops: tuple[Hop, ...]
    sentence: str


@dataclass(frozen=True)
class Opener:
    """A tie that nobody has confirmed, and what the best path would be worth if it turned out Good."""

    a: Named
    b: Named
    words: str
    value: float
    sentence: str


@dataclass(frozen=True)
class TargetAnswer:
    """The paths to one person, best first, and the first line in words; without paths, the `openers`. `blocked` says,
    to staff alone, that a stronger path is not used because somebody does not want to be asked."""

    target: Named
    seat: str
    sentence: str
    paths: tuple[Path, ...]
    openers: tuple[Opener, ...]
    blocked: str = ""


@dataclass(frozen=True)
class Picture:
    """The paths as layers of people, source side first, and the `links` between them: the two ids, the strength,
    whether it is a guess, and the rank of the best path that uses it."""

    layers: tuple[tuple[Named, ...], ...]
    links: tuple[tuple[str, str, float, bool, int], ...]


@dataclass(frozen=True)
class Answer:
    """`sources` are who was asked from; `targets` one entry per person to reach, the best reached first; `lines` say
    what everybody on a path is, by id."""

    question: Question
    sources: tuple[Named, ...]
    targets: tuple[TargetAnswer, ...]
    lines: Mapping[str, str] = field(default_factory=dict)

    def picture(self, target: int = 0) -> Picture:
        """The picture of one target's paths. Somebody on several paths stands once, in their leftmost layer."""
        found = self.targets[target].paths
        layer: dict[Named, int] = {}
        links: dict[tuple[str, str], tuple[str, str, float, bool, int]] = {}
        for path in found:
            for place, person in enumerate(path.people):
                layer[person] = min(place, layer.get(person, place))
            for hop in path.hops:
                link = (hop.a.id, hop.b.id, hop.strength, hop.guess, path.rank)
                links.setdefault(pair_of(hop.a.id, hop.b.id), link)
        layer |= {path.people[-1]: max(layer.values()) for path in found}
        layers = (
            tuple(p for p, n in layer.items() if n == place) for place in range(max(layer.values(), default=-1) + 1)
        )
        return Picture(tuple(layers), tuple(links.values()))

    def table(self) -> list[dict[str, Any]]:
        """A row per hop, with the evidence that its sentence names."""
        return [
            _row(answer, path, step, hop)
            for answer in self.targets
            for path in answer.paths
            for step, hop in enumerate(path.hops, 1)
        ]


def influence(database: "Database", network: Network, question: Question, *, actor: Actor) -> Answer:
    """Answer from what the actor may see. Raises NotFound (no such person, seat, committee), InvalidData."""
    return database.read(_answered, network.current(database, actor), question, actor)


def influence_on(
    database: "Database", network: Network, people: Sequence[str], *, actor: Actor, k: int = 1
) -> dict[str, TargetAnswer]:
    """The paths from everybody of ours to each of these people, by person id; empty while nobody of ours is known."""
    return database.read(_answered_each, network.current(database, actor), people, k, actor)


def _answered_each(
    tx: "ManagedTransaction", view: View, people: Sequence[str], k: int, actor: Actor
) -> dict[str, TargetAnswer]:
    who = ours_to(tx, people, actor.today)
    question = Question(end="person", end_id="", k=k)
    return {answer.target.id: answer for answer in _answers(tx, view, who, question, actor).targets}


def _answered(tx: "ManagedTransaction", view: View, question: Question, actor: Actor) -> Answer:
    who = ends(tx, (question.start, question.start_id), (question.end, question.end_id), actor.today)
    return _answers(tx, view, who, question, actor)


def _answers(tx: "ManagedTransaction", view: View, who: Ends, question: Question, actor: Actor) -> Answer:
    searches = {target.id: _search(view, who, target.id, question.hops, actor) for target in who.targets}
    paths = view.paths(guesses=question.guesses)
    found = {target: _ways(search, paths, question) for target, search in searches.items()}
    opening = {target: _openings(view, searches[target]) for target, ways in found.items() if not ways}
    barred = _barred(view, who, found, question.hops) if actor.sees_all else {}
    everything = {**found, **{f"{target}, barred": [way] for target, way in barred.items()}}
    told = _told(tx, view, everything, opening, actor)
    answers = [_answer(target, found[target.id], opening.get(target.id, []), told, question) for target in who.targets]
    answers = [replace(one, blocked=_blocked(barred.get(one.target.id), told)) for one in answers]
    answers.sort(key=lambda answer: (-answer.paths[0].value if answer.paths else 0.0, answer.target.name))
    return Answer(question, who.sources[:MOST_SOURCES_NAMED], tuple(answers), told.lines)


def _search(view: View, who: Ends, target: str, hops: int, actor: Actor) -> Search:
    """Nobody is asked who is not to be asked; their own way to somebody is still theirs to see."""
    sources = frozenset(source.id for source in who.sources) - {target} - (view.closed - {actor.person_id})
    return Search(sources, frozenset({target}), hops, view.closed)


def _barred(view: View, who: Ends, found: Mapping[str, Sequence[Way]], hops: int) -> dict[str, Way]:
    """By target, the strongest path there would be if nobody minded, where it is stronger than the strongest used."""
    if not (view.closed or view.unused):
        return {}
    barred = {}
    for target, ways in found.items():
        search = Search(frozenset(source.id for source in who.sources) - {target}, frozenset({target}), hops)
        best = view.unrestricted.strongest(search, 1)
        if best and (not ways or best[0].value > ways[0].value):
            barred[target] = best[0]
    return barred


def _blocked(way: Way | None, told: "_Told") -> str:
    if way is None:
        return ""
    steps = zip(way.people, way.people[1:], strict=False)
    not_to_ask = [a for a, b in steps if a in told.view.closed or pair_of(a, b) in told.view.unused]
    names = listing([told.named(person).name for person in not_to_ask])
    return f"A stronger way, through {names}, is blocked by a preference."


def _ways(search: Search, paths: Paths, question: Question) -> list[Way]:
    return (paths.disjoint if question.disjoint else paths.strongest)(search, question.k)


def _openings(view: View, search: Search) -> list[Opening]:
    """The guesses that, each by itself, would make the strongest path if somebody said that the tie is Good."""
    found = openings(view.paths(guesses=False), search, view.usable.guessed)
    return [one for one in found if not {one.a, one.b} & (view.closed - search.targets)]


@dataclass(frozen=True)
class _Told:
    """What the sentences are made from: names, a line on everybody, the evidence of each pair on a path."""

    names: dict[str, str]
    lines: dict[str, str]
    evidence: dict[Pair, PairEvidence]
    view: View
    me: str | None
    sees_all: bool

    def named(self, person: str) -> Named:
        return Named(person, self.names.get(person, "somebody"))

    def hop(self, a: str, b: str, strength: float, guess: bool) -> Hop:
        found = self.evidence.get(pair_of(a, b))
        reasons: tuple[Reason, ...] = ()
        last = None
        if found:
            first = said_of(found)
            reasons = (*((first,) if first else ()), *(one for one in found.reasons if one is not first))
            talked = [contact.at for contact in found.evidence.contacts if contact.direction == "two_way"]
            last = iso_day(max(talked, default=None))
        if guess:
            reasons = (*guessed(self.view.guesses.between(a, b)), *reasons)
        named = word(strength, confirmed=not guess)
        return Hop(self.named(a), self.named(b), strength, named, guess, reasons, last)


def _told(
    tx: "ManagedTransaction",
    view: View,
    found: dict[str, list[Way]],
    opening: dict[str, list[Opening]],
    actor: Actor,
) -> _Told:
    ways = [path for some in found.values() for path in some]
    pairs = sorted({pair_of(*pair) for path in ways for pair in zip(path.people, path.people[1:], strict=False)})
    beside = (person for some in opening.values() for one in some for person in (one.a, one.b))
    known = standings(tx, {*found, *(person for path in ways for person in path.people), *beside}, today=actor.today)
    return _Told(
        names={person: standing.name for person, standing in known.items()},
        lines={person: standing.line for person, standing in known.items()},
        evidence={one.pair: one for one in evidence_of(tx, pairs, sight=actor.sight, zone=actor.zone)},
        view=view,
        me=actor.person_id,
        sees_all=actor.sees_all,
    )


def _answer(
    target: Named, ways: Sequence[Way], opening: Iterable[Opening], told: _Told, question: Question
) -> TargetAnswer:
    found = tuple(_path(rank, way, told) for rank, way in enumerate(ways, 1))
    openers = tuple(_opener(one, target, told) for one in opening)
    if found:
        sentence = found[0].sentence
    else:
        steps = f"{question.hops} steps" if question.hops > 1 else "one step"
        what = "Confirming one of these ties would open one." if openers else "Log whom you know, to open one."
        sentence = f"{as_seen(f'No path to {target.name} within {steps}.', told.sees_all)} {what}"
    return TargetAnswer(target, told.lines.get(target.id, ""), sentence, found, openers)


def _path(rank: int, way: Way, told: _Told) -> Path:
    steps = zip(way.people, way.people[1:], way.strengths, way.guesses, strict=False)
    hops = tuple(told.hop(*step) for step in steps)
    people = tuple(told.named(person) for person in way.people)
    return Path(rank, way.value, people, hops, _sentence(hops, told.me))


def _sentence(hops: Sequence[Hop], me: str | None) -> str:
    """ "Ask Ann Reed (Good with Amy Hale, ...), who knows Carl Dunn (Close, ...)."""
    first, *rest = hops
    if not rest:
        who = "You know" if first.a.id == me else f"{first.a.name} knows"
        who = who.replace("know", "may know") if first.guess else who
        who = who.replace("knows", "know") if first.guess else who
        return f"{who} {first.b.name} ({first.in_short})."
    teller = "you" if first.a.id == me else first.a.name
    asked = f"Ask {first.b.name} ({_with(first, teller)})"
    onward = (f", who {'may know' if hop.guess else 'knows'} {hop.b.name} ({hop.in_short})" for hop in rest)
    return f"{asked}{''.join(onward)}."


def _with(hop: Hop, teller: str) -> str:
    named, _, why = hop.in_short.partition(", ")
    return f"{named} with {teller}{f', {why}' if why else ''}"


def _opener(one: Opening, target: Named, told: _Told) -> Opener:
    a, b = told.named(one.a), told.named(one.b)
    words = "; ".join(guess.words for guess in told.view.guesses.between(a.id, b.id))
    sentence = f"Ask {a.name} whether they know {b.name} ({words}): if well, {target.name} is in reach."
    return Opener(a, b, words, one.value, sentence)


def _row(answer: TargetAnswer, path: Path, step: int, hop: Hop) -> dict[str, Any]:
    reason = next(iter(hop.reasons), None)
    return {
        "target": answer.target.name,
        "rank": path.rank,
        "value": round(path.value, 4),
        "step": step,
        "from": hop.a.name,
        "to": hop.b.name,
        "tie": hop.word,
        "strength": round(hop.strength, 4),
        "guess": hop.guess,
        "why": reason.words if reason else "",
        "who": reason.who if reason else "",
        "date": reason.on or "" if reason else "",
        "source": reason.source if reason else "",
    }
