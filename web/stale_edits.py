"""An edit of a record that somebody else saved meanwhile: their words are shown beside what was typed, what only they
changed is taken into the form, and nothing is saved before it was looked at.

    form = Form.new({...})                       # what stands
    opened(form, ENTRIES, version)               # remembered in the form, by forms.edited(form)
    ...
    keep_changes(form, lambda: _filled(...), ENTRIES, save, record_id)   # inside `with form.catching()`
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.errors import InvalidData, Stale
from crm.office_time import parse_date
from crm.records.history import history_of
from crm.records.kinds import RECORD, Field, Kind
from crm.records.three_way import Said, mark, three_way
from web.context import actor, database
from web.forms import Form, Meanwhile

NUMBERED = re.compile(r"(.+)_(\d+)")
AT_ONCE = "Others are saving this just now. Wait a moment, then save again."
LOOK = "{who} saved this while you were working on it, so nothing of yours is saved yet. Look below, then save."


@dataclass(frozen=True)
class Entry:
    """One thing that an edit form says: the field `name`, called `label`, whose values mean `words`.

    With `lines` it is a list of numbered lines, each of these fields: ("agenda", "reason") for agenda_0, reason_0.
    `carried` are fields of a line that go with it unseen. `ordered` where the order of several says something.
    """

    name: str
    label: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    ordered: bool = False

    @property
    def called(self) -> str:
        return self.label or self.name.replace("_", " ").capitalize()


Entries = Iterable[Entry]


def opened(form: Form, entries: Entries, version: int) -> Form:
    """The form, remembering which version of the record it shows and what each field held."""
    form.values |= {
        "version": str(version),
        "opened": json.dumps({entry.name: mark(_said(form, entry)) for entry in entries}),
    }
    return form


def entries_of(kind: Kind) -> tuple[Entry, ...]:
    """What the form of a declared kind says."""
    return tuple(_entry_of(kind.field(name)) for name in kind.order)


def _entry_of(said: Field) -> Entry:
    words = {"true": "yes"} if said.shape == "yes" else said.choices
    return Entry(said.name, said.label, words, ordered=said.shape == RECORD)


def typed_as(said: Field, value: Any) -> Any:
    """A stored value as its field holds it: dollars with cents, words with commas between."""
    if said.shape == "dollars" and value is not None:
        return f"{value / 100:.2f}"
    return ", ".join(value) if said.shape == "words" and value else value


def keep_changes(
    form: Form, standing: Callable[[], Form], entries: Entries, save: Callable[[int], None], record_id: str
) -> None:
    """Save what the form says, as of the version that it shows. `standing` is the form as a fresh one would be opened.

    Raises InvalidData, with the form caught up, where somebody else changed what the form shows.
    """
    known = tuple(entries)
    for _ in range(2):  # once more where somebody saves between the look and the save
        _catch_up(form, standing(), known, record_id)
        try:
            return save(form.whole("version"))
        except Stale:
            continue
    raise InvalidData({"": [AT_ONCE]})


def _catch_up(form: Form, now: Form, entries: tuple[Entry, ...], record_id: str) -> None:
    if form.value("version") == now.value("version"):
        return
    stands = {entry.name: _said(now, entry) for entry in entries}
    found = three_way(_marks(form.value("opened")), stands, {entry.name: _said(form, entry) for entry in entries})
    form.values |= {name: now.values[name] for name in ("version", "opened")}
    for entry in entries:
        if entry.name in found.theirs:
            _take(form, now, entry)
        if entry.name in (*found.theirs, *found.both):
            told = _in_words(now, entry)
            form.meanwhile.append(Meanwhile(entry.name, entry.called, told, taken=entry.name in found.theirs))
    if form.meanwhile:
        raise InvalidData({"": [LOOK.format(who=_who(record_id))]})


def _who(record_id: str) -> str:
    latest = database().read(history_of, record_id, actor=actor(), limit=1)
    if not latest:
        return "Somebody else"
    return "You, in another window," if latest[0].user_name == actor().name else latest[0].user_name


def _marks(text: str) -> Mapping[str, str]:
    try:
        marks = json.loads(text)
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


def _said(form: Form, entry: Entry) -> Said:
    """What a field says, however it was typed: a day in either form, choices in any order unless it matters."""
    if entry.lines:
        return [" / ".join(line) for line in _lines(form, entry)]
    said = [text for text in dict.fromkeys(_plain(one) for one in form.listed(entry.name)) if text]
    return said if entry.ordered else sorted(said)


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > 30 or not any(letter.isdigit() for letter in text):
        return text
    try:
        return parse_date(text)
    except ValueError:
        return text


def _lines(form: Form, entry: Entry) -> list[list[str]]:
    """The numbered lines in which something is said; the first field of each says it."""
    numbers = sorted(
        {int(found[2]) for name in form.values if (found := NUMBERED.fullmatch(name)) and found[1] in entry.lines}
    )
    lines = [[form.value(f"{part}_{number}").strip() for part in entry.lines] for number in numbers]
    return [line for line in lines if line[0]]


def _take(form: Form, now: Form, entry: Entry) -> None:
    """Put what stands in the place of what the form was opened with."""
    for name in [name for name in form.values if _of(name, entry)]:
        del form.values[name]
    form.values |= {name: held for name, held in now.values.items() if _of(name, entry)}


def _of(name: str, entry: Entry) -> bool:
    """Whether a field of a form belongs to this entry."""
    numbered = NUMBERED.fullmatch(name)
    if entry.lines:
        return numbered is not None and numbered[1] in (*entry.lines, *entry.carried)
    return name in (entry.name, f"{entry.name}_name")


def _in_words(now: Form, entry: Entry) -> str:
    """What stands, as a reader meets it."""
    if entry.lines:
        lines = ([entry.words.get(part, part) for part in line if part] for line in _lines(now, entry))
        return "\n".join(" / ".join(line) for line in lines)
    names = {choice.id: choice.name for choice in now.picked(entry.name)}
    return ", ".join(entry.words.get(one, names.get(one, one)) for one in now.listed(entry.name) if one)
