"""Expenses: the list with its filters, one expense, and the form with the shares and the year's meters beside it."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import CrmError
from crm.lobbying import expenses as ledger
from crm.lobbying.expense_form import CONDITIONS, ExpenseSchema, NewExpense, NewGift
from crm.lobbying.expenses import Expense
from crm.lobbying.functions import invitations_to
from crm.lobbying.law import dollars, exact, shipped
from crm.lobbying.lines import Function, Gift, Party, missing
from crm.lobbying.offers import MOST_OFFERED, Offer, offer_of, offers, twins_of
from crm.lobbying.registrations import our_client
from crm.lobbying.running import Running, running
from crm.records.history import history_of
from web.access import allow_to
from web.addresses import address
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page, load
from web.lobbying.blueprint import pages
from web.lobbying.years import asked_year, years_offered
from web.messages import saved
from web.stale_edits import Entry, keep_changes, opened
from web.tables import Column, Table, table_page
from web.words import iso_today

PICKERS = {"gifts": ("person",), "payer": ("person", "organization"), "lobbyist": ("person",)}
PLAIN = (
    "key", "on", "amount", "purpose", "place", "category", "thing", "ours", "attendance", "officials", "method",
    "receipt", "contact", "event",
)  # fmt: skip
TICKED = ("repaid", "function", *CONDITIONS)
SAID = {
    "on": "Date", "amount": "Amount", "payer": "Paid by", "purpose": "What it was for", "place": "Place",
    "category": "Category", "gifts": "Officials who had something of it", "thing": "What they were given",
    "ours": "Others at the table", "lobbyist": "Lobbyist", "repaid": "The association repaid it",
    "function": "A function for a whole body", "method": "How it was paid", "receipt": "Receipt",
    "attendance": "How many attended", "officials": "Of them officials",
}  # fmt: skip

COLUMNS = (
    Column("on", "Date", lambda e: e.line.on, kind="date", newest_first=True),
    Column("purpose", "Purpose", lambda e: e.line.purpose or "Expense", href=lambda e: address("expense", e.id)),
    Column("officials", "Officials", lambda e: ", ".join(gift.official.name for gift in e.line.gifts)),
    Column("place", "Place", lambda e: e.line.place),
    Column("payer", "Paid by", lambda e: e.line.payer and e.line.payer.name),
    Column("category", "Category", lambda e: e.line.category, order=lambda e: e.line.category or "z"),
    Column("amount", "Amount", lambda e: exact(e.line.cents), kind="number", newest_first=True),
    Column(
        "given",
        "Of it to officials",
        lambda e: exact(e.line.given) if e.line.given else None,
        kind="number",
        newest_first=True,
    ),
    Column("missing", "Missing", lambda e: "; ".join(missing(shipped(), e.line))),
)
IN_A_SHEET = (
    Column("thing", "What was given", lambda e: e.line.thing),
    Column("lobbyist", "Lobbyist", lambda e: e.line.lobbyist and e.line.lobbyist.name),
    Column("repaid", "Repaid", lambda e: "yes" if e.line.repaid else ""),
    Column("shares", "Shares", lambda e: "; ".join(_share(gift) for gift in e.line.gifts)),
    Column("method", "Method", lambda e: e.method),
    Column("receipt", "Receipt", lambda e: e.line.receipt),
    Column("recorded", "Recorded by", lambda e: e.recorded_by),
)


def _share(gift: Gift) -> str:
    family = f" and {gift.family} of family" if gift.family else ""
    return f"{gift.official.name}{family} {dollars(gift.cents)}"


@pages.get("/lobbying/expenses")
@allow_to("see", "expense")
def listed() -> Response:
    """The expenses of a calendar year, as the filters say."""
    year = asked_year()
    known = database().read(ledger.expenses, year, year, actor=actor())
    rows = [expense for expense in known if all(fits(expense) for fits in _filters())]
    columns = (*COLUMNS, *IN_A_SHEET) if "format" in request.args else COLUMNS
    table = Table(columns, rows, sort="on", name=f"expenses-{year}", noun="expense")
    return table_page(
        "lobbying/expenses.html",
        table,
        year=year,
        years=years_offered(year),
        total=sum(expense.line.cents for expense in rows),
        lacking=sum(bool(missing(shipped(), expense.line)) for expense in rows),
        offered=database().read(offers, year, actor=actor()),
        most=MOST_OFFERED,
        payers=_choices(expense.line.payer for expense in known),
        officials=_choices(gift.official for expense in known for gift in expense.line.gifts),
        categories=_categories(),
        any=bool(known),
    )


def _filters() -> Iterable[Callable[[Expense], bool]]:
    asked = {name: value for name, value in request.args.items() if value}
    if "payer" in asked:
        yield lambda e: e.line.payer is not None and e.line.payer.id == asked["payer"]
    if "official" in asked:
        yield lambda e: asked["official"] in {gift.official.id for gift in e.line.gifts}
    if "category" in asked:
        yield lambda e: (e.line.category or "none") == asked["category"]
    if "lacking" in asked:
        yield lambda e: bool(missing(shipped(), e.line))


def _choices(parties: Iterable[Party | None]) -> list[tuple[str, str]]:
    names = {party.id: party.name for party in parties if party}
    return sorted(names.items(), key=lambda item: item[1])


def _categories() -> dict[str, str]:
    return {key: f"({key}) {category.name}" for key, category in shipped().categories.items()}


@pages.get("/lobbying/expenses/new")
@allow_to("add", "expense")
def new_expense() -> Response:
    """The form; ?contact= or ?event= fills it in from one that cost something."""
    form, offer = Form.new({"on": iso_today(), "thing": "", "ours": "0"}), _offered()
    if offer:
        _fill(form, offer)
    return _form_page(form, offer=offer)


def _offered() -> Offer | None:
    """The contact or event with a cost that the address names."""
    named = ((kind, request.args[kind]) for kind in ("contact", "event") if request.args.get(kind))
    return next(filter(None, (database().read(offer_of, *one, actor=actor()) for one in named)), None)


def _fill(form: Form, offer: Offer) -> None:
    """What a contact or an event says of an expense. Who was invited stands for a function only where all were."""
    form.values |= {
        "on": offer.on,
        "amount": str(exact(offer.cents)),
        "purpose": (offer.summary if offer.kind == "contact" else "")[:500] or offer.title,
        "place": offer.place[:200],
        offer.kind: offer.id,
        "ours": str(len(offer.ours) + offer.others),
    }
    if offer.kind == "event":
        function = database().read(invitations_to, offer.id, actor=actor()).function
        _fill_function(form, function)
        form.pick("payer", [_choice(database().read(our_client))])
    else:
        form.pick("payer", [_choice(party) for party in offer.ours[:1]])
    form.pick("gifts", [_choice(party) for party in offer.people])


def _fill_function(form: Form, function: Function | None) -> None:
    if function:
        form.values |= {"function": "true"} | {name: "true" for name in CONDITIONS if getattr(function, name)}
        numbers = {"attendance": function.attendance, "officials": function.officials}
        form.values |= {name: str(number) for name, number in numbers.items() if number is not None}


def _choice(party: Party) -> Choice:
    return Choice(party.id, party.name)


@pages.post("/lobbying/expenses/new")
@allow_to("add", "expense")
def record() -> AnyResponse:
    """Record it; what it still lacks is named, and can be added later. `look` only works the shares out."""
    form = Form.sent()
    with form.catching():
        _understand(form)
        if form.value("look"):
            return _form_page(form)
        expense_id = database().write(ledger.record_expense, expense_of(form), by=actor())
        undo = url_for("lobbying.delete_expense", expense_id=expense_id)
        there = url_for("lobbying.show_expense", expense_id=expense_id)
        return saved(_saved_words(expense_id), there, undo=undo)
    return _form_page(form)


@pages.post("/lobbying/expenses/shares")
@allow_to("see", "expense")
def shares() -> str:
    """The shares and meters of the form as it stands, while it is being typed."""
    form = Form.sent()
    return render_template("lobbying/shares.html", form=form, running=_running(form))


@pages.get("/lobbying/expenses/<expense_id>")
@allow_to("see", "expense")
def show_expense(expense_id: str) -> str:
    """One expense, with what it lacks and its history."""
    expense = database().read(ledger.expense, expense_id, actor=actor())
    return render_template(
        "lobbying/expense.html",
        expense=expense,
        missing=missing(shipped(), expense.line),
        category=shipped().categories.get(expense.line.category or ""),
        thing=shipped().things.get(expense.line.thing or ""),
        history=database().read(history_of, expense_id, actor=actor()),
    )


@pages.get("/lobbying/expenses/<expense_id>/edit")
@allow_to("change", "expense")
def edit_expense(expense_id: str) -> Response:
    """The form, filled in; ?contact= or ?event= says what it came from."""
    expense = database().read(ledger.expense, expense_id, actor=actor())
    form, offer = _filled(expense), _offered()
    if offer:
        form.values[offer.kind] = offer.id
    return _form_page(form, expense)


@pages.post("/lobbying/expenses/<expense_id>/edit")
@allow_to("change", "expense")
def save_expense(expense_id: str) -> AnyResponse:
    """Keep the changes; where somebody else saved meanwhile, show what they wrote beside what was typed."""
    form = Form.sent()
    expense = database().read(ledger.expense, expense_id, actor=actor())

    def save_as_of(version: int) -> None:
        database().write(ledger.edit_expense, expense_id, expense_of(form), version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(ledger.expense, expense_id, actor=actor()))

    with form.catching():
        _understand(form)
        if form.value("look"):
            return _form_page(form, expense)
        keep_changes(form, standing, _entries(expense, form), save_as_of, expense_id)
        return saved(_saved_words(expense_id), url_for("lobbying.show_expense", expense_id=expense_id))
    return _form_page(form, expense)


@pages.post("/lobbying/expenses/<expense_id>/delete")
@allow_to("delete", "expense")
def delete_expense(expense_id: str) -> AnyResponse:
    """Take it out of every total; undo brings it back."""
    title = database().write(ledger.delete_expense, expense_id, by=actor())
    undo = url_for("lobbying.restore_expense", expense_id=expense_id)
    return saved(f"Deleted: {title}.", url_for("lobbying.listed"), undo=undo)


@pages.post("/lobbying/expenses/<expense_id>/restore")
@allow_to("delete", "expense")
def restore_expense(expense_id: str) -> AnyResponse:
    """Undo a deletion."""
    database().write(ledger.restore_expense, expense_id, by=actor())
    return saved("The expense is back.", url_for("lobbying.show_expense", expense_id=expense_id))


def expense_of(form: Form) -> NewExpense:
    """What the form says. Raises InvalidData; the fields of an official are named by their id."""
    data: dict[str, Any] = {name: form.value(name).strip() for name in PLAIN if form.value(name).strip()}
    data |= {name: True for name in TICKED if form.is_on(name)}
    data |= {name: form.listed(name)[-1] for name in ("payer", "lobbyist") if any(form.listed(name))}
    data["gifts"] = [_gift(form, official) for official in dict.fromkeys(form.listed("gifts")) if official]
    new: NewExpense = load(ExpenseSchema(), data)
    return new


def _gift(form: Form, official: str) -> dict[str, str]:
    family, share = form.value(f"family_{official}").strip(), form.value(f"share_{official}").strip()
    return {"official": official, "family": family or "0"} | ({"share": share} if share else {})


def _understand(form: Form) -> None:
    """Turn what was typed in pickers into the people it names, and drop what two-sided forms leave behind."""
    for name, kinds in PICKERS.items():
        resolve(form, name, kinds)


def _running(form: Form) -> Running | None:
    """Where the shares and meters would stand; None while the form cannot be read, or the payer is gone."""
    try:
        new = expense_of(form)
        return database().read(running, new, actor=actor(), instead_of=form.value("expense") or None)
    except CrmError:
        return None


def _form_page(form: Form, expense: Expense | None = None, *, offer: Offer | None = None) -> Response:
    if expense:
        form.values["expense"] = expense.id
    return form_page(
        "lobbying/expense_form.html",
        form,
        expense=expense,
        running=_running(form),
        offer=offer,
        twins=database().read(twins_of, offer, actor=actor()) if offer else (),
        categories=_categories(),
        thing_choices=[(thing.key, thing.name) for thing in shipped().things.values()],
    )


def _filled(expense: Expense) -> Form:
    line = expense.line
    form = Form.new(
        {
            "on": line.on,
            "amount": str(exact(line.cents)),
            "purpose": line.purpose,
            "place": line.place,
            "category": line.category,
            "thing": line.thing,
            "repaid": line.repaid,
            "ours": expense.ours,
            "method": expense.method,
            "receipt": line.receipt,
            "contact": line.contact,
            "event": line.event,
        }
    )
    _fill_function(form, line.function)
    form.pick("gifts", [_choice(gift.official) for gift in line.gifts])
    form.pick("payer", [_choice(party) for party in (line.payer,) if party])
    form.pick("lobbyist", [_choice(party) for party in (line.lobbyist,) if party])
    for gift, share in zip(line.gifts, _even(expense), strict=True):
        form.values[f"family_{gift.official.id}"] = str(gift.family)
        if gift.cents != share:
            form.values[f"share_{gift.official.id}"] = str(exact(gift.cents))
    return opened(form, _entries(expense, form), expense.version)


def _entries(expense: Expense, form: Form) -> list[Entry]:
    """What the form says, the shares of those who are in it or in the expense among it."""
    officials = {choice.id: choice.name for choice in form.picked("gifts")}
    officials |= {gift.official.id: gift.official.name for gift in expense.line.gifts}
    shares = [
        Entry(f"{part}_{one}", f"{words} {name}")
        for one, name in officials.items()
        for part, words in (("family", "Family with"), ("share", "Share of"))
    ]
    ticked = [Entry(name, SAID.get(name, ""), {"true": "yes"}) for name in TICKED]
    return [*(Entry(name, words) for name, words in SAID.items() if name not in TICKED), *ticked, *shares]


def _even(expense: Expense) -> tuple[int, ...]:
    """The shares by head alone, to tell which were set by hand."""
    gifts = tuple(NewGift(gift.official.id, gift.family) for gift in expense.line.gifts)
    return NewExpense(expense.line.on, expense.line.cents, gifts=gifts, ours=expense.ours).shares


def _saved_words(expense_id: str) -> str:
    expense = database().read(ledger.expense, expense_id, actor=actor())
    lacking = missing(shipped(), expense.line)
    return f"Saved. A report will still ask for {'; '.join(lacking)}." if lacking else "The expense is saved."
