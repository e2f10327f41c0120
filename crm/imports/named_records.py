"""The one record that a whole file belongs to: the event that a sheet was signed at, the survey that was answered; and
the questions of that survey. Pure."""

from crm.errors import InvalidData
from crm.events.event_kind import CANCELLED
from crm.imports.drafts import LEAVE_OUT, NEW, Choice, Draft, DraftRecord, Option
from crm.imports.existing_records import LISTED_AS, Snapshot, listed_value
from crm.imports.match_outcomes import Resolution
from crm.office_time import first_day
from crm.stakeholders.names.folding import folded

CHOOSE_EVENT = "Choose the event that the sheet was signed at."
CHOOSE_SURVEY = "Choose the survey that was answered."
CALLED_OFF = "{name} was called off, so nobody can have come to it. Plan it again first, or choose another event."
TO_COME = "{name} is still to come. Bring the sheet in when it has been held."


def by_event(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take the event of this id. Raises InvalidData ("event"): without it nothing of the sheet means anything."""
    stored = graph.chosen.get(str(record.values["id"]))
    if stored is None or "deleted_at" in stored.values:
        raise InvalidData({"event": [CHOOSE_EVENT]})
    if stored.values.get("status") == CANCELLED:
        raise InvalidData({"event": [CALLED_OFF.format(name=stored.name)]})
    if first_day(str(stored.values["start"])).isoformat() > graph.today:
        raise InvalidData({"event": [TO_COME.format(name=stored.name)]})
    to.take(record, stored)


def by_survey(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take the survey of this id. Raises InvalidData ("survey")."""
    stored = graph.chosen.get(str(record.values["id"]))
    if stored is None or "deleted_at" in stored.values:
        raise InvalidData({"survey": [CHOOSE_SURVEY]})
    to.take(record, stored)


def by_question(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Take the survey's question of this text, or the one that the heading was told to mean; a survey without any gets
    it; else somebody says what the heading means."""
    listed = (LISTED_AS, listed_value(draft.kind, record.text))
    told = graph.identified.get(listed)
    called = [one for one in graph.questions if folded(str(one.values["text"])) == folded(record.name)]
    if told is not None or called:
        to.take(record, told or called[0])
        return
    if not graph.questions:
        to.make(record)
        return
    choice = Choice(
        id=f"question|{listed[1]}",
        question=f"The survey has no question “{record.name}”. What is it?",
        options=(
            *(Option(one.id, str(one.values["text"])) for one in graph.questions),
            Option(NEW, "A question of its own, add it"),
            Option(LEAVE_OUT, "None: leave these answers out"),
        ),
        places=(record.place,),
        group="Headings",
    )
    answer = to.ask(choice, record)
    chosen = next((one for one in graph.questions if one.id == answer), None)
    if chosen is not None:
        to.take(record, chosen, new_identifiers=(listed,))
    elif answer == NEW:
        to.make(record)
