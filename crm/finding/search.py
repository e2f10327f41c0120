"""Find people, seats, committees, organizations, issues and bills from any part of what they are called.

Two steps. The full-text index gives candidates: every typed word as itself, as the start of a word, or with a typing
error in it. Then the candidates are ranked by how well their best phrase fits what was typed (`fit`, pure), with those
whom the actor used lately a little ahead. Deleted and merged records have no search text and are never found.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from crm.finding.reasons import LOGGED_LATELY, reason
from crm.interactions.recent_people import recent_people
from crm.records.actor import Actor
from crm.stakeholders.chambers import committee_chamber
from crm.stakeholders.names.folding import words
from crm.stakeholders.standing import Standing, standings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PERSON, SEAT, OFFICE, COMMITTEE, ORGANIZATION, ISSUE, BILL = (
    "person", "seat", "office", "committee", "organization", "issue", "bill",
)  # fmt: skip
KINDS = (PERSON, SEAT, OFFICE, COMMITTEE, ORGANIZATION, ISSUE, BILL)
SAME_WORDS = {
    "chairman": "chair", "chairwoman": "chair", "chairperson": "chair", "dist": "district", "supt": "superintendent",
    "representative": "rep", "senator": "sen", "vicechair": "vice",
}  # fmt: skip
MOST_WORDS = 8  # of what was typed: longer texts are pasted by mistake
MOST_OFFERED = 8  # to choose from, where a text may mean several
NO_OFFICE = 0.2  # who left, or never held a seat or office, stands behind those who hold one
WINDOW, WIDE_WINDOW = 120, 5_000  # candidates asked of the index: any kind, or a chosen kind among all

CANDIDATES = """
CALL db.index.fulltext.queryNodes('search_text', $typed, {limit: $window}) YIELD node, score
WITH node, score,
  CASE labels(node)[0]
    WHEN 'Person' THEN 'person'
    WHEN 'Post' THEN CASE WHEN node.role = 'member' AND node.chamber IS NOT NULL THEN 'seat' ELSE 'office' END
    WHEN 'Organization' THEN
      CASE WHEN node.classification IN ['committee', 'subcommittee'] THEN 'committee' ELSE 'organization' END
    ELSE toLower(labels(node)[0])
  END AS kind
WHERE node.deleted_at IS NULL AND coalesce(node.status, '') <> 'merged' AND (size($kinds) = 0 OR kind IN $kinds)
  AND NOT EXISTS { (node)-[:IN]->(gone:Organization) WHERE gone.deleted_at IS NOT NULL }
RETURN node.id AS id, kind, node.search AS search, coalesce(node.name, node.label, node.title, '') AS title,
  EXISTS { (node)-[h:HOLDS]->(post:Post)
    WHERE post.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today
      AND coalesce(h.start_date, '') <= $today } AS in_office
ORDER BY score DESC LIMIT $most
"""

RECENT = """
MATCH (p:Person)
WHERE p.id IN $ids AND p.search IS NOT NULL
RETURN p.id AS id, 'person' AS kind, p.search AS search, p.name AS title, true AS in_office
"""

SUBTITLES = """
UNWIND $ids AS id
OPTIONAL MATCH (post:Post {id: id})
OPTIONAL MATCH (o:Organization {id: id})
OPTIONAL MATCH (b:Bill {id: id})
RETURN id, post.title AS post_title, o {.classification, .chamber, .short_name} AS organization, b.identifier AS bill,
  head([(post)<-[h:HOLDS]-(p:Person)
    WHERE p.deleted_at IS NULL AND coalesce(h.end_date, '9999') > $today AND coalesce(h.start_date, '') <= $today
    | p.name]) AS holder
"""


@dataclass(frozen=True)
class Found:
    """One answer: `title` names it, `subtitle` says which one it is ("Senator, SD 37; D"), `reason` why it fits where
    neither shows it ("Member of House Education")."""

    kind: str
    id: str
    title: str
    subtitle: str
    reason: str = ""


@dataclass(frozen=True)
class Candidate:
    """What the index gave, before ranking. `phrases` are lines of normalised words; `in_office` is a person who holds a
    seat or office now."""

    kind: str
    id: str
    title: str
    phrases: tuple[tuple[str, ...], ...]
    in_office: bool = False


def find(
    tx: "ManagedTransaction", text: str, *, actor: Actor, kinds: Collection[str] = (), limit: int = 10
) -> list[Found]:
    """The best `limit` answers to a typed text, best first; of `kinds` (see KINDS) only, when given.

    Without a text, the people that the actor used last.
    """
    typed = typed_words(text)
    return _told(tx, typed, _ranked(tx, typed, actor, kinds)[:limit], actor)


def named(tx: "ManagedTransaction", text: str, *, actor: Actor, kinds: Collection[str] = ()) -> list[Found]:
    """What a text names: one answer where it is plain which, else the best few to choose from; none for no text."""
    typed = typed_words(text)
    ranked = _ranked(tx, typed, actor, kinds) if typed else []
    plain = plain_one(typed, ranked)
    return _told(tx, typed, [plain] if plain else ranked[:MOST_OFFERED], actor)


def plain_one(typed: Sequence[str], candidates: Sequence[Candidate]) -> Candidate | None:
    """The one candidate that the typed words can mean, if there is one: the only one of that name, else the only one
    that has every word as it was typed, of several with a number ("sen 37") the seat, else the only one at all."""
    whole = [c for c in candidates if any(set(typed) <= set(phrase) for phrase in c.phrases)]
    seats = [c for c in whole if c.kind == SEAT] if any(word.isdigit() for word in typed) else []
    called = [c for c in whole if is_called(c, typed)]
    return next((group[0] for group in (called, whole, seats, candidates) if len(group) == 1), None)


def is_called(candidate: Candidate, typed: Sequence[str]) -> bool:
    """Whether the words are all of its name, with no more than what says which: "house education"."""
    return {*typed_words(candidate.title)} <= {*typed} and any(set(typed) <= set(one) for one in candidate.phrases)


def _ranked(tx: "ManagedTransaction", typed: Sequence[str], actor: Actor, kinds: Collection[str]) -> list[Candidate]:
    today = actor.today
    recent = [person.id for person in recent_people(tx, actor=actor)] if not kinds or PERSON in kinds else []
    pool = {c.id: c for c in _candidates(tx.run(RECENT, ids=recent))} if recent else {}
    if not typed:
        ranked = [pool[id_] for id_ in recent if id_ in pool]
    else:
        window = WIDE_WINDOW if kinds else WINDOW
        for joined, least in (("AND", 0.5), ("OR", 0.35)):
            rows = tx.run(
                CANDIDATES, typed=lucene(typed, joined), kinds=list(kinds), window=window, most=WINDOW, today=today
            )
            pool |= {c.id: c for c in _candidates(rows)}
            ranked = rank(typed, list(pool.values()), recent, least)
            if ranked:
                break
    return ranked


def typed_words(text: str) -> list[str]:
    """What was typed as search words; the domain of an e-mail address is left out."""
    plain = " ".join(part.partition("@")[0] for part in text[:200].split())
    return [SAME_WORDS.get(word, word) for word in words(plain)][:MOST_WORDS]


def lucene(typed: Sequence[str], joined: str) -> str:
    """The query text. Words hold letters and digits only, so nothing typed can be read as query syntax."""
    return f" {joined} ".join(_lucene_word(word) for word in typed)


def _lucene_word(word: str) -> str:
    if word.isdigit():
        return word
    forms = [f"{word}^4", f"{word}*^2"]
    if len(word) > 3:
        forms.append(f"{word}~{2 if len(word) > 7 else 1}")
    return f"({' OR '.join(forms)})"


def rank(
    typed: Sequence[str], candidates: Sequence[Candidate], recent: Sequence[str] = (), least: float = 0.5
) -> list[Candidate]:
    """Candidates that fit at `least` so well, best first; `recent` ids are lifted among near equals, and what has just
    this name stands above them."""
    lift = {id_: 0.08 * (1 - place / len(recent)) for place, id_ in enumerate(recent)}
    lift |= {c.id: 0.1 for c in candidates if is_called(c, typed)}
    lift |= {c.id: lift.get(c.id, 0.0) - NO_OFFICE for c in candidates if c.kind == PERSON and not c.in_office}
    fits = [(fit(typed, c.phrases), c) for c in candidates]
    kept = [(fitting + lift.get(c.id, 0.0), c) for fitting, c in fits if fitting >= least]
    return [
        c for _, c in sorted(kept, key=lambda pair: (-pair[0], KINDS.index(pair[1].kind), pair[1].title, pair[1].id))
    ]


def fit(typed: Sequence[str], phrases: Sequence[Sequence[str]]) -> float:
    """How well the typed words fit a record, 0..1: the best single phrase, or a little less across phrases.

    The order of words does not count ("lamar trey"). Among phrases that hold every word, the shorter is the better.
    """
    if not phrases:
        return 0.0
    table = {
        word: [max((likeness(word, other) for other in phrase), default=0.0) for phrase in phrases]
        for word in set(typed)
    }
    within = max(
        sum(table[word][i] for word in typed) / len(typed) - 0.1 * (1 - min(1.0, len(typed) / max(1, len(phrase))))
        for i, phrase in enumerate(phrases)
    )
    across = sum(max(table[word]) for word in typed) / len(typed)
    worst = min(max(table[word]) for word in typed)
    return max(within, across - 0.15) * (1.0 if worst > 0 else 0.8)


def likeness(typed: str, word: str) -> float:
    """How well one typed word stands for a word: 1 the same, less for its start or a slip, 0 for neither."""
    if typed == word:
        return 1.0
    if typed.isdigit() or word.isdigit():
        return 0.0
    if word.startswith(typed):
        return 0.85 + 0.1 * len(typed) / len(word)
    if len(typed) < 4 or DamerauLevenshtein.distance(typed, word[: len(typed) + 1]) > (2 if len(typed) > 7 else 1):
        return 0.0
    return 0.8 * JaroWinkler.similarity(typed, word)


def _candidates(rows: Any) -> list[Candidate]:
    return [
        Candidate(
            row["kind"],
            row["id"],
            row["title"],
            tuple(tuple(line.split()) for line in (row["search"] or "").split("\n")),
            row["in_office"],
        )
        for row in rows
    ]


def _told(tx: "ManagedTransaction", typed: Sequence[str], ranked: Sequence[Candidate], actor: Actor) -> list[Found]:
    who = standings(tx, [c.id for c in ranked if c.kind == PERSON], today=actor.today)
    others = [c.id for c in ranked if c.kind != PERSON]
    facts: dict[str, Mapping[str, Any]] = (
        {row["id"]: row for row in tx.run(SUBTITLES, ids=others, today=actor.today)} if others else {}
    )
    return [
        Found(c.kind, c.id, c.title, who[c.id].line, _reason(typed, c, who[c.id]))
        if c.kind == PERSON
        else Found(c.kind, c.id, c.title, _subtitle(c, facts[c.id]))
        for c in ranked
    ]


def _reason(typed: Sequence[str], candidate: Candidate, who: Standing) -> str:
    return reason(typed, who, candidate.phrases, likeness) if typed else LOGGED_LATELY


def _subtitle(candidate: Candidate, facts: Mapping[str, Any]) -> str:
    if candidate.kind in (SEAT, OFFICE):
        return facts["holder"] or "Vacant"
    if candidate.kind == BILL:
        return facts["bill"] or "Bill"
    if candidate.kind == ISSUE:
        return "Issue"
    body = facts["organization"]
    if candidate.kind == COMMITTEE:
        return f"{committee_chamber(body['chamber'])} committee".strip().capitalize()
    kind = (body["classification"] or "organization").replace("_", " ")
    return f"{body['short_name']}, {kind}" if body["short_name"] else kind.capitalize()
