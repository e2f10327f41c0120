"""Accounts: an administrator invites people, sets what they may do, and closes accounts."""

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts import links, sessions, users
from crm.accounts.random_secrets import digest, new_secret
from crm.acts import joining
from crm.acts.account_letters import send_link
from crm.errors import InvalidData
from crm.ids import new_id
from crm.records.history import history_of
from crm.stakeholders.people import PersonSchema, people_alike
from crm.vocabulary import ROLES, Role
from web.access import allow, allow_to
from web.addresses import address
from web.context import actor, database, now, settings
from web.find import resolve
from web.forms import Choice, Form, form_page, load
from web.letters import sends_letters, stationery
from web.messages import saved
from web.tables import Column, Table, table_page

pages = Blueprint("accounts", __name__, url_prefix="/accounts")

ROLE_CHOICES = {role: f"{entry.words}: {entry.about}" for role, entry in ROLES.items()}
NOBODY = "nobody"
OFFICES = {**joining.OFFICES, NOBODY: "None: nobody whom we would ask to call"}
COLUMNS = (
    Column("name", "Name", lambda user: user.name, href=lambda user: address("account", user.id)),
    Column("email", "E-mail address", lambda user: user.email),
    Column("role", "Role", lambda user: ROLES[user.role].words),
    Column("person", "Is", lambda user: user.person_name, href=lambda user: person_url(user)),
    Column("last", "Last signed in", lambda user: user.last_signed_in, kind="date", newest_first=True),
    Column("state", "State", lambda user: state(user)),
)


def person_url(user: users.User) -> str | None:
    """The page of who the account is."""
    return address("person", user.person_id) if user.person_id else None


def state(user: users.User) -> str:
    """In one word, how far an account is."""
    return "Deactivated" if not user.is_active else "Active" if user.has_password else "Invited"


@pages.get("")
@allow("administrator")
def everybody() -> Response:
    """Who has an account."""
    table = Table(COLUMNS, database().read(users.all_users), sort="name", name="accounts", noun="account")
    return table_page("accounts/everybody.html", table)


@pages.get("/new")
@allow("administrator")
def new() -> Response:
    """The form to invite somebody."""
    form = Form.new({"role": Role.STAFF, "office": NOBODY})
    return form_page("accounts/new.html", form, roles=ROLE_CHOICES, offices=OFFICES)


@pages.post("/new")
@allow_to("add", "account")
def invite() -> AnyResponse:
    """Make the account, and send or show the link that its owner sets a password with."""
    form = Form.sent()
    with form.catching():
        account, newcomer = _invited(form)
        made = database().write(joining.invite, account, newcomer, by=actor())
        return _pass_on(made, links.Purpose.INVITATION)
    return form_page("accounts/new.html", form, roles=ROLE_CHOICES, offices=OFFICES)


def _invited(form: Form) -> tuple[users.NewUser, joining.Newcomer | None]:
    """The account and who it is. Raises InvalidData, with whom it may be, where somebody alike is here already."""
    resolve(form, "person")
    resolve(form, "body", ("organization",))
    account: users.NewUser = form.load(users.NewUserSchema())
    picked = form.picked("person")
    if form.value("office", NOBODY) == NOBODY and not picked:
        return account, None
    described = load(PersonSchema(), {"name": account.name, "email": account.email})
    alike = [] if picked or form.is_on("another") else database().read(people_alike, described)
    if alike:
        form.offered["person"] = [Choice(person.id, person.name, person.reasons) for person in alike]
        raise InvalidData({"person": ["Somebody like this is here already. Is it one of these?"]})
    if form.value("office", NOBODY) == NOBODY:
        form.values["office"] = "staff"
    newcomer: joining.Newcomer = form.load(joining.NewcomerSchema(unknown="exclude"))
    return account, newcomer


@pages.get("/<user_id>")
@allow("administrator")
def account(user_id: str) -> Response:
    """One account."""
    return _account(user_id, Form.new())


@pages.post("/<user_id>/link")
@allow("administrator")
def link(user_id: str) -> Response:
    """A fresh link: an invitation until a password is set, after that a reset."""
    user = database().read(users.user, user_id)
    return _show_link(user_id, _purpose(user))


@pages.post("/<user_id>/letter")
@allow("administrator")
def send(user_id: str) -> AnyResponse:
    """The same as a letter by e-mail."""
    user = database().read(users.user, user_id)
    return _send(user, _purpose(user)) if sends_letters() else _show_link(user_id, _purpose(user))


@pages.post("/<user_id>/role")
@allow_to("change", "account")
def change_role(user_id: str) -> AnyResponse:
    """Set what the account may do; it must sign in again."""
    form = Form.sent()
    with form.catching():
        if form.value("role") not in tuple(Role):
            raise InvalidData({"role": ["Choose one of the four roles."]})
        user = database().write(users.change_role, user_id, Role(form.value("role")), by=actor())
        return _done(f"{user.name} is now {ROLES[user.role].article} and signs in again.", user_id)
    return _account(user_id, form)


@pages.post("/<user_id>/person")
@allow_to("change", "account")
def link_person(user_id: str) -> AnyResponse:
    """Say who in the graph the account is. It decides what a member sees as their own."""
    form = Form.sent()
    with form.catching():
        resolve(form, "person")
        chosen = form.picked("person")
        user = database().write(users.link_person, user_id, chosen[-1].id if chosen else None, by=actor())
        return _done(f"{user.name} signs in as {user.person_name or 'nobody in particular'}.", user_id)
    return _account(user_id, form)


@pages.post("/<user_id>/deactivate")
@allow_to("delete", "account")
def deactivate(user_id: str) -> AnyResponse:
    """Close the account at once."""
    user = database().write(users.deactivate, user_id, by=actor())
    undo = url_for("accounts.reactivate", user_id=user_id)
    return saved(f"{user.name}’s account is closed and signed out everywhere.", _url(user_id), undo=undo)


@pages.post("/<user_id>/reactivate")
@allow_to("delete", "account")
def reactivate(user_id: str) -> AnyResponse:
    """Open a closed account again."""
    user = database().write(users.reactivate, user_id, by=actor())
    return _done(f"{user.name}’s account is open again.", user_id)


def _account(user_id: str, form: Form) -> Response:
    user = database().read(users.user, user_id)
    form.values = {"role": str(user.role), **form.values}
    if user.person_id and not form.picked("person") and not form.errors:
        form.pick("person", [Choice(user.person_id, user.person_name or "")])
    return form_page(
        "accounts/account.html",
        form,
        user=user,
        state=state(user),
        by_mail=sends_letters(),
        roles=ROLE_CHOICES,
        sessions=database().read(sessions.sessions_of, user_id, now()),
        entries=database().read(history_of, user_id, actor=actor(), limit=20),
    )


def _purpose(user: users.User) -> links.Purpose:
    return links.Purpose.RESET if user.has_password else links.Purpose.INVITATION


def _pass_on(user: users.User, purpose: links.Purpose) -> AnyResponse:
    """By e-mail where letters are sent; else the link is shown, to be passed on by hand."""
    return _send(user, purpose) if sends_letters() else _show_link(user.id, purpose)


def _send(user: users.User, purpose: links.Purpose) -> AnyResponse:
    database().write(send_link, user.id, purpose, stationery(), new_id(), by=actor())
    return _done(f"A letter with the link goes to {user.email}.", user.id)


def _show_link(user_id: str, purpose: links.Purpose) -> Response:
    secret = new_secret()
    made = database().write(links.issue, user_id, purpose, digest(secret), by=actor())
    start = (settings().public_url or request.host_url).rstrip("/")
    url = f"{start}{url_for('signing.welcome', secret=secret)}"
    return Response(render_template("accounts/link.html", link=made, url=url))


def _done(text: str, user_id: str) -> AnyResponse:
    return saved(text, _url(user_id))


def _url(user_id: str) -> str:
    return url_for("accounts.account", user_id=user_id)
