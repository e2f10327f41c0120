"""YAML files read as plain text values, with the line of every field, so that an error can name it.

Built from the parser's events: every scalar stays the text that stands there (`district: 037` keeps its zero), no
object is ever constructed, aliases are refused, and nesting is limited: the C loader crashes on deep input.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from crm.imports.drafts import Place
from importers.rows import Errors
from importers.upload import Upload

DEEPEST = 20
EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A YAML file whose top level is a mapping. `lines` maps a path, as ("roles", 0, "type"), to its line, from 1."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[Path, int]

    def place(self, *path: str | int) -> Place:
        """Where a field stands, or the nearest one around it."""
        shown = ".".join(str(part) for part in path)
        near = path
        while near and near not in self.lines:
            near = near[:-1]
        return Place(self.file, self.lines.get(near), shown)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Broken(Exception):
    def __init__(self, event: yaml.Event, message: str) -> None:
        self.line, self.message = _line(event), message


def read_document(upload: Upload, errors: Errors) -> Document | None:
    """The file's mapping, or None with one error that names the file and the line."""
    lines: dict[Path, int] = {}
    try:
        events = iter(yaml.parse(upload.content, LOADER))
        data = _document(events, lines)
    except _Broken as broken:
        errors.add(Place(upload.name, broken.line), broken.message)
        return None
    except yaml.MarkedYAMLError as broken_yaml:
        mark = broken_yaml.problem_mark or broken_yaml.context_mark
        problem = broken_yaml.problem or "it is not YAML"
        errors.add(
            Place(upload.name, mark.line + 1 if mark else None),
            f"This file cannot be read: {problem}. Mend that line, or fetch the file again.",
        )
        return None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        errors.add(Place(upload.name), "This file cannot be read: it is not text. Fetch the file again.")
        return None
    if not isinstance(data, dict):
        errors.add(Place(upload.name, 1), "This file cannot be read: it has no fields at its top level.")
        return None
    return Document(upload.name, data, lines)


def _document(events: Iterator[Any], lines: dict[Path, int]) -> Any:
    for event in events:
        if isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            continue
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = _node(event, events, (), lines)
        for rest in events:  # the parser finds faults at the end of a file only when asked for it
            if isinstance(rest, yaml.DocumentStartEvent):
                raise _Broken(rest, "This file holds more than one record. Only one is expected.")
        return value
    return None


def _node(event: Any, events: Iterator[Any], path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, _line(event))
    if len(path) > DEEPEST:
        raise _Broken(event, "This file cannot be read: it is nested too deeply.")
    if isinstance(event, yaml.ScalarEvent):
        return None if event.value in EMPTY and event.style is None else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, path, lines)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, path, lines)
    raise _Broken(event, "This file cannot be read: it refers back to another part of itself.")


def _sequence(events: Iterator[Any], path: Path, lines: dict[Path, int]) -> list[Any]:
    items: list[Any] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.append(_node(event, events, (*path, len(items)), lines))
    return items


def _mapping(events: Iterator[Any], path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    items: dict[str, Any] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise _Broken(event, "This file cannot be read: a field's name is not a word.")
        lines[(*path, event.value)] = _line(event)
        items[event.value] = _node(next(events), events, (*path, event.value), lines)
    return items
