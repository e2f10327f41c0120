"""Answers to a survey from Google Forms or Sheets, CSV or Excel: a row an answer, a column a question.

Headings are the questions' own words, grids in brackets; answers are words, numbers, or several joined by ";" or ", ".
What a heading means is asked where the survey has questions already and none is called so, and is remembered. Headings
that change in the middle hold from there on; what stands under none is refused by its row. An answer that is off its
column's scale is kept as written, and said. Of two answers of one person the later counts, whichever row it is in, and
it is said. Whoever is not on record answers without a name, and is not lost: an address or a word of their own still
pairs two surveys.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from crm.errors import InvalidData
from crm.imports.drafts import BY_KEY, BY_MENTION, BY_QUESTION, BY_SURVEY, Draft, DraftLink, DraftRecord, Place
from crm.learning.questions import CHOICE, CHOICES, SCALE, TEXT
from crm.learning.scales import place_on, scale_of
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import squeeze
from importers import lists
from importers.cells import is_not_said
from importers.reading import HEADER_WITHIN, Sheet, read_sheets
from importers.rows import Errors, Row, as_date, as_email
from importers.upload import Given, opened

KIND, SOURCE = "forms", "Form answers"
SURVEY = "survey"
TIMESTAMP = frozenset({"timestamp", "time stamp", "submitted at", "date", "zeitstempel"})
NAMES = frozenset({"name", "your name", "full name", "what is your name", "first and last name", "username name"})
CODES = frozenset(
    {"code", "your code", "own code", "personal code", "secret word", "self chosen code", "your own code"}
)
IDENTITY = ("on", "email", "name", "code")
MOST_ROWS, MOST_COLUMNS = 10_000, 200
MOST_CHOICES, LONGEST_CHOICE = 12, 60
OFF_SCALE = "“{text}” is not on the scale of “{heading}”; it is kept as written and counts for no score."
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])\.?[Mm])?")


@dataclass(frozen=True)
class Asked:
    """One column that is a question: its key among a row's cells, and what it was read as."""

    key: str
    heading: str
    topic: str
    shape: str
    choices: tuple[str, ...]

    @property
    def ref(self) -> str:
        return f"question|{self.key}"

    def said(self, text: str) -> tuple[str, int | None]:
        """An answer as it is kept, several on lines of their own, and what it counts on a scale."""
        if self.shape == SCALE:
            number = place_on(text, self.choices)
            return (self.choices[number - 1], number) if number else (text, None)
        return ("\n".join(_parts(text)) if self.shape == CHOICES else text), None


def read(given: Given, *, as_of: str, survey: str = "") -> Draft:
    """The draft of a file of answers to the survey of this id. Raises InvalidData ("file")."""
    upload = opened(given)
    sheet, start = _header(read_sheets(upload), upload.name)
    rows, headings, notices = _rows(upload.name, sheet.lines[start:])
    if len(rows) > MOST_ROWS:
        raise InvalidData({"file": [f"The file has more than {MOST_ROWS:,} answers. Split it."]})
    asked = [_asked(key, heading, rows) for key, heading in headings.items() if key not in IDENTITY and heading]
    return _Building(survey, asked, Place(upload.name), as_of).draft(rows, (*sheet.notices, *notices))


def _rows(name: str, lines: Sequence[tuple[int, Sequence[str]]]) -> tuple[list[Row], dict[str, str], list[str]]:
    """The answers, every heading by its column's key, and what is to be said. Headings may come again, changed."""
    rows: list[Row] = []
    notices: list[str] = []
    keys: dict[str, str] = {}
    all_keys: dict[str, str] = {}
    for number, cells in lines:
        if not keys or _are_headings(cells):
            notices += [f"Row {number} holds headings again: the rows below it are read under these."] if keys else []
            keys = _keys(cells, all_keys)
            all_keys |= keys
        elif any(cell.strip() for cell in cells):
            beyond = {f"empty{place}": cell for place, cell in enumerate(cells[:MOST_COLUMNS]) if place >= len(keys)}
            rows.append(Row(name, number, {**dict(zip(keys, cells, strict=False)), **beyond}, keys))
    return rows, all_keys, notices


def _are_headings(cells: Sequence[str]) -> bool:
    return bool(TIMESTAMP & {folded(cell) for cell in cells[:3]})


def _header(sheets: Sequence[Sheet], name: str) -> tuple[Sheet, int]:
    """The sheet and the line of headings: the one with a time stamp, else the first with two cells that are filled."""
    lines = [(sheet, at, [folded(cell) for cell in cells]) for sheet in sheets
             for at, (_, cells) in enumerate(sheet.lines[:HEADER_WITHIN])]  # fmt: skip
    stamped = [(sheet, at) for sheet, at, cells in lines if cells and TIMESTAMP & set(cells[:3])]
    filled = [(sheet, at) for sheet, at, cells in lines if sum(bool(cell) for cell in cells) > 1]
    if not stamped and not filled:
        raise InvalidData({"file": [f"{name} has no row of headings. Export the answers with their questions on top."]})
    return (stamped or filled)[0]


def _moment(row: Row) -> tuple[str, int, int]:
    """When a row was answered, as what rows are put in order by: the day, then the time in minutes, then seconds."""
    stamp = row.get("on")
    try:
        day = as_date(stamp)
    except ValueError:
        return "", 0, 0
    time = _TIME.search(stamp)
    if not time:
        return day, 0, 0
    hour = int(time[1]) % 12 + (12 if time[4].lower() == "p" else 0) if time[4] else int(time[1])
    return day, hour * 60 + int(time[2]), int(time[3] or 0)


def _keys(cells: Sequence[str], before: Mapping[str, str]) -> dict[str, str]:
    """A key for each column with its heading: who and when are known by theirs, a question that was asked under an
    earlier heading by that one's, others are numbered by place."""
    keys: dict[str, str] = {}
    asked = {heading: key for key, heading in before.items() if heading}
    seen: Counter[str] = Counter()
    for place, cell in enumerate(cells[:MOST_COLUMNS]):
        heading, text = squeeze(cell), folded(cell)
        known = (
            "on" if text in TIMESTAMP
            else "email" if text in lists.EMAIL
            else "name" if text in NAMES
            else "code" if text in CODES
            else ""
        )  # fmt: skip
        seen[text] += 1
        heading = f"{heading} ({seen[text]})" if seen[text] > 1 else heading
        own = asked.get(heading) or f"c{len(before) + place}"
        keys[known if known and known not in keys else own if heading else f"empty{place}"] = heading
    return keys


def _asked(key: str, heading: str, rows: Sequence[Row]) -> Asked:
    texts = [text for row in rows if (text := row.get(key)) and not is_not_said(text)]
    grid = re.search(r"\[([^\]]+)\]\s*$", heading)
    shape, choices = _shape(texts)
    return Asked(key, heading, squeeze(grid[1]) if grid else "", shape, choices)


def _shape(texts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """How a column was answered, read from its answers, and what there was to choose."""
    if scale := scale_of(texts):
        return SCALE, scale
    parts = Counter(part for text in texts for part in _parts(text))
    several = any(len(_parts(text)) > 1 for text in texts)
    short = len(parts) <= MOST_CHOICES and all(len(part) <= LONGEST_CHOICE for part in parts)
    if several and short and sum(parts.values()) > len(parts):
        return CHOICES, tuple(sorted(parts))
    whole = Counter(texts)
    short = len(whole) <= MOST_CHOICES and all(len(text) <= LONGEST_CHOICE for text in whole)
    if len(whole) > 1 and short and len(texts) > len(whole):
        return CHOICE, tuple(sorted(whole))
    return TEXT, ()


def _parts(text: str) -> list[str]:
    between = ";" if ";" in text else ", "
    return [part for piece in text.split(between) if (part := squeeze(piece))]


class _Building:
    """The records and relationships of a file of answers as they come together."""

    def __init__(self, survey: str, asked: Sequence[Asked], place: Place, as_of: str) -> None:
        self.survey, self.asked, self.as_of = survey, asked, as_of
        self.records = {SURVEY: DraftRecord(SURVEY, "Survey", "", "Survey", {"id": survey}, place, BY_SURVEY)}
        self.answers: dict[str, tuple[Row, DraftRecord, list[DraftLink]]] = {}
        self.errors = Errors()
        self.notices: list[str] = []
        self.unnamed: Counter[str] = Counter()
        self.links: list[DraftLink] = []
        for position, one in enumerate(asked):
            self._question(one, position, place)

    def _question(self, one: Asked, position: int, place: Place) -> None:
        said = {"text": one.heading, "shape": one.shape, "choices": list(one.choices), "topic": one.topic}
        values: dict[str, Any] = {name: value for name, value in said.items() if value}
        self.records[one.ref] = DraftRecord(
            one.ref, "Question", "Questions", one.heading, {**values, "position": 100 + position},
            place.at(one.heading), BY_QUESTION, only_made=True, text=f"{self.survey} {one.heading}",
        )  # fmt: skip
        self.links.append(DraftLink("ASKED_IN", "", one.ref, (SURVEY,), place.at(one.heading)))

    def draft(self, rows: Sequence[Row], notices: Sequence[str]) -> Draft:
        for row in sorted(rows, key=_moment):
            self._answer(row)
        for _, record, links in self.answers.values():
            self.records[record.ref] = record
            self.links += links
        return Draft(
            kind=KIND, source=SOURCE, as_of=self.as_of, records=tuple(self.records.values()),
            links=tuple(self.links), errors=tuple(self.errors.found), notices=(*notices, *self.notices), adds=True,
        )  # fmt: skip

    def _answer(self, row: Row) -> None:
        before = len(self.errors.found)
        on = self.errors.read(row, "on", as_date, "") or self.as_of
        email = self.errors.read(row, "email", as_email, "")
        if len(self.errors.found) > before:
            return
        for key in row.cells:
            if key.startswith("empty") and (text := row.get(key)):
                self.errors.add(row.place(), f"“{text[:80]}” stands under no heading. Give its column one.")
        said = [(one, *one.said(text)) for one in self.asked if (text := row.get(one.key)) and not is_not_said(text)]
        if not said:
            self.errors.add(row.place(), "This row answers no question.")
            return
        who = email.casefold() or folded(row.get("name")) or folded(row.get("code"))
        if not who:
            stamp = row.get("on") or on
            self.unnamed[stamp] += 1
            who = f"unnamed {stamp} {self.unnamed[stamp]}"
        key = f"{KIND}|{self.survey}|{who}"
        if key in self.answers:
            one, other = sorted((self.answers[key][0].number, row.number))
            self.notices.append(f"Rows {one} and {other} are two answers of one person; the later counts.")
        self.notices += [
            f"Row {row.number}: {OFF_SCALE.format(text=text[:80], heading=one.heading)}"
            for one, text, number in said
            if one.shape == SCALE and number is None
        ]
        self._keep(row, key, on, email, said)

    def _keep(self, row: Row, key: str, on: str, email: str, said: list[tuple[Asked, str, int | None]]) -> None:
        numbers = [number for _, _, number in said if number is not None]
        values: dict[str, Any] = {
            "key": key,
            "on": on,
            "score": round(fmean(numbers), 3) if numbers else None,
            "code": row.get("code") or email or row.get("name"),
            "text": "\n\n".join(text for one, text, _ in said if one.shape == TEXT),
        }
        ref = f"answer|{key}"
        kept = {name: value for name, value in values.items() if value not in (None, "")}
        record = DraftRecord(
            ref, "Response", "Answers", row.get("name") or email or "Answer", kept, row.place(), BY_KEY
        )
        links = [DraftLink("INVOLVES", "", ref, (SURVEY,), row.place(), {"part": "survey", "position": 0})]
        if person := self._person(row, email):
            links.append(DraftLink("INVOLVES", "", ref, (person,), row.place(), {"part": "person", "position": 0}))
        for one, text, number in said:
            told: dict[str, Any] = {"text": text} if number is None else {"text": text, "number": number}
            links.append(DraftLink("SAYS", "", ref, (one.ref,), row.place(one.key), told))
        self.answers[key] = (row, record, links)

    def _person(self, row: Row, email: str) -> str:
        """The ref of who answered, by address or name; "" where neither is there."""
        named = lists.people(replace(row, cells={"name": row.get("name")}), "name")
        name = named[0] if len(named) == 1 and named[0].sure else None
        if not email and (name is None or not name.given):
            return ""
        values = {"email": email}
        if name is not None:
            values |= {"name": name.display, "given_name": name.given, "family_name": name.family}
        text = email or (name.display if name else "")
        ref = f"who|{text}"
        kept = {key: value for key, value in values.items() if value}
        self.records.setdefault(
            ref,
            DraftRecord(
                ref, "Person", "People", text, kept, row.place("email" if email else "name"), BY_MENTION, text=text
            ),
        )
        return ref
