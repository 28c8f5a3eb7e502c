"""The days that feasts of other calendars are counted from, in a year of ours."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from etl.facts.dates import arithmetic as calendar
from etl.facts.lexicon import entries

EPOCH = -1_373_427  # the first day of the Hebrew calendar as `date.toordinal` would count it
HEBREW_YEARS_AHEAD = 3761  # of the year that begins in autumn
LONG_HESHVAN = (355, 385)  # days of the years whose second month has 30 days


def orthodox_easter(year: int) -> date:
    """Easter by the Julian calendar, on its day in ours."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=century - century // 4 - 2)


def rosh_hashanah(year: int) -> date:
    """The first day of the Hebrew year that begins in a year, 1 Tishri."""
    return date.fromordinal(EPOCH + _days_before(year + HEBREW_YEARS_AHEAD))


def hanukkah(year: int) -> date:
    """The first day of Hanukkah, 25 Kislev."""
    first = rosh_hashanah(year)
    length = (rosh_hashanah(year + 1) - first).days
    return first + timedelta(days=84 if length in LONG_HESHVAN else 83)


def _days_before(hebrew_year: int) -> int:
    """Days from the epoch to a Hebrew year: it begins when the molad lets it, and no year is too long or too short."""
    before, this, after = (_molad_day(hebrew_year + step) for step in (-1, 0, 1))
    if after - this == 356:
        return this + 2
    return this + 1 if this - before == 382 else this


def _molad_day(hebrew_year: int) -> int:
    """The day of the mean new moon of Tishri, moved off Sunday, Wednesday and Friday."""
    months = (235 * hebrew_year - 234) // 19
    day = 29 * months + (12_084 + 13_753 * months) // 25_920
    return day + 1 if (3 * (day + 1)) % 7 < 3 else day


@cache
def _lunar_new_years() -> dict[int, date]:
    days = map(date.fromisoformat, entries("lunar_new_years"))
    return {day.year: day for day in days}


def lunar_new_year(year: int) -> date:
    """New Year in China. Raises ValueError for years that the table does not hold."""
    if year not in _lunar_new_years():
        raise ValueError(f"no lunar New Year known for {year}")
    return _lunar_new_years()[year]


FEASTS: dict[str, Callable[[int], date]] = {
    "easter": calendar.easter,
    "orthodox": orthodox_easter,
    "tishri": rosh_hashanah,
    "hanukkah": hanukkah,
    "lunar": lunar_new_year,
}
