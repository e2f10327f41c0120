"""`crm sample`: add or remove the fictional state, for a first look."""

import sys
from datetime import date

import click

from crm import sample as made_up
from crm.records.actor import Actor
from crm.storage.database import Database
from web.cli.terminal import answer, as_json, office


@click.group()
def sample() -> None:
    """Add or remove the fictional sample state."""


@sample.command()
@as_json
def add(json_: bool) -> None:
    """Add a small fictional state with two years of contacts, ties, stances and meetings."""
    with office() as at:
        add_sample(at.database, at.actor)
    answer({"sample": True}, ["The sample is there. Remove it with: crm sample remove"], json_=json_)


@sample.command()
@as_json
def remove(json_: bool) -> None:
    """Remove everything that belongs to the sample."""
    with office() as at:
        removed = made_up.remove(at.database)
    answer({"removed": removed}, [f"The sample is gone ({removed} records)."], json_=json_)


def add_sample(database: Database, by: Actor) -> None:
    """Add it, saying on standard error how far it is."""

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\rAdding the sample: {done * 100 // total}%", nl=done == total, err=True)

    made_up.add(database, date.fromisoformat(by.today), by.zone, progress=progress)
