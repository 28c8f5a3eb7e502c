"""Days with a name: which day `Thanksgiving` or `Good Friday` was in a year."""

import re
from datetime import date, timedelta
from functools import cache

from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.feasts import FEASTS
from etl.facts.dates.words import WEEKDAYS
from etl.facts.lexicon import entries


@cache
def _rules() -> dict[str, str]:
    return dict(entry.split("\t") for entry in entries("holidays"))


def holiday_in(name: str, year: int) -> date:
    """The day of a holiday in a year.

    Raises KeyError where the lexicon has no such name, ValueError where its day in that year is not known.
    """
    rule = _rules()[name]
    if fixed := re.fullmatch(r"(\d\d)-(\d\d)", rule):
        return date(year, int(fixed[1]), int(fixed[2]))
    if moved := re.fullmatch(r"([a-z]+)([+-]\d+)", rule):
        return FEASTS[moved[1]](year) + timedelta(days=int(moved[2]))
    month, weekday, which = rule.split("-", 2)
    return _nth_weekday(year, int(month), WEEKDAYS.index(weekday), which)


def _nth_weekday(year: int, month: int, weekday: int, which: str) -> date:
    first = date(year, month, 1)
    if which == "election":  # the Tuesday after the first Monday
        return calendar.weekday_after(first, 0) + timedelta(days=1)
    if which == "thanksgiving":  # the day after the fourth Thursday
        return calendar.weekday_after(first, 3) + timedelta(weeks=3, days=1)
    if which == "-1":
        return calendar.weekday_before(calendar.month(year, month).end, weekday)
    return calendar.weekday_after(first, weekday) + timedelta(weeks=int(which) - 1)
