"""Bills and roll calls as a draft, whichever source lists them: counts are held against names, names become members.

A source's module reads its files into `ListedBill`s and `ListedVote`s. A roll call whose names do not add up to its
counts is refused whole. Who a printed name is, the import engine finds among those who sat on the day, or asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.advocacy.votes.bills import bill_key, bill_number, bill_search
from crm.advocacy.votes.roll_calls import miscounted
from crm.errors import InvalidData
from crm.imports.drafts import BY_NAME, BY_ROLL_CALL, BY_SITTING, Draft, DraftLink, DraftRecord, Place
from crm.office_time import in_words, last_day
from importers.rows import Errors
from importers.states import State

LEFT_OUT = "This roll call was left out. Correct the file, or record the vote by hand on the bill’s page."


@dataclass(frozen=True)
class ListedBill:
    """A bill as a source has it; `session` is its name, "2024", or "20241E" for the year's first extra session."""

    state: State
    session: str
    number: str
    title: str
    place: Place
    status: str = ""
    url: str = ""

    @property
    def ref(self) -> str:
        return bill_key(self.state.code, self.session, self.number)


@dataclass(frozen=True)
class ListedBallot:
    """One member's vote: `name` as printed, `surname` to match by, `option` a key of VOTE_OPTIONS.

    `identifier` is what the source calls the member, `seat` the district's number and `given` the given name, where
    the source has them.
    """

    name: str
    option: str
    surname: str = ""
    identifier: tuple[str, str] | None = None
    seat: str = ""
    given: str = ""


@dataclass(frozen=True)
class ListedVote:
    """A roll call on a listed bill. `key` is unique among all sources; `on` is a day, `chamber` "upper" or "lower"."""

    key: str
    bill: ListedBill
    chamber: str
    on: str
    motion: str
    tallies: Mapping[str, int]
    place: Place
    ballots: Sequence[ListedBallot] = ()
    passed: bool | None = None
    url: str = ""

    @property
    def chamber_ref(self) -> str:
        return f"chamber|{self.bill.state.code}|{self.chamber}"


@dataclass
class Listing:
    """What was read from a source's files. `only` names the bills wanted; all when it is empty."""

    kind: str
    source: str
    as_of: str
    only: str = ""
    bills: list[ListedBill] = field(default_factory=list)
    votes: list[ListedVote] = field(default_factory=list)
    errors: Errors = field(default_factory=Errors)
    notices: list[str] = field(default_factory=list)

    def draft(self) -> Draft:
        """The listing as records and relationships. Raises InvalidData when none of the bills wanted is there."""
        bills = {bill.ref: bill for bill in self._wanted()}
        votes = [vote for vote in self.votes if vote.bill.ref in bills and self._is_sound(vote)]
        ballots = ((vote, ballot) for vote in votes for ballot in vote.ballots)
        members = {_member_ref(vote, ballot): _member(vote, ballot) for vote, ballot in ballots}
        records = [*_chambers(votes), *map(_bill, bills.values()), *map(_vote, votes), *members.values()]
        links = [link for vote in votes for link in _links(vote)]
        errors = sorted(self.errors.found, key=lambda error: (error.file, error.row or 0))
        return Draft(
            self.kind, self.source, self.as_of, tuple(records), tuple(links), tuple(errors), tuple(self.notices)
        )

    def _wanted(self) -> list[ListedBill]:
        wanted = {bill_number(part) for part in self.only.replace(";", ",").split(",") if part.strip()}
        found = [bill for bill in self.bills if not wanted or bill_number(bill.number) in wanted]
        if wanted and not found:
            raise InvalidData({"bills": [f"The file has no {', '.join(sorted(wanted))}. Look at the number and year."]})
        missing = wanted - {bill_number(bill.number) for bill in found}
        if missing:
            self.notices.append(f"The file has no {', '.join(sorted(missing))}.")
        return found

    def _is_sound(self, vote: ListedVote) -> bool:
        wrong = miscounted(vote.tallies, [ballot.option for ballot in vote.ballots])
        if vote.on > last_day(self.as_of).isoformat():
            wrong.append(f"This vote is dated later than the file, which is of {in_words(self.as_of)}.")
        if not sum(vote.tallies.values()):
            wrong.append("Nobody voted.")
        if wrong:
            self.errors.add(vote.place, f"{vote.bill.number}, {vote.motion}: {' '.join(wrong)} {LEFT_OUT}")
        return not wrong


def _chambers(votes: Iterable[ListedVote]) -> Iterator[DraftRecord]:
    """The chambers that voted, which the legislature's own import makes."""
    for ref, vote in {vote.chamber_ref: vote for vote in votes}.items():
        state, words = vote.bill.state, vote.bill.state.chamber(vote.chamber)
        values = {"classification": "chamber", "chamber": vote.chamber, "jurisdiction": state.code}
        missing = f"The {words.full_name} is not here yet. Import the legislature (Open States) first."
        yield DraftRecord(
            ref, "Organization", "Chambers", words.full_name, values, Place(vote.place.file), BY_NAME, missing=missing
        )


def _bill(bill: ListedBill) -> DraftRecord:
    number = bill_number(bill.number)
    values = {
        "key": bill.ref, "identifier": number, "session": bill.session, "jurisdiction": bill.state.code,
        "title": bill.title, "search": bill_search(number, bill.session, bill.title), "status": bill.status,
        "url": bill.url,
    }  # fmt: skip
    stated = {name: value for name, value in values.items() if value}
    return DraftRecord(bill.ref, "Bill", "Bills", f"{number}, {bill.session}", stated, bill.place)


def _vote(vote: ListedVote) -> DraftRecord:
    values: dict[str, Any] = {"key": vote.key, "chamber": vote.chamber, "on": vote.on, "motion": vote.motion}
    values |= {f"tally_{option.replace(' ', '_')}": count for option, count in vote.tallies.items()}
    values |= {"url": vote.url} if vote.url else {}
    values |= {} if vote.passed is None else {"passed": vote.passed}
    return DraftRecord(
        ref=vote.key,
        label="VoteEvent",
        kind="Roll calls",
        name=f"{bill_number(vote.bill.number)}, {vote.motion}",
        values=values,
        place=vote.place,
        find=BY_ROLL_CALL,
        hints={"bill": vote.bill.ref, "chamber": vote.chamber_ref},
    )


def _member(vote: ListedVote, ballot: ListedBallot) -> DraftRecord:
    """A member as they voted in one chamber on one day: the same name may be somebody else on another."""
    hints = {"chamber": vote.chamber_ref, "on": vote.on, "seat": ballot.seat, "given": ballot.given}
    return DraftRecord(
        ref=_member_ref(vote, ballot),
        label="Person",
        kind="",
        name=ballot.name,
        values={},
        place=vote.place,
        find=BY_SITTING,
        identifiers=(ballot.identifier,) if ballot.identifier else (),
        text=ballot.surname or ballot.name,
        hints={name: value for name, value in hints.items() if value},
    )


def _member_ref(vote: ListedVote, ballot: ListedBallot) -> str:
    called = "|".join(ballot.identifier or ("",))
    return f"{vote.chamber_ref}|{vote.on}|{called}|{ballot.name}"


def _links(vote: ListedVote) -> Iterator[DraftLink]:
    yield DraftLink("VOTE_ON", "", vote.key, (vote.bill.ref,), vote.place)
    yield DraftLink("TAKEN_IN", "", vote.key, (vote.chamber_ref,), vote.place)
    for ballot in vote.ballots:
        values = {"option": ballot.option, "as_name": ballot.name}
        yield DraftLink("VOTED", "Votes", _member_ref(vote, ballot), (vote.key,), vote.place, values)


def tallied(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by option; yea and nay are always said, the others where there are any."""
    return {"yea": 0, "nay": 0} | {option: count for option, count in counts.items() if count}
