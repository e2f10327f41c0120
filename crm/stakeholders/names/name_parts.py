"""A person's name and its parts stay one: an edit of either is followed by the other, or asked about. Pure."""

from collections.abc import Mapping
from typing import Any

from crm.errors import InvalidData
from crm.stakeholders.names.folding import words
from crm.stakeholders.names.person_names import read_person

PARTS = ("given_name", "middle_name", "family_name", "suffix", "nickname")
SHOWN = ("given_name", "middle_name", "family_name", "suffix")


def followed(stored: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with what they entail: parts read from a new name, or a name that has the new parts.

    Raises InvalidData ("name") when a name and parts are given that are not of one person.
    """
    differing = {name for name in ("name", *PARTS) if name in changes and not _same(changes[name], stored.get(name))}
    named, new = "name" in differing and bool(changes["name"]), bool(differing - {"name"})
    wanted = {**_texts(stored), **_texts(changes)}
    if named and not new:
        return {**changes, **_read(str(changes["name"]))}
    if new and not named:
        wanted["name"] = _renamed(_texts(stored), wanted)
    if new:
        check(wanted)
    return {**changes, "name": wanted["name"]} if new else dict(changes)


def check(person: Mapping[str, Any]) -> None:
    """Raises InvalidData ("name") when the whole name and its parts are not of one person."""
    if not agree(person):
        message = f"“{person.get('name')}” and its parts are not one name. Correct the name or the parts."
        raise InvalidData({"name": [message]})


def agree(person: Mapping[str, Any]) -> bool:
    """Whether the whole name has the family name in it and something of the first names."""
    name = set(words(str(person.get("name") or "")))
    family = words(str(person.get("family_name") or ""))
    first = words(" ".join(str(person.get(part) or "") for part in ("given_name", "middle_name", "nickname")))
    begins = {word[0] for word in name}
    called = not first or bool(name & set(first)) or any(word[0] in begins for word in first)
    return called and all(word in name for word in family)


def _read(name: str) -> dict[str, str]:
    """The parts of a name; those that it has not are emptied, but a nickname stays."""
    read = read_person(name)
    parts = {"given_name": read.given, "middle_name": read.middle, "family_name": read.family, "suffix": read.suffix}
    return parts | ({"nickname": read.nickname} if read.nickname else {})


def _renamed(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """The name with its new parts in place of the old ones; put together anew where the old ones are not all in it."""
    name = old.get("name", "")
    if words(name) != words(_together(old)):
        for part in SHOWN:
            before, after = old.get(part, ""), new.get(part, "")
            if before and after and before != after and before in name:
                name = name.replace(before, after)
        if name != old.get("name") or agree({**new, "name": name}):
            return name
    return _together(new)


def _together(person: Mapping[str, str]) -> str:
    return " ".join(person[part] for part in SHOWN if person.get(part))


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(values[name] or "") for name in ("name", *PARTS) if name in values}


def _same(one: Any, other: Any) -> bool:
    return (one or "") == (other or "")
