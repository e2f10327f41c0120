"""Which person of the graph each person of a draft is: one where nothing contradicts, asked where anything does. Pure.

A source's identifier names the same person, unless it was handed on: the same id with another given name or birth year
is another person, who inherits nothing. In a list without identifiers the reasons for and against are weighed
(names/same_person.py), for everybody of that family name or mailbox and for who holds the office now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm.imports.drafts import NEW, SAME_PERSON, Choice, Draft, DraftRecord, Option
from crm.imports.existing_records import Snapshot, Stored
from crm.imports.match_outcomes import Resolution, Resolved
from crm.stakeholders.names.folding import email_key, folded, is_role_mailbox, name_key
from crm.stakeholders.names.given_names import Likeness, given_likeness
from crm.stakeholders.names.same_person import (
    Circumstances,
    Judgment,
    Verdict,
    described,
    family_keys,
    judge,
    shares_mailbox,
)

SUPERINTENDENT = "superintendent|"


@dataclass(frozen=True)
class Candidate:
    """Somebody of the graph who may be the one listed, with the judgment on it."""

    person: Stored
    judgment: Judgment

    @property
    def note(self) -> str:
        return ". ".join(part.strip(". ") for part in (self.person.line, self.judgment.in_words) if part)


def by_person_id(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take the person with this source's identifier, unless it was handed on; ask about namesakes without one."""
    pair = record.identifiers[0]
    stored = graph.identified.get(pair)
    if stored is None or stored.label != record.label:
        _namesake(record, graph, to)
    elif (likeness := succession(record, graph.identifiers[pair], stored)) >= Likeness.UNKNOWN:
        to.take(record, stored)
    else:
        _successor(record, draft, stored, to, likely=likeness == Likeness.OTHER)


def succession(record: DraftRecord, identifier: Mapping[str, Any], stored: Stored) -> Likeness:
    """How much who a re-used id means now is like who it meant before, by given name and birth year."""
    before = str(identifier.get("listed_as") or stored.values.get("given_name") or "")
    born, known = str(record.values.get("birth_date", ""))[:4], str(stored.values.get("birth_date", ""))[:4]
    return Likeness.OTHER if born and known and born != known else given_likeness(before, record.listed_as)


def _successor(record: DraftRecord, draft: Draft, stored: Stored, to: Resolution, *, likely: bool) -> None:
    choice = Choice(
        id=f"successor|{record.identifiers[0][1]}",
        question=f"{draft.source} now uses the id of {stored.name} for {record.name}. Are they two people?",
        options=(
            Option(NEW, f"Two people: {record.name} is new, and inherits nothing of {stored.name}"),
            Option(SAME_PERSON, f"One person: {stored.name} is now listed as {record.name}"),
        ),
        places=(record.place,),
        default=NEW if likely else "",
        group="Ids used again",
    )
    answer = to.ask(choice, record)
    if answer == SAME_PERSON:
        to.take(record, stored)
    elif answer == NEW:
        to.make(record, retired=(record.identifiers[0],), since=_since(record, draft))


def _since(record: DraftRecord, draft: Draft) -> str:
    """When the successor began: the start of what they hold now, else the day of the source."""
    starts = [
        str(link.values["start_date"])
        for link in draft.links
        if link.type == "HOLDS"
        and link.start == record.ref
        and "start_date" in link.values
        and "end_date" not in link.values
    ]
    return max(starts, default=draft.as_of)


def _namesake(record: DraftRecord, graph: Snapshot, to: Resolution) -> None:
    """A person new to this source: asked about when somebody of that name, without an id of it, is already here."""
    scheme = record.identifiers[0][0]
    mine = described(record.values)
    known = [person for person in _of_family(record, graph) if not any(s == scheme for s, _ in person.schemes)]
    judged = [Candidate(person, judge(mine, described(person.values))) for person in known]
    likely = [candidate for candidate in judged if candidate.judgment.verdict > Verdict.OTHER]
    if likely:
        _ask(record, likely, to, new_identifiers=record.identifiers)
    else:
        to.make(record)


def people_of_lists(records: Sequence[DraftRecord], draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Find everybody whom a list names without an identifier: first the certain, then the others in their light."""
    heads = {link.start for link in draft.links if link.type == "HOLDS" and link.ends[0].startswith(SUPERINTENDENT)}
    weighed: list[tuple[DraftRecord, list[Candidate]]] = []
    shared = _shared_mailboxes(records, graph)
    claimed: dict[str, DraftRecord] = {}
    for record in records:
        body = to.found.get(record.hints.get("district", ""))
        if record.hints.get("district") and body is None:
            to.wait_with(record, record.hints["district"])
            continue
        candidates = _candidates(record, body, graph, shared, heads)
        certain = [c for c in candidates if c.judgment.verdict == Verdict.SAME]
        if len(certain) == 1:
            _take(record, certain[0], to)
            claimed.setdefault(certain[0].person.id, record)
        else:
            weighed.append((record, candidates))
    for record, candidates in weighed:
        left = [c for c in (_in_light(record, c, claimed, to, shared) for c in candidates) if c is not None]
        if left:
            _ask(record, left, to)
        else:
            _make(record, to, shared)


def _candidates(
    record: DraftRecord, body: Resolved | None, graph: Snapshot, shared: frozenset[str], heads: set[str]
) -> list[Candidate]:
    """Everybody who may be the one listed, with the judgments."""
    holders = graph.incumbents.get(body.id, []) if body is not None and record.ref in heads else []
    mailbox = graph.by_email.get(email_key(str(record.values.get("email", ""))), [])
    known = {person.id: person for person in (*_of_family(record, graph), *mailbox, *holders)}
    holding = {person.id for person in holders}
    mine = described(record.values)
    judged = []
    for person in known.values():
        same_body = body is not None and body.id in person.bodies
        where = Circumstances(person.id in holding, same_body, shared)
        judged.append(Candidate(person, judge(mine, described(person.values), where)))
    return [candidate for candidate in judged if candidate.judgment.verdict > Verdict.OTHER]


def _of_family(record: DraftRecord, graph: Snapshot) -> list[Stored]:
    return [person for key in sorted(family_keys(described(record.values))) for person in graph.people.get(key, [])]


def _in_light(
    record: DraftRecord, candidate: Candidate, claimed: Mapping[str, DraftRecord], to: Resolution,
    shared: frozenset[str],
) -> Candidate | None:  # fmt: skip
    """The candidate judged again where the same list names them elsewhere; None when that settles it."""
    other = claimed.get(candidate.person.id)
    if other is None or candidate.judgment.verdict == Verdict.SAME:
        return candidate
    body = to.found.get(other.hints.get("district", ""))
    where = Circumstances(
        shared=shared,
        also_listed=body.name if body is not None else other.place.in_words,
        told_apart=folded(record.name) != folded(other.name) or _have_two_mailboxes(record, other),
    )
    judgment = judge(described(record.values), described(candidate.person.values), where)
    return Candidate(candidate.person, judgment) if judgment.verdict > Verdict.OTHER else None


def _have_two_mailboxes(one: DraftRecord, other: DraftRecord) -> bool:
    mine, theirs = (email_key(str(record.values.get("email", ""))) for record in (one, other))
    return bool(mine and theirs) and mine != theirs and not (is_role_mailbox(mine) or is_role_mailbox(theirs))


def _shared_mailboxes(records: Iterable[DraftRecord], graph: Snapshot) -> frozenset[str]:
    """The addresses that several people use, in the list or in the graph: they are nobody's own."""
    owners: Counter[str] = Counter()
    named = {(email_key(str(r.values.get("email", ""))), folded(r.name)) for r in records}
    owners.update(address for address, _ in named if address)
    several = {address for address, count in owners.items() if count > 1}
    return frozenset(several | {address for address, people in graph.by_email.items() if len(people) > 1})


def _ask(record: DraftRecord, candidates: Sequence[Candidate], to: Resolution, **more: Any) -> None:
    answer = to.ask(_who(record, candidates, to), record)
    chosen = next((candidate for candidate in candidates if candidate.person.id == answer), None)
    if chosen is not None:
        _take(record, chosen, to, **more)
    elif answer == NEW:
        to.make(record)


def _who(record: DraftRecord, candidates: Sequence[Candidate], to: Resolution) -> Choice:
    body = to.found.get(record.hints.get("district", ""))
    about = f" ({body.name})" if body is not None else ""
    return Choice(
        id=f"who|{record.ref}",
        question=f"Is {record.name}{about} somebody who is already here?",
        options=(
            *(Option(c.person.id, c.person.name, c.note) for c in candidates),
            Option(NEW, f"No, {record.name} is new"),
        ),
        places=(record.place,),
        group="Who is who",
    )


def _take(record: DraftRecord, candidate: Candidate, to: Resolution, **more: Any) -> None:
    """Take the person; another last name is kept among theirs, so that the next list finds them without asking."""
    stored = candidate.person
    names = [*stored.values.get("other_names", ())]
    is_new_name = not any(name_key(record.name) == name_key(name) for name in (stored.name, *names))
    renamed = name_key(str(record.values.get("family_name"))) != name_key(str(stored.values.get("family_name")))
    kept = record
    if is_new_name and renamed:
        kept = replace(record, values={**record.values, "other_names": [*names, record.name]})
    to.take(kept, stored, **({"new_identifiers": record.identifiers} | more))


def _make(record: DraftRecord, to: Resolution, shared: frozenset[str]) -> None:
    """Make the person, unless an earlier row of the same name and mailbox makes them already."""
    mine = described(record.values)
    for found in to.found.values():
        other = found.record
        if found.stored is None and other.label == "Person" and folded(other.name) == folded(record.name):
            same = described(other.values)
            if shares_mailbox(mine, same, shared) and judge(mine, same).verdict == Verdict.SAME:
                to.found[record.ref] = found
                return
    to.make(record)
