"""The charts of the quality page: drawn without network or script, escaped, the same twice, quick."""

import json
import re
import time
from datetime import date, timedelta
from html.parser import HTMLParser

import duckdb
import pytest

from etl.quality.charts import charts
from expectations.drift import MEASURES

FIRST = date(2026, 1, 1)
ATTACK = '<script>alert(1)</script>" onload="alert(2)'


def outlet_daily(connection, outlets: dict[str, list[float]], articles: int = 20) -> None:
    """The mart with one row per outlet and day: its share of quotations with a speaker, all else steady."""
    steady = {measure.column: 0.5 for measure in MEASURES}
    names = ["outlet", "day", "n_articles", "n_read", "n_rejected", "n_quotations", "n_dates", "n_places", "usual_days"]
    names += [name for column in steady for name in (column, f"usual_{column}")]
    kinds = {"outlet": "varchar", "day": "date"} | {name: "bigint" for name in names if name.startswith("n_")}
    connection.execute("attach ':memory:' as lake; create schema lake.marts")
    columns = ", ".join(f"{name} {kinds.get(name, 'double')}" for name in names)
    connection.execute(f"create table lake.marts.outlet_daily ({columns})")
    for outlet, shares in outlets.items():
        for number, share in enumerate(shares):
            values = steady | {"speaker_known": share}
            given = [outlet, FIRST + timedelta(days=number), articles, articles, 0, 100, 100, 100, min(number, 28)]
            given += [value for column, now in values.items() for value in (now, steady[column])]
            connection.execute(f"insert into lake.marts.outlet_daily values ({', '.join('?' * len(given))})", given)


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def nothing_measured(tmp_path):
    return tmp_path / "missing"


class Tags(HTMLParser):
    """What a chart holds: its elements with their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += f"{data} "


def test_a_panel_says_in_words_what_it_shows(connection, nothing_measured):
    outlet_daily(connection, {"Post": [0.5] * 20 + [0.2], "Star": [0.5] * 21})

    _, speakers, _ = charts(connection, nothing_measured)

    drawn = Tags(speakers.svg)
    pictures = [attributes for tag, attributes in drawn.elements if tag == "svg"]
    assert [picture["role"] for picture in pictures] == ["img", "img"]
    assert pictures[0]["aria-label"] == (
        "Post: quotations with a speaker 20 % on 2026-01-21, usual 50 %, days out of bounds: 1"
    )
    assert "20 %" in drawn.text
    assert speakers.rows[0] == ("Post", "2026-01-21", "20", "20 %", "50 %", "20 %", "50 %", "1")
    assert speakers.rows[1][-1] == "0"


def test_a_day_out_of_bounds_is_marked(connection, nothing_measured):
    outlet_daily(connection, {"Post": [0.5] * 20 + [0.2], "Star": [0.5] * 21})

    facts, speakers, _ = charts(connection, nothing_measured)

    assert speakers.svg.count("var(--bad)") == 1
    assert facts.svg.count("var(--bad)") == 0


def test_a_median_of_few_days_holds_nothing_against_a_day(connection, nothing_measured):
    outlet_daily(connection, {"Post": [0.5] * 6 + [0.2]})

    assert "var(--bad)" not in "".join(chart.svg for chart in charts(connection, nothing_measured))


def test_the_largest_outlets_are_drawn_and_the_rest_is_said(connection, nothing_measured):
    outlet_daily(connection, {f"Outlet {number:02}": [0.5, 0.5] for number in range(11)})

    chart, *_ = charts(connection, nothing_measured)

    assert chart.svg.count("<figure>") == 8
    assert "the other 3 stand in outlet_daily" in chart.note


def test_an_outlet_of_one_day_is_drawn(connection, nothing_measured):
    outlet_daily(connection, {"Post": [0.5]})

    assert all(chart.svg.count("<figure>") == 1 for chart in charts(connection, nothing_measured))


def test_a_name_is_shown_and_not_obeyed(connection, nothing_measured):
    outlet_daily(connection, {ATTACK: [0.5, 0.5]})

    for chart in charts(connection, nothing_measured):
        drawn = Tags(chart.svg)
        assert {tag for tag, _ in drawn.elements} <= {"div", "figure", "figcaption", "svg", "g", "path", "text", "line"}
        assert not [name for _, attributes in drawn.elements for name in attributes if name.startswith("on")]
        assert ATTACK in drawn.text


def test_a_chart_loads_nothing_and_takes_its_colours_from_the_page(connection):
    outlet_daily(connection, {"Post": [0.5] * 20 + [0.2]})

    for chart in charts(connection):
        assert not {"href", "src"} & {name for _, attributes in Tags(chart.svg).elements for name in attributes}
        assert "url(" not in chart.svg
        assert re.findall(r'(?:fill|stroke)="(?!var\(--\w+\)|none)[^"]*"', chart.svg) == []


def test_without_marts_and_gold_there_is_no_chart(connection, nothing_measured):
    connection.execute("attach ':memory:' as lake")
    assert charts(connection, nothing_measured) == []


def test_an_empty_mart_has_no_chart(connection, nothing_measured):
    outlet_daily(connection, {})
    assert charts(connection, nothing_measured) == []


def test_gold_is_shown_per_version_beside_the_best_other_system(connection, tmp_path):
    connection.execute("attach ':memory:' as lake")
    figures = [{"q.found": {"p": 0.9, "r": 0.5, "figure": 0.64}}, {"q.found": {"p": 0.8, "r": 0.7, "figure": 0.75}}]
    versions = [{"version": f"0.{n}", "figures": of} for n, of in enumerate(figures)]
    (tmp_path / "quality.json").write_text(json.dumps({"versions": versions}), encoding="utf-8")
    (tmp_path / "measures.toml").write_text(
        '[[measure]]\nkey = "q.share"\nfact = "quotations"\nset = "s"\nname = "share"\n'
        '[[measure]]\nkey = "q.found"\nfact = "quotations"\nset = "s"\nname = "found"\n'
        'measured = 0.6\nmeasured_by = "Other"\n',
        encoding="utf-8",
    )

    (chart,) = charts(connection, tmp_path)

    assert 'aria-label="Quotations, found: 0.75 in version 0.1; Other 0.60"' in chart.svg
    assert chart.rows == [
        ("quotations", "found", "s", "0.0", "0.640", "0.900", "0.500", "0.600 Other"),
        ("quotations", "found", "s", "0.1", "0.750", "0.800", "0.700", "0.600 Other"),
    ]


def test_drawing_is_the_same_twice_and_takes_little(connection):
    outlet_daily(connection, {f"Outlet {number}": [0.5] * 90 for number in range(8)})
    once = charts(connection)

    begun = time.process_time()
    twice = charts(connection)

    assert once == twice
    assert len(once) == 4
    assert time.process_time() - begun < 3  # a second and less where nobody else computes
