"""`crm doctor`, `crm backup` and `crm restore`."""

from pathlib import Path

import click

from crm.storage.backup import back_up
from crm.storage.doctor import OK, accept, examine
from crm.storage.opening import open_database
from crm.storage.restore import restore as put_back
from crm.storage.restore import usable
from crm.storage.settings import from_environment
from web.cli.terminal import answer, as_json, fetching

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--deep", is_flag=True, help="Check the whole store too; the site must not be running.")
@click.option("--accept", "accepted", is_flag=True, help="Take the graph as it is now, although it lost something.")
@as_json
def doctor(deep: bool, accepted: bool, json_: bool) -> None:
    """Say in plain lines what is wrong and what to do. Exit status 1 when something is."""
    settings = from_environment()
    if accepted:
        accept(settings)
    findings = examine(settings, deep=deep)
    answer(findings, [finding.line for finding in findings], json_=json_)
    if any(finding.state != OK for finding in findings):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", type=FILE)
@as_json
def backup(file: Path, json_: bool) -> None:
    """Write everything to FILE, read it back and compare. Works while people work."""
    with open_database(from_environment(), progress=fetching) as database:
        held = back_up(database, file)
    answer(held, [f"Backed up to {file}: {held.records:,} records."], json_=json_)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what is there; it is backed up first.")
@as_json
def restore(file: Path, replace: bool, json_: bool) -> None:
    """Bring everything back from FILE, into an empty database or, with --replace, over what is there."""
    settings = from_environment()
    usable(file)  # before a damaged graph is put aside for it
    with open_database(settings, progress=fetching, for_restore=True) as database:
        held = put_back(database, file, safety_folder=settings.backups_dir, replace=replace)
    answer(held, [f"Restored from {file}: {held.records:,} records."], json_=json_)
