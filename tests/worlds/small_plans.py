"""Plans of one entry and evidence of a few records, for tests of the rules one by one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.plan.evidence import Body, Evidence, Membership, Post
from crm.plan.ledger import Row, ledger
from crm.plan.reading import read_plan

EARLY = date(2020, 1, 1)
OWN = "own"
BODIES = {
    "own": Body("own", "Our association", "own"),
    "north": Body("north", "North RESA", "resa"),
    "south": Body("south", "South RESA", "resa"),
    "d1": Body("d1", "First district", "district"),
    "d2": Body("d2", "Second district", "district"),
    "mae": Body("mae", "Teachers’ association", "partner", "MAE"),
    "mpe": Body("mpe", "Educators’ union", "partner", "MPE"),
}
PEOPLE = {name: name.title() for name in ("ann", "bo", "cy", "di", "lee", "lou", "gus")}


def day(text: str) -> date:
    return date.fromisoformat(text)


def evidence(**records: Any) -> Evidence:
    """Evidence with the bodies and people above; each kind as a list of records."""
    return Evidence(own=OWN, bodies=BODIES, people=PEOPLE, **{kind: tuple(rows) for kind, rows in records.items()})


def row(rule: str, records: Evidence, on: str, known_on: str | None = None, **settings: Any) -> Row:
    """The row of a plan's only entry, whose rule and parameters are given as TOML, as of a day."""
    plan = read_plan(f"""
[plan]
name = "A plan of one entry"
[[goals]]
id = "G"
title = "The goal"
[[entries]]
id = "G 1"
under = "G"
text = "The entry"
{rule}
""")
    chosen: Mapping[str, Any] = {**plan.defaults, **settings}
    return ledger(plan, records, chosen, day(on), day(known_on) if known_on else None).rows[0]


def recorded(id_: str, on: str, kind: Any, **values: Any) -> Any:
    """A record of a day, recorded on that day unless told otherwise."""
    return kind(id=id_, day=day(on), recorded=values.pop("recorded", day(on)), **values)


def member(person: str, district: str, since: str = "2020-07-01") -> tuple[Post, Membership]:
    """A superintendent's post and the membership of the district."""
    return (
        recorded(f"post {person}", since, Post, role="superintendent", body=district, person=person),
        recorded(f"membership {district}", since, Membership, district=district),
    )
