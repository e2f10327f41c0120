"""`crm time-zone`: the office's time zone."""

import click

from web.cli.terminal import answer, as_json, office


@click.command("time-zone")
@click.argument("name", required=False)
@as_json
def time_zone(name: str | None, json_: bool) -> None:
    """Show the office's time zone; with a NAME such as America/Chicago, change it."""
    from crm.acts.time_zone import change_time_zone

    with office() as at:
        zone = change_time_zone(at.database, name, by=at.actor) if name else at.actor.zone
    answer({"time_zone": zone.key}, [f"The office’s time zone is {zone.key}."], json_=json_)
