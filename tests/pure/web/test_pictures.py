"""The pictures are pure: the same data gives the same places, and every mark can be read and followed."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from math import dist
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import web
from web.pictures.hemicycle import Hemicycle, Seat, hemicycle, seats_per_row
from web.pictures.layers import HEIGHT, MOST_PATHS, WIDTH, Step, layers, shortened
from web.pictures.marks import LEGEND, Mark
from web.pictures.rings import MOST_TIES, RINGS, Neighbour, ring_of, rings
from web.pictures.scatter import ABOVE, LETTER, LINE, Dot, scatter
from web.pictures.stance_line import stance_line
from web.pictures.trend import trend

SVG = "{http://www.w3.org/2000/svg}"
PAGES = Environment(
    loader=FileSystemLoader(Path(web.__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


def drawn(template: str, macro: str, *arguments: object) -> ET.Element:
    """The picture as the page would carry it, which must be well-formed XML on its own."""
    module = PAGES.get_template(f"pictures/{template}.html").module
    markup = str(getattr(module, macro)(*arguments))
    assert "style=" not in markup
    assert "<script" not in markup
    return ET.fromstring(f'<div xmlns="http://www.w3.org/2000/svg">{markup}</div>')


def seats(count: int) -> tuple[Seat, ...]:
    return tuple(
        Seat(f"/seats/{n}", f"House District {n}", f"Member {n} (R)", "Good, through Ann Reed", Mark.GOOD)
        for n in range(1, count + 1)
    )


def chart(count: int) -> Hemicycle:
    return hemicycle("house", "House", seats(count))


@pytest.mark.parametrize("count", [1, 2, 5, 13, 21, 40, 49, 52, 122, 177, 203, 400])
def test_every_seat_of_a_chamber_has_its_own_place(count: int) -> None:
    drawn_chart = chart(count)
    assert len(drawn_chart.places) == count
    assert sum(seats_per_row(count)) == count
    for one, other in combinations(drawn_chart.places, 2):
        assert dist((one.x, one.y), (other.x, other.y)) > 2 * drawn_chart.radius
    for place in drawn_chart.places:
        assert drawn_chart.radius <= place.x <= drawn_chart.width - drawn_chart.radius
        assert drawn_chart.radius <= place.y <= drawn_chart.height - drawn_chart.radius


def test_outer_rows_seat_more_than_inner_rows() -> None:
    assert all(inner < outer for inner, outer in pairwise(seats_per_row(122)))


def test_the_first_district_sits_at_the_left_end_and_the_last_at_the_right() -> None:
    places = chart(52).places
    assert places[0].x == min(place.x for place in places)
    assert places[-1].x == max(place.x for place in places)


@given(st.integers(1, 250))
def test_up_and_down_always_lead_to_a_seat_of_the_next_row_or_stay(count: int) -> None:
    places = chart(count).places
    last = max(place.row for place in places)
    for index, place in enumerate(places):
        assert places[place.outward].row == min(place.row + 1, last)
        assert places[place.inward].row == max(place.row - 1, 0)
        assert place.row < last or place.outward == index


def test_an_empty_chamber_is_drawn_empty() -> None:
    assert chart(0).placed == ()


def test_every_seat_is_a_link_that_says_its_holder_and_best_tie() -> None:
    links = drawn("hemicycle", "hemicycle", chart(52)).findall(f".//{SVG}a")
    assert [link.get("href") for link in links] == [f"/seats/{n}" for n in range(1, 53)]
    assert links[36].get("aria-label") == "House District 37: Member 37 (R). Good, through Ann Reed"
    assert links[36].findtext(f"{SVG}title") == links[36].get("aria-label")
    assert "tie-good" in str(links[36].get("class"))


def test_a_vacant_seat_is_outlined_and_called_vacant() -> None:
    vacant = replace(seats(1)[0], holder=None, tie="No tie", mark=Mark.NONE)
    link = drawn("hemicycle", "hemicycle", hemicycle("house", "House", (vacant,))).find(f".//{SVG}a")
    assert link is not None
    assert "is-vacant" in str(link.get("class"))
    assert link.get("aria-label") == "House District 1: vacant. No tie"


def test_a_guess_is_hatched_and_a_strained_tie_is_a_square() -> None:
    first, second = seats(2)
    shown = hemicycle("house", "House", (replace(first, mark=Mark.GUESS), replace(second, mark=Mark.STRAINED)))
    guess, strained = drawn("hemicycle", "hemicycle", shown).findall(f".//{SVG}a")
    assert [circle.get("fill") for circle in guess.findall(f"{SVG}circle")] == [None, "url(#house-hatch)"]
    assert strained.find(f"{SVG}rect") is not None
    assert strained.find(f"{SVG}circle") is None


def test_names_are_text_and_never_markup() -> None:
    named = replace(seats(1)[0], holder='<b>"Bob" & Co</b>')
    link = drawn("hemicycle", "hemicycle", hemicycle("house", "House", (named,))).find(f".//{SVG}a")
    assert link is not None
    assert '<b>"Bob" & Co</b>' in str(link.get("aria-label"))


def test_the_legend_names_every_mark_in_words() -> None:
    items = drawn("hemicycle", "legend", LEGEND, True, True).findall(f".//{SVG}li")
    words = [" ".join("".join(item.itertext()).split()) for item in items]
    assert words == [
        "Close",
        "Good",
        "Know",
        "No tie yet",
        "Only a guess, not counted",
        "Vacant",
        "Outside this filter",
    ]


def path(*people: str, mark: Mark = Mark.GOOD) -> list[Step]:
    return [Step(one, f"Person {one}", "Superintendent", f"/people/{one}", mark, f"… knows {one}") for one in people]


def test_sources_stand_left_and_the_target_alone_at_the_right() -> None:
    picture = layers([path("s", "a", "t"), path("r", "t"), path("s", "b", "c", "t")])
    places = {box.step.id: box for box in picture.boxes}
    assert places["s"].x == places["r"].x == min(box.x for box in picture.boxes)
    assert places["t"].x > max(box.x for box in picture.boxes if box.step.id != "t")
    assert {box.step.id: box.role for box in picture.boxes} == {
        "s": "source", "r": "source", "a": "between", "b": "between", "c": "between", "t": "target",
    }  # fmt: skip


def test_a_person_stands_to_the_right_of_everybody_who_leads_to_them() -> None:
    picture = layers([path("s", "a", "b", "t"), path("r", "b", "t"), path("s", "t")])
    places = {box.step.id: box for box in picture.boxes}
    assert places["s"].x < places["a"].x < places["b"].x < places["t"].x
    passing = [line.path for line in picture.lines if "H" in line.path]
    assert len(passing) == 2  # r to b and s to t each run in a lane of their own


def test_paths_that_run_opposite_ways_between_two_people_are_drawn_too() -> None:
    picture = layers([path("s", "a", "b", "t"), path("r", "b", "a", "t")])
    places = {box.step.id: box.x for box in picture.boxes}
    assert places["a"] < places["b"] < places["t"]
    assert len(picture.lines) == 6


def test_a_person_on_several_paths_stands_once() -> None:
    picture = layers([path("s", "a", "t"), path("r", "a", "t")])
    assert sorted(box.step.id for box in picture.boxes) == ["a", "r", "s", "t"]
    assert len(picture.lines) == 3


def test_the_best_path_is_marked_and_drawn_last() -> None:
    picture = layers([path("s", "a", "t"), path("s", "b", "t")])
    assert [line.best for line in picture.lines] == [False, False, True, True]


def test_no_more_than_five_paths_are_drawn() -> None:
    picture = layers([path("s", f"via{n}", "t") for n in range(9)])
    assert len(picture.boxes) == MOST_PATHS + 2


walks = st.lists(st.permutations("abcdefg").map(lambda people: people[:3]), min_size=1, max_size=7)


@given(walks)
def test_boxes_never_overlap_and_stay_on_the_canvas(middles: list[list[str]]) -> None:
    picture = layers([path(*middle, "t") for middle in middles])
    for one, other in combinations(picture.boxes, 2):
        assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
    assert all(box.x + box.width <= picture.width and box.y + box.height <= picture.height for box in picture.boxes)


def test_every_box_is_a_link_and_every_line_says_its_tie() -> None:
    root = drawn("layers", "layers", layers([path("s", "t", mark=Mark.CLOSE)]), "p", "Paths to Person t")
    assert [link.get("href") for link in root.findall(f".//{SVG}a")] == ["/people/s", "/people/t"]
    line = root.find(f".//{SVG}path[@class='line tie-close is-best']")
    assert line is not None
    assert line.findtext(f"{SVG}title") == "… knows t"


def test_long_names_are_cut_at_a_word_and_short_ones_left() -> None:
    assert shortened("Ann Reed", 24) == "Ann Reed"
    assert shortened("Superintendent of the Lee County School District", 24) == "Superintendent of the…"
    assert len(shortened("x" * 90, 24)) == 24


def neighbours(count: int, mark: Mark = Mark.GOOD) -> list[Neighbour]:
    kinds = ("Legislators", "Superintendents", "Others")
    return [
        Neighbour(
            str(n),
            f"Person {n}",
            kinds[n * 3 // count],
            f"/people/{n}",
            mark,
            f"Person {n}: {mark}",
            f"?open={n}",
        )
        for n in range(count)
    ]


@given(st.integers(1, 60))
def test_names_beside_the_rings_never_share_a_line(count: int) -> None:
    picture = rings("Ann Reed", neighbours(count))
    assert len(picture.spots) == min(count, MOST_TIES)
    lines = [(spot.side, spot.label_y) for spot in picture.spots] + [(head.side, head.y) for head in picture.headings]
    assert len(set(lines)) == len(lines)
    assert all(0 < y < picture.height for _, y in lines)


@pytest.mark.parametrize(
    ("mark", "ring"),
    [(Mark.CLOSE, 0), (Mark.GOOD, 1), (Mark.KNOW, 2), (Mark.GUESS, 3), (Mark.STRAINED, 3), (Mark.NONE, 3)],
)
def test_the_stronger_a_tie_the_nearer_it_stands(mark: Mark, ring: int) -> None:
    assert ring_of(mark) == ring
    picture = rings("Ann Reed", neighbours(7, mark))
    for spot in picture.spots:
        assert dist((spot.x, spot.y), (picture.middle_x, picture.middle_y)) == pytest.approx(RINGS[ring], abs=0.2)


def test_an_opened_person_lists_their_ties_beneath_their_name() -> None:
    first, second, *_ = neighbours(4)
    picture = rings("Ann Reed", [replace(first, under=(replace(second, id="9", name="Child", opens=""),)), second])
    opened, child, other = picture.spots
    assert (opened.neighbour.name, child.neighbour.name, child.nested) == ("Person 0", "Child", True)
    assert child.label_y > opened.label_y
    assert abs(child.label_x - picture.middle_x) > abs(opened.label_x - picture.middle_x)
    assert other.neighbour.opens_words == "Show Person 1’s ties here"
    assert opened.neighbour.opens_words == "Close Person 0’s ties"


def test_in_the_rings_each_name_opens_the_person_and_each_dot_their_ties() -> None:
    root = drawn("rings", "rings", rings("Ann Reed", neighbours(2)), "n", "Ann Reed’s ties")
    assert [link.get("href") for link in root.findall(f".//{SVG}a")] == [
        "?open=0",
        "/people/0",
        "?open=1",
        "/people/1",
    ]


def test_a_trend_says_its_ends_and_extremes_in_words() -> None:
    line = trend([("Jan", 54), ("Mar", 50), ("Nov", 61)], most=174)
    assert line is not None
    assert line.says == "From 54 in Jan to 61 in Nov; least 50, most 61."
    image = drawn("trend", "trend", line, "Seats with a good tie").find(f".//{SVG}svg")
    assert image is not None
    assert image.get("aria-label") == "Seats with a good tie. From 54 in Jan to 61 in Nov; least 50, most 61."


def test_a_single_point_is_no_trend() -> None:
    assert trend([("Jan", 54)]) is None


def dots(*given: tuple[str, int | None, float]) -> list[Dot]:
    return [Dot(name, f"{name}, influence {y}", f"/people/{name}", x, y) for name, x, y in given]


def test_members_of_one_stance_and_influence_stand_beside_one_another_and_none_on_another() -> None:
    drawn = scatter(dots(*((f"Member {n}", None, 1.0) for n in range(60)), ("Ann Reed", 2, 3.4)))
    assert len({(one.cx, one.cy) for one in drawn.dots}) == 61
    for one in drawn.dots:
        assert 0 < one.cx < drawn.width
        assert 0 < one.cy < drawn.height


def test_more_influence_stands_higher_and_more_support_further_right() -> None:
    drawn = {one.dot.name: one for one in scatter(dots(("A", -2, 1.0), ("B", 0, 2.0), ("C", 2, 3.0))).dots}
    assert drawn["A"].cx < drawn["B"].cx < drawn["C"].cx
    assert drawn["A"].cy > drawn["B"].cy > drawn["C"].cy


def test_the_scale_of_influence_counts_in_whole_numbers() -> None:
    assert [mark for mark, _ in scatter(dots(("A", 0, 3.08))).scale] == [0, 1, 2, 3, 4]


def test_no_name_is_written_over_a_dot() -> None:
    heap = dots(*((f"Representative {n}", None, 1 + n / 16) for n in range(40)), ("Ann Reed", 2, 3.4))
    drawn = scatter(heap, labels=41)
    named = [one for one in drawn.dots if one.labelled]
    assert "Ann Reed" in {one.dot.name for one in named}
    for one in named:
        half = len(one.dot.name) * LETTER / 2
        beneath = [
            other
            for other in drawn.dots
            if abs(other.cx - one.cx) < half and -ABOVE - LINE < other.cy - one.cy < -ABOVE
        ]
        assert beneath == []


def test_no_name_in_the_power_map_stands_on_another() -> None:
    drawn = scatter(dots(*((f"Representative {n}", None, 2.0 + n / 100) for n in range(12)), ("Ann Reed", 2, 1.0)))
    named = [one for one in drawn.dots if one.labelled]
    assert named
    for one, other in combinations(named, 2):
        wide = (len(one.dot.name) + len(other.dot.name)) * 2.8
        assert abs(one.cx - other.cx) > wide or abs(one.cy - other.cy) > 13


def test_every_dot_of_the_power_map_is_a_link_and_shows_where_it_moved_from() -> None:
    moved = replace(dots(("Ann Reed", 2, 3.0))[0], from_x=0)
    picture = drawn("scatter", "scatter", scatter([moved, *dots(("Bo Lee", None, 1.0))]), "Pay")
    assert [link.get("href") for link in picture.iter(f"{SVG}a")] == ["/people/Bo Lee", "/people/Ann Reed"]
    [line] = [line for line in picture.iter(f"{SVG}line") if line.get("class") == "scatter-move"]
    assert float(line.get("x1")) < float(line.get("x2"))


def test_a_stance_over_time_rises_when_it_comes_to_support_and_says_its_days() -> None:
    trail = [(date(2026, 1, 1), -2, "opposes from Jan 1, 2026"), (date(2026, 7, 1), 2, "supports from Jul 1, 2026")]
    line = stance_line(trail, date(2026, 1, 1), date(2026, 12, 31))
    assert line is not None
    heights = [float(part) for part in re.findall(r"V([\d.]+)", line.path)]
    assert heights == [line.end_y]
    assert line.end_y < line.middle
    assert line.says == "Opposes from Jan 1, 2026, then supports from Jul 1, 2026."
    picture = drawn("stance_line", "stance_line", line, "MSBA")
    assert next(picture.iter(f"{SVG}svg")).get("aria-label") == f"MSBA: {line.says}"


def test_a_single_stance_has_no_line() -> None:
    assert stance_line([(date(2026, 1, 1), 1, "leans for")], date(2026, 1, 1), date(2026, 2, 1)) is None
