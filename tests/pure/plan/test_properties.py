"""What holds for any evidence: more of it never lowers a count, its order does not matter, and outside is outside."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crm.plan.evidence import Evidence
from crm.plan.ledger import ledger
from crm.plan.reading import shipped
from tests.pure.plan.test_two_school_years import EVIDENCE

PLAN = shipped()
# Adding these never lowers a count, but a newer menu, an earlier sending, a priority, a contact or a newer poll may.
ADDED = (
    "events",
    "communications",
    "contacts",
    "documents",
    "responses",
    "awards",
    "presentations",
    "adoptions",
    "statements",
)
MAY_FALL = {"EPL 1.4", "PA 3.1.2", "UV 2.1.1", "UV 1.2.3", "PA 3.3", "PA 3.3.1", "EPL 3.1.1"}
days = st.dates(date(2021, 7, 1), date(2023, 12, 31))


def counts(evidence: Evidence, day: date, known_on: date | None = None) -> dict[str, tuple[str, str]]:
    return {row.entry.id: (row.word, row.figure) for row in ledger(PLAN, evidence, PLAN.defaults, day, known_on).rows}


def without(evidence: Evidence, kind: str, index: int) -> Evidence:
    rows = getattr(evidence, kind)
    return replace(evidence, **{kind: rows[:index] + rows[index + 1 :]})


def one_record(kinds: tuple[str, ...]) -> st.SearchStrategy[tuple[str, int]]:
    places = [(kind, index) for kind in kinds for index in range(len(getattr(EVIDENCE, kind)))]
    return st.sampled_from(places)


@settings(max_examples=25, deadline=None)
@given(one_record(ADDED), days)
def test_adding_evidence_never_lowers_a_count(place, day):
    kind, index = place
    fewer, more = (
        ledger(PLAN, evidence, PLAN.defaults, day) for evidence in (without(EVIDENCE, kind, index), EVIDENCE)
    )
    fallen = {
        row.entry.id: (row.figure, more.by_id[row.entry.id].figure)
        for row in fewer.entries
        if row.entry.id not in MAY_FALL and more.by_id[row.entry.id].n < row.n
    }
    assert fallen == {}


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), days)
def test_the_order_of_recording_does_not_matter(random, day):
    shuffled = {}
    for kind in ("events", "communications", "responses", "posts", "tie_ratings", "ranks", "resa_lists", "invitations"):
        rows = list(getattr(EVIDENCE, kind))
        random.shuffle(rows)
        shuffled[kind] = tuple(rows)
    assert counts(replace(EVIDENCE, **shuffled), day) == counts(EVIDENCE, day)


@settings(max_examples=25, deadline=None)
@given(one_record(("communications", "documents", "awards", "contacts", "adoptions")), days)
def test_a_record_moved_before_the_plans_start_is_as_if_it_were_not_there(place, day):
    kind, index = place
    rows = list(getattr(EVIDENCE, kind))
    assume(not getattr(rows[index], "presented_at", None))  # it counts on the meeting's day, whatever date it bears
    rows[index] = replace(rows[index], day=date(2021, 6, 30))
    assert counts(replace(EVIDENCE, **{kind: tuple(rows)}), day) == counts(without(EVIDENCE, kind, index), day)


@settings(max_examples=25, deadline=None)
@given(one_record(("events", "communications", "posts", "tie_ratings", "responses", "council_seats")), days)
def test_deleting_and_restoring_gives_the_same_ledger(place, day):
    kind, index = place
    rows = getattr(EVIDENCE, kind)
    deleted = without(EVIDENCE, kind, index)
    restored = replace(deleted, **{kind: (*getattr(deleted, kind), rows[index])})
    assert counts(restored, day) == counts(EVIDENCE, day)


@settings(max_examples=25, deadline=None)
@given(days, st.integers(0, 400))
def test_what_is_recorded_later_does_not_change_the_ledger_as_known_before(day, later):
    known_on = day + timedelta(days=later)
    known = {
        kind: tuple(row for row in getattr(EVIDENCE, kind) if row.recorded <= known_on)
        for kind in EVIDENCE.__dataclass_fields__
        if isinstance(getattr(EVIDENCE, kind), tuple)
    }
    # An end recorded later is an end not known: it is taken off what it ends.
    for kind, rows in known.items():
        known[kind] = tuple(
            replace(row, end=None) if getattr(row, "end", None) and row.end.recorded > known_on else row for row in rows
        )
    known["events"] = tuple(
        replace(row, canceled=None) if row.canceled and row.canceled.recorded > known_on else row
        for row in known["events"]
    )
    assert counts(EVIDENCE, day, known_on) == counts(replace(EVIDENCE, **known), day)


def test_time_alone_never_rewrites_a_past_day():
    later = replace(EVIDENCE, events=tuple(row for row in EVIDENCE.events if row.day <= date(2022, 7, 1)))
    assert counts(EVIDENCE, date(2021, 12, 15)) == counts(later, date(2021, 12, 15))
