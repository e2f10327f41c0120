"""`crm census` and `crm asks`: rounds of the census, and the plan of who should ask whom, from the command line."""

import csv
from pathlib import Path

import click

from crm.accounts.random_secrets import digest, new_secret
from crm.acts.ask_plans import PlanQuestion, ask_plan
from crm.advocacy.council.council_seats import home
from crm.asks.cold import going_cold
from crm.asks.hand_over import hand_over
from crm.census.invitations import invitations, issue_links, silent
from crm.census.letters import post_round
from crm.census.report import report
from crm.census.rounds import GROUPS, NewRoundSchema, Round, close_round, open_round, rounds
from crm.errors import Conflict, InvalidData
from crm.finding.search import BILL, COMMITTEE, ISSUE, ORGANIZATION
from crm.ids import new_id
from crm.mail.letters import Stationery, letters
from crm.relationships.coverage.risk import risk
from crm.stakeholders.chambers import CHAMBERS
from crm.storage.settings import Settings, from_environment
from web.cli.terminal import Office, answer, as_json, named, office
from web.forms import load

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def census() -> None:
    """Ask our people whom they know, in rounds."""


@census.command("open")
@click.option("--title", required=True, help="What the round is called, such as Fall 2026.")
@click.option("--until", required=True, metavar="DAY", help="The last day for answers.")
@click.option("--group", type=click.Choice(list(GROUPS)), default="superintendents", show_default=True)
@click.option("--resa", metavar="NAME", help="Which RESA, for the group resa.")
@click.option("--message", default="", help="What the page and the letter say first.")
@click.option("--links", type=FILE, help="Write everybody's personal link to this CSV file. They are shown once.")
@as_json
def open_(title: str, until: str, group: str, resa: str | None, message: str, links: Path | None, json_: bool) -> None:
    """Open a round for a group; with --links, write the personal links for a mail merge."""
    with office() as at:
        region = named(at, resa, kinds=(ORGANIZATION,), option="--resa").id if resa else None
        wanted = {"title": title, "closes_on": until, "group": group, "message": message, "region": region}
        new = load(NewRoundSchema(), {name: value for name, value in wanted.items() if value})
        made = at.database.write(open_round, new, by=at.actor)
        lines = [f"Opened “{title}”."]
        if links:
            lines.append(f"Wrote {_links(at, made, links)} links to {links}.")
        answer({"id": made}, lines, json_=json_)


@census.command()
@click.argument("title", required=False)
@as_json
def status(title: str | None, json_: bool) -> None:
    """Say how far a round is (the latest one when no title is given), by RESA, what changed, and who is silent."""
    with office() as at:
        found = at.database.read(report, _round(at, title).id, actor=at.actor)
    lines = [f"{found.round.title}: {found.sentence}", *filter(None, [found.change, found.reservation])]
    lines += [
        f"  {one.turn}: {one.now.person} and {one.now.about} ({one.now.seat or 'no seat'}), "
        f"{one.before_in_words} before, {one.now.in_words} now"
        for one in found.changes
    ]
    lines += [
        f"  {line.region}: {line.answered} of {line.invited} answered, {line.opened} opened, {line.silent} silent"
        for line in found.regions
    ]
    lines += [f"  silent: {one.name}" for one in silent(found.invited)]
    answer(found, lines, json_=json_)


@census.command()
@click.argument("title", required=False)
@as_json
def send(title: str | None, json_: bool) -> None:
    """Queue the letter, or a reminder, of everybody who has not answered, for the running site to send (of the latest
    round when no title is given)."""
    settings = from_environment()
    if settings.mail_server is None:
        raise Conflict("No mail server is set, so nothing is sent. Set CRM_SMTP_URL, or take --links of census open.")
    with office() as at:
        paper = Stationery(settings.secret_key, _site(settings), at.database.read(home).short_name)
        found, key = _round(at, title), new_id()
        count = at.database.write(post_round, found.id, paper, key=key, by=at.actor)
    answer({"queued": count}, [f"Queued {count} letters. The site sends them while it runs."], json_=json_)


@census.command()
@click.argument("title", required=False)
def close(title: str | None) -> None:
    """Take no more answers to a round (the latest one when no title is given)."""
    with office() as at:
        found = _round(at, title)
        at.database.write(close_round, found.id, version=found.version, by=at.actor)
    click.echo(f"Closed “{found.title}”.")


@click.group()
def asks() -> None:
    """Ask the right person."""


@asks.command("plan")
@click.option("--about", required=True, metavar="NAME", help="An issue or a bill.")
@click.option("--chamber", type=click.Choice(list(CHAMBERS)))
@click.option("--committee", metavar="NAME", help="Instead of a chamber: the committee it is before.")
@as_json
def plan_(about: str, chamber: str | None, committee: str | None, json_: bool) -> None:
    """Show who should ask whom: the best plan within what each person may be asked."""
    if bool(chamber) == bool(committee):
        raise click.UsageError("Give a chamber or a committee.")
    with office() as at:
        subject = named(at, about, kinds=(ISSUE, BILL), option="--about").id
        body = named(at, committee, kinds=(COMMITTEE,), option="--committee").id if committee else None
        question = PlanQuestion(subject, chamber=chamber, committee=body)
        found = ask_plan(at.database, at.network, question, actor=at.actor)
    lines = [found.sentence]
    for one in found.asks:
        lines += [f"{one.asker.name} asks {one.member.name} ({one.seat}), reach {one.reach:.2f}: {one.why}"]
        lines += [f"  next: {one.next_best}"]
    answer(found, lines, json_=json_)


@asks.command("risk")
@as_json
def risk_(json_: bool) -> None:
    """Show whose departure would lose most reach, with the seats."""
    with office() as at:
        found = risk(at.database, at.network, actor=at.actor)
    lines = [found.sentence]
    for one in found.bridges:
        seats = ", ".join(seat.seat for seat in one.cut_off) or "none"
        lines.append(f"{one.person.name}: reach lost {one.lost:.2f}; cut off: {seats}; weaker: {len(one.weakened)}")
    answer(found, lines, json_=json_)


@asks.command("hand-over")
@click.argument("name")
@as_json
def hand_over_(name: str, json_: bool) -> None:
    """Show what somebody hands over when they leave, and to whom."""
    with office() as at:
        found = hand_over(at.database, at.network, named(at, name).id, actor=at.actor)
    lines = [found.sentence]
    for tie in found.ties:
        heir = f"{tie.heir.person.name}, who {tie.heir.why}" if tie.heir else "nobody who may be asked now"
        lines.append(f"{tie.person.name} ({tie.word}): {heir}")
    answer(found, lines, json_=json_)


@click.command("letters")
@as_json
def letters_(json_: bool) -> None:
    """List the letters that wait or were sent, those that moved last first."""
    with office() as at:
        found = at.database.read(letters, actor=at.actor)
    lines = [
        f"{one.name} <{one.to}>, {one.purpose}: {one.state}{f' ({one.said})' if one.said else ''}" for one in found
    ]
    answer(found, lines or ["No letter waits or was sent."], json_=json_)


@click.command()
@as_json
def cold(json_: bool) -> None:
    """List whom nobody of ours talked with for too long, the latest first."""
    with office() as at:
        found = at.database.read(going_cold, actor=at.actor)
    lines = []
    for one in found:
        last = f"{one.over} days too late, last with {one.who} on {one.last}" if one.last else "no talk is logged"
        lines.append(f"{one.person.name} ({one.seat}, every {one.every} days): {last}")
    answer(found, lines or ["Everybody was talked with in time."], json_=json_)


def _round(at: Office, title: str | None) -> Round:
    found = at.database.read(rounds, actor=at.actor)
    chosen = [one for one in found if title is None or one.title.casefold() == title.casefold()]
    if not chosen:
        names = ", ".join(one.title for one in found) or "none yet"
        raise InvalidData({"title": [f"There is no such round. Rounds: {names}."]})
    return chosen[0]


def _site(settings: Settings) -> str:
    return (settings.public_url or f"http://localhost:{settings.port}").rstrip("/")


def _links(at: Office, round_id: str, file: Path) -> int:
    """Write a fresh link for everybody; returns how many."""
    start = _site(from_environment())
    people = at.database.read(invitations, round_id, actor=at.actor)
    secrets = {one.id: new_secret() for one in people}
    at.database.write(issue_links, round_id, {one: digest(secret) for one, secret in secrets.items()}, by=at.actor)
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("Name", "First name", "E-mail", "District", "Link"))
        for one in people:
            address = f"{start}/c/{secrets[one.id]}"
            writer.writerow((one.name, one.given_name, one.email or "", one.district, address))
    return len(people)
