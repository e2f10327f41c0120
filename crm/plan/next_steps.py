"""What to do next for an entry, and by when, in a sentence."""

from datetime import date

from crm.office_time import in_words
from crm.plan.ledger import Row
from crm.plan.words import Word

NOTHING_LEFT = (Word.MET, Word.MET_LATE)


def next_step(row: Row, day: date) -> str:
    """“Hold a council meeting by Mar 31, 2022”; nothing for what is met, or missed for good."""
    entry, outcome = row.entry, row.outcome
    if entry.is_heading or row.word in NOTHING_LEFT or row.word is Word.BY_HAND:
        return ""
    if row.word is Word.MISSED and outcome.periods is None:
        return "Its time is over. State what was done instead."
    if not entry.do:
        return ""
    return f"{entry.do}{_by(outcome.due, day)}."


def _by(due: date | None, day: date) -> str:
    if due is None:
        return ""
    shown = in_words(due.isoformat())
    return f" by {shown}" if due >= day else f" (it was due {shown})"


def to_be_met(row: Row, day: date) -> str:
    """What would make an entry met, and by when, in a sentence."""
    outcome = row.outcome
    if row.word in NOTHING_LEFT:
        return "Nothing more is needed."
    if row.entry.is_by_hand:
        return "Only a person can judge this. A dated statement is quoted here."
    if row.word is Word.MISSED and outcome.periods is None:
        return "Its time is over: nothing can make it met any more."
    lacking = max(0, (outcome.m or 0) - outcome.n)
    if row.entry.rule == "gap":
        return f"One message brings it back{_by(outcome.due, day)}."
    if outcome.m and lacking:
        return f"{lacking} more of {outcome.m}{_by(outcome.due, day)}."
    return f"{row.entry.do or 'Record what was done'}{_by(outcome.due, day)}."
