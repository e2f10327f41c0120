"""`crm follow-up`: what was promised to be done, listed, finished, changed and handed over by command."""

from collections.abc import Callable

import click

from crm.interactions import follow_ups
from crm.interactions.follow_ups import FollowUp, FollowUpChangeSchema
from crm.office_time import in_words
from web.cli.terminal import answer, as_json, named, office
from web.forms import load

MOST = 500
NO_DAY = "none"


@click.group("follow-up")
def follow_up() -> None:
    """List follow-ups, and finish, change or hand over one by the id that the list tells."""


@follow_up.command("list")
@click.option("--of", "owner", metavar="NAME", help="Only what this person has to do.")
@click.option("--done", is_flag=True, help="Those that are done, the latest first.")
@as_json
def list_(owner: str | None, done: bool, json_: bool) -> None:
    """Open follow-ups by day, undated ones last."""
    with office() as at:
        who = named(at, owner, option="--of").id if owner else None
        found, total = at.database.read(follow_ups.listed_follow_ups, actor=at.actor, owner=who, done=done, limit=MOST)
    lines = [_line(one) for one in found] or ["None."]
    lines += [f"These are {len(found)} of {total}."] if total > len(found) else []
    answer(found, lines, json_=json_)


@follow_up.command()
@click.argument("id_", metavar="ID")
@as_json
def finish(id_: str, json_: bool) -> None:
    """Mark one done; done twice is done once."""
    found = _switched(follow_ups.finish, id_)
    answer(found, [f"Done: {found.text}"], json_=json_)


@follow_up.command()
@click.argument("id_", metavar="ID")
@as_json
def reopen(id_: str, json_: bool) -> None:
    """It is not done after all."""
    found = _switched(follow_ups.reopen, id_)
    answer(found, [f"Open again: {_line(found)}"], json_=json_)


@follow_up.command()
@click.argument("id_", metavar="ID")
@click.option("--text", metavar="WORDS", help="What has to be done.")
@click.option("--due", metavar="DAY", help=f"By when; “{NO_DAY}” for no day.")
@click.option("--owner", metavar="NAME", help="Hand it over to this person.")
@as_json
def change(id_: str, text: str | None, due: str | None, owner: str | None, json_: bool) -> None:
    """Change the words or the day of one, or hand it over; what is not said stays."""
    with office() as at:
        before = at.database.read(follow_ups.follow_up, id_, actor=at.actor)
        who = named(at, owner, option="--owner").id if owner else None
        said = {"text": text or before.text, "due": before.due if due is None else _day(due), "owner": who}
        wanted = load(FollowUpChangeSchema(), said)
        at.database.write(follow_ups.change_follow_up, id_, wanted, version=before.version, by=at.actor)
        found = at.database.read(follow_ups.follow_up, id_, actor=at.actor)
    answer(found, [_line(found)], json_=json_)


@follow_up.command()
@click.argument("id_", metavar="ID")
@as_json
def delete(id_: str, json_: bool) -> None:
    """Take one out of every list; `restore` brings it back."""
    with office() as at:
        found = at.database.read(follow_ups.follow_up, id_, actor=at.actor)
        at.database.write(follow_ups.delete_follow_up, id_, by=at.actor)
    answer(found, [f"Deleted: {found.text}"], json_=json_)


@follow_up.command()
@click.argument("id_", metavar="ID")
@as_json
def restore(id_: str, json_: bool) -> None:
    """Bring a deleted one back."""
    found = _switched(follow_ups.restore_follow_up, id_)
    answer(found, [f"Restored: {_line(found)}"], json_=json_)


def _switched(switch: Callable[..., None], id_: str) -> FollowUp:
    """The follow-up after it was finished, opened again or restored."""
    with office() as at:
        at.database.write(switch, id_, by=at.actor)
        return at.database.read(follow_ups.follow_up, id_, actor=at.actor)


def _day(typed: str) -> str | None:
    return None if typed.casefold() == NO_DAY else typed


def _line(one: FollowUp) -> str:
    who = one.owner.name if one.owner else "nobody"
    due = f"by {in_words(one.due)}" if one.due else "no day"
    return f"{one.id}  {one.text} ({who}, {due})"
