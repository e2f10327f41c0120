"""The stance grid: bodies by issues, one tap a cell, with the sitting's source and day."""

import pytest
from page_text import text
from worlds.council import BODIES, NAMES, WORLD, on

from crm.advocacy.issues.issues import NewIssue, suggest_issue

CELL = {"X-Cell": "1"}


@pytest.fixture
def staff(graph, client_as):
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    by = on("2026-01-12")
    for title in ("School funding", "Teacher pay"):
        graph.write(suggest_issue, NewIssue(title=title, raised_on="2026-01-12"), by=by)
    return client_as("staff")


@pytest.fixture
def cell(graph, staff):
    """The first body and the first issue of the world."""
    find = "MATCH (:Post)-[:SPEAKS_FOR]->(b:Organization), (i:Issue) RETURN b.id, i.id ORDER BY b.name, i.id LIMIT 1"
    return graph.read(lambda tx: tuple(tx.run(find).single(strict=True)))


def stored(graph):
    return graph.read(lambda tx: [row["p"] for row in tx.run("MATCH (p:Position) RETURN properties(p) AS p")])


def send(client, cell, stance, *, query="on=2026-03-12&source=Council+of+Mar+12", headers=CELL):
    fields = {"holder": cell[0], "subject": cell[1], "stance": stance, "key": f"a-key-of-the-cell-{stance}"}
    return client.post(f"/stances/grid?{query}", data=fields, headers=headers)


def test_a_tap_records_the_stance_with_the_sittings_source_and_day(graph, staff, cell):
    before = len(stored(graph))
    answer = send(staff, cell, 1)
    assert answer.status_code == 200
    assert "Undo" in answer.text
    kept = [one for one in stored(graph) if one["source"] == "Council of Mar 12"]
    assert len(stored(graph)) == before + 1
    assert [(one["stance"], one["on"], one["visibility"], one["certainty"]) for one in kept] == [
        (1, "2026-03-12", "staff", "sure")
    ]


def test_a_tap_sent_twice_is_one_stance(graph, staff, cell):
    before = len(stored(graph))
    send(staff, cell, 1)
    send(staff, cell, 1)
    assert len(stored(graph)) == before + 1


def test_without_scripts_the_page_comes_back_at_the_cell_and_offers_undo(staff, cell):
    answer = staff.post(
        "/stances/grid?on=2026-03-12",
        data={"holder": cell[0], "subject": cell[1], "stance": "-2", "key": "a-key-of-it"},
    )
    assert answer.status_code == 303
    assert answer.location.endswith(f"#cell-{cell[0]}-{cell[1]}")
    assert "Recorded: opposes." in text(staff.get(answer.location))


def test_a_cell_that_is_undone_says_again_what_stood_before(graph, staff, cell):
    address = f"/stances/grid/cell?holder={cell[0]}&subject={cell[1]}"
    before = staff.get(address).text
    send(staff, cell, -2)
    made = next(one["id"] for one in stored(graph) if one["stance"] == -2 and one["source"] == "Council of Mar 12")
    staff.post(f"/positions/{made}/retract")
    after = staff.get(address).text
    assert [line for line in after.splitlines() if "key" not in line] == [
        line for line in before.splitlines() if "key" not in line
    ]


def test_a_sitting_in_the_future_is_refused_by_its_field(staff, cell):
    assert send(staff, cell, 1, query="on=2099-01-01").status_code == 422


def test_the_grid_is_for_staff_alone(client_as, staff, cell):
    for role in ("member", "viewer"):
        assert client_as(role).get("/stances/grid").status_code == 403
        assert send(client_as(role), cell, 1).status_code == 403


def test_one_issue_at_a_time_shows_its_column_alone(staff, cell):
    page = staff.get(f"/stances/grid?issue={cell[1]}")
    assert page.text.count('scope="col"') == 2
    assert "known" in text(page)
