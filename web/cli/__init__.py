"""The `crm` command. Each subcommand lives in a module that is loaded only when it is used, so `--help` is fast.

Exit status: 0 only on success, 1 when something was refused (the reason on standard error), 2 for wrong usage.
"""

import logging
from importlib import import_module

import click

from crm.errors import CrmError, InvalidData
from crm.fields import cleaned_text

COMMANDS = {
    "serve": ("web.cli.serve:serve", "Start the database and the site."),
    "user": ("web.cli.accounts:user", "Add accounts and reset passwords."),
    "import": ("web.cli.imports:import_", "Bring in files: legislators, districts, RESA members and more."),
    "time-zone": ("web.cli.office:time_zone", "Show or change the office’s time zone."),
    "sample": ("web.cli.sample:sample", "Add or remove the fictional sample state."),
    "log": ("web.cli.contacts:log", "Log a contact."),
    "follow-up": ("web.cli.follow_ups:follow_up", "List follow-ups, finish, change or hand over one."),
    "find": ("web.cli.questions:find", "Find people, seats, committees and issues."),
    "tie": ("web.cli.questions:tie", "Show how well two people know each other, and why."),
    "coverage": ("web.cli.questions:coverage", "List every seat with our best tie."),
    "map": ("web.cli.maps:map_", "Show the districts on a map, from a boundary file."),
    "path": ("web.cli.questions:path", "Show how to reach somebody."),
    "census": ("web.cli.census:census", "Ask our people whom they know, in rounds."),
    "asks": ("web.cli.census:asks", "Plan who should ask whom."),
    "letters": ("web.cli.census:letters_", "List the letters that wait or were sent."),
    "cold": ("web.cli.census:cold", "List whom nobody talked with for too long."),
    "brief": ("web.cli.advocacy:brief", "Make the brief for a council meeting or a legislator."),
    "whip": ("web.cli.advocacy:whip", "Count who is for and against an issue or bill."),
    "stance": ("web.cli.advocacy:stance", "Record where somebody stands."),
    "lobby": ("web.cli.lobbying:lobby", "Show what lobbying reports are due, and a report's worksheet."),
    "session": ("web.cli.lobbying:session", "Show the deadlines of the legislature's session."),
    "event": ("web.cli.events:event_", "List and plan events, and say who came."),
    "survey": ("web.cli.surveys:survey", "Write, put and read surveys."),
    "record": ("web.cli.events:record_", "List and add surveys, documents, awards and other small records."),
    "plan": ("web.cli.plan:plan", "Show where the strategic plan stands."),
    "report": ("web.cli.plan:report", "Make the report to the board."),
    "doctor": ("web.cli.storage:doctor", "Say in plain lines what is wrong."),
    "backup": ("web.cli.storage:backup", "Write everything to one checked file."),
    "restore": ("web.cli.storage:restore", "Bring everything back from a backup file."),
}


class Commands(click.Group):
    """The table above as a click group; errors of ours become lines on standard error."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        found = getattr(import_module(module), attribute)
        assert isinstance(found, click.Command)  # noqa: S101 - the table names commands only
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, [cleaned_text(arg) for arg in args])
        except ValueError as error:
            raise click.UsageError(str(error), ctx) from None

    def invoke(self, ctx: click.Context) -> object:
        logging.getLogger("neo4j").setLevel(logging.ERROR)  # its retries are its own business
        try:
            return super().invoke(ctx)
        except CrmError as error:
            for line in _lines(error):
                click.echo(line, err=True)
            ctx.exit(1)


def _lines(error: CrmError) -> list[str]:
    if not isinstance(error, InvalidData):
        return [str(error)]
    return [f"{field}: {said}" if field else said for field, messages in error.errors.items() for said in messages]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="stakeholder-graph", prog_name="crm")
def main() -> None:
    """Stakeholder relationships for an association: who knows whom, how well, and how to reach them.

    Settings come from CRM_ environment variables; the README lists them.
    """
