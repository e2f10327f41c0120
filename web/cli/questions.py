"""`crm find`, `crm tie`, `crm coverage` and `crm path`: the questions an office asks every day."""

import click

from crm.finding import search
from crm.relationships import ties
from crm.relationships.coverage import board as coverage_board
from crm.relationships.mutual import who_knows_both
from crm.relationships.paths.path_answers import Question, influence
from crm.stakeholders.chambers import CHAMBERS
from crm.stakeholders.organizations import organizations
from crm.words import listing
from web.cli.terminal import Office, answer, as_json, day, named, office

TARGETS = {"person": "person", "seat": "seat", "committee": "committee"}


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True)
@as_json
def find(text: tuple[str, ...], limit: int, json_: bool) -> None:
    """Find people and seats by any part of a name, office, district number or committee, best first."""
    with office() as at:
        found = at.database.read(search.find, " ".join(text), actor=at.actor, limit=limit)
    lines = [f"{one.title}  ({one.subtitle})" if one.subtitle else one.title for one in found]
    answer(found, lines or ["Nothing was found."], json_=json_)


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--on", callback=day, metavar="DAY", help="As known on that day.")
@as_json
def tie(a: str, b: str, on: str | None, json_: bool) -> None:
    """Show how well A and B know each other, with every term of the sum and every piece of evidence."""
    with office() as at:
        pair = [named(at, text, option=option).id for text, option in ((a, "A"), (b, "B"))]
        found = at.database.read(ties.tie, *pair, actor=at.actor, on=on)
        both = [] if on else at.database.read(who_knows_both, *pair, actor=at.actor)
    lines = [
        f"{found.a.name} and {found.b.name}: {found.headline}",
        f"{found.word}, {round(100 * found.strength)} of 100",
    ]
    lines += [f"  {term.words}" for term in found.explanation.terms]
    lines += [f"  because {reason.in_short}" for reason in found.reasons]
    if both:
        lines.append(f"Both are known to {listing([one.person.name for one in both])}")
    answer(found, lines, json_=json_)


@click.command()
@click.option("--chamber", type=click.Choice(list(CHAMBERS)))
@click.option("--committee", metavar="NAME", help="Seats whose holders sit on this committee.")
@click.option("--strength", type=click.Choice(list(coverage_board.STRENGTHS)), help="Only seats with this gap.")
@click.option("--on", callback=day, metavar="DAY", help="As known on that day.")
@as_json
def coverage(chamber: str | None, committee: str | None, strength: str | None, on: str | None, json_: bool) -> None:
    """List every seat with its holder and our best confirmed tie, gaps first."""
    with office() as at:
        body = _committee(at, committee, chamber) if committee else None
        chosen = coverage_board.Filter(chamber=chamber, committee=body, strength=strength, on=on)
        board = coverage_board.coverage(at.database, at.network, chosen, actor=at.actor)
    lines = [board.summary]
    for row in board.rows:
        best = f"{row.best.word}, {row.best.person.name}" if row.best else "no tie"
        lines.append(f"{row.label}: {row.holder.name if row.holder else 'vacant'} - {best}")
    answer(board.rows, lines, json_=json_)


def _committee(at: Office, text: str, chamber: str | None) -> str:
    """A committee by its name; the chamber tells two of one name apart."""
    if chamber:
        rows = at.database.read(organizations, kinds=("committee",), chamber=chamber, today=at.actor.today)
        exact = [row for row in rows if row.name.casefold() == text.casefold()]
        if len(exact) == 1:
            return exact[0].id
    return named(at, text, kinds=("committee",), option="--committee").id


@click.command()
@click.option("--to", required=True, metavar="NAME", help="A person, a seat or a committee.")
@click.option("--from", "start", metavar="NAME", help="A person or organization; everybody of ours when left out.")
@click.option("-k", type=click.IntRange(1, 20), default=5, show_default=True, help="How many paths.")
@click.option("--hops", type=click.IntRange(1, 6), default=4, show_default=True, help="The most ties in a path.")
@click.option("--disjoint", is_flag=True, help="Paths that share no person in between.")
@click.option("--guesses", is_flag=True, help="Use guesses too; they are marked.")
@as_json
def path(to: str, start: str | None, k: int, hops: int, disjoint: bool, guesses: bool, json_: bool) -> None:
    """Show the strongest ways to reach somebody, each with its value, its people and what every step rests on."""
    with office() as at:
        end = named(at, to, kinds=tuple(TARGETS), option="--to")
        source = named(at, start, kinds=("person", "organization"), option="--from") if start else None
        question = Question(
            end=TARGETS[end.kind], end_id=end.id, start=source.kind if source else "ours",
            start_id=source.id if source else None, k=k, hops=hops, disjoint=disjoint, guesses=guesses,
        )  # fmt: skip
        found = influence(at.database, at.network, question, actor=at.actor)
    lines = []
    for target in found.targets:
        lines.append(target.sentence)
        lines += [f"  {way.rank}. {way.value:.2f}  {way.sentence}" for way in target.paths]
        lines += [f"  {opener.sentence}" for opener in target.openers if not target.paths]
    answer(found, lines, json_=json_)
