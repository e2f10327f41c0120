"""The calendar year that a page of this room is about, from its address."""

from flask import request

from crm.errors import InvalidData
from web.context import today

FIRST, LAST = 1995, 2199


def asked_year() -> int:
    """?year=2026; this year without one. Raises InvalidData ("year")."""
    text = request.args.get("year", "").strip()
    return year_of(text) if text else today().year


def year_of(text: str) -> int:
    """A year in an address. Raises InvalidData ("year")."""
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST <= int(text) <= LAST):
        raise InvalidData({"year": [f"Write a year from {FIRST} to {LAST}, such as {today().year}."]})
    return int(text)


def years_offered(chosen: int) -> list[tuple[int, int]]:
    """The years that a filter offers, the latest first."""
    years = sorted({*range(today().year - 5, today().year + 2), chosen}, reverse=True)
    return [(year, year) for year in years]
