"""`crm log`: log a contact from the command line."""

import click

from crm.acts.contacts import ContactSchema, log_contact
from crm.interactions.contacts import interaction
from crm.vocabulary import CERTAINTIES, CHANNELS, DIRECTIONS, SENTIMENTS
from web.cli.terminal import answer, as_json, named, office
from web.forms import load


@click.command()
@click.option("--with", "theirs", multiple=True, required=True, metavar="NAME", help="Whom; several times for several.")
@click.option("--by", "ours", multiple=True, required=True, metavar="NAME", help="Our people; several times too.")
@click.option("--channel", type=click.Choice(list(CHANNELS)), default="meeting", show_default=True)
@click.option("--direction", type=click.Choice(list(DIRECTIONS)), default="two_way", show_default=True)
@click.option("--sentiment", type=click.IntRange(min(SENTIMENTS), max(SENTIMENTS)), default=0, show_default=True)
@click.option("--on", "at", metavar="DAY", help="The day, such as 3/12/2026; now when left out.")
@click.option("--about", "issues", multiple=True, metavar="ISSUE", help="An issue that came up; several times too.")
@click.option("--note", "summary", default="", help="What was said.")
@click.option("--ask", default="", help="What we asked.")
@click.option("--answer", "answer_", default="", help="What they answered.")
@click.option("--promise", default="", help="What was promised.")
@click.option("--stance", type=click.IntRange(-2, 2), help="Where they stand on it: -2 opposes ... 2 supports.")
@click.option("--certainty", type=click.Choice(list(CERTAINTIES)), default="likely", show_default=True)
@click.option("--conditions", default="", help="On what conditions they stand so.")
@click.option("--key", help="The same key twice makes one record, so that a retry is safe.")
@as_json
def log(json_: bool, answer_: str, **given: object) -> None:
    """Log a contact with one or more people."""
    with office() as at:
        data = {name: value for name, value in given.items() if value}
        for option, kinds in (("theirs", ("person", "seat")), ("ours", ("person",)), ("issues", ("issue",))):
            names = given[option]
            assert isinstance(names, tuple)  # noqa: S101 - click's multiple options are tuples
            data[option] = [named(at, name, kinds=kinds, option=option).id for name in names]
        if given["stance"] is not None:
            data["stance"] = given["stance"]
        told = load(ContactSchema(), data | ({"answer": answer_} if answer_ else {}))
        made = at.database.write(log_contact, *told, by=at.actor)
        found = at.database.read(interaction, made, actor=at.actor)
    answer(found, [f"Logged: {found.title}, {found.on} ({found.id})"], json_=json_)
