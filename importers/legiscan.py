"""LegiScan datasets: the JSON zip of one session (or its folder), with a folder each for bills, roll calls and people.

Members are matched by district and name among those who sat on the day, and keep LegiScan's number of them.
LegiScan's data is licensed CC BY 4.0, so it is named as the source on every record.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from crm.errors import InvalidData
from crm.fields import cleaned
from crm.imports.drafts import Draft, Place
from crm.stakeholders.chambers import LOWER, UPPER, WHOLE
from importers.roll_calls import ListedBallot, ListedBill, ListedVote, Listing, tallied
from importers.rows import Errors, as_date
from importers.states import STATES
from importers.upload import Given, Upload, members

KIND, SOURCE = "legiscan", "LegiScan (CC BY 4.0)"
SCHEME = "legiscan-people"
KINDS = {"bill": "bill", "vote": "roll_call", "people": "person"}  # folder: what its files have at the top
CHAMBERS = {"H": LOWER, "A": LOWER, "S": UPPER, "L": WHOLE}
OPTIONS = {"1": "yea", "2": "nay", "3": "not voting", "4": "absent"}
STATUS = {
    "1": "Introduced", "2": "Passed its first chamber", "3": "Passed both chambers", "4": "Law", "5": "Vetoed",
    "6": "Failed",
}  # fmt: skip
LONGEST_NUMBER = 12  # digits
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def read(given: Given, *, as_of: str, bills: str = "") -> Draft:
    """The draft of a dataset; `bills` names those wanted, "HB 1453, SB 2693". Raises InvalidData ("file", "bills")."""
    listing = Listing(KIND, SOURCE, as_of, only=bills)
    found: dict[str, list[_Entry]] = {folder: [] for folder in KINDS}
    for upload in members(given, (".json",)):
        folder = PurePosixPath(upload.name).parent.name
        entry = _opened(upload, folder, listing.errors) if folder in KINDS else None
        if entry is not None:
            found[folder].append(entry)
    if not found["bill"] and not found["vote"]:
        raise InvalidData({"file": ["There are no folders bill and vote in it. Give the dataset’s zip as it came."]})
    listed = dict(filter(None, map(_bill, found["bill"])))
    people = {entry.text("people_id"): entry for entry in found["people"]}
    listing.bills = list(listed.values())
    listing.votes = [vote for entry in found["vote"] if (vote := _vote(entry, listed, people)) is not None]
    return listing.draft()


@dataclass(frozen=True)
class _Entry:
    """One JSON object of a file, and where what is wrong with it is told."""

    file: str
    data: Mapping[str, Any]
    errors: Errors

    def text(self, name: str) -> str:
        """A field as text: datasets of other years write numbers as text."""
        value = self.data.get(name)
        return " ".join(str(value).split()) if isinstance(value, str | int) else ""

    def number(self, name: str) -> int:
        text = self.text(name)
        return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0

    def refuse(self, name: str, message: str) -> None:
        self.errors.add(Place(self.file, None, name), message)

    def within(self, name: str) -> "_Entry":
        value = self.data.get(name)
        return _Entry(self.file, value if isinstance(value, dict) else {}, self.errors)

    def each(self, name: str) -> Iterator["_Entry"]:
        value = self.data.get(name)
        return (_Entry(self.file, one, self.errors) for one in value if isinstance(one, dict)) if value else iter(())


def _opened(upload: Upload, folder: str, errors: Errors) -> _Entry | None:
    try:
        data = cleaned(json.loads(upload.content.decode("utf-8-sig")))
    except json.JSONDecodeError as broken:
        errors.add(Place(upload.name, broken.lineno), f"This is not JSON: {broken.msg}. Take it from the zip again.")
        return None
    except InvalidData as refused:
        errors.add(Place(upload.name), f"This cannot be taken: {refused}")
        return None
    except (ValueError, RecursionError):
        errors.add(Place(upload.name), "This is not a JSON text that can be read. Take it from the zip again.")
        return None
    content = data.get(KINDS[folder]) if isinstance(data, dict) else None
    if not isinstance(content, dict):
        errors.add(Place(upload.name), f"There is no “{KINDS[folder]}” in it, so it is no file of LegiScan’s.")
        return None
    return _Entry(upload.name, content, errors)


def _bill(entry: _Entry) -> tuple[str, ListedBill] | None:
    """A bill by LegiScan's number of it; None, told, without what names a bill."""
    state, session = STATES.get(entry.text("state").lower()), session_name(entry.within("session"))
    number = entry.text("bill_number")
    if state is None or not session or not number:
        wrong = "state" if state is None else "bill_number" if session else "session"
        entry.refuse(wrong, "A bill needs its state, session and number, so this one was left out.")
        return None
    url = entry.text("url") if entry.text("url").startswith("https://") else ""
    place = Place(entry.file)
    status = STATUS.get(entry.text("status"), "")
    title = entry.text("title")[:300] or number
    return entry.text("bill_id"), ListedBill(state, session, number, title, place, status, url)


def session_name(session: _Entry) -> str:
    """A session as legislatures and Open States name it: "2024", "2011-2012", "20241E" for a year's first extra one."""
    start, end = session.text("year_start"), session.text("year_end")
    if not start:
        return ""
    if session.number("special"):
        words = f"{session.text('session_title')} {session.text('session_name')}".lower()
        ordinal = next((n for n, word in enumerate(ORDINALS, 1) if word in words or f"{n}{word[-2:]} " in words), 1)
        return f"{start}{ordinal}E"
    return start if end in ("", start) else f"{start}-{end}"


def _vote(entry: _Entry, bills: Mapping[str, ListedBill], people: Mapping[str, _Entry]) -> ListedVote | None:
    bill, chamber = bills.get(entry.text("bill_id")), CHAMBERS.get(entry.text("chamber"))
    if bill is None:
        entry.refuse("bill_id", f"Bill {entry.text('bill_id')} is not in the folder, so its roll call was left out.")
        return None
    if chamber is None:
        entry.refuse("chamber", f"“{entry.text('chamber')}” is no chamber: H, S or L. The roll call was left out.")
        return None
    try:
        on = as_date(entry.text("date"))
    except ValueError as error:
        entry.refuse("date", f"{error} The roll call was left out.")
        return None
    counts = {"yea": "yea", "nay": "nay", "not voting": "nv", "absent": "absent"}
    passed = entry.text("passed")
    return ListedVote(
        key=f"{KIND}|{entry.text('roll_call_id')}",
        bill=bill,
        chamber=chamber,
        on=on,
        motion=entry.text("desc")[:300] or "vote",
        tallies=tallied({option: entry.number(name) for option, name in counts.items()}),
        place=Place(entry.file),
        ballots=tuple(_ballots(entry, people)),
        passed={"1": True, "0": False}.get(passed),
        url=entry.text("url") if entry.text("url").startswith("https://") else "",
    )


def _ballots(vote: _Entry, people: Mapping[str, _Entry]) -> Iterator[ListedBallot]:
    for one in vote.each("votes"):
        number, option = one.text("people_id"), OPTIONS.get(one.text("vote_id"))
        person = people.get(number)
        if option is None:
            vote.refuse("vote_id", f"“{one.text('vote_id')}” is no vote: 1 yea, 2 nay, 3 not voting, 4 absent.")
        elif person is None:
            vote.refuse("people_id", f"Member {number} has no file people/{number}.json in the folder.")
        elif not person.number("committee_sponsor"):
            yield ListedBallot(
                name=person.text("name"),
                option=option,
                surname=person.text("last_name"),
                identifier=(SCHEME, number),
                seat=re.sub(r"^[A-Z]{2}-0*", "", person.text("district")),
                given=" ".join(filter(None, (person.text("first_name"), person.text("nickname")))),
            )
