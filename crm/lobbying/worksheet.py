"""The worksheet of a report: every line it needs, in the order of the form, and what is missing. Pure.

A worksheet is a flat list of rows in parts. The parts a to g are the expenditures and make the total; the officials'
part says who of them had what; functions are told by their numbers; the last two parts are for us and not of the
report. A line stands once in the categories, so a total is the sum of its lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from crm.lobbying.due import WHOLE, DueReport, Period, Report
from crm.lobbying.law import Law
from crm.lobbying.lines import ExpenseLine, Party, missing
from crm.lobbying.meters import Counted, counted
from crm.office_time import first_day, last_day

OFFICIALS, FUNCTIONS, NOT_VALUE, NOT_PLACED = "officials", "functions", "not value", "not placed"
OF_THE_FORM = frozenset({*"abcdefg", OFFICIALS, FUNCTIONS})


@dataclass(frozen=True)
class Row:
    """One row. `part` is a to g or one of the names above; `who` the official; `cents` what the row adds to its part;
    `missing` what it lacks, in words; `note` why it stands where it stands. `line` is the expense, `official` an id."""

    part: str
    line: str
    on: str
    cents: int
    who: str = ""
    official: str = ""
    description: str = ""
    place: str = ""
    payer: str = ""
    missing: tuple[str, ...] = ()
    note: str = ""
    attendance: int | None = None
    officials: int | None = None
    contact: str | None = None
    event: str | None = None
    receipt: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two rows the same row of two states of a worksheet."""
        return self.part, self.line, self.official


@dataclass(frozen=True)
class Part:
    """A part of the form with its rows; `cents` is their sum."""

    key: str
    name: str
    section: str
    rows: tuple[Row, ...]

    @property
    def cents(self) -> int:
        return sum(row.cents for row in self.rows)

    @property
    def is_of_the_form(self) -> bool:
        return self.key in OF_THE_FORM


@dataclass(frozen=True)
class Worksheet:
    """A report's rows, in the order of the form. `filer` is the lobbyist, or the client for its own report."""

    report: Report
    year: int
    filer: Party
    client: Party
    period: Period
    rows: tuple[Row, ...]

    def part(self, key: str) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.part == key)

    @property
    def total(self) -> int:
        """The expenditures in cents: of an annual report its categories, of a session report what officials had."""
        wanted = "abcdefg" if self.report in WHOLE else (OFFICIALS,)
        return sum(row.cents for row in self.rows if row.part in wanted)

    @property
    def lines(self) -> int:
        """How many expenses the report itself takes up."""
        return len({row.line for row in self.rows if row.part in OF_THE_FORM})

    @property
    def lacking(self) -> tuple[Row, ...]:
        """The rows that lack something, one for each expense."""
        first = {row.line: row for row in reversed(self.rows) if row.missing}
        return tuple(row for row in self.rows if first.get(row.line) is row)


def parts(law: Law, sheet: Worksheet) -> tuple[Part, ...]:
    """The rows under the form's headings. Empty parts of the form stay: nothing to report is an answer too."""
    by_client = sheet.report == Report.CLIENT_ANNUAL
    place = 0 if by_client else 1
    found = []
    if sheet.report in WHOLE:
        for category in law.categories.values():
            section = category.section.removeprefix("§§ ").split(", ")[place]
            found.append(Part(category.key, category.name, f"§ {section}", sheet.part(category.key)))
    officials = ("§ 5-8-9(3)", "§ 5-8-11(3)")[place] if sheet.report in WHOLE else "§ 5-8-11(6)"
    found.append(Part(OFFICIALS, "Officials who were given anything of value", officials, sheet.part(OFFICIALS)))
    if sheet.report in WHOLE:
        section = ("§ 5-8-9(8)", "§ 5-8-11(7)")[place]
        found.append(Part(FUNCTIONS, "Single functions", section, sheet.part(FUNCTIONS)))
    ours = (
        Part(NOT_VALUE, "Given, and not a thing of value", "§ 5-8-3(a)(ii)", sheet.part(NOT_VALUE)),
        Part(NOT_PLACED, "In no report yet", "", sheet.part(NOT_PLACED)),
    )
    return (*found, *(part for part in ours if part.rows))


@dataclass(frozen=True)
class Filer:
    """Whose report it is: `person` files it for the `client` (who is the filer of its own); `registered` has the ids of
    all of the client's lobbyists, so that what no report takes is named."""

    person: Party
    client: Party
    registered: frozenset[str] = frozenset()


def worksheet(law: Law, due: DueReport, by: Filer, lines: Sequence[ExpenseLine]) -> Worksheet:
    """The worksheet of a report. `lines` are all of the client's expenses of the calendar years that its period
    touches."""
    report, period, filer, client = due.report, due.period, by.person, by.client
    mine = [line for line in lines if is_of(line, report, filer, client)]
    inside = [line for line in mine if _holds(period, line.on)]
    taken = {line.id for line in inside}
    known = [line for line in lines if line.on <= period.last.isoformat()]
    gifts = [one for one in counted(law, known, period.last) if one.line.id in taken]
    rows = [
        *(_category_row(law, line) for line in _by_category(law, inside) if report in WHOLE),
        *(_gift_row(law, one, OFFICIALS, one.value) for one in gifts if one.value),
        *(_function_row(law, line) for line in inside if line.is_single_function and report in WHOLE),
        *(_gift_row(law, one, NOT_VALUE, one.gift.cents - one.value) for one in gifts if one.value < one.gift.cents),
        *_not_placed(law, lines, period, by),
    ]
    return Worksheet(report, due.year, filer, client, period, tuple(rows))


def is_of(line: ExpenseLine, report: Report, filer: Party, client: Party) -> bool:
    """Whether a report takes the line: the client's what the client paid or repaid, a lobbyist's what that lobbyist
    paid, arranged or was paid."""
    if report == Report.CLIENT_ANNUAL:
        return line.repaid or (line.payer is not None and line.payer.id == client.id)
    return filer.id in {party.id for party in (line.payer, line.lobbyist) if party}


def _holds(period: Period, on: str) -> bool:
    """A day that is only a month or a year lies in a period that holds all of it."""
    return period.first <= first_day(on) and last_day(on) <= period.last


def _by_category(law: Law, lines: Iterable[ExpenseLine]) -> list[ExpenseLine]:
    """In the order of the form, then by day; what has no category yet comes with everything else."""
    order = {key: place for place, key in enumerate(law.categories)}
    return sorted(lines, key=lambda line: (order.get(line.category or "", len(order)), line.on, line.id))


def _row(law: Law, part: str, line: ExpenseLine, cents: int) -> Row:
    return Row(
        part=part,
        line=line.id,
        on=line.on,
        cents=cents,
        description=line.purpose,
        place=line.place,
        payer=line.payer.name if line.payer else "",
        missing=missing(law, line),
        contact=line.contact,
        event=line.event,
        receipt=line.receipt,
    )


def _category_row(law: Law, line: ExpenseLine) -> Row:
    row = _row(law, line.category if line.category and line.category in law.categories else "g", line, line.cents)
    return replace(row, who=_names(line))


def _names(line: ExpenseLine) -> str:
    return ", ".join(
        gift.official.name + (f" and {gift.family} of family" if gift.family else "") for gift in line.gifts
    )


def _gift_row(law: Law, one: Counted, part: str, cents: int) -> Row:
    thing = law.things.get(one.line.thing or "")
    described = ": ".join(words for words in (thing.name if thing else "", one.line.purpose) if words)
    row = replace(_row(law, part, one.line, cents), who=one.gift.official.name, official=one.gift.official.id)
    family = f"With {one.gift.family} of the family" if one.gift.family else ""
    why = _why_not(thing.value, thing.section) if thing and part == NOT_VALUE else family
    return replace(row, description=described, note=why)


def _why_not(value: str, section: str) -> str:
    return (
        f"Food within the year’s limit ({section})"
        if value == "past the limit"
        else f"Not a thing of value ({section})"
    )


def _function_row(law: Law, line: ExpenseLine) -> Row:
    row = _row(law, FUNCTIONS, line, line.cents)
    numbers = line.function
    return replace(
        row,
        attendance=numbers.attendance if numbers else None,
        officials=numbers.officials if numbers else None,
        note="Also counted in its category",
    )


def _not_placed(law: Law, lines: Iterable[ExpenseLine], period: Period, by: Filer) -> Iterable[Row]:
    """What touches the period and stands in nobody's report: no exact day, or a payer who reports to nobody."""
    for line in lines:
        if last_day(line.on) < period.first or first_day(line.on) > period.last:
            continue
        if not _holds(period, line.on):
            yield replace(_row(law, NOT_PLACED, line, line.cents), note="Its day may lie in this period or in another")
        elif not _has_report(line, by):
            whose = f"{line.payer.name} is not registered" if line.payer else "Nobody is named who paid"
            yield replace(_row(law, NOT_PLACED, line, line.cents), note=f"{whose}, and it was not repaid")


def _has_report(line: ExpenseLine, by: Filer) -> bool:
    named = {party.id for party in (line.payer, line.lobbyist) if party}
    return line.repaid or by.client.id in named or bool(named & by.registered)


def frozen(sheet: Worksheet) -> dict[str, Any]:
    """A worksheet as plain data, to be kept as it was filed."""
    return asdict(sheet) | {
        "period": {"first": sheet.period.first.isoformat(), "last": sheet.period.last.isoformat()},
        "rows": [
            {name: held for name, held in asdict(row).items() if held not in ("", None, ())} for row in sheet.rows
        ],
    }


def thawed(data: Mapping[str, Any]) -> Worksheet:
    """A worksheet from its plain data."""
    days = (first_day(data["period"][end]) for end in ("first", "last"))
    rows = tuple(Row(**{**row, "missing": tuple(row.get("missing", ()))}) for row in data["rows"])
    filer, client = Party(**data["filer"]), Party(**data["client"])
    return Worksheet(Report(data["report"]), data["year"], filer, client, Period(*days), rows)


@dataclass(frozen=True)
class Amendment:
    """A row that differs from what was filed: `before` None for one that came, `after` None for one that went."""

    before: Row | None
    after: Row | None

    @property
    def differs(self) -> tuple[str, ...]:
        """The names of what differs in a row that stayed."""
        if self.before is None or self.after is None:
            return ()
        old, new = vars(self.before), vars(self.after)
        return tuple(name for name in old if old[name] != new[name])


def amendments(filed: Worksheet, now: Worksheet) -> tuple[Amendment, ...]:
    """What changed in the report's own parts since it was filed, in the order of the form."""
    old, new = ({row.key: row for row in sheet.rows if row.part in OF_THE_FORM} for sheet in (filed, now))
    keys = [*old, *(key for key in new if key not in old)]
    return tuple(Amendment(old.get(key), new.get(key)) for key in keys if _told(old.get(key)) != _told(new.get(key)))


def _told(row: Row | None) -> Row | None:
    """A row as the reader of a report sees it."""
    return row and replace(row, contact=None, event=None, receipt="", note="", missing=())
