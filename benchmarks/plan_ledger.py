"""The whole ledger of the strategic plan over a large office's evidence, and what each entry of it costs."""

import random
from datetime import date, timedelta
from functools import partial
from typing import Any

from benchmarks.table import Measure
from benchmarks.timing import timed
from crm.plan import evidence as kinds
from crm.plan import evidence_terms as terms
from crm.plan.as_of import AsOf
from crm.plan.evidence import Body, Evidence, Party
from crm.plan.ledger import ledger
from crm.plan.plans import Plan
from crm.plan.reading import shipped
from crm.plan.rules import RULES

DISTRICTS, LEGISLATORS, RESAS = 138, 174, 6
START, DAYS = date(2021, 7, 1), 1_826
ON = START + timedelta(days=DAYS)
COUNCIL = ("MDE", "MASA", "The Parents’ Campaign", "MSBA", "MPE", "MAE")
ROLES = (terms.SUPERINTENDENT, terms.LEGISLATOR, terms.BOARD_PRESIDENT, None, None, None)


def drawn(people: int, events: int, at_each: int, seed: int = 7) -> Evidence:
    """Five years of an office: so many people, events with so many there, and contacts and messages to match."""
    lot = random.Random(seed)

    def row(kind: Any, name: str, number: int, **values: Any) -> Any:
        day = values.pop("day", START + timedelta(days=lot.randrange(DAYS)))
        return kind(id=f"{name} {number}", day=day, recorded=day, **values)

    names = [f"p{n}" for n in range(people)]
    bodies = {f"d{n}": Body(f"d{n}", f"District {n}", "district") for n in range(DISTRICTS)}
    bodies |= {f"r{n}": Body(f"r{n}", f"RESA {n}", "resa") for n in range(RESAS)}
    bodies |= {name: Body(name, name, "partner") for name in COUNCIL} | {"own": Body("own", "Ours", "own")}
    heads = [(names[n], f"d{n}", terms.SUPERINTENDENT) for n in range(DISTRICTS)]
    sitting = [(names[DISTRICTS + n], "legislature", terms.LEGISLATOR) for n in range(LEGISLATORS)]
    staff = [(names[-1], "own", terms.EXECUTIVE_DIRECTOR), (names[-2], "own", terms.STAFF)]
    posts = [
        row(kinds.Post, "post", n, day=START, person=person, body=body, role=role)
        for n, (person, body, role) in enumerate([*heads, *sitting, *staff])
    ]
    gatherings = [
        row(
            kinds.Event,
            "event",
            n,
            type=lot.choice(terms.EVENT_TYPES),
            hosts=frozenset({"own", f"r{lot.randrange(RESAS)}"}),
            scope=lot.choice(terms.SCOPES),
            mode=lot.choice(terms.MODES),
            region=f"r{lot.randrange(RESAS)}",
            topics=frozenset({lot.choice(("advocacy", "leadership", "current issues", "budgets"))}),
            agenda=("professional development",),
            attendance=tuple(Party(lot.choice(names), None, lot.choice(ROLES)) for _ in range(at_each)),
        )
        for n in range(events)
    ]
    contacts = [
        row(
            kinds.Contact,
            "contact",
            n,
            by=frozenset({names[-1]}),
            parties=(Party(lot.choice(names[: DISTRICTS + LEGISLATORS]), lot.choice((None, *COUNCIL))),),
            lobbying=True,
        )
        for n in range(events)
    ]
    messages = [
        row(
            kinds.Communication,
            "message",
            n,
            type=lot.choice(terms.COMMUNICATION_TYPES),
            channels=frozenset({lot.choice(("email", "social"))}),
            audiences=frozenset({lot.choice(terms.AUDIENCES)}),
            recipients=frozenset(lot.sample(names[: DISTRICTS + LEGISLATORS], 50)),
        )
        for n in range(events // 10)
    ]
    ratings = [
        row(
            kinds.TieRating,
            "rating",
            n,
            holder=lot.choice(heads)[0],
            legislator=lot.choice(sitting)[0],
            value=lot.choice(terms.RATINGS),
            confirmed=lot.random() < 0.7,
        )
        for n in range(events)
    ]
    return Evidence(
        own="own",
        bodies=bodies,
        people=dict.fromkeys(names, "Somebody"),
        posts=tuple(posts),
        memberships=tuple(row(kinds.Membership, "member", n, day=START, district=f"d{n}") for n in range(DISTRICTS)),
        events=tuple(gatherings),
        contacts=tuple(contacts),
        communications=tuple(messages),
        tie_ratings=tuple(ratings),
    )


def rows(people: int = 100_000, events: int = 20_000, at_each: int = 20) -> list[Measure]:
    """The ledger beside its floor, one look at everybody who attended, and each of its entries."""
    plan, evidence = shipped(), drawn(people, events, at_each)
    floor = timed([lambda: partial(_looked_at, evidence)] * 3)
    whole = timed([lambda: partial(ledger, plan, evidence, plan.defaults, ON)] * 3)
    size = f"{len(plan.entries)} entries over {events:,} events with {events * at_each:,} attendances"
    measures = [Measure("a look at every attendance", floor, "what it could not do without")]
    measures.append(Measure("the whole ledger", whole, size, floor))
    return measures + _entries(plan, evidence)


def _looked_at(evidence: Evidence) -> int:
    return sum(party.person is not None for event in evidence.events for party in event.attendance)


def _entries(plan: Plan, evidence: Evidence) -> list[Measure]:
    """Each entry by itself, the costliest first, after what entries share has been gathered."""
    view = AsOf(evidence, plan.defaults, ON)
    for entry in plan.entries:
        _compute(view, plan, entry.id)
    costs = {entry.id: timed([lambda i=entry.id: partial(_compute, view, plan, i)]) for entry in plan.entries}  # type: ignore[misc]
    dearest = sorted(costs, key=lambda entry_id: -costs[entry_id].median)
    return [Measure(f"entry {id_}", costs[id_], plan.by_id[id_].text) for id_ in dearest]


def _compute(view: AsOf, plan: Plan, entry_id: str) -> object:
    entry = plan.by_id[entry_id]
    compute = RULES[entry.rule].compute
    return compute(view, entry.resolved(view.settings)) if compute else None
