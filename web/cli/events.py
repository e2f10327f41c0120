"""`crm event` and `crm record`: events planned, listed and checked in at, and the small records, by command."""

from typing import Any

import click

from crm.errors import InvalidData
from crm.events import attendance, calling_off, invitations
from crm.events.event_kind import EVENT, KINDS, MODES, SCOPES
from crm.events.events import AgendaLine, Attendee, Event, NewEvent, event, events
from crm.events.repeating import Rhythm, plan_events
from crm.events.series import EVERY
from crm.ids import new_id
from crm.interactions.communications import MESSAGE
from crm.learning import kinds as small
from crm.lobbying.campaigns import campaigns
from crm.office_time import in_words
from crm.records.declared import Record, add_record, record, records
from crm.records.kinds import Kind
from crm.records.record_schema import schema_of
from web.cli.terminal import Office, answer, as_json, day, named, office, plain
from web.forms import load
from web.words import dollars, plural

RECORDS = {MESSAGE.key: MESSAGE, **small.KINDS}


@click.group("event")
def event_() -> None:
    """List and plan events, invite to them, and say who came."""


@event_.command("list")
@click.option("--kind", type=click.Choice(tuple(KINDS)), help="Only those of a kind.")
@click.option("--since", callback=day, metavar="DAY", help="From this day on.")
@click.option("--until", callback=day, metavar="DAY", help="Through this day.")
@as_json
def list_(kind: str | None, since: str | None, until: str | None, json_: bool) -> None:
    """Events, the latest first, with how many came."""
    with office() as at:
        found = at.database.read(events, kind=kind, days=(since or "", until or "9999"))
    lines = [_line(one) for one in found] or ["None."]
    answer([_plain(one) for one in found], lines, json_=json_)


@event_.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(tuple(KINDS)), required=True)
@click.option("--on", callback=day, required=True, metavar="DAY", help="Its first day.")
@click.option("--time", metavar="TIME", help="Such as 9:30 am.")
@click.option("--mode", type=click.Choice(tuple(MODES)))
@click.option("--scope", type=click.Choice(tuple(SCOPES)), help="For whom it is.")
@click.option("--place")
@click.option("--topic", "topics", multiple=True, help="Several times for several.")
@click.option("--agenda", "agenda", multiple=True, help="An item of its agenda; several times for several.")
@click.option("--host", "hosts", multiple=True, metavar="BODY", help="The first leads.")
@click.option("--last-day", callback=day, metavar="DAY", help="Where it goes on for several days.")
@click.option("--series", metavar="NAME", help="What its dates are found together by.")
@click.option("--every", type=click.Choice(tuple(EVERY)), help="It repeats, as a series.")
@click.option("--until", callback=day, metavar="DAY", help="Through which day it repeats.")
@click.option("--key", help="Sent again with the same key, it is the same event.")
@as_json
def plan(
    hosts: tuple[str, ...],
    agenda: tuple[str, ...],
    every: str | None,
    until: str | None,
    key: str | None,
    json_: bool,
    **said: Any,
) -> None:
    """Plan an event called NAME; with --every and --until all its dates, each an event of its own."""
    said["start"] = said.pop("on")
    content = load(schema_of(EVENT), {name: _given(value) for name, value in said.items() if value})
    with office() as at:
        ids = tuple(named(at, host, kinds=("organization",), option="--host").id for host in hosts)
        new = NewEvent(content, ids, tuple(AgendaLine(title) for title in agenda), None, key or new_id())
        ids_made = at.database.write(plan_events, new, Rhythm(every, until), by=at.actor)
        made = [at.database.read(event, one) for one in ids_made]
    told = [_plain(one) for one in made] if every else _plain(made[0])
    answer(told, [f"Planned: {_line(one)}" for one in made], json_=json_)


@event_.command()
@click.argument("event_id")
@as_json
def show(event_id: str, json_: bool) -> None:
    """One event, with who came."""
    with office() as at:
        found = at.database.read(event, event_id)
    lines = [_line(found), *(f"  {one.name}{', ' + one.role if one.role else ''}" for one in found.minutes.attendees)]
    answer(_plain(found), lines, json_=json_)


@event_.command("check-in")
@click.argument("event_id")
@click.argument("person")
@click.option("--for", "body", metavar="BODY", help="Whom they stand for, unless their posts say so.")
@click.option("--as", "role", metavar="ROLE", help="As what, such as board president.")
@as_json
def check_in(event_id: str, person: str, body: str | None, role: str | None, json_: bool) -> None:
    """PERSON came to the event with this id."""
    with office() as at:
        who = named(at, person, option="person").id
        stands_for = named(at, body, kinds=("organization",), option="--for").id if body else None
        name = at.database.write(
            attendance.check_in, event_id, Attendee(who, "", stands_for, role or None), by=at.actor
        )
    answer({"person": who, "name": name}, [f"{name} is here."], json_=json_)


@event_.command()
@click.argument("event_id")
@click.argument("people", nargs=-1, required=True, metavar="WHO...")
@click.option("--sent", callback=day, metavar="DAY", help="When they were asked; today when left out.")
@as_json
def invite(event_id: str, people: tuple[str, ...], sent: str | None, json_: bool) -> None:
    """Note that these people and bodies were asked to an event, together."""
    with office() as at:
        ids = [named(at, who, kinds=("person", "organization"), option="who").id for who in people]
        new = at.database.write(invitations.invite, event_id, ids, sent=sent or at.actor.today, by=at.actor)
        found = at.database.read(event, event_id)
    answer(_plain(found), [f"{plural(new, 'invitation', 'invitations')} noted: {_line(found)}"], json_=json_)


@event_.command()
@click.argument("event_id")
@click.argument("who")
@click.argument("said", type=click.Choice(tuple(invitations.REPLIES)))
@as_json
def reply(event_id: str, who: str, said: str, json_: bool) -> None:
    """Note what WHO, who was asked, answered."""
    with office() as at:
        one = named(at, who, kinds=("person", "organization"), option="who")
        at.database.write(invitations.reply, event_id, one.id, said, by=at.actor)
    answer({"who": one.id, "reply": said}, [f"{one.title}: {invitations.REPLIES[said].lower()}."], json_=json_)


@event_.command("call-off")
@click.argument("event_id")
@click.option("--on", "off_on", callback=day, metavar="DAY", help="When it was called off; today when left out.")
@as_json
def call_off(event_id: str, off_on: str | None, json_: bool) -> None:
    """Call a planned event off."""
    with office() as at:
        version = at.database.read(event, event_id).version
        at.database.write(calling_off.call_off, event_id, version, on=off_on, by=at.actor)
        found = at.database.read(event, event_id)
    answer(_plain(found), [f"Called off: {_line(found)}"], json_=json_)


@click.group("record")
def record_() -> None:
    """List and add the small records: surveys, documents, awards and others."""


@record_.command("list")
@click.argument("kind", type=click.Choice(tuple(RECORDS)))
@as_json
def list_records(kind: str, json_: bool) -> None:
    """Those of a KIND, the latest first."""
    with office() as at:
        found = at.database.read(records, RECORDS[kind], actor=at.actor)
    answer([_content(one) for one in found], [_record_line(one) for one in found] or ["None."], json_=json_)


@record_.command("campaigns")
@as_json
def campaigns_(json_: bool) -> None:
    """What each campaign sent, to how many, and what it cost."""
    with office() as at:
        found = at.database.read(campaigns, actor=at.actor)
    lines = [
        f"{one.totals.name}: {plural(one.totals.messages, 'message', 'messages')}, "
        f"{_told(one.totals.recipients, 'recipient')}, {dollars(one.totals.cents) if one.totals.cents else 'no cost'}"
        for one in found
    ]
    answer([{**plain(one), "cents": one.totals.cents} for one in found], lines or ["None."], json_=json_)


@record_.command("add")
@click.argument("kind", type=click.Choice(tuple(RECORDS)))
@click.argument("says", nargs=-1, metavar="FIELD=VALUE...")
@click.option("--key", help="Sent again with the same key, it is the same record.")
@as_json
def add(kind: str, says: tuple[str, ...], key: str | None, json_: bool) -> None:
    """Add a record of a KIND. Whom and what it names may be written by name; a field given twice holds both."""
    declared = RECORDS[kind]
    with office() as at:
        content = load(schema_of(declared), _fields(at, declared, says))
        made = at.database.write(add_record, declared, key or new_id(), content, by=at.actor)
        found = at.database.read(record, declared, made, actor=at.actor)
    answer(_content(found), [f"Recorded: {_record_line(found)}"], json_=json_)


def _fields(at: Office, kind: Kind, says: tuple[str, ...]) -> dict[str, Any]:
    """FIELD=VALUE pairs as the kind's gate takes them. Raises InvalidData for what is none, or for a name that is not
    known."""
    parts = {part.name: part for part in kind.parts}
    given: dict[str, Any] = {}
    for pair in says:
        name, equals, value = pair.partition("=")
        if not equals or name not in kind.order:
            raise InvalidData({name[:60]: [f"Write FIELD=VALUE. The fields are: {', '.join(kind.order)}."]})
        if name in parts:
            given.setdefault(name, []).append(_id_of(at, value, parts[name].of, name))
        elif kind.field(name).shape == "choices":
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    return given


def _id_of(at: Office, value: str, of: tuple[str, ...], option: str) -> str:
    """People, bodies and issues by name; other records by their id."""
    by_name = tuple(label.lower() for label in of if label in ("Person", "Organization", "Issue"))
    return named(at, value, kinds=by_name, option=option).id if by_name else value


def _told(count: int | None, noun: str) -> str:
    return f"{noun}s not recorded" if count is None else plural(count, noun)


def _given(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _line(shown: Event) -> str:
    came = plural(len(shown.minutes.attendees), "person came", "people came") if shown.minutes.attendees else ""
    kind = KINDS.get(shown.kind, shown.kind)
    return ", ".join(filter(None, [f"{in_words(shown.day)}  {shown.name}", kind, shown.status, came, shown.id]))


def _plain(shown: Event) -> dict[str, Any]:
    return {
        "id": shown.id,
        "kind": shown.kind,
        "name": shown.name,
        "start": shown.start,
        "status": shown.status,
        "version": shown.version,
        "hosts": [host.name for host in shown.hosts],
        "invited": len(shown.invitations),
        "came": [{"person": one.person_id, "name": one.name, "role": one.role} for one in shown.minutes.attendees],
    }


def _record_line(shown: Record) -> str:
    return f"{in_words(shown.day)}  {shown.title}, {shown.id}"


def _content(shown: Record) -> dict[str, Any]:
    return {"id": shown.id, "kind": shown.kind.key, "title": shown.title, **shown.content()}
