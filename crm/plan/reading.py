"""Reads a plan's file (TOML) and says of each fault on which line it stands.

The file has a [plan] with its name, perhaps [settings] with other defaults, and any number of [[goals]] and
[[entries]]. Nothing of an entry is guessed: an unknown rule, parameter, kind of record, set or setting is a fault.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any

from crm.errors import InvalidData
from crm.plan.figures import FIGURES
from crm.plan.parameters import LONGEST_TEXT, is_text, parameter_faults
from crm.plan.plans import Entry, Goal, Plan
from crm.plan.rules import RULES
from crm.plan.settings import BY_KEY, DEFAULTS

LONGEST_FILE = 1_000_000
MOST_ENTRIES = 1_000
TEXTS = ("id", "under", "text", "rule", "do", "judge", "doubt")


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong on a line of the file."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


@dataclass
class _Reader:
    """A file being read: where its tables and keys begin, and what is wrong so far."""

    lines: list[str]
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, message))

    def starts(self, header: str) -> list[int]:
        """The lines (from 1) on which tables of this name begin."""
        pattern = re.compile(rf"\s*\[+\s*{header}\s*\]+\s*(#.*)?$")
        return [number for number, line in enumerate(self.lines, 1) if pattern.match(line)]

    def line_of(self, key: str, start: int) -> int:
        """The line of a key within the table that begins on `start`; that line itself when the key is not there."""
        for number in range(start, len(self.lines)):
            if self.lines[number].startswith("["):
                break
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", self.lines[number]):
                return number + 1
        return start


def shipped() -> Plan:
    """The association's strategic plan, as it comes with the product."""
    return read_plan(files("crm.plan").joinpath("entries.toml").read_text("utf-8"))


def read_plan(text: str) -> Plan:
    """The plan in a file's text. Raises InvalidData ("plan"), a sentence for each fault with its line."""
    plan, faults = check_plan(text)
    if faults or plan is None:
        raise InvalidData({"plan": [str(fault) for fault in faults]})
    return plan


def check_plan(text: str) -> tuple[Plan | None, list[Fault]]:
    """The plan, or None, and the faults in the order of their lines."""
    if len(text) > LONGEST_FILE:
        return None, [Fault(1, f"The file is longer than {LONGEST_FILE:,} characters.")]
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, [_syntax(error, text)]
    reader = _Reader(text.splitlines())
    goals, entries = _tables(reader, data, "goals"), _tables(reader, data, "entries")
    for key in sorted(data.keys() - {"plan", "settings", "goals", "entries"}):
        reader.add((reader.starts(key) or [reader.line_of(key, 0) or 1])[0], f"“{key}” is not a part of a plan.")
    name, defaults = _name(reader, data), _defaults(reader, data)
    read_goals = [goal for line, row in goals if (goal := _goal(reader, line, row))]
    read_entries = [entry for line, row in entries if (entry := _entry(reader, line, row))]
    if not read_entries and not reader.faults:
        reader.add(1, "A plan needs at least one [[entries]].")
    _structure(reader, read_goals, read_entries)
    if reader.faults:
        return None, sorted(reader.faults)
    return Plan(name, tuple(read_goals), tuple(read_entries), defaults), []


def _syntax(error: Exception, text: str) -> Fault:
    found = re.search(r"\(at line (\d+)", str(error))
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    return Fault(line, f"This is not TOML: {re.sub(r' [(]at .*[)]$', '', str(error))}.")


def _tables(reader: _Reader, data: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    rows, starts = data.get(name, []), reader.starts(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        reader.add(1, f"Write {name} as [[{name}]], one table for each.")
        return []
    if len(rows) > MOST_ENTRIES:
        reader.add(1, f"A plan has at most {MOST_ENTRIES:,} {name}.")
        return []
    return list(zip(starts if len(starts) == len(rows) else [1] * len(rows), rows, strict=True))


def _name(reader: _Reader, data: Mapping[str, Any]) -> str:
    plan = data.get("plan")
    name = plan.get("name") if isinstance(plan, dict) else None
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_TEXT:
        reader.add((reader.starts("plan") or [1])[0], "[plan] needs a name.")
        return ""
    return name


def _defaults(reader: _Reader, data: Mapping[str, Any]) -> Mapping[str, Any]:
    changed, start = data.get("settings", {}), (reader.starts("settings") or [1])[0]
    if not isinstance(changed, dict):
        reader.add(start, "Write [settings] as a table of names and values.")
        return DEFAULTS
    defaults = dict(DEFAULTS)
    for key, value in changed.items():
        line = reader.line_of(key, start)
        if key not in BY_KEY:
            reader.add(line, f"There is no setting “{key}”.")
            continue
        try:
            defaults[key] = BY_KEY[key].check(value)
        except ValueError as error:
            reader.add(line, f"{key}: {error}")
    return defaults


def _goal(reader: _Reader, line: int, row: Mapping[str, Any]) -> Goal | None:
    if not is_text(row.get("id")) or not is_text(row.get("title")) or row.keys() - {"id", "title"}:
        reader.add(line, "A goal has an id and a title, nothing else.")
        return None
    return Goal(row["id"], row["title"])


def _entry(reader: _Reader, line: int, row: Mapping[str, Any]) -> Entry | None:
    before = len(reader.faults)
    for key in ("id", "under", "text", "rule"):
        if key not in row:
            reader.add(line, f"This entry has no {key}.")
    for key in TEXTS:
        if key in row and not is_text(row[key]):
            reader.add(reader.line_of(key, line), f"{key}: write a text of 1 to {LONGEST_TEXT:,} characters.")
    rule = row.get("rule")
    if isinstance(rule, str) and rule not in RULES:
        known = ", ".join(RULES)
        reader.add(reader.line_of("rule", line), f"There is no rule “{rule[:100]}”. The rules are: {known}.")
    shows = row.get("shows", [])
    if not isinstance(shows, list) or not all(isinstance(name, str) and name in FIGURES for name in shows):
        reader.add(reader.line_of("shows", line), f"shows: the figures are {', '.join(FIGURES)}.")
    if len(reader.faults) > before:
        return None
    parameters = {key: value for key, value in row.items() if key not in (*TEXTS, "shows")}
    for key, message in parameter_faults(row["rule"], parameters):
        reader.add(reader.line_of(key, line), message)
    texts = {key: row.get(key, "") for key in TEXTS}
    return Entry(**texts, parameters=_days(parameters), shows=tuple(shows), line=line)


def _days(value: Any) -> Any:
    """Parameters with TOML's date-times, if any were written for days, cut to the day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, dict):
        return {key: _days(part) for key, part in value.items()}
    return value


def _structure(reader: _Reader, goals: list[Goal], entries: list[Entry]) -> None:
    """Faults between entries: an id twice, a parent that is not there, a ring, a heading with nothing below."""
    seen: dict[str, int] = {goal.id: 0 for goal in goals}
    parents = {entry.id: entry.under for entry in entries}
    for entry in entries:
        if entry.id in seen:
            reader.add(reader.line_of("id", entry.line), f"The id “{entry.id}” is there twice.")
        seen[entry.id] = entry.line
    for entry in entries:
        line = reader.line_of("under", entry.line)
        if entry.under not in seen:
            reader.add(line, f"“{entry.id}” stands under “{entry.under}”, which is not in the plan.")
        elif _in_a_ring(entry.id, parents):
            reader.add(line, f"“{entry.id}” stands below itself.")
        if entry.is_heading and entry.id not in parents.values():
            reader.add(entry.line, f"The heading “{entry.id}” has no entry below it.")


def _in_a_ring(entry_id: str, parents: Mapping[str, str]) -> bool:
    at, steps = parents[entry_id], 0
    while at in parents and at != entry_id and steps <= len(parents):
        at, steps = parents[at], steps + 1
    return at == entry_id or steps > len(parents)
