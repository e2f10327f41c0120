"""The sheet in which an office keeps its lobbying expenses, CSV or Excel: a receipt to a row.

Officials may be named, counted ("4 legislators"), or neither; spouses may be mentioned; what paid may stand where who
paid should. What is named is matched with people on record, never added; what is missing is kept missing and said. A
row that is on record already, from an import of this sheet before, stays as it is.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crm.imports.drafts import BY_KEY, BY_MENTION, Draft, DraftLink, DraftRecord, Place
from crm.lobbying.expense_form import COSTS_NOTHING, EARLIEST
from crm.lobbying.expenses import title_of
from crm.lobbying.law import shipped
from crm.lobbying.split import Part, shares
from crm.office_time import in_words
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import PersonName, read_people
from importers.reading import Columns, read_table
from importers.rows import Errors, Row, as_date
from importers.upload import Given

KIND, SOURCE = "expenses", "Expense sheet"
MOST_CENTS = 100_000_00
CRUMB = Decimal("0.0001")

COLUMNS = Columns(
    headings={
        "on": ("date", "day", "date paid", "paid on"),
        "officials": ("officials", "official s", "official", "legislators", "legislator", "who", "for whom", "guests"),
        "what": ("purpose place", "place purpose", "purpose and place"),
        "purpose": ("purpose", "what for", "description", "reason", "event"),
        "place": ("place", "where", "location", "restaurant", "venue"),
        "amount": ("amount", "total", "cost", "price", "dollars"),
        "payer": ("paid by", "payer", "who paid", "by"),
        "method": ("method", "how paid", "payment", "card"),
        "receipt": ("receipt", "receipt no", "receipt number"),
        "category": ("category", "cat"),
        "repaid": ("repaid", "reimbursed"),
    },
    needed=("on", "amount"),
    at_least=3,
    unused={"notes", "comment", "comments", "month", "quarter"},
)
METHODS = re.compile(
    r"(?:see )?(?:visa|master ?card|amex|american express|credit|debit|card|cash|check|che?que)\b.*", re.I
)
MONEY = re.compile(r"\$?\s*\d[\d,]*(?:\.\d+)?")
COUNTED = re.compile(
    r"(\+|&|\band\b|\bplus\b)?\s*(\d{1,3})\s+"
    r"(?:other\s+)?(?:legislators?|officials?|members?|senators?|representatives?|people|persons|guests)",
    re.I,
)
FAMILY = r"\b(?:spouses?|wife|wives|husbands?|partners?)\b"
ALL_FAMILIES = re.compile(r"\b(?:spouses|wives|husbands|partners)\b", re.I)
ONE_FAMILY = re.compile(rf"\s*(?:[+&,;(]|\band\b|\bwith\b|\bw/)\s*(?:his\s+|her\s+|their\s+)?{FAMILY}\)?", re.I)
HAS_FAMILY = "\x1f"
FOOD = re.compile(
    r"\b(?:breakfast|lunch|luncheon|dinner|supper|coffee|drinks?|meal|reception|snacks?|catering)\b", re.I
)
NO_NAMES = re.compile(r"\b(?:no list|not listed|various|several|unknown|tbd)\b|^\W*$", re.I)
YES = frozenset({"yes", "y", "x", "true", "1"})


@dataclass
class Sheet:
    """What comes together from the rows: records, relationships, errors, and what to say besides."""

    records: dict[str, DraftRecord] = field(default_factory=dict)
    links: list[DraftLink] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)
    notices: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Table:
    """Who was at the table, as a cell tells: officials by name, each with the count of `families`, how many it counts,
    and whether all of those came with a spouse."""

    named: tuple[PersonName, ...]
    families: tuple[int, ...]
    counted: int
    family: bool
    words: str


def read(given: Given, *, as_of: str) -> Draft:
    """The draft of an expense sheet. Raises InvalidData ("file")."""
    table = read_table(given, COLUMNS)
    sheet = Sheet()
    for row in table.rows:
        _read_row(row, sheet, as_of)
    errors = tuple(sorted((*table.errors, *sheet.errors.found), key=lambda e: e.row or 0))
    return Draft(
        kind=KIND,
        source=SOURCE,
        as_of=as_of,
        records=tuple(sheet.records.values()),
        links=tuple(sheet.links),
        errors=errors,
        notices=(*table.notices, *sheet.notices),
    )


def _read_row(row: Row, sheet: Sheet, as_of: str) -> None:
    before = len(sheet.errors.found)
    on = sheet.errors.read(row, "on", as_date, "")
    amount = _amount(row, sheet)
    if not on and len(sheet.errors.found) == before:
        sheet.errors.add(row.place("on"), "Write the date on which it was paid.")
    if on and not EARLIEST <= on <= as_of:
        sheet.errors.add(row.place("on"), f"An expense is from {in_words(EARLIEST)} to the day of the sheet, "
                                          f"{in_words(as_of)}. Check the year.")  # fmt: skip
    if len(sheet.errors.found) > before or amount is None:
        return
    seated = at_table(row.get("officials"))
    values = _values(row, on, amount, seated)
    key = "|".join((KIND, on, str(amount), folded(row.get("officials")), folded(values.get("purpose", ""))))
    sheet.seen[key] += 1
    ref = f"{key}|{sheet.seen[key]}"
    label = title_of(values.get("purpose", ""), amount, on)
    values |= {"key": ref, "label": label, "version": 1}
    sheet.records[ref] = DraftRecord(ref, "Expense", "Expenses", label, values, row.place(), BY_KEY, only_made=True)
    _officials(row, sheet, ref, seated, amount)
    _payer(row, sheet, ref)


def _amount(row: Row, sheet: Sheet) -> int | None:
    """The amount in cents; None, with an error that says why, for what is none."""
    text = row.get("amount") or next(iter(re.findall(r"\$\s*\d[\d,]*(?:\.\d+)?", row.get("officials"))), "")
    numbers = MONEY.findall(text)
    message = ""
    if not text:
        message = "Write the amount."
    elif re.match(r"^\s*(?:-|−|\(\s*\$?\s*\d)", text):
        message = f"“{text}” is negative. An expense has an amount above zero."
    elif len(numbers) != 1:
        message = f"“{text}” is no amount of dollars. Write it as 212.40."
    else:
        try:
            amount = sheet_cents(numbers[0])
        except ValueError:
            message = f"“{text}” is no amount of dollars to the cent. Write it as 212.40."
        else:
            message = COSTS_NOTHING if amount == 0 else ""
            message = "Write an amount up to 100,000 dollars." if amount > MOST_CENTS else message
    if message:
        sheet.errors.add(row.place("amount"), message)
        return None
    if left := text.replace(numbers[0], "").strip(" $,;"):
        sheet.notices.append(f"Row {row.number}: “{left}” beside the amount was left unread.")
    return amount


def sheet_cents(text: str) -> int:
    """A number of a sheet as cents. Sheets drop a last zero ("4.5") and add crumbs of sums ("212.39999999999998").

    Raises ValueError for one that is not to the cent.
    """
    exact = Decimal(text.replace(" ", "").removeprefix("$").replace(",", "")) * 100
    whole = exact.to_integral_value()
    if abs(exact - whole) > CRUMB:
        raise ValueError(text)
    return int(whole)


def at_table(text: str) -> Table:
    """Read who was there: "dinner, 4 legislators + spouses $212.40" counts four and names nobody."""
    bare = re.sub(r"\$\s*\d[\d,]*(?:\.\d+)?", "", text)
    counted, family = COUNTED.search(bare), bool(ALL_FAMILIES.search(bare))
    names = COUNTED.sub(";", ONE_FAMILY.sub(HAS_FAMILY, bare))
    pieces = [piece.strip(" .,+()") for piece in re.split(r"[;,\n]|\s+\+\s+", names)]
    kept = [piece for piece in pieces if piece and not FOOD.search(piece) and not NO_NAMES.search(piece)]
    people = [
        (person, int(family or HAS_FAMILY in piece))
        for piece in kept
        for person in read_people(piece.partition(HAS_FAMILY)[0])
        if person.family
    ]
    there = int(counted[2]) + (len(people) if counted[1] else 0) if counted else len(people)
    words = ", ".join(piece.replace(HAS_FAMILY, "") for piece in pieces if piece and FOOD.search(piece))
    return Table(tuple(person for person, _ in people), tuple(more for _, more in people), there, family, words)


def _values(row: Row, on: str, amount: int, seated: Table) -> dict[str, Any]:
    purpose, place = row.get("purpose"), row.get("place")
    together = row.get("what")
    if together and not purpose and not place:
        purpose, place = purpose_and_place(together, told=bool(seated.words))
    purpose = purpose or seated.words
    text = f"{purpose} {row.get('officials')} {together}"
    category = row.get("category").strip("() ").lower()[:1]
    is_food = bool(FOOD.search(text))
    method = row.get("method") or (row.get("payer") if METHODS.fullmatch(row.get("payer")) else "")
    values: dict[str, Any] = {
        "on": on,
        "cents": amount,
        "purpose": purpose[:500],
        "place": place[:200],
        "category": category if category in shipped().categories else "f" if is_food else "",
        "thing": "food" if is_food else "",
        "method": method[:100],
        "receipt": row.get("receipt")[:300],
        "repaid": row.get("repaid").lower() in YES,
        "listed": " | ".join(f"{row.headings.get(name, name)}: {text}" for name, text in row.cells.items() if text)[
            :2000
        ],
    }
    return {name: value for name, value in values.items() if value not in ("", False)}


def purpose_and_place(text: str, *, told: bool) -> tuple[str, str]:
    """Part "Dinner at Mayflower, Jackson" into purpose and place. Where nothing parts it, it is the place if the
    purpose is `told` in another cell, else the purpose."""
    parted = re.match(r"(.+?)(?:\s+at\s+|\s*[/;@]\s*|\s+-\s+)(.+)", text)
    if parted:
        return parted[1].strip(), parted[2].strip()
    return ("", text) if told else (text, "")


def _officials(row: Row, sheet: Sheet, ref: str, seated: Table, amount: int) -> None:
    """Each named official's share by head; those that are only counted keep theirs unnamed."""
    unnamed = max(0, seated.counted - len(seated.named))
    if seated.counted and not seated.named:
        sheet.notices.append(
            f"Row {row.number}: {seated.counted} officials are counted and none is named, so nothing is split yet. "
            "Name them on the expense’s page."
        )
    if not seated.named:
        return
    others = [Part(unnamed * (2 if seated.family else 1))] if unnamed else []
    split = shares(amount, [*(Part(1 + family) for family in seated.families), *others])
    for person, family, share in zip(seated.named, seated.families, split, strict=False):
        official = _mention(row, sheet, "officials", person)
        given = {"cents": share, "family": family}
        sheet.links.append(DraftLink("BENEFITS", "Officials’ shares", ref, (official,), row.place("officials"), given))


def _payer(row: Row, sheet: Sheet, ref: str) -> None:
    text = row.get("payer")
    if not text or METHODS.fullmatch(text):
        return
    people = read_people(text)
    acronym = text.isupper() and " " not in text
    if not acronym and len(people) == 1 and people[0].given and people[0].family:
        payer = _mention(row, sheet, "payer", people[0])
    else:
        payer = f"payer|{folded(text)}"
        place = row.place("payer")
        sheet.records.setdefault(
            payer, DraftRecord(payer, "Organization", "Payers", text, {"name": text}, place, BY_MENTION, text=text)
        )
    sheet.links.append(DraftLink("PAID_BY", "", ref, (payer,), row.place("payer")))


def _mention(row: Row, sheet: Sheet, column: str, person: PersonName) -> str:
    """The ref of somebody whom a cell names; the same name means the same person all through the sheet."""
    named = " ".join(part for part in (person.given, person.family) if part)
    ref = f"named|{folded(named)}"
    values = {"name": named, "given_name": person.given, "family_name": person.family, "suffix": person.suffix}
    place: Place = row.place(column)
    sheet.records.setdefault(
        ref,
        DraftRecord(
            ref, "Person", "People named", named, {k: v for k, v in values.items() if v}, place, BY_MENTION,
            text=" ".join(part for part in (person.title, named) if part),
        ),
    )  # fmt: skip
    return ref
