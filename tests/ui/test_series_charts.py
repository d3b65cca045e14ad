"""The drawings of series: every word readable and apart, every shape where its number is."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from figures import run_charts, xmr
from ui.charts import rests, series, svg
from ui.charts.mini import mini
from ui.charts.placing import Box, free, spread, text_width

SVG = "{http://www.w3.org/2000/svg}"
PICTURE = [
    47.0,
    50,
    46,
    48,
    52,
    49,
    45,
    48,
    51,
    46,
    81,
    48,
    47,
    44,
    34,
    27,
    31,
    24,
    38,
    29,
    22,
    35,
    25,
    21,
    18,
    20,
    17,
    22,
    16,
    19,
]
RANDOM = Random(3)


@dataclass
class Rest:
    starts_on: date
    ends_on: date | None
    words: str = "Paused from then to then: industrial action."


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own drawing


def days(count: int, step: int = 14) -> list[date]:
    return [date(2024, 9, 18) + timedelta(days=step * i) for i in range(count)]


def drawn(
    values: list[float], *, width: int = series.WIDE, phases: Any = (), better: str = "decrease", **more: Any
) -> series.Series:
    chart = xmr.chart(values, phases=phases) if len(values) >= 10 else None
    return series.run("Hours", days(len(values)), run_charts.chart(values), xmr=chart, width=width, better=better, **more)


CASES: dict[str, dict[str, Any]] = {
    "one": {"values": [12.0]},
    "three": {"values": [12.0, 15, 11], "target": 20.0},
    "nine": {"values": [12.0, 15, 11, 14, 16, 13, 12, 15, 17], "target": 20.0, "unit": "days"},
    "eleven": {"values": [12.0, 15, 11, 14, 16, 13, 12, 15, 17, 11, 12], "target": 24.0},
    "rebased": {"values": PICTURE, "phases": (14,), "target": 24.0, "marks": {date(2025, 2, 5): "A", date(2025, 3, 18): "B"}},
    "share": {
        "values": [20.0, 30, 25, 33.3, 50, 42, 60, 66.6, 70, 75, 80, 92, 95],
        "unit": "%",
        "better": "increase",
        "target": 90.0,
    },
    "level": {"values": [5.0] * 12, "target": 3.0, "unit": "incidents"},
    "nothing": {"values": [0.0] * 11},
    "far target": {"values": [RANDOM.gauss(5, 1) for _ in range(28)], "target": 200.0, "better": "increase"},
    "negative": {"values": [RANDOM.gauss(-2, 4) for _ in range(24)], "target": 0.0, "unit": "points"},
    "tiny": {"values": [RANDOM.gauss(0.05, 0.01) for _ in range(20)], "better": "neither"},
    "huge": {"values": [RANDOM.gauss(9e8, 1e7) for _ in range(20)], "unit": "pounds a year"},
    "paused": {
        "values": PICTURE,
        "phases": (14,),
        "unit": "hours",
        "marks": {date(2025, 2, 5): "A"},
        "rests": [
            Rest(date(2024, 10, 20), date(2024, 11, 3)),
            Rest(date(2025, 9, 1), None),
            Rest(date(2024, 11, 9), date(2024, 11, 12)),
        ],
    },
    "paused from before the first value to after the last": {
        "values": PICTURE[:11],
        "rests": [Rest(date(2020, 1, 1), date(2024, 10, 1)), Rest(date(2030, 1, 1), None)],
    },
    "long": {
        "values": [RANDOM.gauss(50 - 10 * (i // 20), 5) for i in range(80)],
        "phases": (20, 23, 60),
        "marks": {date(2025, 2, 5): "A"},
    },
}


@pytest.mark.parametrize("width", [series.WIDE, series.NARROW])
@pytest.mark.parametrize("name", CASES)
def test_words_stay_inside_and_apart(name: str, width: int) -> None:
    drawing = drawn(width=width, **CASES[name])
    boxes = []
    for text in parsed(svg(drawing)).iter(f"{SVG}text"):
        words = text.text or ""
        breadth = text_width(words, drawing.font, text.get("font-weight") == "bold") * 0.9
        x, y = float(text.get("x", 0)) + float(text.get("dx", 0)), float(text.get("y", 0)) + float(text.get("dy", 0))
        left = {"end": x - breadth, "middle": x - breadth / 2}.get(text.get("text-anchor", "start"), x)
        box = Box(left, y - drawing.font * 0.7, left + breadth, y)
        assert box.x1 >= 0, words
        assert box.x2 <= drawing.width, words
        assert box.y1 >= 0, words
        assert box.y2 <= drawing.height, words
        assert free(box, boxes), words
        boxes.append(box)


@pytest.mark.parametrize("width", [series.WIDE, series.NARROW])
@pytest.mark.parametrize("name", CASES)
def test_a_drawing_has_title_and_finding_and_no_style(name: str, width: int) -> None:
    root = parsed(svg(drawn(width=width, **CASES[name])))
    assert root.get("role") == "img"
    assert [child.text for child in root][:1] == ["Hours"]
    assert (root.findtext(f"{SVG}desc") or "").endswith(".")
    for element in root.iter():
        assert not {"style", "class", "onload"} & set(element.keys())
        assert "nan" not in " ".join(element.attrib.values()).lower().split()


def test_letters_are_14_px_where_each_drawing_is_shown() -> None:
    wide, narrow = drawn(PICTURE), drawn(PICTURE, width=series.NARROW)
    # The wide one from a window of 992 px on (888 px of room), the narrow one down to a window of 320 px (288 px).
    assert wide.font * 888 / wide.width >= 14
    assert narrow.font * 286 / narrow.width >= 14


def test_shape_tells_what_colour_tells() -> None:
    drawing = drawn(PICTURE, phases=(14,))
    assert {point.kind for point in drawing.points} == {"common", "improvement", "concern"}
    root = parsed(svg(drawing))
    shapes = {}
    for point, group in zip(drawing.points, root.iter(f"{SVG}g"), strict=True):
        shapes.setdefault(point.kind, set()).add(group[-1].tag.removeprefix(SVG))
    assert shapes == {"common": {"circle"}, "improvement": {"rect"}, "concern": {"path"}}


def test_no_limit_is_drawn_where_no_value_can_be() -> None:
    values = [0.0, 5, 0, 4, 0, 6, 0, 5, 1, 0, 5, 0]
    drawing = drawn(values)
    assert xmr.chart(values).lower < 0
    assert not any("lower" in line.words for line in drawing.lines)
    assert any("upper" in line.words for line in drawing.lines)
    assert min(float(words) for _, words in drawing.y_ticks) == 0


def test_a_letter_stands_at_its_day_whether_or_not_it_has_a_value() -> None:
    drawing = drawn([10.0, 20, 30], marks={date(2024, 9, 25): "A", date(2020, 1, 1): "B", date(2030, 1, 1): "C"})
    places = {mark.letter: mark for mark in drawing.marks}
    first, second, third = drawing.points
    assert places["A"].x == pytest.approx((first.x + second.x) / 2, abs=0.1)
    assert (places["B"].x, places["C"].x) == (first.x, third.x)
    assert places["A"].foot == pytest.approx((first.y + second.y) / 2, abs=0.1)


def test_the_scale_starts_at_0_unless_that_squeezes_the_line() -> None:
    assert drawn([12.0, 15, 4]).y_ticks[0][1] == "0"
    assert drawn([95.0, 96, 97]).y_ticks[0][1] != "0"


def test_no_values_no_line() -> None:
    assert drawn([None]).path == ""


def test_the_small_one_promises_no_baseline_from_few_values() -> None:
    few = mini("Hours", days(9), [9.0, 8, 7, 6, 5, 4, 3, 2, 1], "Too early to say.", "hours")
    many = mini("Hours", days(30), PICTURE, "Better.", "hours")
    assert few.was == ""
    assert (many.was, many.last_value) == ("was 48", "19 hours")
    assert abs(many.last_y - many.was_y) >= 18
    assert mini("Hours", [], [], "No values yet.").points == []


def test_the_small_one_leaves_the_unit_out_where_it_would_not_fit() -> None:
    assert mini("Cost", days(2), [1.0, 1250000.0], "", "pounds a year").last_value == "1.3m"


def test_spreading_moves_as_little_as_it_takes() -> None:
    assert spread([10, 12, 40], 16, 0, 100) == [10, 26, 42]
    assert spread([90, 95], 16, 0, 100) == [84, 100]
    assert spread([], 16, 0, 100) == []


def test_a_pause_is_hatched_edged_and_named() -> None:
    drawing = drawn(PICTURE, rests=[Rest(date(2024, 10, 16), date(2024, 11, 13))])
    [rest] = drawing.rests
    assert (rest.x, rest.x + rest.width) == (drawing.points[2].x, drawing.points[4].x)
    root = parsed(svg(drawing))
    [group] = [one for one in root.iter(f"{SVG}g") if one.findtext(f"{SVG}title") == rest.words]
    assert [part.tag.removeprefix(SVG) for part in group] == ["title", "rect", "path"]
    assert group[1].get("stroke-dasharray") and group[2].get("d", "").count("M") > 3
    [label] = [text for text in root.iter(f"{SVG}text") if text.text == "Paused"]
    assert float(label.get("x", 0)) == rest.x and float(label.get("y", 0)) < drawing.top
    assert rest.words in (root.findtext(f"{SVG}desc") or "")


def test_a_pause_that_was_over_before_the_first_value_is_not_drawn() -> None:
    gone, goes_on = Rest(date(2020, 1, 1), date(2020, 2, 1)), Rest(date(2030, 1, 1), None)
    drawing = drawn(PICTURE, rests=[gone, goes_on])
    [rest] = drawing.rests
    assert rest.x + rest.width == drawing.right and rest.width >= 6
    assert drawn([None], rests=[goes_on]).rests == []


def test_the_small_one_hatches_a_pause() -> None:
    [rest] = mini("Hours", days(30), PICTURE, "Better. Paused.", "hours", [Rest(date(2024, 10, 16), date(2024, 11, 13))]).rests
    assert 10 <= rest.x < rest.x + rest.width <= 134
    assert "Paused" in svg(mini("Hours", days(30), PICTURE, "Better. Paused.", "hours", [Rest(date(2024, 10, 16), None)]))


def test_hatching_stays_within_its_band() -> None:
    strokes = [stroke.split() for stroke in rests.hatch(100, 20, 112.5, 60).split("M")[1:]]
    numbers = [(float(x), float(y)) for stroke in strokes for x, y in (stroke[:2], (stroke[2].lstrip("L"), stroke[3]))]
    assert all(100 <= x <= 112.5 and 20 <= y <= 60 for x, y in numbers)
