"""Resolvers for expressions that come down to a day or a part of it.

A resolver returns None where its words are no expression of time after all.
"""

from datetime import date, timedelta

from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.arithmetic import Period
from etl.facts.dates.context import (
    BACK,
    FORTH,
    HALF_DAY_CODES,
    Context,
    Parts,
    Resolved,
    chosen,
    dated,
    day_in,
    month_of,
    recurring,
    year_of,
)
from etl.facts.dates.holidays import holiday_in
from etl.facts.dates.words import WEEKDAYS


def iso_date(parts: Parts, context: Context) -> Resolved | None:
    """`2020-09-11`, with or without a time."""
    try:
        period = calendar.day(date.fromisoformat(parts["date"]))
    except ValueError:
        return None
    return _timed(period, parts["clock24"], "iso_date") if "clock24" in parts else dated(period, "iso_date")


def numeric_date(parts: Parts, context: Context) -> Resolved | None:
    """`9/11/2020`: a number over 12 shows the order, else another date of the text, else the month is taken first."""
    first, second, year = int(parts["a"]), int(parts["b"]), int(parts["c"])
    year += 0 if year > 99 else 2000 if year < 41 else 1900
    if first > 12 or second > 12:
        day_first, rule = first > 12, "numeric_dmy" if first > 12 else "numeric_mdy"
    else:
        day_first, rule = context.day_first, "numeric_dmy" if context.day_first else "numeric_assumed_mdy"
    day, month = (first, second) if day_first else (second, first)
    try:
        return dated(calendar.day(date(year, month, day)), rule)
    except ValueError:
        return None


def full_date(parts: Parts, context: Context) -> Resolved | None:
    """`Friday, September 11, 2020` and its other orders."""
    when = day_in(year_of(parts) or 0, month_of(parts), parts["day"])
    return dated(calendar.day(when), "full_date") if when else None


def month_day(parts: Parts, context: Context) -> Resolved | None:
    """`September 11`: nearest to the day of publication, the weekday beside it permitting."""
    year = year_of(parts, context.published_on)
    years = [year] if year else [context.today.year + step for step in (-1, 0, 1)]
    candidates = [when for y in years if (when := day_in(y, month_of(parts), parts["day"]))]
    if "weekday" in parts:
        fitting = [when for when in candidates if when.weekday() == WEEKDAYS.index(parts["weekday"])]
        candidates = fitting or candidates
    when = chosen(candidates, context)
    return dated(calendar.day(when), "month_day_of_year" if year else "month_day_nearest") if when else None


def day_range(parts: Parts, context: Context) -> Resolved | None:
    """`March 3-5`, `10 to 12 June 2019`."""
    first = full_date(parts, context) if "year" in parts else month_day(parts, context)
    if not first or not first.period:
        return None
    last = day_in(first.period.start.year, month_of(parts), parts["day2"])
    if not last or last <= first.period.start:
        return None
    value = f"{first.value}/{last.isoformat()}"
    return Resolved("DATE", value, "day_range", Period("day", first.period.start, last, value))


def day_of_month(parts: Parts, context: Context) -> Resolved | None:
    """`the 18th`: of the month named last, else the nearest; the weekday beside it permitting."""
    day, named = parts["day"][:-2], context.last
    if named and named.granularity in ("day", "month") and "weekday" not in parts:
        when = day_in(named.start.year, named.start.month, day)
        return dated(calendar.day(when), "day_of_month_named_last") if when else None
    months = [calendar.shifted(context.today, "month", step).start for step in (-1, 0, 1)]
    candidates = [when for first in months if (when := day_in(first.year, first.month, day))]
    if "weekday" in parts:
        candidates = [when for when in candidates if when.weekday() == WEEKDAYS.index(parts["weekday"])]
    when = _nearest_by_tense(candidates, context)
    return dated(calendar.day(when), "day_of_month_nearest") if when else None


def _nearest_by_tense(candidates: list[date], context: Context) -> date | None:
    """The nearest candidate on the side of publication that the clause looks to."""
    today = context.today
    if context.tense == "future":
        candidates = [when for when in candidates if when >= today]
    elif context.tense == "past":
        candidates = [when for when in candidates if when <= today]
    return min(candidates, key=lambda when: abs((when - today).days), default=None)


def weekday(parts: Parts, context: Context) -> Resolved | None:
    """`Friday`: the one before, the day of publication included; the one after where the clause looks ahead."""
    number = WEEKDAYS.index(parts["weekday"])
    relation = parts.get("rel", "")
    if relation in ("each", "every"):
        return recurring(f"XXXX-WXX-{number + 1}{HALF_DAY_CODES.get(parts.get('part', ''), '')}")
    when, rule = _weekday(number, relation or parts.get("relweek", ""), "relweek" in parts, context)
    period = calendar.day(when)
    return _half(period, parts["part"], rule) if "part" in parts else dated(period, rule)


def _weekday(number: int, relation: str, of_week: bool, context: Context) -> tuple[date, str]:
    today = context.today
    if of_week or relation == "next":
        monday = calendar.week(today).start + timedelta(weeks={"last": -1, "next": 1}.get(relation, 0))
        return monday + timedelta(days=number), "weekday_of_week"
    if relation in ("the next", "the following") and context.last:
        return calendar.weekday_after(context.last.end, number, include_same=False), "weekday_after_last"
    if relation.endswith(BACK):
        return calendar.weekday_before(today, number, include_same=False), "weekday_last"
    if relation.endswith(FORTH):
        return calendar.weekday_after(today, number, include_same=False), "weekday_coming"
    if context.tense == "future":
        return calendar.weekday_after(today, number), "weekday_future"
    return calendar.weekday_before(today, number), "weekday_past"


def weekdays(parts: Parts, context: Context) -> Resolved:
    """`Fridays`, `Tuesday afternoons`."""
    name = parts.get("weekday") or parts["weekdays"][:-1]
    return recurring(f"XXXX-WXX-{WEEKDAYS.index(name) + 1}{HALF_DAY_CODES.get(parts.get('part', ''), '')}")


def relative_day(parts: Parts, context: Context) -> Resolved:
    """`yesterday`, `tonight`, `the day after tomorrow`."""
    word = parts["word"]
    steps = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
    period = calendar.shifted(context.today, "day", steps)
    if word in ("tonight", "overnight") or "part" in parts:
        return _half(period, parts.get("part", "night"), "relative_day")
    return dated(period, "relative_day")


def half_day(parts: Parts, context: Context) -> Resolved | None:
    """`this morning`, `last night`, `the next morning`."""
    relation, part = parts.get("rel", ""), parts["part"]
    if relation in ("each", "every", ""):
        return recurring(f"XXXX-XX-XX{HALF_DAY_CODES[part]}")
    if relation.startswith("the ") or relation == "that":
        if not context.last or context.last.granularity != "day":
            return Resolved("TIME", None, "half_day", None, "no_anchor")
        step = {"the next": 1, "the following": 1, "the previous": -1}.get(relation, 0)
        return _half(calendar.shifted(context.last.start, "day", step), part, "half_day_from_last")
    if relation == "the":
        return None
    step = -1 if relation == "last" else {"yesterday": -1, "tomorrow": 1}.get(parts.get("when", ""), 0)
    return _half(calendar.shifted(context.today, "day", step), part, "half_day")


def _half(period: Period, part: str, rule: str) -> Resolved:
    value = period.value + HALF_DAY_CODES[part]
    return Resolved("TIME", value, rule, period._replace(granularity="time", value=value))


def clock(parts: Parts, context: Context) -> Resolved | None:
    """`9:30 p.m. EDT Friday`; without a day: that of the date named last where it is a day, else of publication."""
    printed = _clock_time(parts)
    if printed is None:
        return None
    if when := parts.get("when"):
        day = weekday({"weekday": when}, context) if when in WEEKDAYS else relative_day({"word": when}, context)
        period = day.period if day else None
    else:
        named = context.last if context.last and context.last.granularity in ("day", "time") else None
        period = calendar.day(named.start if named else context.today)
    zone = "Z" if parts.get("zone") in ("gmt", "utc", "z") else ""
    return period and _timed(calendar.day(period.start), printed + zone, "clock")


def _clock_time(parts: Parts) -> str | None:
    if noon := parts.get("noon"):
        return "24:00" if noon == "midnight" else "12:00"
    hour, _, minute = (parts.get("clock24") or parts["clock"]).replace(".", ":").partition(":")
    number = int(hour)
    if "half" in parts and (number > 12 or number == 0):
        return None
    if parts.get("half") in ("p.m.", "in the afternoon", "in the evening", "at night") and number < 12:
        number += 12
    if parts.get("half") == "a.m." and number == 12:
        number = 0
    return f"{number:02}:{(minute or '00')[:2]}" if number < 25 else None


def _timed(period: Period, printed: str, rule: str) -> Resolved:
    value = f"{period.value}T{printed}"
    return Resolved("TIME", value, rule, period._replace(granularity="time", value=value))


def holiday(parts: Parts, context: Context) -> Resolved | None:
    """`Christmas`, `last Thanksgiving`: nearest to the day of publication, by the tense of the clause."""
    name = parts["holiday"].replace(" '", "'")
    if year := year_of(parts, context.published_on):
        return dated(calendar.day(holiday_in(name, year)), "holiday_of_year")
    relation = parts.get("rel", "")
    if relation in ("each", "every"):
        return recurring("P1Y")
    today = context.today
    candidates = [holiday_in(name, today.year + step) for step in (-1, 0, 1)]
    if relation.endswith(BACK):
        return dated(calendar.day(max(day for day in candidates if day < today)), "holiday_last")
    if relation.endswith(FORTH):
        return dated(calendar.day(min(day for day in candidates if day > today)), "holiday_next")
    when = chosen(candidates, context)
    return dated(calendar.day(when), "holiday_nearest") if when else None
