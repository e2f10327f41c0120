"""Each kind of rule at its edges: the word and figure one day, or one count, on either side."""

import pytest
from worlds.small_plans import day, evidence, member, recorded, row

from crm.plan.evidence import (
    Award,
    Communication,
    Contact,
    CouncilSeat,
    Document,
    Event,
    Expense,
    Filing,
    Group,
    LegislativeSession,
    Mentorship,
    Party,
    Post,
    Priority,
    Registration,
    ResaList,
    Response,
    Survey,
    TieRating,
)
from crm.plan.evidence_shapes import Ending

MENU_BY = 'rule = "exists by"\ncounts = { of = "document", type = "menu" }\nby = 2022-03-31'


def menu(on="2022-03-01", **values):
    return recorded("menu", on, Document, type="menu", **values)


def event(id_, on, type_="board", **values):
    return recorded(id_, on, Event, type=type_, **values)


def message(id_, on, channels=("email",), audiences=("internal",), **values):
    return recorded(
        id_, on, Communication, type="update", channels=frozenset(channels), audiences=frozenset(audiences), **values
    )


@pytest.mark.parametrize(
    ("on", "word"),
    [("2022-03-31", "met"), ("2022-04-01", "met late")],
)
def test_a_deadline_is_met_through_its_day(on, word):
    assert row(MENU_BY, evidence(documents=[menu(on)]), "2022-06-01").word == word


@pytest.mark.parametrize(
    ("today", "word"),
    [("2022-02-28", "on track"), ("2022-03-01", "due soon"), ("2022-03-31", "due soon"), ("2022-04-01", "late")],
)
def test_before_a_deadline_thirty_days_are_soon_and_the_day_after_is_late(today, word):
    assert row(MENU_BY, evidence(), today).word == word


def test_the_first_record_decides_though_a_later_one_is_late():
    records = evidence(documents=[menu("2022-03-31"), recorded("second", "2022-05-01", Document, type="menu")])
    found = row(MENU_BY, records, "2022-06-01")
    assert (found.word, found.figure) == ("met", "2 of 1")


EXISTS = 'rule = "exists"\ncounts = { of = "document", type = "menu" }'


@pytest.mark.parametrize(("on", "n"), [("2021-06-30", 0), ("2021-07-01", 1)])
def test_what_happened_before_the_plans_start_does_not_count(on, n):
    assert row(EXISTS, evidence(documents=[menu(on)]), "2022-06-01").n == n


@pytest.mark.parametrize(("today", "n"), [("2022-02-28", 0), ("2022-03-01", 1)])
def test_a_record_counts_from_its_own_day(today, n):
    assert row(EXISTS, evidence(documents=[menu()]), today).n == n


@pytest.mark.parametrize(("known_on", "n"), [("2022-05-04", 0), ("2022-05-05", 1), (None, 1)])
def test_as_known_on_a_day_only_what_was_recorded_by_then_counts(known_on, n):
    late = evidence(documents=[menu(recorded=day("2022-05-05"))])
    assert row(EXISTS, late, "2022-04-01", known_on).n == n


@pytest.mark.parametrize(("today", "afterwards"), [("2022-05-04", True), ("2022-05-05", False)])
def test_evidence_recorded_after_the_day_says_so(today, afterwards):
    found = row(EXISTS, evidence(documents=[menu(recorded=day("2022-05-05"))]), today)
    assert [item.afterwards for item in found.evidence] == [afterwards]


BOARDS = 'rule = "exists"\ncounts = { of = "event", type = "board" }'


@pytest.mark.parametrize(("today", "n"), [("2022-04-01", 1), ("2022-04-02", 0)])
def test_a_held_event_counts_until_the_day_its_cancellation_is_dated(today, n):
    off = Ending(day("2022-04-02"), day("2022-04-02"))
    assert row(BOARDS, evidence(events=[event("b", "2022-03-01", canceled=off)]), today).n == n


@pytest.mark.parametrize(("known_on", "n"), [("2022-04-09", 1), ("2022-04-10", 0)])
def test_a_cancellation_recorded_later_is_not_known_before(known_on, n):
    off = Ending(day("2022-04-02"), day("2022-04-10"))
    records = evidence(events=[event("b", "2022-03-01", canceled=off)])
    assert row(BOARDS, records, "2022-05-01", known_on).n == n


def test_what_hangs_on_a_canceled_event_does_not_count():
    off = Ending(day("2022-03-01"), day("2022-03-01"))
    held = event("held", "2022-04-01", "conference")
    canceled = event("canceled", "2022-04-01", "conference", canceled=off)
    awards = [recorded(f"award at {e.id}", "2022-04-01", Award, type="hero", event=e.id) for e in (held, canceled)]
    found = row(
        'rule = "exists"\ncounts = { of = "award" }', evidence(events=[held, canceled], awards=awards), "2022-05-01"
    )
    assert [item.record.id for item in found.evidence] == ["award at held"]


def test_an_event_that_ends_before_it_starts_never_counts():
    records = evidence(events=[event("b", "2022-03-02", last_day=day("2022-03-01"))])
    assert row(BOARDS, records, "2022-05-01").n == 0


# Window

WINDOW = """rule = "window"
counts = { of = "survey", type = "needs", owned_by_us = true, answered = true }
opens = 2021-07-11
closes = 2021-08-01"""


def survey(opens="2021-07-11", closes="2021-08-01", answered=("2021-07-20",)):
    posts, memberships = zip(member("ann", "d1"), member("bo", "d2", "2021-08-02"), strict=True)
    answers = [recorded(f"answer {on}", on, Response, survey="s") for on in answered]
    needs = recorded("s", opens, Survey, type="needs", owner="staff", closes=closes and day(closes))
    return evidence(surveys=[needs], responses=answers, posts=posts, memberships=memberships)


@pytest.mark.parametrize(
    ("records", "word"),
    [
        (survey(), "met"),
        (survey(closes="2021-08-02"), "met late"),
        (survey(opens="2021-07-10"), "missed"),
        (survey(closes=None), "missed"),
        (survey(answered=["2021-07-11"]), "met"),
        (survey(answered=["2021-07-10"]), "missed"),
        (survey(answered=["2021-08-01"]), "met"),
        (survey(answered=["2021-08-02"], closes="2021-08-09"), "missed"),
    ],
    ids=str,
)
def test_a_window_includes_its_first_and_last_day(records, word):
    assert row(WINDOW, records, "2021-09-01").word == word


@pytest.mark.parametrize(
    ("today", "word"),
    [("2021-07-01", "on track"), ("2021-07-02", "due soon"), ("2021-08-01", "due soon"), ("2021-08-02", "missed")],
)
def test_a_window_that_nothing_fills_is_missed_the_day_after(today, word):
    assert row(WINDOW, evidence(), today).word == word


def test_a_windows_figure_is_who_answered_inside_of_the_members_on_its_last_day():
    records = survey(answered=["2021-07-10", "2021-07-11", "2021-08-01", "2021-08-02"])
    assert row(WINDOW, records, "2021-09-01").figure == "2 of 1"


# Periods


def periods(every, times=1):
    return f'rule = "per period"\ncounts = {{ of = "event", type = "board" }}\nevery = "{every}"\ntimes = {times}'


@pytest.mark.parametrize(("held", "word"), [(1, "on track"), (2, "met"), (3, "met")])
def test_a_period_is_met_at_its_number(held, word):
    records = evidence(events=[event(f"b{i}", f"2021-07-0{i + 1}") for i in range(held)])
    found = row(periods("month", 2), records, "2021-07-05")
    assert (found.word, found.figure) == (word, f"{held} of 2")


@pytest.mark.parametrize(
    ("on", "today", "word", "closed"),
    [
        ("2021-07-31", "2021-07-31", "met", (0, 0)),
        ("2021-07-31", "2021-08-01", "on track", (1, 1)),
        ("2021-08-01", "2021-08-01", "met", (0, 1)),
        ("2021-06-30", "2021-08-01", "late", (0, 1)),
    ],
)
def test_a_period_runs_through_its_last_day_and_is_closed_the_day_after(on, today, word, closed):
    found = row(periods("month"), evidence(events=[event("b", on)]), today)
    assert (found.word, (found.outcome.periods.met, found.outcome.periods.closed)) == (word, closed)


@pytest.mark.parametrize(
    ("every", "far", "near"),
    [
        ("week", "2021-07-08", "2021-07-09"),  # Monday the 5th to Sunday the 11th
        ("month", "2021-07-23", "2021-07-24"),
        ("two months", "2021-08-16", "2021-08-17"),
        ("quarter", "2021-08-29", "2021-08-30"),
        ("school year", "2022-03-29", "2022-03-30"),
    ],
)
def test_the_end_of_a_period_comes_near_by_its_length(every, far, near):
    assert row(periods(every), evidence(), far).word == "on track"
    assert row(periods(every), evidence(), near).word == "due soon"


@pytest.mark.parametrize(("start", "closed"), [("2021-07-01", 1), ("2021-07-02", 0)])
def test_only_periods_that_begin_on_or_after_the_start_are_counted(start, closed):
    assert row(periods("month"), evidence(), "2021-08-15", plan_start=start).outcome.periods.closed == closed


def test_before_its_first_period_an_entry_is_on_track_and_says_from_when_it_counts():
    found = row(periods("quarter") + "\nfrom = 2021-10-01", evidence(), "2021-09-30")
    assert (found.word, found.outcome.reason) == ("on track", "Counted from Oct-Dec 2021 on.")


def test_messages_of_one_day_count_as_one():
    rule = 'rule = "per period"\ncounts = { of = "communication" }\nevery = "month"\ntimes = 2'
    same_day = evidence(communications=[message("a", "2021-07-05"), message("b", "2021-07-05")])
    next_day = evidence(communications=[message("a", "2021-07-05"), message("b", "2021-07-06")])
    assert [row(rule, records, "2021-07-10").figure for records in (same_day, next_day)] == ["1 of 2", "2 of 2"]


@pytest.mark.parametrize(
    ("cadence", "figure"), [("weekly", "1 of 1"), ("twice a month", "2 of 2"), ("every two months", "3 of 1")]
)
def test_the_cadence_is_a_setting(cadence, figure):
    rule = 'rule = "per period"\ncounts = { of = "communication" }\ncadence = "$update_cadence"'
    records = evidence(
        communications=[message(i, on) for i, on in enumerate(("2021-07-05", "2021-08-03", "2021-08-11"))]
    )
    assert row(rule, records, "2021-08-11", update_cadence=cadence).figure == figure


GROUPS = """rule = "each per period"
set = "groups"
set_on = "first day"
counts = { of = "event", type = "like group" }
through = "group"
every = "quarter\""""


@pytest.mark.parametrize(("since", "m"), [("2021-10-01", 1), ("2021-10-02", 0)])
def test_a_group_owes_a_quarter_that_it_was_there_for_from_the_first_day(since, m):
    assert row(GROUPS, evidence(groups=[recorded("g", since, Group)]), "2021-11-01").m == m


@pytest.mark.parametrize(
    ("met", "word", "last"), [([], "late", "missed"), (["g"], "late", "partly"), (["g", "h"], "on track", "met")]
)
def test_a_closed_period_is_missed_partly_or_met_by_how_many_of_the_set_had_theirs(met, word, last):
    groups = [recorded(id_, "2021-07-01", Group) for id_ in "gh"]
    meetings = [event(f"m{id_}", "2021-09-30", "like group", group=id_) for id_ in met]
    found = row(GROUPS, evidence(groups=groups, events=meetings), "2021-10-01")
    assert (found.word, found.outcome.periods.last) == (word, last)


def test_a_closed_period_with_an_empty_set_is_left_out():
    found = row(GROUPS, evidence(groups=[recorded("g", "2021-08-01", Group)]), "2021-10-05")
    assert (found.word, found.figure, found.outcome.periods.closed) == ("on track", "0 of 1", 0)


# Coverage

LISTS = """rule = "coverage"
set = "resas"
covered = { counts = { of = "resa list" }, through = "resa", within = "$list_fresh_days" }"""


def resa_list(resa, on="2022-01-01"):
    return recorded(f"list {resa}", on, ResaList, resa=resa, districts=frozenset({"d1"}))


@pytest.mark.parametrize(
    ("lists", "word", "figure"),
    [([], "no evidence", "0 of 2"), (["north"], "partly", "1 of 2"), (["north", "south"], "met", "2 of 2")],
)
def test_a_set_is_covered_wholly_in_part_or_not(lists, word, figure):
    found = row(LISTS, evidence(resa_lists=[resa_list(resa) for resa in lists]), "2022-06-01")
    assert (found.word, found.figure) == (word, figure)


@pytest.mark.parametrize(("today", "n"), [("2023-01-01", 2), ("2023-01-02", 0)])
def test_a_list_is_fresh_through_its_last_day(today, n):
    assert row(LISTS, evidence(resa_lists=[resa_list("north"), resa_list("south")]), today).n == n


@pytest.mark.parametrize(("share", "word"), [(0.5, "met"), (0.51, "partly")])
def test_a_share_of_a_set_is_enough_where_the_plan_says_so(share, word):
    records = evidence(resa_lists=[resa_list("north")])
    assert row(LISTS + f"\nshare = {share}", records, "2022-06-01").word == word


def test_a_set_that_is_empty_gives_no_evidence_and_says_why():
    rule = 'rule = "coverage"\nset = "groups"\ncovered = { counts = { of = "event" }, through = "group" }'
    found = row(rule, evidence(), "2022-06-01")
    assert (found.word, found.figure, found.outcome.reason) == ("no evidence", "0 of 0", "No group is known.")


SEATS = """rule = "coverage by"
set = "practice_partners"
covered = { has = "council seat" }
by = 2021-10-31"""


def seats(mae, ended=None):
    end = Ending(day(ended), day(ended)) if ended else None
    return evidence(
        council_seats=[
            recorded("mpe", "2021-10-01", CouncilSeat, body="mpe", person="ann"),
            recorded("mae", mae, CouncilSeat, body="mae", person="bo", end=end),
        ]
    )


@pytest.mark.parametrize(("mae", "word"), [("2021-10-31", "met"), ("2021-11-01", "met late")])
def test_a_share_reached_by_the_deadline_is_met(mae, word):
    assert row(SEATS, seats(mae), "2022-01-01").word == word


@pytest.mark.parametrize(
    ("today", "word"), [("2021-09-30", "on track"), ("2021-10-01", "due soon"), ("2021-11-01", "late")]
)
def test_a_share_never_reached_is_due_soon_then_late(today, word):
    assert row(SEATS, evidence(), today).word == word


@pytest.mark.parametrize(("today", "figure"), [("2021-12-31", "2 of 2"), ("2022-01-01", "1 of 2")])
def test_a_share_once_reached_stays_though_the_figure_falls_the_day_after_the_end(today, figure):
    found = row(SEATS, seats("2021-10-31", ended="2021-12-31"), today)
    assert (found.word, found.figure) == ("met", figure)


TIES = 'rule = "coverage by"\nset = "members"\ncovered = { has = "positive tie" }\nby = 2022-01-31'


@pytest.mark.parametrize(
    ("ratings", "n"),
    [
        ([("2021-09-01", "positive", True)], 1),
        ([("2021-09-01", "positive", False)], 0),
        ([("2021-09-01", "positive", True), ("2021-09-02", "negative", True)], 0),
        ([("2021-09-01", "positive", True), ("2021-09-02", "negative", False)], 1),
        ([("2021-09-01", "negative", True), ("2021-09-01", "positive", True)], 1),
    ],
)
def test_the_newest_confirmed_rating_of_a_pair_counts_and_of_one_day_the_later_recorded(ratings, n):
    post, membership = member("ann", "d1")
    legislator = recorded("seat", "2020-01-01", Post, role="legislator", body="house", person="lee")
    rows = [
        recorded(
            f"r{i}",
            on,
            TieRating,
            holder="ann",
            legislator="lee",
            value=value,
            confirmed=confirmed,
            recorded=day(f"2021-10-0{i + 1}"),
        )
        for i, (on, value, confirmed) in enumerate(ratings)
    ]
    records = evidence(posts=[post, legislator], memberships=[membership], tie_ratings=rows)
    assert row(TIES, records, "2021-12-01").n == n


@pytest.mark.parametrize("today", ["2021-12-01", "2022-02-01"])
def test_a_set_that_is_empty_gives_no_evidence_before_and_after_its_deadline(today):
    found = row(TIES, evidence(), today)
    assert (found.word, found.figure, found.outcome.reason) == (
        "no evidence", "0 of 0", "No district is known to be in membership.",
    )  # fmt: skip


# Range

RANGE = 'rule = "range by"\nlow = 4\nhigh = 5\nby = 2021-12-31'


def priorities(number, on="2021-12-31"):
    return [recorded(f"p{i}", on, Priority, issue=f"i{i}") for i in range(number)]


@pytest.mark.parametrize(("number", "word"), [(3, "late"), (4, "met"), (5, "met"), (6, "late")])
def test_a_range_includes_both_its_ends_on_the_deadline(number, word):
    found = row(RANGE, evidence(priorities=priorities(number)), "2022-06-01")
    assert (found.word, found.figure) == (word, f"{number} of 5")


@pytest.mark.parametrize(("number", "word"), [(3, "due soon"), (4, "met"), (5, "met"), (6, "due soon")])
def test_a_range_includes_both_its_ends_while_its_deadline_lasts(number, word):
    found = row(RANGE, evidence(priorities=priorities(number)), "2021-12-31")
    assert (found.word, found.figure) == (word, f"{number} of 5")


def test_a_range_reached_the_day_after_the_deadline_is_met_late():
    assert row(RANGE, evidence(priorities=priorities(4, "2022-01-01")), "2022-06-01").word == "met late"


@pytest.mark.parametrize(
    ("today", "word"), [("2021-11-30", "on track"), ("2021-12-01", "due soon"), ("2021-12-31", "due soon")]
)
def test_a_range_not_reached_yet_is_due_soon_before_its_deadline(today, word):
    assert row(RANGE, evidence(), today).word == word


def test_dropping_one_of_six_brings_a_range_back():
    six = priorities(6)
    dropped = recorded("p5", "2021-12-31", Priority, issue="i5", end=Ending(day("2022-01-10"), day("2022-01-10")))
    records = evidence(priorities=[*six[:5], dropped])
    assert [row(RANGE, records, today).word for today in ("2022-01-10", "2022-01-11")] == ["late", "met late"]


# Gap

GAP = 'rule = "gap"\ncounts = { of = "communication" }\ndays = "$max_silence_days"'


@pytest.mark.parametrize(
    ("today", "word", "figure"), [("2021-09-01", "met", "31 of 31"), ("2021-09-02", "late", "32 of 31")]
)
def test_a_silence_may_last_as_long_as_the_setting_says(today, word, figure):
    found = row(GAP, evidence(communications=[message("a", "2021-08-01")]), today)
    assert (found.word, found.figure) == (word, figure)


def test_a_silence_turns_late_after_so_many_days_from_the_last_message():
    found = row(GAP, evidence(communications=[message("a", "2021-08-01")]), "2021-08-10")
    assert found.outcome.due == day("2021-09-01")


def test_the_longest_gap_counts_from_the_plans_start():
    found = row(GAP, evidence(communications=[message("a", "2021-08-15"), message("b", "2021-08-20")]), "2021-08-21")
    assert [(f.label, f.value) for f in found.outcome.figures] == [
        ("longest gap", "45 days"),
        ("median gap", "25 days"),
    ]


# Pair


@pytest.mark.parametrize(
    ("after", "word", "figure"), [([], "partly", "0 of 2"), (["bo"], "met", "1 of 2"), (["cy"], "partly", "0 of 2")]
)
def test_a_pair_needs_both_answers_of_one_person(after, word, figure):
    surveys = [recorded(part, "2021-09-01", Survey, type=part, pair="comfort") for part in ("pre", "post")]
    answers = [recorded(f"pre {p}", "2021-09-02", Response, survey="pre", person=p, score=2) for p in ("ann", "bo")]
    answers += [recorded(f"post {p}", "2021-09-03", Response, survey="post", person=p, score=3.5) for p in after]
    found = row('rule = "pair"\nleast = "$min_pairs"', evidence(surveys=surveys, responses=answers), "2021-12-01")
    assert (found.word, found.figure) == (word, figure)


@pytest.mark.parametrize(("pairs", "notes"), [(9, ("small number, no conclusion",)), (10, ())])
def test_few_pairs_give_no_conclusion(pairs, notes):
    surveys = [recorded(part, "2021-09-01", Survey, type=part, pair="comfort") for part in ("pre", "post")]
    answers = [
        recorded(f"{part} {i}", "2021-09-02", Response, survey=part, person=f"p{i}", score=score)
        for part, score in (("pre", 2), ("post", 3))
        for i in range(pairs)
    ]
    records = evidence(surveys=surveys, responses=answers)
    assert row('rule = "pair"\nleast = "$min_pairs"', records, "2021-12-01").outcome.notes == notes


# Due one by one

STAFF = recorded("job", "2020-01-01", Post, role="staff", body="own", person="di")


def lobbied(registered):
    contact = recorded("c", "2022-01-10", Contact, by=frozenset({"di"}), parties=(Party("lee"),), lobbying=True)
    rows = [recorded("reg", registered, Registration, person="di", year=2022)] if registered else []
    return evidence(posts=[STAFF], contacts=[contact], registrations=rows)


@pytest.mark.parametrize(
    ("registered", "today", "word", "figure"),
    [
        (None, "2022-01-10", "due soon", "0 of 0"),
        (None, "2022-01-14", "due soon", "0 of 0"),
        (None, "2022-01-15", "due soon", "0 of 1"),
        (None, "2022-01-16", "late", "0 of 1"),
        ("2022-01-15", "2022-03-01", "met", "1 of 1"),
        ("2022-01-16", "2022-03-01", "met late", "1 of 1"),
        ("2022-01-02", "2022-03-01", "met", "1 of 1"),
    ],
)
def test_registering_is_due_five_days_after_the_first_lobbying(registered, today, word, figure):
    found = row('rule = "lobbyists registered"', lobbied(registered), today)
    assert (found.word, found.figure) == (word, figure)


@pytest.mark.parametrize(
    ("filed", "today", "word", "figure"),
    [
        (None, "2021-12-30", "no evidence", "0 of 0"),
        (None, "2021-12-31", "due soon", "0 of 0"),
        (None, "2022-01-30", "due soon", "0 of 1"),
        (None, "2022-01-31", "late", "0 of 1"),
        ("2022-01-30", "2022-02-05", "met", "1 of 1"),
        ("2022-01-31", "2022-02-05", "met late", "1 of 1"),
    ],
)
def test_the_associations_report_is_due_on_january_30(filed, today, word, figure):
    rows = [recorded("f", filed, Filing, type="client annual", due_year=2022)] if filed else []
    found = row('rule = "lobbying reported"', evidence(filings=rows), today)
    assert (found.word, found.figure) == (word, figure)


@pytest.mark.parametrize(
    "other",
    [
        {"type": "client annual", "due_year": 2021},
        {"type": "annual", "due_year": 2022},
        {"type": "client annual", "due_year": 2022, "person": "ann"},
    ],
)
def test_another_report_does_not_stand_for_the_associations(other):
    rows = [recorded("f", "2022-01-30", Filing, **other)]
    found = row('rule = "lobbying reported"', evidence(filings=rows), "2022-02-05")
    assert (found.word, found.figure) == ("late", "0 of 1")


MENTORS = 'rule = "first-year mentors"'


def new_superintendent(paired, ended=None):
    old, _ = member("gus", "d2", "2010-07-01")
    new, membership = member("ann", "d1", "2021-07-01")
    end = Ending(day(ended), day(ended)) if ended else None
    pairs = [recorded("ms", paired, Mentorship, mentor="gus", mentee="ann", end=end)] if paired else []
    return evidence(posts=[old, new], memberships=[membership], mentorships=pairs)


@pytest.mark.parametrize(
    ("records", "today", "word"),
    [
        (new_superintendent(None), "2021-07-31", "due soon"),
        (new_superintendent(None), "2021-08-01", "late"),
        (new_superintendent("2021-07-31"), "2021-12-01", "met"),
        (new_superintendent("2021-08-01"), "2021-12-01", "met late"),
        (new_superintendent(None), "2022-06-30", "late"),
        (new_superintendent(None), "2022-07-01", "missed"),
        (new_superintendent("2021-07-31", "2022-06-30"), "2022-07-01", "met"),
        (new_superintendent("2021-07-31", "2022-06-29"), "2022-07-01", "missed"),
        (new_superintendent("2021-07-31", "2021-12-01"), "2021-12-01", "met"),
        (new_superintendent("2021-07-31", "2021-12-01"), "2021-12-02", "late"),
        (new_superintendent("2021-07-01"), "2021-07-01", "met"),
        (new_superintendent("2022-06-30"), "2022-06-30", "met late"),
    ],
    ids=str,
)
def test_a_first_year_needs_a_mentor_soon_and_to_its_end(records, today, word):
    assert row(MENTORS, records, today).word == word


# The menu's topics

MENU = 'rule = "menu scheduled"'


@pytest.mark.parametrize(
    ("events", "word", "figure"),
    [
        ([("statewide", "2022-03-01"), ("regional", "2022-09-01")], "met", "1 of 2"),
        ([("statewide", "2022-02-28"), ("regional", "2022-09-01")], "partly", "1 of 2"),
        ([("local", "2022-09-01")], "no evidence", "0 of 2"),
    ],
)
def test_a_menu_is_scheduled_both_statewide_and_regionally_from_its_day_on(events, word, figure):
    rows = [
        event(f"e{i}", on, "training", scope=scope, topics=frozenset({"BUDGETS"}), scheduled=day("2022-02-01"))
        for i, (scope, on) in enumerate(events)
    ]
    found = row(MENU, evidence(documents=[menu(topics=frozenset({"Budgets", "Law"}))], events=rows), "2022-04-01")
    assert (found.word, found.figure) == (word, figure)


@pytest.mark.parametrize(("today", "n"), [("2022-03-09", 0), ("2022-03-10", 1)])
def test_an_event_is_on_the_calendar_from_the_day_it_was_put_there(today, n):
    ahead = event(
        "e", "2022-09-01", "training", scope="regional", topics=frozenset({"Law"}), scheduled=day("2022-03-10")
    )
    records = evidence(documents=[menu(topics=frozenset({"Law"}))], events=[ahead])
    assert row(MENU, records, today).n == n


@pytest.mark.parametrize(("today", "m"), [("2022-03-30", 0), ("2022-03-31", 1)])
def test_a_meeting_owes_its_report_after_thirty_days(today, m):
    rule = """rule = "coverage"
set = "meetings owing a report"
covered = { counts = { of = "document", type = "group report" }, through = "event" }"""
    assert row(rule, evidence(events=[event("e", "2022-03-01", "like group", group="g")]), today).m == m


# Who was there


@pytest.mark.parametrize(
    ("party", "n"),
    [
        (Party("cy", "own", "executive director"), 1),
        (Party("cy", "own", "staff"), 0),
        (Party("di"), 0),
        (Party("bo"), 1),
    ],
)
def test_a_role_is_as_written_or_else_by_the_post_of_that_day(party, n):
    posts = [STAFF, recorded("head", "2022-01-01", Post, role="executive director", body="own", person="bo")]
    rule = 'rule = "exists"\ncounts = { of = "event", present = "executive director" }'
    records = evidence(posts=posts, events=[event("e", "2022-03-01", attendance=(party,))])
    assert row(rule, records, "2022-04-01").n == n


@pytest.mark.parametrize(("on", "n"), [("2022-02-28", 1), ("2022-03-01", 0)])
def test_a_post_holds_through_the_day_of_its_end(on, n):
    end = Ending(day("2022-02-28"), day("2022-02-28"))
    head = recorded("head", "2021-01-01", Post, role="executive director", body="own", person="bo", end=end)
    rule = 'rule = "exists"\ncounts = { of = "event", present = "executive director" }'
    records = evidence(posts=[head], events=[event("e", on, attendance=(Party("bo"),))])
    assert row(rule, records, "2022-04-01").n == n


@pytest.mark.parametrize(("today", "n"), [("2023-03-01", 1), ("2023-03-02", 0)])
def test_a_touch_lasts_as_long_as_the_setting_says(today, n):
    rule = 'rule = "coverage"\nset = "practice_partners"\ncovered = { has = "touch", within = "$touch_days" }'
    contact = recorded("c", "2022-03-01", Contact, by=frozenset({"di"}), parties=(Party("ann", "mae"),))
    assert row(rule, evidence(contacts=[contact]), today).n == n


def test_what_a_campaign_cost_is_its_messages_and_its_expenses_whatever_its_capitals():
    sends = [
        message("a", "2022-02-01", campaign="Fund schools", cost=40.5),
        message("b", "2022-02-02", campaign="fund Schools", cost=100),
        message("c", "2022-02-03", cost=7),
    ]
    spent = [recorded("x", "2022-02-03", Expense, category="e", amount=59.5, campaign="FUND SCHOOLS")]
    rule = 'rule = "exists"\ncounts = { of = "communication", in_campaign = true }\nshows = ["campaign costs"]'
    found = row(rule, evidence(communications=sends, expenses=spent), "2022-03-01")
    assert [(one.label, one.value) for one in found.outcome.figures] == [("campaign costs", "Fund schools $200.00")]


def test_days_in_what_a_rule_says_are_written_as_everywhere():
    posts = [recorded("a", "2022-02-01", Post, role="superintendent", body="cedar", person="ann")]
    found = row(
        'rule = "first-year mentors"', evidence(posts=posts, memberships=[member("bo", "cedar")[1]]), "2022-03-01"
    )
    assert [one.value for one in found.outcome.figures] == ["new since Feb 1, 2022, no mentor"]


# What a changed boundary of a rule once got past


def surveyed(pairs, least=3):
    """People's scores before and after, and how many make more than a small number."""
    surveys = [recorded(part, "2022-01-01", Survey, type=part, pair="comfort") for part in ("pre", "post")]
    answers = [
        recorded(f"{part} {who}", "2022-01-02", Response, survey=part, person=who, score=score)
        for who, scores in pairs.items()
        for part, score in zip(("pre", "post"), scores, strict=True)
    ]
    return row(f'rule = "pair"\nleast = {least}', evidence(surveys=surveys, responses=answers), "2022-02-01").outcome


@pytest.mark.parametrize(("people", "notes"), [("ab", ("small number, no conclusion",)), ("abc", ())])
def test_below_the_least_number_of_pairs_nothing_is_concluded(people, notes):
    assert surveyed(dict.fromkeys(people, (1, 2))).notes == notes


def test_without_a_pair_nothing_is_said_of_their_number():
    surveys = [recorded("pre", "2022-01-01", Survey, type="pre", pair="comfort")]
    answers = [recorded("a", "2022-01-02", Response, survey="pre", person="ann", score=1)]
    found = row('rule = "pair"\nleast = 3', evidence(surveys=surveys, responses=answers), "2022-02-01")
    assert (found.word, found.figure, found.outcome.notes) == ("partly", "0 of 1", ())


def test_a_score_that_stayed_the_same_has_not_improved():
    found = surveyed({"a": (1, 1), "b": (1, 2), "c": (1, 3)})
    assert {one.label: one.value for one in found.figures if one.label in ("improved", "mean change")} == {
        "improved": "2 of 3", "mean change": "+1.00",
    }  # fmt: skip


@pytest.mark.parametrize("records", [evidence(), evidence(events=[event("b", "2021-09-01")])])
def test_before_its_first_period_an_entry_has_its_figure_and_its_window(records):
    found = row(periods("quarter", 2) + "\nfrom = 2021-10-01", records, "2021-09-30")
    assert (found.figure, found.outcome.window) == ("0 of 2", (day("2021-10-01"), day("2021-12-31")))


def test_before_its_first_period_a_set_is_counted_as_it_is():
    rule = """rule = "each per period"
set = ["statewide", "regional"]
counts = { of = "event" }
through = "scope"
every = "quarter"
from = 2021-10-01"""
    assert row(rule, evidence(), "2021-09-30").figure == "0 of 2"


@pytest.mark.parametrize(("within", "first"), [("", "2021-07-01"), (", within = 10", "2022-05-22")])
def test_the_window_of_a_coverage_is_the_whole_time_or_that_of_its_freshness(within, first):
    rule = f'''rule = "coverage"
set = "resas"
covered = {{ counts = {{ of = "resa list" }}, through = "resa"{within} }}'''
    assert row(rule, evidence(), "2022-06-01").outcome.window == (day(first), day("2022-06-01"))


@pytest.mark.parametrize(
    ("mae", "notes"),
    [
        ("2021-10-31", ("reached on Oct 31, 2021",)),
        ("2021-11-01", ("reached on Nov 1, 2021", "1 days after the deadline")),
    ],
)
def test_how_late_a_share_was_reached_is_said_from_the_day_after_the_deadline(mae, notes):
    assert row(SEATS, seats(mae), "2022-01-01").outcome.notes == notes


@pytest.mark.parametrize(("on", "notes"), [("2022-03-31", ()), ("2022-04-01", ("1 days after the deadline",))])
def test_how_late_a_deadline_was_met_is_said_from_the_day_after_it(on, notes):
    assert row(MENU_BY, evidence(documents=[menu(on)]), "2022-06-01").outcome.notes == notes


TOPICS = recorded("menu", "2021-07-01", Document, type="menu", topics=frozenset({"Law"}))


@pytest.mark.parametrize(
    ("values", "n"),
    [
        ({}, 1),
        ({"last_day": day("2021-07-01")}, 1),
        ({"last_day": day("2021-06-30")}, 0),
        ({"scheduled": day("2021-07-02")}, 0),
    ],
    ids=str,
)
def test_a_topic_is_scheduled_on_the_menus_own_day_by_an_event_that_ends_on_it(values, n):
    taught = event("e", "2021-07-01", "training", topics=frozenset({"law"}), scope="statewide", **values)
    found = row('rule = "menu scheduled"', evidence(documents=[TOPICS], events=[taught]), "2021-07-01")
    assert found.n == n


def test_the_least_that_a_check_asks_for_is_enough():
    rule = """rule = "checks"
checks = [
  { name = "one", set = "resas", covered = { counts = { of = "resa list" }, through = "resa" }, least = 1 },
  { name = "all", set = "resas", covered = { counts = { of = "resa list" }, through = "resa" } },
]"""
    assert row(rule, evidence(resa_lists=[resa_list("north")]), "2022-06-01").outcome.missing == ("all",)
    assert row(rule, evidence(), "2022-06-01").n == 0


@pytest.mark.parametrize(("today", "word"), [("2021-07-31", "due soon"), ("2021-08-01", "met")])
def test_a_window_is_met_on_the_very_day_its_survey_closes(today, word):
    assert row(WINDOW, survey(), today).word == word


@pytest.mark.parametrize(("number", "word"), [(3, "late"), (4, "met late"), (5, "met late"), (6, "late")])
def test_a_range_reached_after_its_deadline_has_both_its_ends_in_it(number, word):
    rule = 'rule = "range by"\nlow = 4\nhigh = 5\nby = 2021-12-31'
    rows = [recorded(f"p{i}", "2022-01-01", Priority, issue=f"i{i}") for i in range(number)]
    assert row(rule, evidence(priorities=rows), "2022-02-01").word == word


@pytest.mark.parametrize(
    ("led", "paired", "word"),
    [
        ("2021-07-30", "2021-07-31", "met"),
        ("2021-07-31", "2021-07-31", "no evidence"),
        ("2020-07-01", "2021-07-01", "met"),
        ("2020-07-01", "2022-06-30", "met"),
        ("2020-07-01", "2022-07-01", "no evidence"),
    ],
)
def test_a_good_mentor_has_led_a_district_before_and_is_paired_within_the_first_year(led, paired, word):
    posts = [
        recorded(who, on, Post, role="superintendent", body=body, person=who)
        for who, on, body in (("gus", led, "d2"), ("ann", "2021-07-01", "d1"))
    ]
    pair = recorded("ms", paired, Mentorship, mentor="gus", mentee="ann")
    rule = 'rule = "coverage"\nset = "mentorships started"\ncovered = { has = "good mentorship" }'
    assert row(rule, evidence(posts=posts, mentorships=[pair]), "2022-12-01").word == word


@pytest.mark.parametrize(("today", "n"), [("2022-04-09", 0), ("2022-04-10", 1)])
def test_a_session_has_adjourned_on_its_last_day_itself(today, n):
    session = recorded("s", "2022-01-04", LegislativeSession, type="regular", year=2022, sine_die=day("2022-04-10"))
    reg = recorded("reg", "2021-12-01", Registration, person="di", year=2022)
    found = row('rule = "lobbying reported"', evidence(sessions=[session], registrations=[reg]), today)
    assert sum(one.label.startswith("sine die") for one in found.outcome.figures) == n


@pytest.mark.parametrize(("start", "n"), [("2022-01-30", 1), ("2022-01-31", 0)])
def test_a_report_due_on_the_plans_first_day_is_owed(start, n):
    assert len(row('rule = "lobbying reported"', evidence(), "2022-02-05", plan_start=start).outcome.missing) == n


@pytest.mark.parametrize(("today", "n"), [("2022-01-29", 0), ("2022-01-30", 1)])
def test_what_is_due_on_the_day_itself_is_named_among_what_is_missing(today, n):
    assert len(row('rule = "lobbying reported"', evidence(), today).outcome.missing) == n


@pytest.mark.parametrize(
    ("filed", "today", "said"),
    [
        ("2022-01-30", "2022-02-05", "done Jan 30, 2022"),
        ("2022-01-31", "2022-02-05", "done Jan 31, 2022, 1 days late"),
        (None, "2022-01-30", "due Jan 30, 2022"),
        (None, "2022-01-31", "due Jan 30, 2022, 1 days late"),
    ],
)
def test_how_late_a_report_is_is_said_from_the_day_after_it_was_due(filed, today, said):
    rows = [recorded("f", filed, Filing, type="client annual", due_year=2022)] if filed else []
    found = row('rule = "lobbying reported"', evidence(filings=rows), today)
    assert [one.value for one in found.outcome.figures] == [said]
