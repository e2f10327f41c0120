"""How many seats each district of a state's chambers has, from a table of facts (seat_table.txt has its source)."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

_RUN = re.compile(r"(\d+)-(\d+)")


@cache
def seats_of(state: str, chamber: str) -> Mapping[str, int]:
    """The seats of each district now, by its name; empty for a state that is not in the table."""
    return dict(_districts(_table().get((state, chamber), "")))


@cache
def old_districts(state: str, chamber: str) -> frozenset[str]:
    """The districts that are no longer drawn, as far as they are known."""
    return frozenset(name for name, _ in _districts(_table().get((state, f"old {chamber}"), "")))


@cache
def _table() -> Mapping[tuple[str, str], str]:
    text = files("importers").joinpath("seat_table.txt").read_text("utf-8")
    rows = (line.split("|") for line in text.splitlines() if not line.startswith("#"))
    return {(state, chamber): districts for state, chamber, districts in rows}


def _districts(text: str) -> Iterator[tuple[str, int]]:
    for part in filter(None, text.split(";")):
        name, _, seats = part.partition("*")
        run = _RUN.fullmatch(name)
        numbers = [str(number) for number in range(int(run[1]), int(run[2]) + 1)] if run else [name]
        yield from ((number, int(seats or 1)) for number in numbers)
