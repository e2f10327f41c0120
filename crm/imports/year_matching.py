"""Which session, registration or report of the graph a row of past years means. Pure.

A regular session is that of its year, an extraordinary one that of its first day; somebody has one registration a year,
and files each report of a year once. What is made gets the id that typing it in would give it, so that it is one record
by whichever door it comes.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from crm.imports.drafts import Draft, DraftRecord
from crm.imports.existing_records import Snapshot, Stored
from crm.imports.match_outcomes import Resolution
from crm.lobbying.filings import filing_key
from crm.lobbying.registrations import registration_key
from crm.lobbying.session_days import REGULAR
from crm.lobbying.sessions import session_id

OURS = "home"  # the ref of the association
DELETED = "This was on record and then deleted. Bring it back under History, then import this row again."


def by_year(record: DraftRecord, draft: Draft, graph: Snapshot, to: Resolution) -> None:
    """Find a record of a year, or make it under its own id."""
    if record.label == "LegislativeSession":
        _session(record, graph, to)
    else:
        _somebodys(record, graph, to)


def _session(record: DraftRecord, graph: Snapshot, to: Resolution) -> None:
    values = record.values
    known = [stored for _, stored in graph.of_years if stored.label == record.label]
    alike = next((stored for stored in known if _same_session(stored, record)), None)
    if alike is not None:
        _take(replace(record, values={**values, "name": alike.values["name"]}), alike, to)
        return
    used = {str(stored.values["name"]) for stored in known}
    used |= {str(one.record.values.get("name")) for one in to.found.values() if one.record.label == record.label}
    name = _free_name(values["convened"][:4], values["kind"] == REGULAR, used)
    to.make(replace(record, name=name, values={**values, "name": name}), record_id=session_id(name))


def _same_session(stored: Stored, record: DraftRecord) -> bool:
    mine, theirs = record.values, stored.values
    length = len("2026") if mine["kind"] == REGULAR else len("2026-01-06")
    return bool(theirs["kind"] == mine["kind"] and theirs["convened"][:length] == mine["convened"][:length])


def _free_name(year: str, is_regular: bool, used: Iterable[str]) -> str:
    """ "2026" for the regular session, "20261E", "20262E" ... for the others, as the legislature names them."""
    return year if is_regular else next(name for n in count(1) if (name := f"{year}{n}E") not in used)


def _somebodys(record: DraftRecord, graph: Snapshot, to: Resolution) -> None:
    who, client = to.found.get(record.hints["who"]), to.found.get(OURS)
    if who is None or client is None:
        to.wait_with(record, OURS if client is None else record.hints["who"])
        return
    values = record.values
    for filer, stored in graph.of_years:
        alike = all(stored.values.get(name) == values.get(name) for name in ("year", "report"))
        if stored.label == record.label and filer == who.id and alike and not stored.values.get("number"):
            _take(record, stored, to)
            return
    if record.label == "Registration":
        to.make(record, record_id=registration_key(who.id, client.id, values["year"]))
    else:
        to.make(record, record_id=filing_key(values["report"], who.id, client.id, values["year"]))


def _take(record: DraftRecord, stored: Stored, to: Resolution) -> None:
    if "deleted_at" in stored.values:
        to.refuse(record, DELETED)
    else:
        to.take(record, stored)
