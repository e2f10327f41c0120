"""Issues: suggested, ranked, adopted, merged, with every step kept."""

import pytest
from worlds.council import count, on

from crm.acts.contacts import log_contact
from crm.advocacy.issues.issue_steps import steps
from crm.advocacy.issues.issues import (
    Issue,
    NewIssue,
    NewIssueSchema,
    NewRanking,
    NewRankingSchema,
    broken_rule,
    decide,
    issue,
    issues,
    merge_issue,
    priorities,
    rankings,
    shared_ranks,
    suggest_issue,
    unmerge_issue,
)
from crm.advocacy.issues.outreach import outreach
from crm.advocacy.stances.stances import Known, NewPosition, record_stance, stances_of, trails
from crm.errors import Conflict, InvalidData
from crm.interactions.communications import MESSAGE
from crm.interactions.contact_form import NewInteraction
from crm.interactions.contact_list import ContactFilter, contacts_matching
from crm.records.declared import add_record
from crm.storage.database import Database


def known(database: Database, day: str, issue_id: str):
    return database.read(issue, issue_id, known=f"{day}T23:59:59.999999Z", as_of=day)


def test_a_suggestion_says_who_raised_it_and_when(world: Database) -> None:
    new = NewIssue("Teacher pay", "Raise it", raised_by="mae", raised_on="2026-01-05")
    world.write(suggest_issue, new, by=on("2026-02-01"))
    found = known(world, "2026-02-01", new.id)
    assert (found.status, [(r.name, r.on) for r in found.raised_by]) == ("suggested", [("MAE", "2026-01-05")])


def test_the_same_suggestion_saved_twice_is_one_issue(world: Database) -> None:
    new = NewIssue("Teacher pay")
    for _ in range(2):
        world.write(suggest_issue, new, by=on("2026-02-01"))
    assert count(world, "MATCH (i:Issue) RETURN count(i)") == 1


def test_a_suggestion_from_nobody_we_know_writes_nothing(world: Database) -> None:
    with pytest.raises(InvalidData, match="who raised it"):
        world.write(suggest_issue, NewIssue("Teacher pay", raised_by="nobody"), by=on("2026-02-01"))
    assert count(world, "MATCH (i:Issue) RETURN count(i)") == 0


def test_rank_and_wording_are_kept_as_history_and_known_as_of_any_day(world: Database) -> None:
    new = NewIssue("Teacher pay", "First wording")
    world.write(suggest_issue, new, by=on("2026-01-01"))
    first = NewRanking("adopted", "2026-02-01", "Ann Reed, executive director", 2, 2027)
    world.write(decide, new.id, first, 1, by=on("2026-02-01"))
    second = NewRanking("adopted", "2026-05-01", "the board", 1, 2027, "New wording")
    world.write(decide, new.id, second, 2, by=on("2026-05-01"))
    assert [known(world, day, new.id).rank for day in ("2026-01-15", "2026-03-01", "2026-06-01")] == [None, 2, 1]
    assert known(world, "2026-03-01", new.id).wording == "First wording"
    assert known(world, "2026-06-01", new.id).wording == "New wording"
    assert [r.set_by for r in world.read(rankings, new.id)] == ["the board", "Ann Reed, executive director"]


def test_a_decision_recorded_late_does_not_change_what_was_known_before(world: Database) -> None:
    new = NewIssue("Teacher pay")
    world.write(suggest_issue, new, by=on("2026-01-01"))
    world.write(decide, new.id, NewRanking("adopted", "2026-02-01", "the board", 1, 2027), 1, by=on("2026-04-01"))
    assert known(world, "2026-03-01", new.id).rank is None
    assert known(world, "2026-04-02", new.id).rank == 1


def test_two_people_deciding_at_once_are_told_and_nothing_is_lost(world: Database) -> None:
    new = NewIssue("Teacher pay")
    world.write(suggest_issue, new, by=on("2026-01-01"))
    world.write(decide, new.id, NewRanking("adopted", "2026-02-01", "the board", 1, 2027), 1, by=on("2026-02-01"))
    with pytest.raises(Conflict, match="Somebody else changed this issue"):
        world.write(decide, new.id, NewRanking("closed", "2026-02-01", "Ann"), 1, by=on("2026-02-01"))
    assert known(world, "2026-02-02", new.id).status == "adopted"


def test_a_merged_issue_is_counted_as_the_other_and_can_be_separated_again(world: Database) -> None:
    one, two = NewIssue("Teacher pay"), NewIssue("Pay of teachers")
    for new in (one, two):
        world.write(suggest_issue, new, by=on("2026-01-01"))
    world.write(merge_issue, two.id, one.id, by=on("2026-01-02"))
    assert known(world, "2026-01-03", two.id).merged_into == one.id
    assert known(world, "2026-01-01", two.id).merged_into is None
    assert known(world, "2026-01-03", one.id).includes == ((two.id, "Pay of teachers"),)
    with pytest.raises(InvalidData, match="counted as another"):
        world.write(decide, two.id, NewRanking("closed", "2026-01-02", "Ann"), 2, by=on("2026-01-03"))
    with pytest.raises(InvalidData, match="not itself merged"):
        world.write(merge_issue, one.id, two.id, by=on("2026-01-02"))
    world.write(unmerge_issue, two.id, by=on("2026-01-03"))
    assert known(world, "2026-01-03", two.id).status == "suggested"


def test_everything_said_about_a_merged_issue_counts_for_the_other_from_that_day_on(world: Database) -> None:
    one, two = NewIssue("Teacher pay", raised_by="mae"), NewIssue("Pay of teachers", raised_by="mde")
    for new in (one, two):
        world.write(suggest_issue, new, by=on("2026-01-01"))
    said = NewPosition("msba", two.id, 1, "sure", "statement", "letter", "2026-01-01")
    world.write(record_stance, said, by=on("2026-01-01"))
    talk = NewInteraction(("rep0",), ("ann",), at="2026-01-02", issues=(two.id,))
    world.write(log_contact, talk, by=on("2026-01-02"))
    update = {"subject": "Update", "channels": ["email"], "sent": "2026-01-02", "issues": [one.id, two.id]}
    world.write(add_record, MESSAGE, "update", update, by=on("2026-01-02"))
    world.write(merge_issue, two.id, one.id, by=on("2026-01-05"))
    now, then = on("2026-02-01"), Known.at(on("2026-02-01"), "2026-01-04")
    assert ("msba", one.id) in world.read(trails, [one.id], Known.at(now), actor=now)
    assert world.read(trails, [one.id], then, actor=now) == {}
    assert list(world.read(stances_of, "msba", Known.at(now), actor=now)) == [one.id]
    assert list(world.read(stances_of, "msba", then, actor=now)) == [two.id]
    told = world.read(outreach, one.id, actor=now)
    assert [member.person_id for member in told.reached] == ["rep0"]
    assert [message.subject for message in told.messages] == ["Update"]
    assert world.read(contacts_matching, ContactFilter(issue=one.id), actor=now)[1] == 1
    assert [raiser.name for raiser in known(world, "2026-02-01", one.id).raised_by] == ["MAE", "MDE"]
    world.write(unmerge_issue, two.id, by=on("2026-02-02"))
    later = on("2026-02-03")
    assert world.read(trails, [one.id], Known.at(later), actor=later) == {}


def test_each_decision_says_what_it_changed(world: Database) -> None:
    new = NewIssue("Teacher pay", "First wording")
    world.write(suggest_issue, new, by=on("2026-01-01"))
    taken = (
        NewRanking("adopted", "2026-02-01", "Ann Reed", 2, 2027),
        NewRanking("adopted", "2026-05-01", "the board", 1, 2027, "New wording"),
        NewRanking("adopted", "2026-06-01", "the board", 1, 2027),
        NewRanking("closed", "2026-07-01", "the board"),
    )
    for version, ranking in enumerate(taken, 1):
        world.write(decide, new.id, ranking, version, by=on(ranking.on))
    found = steps(world.read(rankings, new.id), known(world, "2026-08-01", new.id).first_wording)
    assert [(step.on, step.words, step.wording) for step in found] == [
        ("2026-07-01", "Closed, without a rank", None),
        ("2026-06-01", "Confirmed as it was", None),
        ("2026-05-01", "Rank 1, before that 2, reworded", "New wording"),
        ("2026-02-01", "Adopted for the 2027 session, rank 2", None),
    ]


def test_a_day_in_the_future_is_refused_for_a_suggestion_and_a_decision(world: Database) -> None:
    with pytest.raises(InvalidData, match="raised in the future"):
        world.write(suggest_issue, NewIssue("Pay", raised_by="mae", raised_on="2026-02-02"), by=on("2026-02-01"))
    new = NewIssue("Teacher pay")
    world.write(suggest_issue, new, by=on("2026-02-01"))
    with pytest.raises(InvalidData, match="dated in the future"):
        world.write(decide, new.id, NewRanking("closed", "2026-03-01", "Ann"), 1, by=on("2026-02-01"))
    assert count(world, "MATCH (n) WHERE n:Issue OR n:Ranking RETURN count(n)") == 1


def test_two_priorities_of_one_rank_are_named() -> None:
    one, two = (Issue(title, title, "", "adopted", 1, 2, 2027) for title in ("Pay", "Safety"))
    assert shared_ranks([one, two]) == "Pay and Safety both have rank 2."
    assert shared_ranks([one]) is None


def test_priorities_are_the_adopted_issues_of_the_latest_session_year_by_rank(world: Database) -> None:
    for title, rank, year in (("Old", 1, 2026), ("Second", 2, 2027), ("First", 1, 2027)):
        new = NewIssue(title)
        world.write(suggest_issue, new, by=on("2026-01-01"))
        world.write(decide, new.id, NewRanking("adopted", "2026-02-01", "board", rank, year), 1, by=on("2026-02-01"))
    everything = world.read(issues, known="2026-03-01T00:00:00Z", as_of="2026-03-01")
    assert [i.title for i in priorities(everything)] == ["First", "Second"]
    assert [i.title for i in priorities(everything, 2026)] == ["Old"]


@pytest.mark.parametrize(("number", "says"), [(3, "there are 3"), (6, "there are 6"), (0, "none"), (1, "there is 1")])
def test_the_rule_of_four_or_five_priorities_is_shown_when_broken(number: int, says: str) -> None:
    assert says in (broken_rule(number) or "")


def test_four_or_five_priorities_break_no_rule() -> None:
    assert (broken_rule(4), broken_rule(5)) == (None, None)


def test_adopting_without_a_session_year_is_refused() -> None:
    with pytest.raises(InvalidData, match="which session year"):
        NewRankingSchema().load({"status": "adopted", "on": "2/1/2026", "set_by": "the board"})
    assert NewIssueSchema().load({"title": "Teacher pay", "raised_on": "3/1/2026"}).raised_on == "2026-03-01"
