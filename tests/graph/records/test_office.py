"""The office's time zone: kept with the graph, changed by administrators, and asked by everything that says a day."""

import pytest
from worlds.office import CHICAGO

from crm.acts.time_zone import change_time_zone
from crm.errors import InvalidData, NotAllowed
from crm.office_time import instant, machine_zone, zone_named
from crm.records.actor import Actor, command_line
from crm.records.history import history_of
from crm.records.office import OFFICE, found_office, time_zone
from crm.storage.database import Database
from crm.vocabulary import Role

AT = "2026-11-24T03:04:05.123456Z"


def test_a_graph_keeps_the_zone_it_was_first_opened_in(graph: Database):
    assert graph.read(time_zone) == machine_zone()
    assert graph.write(found_office, CHICAGO, at=AT) == CHICAGO
    assert graph.write(found_office, zone_named("America/Denver"), at=AT) == CHICAGO
    assert graph.read(time_zone) == CHICAGO


def test_an_administrator_moves_the_office_and_history_says_so(graph: Database):
    graph.write(found_office, CHICAGO, at=AT)
    by = command_line(AT, CHICAGO)
    assert change_time_zone(graph, "America/Denver", by=by).key == "America/Denver"
    change_time_zone(graph, "America/Denver", by=by)
    (told,) = graph.read(history_of, OFFICE, actor=by)
    assert told.differences == (("time_zone", "America/Chicago", "America/Denver"),)


@pytest.mark.parametrize("role", [Role.STAFF, Role.MEMBER, Role.VIEWER])
def test_nobody_else_moves_the_office(graph: Database, role: Role):
    with pytest.raises(NotAllowed):
        change_time_zone(graph, "America/Denver", by=Actor("u", "U", role, None, instant(), CHICAGO))


def test_a_name_that_is_no_zone_is_refused_beside_its_field(graph: Database):
    with pytest.raises(InvalidData) as refused:
        change_time_zone(graph, "Jackson", by=command_line(AT, CHICAGO))
    assert list(refused.value.errors) == ["time_zone"]
