"""Open States bulk data: the CSV zip of one session (or its folder), with bills, votes, and who voted how.

Members often have no id there but only the printed name, "Jackson (11th)", and an id may have gone to a successor:
both are held against who sat in the chamber on the day.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm.errors import InvalidData
from crm.imports.drafts import Draft
from crm.stakeholders.chambers import LOWER, UPPER, WHOLE
from importers.openstates import PERSON_SCHEME
from importers.reading import Columns, read_table
from importers.roll_calls import ListedBallot, ListedBill, ListedVote, Listing, tallied
from importers.rows import Errors, Row, as_date
from importers.states import state as named_state
from importers.upload import LARGEST_UNPACKED, Given, Upload, members

KIND, SOURCE = "openstates-votes", "Open States"
FILE = re.compile(r"(?:^|_|/)(bills|votes|vote_people|vote_counts|organizations)\.csv$", re.IGNORECASE)
OPTIONS = {
    "yes": "yea", "no": "nay", "absent": "absent", "excused": "absent", "abstain": "present", "paired": "paired",
    "not voting": "not voting", "other": "not voting",
}  # fmt: skip


def _columns(*names: str, needed: Sequence[str]) -> Columns:
    return Columns({name: (name.replace("_", " "), name) for name in names}, tuple(needed), unused=None)


COLUMNS = {
    "bills": _columns(
        "id", "identifier", "title", "session_identifier", "jurisdiction",
        needed=("id", "identifier", "title", "session_identifier", "jurisdiction"),
    ),
    "votes": _columns(
        "id", "motion_text", "start_date", "result", "organization_id", "bill_id",
        needed=("id", "start_date", "organization_id", "bill_id"),
    ),
    "vote_people": _columns(
        "vote_event_id", "option", "voter_name", "voter_id", needed=("vote_event_id", "option", "voter_name")
    ),
    "vote_counts": _columns("vote_event_id", "option", "value", needed=("vote_event_id", "option", "value")),
    "organizations": _columns("id", "classification", needed=("id", "classification")),
}  # fmt: skip
NEEDED = ("bills", "votes", "organizations")


def read(given: Given, *, as_of: str, bills: str = "") -> Draft:
    """The draft of a session; `bills` names those wanted, "HB 1453, SB 2693". Raises InvalidData ("file", "bills")."""
    listing = Listing(KIND, SOURCE, as_of, only=bills)
    rows: dict[str, list[Row]] = defaultdict(list)
    for upload in members(given, (".csv",), limit=LARGEST_UNPACKED):
        if (named := FILE.search(upload.name)) and upload.content.strip():
            table = read_table(Upload(upload.name, upload.content), COLUMNS[named[1].lower()], limit=LARGEST_UNPACKED)
            rows[named[1].lower()] += table.rows
    missing = [f"…_{name}.csv" for name in NEEDED if name not in rows]
    if missing:
        raise InvalidData(
            {"file": [f"There is no {' and no '.join(missing)} in it. Give the session’s zip as it came."]}
        )
    listed = dict(filter(None, (_bill(row, listing.errors) for row in rows["bills"])))
    session = _Session(listed, rows, listing.errors)
    listing.bills = list(listed.values())
    listing.votes = [vote for row in rows["votes"] if (vote := session.vote(row)) is not None]
    if session.in_committee:
        listing.notices.append(f"{session.in_committee} votes of committees were left out: only chambers are read.")
    return listing.draft()


def _bill(row: Row, errors: Errors) -> tuple[str, ListedBill] | None:
    try:
        state = named_state(row.get("jurisdiction"))
    except ValueError as error:
        errors.add(row.place("jurisdiction"), f"{error} The bill was left out.")
        return None
    number, session = row.get("identifier"), row.get("session_identifier")
    if not number or not session:
        errors.add(row.place("identifier"), "A bill needs its session and number, so this one was left out.")
        return None
    return row.get("id"), ListedBill(state, session, number, row.get("title")[:300] or number, row.place())


@dataclass
class _Session:
    """A session's rows, by what they belong to."""

    bills: Mapping[str, ListedBill]
    rows: Mapping[str, Sequence[Row]]
    errors: Errors
    in_committee: int = 0

    def __post_init__(self) -> None:
        self.chambers = {row.get("id"): row.get("classification").lower() for row in self.rows["organizations"]}
        self.counts, self.people = self._by_vote("vote_counts"), self._by_vote("vote_people")

    def _by_vote(self, name: str) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows.get(name, ()):
            found[row.get("vote_event_id")].append(row)
        return found

    def vote(self, row: Row) -> ListedVote | None:
        """The roll call of a row; None, told, when it is not one of a known chamber on a listed bill and day."""
        bill, chamber = self.bills.get(row.get("bill_id")), self.chambers.get(row.get("organization_id"), "")
        if chamber not in (LOWER, UPPER, WHOLE):
            self.in_committee += chamber == "committee"
            if chamber != "committee":
                self._refuse(row, "organization_id", "This chamber is not in the file of organizations.")
            return None
        if bill is None:
            self._refuse(row, "bill_id", "This bill is not in the file of bills.")
            return None
        try:
            on = as_date(row.get("start_date"))
        except ValueError as error:
            self._refuse(row, "start_date", str(error))
            return None
        ballots = tuple(self._ballots(self.people.get(row.get("id"), ())))
        return ListedVote(
            key=f"openstates|{row.get('id').removeprefix('ocd-vote/')}",
            bill=bill,
            chamber=chamber,
            on=on,
            motion=row.get("motion_text")[:300] or "vote",
            tallies=self._tallies(row.get("id"), ballots),
            place=row.place(),
            ballots=ballots,
            passed={"pass": True, "fail": False}.get(row.get("result").lower()),
        )

    def _refuse(self, row: Row, column: str, message: str) -> None:
        self.errors.add(row.place(column), f"{message} The roll call was left out.")

    def _ballots(self, rows: Sequence[Row]) -> Iterator[ListedBallot]:
        for row in rows:
            option = OPTIONS.get(row.get("option").lower())
            if option is None or not row.get("voter_name"):
                known = ", ".join(OPTIONS)
                self.errors.add(
                    row.place("option"), f"A vote needs a name and one of {known}, so this one was left out."
                )
                continue
            voter = row.get("voter_id").removeprefix("ocd-person/")
            yield ListedBallot(row.get("voter_name"), option, identifier=(PERSON_SCHEME, voter) if voter else None)

    def _tallies(self, vote_id: str, ballots: Sequence[ListedBallot]) -> dict[str, int]:
        """The counts as published; where a source has none, those of its names."""
        counts: dict[str, int] = defaultdict(int)
        for row in self.counts.get(vote_id, ()):
            value = row.get("value")
            if value.isdecimal() and len(value) < 12:
                counts[OPTIONS.get(row.get("option").lower(), row.get("option").lower())] += int(value)
            else:
                self.errors.add(row.place("value"), f"“{value}” is not a count.")
        if vote_id not in self.counts:
            for ballot in ballots:
                counts[ballot.option] += 1
        return tallied(counts)
