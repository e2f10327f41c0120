"""Who somebody is now, in one line: "Senator, SD 37, chair of Education; R". One query for any number of people.

Used wherever a person is named: lists, search results, pages, path sentences, briefs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm.office_time import in_words
from crm.records.lifecycle import POST_STANDS
from crm.stakeholders.posts import BOARD_MEMBER, DIRECTOR, LEADER, MEMBER, STAFF, SUPERINTENDENT, seat_code
from crm.storage.collected import collected, rows_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

OFFICERS = ("chair", "co-chair", "vice chair", "ranking member")  # in the order they are named; others are members


@dataclass(frozen=True)
class Office:
    """A post held now. `body` is the body's short name, or its name; `code` is "HD 37" for a chamber's seat."""

    post_id: str
    role: str
    title: str
    code: str
    body_id: str | None
    body: str
    chamber: str | None
    district: str | None
    since: str | None

    @property
    def in_words(self) -> str:
        if self.role == MEMBER and self.chamber:
            return f"{self.title}, {self.code}"
        return f"{self.title}, {self.body}" if self.body and self.body not in self.title else self.title


@dataclass(frozen=True)
class Membership:
    """A present membership of a committee or another body."""

    body_id: str
    body: str
    classification: str
    chamber: str | None
    role: str

    @property
    def is_officer(self) -> bool:
        return self.role in OFFICERS


@dataclass(frozen=True)
class Standing:
    """What a person is today. `party` is a letter, or ""; `line` says it all, or "" when nothing is known."""

    person_id: str
    name: str
    offices: tuple[Office, ...] = ()
    memberships: tuple[Membership, ...] = ()
    party: str = ""
    party_name: str = ""
    formerly: str = ""
    sample: bool = False
    portrait: str | None = None

    @property
    def line(self) -> str:
        """Offices, then committee chairs; a legislator's party letter last."""
        chairs = [m for m in self.memberships if m.is_officer]
        parts = [office.in_words for office in self.offices]
        parts += [f"{m.role} of {m.body}" for m in chairs]
        if not self.offices and not chairs:
            parts = [f"{m.role} of {m.body}" for m in self.memberships[:2]] or (
                [self.formerly] if self.formerly else []
            )
        words = ", ".join(parts)
        words = words[:1].upper() + words[1:]
        return f"{words}; {self.party}" if words and self.party else words or self.party_name

    @property
    def seat(self) -> Office | None:
        """The chamber seat held now, if any."""
        return next((office for office in self.offices if office.role == MEMBER and office.chamber), None)

    @property
    def committees(self) -> tuple[Membership, ...]:
        return tuple(m for m in self.memberships if m.classification in ("committee", "subcommittee"))


STANDINGS = collected(
    """
UNWIND $ids AS id
MATCH (p:Person {id: id})
RETURN p {.id, .name, .party, .sample, .portrait} AS person,
  [(p)-[h:HOLDS]->(post:Post)
    WHERE """
    + POST_STANDS
    + """ AND coalesce(h.start_date, '') <= $today
    | {post: post {.id, .role, .title, .label, .chamber, .district}, since: h.start_date, until: h.end_date,
       body: head([(post)-[:IN]->(o:Organization) | o {.id, .name, .short_name}])}] AS offices,
  [(p)-[m:MEMBER_OF]->(o:Organization)
    WHERE o.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today AND coalesce(m.start_date, '') <= $today
    | {body: o {.id, .name, .short_name, .classification, .chamber}, role: m.role}] AS memberships
""",
    "person",
    "offices",
    "memberships",
)


def standings(tx: "ManagedTransaction", ids: Iterable[str], *, today: str) -> dict[str, Standing]:
    """What each of these people is on a day (an ISO date). Unknown ids are left out."""
    rows = rows_of(tx, STANDINGS, ids=list(dict.fromkeys(ids)), today=today)
    return {row["person"]["id"]: _standing(row, today) for row in rows}


def party_letter(party: str | None) -> str:
    """ "R" for Republican, "D" for Democratic, "I" for Independent; "" when unknown."""
    return party[:1].upper() if party else ""


def body_name(body: Mapping[str, Any]) -> str:
    """The short name where there is one: MSBA, EMCED."""
    return str(body.get("short_name") or body.get("name") or "")


def _standing(row: Mapping[str, Any], today: str) -> Standing:
    person = row["person"]
    held = sorted(row["offices"], key=lambda office: office["since"] or "", reverse=True)
    now = [office for office in held if (office["until"] or "9999") > today]
    past = [office for office in held if (office["until"] or "9999") <= today]
    memberships = [
        Membership(
            m["body"]["id"],
            body_name(m["body"]),
            m["body"].get("classification") or "",
            m["body"].get("chamber"),
            m["role"],
        )
        for m in row["memberships"]
    ]
    return Standing(
        person_id=person["id"],
        name=person["name"],
        offices=tuple(sorted(map(_office, now), key=_office_order)),
        memberships=tuple(sorted(memberships, key=_membership_order)),
        party=party_letter(person["party"]),
        party_name=person["party"] or "",
        formerly=_formerly(past),
        sample=bool(person["sample"]),
        portrait=person["portrait"],
    )


def _office(held: Mapping[str, Any]) -> Office:
    post, body = held["post"], held["body"] or {}
    chamber, district = post["chamber"], post["district"]
    return Office(
        post_id=post["id"],
        role=post["role"],
        title=post["title"] or post["label"],
        code=seat_code(chamber, district) if chamber else post["label"],
        body_id=body.get("id"),
        body=body_name(body),
        chamber=chamber,
        district=district,
        since=held["since"],
    )


def _formerly(past: list[Mapping[str, Any]]) -> str:
    if not past:
        return ""
    last = max(past, key=lambda office: office["until"])
    return f"Formerly {_office(last).in_words} (until {in_words(last['until'])})"


_ORDER = (LEADER, MEMBER, SUPERINTENDENT, DIRECTOR, BOARD_MEMBER, STAFF)


def _office_order(office: Office) -> tuple[int, str, str]:
    return (_ORDER.index(office.role) if office.role in _ORDER else len(_ORDER), office.code, office.post_id)


def _membership_order(membership: Membership) -> tuple[int, str, str]:
    rank = OFFICERS.index(membership.role) if membership.is_officer else len(OFFICERS)
    return (rank, membership.body, membership.body_id)
