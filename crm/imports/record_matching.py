"""Which record of the graph each record of a draft is: found, to be made, to be asked, or refused. Pure.

The rules, strictest first. A source's identifier names the same record. A natural key names the same area or post. A
body is found by its name among bodies of its kind. A school district's name is matched, or asked. Who a person is, is
weighed in person_matching.py, and who voted in roll_call_matching.py.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from crm.imports.body_matching import by_body, by_place
from crm.imports.drafts import (
    BY_BODY,
    BY_COUNCIL_SEAT,
    BY_DISTRICT,
    BY_EVENT,
    BY_IDENTIFIER,
    BY_KEY,
    BY_MENTION,
    BY_NAME,
    BY_PERSON,
    BY_PICTURE,
    BY_PLACE,
    BY_QUESTION,
    BY_ROLL_CALL,
    BY_SITTING,
    BY_SURVEY,
    BY_TITLE,
    BY_YEAR,
    HOME,
    LEAVE_OUT,
    NEW,
    Choice,
    Draft,
    DraftRecord,
    Option,
)  # fmt: skip
from crm.imports.existing_records import LISTED_AS, Snapshot, Stored, folded_key, listed_value
from crm.imports.match_outcomes import Resolution
from crm.imports.mention_matching import by_mention
from crm.imports.named_records import by_event, by_question, by_survey
from crm.imports.person_matching import by_person_id, people_of_lists
from crm.imports.picture_matching import by_picture
from crm.imports.roll_call_matching import by_roll_call, by_sitting
from crm.imports.year_matching import by_year
from crm.stakeholders.names.district_names import Known, district_key, match_district
from crm.stakeholders.names.folding import folded


def resolve(draft: Draft, graph: Snapshot, to: Resolution, records: Iterable[DraftRecord]) -> None:
    """Find each of these records. Bodies and areas come first, the rest when the offices of the bodies are known."""
    finders = {
        BY_IDENTIFIER: _by_identifier, BY_KEY: _by_key, BY_NAME: _by_name, BY_DISTRICT: _by_district,
        BY_ROLL_CALL: by_roll_call, BY_SITTING: by_sitting, BY_MENTION: by_mention, HOME: _home,
        BY_BODY: by_body, BY_TITLE: _by_title, BY_COUNCIL_SEAT: _by_council_seat,
        BY_EVENT: by_event, BY_PLACE: by_place, BY_SURVEY: by_survey,
        BY_QUESTION: by_question, BY_YEAR: by_year, BY_PICTURE: by_picture,
    }  # fmt: skip
    listed = []
    for record in records:
        known = next((graph.identified[pair] for pair in record.identifiers if pair in graph.identified), None)
        if record.find == BY_PERSON and known is not None and known.label == "Person":
            to.take(record, known)
        elif record.find == BY_PERSON:
            listed.append(record)
        else:
            finders[record.find](record, draft, graph, to)
    people_of_lists(listed, draft, graph, to)


def _by_identifier(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    stored = graph.identified.get(record.identifiers[0])
    if record.label == "Person":
        by_person_id(record, draft, graph, to)
    elif stored is not None and stored.label == record.label:
        to.take(record, stored)
    else:
        _adopt_body(record, draft, graph, to)


def _adopt_body(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """A body of the same kind and name that this source does not name otherwise: it gets the (new) identifier."""
    scheme = record.identifiers[0][0]
    same = [body for body in graph.bodies if _same_body(record, body)]
    free = [body for body in same if not any(s == scheme and (s, v) in to.listed for s, v in body.schemes)]
    if len(free) == 1 and free[0].id not in to.taken:
        old = tuple(pair for pair in free[0].schemes if pair[0] == scheme)
        to.take(record, free[0], new_identifiers=record.identifiers, retired=old, since=draft.as_of)
    else:
        to.make(record)


def _same_body(record: DraftRecord, body: Stored) -> bool:
    mine, theirs = record.values, body.values
    if mine["classification"] != theirs.get("classification"):
        return False
    if any(mine.get(name) and theirs.get(name) and mine[name] != theirs[name] for name in ("chamber", "jurisdiction")):
        return False
    if mine["classification"] in ("chamber", "legislature"):
        return mine.get("jurisdiction") == theirs.get("jurisdiction") and mine.get("chamber") == theirs.get("chamber")
    if mine["classification"] == "school_district":
        return district_key(str(mine["name"])) == district_key(body.name)
    names = {folded(body.name), folded(str(theirs.get("short_name", "")))} - {""}
    return folded(str(mine["name"])) in names


def _by_key(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    if not record.within:
        stored = graph.keyed.get((record.label, folded_key(str(record.values["key"]))))
        to.take(record, stored) if stored is not None else to.make(record)
        return
    body = to.found.get(record.within)
    if body is None:
        to.wait_with(record, record.within)
        return
    if (known := record.hints.get("only_without")) and any(
        office.values.get("role") == known and office.values.get("importer") != draft.kind
        for office in graph.offices.get(body.id, ())
    ):
        to.left_out.add(record.ref)  # another source knows these offices and their holders
        return
    key = record.ref.replace(record.within, body.id) if record.within in record.ref else f"{record.ref}|{body.id}"
    label = str(record.values.get("label", "")).replace("{within}", body.name)
    made = replace(record, name=label or record.name, values={**record.values, "key": key, "label": label})
    stored = _office(made, graph.offices.get(body.id, ()), to.taken)
    to.take(made, stored) if stored is not None else to.make(made)


def _office(record: DraftRecord, offices: Iterable[Stored], taken: Set[str]) -> Stored | None:
    """The body's office with this key, or one made by hand that is the same: a district has one superintendent."""
    mine = record.values
    for office in offices:
        theirs = office.values
        alike = mine["role"] == "superintendent" or folded(str(theirs.get("title", ""))) == folded(mine["title"])
        by_hand = "key" not in theirs and theirs.get("role") == mine["role"] and alike and office.id not in taken
        if theirs.get("key") == mine["key"] or by_hand:
            return office
    return None


def _by_name(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    same = [body for body in graph.bodies if _same_body(record, body)]
    to.take(record, same[0]) if same else to.make(record)


def _by_title(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    stored = graph.issues.get(folded(record.name))
    to.take(record, stored) if stored is not None else to.make(record)


def _by_council_seat(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    body = to.found.get(record.within)
    if body is None:
        to.wait_with(record, record.within)
        return
    seat = graph.council_seats.get(body.id)
    label = f"Council seat of {body.name}"
    made = replace(record, name=label, values={**record.values, "key": f"council_seat|{body.id}", "label": label})
    to.take(record, seat) if seat is not None else to.make(made)


def _home(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    home = next((body for body in graph.bodies if body.values.get("home")), None)
    to.take(record, home) if home is not None else to.make(record)


def _by_district(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    districts = {b.id: b for b in graph.bodies if b.values.get("classification") == "school_district"}
    numbered = [graph.identified[pair] for pair in record.identifiers if pair in graph.identified]
    told = graph.identified.get((LISTED_AS, listed_value(draft.kind, record.text)))
    known = [Known(b.id, b.name, b.line) for b in districts.values()]
    match = match_district(record.text, known, list_writes_county=draft.list_writes_county)
    contradicted = match.exact is not None and bool(numbered) and numbered[0].id != match.exact.id
    if contradicted:
        _ask_district(record, draft, known, (match.exact, *(k for k in known if k.id == numbered[0].id)), districts, to)  # type: ignore[arg-type]
    elif numbered or told:
        to.take(record, numbered[0] if numbered else told)  # type: ignore[arg-type]  # told is set when numbered is empty
    elif match.exact:
        to.take(record, districts[match.exact.id])
    elif not districts:
        to.refuse(
            record, f"“{record.text}” is no district we know, because there are none. Import the NCES directory first."
        )
    else:
        _ask_district(record, draft, known, match.candidates, districts, to)


def _ask_district(
    record: DraftRecord, draft: Draft, known: list[Known], likely: tuple[Known, ...], districts: Mapping[str, Stored],
    to: Resolution,
) -> None:  # fmt: skip
    others = sorted((one for one in known if one not in likely), key=lambda one: one.name)
    choice = Choice(
        id=f"district|{listed_value(draft.kind, record.text)}",
        question=f"Which district is “{record.text}”?",
        options=(
            *(Option(one.id, one.name, f"{one.place} County" if one.place else "") for one in (*likely, *others)),
            Option(NEW, f"None: “{record.text}” is another body, add it as a partner"),
            Option(LEAVE_OUT, "None: leave these rows out"),
        ),
        places=(record.place,),
        group="Districts",
    )
    answer = to.ask(choice, record)
    if answer in districts:
        to.take(record, districts[answer], new_identifiers=((LISTED_AS, listed_value(draft.kind, record.text)),))
    elif answer == NEW:
        values = {"name": record.text, "key_name": folded(record.text), "classification": "partner"}
        to.make(replace(record, values=values))
