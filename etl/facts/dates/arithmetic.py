"""Calendar arithmetic: periods of the calendar with their TIMEX3 values, their neighbours and their thirds."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

Granularity = Literal[
    "time", "day", "weekend", "week", "month", "quarter", "half_year", "season", "year", "decade", "century"
]  # fmt: skip
Part = Literal["start", "mid", "end"]

# Meteorological seasons of the northern hemisphere; winter begins in the year that names it.
SEASONS = {"spring": ("SP", 3), "summer": ("SU", 6), "autumn": ("FA", 9), "winter": ("WI", 12)}


class Period(NamedTuple):
    """A stretch of the calendar: `start` and `end` are its first and last day, `value` is its TIMEX3 value."""

    granularity: Granularity
    start: date
    end: date
    value: str


def day(when: date) -> Period:
    """One calendar day."""
    return Period("day", when, when, when.isoformat())


def week(when: date) -> Period:
    """The ISO week, Monday to Sunday, that holds a day."""
    iso = when.isocalendar()
    monday = when - timedelta(days=when.weekday())
    return Period("week", monday, monday + timedelta(days=6), f"{iso.year}-W{iso.week:02}")


def weekend(when: date) -> Period:
    """Saturday and Sunday of the ISO week that holds a day."""
    whole = week(when)
    return Period("weekend", whole.end - timedelta(days=1), whole.end, f"{whole.value}-WE")


def month(year_no: int, month_no: int) -> Period:
    """A month; numbers beyond 1 to 12 run over into the neighbouring years."""
    year_no, month_no = year_no + (month_no - 1) // 12, (month_no - 1) % 12 + 1
    last = calendar.monthrange(year_no, month_no)[1]
    return Period("month", date(year_no, month_no, 1), date(year_no, month_no, last), f"{year_no:04}-{month_no:02}")


def quarter(year_no: int, number: int) -> Period:
    """A quarter of the calendar year; numbers beyond 1 to 4 run over into the neighbouring years."""
    year_no, number = year_no + (number - 1) // 4, (number - 1) % 4 + 1
    first, last = month(year_no, number * 3 - 2), month(year_no, number * 3)
    return Period("quarter", first.start, last.end, f"{year_no:04}-Q{number}")


def half_year(year_no: int, number: int) -> Period:
    """January to June, or July to December; numbers beyond 1 and 2 run over into the neighbouring years."""
    year_no, number = year_no + (number - 1) // 2, (number - 1) % 2 + 1
    first, last = month(year_no, number * 6 - 5), month(year_no, number * 6)
    return Period("half_year", first.start, last.end, f"{year_no:04}-H{number}")


def season(year_no: int, name: str) -> Period:
    """`spring`, `summer`, `autumn` or `winter` of a year."""
    code, first = SEASONS[name]
    return Period("season", month(year_no, first).start, month(year_no, first + 2).end, f"{year_no:04}-{code}")


def year(number: int) -> Period:
    """A calendar year."""
    return Period("year", date(number, 1, 1), date(number, 12, 31), f"{number:04}")


def decade(first_year: int) -> Period:
    """Ten years from a year that ends in zero; the TIMEX3 value leaves that zero out."""
    return Period("decade", date(first_year, 1, 1), date(first_year + 9, 12, 31), f"{first_year // 10:03}")


def century(number: int) -> Period:
    """The 20th century is 1900 to 1999: as newspapers count, and as the value `19` says."""
    first = (number - 1) * 100
    return Period("century", date(max(first, 1), 1, 1), date(first + 99, 12, 31), f"{number - 1:02}")


_AROUND: dict[str, Callable[[date], Period]] = {
    "day": day,
    "week": week,
    "weekend": weekend,
    "month": lambda when: month(when.year, when.month),
    "quarter": lambda when: quarter(when.year, (when.month + 2) // 3),
    "half_year": lambda when: half_year(when.year, (when.month + 5) // 6),
    "year": lambda when: year(when.year),
    "decade": lambda when: decade(when.year // 10 * 10),
    "century": lambda when: century(when.year // 100 + 1),
}
_SHIFTED: dict[str, Callable[[date, int], Period]] = {
    "day": lambda when, steps: day(when + timedelta(days=steps)),
    "week": lambda when, steps: week(when + timedelta(weeks=steps)),
    "weekend": lambda when, steps: weekend(when + timedelta(weeks=steps)),
    "month": lambda when, steps: month(when.year, when.month + steps),
    "quarter": lambda when, steps: quarter(when.year, (when.month + 2) // 3 + steps),
    "half_year": lambda when, steps: half_year(when.year, (when.month + 5) // 6 + steps),
    "year": lambda when, steps: year(when.year + steps),
    "decade": lambda when, steps: decade(when.year // 10 * 10 + 10 * steps),
    "century": lambda when, steps: century(when.year // 100 + 1 + steps),
}


def around(when: date, unit: str) -> Period:
    """The period of a unit (`day`, `week`, `month` …) that holds a day."""
    return _AROUND[unit](when)


def shifted(when: date, unit: str, steps: int) -> Period:
    """The period `steps` units after (before, where negative) the one that holds a day.

    Raises OverflowError or ValueError beyond the years 1 to 9999.
    """
    return _SHIFTED[unit](when, steps)


def same_day(when: date, unit: str, steps: int) -> date:
    """The same day `steps` weeks, months or years on; the last of the month where that month is shorter."""
    if unit in ("day", "week"):
        return when + timedelta(days=steps * (7 if unit == "week" else 1))
    there = shifted(when, unit, steps) if unit == "month" else month(when.year + steps, when.month)
    return there.start.replace(day=min(when.day, there.end.day))


def third(period: Period, part: Part) -> tuple[date, date]:
    """First and last day of the first, middle or last third: what `early`, `mid-` and `late` leave of a period."""
    days = (period.end - period.start).days + 1
    if days < 3:
        return period.start, period.end
    cuts = (0, days // 3, days - days // 3, days)
    first = ("start", "mid", "end").index(part)
    return period.start + timedelta(days=cuts[first]), period.start + timedelta(days=cuts[first + 1] - 1)


_EDGES = {"century": "decade", "decade": "year", "year": "month", "half_year": "month", "season": "month",
          "quarter": "month"}  # fmt: skip


def edge(period: Period, part: Part) -> tuple[date, date]:
    """First and last day of what `the start of` and `the end of` mean: of a year a month, of a month seven days."""
    if unit := _EDGES.get(period.granularity):
        near = around(period.start if part == "start" else period.end, unit)
        return near.start, near.end
    days = timedelta(days=6 if period.granularity == "month" else 0)
    if part == "start":
        return period.start, min(period.start + days, period.end)
    return max(period.end - days, period.start), period.end


def weekday_before(when: date, weekday: int, *, include_same: bool = True) -> date:
    """The latest day with that weekday (Monday 0) on or before a day."""
    back = (when.weekday() - weekday) % 7
    return when - timedelta(days=back if back or include_same else 7)


def weekday_after(when: date, weekday: int, *, include_same: bool = True) -> date:
    """The first day with that weekday (Monday 0) on or after a day."""
    ahead = (weekday - when.weekday()) % 7
    return when + timedelta(days=ahead if ahead or include_same else 7)


def easter(year_no: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year_no % 19, year_no // 100, year_no % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year_no, f // 31, f % 31 + 1)
