"""Signing in and out, and setting a password by a one-time link. The only pages for people without a session."""

from datetime import timedelta

from flask import Blueprint, Response, redirect, request, session, url_for
from flask_login import current_user, login_user, logout_user
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts import links, passwords, second_factor, sessions, throttle, users
from crm.accounts.random_secrets import digest, new_secret
from crm.accounts.users import User
from crm.acts.account_letters import send_forgotten
from crm.errors import InvalidData, NotFound
from crm.fields import LONGEST_EMAIL
from crm.ids import new_id
from crm.office_time import moment
from web.access import EVERYONE, PUBLIC, Account, allow
from web.context import database, now, settings, zone
from web.forms import Form, form_page
from web.letters import sends_letters, stationery
from web.messages import note
from web.security import safe_next
from web.words import clock

pages = Blueprint("signing", __name__)

HALF_WAY = "half way"  # in the cookie between the password and the code
HALF_WAY_LASTS = timedelta(minutes=10)
WRONG = "The e-mail address or the password is not right."
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


class SignInSchema(Schema):
    """What the sign-in form sends."""

    email = fields.String(required=True, error_messages={"required": "Write your e-mail address."})
    password = fields.String(required=True, error_messages={"required": "Write your password."})


@pages.get("/sign-in")
@allow(PUBLIC)
def sign_in() -> AnyResponse:
    """The form; whoever is signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")))
    return form_page("accounts/sign_in.html", Form.new({"next": request.args.get("next", "")}))


@pages.post("/sign-in")
@allow(PUBLIC)
def start_session() -> AnyResponse:
    """Check the password, slowly and equally for known and unknown addresses, and begin a session."""
    form = Form.sent()
    with form.catching():
        typed = form.load(SignInSchema())
        # As typed: a blank at either end is part of a password.
        user = check_password(_address_typed(typed["email"]), form.value("password"))
        return enter(user, safe_next(form.value("next")))
    form.values.pop("password", None)
    return form_page("accounts/sign_in.html", form)


def enter(user: User, following: str) -> AnyResponse:
    """Begin a session for whoever gave the right password or link, and go on; first ask for the second factor where
    the account has one."""
    if not user.has_second_factor:
        begin_session(user)
        return redirect(following, 303)
    session.clear()
    session[HALF_WAY] = [user.id, user.version, now(), following]
    return redirect(url_for("signing.second_step"), 303)


@pages.get("/sign-in/code")
@allow(PUBLIC)
def second_step() -> AnyResponse:
    """Where the code of the second factor is typed."""
    if _half_way() is None:
        return redirect(url_for("signing.sign_in"), 303)
    return form_page("accounts/second_step.html", Form.new())


@pages.post("/sign-in/code")
@allow(PUBLIC)
def take_code() -> AnyResponse:
    """Use the code up and begin the session."""
    user, form = _half_way(), Form.sent()
    if user is None:
        note("That took too long. Sign in again.")
        return redirect(url_for("signing.sign_in"), 303)
    following = safe_next(session[HALF_WAY][3])
    with form.catching():
        counted = throttle.code_limits(user.id, request.remote_addr or "")
        count_attempt(counted)
        key = settings().secret_key
        database().write(second_factor.use_code, user.id, form.value("code"), key, at=now())
        database().write(throttle.succeeded, counted, now())
        begin_session(user)
        return redirect(following, 303)
    form.values.pop("code", None)
    return form_page("accounts/second_step.html", form)


def _half_way() -> User | None:
    """Who gave the right password a few minutes ago in this browser; nobody once their account was changed."""
    user_id, version, at, _ = session.get(HALF_WAY) or ("", 0, "", "")
    if not user_id or moment(now()) - moment(at) > HALF_WAY_LASTS:
        return None
    try:
        user = database().read(users.user, user_id)
    except NotFound:
        return None
    return user if user.is_active and user.version == version else None


@pages.post("/sign-out")
@allow(*EVERYONE)
def sign_out() -> AnyResponse:
    """End the session here and in the graph."""
    account = current_user._get_current_object()
    database().write(sessions.end, account.user.id, account.session_id)
    logout_user()
    session.clear()
    note("You are signed out.")
    gone = redirect(url_for("signing.sign_in"), 303)
    # Not "storage": what waits on the device is locked, and is to be there when its account signs in again.
    gone.headers["Clear-Site-Data"] = '"cache"'
    return gone


@pages.get("/welcome/<secret>")
@allow(PUBLIC)
def welcome(secret: str) -> Response:
    """Where a one-time link leads: a new password is chosen. Opening it does not use it up."""
    link = database().read(links.find, digest(secret), now())
    return form_page("accounts/welcome.html", Form.new(), link=link)


@pages.post("/welcome/<secret>")
@allow(PUBLIC)
def set_first_password(secret: str) -> AnyResponse:
    """Use the link up and sign in."""
    form = Form.sent()
    link = database().read(links.find, digest(secret), now())
    with form.catching():
        hashed = new_password_hash(form, link.user)
        user = database().write(links.use, digest(secret), hashed, now())
        return enter(user, url_for("home.home"))
    return form_page("accounts/welcome.html", form, link=link)


@pages.get("/forgotten")
@allow(PUBLIC)
def forgotten() -> Response:
    """What to do about a forgotten password: where letters are sent, one with a link; else an administrator has it."""
    return form_page("accounts/forgotten.html", Form.new(), by_mail=sends_letters())


@pages.post("/forgotten")
@allow(PUBLIC)
def send_new_link() -> AnyResponse:
    """Queue a letter with a link. The answer is the same whether anybody has an account with the address."""
    if not sends_letters():
        return redirect(url_for("signing.forgotten"), 303)
    email = _address_typed(Form.sent().value("email"))
    database().write(send_forgotten, email, stationery(), new_id(), at=now())
    note("If there is an account with this address, a letter with a link is on its way. It works for a day.")
    return redirect(url_for("signing.sign_in"), 303)


def check_password(email: str, password: str, *, field: str = "password") -> User:
    """The account whose password this is. Raises InvalidData for the field; too many failures must wait first."""
    counted = throttle.limits(email, request.remote_addr or "")
    count_attempt(counted)
    user, stored = database().read(users.credentials, email)
    right = passwords.is_right(stored, password)
    if user is None or stored is None or not right:
        raise InvalidData({field: [WRONG if field == "password" else "This is not your current password."]})
    database().write(throttle.succeeded, counted, now())
    if passwords.needs_new_hash(stored):
        database().write(users.refresh_hash, user.id, passwords.hash_password(password))
    return user


def count_attempt(counted: tuple[throttle.Limit, ...]) -> None:
    """Count an attempt. Raises InvalidData while those before it must be waited for."""
    until = database().write(throttle.begin, counted, now())
    if until is not None:
        raise InvalidData({"": [f"Too many attempts. Try again after {clock(until).rsplit(', ', 1)[1]}."]})


def new_password_hash(form: Form, user: User) -> str:
    """The hash of the form's `password`, typed twice. Raises InvalidData."""
    password = form.value("password")
    passwords.check_new(password, email=user.email, name=user.name)
    if form.value("again") != password:
        raise InvalidData({"again": ["This differs from the first. Type the same password twice."]})
    return passwords.hash_password(password)


def begin_session(user: User) -> None:
    """Sign this browser in with a secret it has never seen: nothing planted before the sign-in survives it."""
    secret = new_secret()
    device, address = device_named(request.headers.get("User-Agent", "")), request.remote_addr or ""
    started = sessions.new_session(digest(secret), device=device, address=address, at=now())
    database().write(sessions.start, user.id, started)
    session.clear()
    session.permanent = True
    login_user(Account(user, zone(), secret=secret, session_id=started["id"]))


def device_named(user_agent: str) -> str:
    """A browser in words for the list of sessions: "Chrome on Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def _address_typed(email: str) -> str:
    try:
        return users.normal_email(email)
    except ValueError:
        return email[:LONGEST_EMAIL].strip().casefold()
