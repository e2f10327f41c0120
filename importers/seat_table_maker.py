"""Writes seat_table.txt anew: `python -m importers.seat_table_maker` in an environment that has openstates-metadata.

The package itself is no dependency: it brings `attr`, another project's module, into every environment.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from importers.states import STATES

TABLE = Path(__file__).with_name("seat_table.txt")
NOTICE = """\
# The districts of every state's chambers and how many seats each has; "old" are districts that are no longer drawn.
# One line a chamber: state, chamber, districts; "1-52" are numbered, "Belknap 2*4" has four seats.
# Taken by seat_table_maker.py from openstates-metadata 2026.9.1, https://github.com/openstates/metadata
# Copyright (c) Open States contributors. MIT License: free to use, copy, modify and distribute with this notice.
"""
CHAMBERS = {"lower": "lower", "upper": "upper", "unicameral": "legislature"}


def lines(states: Iterator[Any]) -> Iterator[str]:
    """The lines of the table."""
    for state in states:
        code = state.abbr.lower()
        for chamber in state.chambers:
            kind = CHAMBERS[chamber.chamber_type]
            yield f"{code}|{kind}|{packed((d.name, d.num_seats) for d in chamber.districts)}"
        for kind in sorted({d.chamber_type for d in state.legacy_districts}):
            old = ((d.name, 1) for d in state.legacy_districts if d.chamber_type == kind)
            yield f"{code}|old {CHAMBERS[kind]}|{packed(old)}"


def packed(districts: Iterator[tuple[str, int]]) -> str:
    """Districts as text: those that follow one another by number with as many seats are one run."""
    runs: list[list[Any]] = []
    for name, seats in districts:
        last = runs[-1] if runs else None
        if last and name.isdigit() and last[1].isdigit() and int(name) == int(last[1]) + 1 and seats == last[2]:
            last[1] = name
        else:
            runs.append([name, name, seats])
    shown = (first if first == last else f"{first}-{last}" for first, last, _ in runs)
    return ";".join(text + (f"*{run[2]}" if run[2] != 1 else "") for text, run in zip(shown, runs, strict=True))


if __name__ == "__main__":
    metadata = import_module("openstates_metadata")
    states = (state for code, state in sorted(metadata.STATES_BY_ABBR.items()) if code.lower() in STATES)
    TABLE.write_text(NOTICE + "".join(f"{line}\n" for line in lines(states)), encoding="utf-8")
