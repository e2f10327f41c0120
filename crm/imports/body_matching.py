"""Which body of any kind a file means by a name: its name, its short name, or what is left of a district's.

A body that a file lists is made where nothing is like it; a body that somebody signed for, in shorthand as often as
not ("PRC", "JPS"), is asked about instead.
"""

from dataclasses import replace

from rapidfuzz import fuzz

from crm.imports.drafts import LEAVE_OUT, NEW, Choice, Draft, DraftRecord, Option
from crm.imports.existing_records import LISTED_AS, Snapshot, Stored, listed_value
from crm.imports.match_outcomes import Resolution
from crm.stakeholders.names.district_names import Known, district_key, match_district
from crm.stakeholders.names.folding import folded

ALIKE = 86.0  # of 100: from here on a name may be the same, so a person is asked
MOST_OFFERED = 8


def by_body(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """The one body called exactly so is meant; of several, or of names that are only alike, somebody chooses."""
    listed = (LISTED_AS, listed_value(draft.kind, record.text))
    if (told := graph.identified.get(listed)) is not None:
        to.take(record, told)
        return
    same = [body for body in graph.bodies if _is_called(body, record)]
    if len(same) == 1:
        to.take(record, same[0])
        return
    likely = same or _alike(record, graph)
    if not likely:
        to.make(record)
        return
    _ask(record, draft, likely, to)


def by_place(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """The body called so, or the one district of that name; where there is none, or several, somebody chooses."""
    told = graph.identified.get((LISTED_AS, listed_value(draft.kind, record.text)))
    called = [body for body in graph.bodies if _is_called(body, record)]
    districts = {body.id: body for body in graph.bodies if body.values.get("classification") == "school_district"}
    match = match_district(record.text, [Known(one.id, one.name, one.line) for one in districts.values()])
    if told is not None or len(called) == 1:
        to.take(record, told or called[0])
    elif match.exact is not None and not called:
        to.take(record, districts[match.exact.id])
    else:
        near = [*called, *(districts[one.id] for one in match.candidates), *_alike(record, graph)]
        first = {body.id: body for body in near}
        rest = {id_: districts[id_] for id_ in sorted(districts, key=lambda id_: districts[id_].name)}
        values = {"name": record.text, "key_name": folded(record.text), "classification": "partner"}
        _ask(replace(record, values=values), draft, list((first | rest).values()), to)


def _ask(record: DraftRecord, draft: Draft, likely: list[Stored], to: Resolution) -> None:
    choice = Choice(
        id=f"body|{draft.kind}|{folded(record.text)}",
        question=f"Which body is “{record.text}”?",
        options=(
            *(Option(body.id, body.name, body.line or str(body.values.get("classification", ""))) for body in likely),
            Option(NEW, f"None of these: “{record.text}” is another body, add it"),
            Option(LEAVE_OUT, "None: leave these rows out"),
        ),
        places=(record.place,),
        group="Bodies",
    )
    answer = to.ask(choice, record)
    chosen = next((body for body in likely if body.id == answer), None)
    if chosen is not None:
        to.take(record, chosen, new_identifiers=((LISTED_AS, listed_value(draft.kind, record.text)),))
    elif answer == NEW:
        to.make(record)


def _is_called(body: Stored, record: DraftRecord) -> bool:
    names = {folded(body.name), folded(str(body.values.get("short_name", "")))} - {""}
    if folded(record.text) in names:
        return True
    districts = "school_district"
    both = record.values.get("classification") == districts == body.values.get("classification")
    return both and district_key(record.text) == district_key(body.name)


def _alike(record: DraftRecord, graph: Snapshot) -> list[Stored]:
    """Bodies of nearly that name, of the same kind where the file says which kind it means."""
    kind = record.values.get("classification")
    wanted = folded(record.text)
    scored = [
        (fuzz.token_sort_ratio(wanted, folded(body.name)), body)
        for body in graph.bodies
        if kind in (None, "partner") or body.values.get("classification") == kind
    ]
    near = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: (-one[0], one[1].name))
    return [body for _, body in near[:MOST_OFFERED]]
