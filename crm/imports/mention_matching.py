"""Who is meant by a name in a text, such as an official on a receipt: somebody on record, never a new record. Pure.

An address that one person has is that person, and so is a full name that fits one. A last name alone, or one that fits
several, is asked. A body is meant only by one of its own names.
"""

from crm.imports.drafts import LEAVE_OUT, Choice, Draft, DraftRecord, Option, Values
from crm.imports.existing_records import Snapshot, Stored
from crm.imports.match_outcomes import Resolution
from crm.stakeholders.names.folding import email_key, folded
from crm.stakeholders.names.given_names import Likeness, given_likeness
from crm.stakeholders.names.same_person import described, family_keys


def by_mention(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take whom the text means, ask where that is not certain, and refuse what names nobody on record."""
    if record.label == "Organization":
        _body(record, graph, to)
        return
    address = email_key(str(record.values.get("email", "")))
    if address and len(graph.by_email.get(address, ())) == 1:
        to.take(record, graph.by_email[address][0])
        return
    meant = person_named(record, record.values, graph, to)
    if meant is not None:
        to.take(record, meant)


def person_named(record: DraftRecord, said: Values, graph: Snapshot, to: Resolution) -> Stored | None:
    """The one person on record whom the parts of a name in `said` mean; None when it was asked, or nobody is."""
    likely = [person for person in _of_family(said, graph) if _likeness(said, person) >= Likeness.UNKNOWN]
    sure = [person for person in likely if _likeness(said, person) >= Likeness.VARIANT]
    if not likely:
        to.refuse(record, f"Nobody on record is called “{record.text}”. Add them under People, or correct the name.")
        return None
    if len(sure) == len(likely) == 1:
        return sure[0]
    answer = to.ask(_whom(record, likely), record)
    return next((person for person in likely if person.id == answer), None)


def _body(record: DraftRecord, graph: Snapshot, to: Resolution) -> None:
    for body in graph.bodies:
        names = {folded(body.name), folded(str(body.values.get("short_name", "")))} - {""}
        if body.values.get("home") and folded(record.text) in names:
            to.take(record, body)
            return
    to.refuse(record, f"“{record.text}” is neither a person on record nor the association. Write who paid.")


def _of_family(said: Values, graph: Snapshot) -> list[Stored]:
    keys = sorted(family_keys(described(said)))
    people = {person.id: person for key in keys for person in graph.people.get(key, [])}
    return [people[id_] for id_ in sorted(people, key=lambda id_: (people[id_].name, id_))]


def _likeness(said: Values, person: Stored) -> Likeness:
    given = str(said.get("given_name", ""))
    if not given:
        return Likeness.UNKNOWN
    known = (person.values.get("given_name"), person.values.get("nickname"))
    return max(given_likeness(given, str(name)) for name in known if name) if any(known) else Likeness.UNKNOWN


def _whom(record: DraftRecord, likely: list[Stored]) -> Choice:
    return Choice(
        id=f"mention|{folded(record.text)}",
        question=f"Who is “{record.text}”?",
        options=(
            *(Option(person.id, person.name, person.line) for person in likely),
            Option(LEAVE_OUT, "Nobody of these: leave the name out"),
        ),
        places=(record.place,),
        group="People named in the file",
    )
