"""`crm user`: accounts from the machine itself, for the first one and for a forgotten administrator's password."""

import click

from crm.accounts import links, second_factor, users
from crm.accounts.random_secrets import digest, new_secret
from crm.errors import NotFound
from crm.ids import new_id
from crm.storage.settings import from_environment
from crm.vocabulary import Role
from web.cli.terminal import Office, answer, as_json, office


@click.group()
def user() -> None:
    """Add accounts and reset passwords. Passwords are never typed here: the account's owner follows a link."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as others see it.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.STAFF.value, show_default=True)
@as_json
def add(email: str, name: str, role: str, json_: bool) -> None:
    """Make an account and print the link with which its owner sets a password."""
    with office() as at:
        new = users.NewUser(new_id(), users.normal_email(email), name, Role(role))
        made = at.database.write(users.create_user, new, by=at.actor)
        link = _link(at, made.id, links.Purpose.INVITATION)
    _tell(made, link, json_)


@user.command()
@click.argument("email")
@as_json
def reset(email: str, json_: bool) -> None:
    """Print a link with which the account's owner sets a new password; the old link, if any, ends."""
    with office() as at:
        found = _account(at, email)
        link = _link(at, found.id, links.Purpose.RESET)
    _tell(found, link, json_)


@user.command("second-factor-off")
@click.argument("email")
@as_json
def second_factor_off(email: str, json_: bool) -> None:
    """Let in somebody whose phone and recovery codes are gone: a password alone signs them in again."""
    with office() as at:
        found = _account(at, email)
        at.database.write(second_factor.turn_off, found.id, by=at.actor)
    told = {"id": found.id, "email": found.email}
    answer(told, [f"{found.email} signs in with a password alone, and can set a second factor up anew."], json_=json_)


def _account(at: Office, email: str) -> users.User:
    found = at.database.read(users.by_email, users.normal_email(email))
    if found is None:
        raise NotFound(f"There is no account with the address {email}.")
    return found


def _tell(made: users.User, link: str, json_: bool) -> None:
    told = {"id": made.id, "email": made.email, "link": link}
    answer(told, [f"{made.email} can set a password at {link}"], json_=json_)


def _link(at: Office, user_id: str, purpose: links.Purpose) -> str:
    secret, settings = new_secret(), from_environment()
    at.database.write(links.issue, user_id, purpose, digest(secret), by=at.actor)
    return f"{settings.public_url or f'http://{settings.host}:{settings.port}'}/welcome/{secret}"
