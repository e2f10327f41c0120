"""The power map's score is a sum of named parts."""

import pytest

from crm.advocacy.power.score import centralities, influence


def test_a_score_is_the_sum_of_the_parts_it_shows() -> None:
    found = influence(True, ["chair"], ["chair"], 0.5)
    assert [name for name, _, _ in found.parts] == ["seat", "chair", "centrality"]
    assert found.score == pytest.approx(sum(points for _, _, points in found.parts)) == 5.0


def test_only_the_highest_role_on_the_issues_committees_counts() -> None:
    assert influence(True, ["vice chair"], ["member", "vice chair"], 0).score == 3.0
    assert influence(True, ["member"], ["member"], 0).score == 2.0


def test_chairing_another_committee_counts_a_little_and_presiding_much() -> None:
    assert influence(True, ["chair"], [], 0).score == 1.5
    assert influence(True, ["Speaker"], [], 0).score == 4.0


def test_no_acquaintance_of_ours_outweighs_an_office_or_a_committee() -> None:
    best_known = influence(True, [], [], 1.0)
    for roles, issue_roles in ((["chair"], ["chair"]), ([], ["member"]), (["Majority leader"], []), (["chair"], [])):
        assert influence(True, roles, issue_roles, 0).score > best_known.score


def test_centrality_is_a_share_of_the_best_connected_member() -> None:
    assert centralities({"a": 3.0, "b": 1.5, "c": 0.0}) == {"a": 1.0, "b": 0.5, "c": 0.0}
    assert centralities({}) == {}
    assert centralities({"a": 0.0}) == {"a": 0.0}
