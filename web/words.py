"""How values read on a page: dates, instants, counts, and the addresses of assets and icons. Jinja filters."""

import json
import re
from pathlib import Path

from flask import Flask, url_for
from markupsafe import Markup

from crm import office_time, vocabulary
from crm.stakeholders.chambers import chamber_name
from crm.words import listing
from web.context import today, zone
from web.pictures.rings import initials

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")  # a year alone could be any number
CODE = re.compile(r"[a-z]+(_[a-z]+)+")


def init_app(app: Flask) -> None:
    """Install the filters and functions that every template may use."""
    manifest = Path(app.static_folder or "", "manifest.json")
    built = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}

    def asset(name: str) -> str:
        return url_for("static", filename=built.get(name, name))

    def icon(name: str, classes: str = "") -> Markup:
        link = f"{asset('icons.svg')}#{name}"
        return Markup('<svg class="icon {}" aria-hidden="true"><use href="{}"/></svg>').format(classes, link)

    app.jinja_env.globals |= {"asset": asset, "icon": icon, "vocabulary": vocabulary}
    app.jinja_env.filters |= {
        "chamber": chamber_name,
        "initials": initials,
        "day": day,
        "when": when,
        "ago": ago,
        "clock": clock,
        "plural": plural,
        "listing": listing,
        "dollars": dollars,
        "typed": typed,
        "told": told,
        "sentence": sentence,
    }


def day(stored: str | None) -> str:
    """A stored date or instant as "Mar 12, 2026"."""
    return office_time.in_words(local_day(stored)) if stored else ""


def when(stored: str | None) -> str:
    """A stored date or instant as "Mar 12, 2026 (8 months ago)"."""
    return office_time.in_words(local_day(stored), today()) if stored else ""


def ago(stored: str | None) -> str:
    """Only the distance: "8 months ago", "in 3 days"."""
    return office_time.distance(office_time.first_day(local_day(stored)), today()) if stored else ""


def clock(stored: str) -> str:
    """An instant to the minute, on the office's clock: "Mar 12, 2026, 3:04 PM"."""
    local = office_time.moment(stored).astimezone(zone())
    return f"{office_time.in_words(local.date().isoformat())}, {local.hour % 12 or 12}:{local:%M %p}"


def plural(count: int, noun: str, many: str | None = None) -> str:
    """A count with its noun: "1 seat", "1,204 seats", "no seats"."""
    word = noun if count == 1 else many or f"{noun}s"
    return f"{count:,} {word}" if count else f"no {word}"


def sentence(words: str) -> str:
    """The words with a capital first letter; the rest stays as it is."""
    return words[:1].upper() + words[1:]


def dollars(cents: int) -> str:
    """Cents as "$1,200.50", whole dollars without cents."""
    return f"${cents // 100:,}" if cents % 100 == 0 else f"${cents / 100:,.2f}"


def typed(held: str) -> str:
    """A stored date as its form field shows it; what somebody typed stays as it is."""
    return office_time.as_typed(held) if office_time.is_date(held) else held


def told(held: object) -> str:
    """A stored value of any kind, as the history tells it: dates in words, codes without their underscores."""
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, list | tuple):
        return ", ".join(map(told, held))
    text = str(held)
    if INSTANT.fullmatch(text):
        return clock(text)
    if DAY.fullmatch(text):
        return office_time.in_words(text)
    return text.replace("_", " ") if CODE.fullmatch(text) else text


def local_day(stored: str) -> str:
    """The day an instant falls on in the office; dates stay as they are."""
    return office_time.day_of(stored, zone())


def iso_today() -> str:
    """The day of this request, as forms and file names carry it."""
    return today().isoformat()
