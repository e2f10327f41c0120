"""The day's backup: made once, the newest fourteen kept, and given up at once when the site stops."""

from datetime import date, timedelta

import pytest

from crm.errors import Conflict
from crm.storage.daily_backup import KEPT, back_up_today, set_last_aside
from crm.storage.portable import TELL_EVERY, Reader
from tests.graph.storage.test_backup import fill

FIRST = date(2026, 1, 1)


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def test_a_day_has_one_backup_and_the_newest_fourteen_are_kept(graph, tmp_path):
    fill(graph, 10)
    for number in range(KEPT + 3):
        made = back_up_today(graph, tmp_path, day(number))
        assert made is not None
        assert Reader.checked(made).counts["Person"] == 10
        assert back_up_today(graph, tmp_path, day(number)) is None
    days = sorted(file.stem.removeprefix("daily-") for file in tmp_path.iterdir())
    assert (len(days), days[0], days[-1]) == (KEPT, "2026-01-04", "2026-01-17")


@pytest.mark.parametrize("heard", [1, 4], ids=["while it is written", "while it is read back"])
def test_a_backup_that_is_given_up_leaves_no_file_and_holds_nobody_off(graph, tmp_path, heard):
    fill(graph, TELL_EVERY + 100)
    told = []

    def stop(done, total):
        told.append((done, total))
        if len(told) == heard:
            raise Conflict("the site is stopping.")

    with pytest.raises(Conflict, match="stopping"):
        back_up_today(graph, tmp_path, day(0), progress=stop)
    assert (len(told), list(tmp_path.iterdir())) == (heard, [])
    assert all(done <= total for done, total in told)
    graph.write(lambda tx: tx.run("MATCH (p:Person {id: 'p1'}) SET p.name = 'Ann'").consume())


def test_a_backup_set_aside_is_not_pushed_out_by_those_that_follow(graph, tmp_path):
    good = back_up_today(graph, tmp_path, day(0))
    set_last_aside(tmp_path)
    for number in range(1, KEPT + 2):
        back_up_today(graph, tmp_path, day(number))
    assert (tmp_path / f"kept-{good.name}").exists()
    assert len(list(tmp_path.glob("daily-*"))) == KEPT
