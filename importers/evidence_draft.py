"""What an evidence sheet brings into the graph: the records, relationships and questions of its rows, as a draft.

Each row becomes the record that a person would have made by hand, under a key of the row's own id, so that a second
import of a mended sheet finds it. The same name is the same person or body within a file; who that is in the graph is
found, or asked, as in every import.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from crm.events.event_kind import CANCELLED, EVENT, PLANNED
from crm.imports.drafts import (
    BY_BODY,
    BY_COUNCIL_SEAT,
    BY_KEY,
    Draft,
    DraftRecord,
)
from crm.learning import kinds as learning
from crm.office_time import first_day
from crm.plan.evidence_terms import (
    BOARD_PRESIDENT,
    EXECUTIVE_DIRECTOR,
    LEGISLATOR,
    OFFICER,
    RESA_DIRECTOR,
    SUPERINTENDENT,
)
from crm.records.kinds import Kind
from crm.stakeholders.names.folding import folded
from importers import evidence_lobbying
from importers.evidence_building import CHAMBERS, KIND, Building, Values
from importers.evidence_kinds import KINDS
from importers.evidence_names import ALL_LEGISLATORS, ALL_MEMBERS, role_of
from importers.evidence_sheet import OWN, Named, SheetRow, read_evidence
from importers.upload import Given

SOURCE = "Evidence sheet"
GROUPS = (ALL_LEGISLATORS, ALL_MEMBERS)
LEVELS = {"positive": ("good", 1), "none": ("none", 1), "negative": ("know", -1)}
RENAMED = {"with": "bodies", "close": "closes", "type": "kind", "ends": "last_day"}


# The small records, by the sheet's word for them.
SMALL: Mapping[str, Kind] = {
    "survey": learning.SURVEYS,
    "response": learning.RESPONSES,
    "mentorship": learning.MENTORSHIPS,
    "document": learning.DOCUMENTS,
    "award": learning.AWARDS,
    "presentation": learning.PRESENTATIONS,
    "partnership": learning.PARTNERSHIPS,
    "program": learning.PROGRAMS,
    "adoption": learning.ADOPTIONS,
    "statement": learning.STATEMENTS,
    "resa list": learning.RESA_LISTS,
    "old district choice": learning.PLACEMENTS,
}


def read(given: Given, *, as_of: str) -> Draft:
    """The draft of an evidence sheet. Raises InvalidData ("file")."""
    sheet = read_evidence(given, first_day(as_of))
    building = Building(sheet.rows)
    for row in sorted(sheet.rows, key=lambda row: row.kind == "invitation"):  # after the events that they are to
        _add(building, row)
    return Draft(
        kind=KIND,
        source=SOURCE,
        as_of=as_of,
        records=tuple(building.records.values()),
        links=tuple(building.links.values()),
        errors=tuple(sorted((*sheet.errors, *building.errors), key=lambda error: error.row or 0)),
        notices=tuple(sheet.notices),
    )


def _add(b: Building, row: SheetRow) -> None:
    """Add what a row states. An end or a cancellation is told by the row that it ends."""
    if row.kind in SMALL:
        _small(b, row, SMALL[row.kind])
    elif maker := _MAKERS.get(row.kind):
        maker(b, row)


def _plain(value: Any) -> Any:
    """A value as the graph keeps it."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _small(b: Building, row: SheetRow, kind: Kind) -> None:
    """A row of a declared kind: its fields are the kind's, by name."""
    day = b.rows[row.get("event")].day if row.kind == "presentation" else row.day
    values: dict[str, Any] = {kind.day: day.isoformat(), **(b.ended(row) if kind.lasting else {})}
    parts = {part.name for part in kind.parts}
    named: list[tuple[str, str]] = []
    for name in KINDS[row.kind].fields:
        value, to = row.get(name), name if name == "type" else RENAMED.get(name, name)
        if value in (None, "", ()):
            continue
        if to in parts:
            named += [(to, ref) for ref in _refs(b, row, name, value) if ref]
        elif isinstance(value, Named):
            values[to] = "staff" if folded(value.person) in ("staff", folded(OWN)) else value.person
        else:
            values[to] = _plain(value)
    if "title" in {one.name for one in kind.fields if one.needed} and "title" not in values:
        values["title"] = str(values.get("type", kind.noun)).capitalize()
    start = b.record(row, kind.label, kind.plural.capitalize(), kind.noun.capitalize(), values)
    for position, (part, ref) in enumerate(named):
        b.link("INVOLVES", start, ref, row, {"part": part, "position": position})


def _refs(b: Building, row: SheetRow, name: str, value: Any) -> list[str]:
    takes = KINDS[row.kind].fields[name].takes
    several = value if isinstance(value, tuple) else (value,)
    if takes in ("ref", "refs"):
        return [f"row|{one}" for one in several]
    if takes in ("person", "people"):
        return [b.person(one, row) for one in several]
    return [b.body(one, row) for one in several]


def _event(b: Building, row: SheetRow) -> None:
    ending = b.naming.endings.get(row.id)
    values: dict[str, Any] = {"start": row.day.isoformat(), "status": CANCELLED if ending else PLANNED}
    values |= {"canceled_on": ending.day.isoformat(), "end_known_on": ending.recorded.isoformat()} if ending else {}
    properties = {one.name for one in EVENT.properties}
    for name in KINDS["event"].fields:
        if (to := RENAMED.get(name, name)) in properties:
            values[to] = _plain(row.get(name))
    values["name"] = values.get("name") or str(values["kind"])[:1].upper() + str(values["kind"])[1:]
    event = b.record(row, "Event", "Events", values["name"], values)
    for position, name in enumerate((row.get("host"), *row.get("cohosts", ()))):
        b.link("HOSTS", b.body(name, row), event, row, {"position": position})
    led = row.get("facilitator")
    named = {
        "region": b.body(row.get("region"), row) if row.get("region") else "",
        "part_of": f"row|{row.get('part_of')}" if row.get("part_of") else "",
        "group": f"row|{row.get('group')}" if row.get("group") else "",
        "facilitator": "" if not led else "home" if folded(led.person) == folded(OWN) else b.person(led, row),
    }
    if named["facilitator"] == "home":
        b.body(OWN, row)
    for part, ref in named.items():
        b.link("INVOLVES", event, ref, row, {"part": part, "position": 0})
    for number, title in enumerate(row.get("agenda", ())):
        item = {"title": title, "reason": "", "position": number}
        line = b.record(row, "AgendaItem", "", title, item, part=f"|agenda {number}")
        b.link("ITEM_OF", line, event, row)
    for one in row.get("attendance", ()):
        known = {"role": one.role, "known_on": row.recorded.isoformat()}
        b.link("ATTENDED", b.person(one, row), event, row, known, b.body(one.body, row) if one.body else "")


def _group(b: Building, row: SheetRow) -> None:
    name, ref = row.get("name"), f"row|{row.id}"
    values = {"name": name, "key_name": folded(name), "classification": "group", "known_on": row.recorded.isoformat()}
    values |= {"start_date": row.day.isoformat(), **b.ended(row, "end_date")}
    b.records.setdefault(ref, DraftRecord(ref, "Organization", "Groups", name, values, row.place, BY_BODY, text=name))
    for one in row.get("members", ()):
        b.link("MEMBER_OF", b.person(one, row), ref, row, {"role": "member"})


def _post(b: Building, row: SheetRow) -> None:
    role, body = role_of(row), b.body(row.get("body"), row)
    office, values = _office(row, role)
    ref = f"{office}|{body}"
    if ref not in b.records:
        hints = {"only_without": "member"} if role == LEGISLATOR else {}
        b.records[ref] = DraftRecord(
            ref, "Post", "Offices", values["title"], values, row.place, BY_KEY, within=body, hints=hints
        )
        b.link("IN", ref, body, row)
    district = row.get("district", "")
    held = {
        "start_date": row.day.isoformat(),
        "known_on": row.recorded.isoformat(),
        "interim": True if row.get("interim") else None,
        **b.ended(row, "end_date"),
    }
    place = b.body(district, row) if district and not district.isdigit() else ""
    b.link("HOLDS", b.person(row.get("person"), row), ref, row, held, place)


def _office(row: SheetRow, role: str) -> tuple[str, dict[str, Any]]:
    """The key of a post within its body, and what it says."""
    one_each = {
        SUPERINTENDENT: ("superintendent", "Superintendent"),
        RESA_DIRECTOR: ("director", "Director"),
        BOARD_PRESIDENT: ("board_president", "Board president"),
    }
    if role in one_each:
        stored, title = one_each[role]
        return stored, {"role": stored, "title": title, "label": f"{title} of {{within}}"}
    if role == LEGISLATOR:
        chamber = CHAMBERS.get(folded(row.get("body")), "lower")
        values = {"role": "member", "chamber": chamber, "district": row.id, "title": "Legislator", "seat": 1}
        return f"member {row.id}", {**values, "label": f"Seat of {row.get('person').person}"}
    if role in ("board member", OFFICER) and folded(row.get("body")) == folded(OWN):
        seat = row.get("district", "")
        title = "Officer" if role == OFFICER else "Board member" if seat else "At large"
        more = {"old_district": int(seat)} if seat.isdigit() else {}
        return f"board {row.id}", {"role": "board_member", "title": title, "label": f"{title} {row.id}", **more}
    if role == EXECUTIVE_DIRECTOR:
        return "director", {"role": "director", "title": "Executive director", "label": "Executive director"}
    if role == "staff":
        return "staff staff", {"role": "staff", "title": "Staff", "label": "Staff"}
    title = role.capitalize()
    return role, {"role": role.replace(" ", "_"), "title": title, "label": f"{title} of {{within}}"}


def _membership(b: Building, row: SheetRow) -> None:
    held = {"role": "member", "start_date": row.day.isoformat(), "known_on": row.recorded.isoformat()}
    for name in row.get("districts"):
        values = {**held, **b.ended(row, "end_date")}
        b.link("MEMBER_OF", b.body(name, row), b.body(OWN, row), row, values)


def _seat(b: Building, row: SheetRow) -> None:
    body = b.body(row.get("body"), row)
    ref, council = f"council seat|{body}", "body|advisory council"
    if ref not in b.records:
        named = {"name": "Advisory council", "key_name": "advisory council", "classification": "council"}
        b.records.setdefault(
            council,
            DraftRecord(council, "Organization", "", named["name"], named, row.place, BY_BODY, text=named["name"]),
        )
        values = {"role": "council_seat", "title": "Council seat"}
        b.records[ref] = DraftRecord(
            ref, "Post", "Council seats", "Council seat", values, row.place, BY_COUNCIL_SEAT, within=body
        )
        b.link("IN", ref, council, row)
        b.link("SPEAKS_FOR", ref, body, row)
    held = {"start_date": row.day.isoformat(), "known_on": row.recorded.isoformat(), **b.ended(row, "end_date")}
    b.link("HOLDS", b.person(row.get("person"), row), ref, row, held)


def _communication(b: Building, row: SheetRow) -> None:
    groups = sorted({folded(one.person) for one in row.get("recipients", ())} & set(GROUPS))
    channels = list(row.get("channel"))
    values = {
        "sent": row.day.isoformat(),
        "subject": f"{row.get('type').capitalize()} by {', '.join(channels)}",
        "type": row.get("type"),
        "channels": channels,
        "audience": ", ".join(groups),
        "audiences": list(row.get("audience")),
        "campaign": row.get("campaign"),
        "theme": row.get("theme"),
        "sent_to_all": groups,
    }
    message = b.record(row, "Communication", "Messages", values["subject"], values)
    for text in row.get("issue", ()):
        b.link("ABOUT", message, b.issue(text, row), row)
    for one in _single(row.get("recipients", ())):
        b.link("SENT_TO", message, b.party(one, row), row)


def _single(named: Iterable[Named]) -> list[Named]:
    return [one for one in named if folded(one.person) not in GROUPS]


def _priority(b: Building, row: SheetRow) -> None:
    issue = b.issue(row.get("title"), row)
    for name in row.get("raised_by", ()):
        b.link("RAISED_BY", issue, b.body(name, row), row, {"on": row.day.isoformat()})
    _ranking(b, row, issue, {"status": "adopted"})
    if ending := b.naming.endings.get(row.id):
        dropped = (ending.day + timedelta(days=1)).isoformat()
        _ranking(b, row, issue, {"status": "closed", "on": dropped, "known_on": ending.recorded.isoformat()}, "|end")


def _rank(b: Building, row: SheetRow) -> None:
    issue = b.issue(row.get("issue"), row)
    spans = [one for one in b.rows.values() if one.kind == "priority" and b.issue(one.get("title"), one) == issue]
    held = [one for one in spans if one.day <= row.day and not _is_over(b, one, row)]
    said = {"rank": row.get("rank"), "set_by": row.get("set_by").person if row.get("set_by") else ""}
    _ranking(b, row, issue, {"status": "adopted" if held else "suggested", **said})


def _is_over(b: Building, priority: SheetRow, row: SheetRow) -> bool:
    ending = b.naming.endings.get(priority.id)
    return ending is not None and ending.day < row.day


def _ranking(b: Building, row: SheetRow, issue: str, said: Values, part: str = "") -> None:
    values = {"set_by": "", "wording": "", "on": row.day.isoformat(), **said}
    ref = b.record(row, "Ranking", "Priorities and ranks", b.records[issue].name, values, part)
    b.link("RANKS", ref, issue, row)


def _stance(b: Building, row: SheetRow) -> None:
    values = {
        "on": row.day.isoformat(),
        "stance": int(row.get("stance")),
        "certainty": "sure",
        "source_kind": "statement",
        "source": row.get("source") or SOURCE,
        "visibility": "staff",
    }
    ref = b.record(row, "Position", "Stances", f"{row.get('body')}: {row.get('stance')}", values)
    b.link("HELD_BY", ref, b.body(row.get("body"), row), row)
    b.link("ABOUT", ref, b.issue(row.get("issue"), row), row)


def _tie_rating(b: Building, row: SheetRow) -> None:
    level, valence = LEVELS[row.get("value")]
    confirmed = row.get("confirmed") == "yes"
    holder, legislator = (b.person(row.get(name), row) for name in ("holder", "legislator"))
    values = {
        "kind": "rating",
        "level": level,
        "valence": valence,
        "said_by": SOURCE,
        "on": row.day.isoformat(),
        "visibility": "staff",
        "confirmed": confirmed,
        "recorded_name": SOURCE,
    }
    name = f"{row.get('holder').person} and {row.get('legislator').person}"
    ref = b.record(row, "Evidence", "Ratings of relationships", name, values)
    if confirmed and holder:
        b.records[ref] = replace(b.records[ref], refs={"said_by": holder})
    b.link("BETWEEN", ref, holder, row)
    b.link("BETWEEN", ref, legislator, row)


def _contact(b: Building, row: SheetRow) -> None:
    values = {
        "at": row.day.isoformat(),
        "channel": "meeting",
        "direction": "to_us" if row.get("incoming") else "two_way",
        "visibility": "staff",
        "topics": list(row.get("topics", ())),
        "lobbying": row.get("lobbying") or None,
        "summary": ", ".join(row.get("topics", ())),
        "sentiment": 0,
        "at_request": False,
        "source": SOURCE,
        "recorded_name": SOURCE,
    }
    title = f"Contact with {', '.join(one.person for one in row.get('with'))}"
    ref = b.record(row, "Interaction", "Contacts", title, values)
    for one in row.get("by"):
        b.link("TOOK_PART", b.person(one, row), ref, row, {"part": "ours"})
    for one in row.get("with"):
        stood_for = b.body(one.body, row) if one.body else ""
        b.link("TOOK_PART", b.party(one, row), ref, row, {"part": "theirs", "role": one.role}, stood_for)
    for text in row.get("issue", ()):
        b.link("ABOUT", ref, b.issue(text, row), row)


def _invitation(b: Building, row: SheetRow) -> None:
    """Of two invitations of somebody to one event the earlier counts: the later is a reminder."""
    event = f"row|{row.get('event')}"
    accepted = {folded(one.person) for one in row.get("accepted", ())}
    named = {folded(one.person): one for one in (*row.get("recipients"), *row.get("accepted", ()))}
    for one in _single(named.values()):
        ref = b.party(one, row)
        said = {"sent": row.day.isoformat(), "known_on": row.recorded.isoformat()}
        said |= {"reply": "yes"} if folded(one.person) in accepted else {}
        earlier = b.links.get(("INVITED_TO", ref, event, "", ""))
        if earlier is not None and earlier.values["sent"] > said["sent"]:
            del b.links["INVITED_TO", ref, event, "", ""]
        b.link("INVITED_TO", ref, event, row, said)
    if groups := sorted(set(named) & set(GROUPS)):
        record = b.records.get(event)
        if record is not None:
            told = [f"{group}|{row.day.isoformat()}|{row.recorded.isoformat()}" for group in groups]
            values = {**record.values, "invited_all": [*record.values.get("invited_all", ()), *told]}
            b.records[event] = replace(record, values=values)


_MAKERS: Mapping[str, Callable[[Building, SheetRow], None]] = {
    "event": _event,
    "group": _group,
    "post": _post,
    "membership": _membership,
    "seat": _seat,
    "communication": _communication,
    "priority": _priority,
    "rank": _rank,
    "stance": _stance,
    "tie rating": _tie_rating,
    "contact": _contact,
    "invitation": _invitation,
    "session": evidence_lobbying.session,
    "registration": evidence_lobbying.registration,
    "filing": evidence_lobbying.filing,
    "expense": evidence_lobbying.expense,
}
