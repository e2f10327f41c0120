"""The rows of an evidence sheet that the lobbying room keeps: sessions, registrations, reports filed, expenses."""

from typing import TYPE_CHECKING

from crm.errors import InvalidData
from crm.imports.drafts import BY_YEAR, DraftRecord, RowError
from crm.lobbying.due import BY_CLIENT, NAMES, Report
from crm.lobbying.expense_form import COSTS_NOTHING
from crm.lobbying.expenses import title_of
from crm.lobbying.registrations import NewRegistration, check
from crm.lobbying.session_days import REGULAR, SPECIAL
from importers.evidence_sheet import OWN, SheetRow

if TYPE_CHECKING:
    from importers.evidence_building import Building

WHOSE = "Say whose report it is. Only the association’s own is without a person."
OF_THE_CLIENT = "The client’s annual report is the association’s own. Leave the person out."


def session(b: "Building", row: SheetRow) -> None:
    """A session of the legislature; its name follows from its year, or from those of the year that there are."""
    if row.get("year") != row.day.year:
        b.errors.append(RowError.at(row.place.at("year"), f"This session begins in {row.day.year}. Check the two."))
        return
    ended = row.get("sine_die")
    if ended and ended < row.day:
        b.errors.append(RowError.at(row.place.at("sine_die"), "A session cannot end before it convenes."))
        return
    values = {
        "kind": REGULAR if row.get("type") == "regular" else SPECIAL,
        "convened": row.day.isoformat(),
        "known_on": row.recorded.isoformat(),
    }
    values |= {"adjourned": ended.isoformat()} if ended else {}
    ref = f"session|{row.get('type')}|{row.day if values['kind'] == SPECIAL else row.day.year}"
    b.keep(DraftRecord(ref, "LegislativeSession", "Sessions", str(row.day.year), values, row.place, BY_YEAR))


def registration(b: "Building", row: SheetRow) -> None:
    """Somebody's registration for a year."""
    year, filed = row.get("year"), row.day.isoformat()
    try:
        check(NewRegistration("", year, filed))
    except InvalidData as wrong:
        b.errors.append(RowError.at(row.place.at("date"), str(wrong)))
        return
    label = f"{row.get('person').person}, {year}"
    values = {"year": year, "filed_on": filed, "label": label, "known_on": row.recorded.isoformat()}
    who, client = b.person(row.get("person"), row), b.body(OWN, row)
    if who:
        ref = f"registration|{who}|{year}"
        b.keep(DraftRecord(ref, "Registration", "Registrations", label, values, row.place, BY_YEAR, hints={"who": who}))
        b.link("REGISTERS", ref, who, row)
        b.link("ON_BEHALF_OF", ref, client, row)


def filing(b: "Building", row: SheetRow) -> None:
    """A report that was filed; what it said is not known, so that it has no worksheet."""
    report, year, person = Report(row.get("type")), row.get("due_year"), row.get("person")
    if (report in BY_CLIENT) == (person is not None):
        b.errors.append(RowError.at(row.place.at("person"), OF_THE_CLIENT if person else WHOSE))
        return
    client = b.body(OWN, row)
    who = b.person(person, row) if person else client
    label = f"{NAMES[report]} {year}" + (f" of {person.person}" if person else "")
    values = {
        "report": str(report), "year": year, "filed_on": row.day.isoformat(), "number": 0, "label": label,
        "known_on": row.recorded.isoformat(),
    }  # fmt: skip
    if who:
        ref = f"filing|{report}|{who}|{year}"
        b.keep(DraftRecord(ref, "Filing", "Reports filed", label, values, row.place, BY_YEAR, hints={"who": who}))
        b.link("FILED_BY", ref, who, row)
        b.link("ON_BEHALF_OF", ref, client, row)


def expense(b: "Building", row: SheetRow) -> None:
    """An expense, all of it the official's who is named; who paid is not in the sheet, so a report will ask for it."""
    cents = round(row.get("amount") * 100)
    if cents <= 0 or cents / 100 != row.get("amount"):
        message = COSTS_NOTHING if cents <= 0 else "Write the amount in dollars to the cent, as 212.40."
        b.errors.append(RowError.at(row.place.at("amount"), message))
        return
    event, campaign, official = row.get("event"), row.get("campaign"), row.get("official")
    purpose = campaign or (b.rows[event].get("name") or str(b.rows[event].get("type")).capitalize() if event else "")
    single = row.get("function") == "single"
    label = title_of(purpose, cents, row.day.isoformat())
    values = {
        "on": row.day.isoformat(),
        "cents": cents,
        "category": row.get("category"),
        "purpose": purpose or None,
        "campaign": campaign,
        "function": single or None,
        "legislature": single or None,
        "label": label,
    }
    ref = b.record(row, "Expense", "Expenses", label, values)
    if event:
        b.link("FROM", ref, f"row|{event}", row)
    if official and (person := b.person(official, row)):
        b.link("BENEFITS", ref, person, row, {"cents": cents, "family": 0})
