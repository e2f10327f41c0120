"""Which roll call of the graph a listed one is, and which member a printed name in it means. Pure.

A vote that another source, or somebody by hand, recorded already is found by its bill, chamber, day and counts. A name
is matched among those who sat in the chamber on that day, never by a guess: what fits nobody, or two, is asked.
"""

from collections.abc import Sequence, Set
from dataclasses import replace

from rapidfuzz import fuzz

from crm.imports.drafts import LEAVE_OUT, NEW, Choice, Draft, DraftRecord, Option
from crm.imports.existing_records import Snapshot, Stored, folded_key
from crm.imports.match_outcomes import Resolution
from crm.office_time import in_words
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.roll_call_names import Member, fitting, is_named

COUNTED = ("chamber", "on", "tally_yea", "tally_nay")
NOBODY = (
    "Nobody is known to have sat in the {} on {}, so only the counts were read of that day's votes. "
    "Import the members of that time (Open States) first."
)


def by_roll_call(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take the roll call with this key, or the one that is the same vote; otherwise make it."""
    for ref in (record.hints["bill"], record.hints["chamber"]):
        if ref not in to.found:
            to.wait_with(record, ref)
            return
    known = graph.keyed.get((record.label, folded_key(str(record.values["key"]))))
    bill = str(to.found[record.hints["bill"]].record.values["key"])
    same = [vote for vote in graph.roll_calls[bill] if _is_same_vote(record, vote, draft) and vote.id not in to.taken]
    if known is not None:
        to.take(record, known)
    elif not same:
        to.make(record)
    else:
        answer = to.ask(_which_vote(record, same), record)
        chosen = next((vote for vote in same if vote.id == answer), None)
        to.make(record) if chosen is None else to.take(record, chosen)


def _is_same_vote(record: DraftRecord, vote: Stored, draft: Draft) -> bool:
    theirs = vote.values
    return theirs.get("importer") != draft.kind and all(record.values.get(n) == theirs.get(n) for n in COUNTED)


def _which_vote(record: DraftRecord, same: Sequence[Stored]) -> Choice:
    on, counts = in_words(str(record.values["on"])), f"{record.values['tally_yea']}-{record.values['tally_nay']}"
    return Choice(
        id=f"roll call|{record.values['key']}",
        question=f"Is “{record.name}”, {counts} on {on}, the roll call that is already here?",
        options=(
            *(Option(v.id, f"Yes: “{v.name}”", str(v.values["source"])) for v in same),
            Option(NEW, "No, another"),
        ),
        places=(record.place,),
        default=same[0].id,
        group="Roll calls recorded before",
    )


def by_sitting(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take the member of the chamber on that day who has this identifier, or whom the printed name fits alone."""
    if record.hints["chamber"] not in to.found:
        to.wait_with(record, record.hints["chamber"])
        return
    chamber, on = to.found[record.hints["chamber"]], record.hints["on"]
    place = chamber.record.values
    sitting = graph.sitting[str(place["jurisdiction"]), str(place["chamber"]), on]
    named = {graph.identified[pair].id for pair in record.identifiers if pair in graph.identified}
    told = {graph.identifiers[pair].get("listed_as") for pair in record.identifiers if pair in graph.identified}
    fits, is_certain = _meant(record, sitting, named, is_told=record.name in told)
    if not sitting:
        to.refuse(record, NOBODY.format(chamber.name, in_words(on)))
    elif is_certain:
        _take(record, fits[0], to, is_named=bool(named))
    else:
        answer = to.ask(_who_voted(record, chamber.name, fits, sitting), record)
        for member in sitting:
            if member.person_id == answer:
                _take(record, member, to, is_named=bool(named))


def _meant(
    record: DraftRecord, sitting: Sequence[Member], named: Set[str], *, is_told: bool
) -> tuple[list[Member], bool]:
    """Who may be meant, and whether it is certain: an identifier counts as far as the names do not contradict it, or
    where somebody has said that it is theirs under this name (`is_told`)."""
    surname, given, seat = record.text, record.hints.get("given", ""), record.hints.get("seat", "")
    identified = [member for member in sitting if member.person_id in named]
    if identified and (is_told or is_named(identified[0], surname, given)):
        return identified, len(identified) == 1
    fits = fitting(surname, given, seat, sitting)
    if identified:
        return [*identified, *(member for member in fits if member not in identified)], False
    return fits, len(fits) == 1


def _take(record: DraftRecord, member: Member, to: Resolution, *, is_named: bool) -> None:
    """Take this person, and keep what the source calls them, once: who was chosen is not asked about again."""
    fresh = () if is_named else tuple(pair for pair in record.identifiers if pair not in to.named)
    stored = Stored("Person", member.person_id, {"id": member.person_id, "name": member.name})
    to.take(replace(record, listed_as=record.name) if fresh else record, stored, new_identifiers=fresh)


def likeness(printed: str, member: Member) -> float:
    """How much a printed surname looks like a member's, 0..100, so that the likeliest are offered first."""
    return fuzz.ratio(folded(printed), folded(member.family_name))


def _who_voted(record: DraftRecord, chamber: str, fits: Sequence[Member], sitting: Sequence[Member]) -> Choice:
    about = f"{len(fits)} members of the {chamber}" if fits else f"nobody who sat in the {chamber} then"
    offered = fits or sorted(sitting, key=lambda member: (-likeness(record.text, member), member.name))
    return Choice(
        id=f"member|{record.hints['chamber']}|{folded(record.text)}|{'|'.join(sorted(m.person_id for m in fits))}",
        question=f"“{record.name}” fits {about}. Who is it?",
        options=(
            *(Option(member.person_id, member.name, f"District {member.district}") for member in offered),
            Option(LEAVE_OUT, "Leave these votes out"),
        ),
        places=(record.place,),
        group="Names in roll calls",
    )
