"""Two yearly lists of one office: nobody is mistaken for another, hardly anybody is doubled, few are asked about."""

import csv
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from worlds.yearly_lists import Lists, made

from crm.imports.drafts import Draft
from crm.imports.existing_records import Snapshot, Stored
from crm.imports.match_outcomes import Resolution, Resolved
from crm.imports.person_matching import people_of_lists
from crm.stakeholders.names.folding import email_key, name_key
from importers import superintendents
from importers.upload import Upload

CASES = Path("/work/shared/cases/identity")
SEEDS = range(20)


@dataclass
class Outcome:
    """What became of the second year's rows, by kind of row."""

    wrong: Counter[str] = field(default_factory=Counter)
    doubled: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)


def listed(text: str, as_of: str) -> Draft:
    return superintendents.read(Upload("list.csv", text.encode()), as_of=as_of)


def after_first_year(draft: Draft) -> Snapshot:
    """The graph as it is after the first list: everybody holds the office that they are listed for."""
    graph = Snapshot(structure=0)
    district = {r.ref: r.identifiers[0][1] for r in draft.records if r.label == "Organization"}
    for record in draft.records:
        if record.label == "Person":
            place = district[record.hints["district"]]
            person = Stored("Person", place, dict(record.values), bodies=frozenset({place}))
            graph.people[name_key(record.values["family_name"])].append(person)
            graph.incumbents[place].append(person)
            if "email" in record.values:
                graph.by_email[email_key(record.values["email"])].append(person)
    return graph


def outcome_of(lists: Lists) -> Outcome:
    graph = after_first_year(listed(lists.year1, "2025-08-01"))
    draft = listed(lists.year2, "2026-08-01")
    to = Resolution(str(uuid.uuid4()), {})
    for record in draft.records:
        if record.label == "Organization":
            to.found[record.ref] = Resolved(record, record.identifiers[0][1], None)
    people = [record for record in draft.records if record.label == "Person"]
    people_of_lists(people, draft, graph, to)
    assert len(people) == len(lists.truth)
    known = {before for before, _, _ in lists.truth.values()}
    outcome = Outcome()
    for record in people:
        _, number, kind = lists.truth[to.found[record.hints["district"]].id]
        person = to.found.get(record.ref)
        if person is None:
            outcome.asked[kind] += 1
        elif person.stored is None:
            outcome.doubled[kind] += number in known
        elif lists.truth[person.id][0] != number:
            outcome.wrong[kind] += 1
    return outcome


def hold(outcome: Outcome) -> None:
    assert not outcome.wrong
    assert outcome.doubled.total() <= 4, outcome.doubled
    assert outcome.asked.total() <= 45, outcome.asked


@pytest.mark.parametrize("seed", SEEDS)
def test_between_two_years_nobody_is_mistaken_and_few_are_asked_about(seed: int) -> None:
    hold(outcome_of(made(seed)))


@pytest.mark.skipif(not CASES.exists(), reason="the lists are not on this machine")
def test_the_lists_that_once_went_wrong_go_right() -> None:
    with (CASES / "truth.csv").open() as file:
        truth = {
            row["LEAID"]: (int(row["person_year1"]), int(row["person_year2"]), row["kind_of_row"])
            for row in csv.DictReader(file)
        }
    districts, year1, year2 = ((CASES / f"{name}.csv").read_text() for name in ("districts", "year1", "year2"))
    hold(outcome_of(Lists(districts, year1, year2, truth)))


def test_who_stays_is_asked_about_only_where_something_contradicts() -> None:
    asked = outcome_of(made(1)).asked
    assert not {"unchanged", "capitals", "last, first", "title", "nickname", "initial only", "apostrophe"} & set(asked)
    assert asked["new surname, same mailbox"] == asked["swap"] - 2 == 8
