"""Mentoring: who is new, who could stand by them and why, the days covered of the first year, and the year's report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import InvalidData
from crm.ids import new_id
from crm.learning import mentoring
from crm.learning.kinds import MENTORSHIPS
from crm.learning.mentoring import FirstYear
from crm.learning.newcomers import BEGINNINGS, FIRST_YEAR, Suggestion, newcomers, suggested
from crm.plan.plan_file import school_year_start
from crm.records.declared import add_record
from web.access import allow
from web.addresses import address
from web.bounds import whole_number
from web.context import actor, database, today
from web.forms import Form
from web.learning.blueprint import pages
from web.messages import saved
from web.tables import Column, Table, table_page


@dataclass(frozen=True)
class Line:
    """A newcomer's first year, with those who could mentor them while nobody does."""

    year: FirstYear
    suggestions: Sequence[Suggestion]
    has_one: bool


COLUMNS = (
    Column("name", "Superintendent", lambda row: row.year.new.spell.name,
           href=lambda row: address("person", row.year.new.spell.person_id)),
    Column("district", "District", lambda row: row.year.new.spell.district),
    Column("region", "RESA", lambda row: ", ".join(row.year.new.spell.regions)),
    Column("start", "Since", lambda row: row.year.new.spell.start, kind="date", newest_first=True),
    Column("beginning", "How they began", lambda row: BEGINNINGS[row.year.new.beginning]),
    Column("mentors", "Mentors", lambda row: ", ".join(dict.fromkeys(pair.name for pair in row.year.pairs))),
    Column("delay", "Days to pair", lambda row: row.year.delay, kind="number"),
    Column("covered", "Days covered", lambda row: row.year.days_covered, kind="number"),
    Column("passed", "Of days", lambda row: row.year.days_passed, kind="number"),
)  # fmt: skip


@pages.get("/mentoring")
@allow("staff")
def overview() -> AnyResponse:
    """Those in their first year; ?year=2025 has those who began in the school year that starts in it."""
    chosen = whole_number(request.args.get("year", ""))
    year = chosen if 1900 <= chosen <= 2199 else None
    if year is None and request.args.get("year", "").strip():
        raise InvalidData({"year": ["Choose a school year from the list."]})
    starts = database().read(school_year_start, today())
    since, until = _span(year, starts)
    spells = database().read(mentoring.spells, actor=actor())
    pairs = database().read(mentoring.pairs, actor=actor())
    found = newcomers(spells, since=since, until=until)
    apart = database().read(mentoring.strained, [one.spell.person_id for one in found], actor=actor())
    loads = mentoring.busy(pairs, today=today())
    lines = []
    for one in mentoring.first_years(found, pairs, today=today()):
        has_one = any(pair.holds(today()) for pair in one.pairs)
        wanted = one.new.is_new and not has_one and today() <= one.new.last_day
        offered = suggested(one.new, spells, today=today(), strained=apart, busy=loads) if wanted else []
        lines.append(Line(one, offered, has_one))
    table = Table(COLUMNS, lines, sort="start:down", name="mentoring", noun="superintendent")
    current = today().year - ((today().month, today().day) < starts)
    return table_page(
        "learning/mentoring.html", table, lines=lines, says=_says(lines, year), year=year, beginnings=BEGINNINGS,
        years={str(one): f"{one}–{str(one + 1)[2:]}" for one in range(current, current - 6, -1)},
        unknown=[one for one in spells if one.start is None and one.holds(today())], fresh=new_id,
    )  # fmt: skip


@pages.post("/mentoring/began")
@allow("staff")
def tell() -> AnyResponse:
    """Keep how somebody began."""
    form = Form.sent()
    name = database().write(mentoring.tell_beginning, form.value("spell"), form.value("said"), by=actor())
    words = BEGINNINGS[form.value("said")].lower()
    return saved(f"Noted of {name}: {words}.", url_for("learning.overview", year=form.value("year") or None))


@pages.post("/mentoring/pair")
@allow("staff")
def pair() -> AnyResponse:
    """Pair a mentor with a newcomer from today on; undo takes it back."""
    form = Form.sent()
    content = {"on": actor().today, "mentor": [form.value("mentor")], "mentee": [form.value("mentee")]}
    made = database().write(add_record, MENTORSHIPS, form.value("key"), content, by=actor())
    undo = url_for("records.delete", kind_key=MENTORSHIPS.key, record_id=made)
    back = url_for("learning.overview", year=form.value("year") or None)
    return saved("They are paired from today on.", back, undo=undo, fields={"version": "1"})


def _span(year: int | None, starts: tuple[int, int]) -> tuple[date, date]:
    """The first and last day of a school year, which starts on that month and day; the last 365 days without one."""
    if year is None:
        return today() - FIRST_YEAR + timedelta(days=1), today()
    return date(year, *starts), date(year + 1, *starts) - timedelta(days=1)


def _says(lines: Sequence[Line], year: int | None) -> str:
    """The first line: how many are new, how many have or had a mentor, and the days covered."""
    new = [one.year for one in lines if one.year.new.is_new]
    when = "in their first year now" if year is None else f"began in {year}–{str(year + 1)[2:]}"
    if not new:
        return f"No new superintendent {when}, as far as is on record."
    paired = sum(bool(one.pairs) for one in new)
    shares = [one.days_covered / one.days_passed for one in new if one.days_passed]
    noun = "superintendent" if len(new) == 1 else "superintendents"
    mean = f"; {round(100 * fmean(shares))}% of the days so far covered" if shares else ""
    return f"{len(new)} new {noun} {when}: {paired} with a mentor{mean}."
