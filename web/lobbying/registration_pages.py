"""Registrations of a year: who registered, who started when, and contacts by somebody who was not registered that
day."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import Conflict, InvalidData
from crm.lobbying import registrations as registry
from crm.lobbying.expenses import lines
from crm.lobbying.law import Law
from crm.lobbying.registrations import NewRegistrationSchema, Registration, Standing
from crm.lobbying.terms import law
from crm.lobbying.unregistered import Unregistered, requested_contacts, started, unregistered
from crm.records.actor import Actor
from crm.records.history import history_of
from crm.stakeholders.ours import STAFF, our_people
from web.access import allow_to
from web.addresses import address
from web.context import actor, database, today
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.lobbying.blueprint import pages
from web.lobbying.years import asked_year, years_offered
from web.messages import saved
from web.stale_edits import Entry, keep_changes, opened
from web.tables import Column, Table, table_page
from web.words import iso_today

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class YearOfRegistrations:
    """What the page shows of a year: where each of our staff stands, the client's own registrations, and the
    contacts."""

    law: Law
    standings: tuple[Standing, ...]
    client: tuple[Registration, ...]
    contacts: tuple[Unregistered, ...]
    others: int


FEW = 5  # of the contacts, on the page of the registrations; all have a page of their own

STANDINGS = (
    Column("who", "Lobbyist", lambda s: s.who.name, href=lambda s: address("person", s.who.id)),
    Column("filed", "Registered", lambda s: s.registration and s.registration.filed_on, kind="date"),
    Column("started", "Started", lambda s: s.started, kind="date"),
    Column("due", "To register by", lambda s: s.due and s.due.isoformat(), kind="date"),
    Column("late", "Days late", lambda s: s.late or None, kind="number", newest_first=True),
    Column("ended", "Ended", lambda s: s.registration and s.registration.ended_on, kind="date"),
    Column("issues", "Issues stated", lambda s: s.registration and s.registration.issues),
)
CONTACTS = (
    Column("on", "Date", lambda u: u.contact.on, kind="date", newest_first=True),
    Column("who", "Our person", lambda u: u.contact.who.name, href=lambda u: address("person", u.contact.who.id)),
    Column("contact", "Contact", lambda u: u.contact.title, href=lambda u: address("contact", u.contact.id)),
    Column("reasons", "Why it may not count", lambda u: "; ".join(f"{r.words} ({r.section})" for r in u.reasons)),
)


@pages.get("/lobbying/registrations")
@allow_to("see", "registration")
def registrations() -> Response:
    """Everybody registered for a year or who started to lobby in it; ?part=contacts exports the contacts."""
    year = asked_year()
    shown = database().read(_year, year, actor=actor())
    latest = sorted(shown.contacts, key=lambda u: u.contact.on, reverse=True)[:FEW]
    contacts = Table(CONTACTS, latest, sort="on", name=f"unregistered-{year}", noun="contact", args={})
    table = Table(STANDINGS, shown.standings, sort="who", name=f"registrations-{year}", noun="person", many="people")
    return table_page(
        "lobbying/registrations.html",
        table,
        shown=shown,
        contacts=contacts,
        year=year,
        years=years_offered(year),
        line=_line(shown, year),
    )


@pages.get("/lobbying/unregistered")
@allow_to("see", "registration")
def unregistered_contacts() -> Response:
    """The contacts alone, with every one of them and their export."""
    year = asked_year()
    shown = database().read(_year, year, actor=actor())
    table = Table(CONTACTS, shown.contacts, sort="on", name=f"unregistered-{year}", noun="contact")
    return table_page("lobbying/unregistered.html", table, year=year, years=years_offered(year))


def _year(tx: "ManagedTransaction", year: int, *, actor: Actor) -> YearOfRegistrations:
    terms, known = law(tx), registry.registrations(tx)
    contacts = requested_contacts(tx, year, actor=actor)
    spent = lines(tx, year, year, actor=actor)
    client = registry.our_client(tx)
    began = {who: day for who, day in started(contacts, spent, year).items() if who.id != client.id}
    staff = {person.id for person in our_people(tx, today=actor.today) if STAFF in person.groups}
    registered = {one.who.id for one in known if one.year == year}
    started_staff = {who: day for who, day in began.items() if who.id in staff | registered}
    listed = unregistered(terms, contacts, known, spent, began)
    return YearOfRegistrations(
        law=terms,
        standings=registry.standings_of(terms, year, known, started_staff, today()),
        client=tuple(one for one in known if one.year == year and one.is_client),
        contacts=listed,
        others=sum(not unlisted.reasons for unlisted in listed),
    )


def _line(shown: YearOfRegistrations, year: int) -> str:
    registered = sum(standing.registration is not None for standing in shown.standings)
    waiting = len(shown.standings) - registered
    lobbyists = f"{registered} registered for {year}"
    client = "the association too" if shown.client else "no registration of the association is on record"
    rest = f"; {waiting} of our staff started to lobby and have none on record" if waiting else ""
    return f"{lobbyists}, {client}{rest}."


ENTRIES = (Entry("filed_on", "Filed on"), Entry("ended_on", "Ended on"), Entry("fee"), Entry("issues"))


@pages.get("/lobbying/registrations/new")
@allow_to("add", "registration")
def new_registration() -> Response:
    """The form for a registration that was sent."""
    fee = database().read(law).on(today()).registration_fee
    return _form_page(Form.new({"year": today().year, "filed_on": iso_today(), "fee": f"{fee / 100:.2f}"}))


@pages.post("/lobbying/registrations/new")
@allow_to("add", "registration")
def record_registration() -> AnyResponse:
    """Record it; the same one again is the same record."""
    form = Form.sent()
    with form.catching():
        resolve(form, "who", ("person", "organization"))
        if not any(form.listed("who")):
            raise InvalidData({"who": ["Choose who registered."]})
        new = form.load(NewRegistrationSchema())
        try:
            registration_id = database().write(registry.register, new, by=actor())
        except Conflict as conflict:
            raise InvalidData({"who": [str(conflict)]}) from None
        undo = url_for("lobbying.delete_registration", registration_id=registration_id)
        there = url_for("lobbying.registrations", year=new.year)
        return saved("The registration is recorded.", there, undo=undo)
    return _form_page(form)


@pages.get("/lobbying/registrations/<registration_id>")
@allow_to("see", "registration")
def edit_registration(registration_id: str) -> Response:
    """One registration, to be read and changed."""
    known = database().read(registry.registration, registration_id, actor=actor())
    return _form_page(_filled(known), known)


def _filled(known: Registration) -> Form:
    form = Form.new(
        {
            "year": known.year,
            "filed_on": known.filed_on,
            "ended_on": known.ended_on,
            "fee": None if known.fee_cents is None else f"{known.fee_cents / 100:.2f}",
            "issues": known.issues,
        }
    )
    form.pick("who", [Choice(known.who.id, known.who.name)])
    return opened(form, ENTRIES, known.version)


@pages.post("/lobbying/registrations/<registration_id>")
@allow_to("change", "registration")
def save_registration(registration_id: str) -> AnyResponse:
    """Keep the changes."""
    known = database().read(registry.registration, registration_id, actor=actor())
    form = Form.sent()

    def save_as_of(version: int) -> None:
        new = form.load(NewRegistrationSchema())
        database().write(registry.edit_registration, registration_id, new, version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(registry.registration, registration_id, actor=actor()))

    with form.catching():
        form.values |= {"who": known.who.id, "year": str(known.year)}
        keep_changes(form, standing, ENTRIES, save_as_of, registration_id)
        return saved("Your changes are saved.", url_for("lobbying.registrations", year=known.year))
    return _form_page(form, known)


@pages.post("/lobbying/registrations/<registration_id>/delete")
@allow_to("delete", "registration")
def delete_registration(registration_id: str) -> AnyResponse:
    """Take it out; undo brings it back."""
    title = database().write(registry.delete_registration, registration_id, by=actor())
    undo = url_for("lobbying.restore_registration", registration_id=registration_id)
    return saved(f"Deleted: the registration of {title}.", url_for("lobbying.registrations"), undo=undo)


@pages.post("/lobbying/registrations/<registration_id>/restore")
@allow_to("delete", "registration")
def restore_registration(registration_id: str) -> AnyResponse:
    """Undo a deletion."""
    database().write(registry.restore_registration, registration_id, by=actor())
    return saved("The registration is back.", url_for("lobbying.edit_registration", registration_id=registration_id))


def _form_page(form: Form, known: Registration | None = None) -> Response:
    history = database().read(history_of, known.id, actor=actor()) if known else []
    return form_page("lobbying/registration_form.html", form, known=known, history=history)
