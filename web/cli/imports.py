"""`crm import`: a command per kind of file, made from the importers' own table, and undoing an import."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from crm.errors import InvalidData
from crm.ids import new_id
from crm.imports.import_plan import OUTCOMES, Plan
from crm.imports.refused_rows import refusals
from importers import pipe, sources
from importers.pipe import Wanted
from web.cli.surveys import one_survey
from web.cli.terminal import answer, as_json, day, office, percent
from web.words import plural

MOST_OPTIONS = 12


@click.group("import")
def import_() -> None:
    """Bring in files. Each is one import that can be undone whole.

    Rows that are refused are named with file, row and field on standard error, the others are imported, and the exit
    status is 1.
    """


def _command(kind: sources.Kind) -> click.Command:
    """The command of one kind of file."""

    def run(source: Path, dry_run: bool, as_of: str | None, decide: tuple[str, ...], json_: bool, **given: str) -> None:
        _import(kind, source, as_of, dry_run, _decisions(decide), given, json_)

    params: list[click.Parameter] = [
        click.Argument(["source"], type=click.Path(exists=True, path_type=Path)),
        click.Option(["--dry-run"], is_flag=True, help="Say what would change; write nothing."),
        click.Option(["--as-of"], callback=day, metavar="DAY", help=f"{kind.day}; today when left out."),
        click.Option(["--decide"], multiple=True, metavar="ID=ANSWER", help="Answer a question of the preview."),
        *(click.Option([f"--{option.name}"], default="", help=option.hint) for option in kind.options),
    ]
    made = click.Command(kind.name, callback=as_json(run), params=params, help=kind.about, short_help=kind.title)
    made.params += getattr(run, "__click_params__", [])
    return made


def _decisions(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if any(not separator for _, separator, _ in pairs):
        raise InvalidData({"--decide": ["Write it as ID=ANSWER, as the preview shows them."]})
    return {name: value for name, _, value in pairs}


def _import(
    kind: sources.Kind,
    source: Path,
    as_of: str | None,
    dry_run: bool,
    decisions: Mapping[str, str],
    options: Mapping[str, str],
    json_: bool,
) -> None:
    with office() as at:
        if options.get("survey"):
            options = {**options, "survey": one_survey(at, options["survey"]).id}
        wanted = Wanted(kind.name, source, as_of or at.actor.today, options, decisions)
        ready = pipe.compare(at.database, wanted, batch_id=new_id())
        batch = ""
        if not dry_run and not ready.is_empty:
            tell = percent("Writing")
            batch = pipe.write(at.database, ready, by=at.actor, file=source.name, progress=tell).batch_id
    answer(_told(ready, batch), _lines(ready, batch, dry_run, decisions), json_=json_)
    for one in refusals(ready.errors):
        place = ", ".join(part for part in (one.file, one.where, one.field) if part)
        click.echo(f"{place}: {one.message}", err=True)
    if ready.errors:
        raise click.exceptions.Exit(1)


def _told(ready: Plan, batch: str) -> dict[str, Any]:
    return {
        "batch": batch or None,
        "counts": ready.counts.by_kind,
        "refused": [asdict(error) for error in ready.errors],
        "choices": [asdict(choice) for choice in ready.choices],
        "waiting": ready.waiting,
        "notices": list(ready.notices),
    }


def _lines(ready: Plan, batch: str, dry_run: bool, decisions: Mapping[str, str]) -> list[str]:
    lines = []
    for kind, counted in ready.counts.by_kind.items():
        parts = [f"{number} {outcome}" for outcome in OUTCOMES if (number := counted.get(outcome))]
        lines.append(f"{kind}: {', '.join(parts) or 'none'}")
    lines += ready.notices
    for choice in (one for one in ready.choices if not one.answer(decisions)):
        lines.append(f"To decide, {choice.id}: {choice.question}")
        offered = choice.options[:MOST_OPTIONS]
        lines += [f"    --decide '{choice.id}={option.value}'   {option.label}" for option in offered]
        if len(offered) < len(choice.options):
            lines.append(f"    ... and {len(choice.options) - len(offered)} more; --json has them all.")
    if ready.waiting:
        lines.append(f"{plural(ready.waiting, 'row')} to be decided.")
    if dry_run:
        return [*lines, "Nothing was written (--dry-run)."]
    return [*lines, f"Imported. Undo it with: crm import undo {batch}" if batch else "There was nothing to write."]


@import_.command()
@click.argument("batch")
@as_json
def undo(batch: str, json_: bool) -> None:
    """Undo an import whole; refused, with what stands in the way, when something was built on it."""
    with office() as at:
        undone = pipe.take_back(at.database, batch, by=at.actor, progress=percent("Taking it back"))
    answer(undone, [f"Undone: {undone.kind}, {undone.file}."], json_=json_)


for _kind in sources.KINDS.values():
    import_.add_command(_command(_kind))
