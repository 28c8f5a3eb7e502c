"""Dates: what each expression of time is resolved to, case by case, and the arithmetic behind it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from conftest import growth

from etl import nlp
from etl.facts.dates import DateExpression, extract
from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.grammar import find
from etl.facts.dates.holidays import holiday_in
from etl.facts.dates.timeline import is_day_first
from etl.facts.dates.words import runs
from etl.facts.reading import Reading

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "dates.yml").read_text(encoding="utf-8"))
FRIDAY = date(2020, 9, 11)


def dates(text: str, published: date | None = FRIDAY) -> list[DateExpression]:
    (doc,) = nlp.parse([text])
    return list(extract(Reading(doc, "v", published, 0, "test")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = dates(case["text"], case.get("published", FRIDAY))
    wanted = case["facts"]
    shown = [
        {column: getattr(fact, column) for column in (wanted[i] if i < len(wanted) else {"surface": None})}
        for i, fact in enumerate(found)
    ]
    assert shown == wanted


@pytest.mark.parametrize("published", [None, date(1, 1, 3), date(9999, 12, 30), date(2020, 2, 29), FRIDAY])
def test_every_row_is_whole(published):
    """Spans read back, intervals are ordered, and whatever has no interval says why."""
    for case in CASES:
        for fact in dates(case["text"], published):
            assert case["text"][fact.start_char : fact.end_char] == fact.surface
            assert (fact.date_start is None) == (fact.date_end is None) == (fact.null_reason is not None)
            assert fact.date_start is None or fact.date_start <= fact.date_end
            assert (fact.granularity is None) == (fact.date_start is None)


def test_weeks_are_iso_weeks():
    assert calendar.week(date(2021, 1, 2)).value == "2020-W53"
    assert calendar.weekend(FRIDAY) == ("weekend", date(2020, 9, 12), date(2020, 9, 13), "2020-W37-WE")


@pytest.mark.parametrize(
    ("unit", "steps", "value"),
    [
        ("day", -11, "2020-08-31"),
        ("week", 17, "2021-W01"),
        ("month", -9, "2019-12"),
        ("quarter", 2, "2021-Q1"),
        ("half_year", -1, "2020-H1"),
        ("half_year", 1, "2021-H1"),
        ("year", -20, "2000"),
        ("decade", -1, "201"),
        ("century", -1, "19"),
    ],
)
def test_steps_cross_the_borders_of_years(unit, steps, value):
    assert calendar.shifted(FRIDAY, unit, steps).value == value


@pytest.mark.parametrize("period", [calendar.month(2019, 2), calendar.year(2020), calendar.decade(1990)])
def test_thirds_fill_the_period_without_overlap(period):
    start, mid, end = (calendar.third(period, part) for part in ("start", "mid", "end"))
    assert (start[0], end[1]) == (period.start, period.end)
    assert start[1] + timedelta(days=1) == mid[0]
    assert mid[1] + timedelta(days=1) == end[0]


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("easter", date(2019, 4, 21)),
        ("easter", date(2024, 3, 31)),
        ("good friday", date(2021, 4, 2)),
        ("thanksgiving", date(2020, 11, 26)),
        ("black friday", date(2020, 11, 27)),
        ("labor day", date(2020, 9, 7)),
        ("memorial day", date(2020, 5, 25)),
        ("election day", date(2020, 11, 3)),
        ("christmas eve", date(2020, 12, 24)),
    ],
)
def test_holidays_fall_where_calendars_print_them(name, when):
    assert holiday_in(name, when.year) == when


def test_the_order_of_numeric_dates_is_taken_from_the_text():
    assert is_day_first("Filed 25/12/2019, heard 4/5/2020.", None)
    assert not is_day_first("Filed 12/25/2019, heard 4/5/2020.", None)
    assert is_day_first("Filed 08/09/2020.", date(2020, 9, 8))
    assert not is_day_first("Filed 09/08/2020.", date(2020, 9, 8))


def test_long_articles_are_read_in_linear_time():
    """A page of figures and units must not make the grammar search the same words again and again."""
    text = "the last of the two or three to five and a half more of the 12 12 12 12 days of the year of " * 400

    def search(given: str) -> None:
        for run in runs(given):
            list(find(run))

    assert growth(search, text, text * 4) < 10
