"""Resolvers for quarters and half-years, and for the same period a year before.

A resolver returns None where its words are no expression of time after all.
"""

from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.arithmetic import Period
from etl.facts.dates.context import Context, Parts, Resolved, dated, year_of
from etl.facts.dates.days import month_day
from etl.facts.dates.periods import month, month_year

QUARTER_NUMBERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4}
REPORTING_DAYS = 60


def quarter(parts: Parts, context: Context) -> Resolved | None:
    """`the third quarter`, `Q3 2020`: without a year the latest that has begun, or the next where that is nearer."""
    name = parts.get("q", "")
    number = int(name[1]) if name[:1] == "q" else QUARTER_NUMBERS.get(name)
    fixed = year_of(parts, context.published_on)
    if number is None:
        same = context.quarter if fixed or name != "latest" else None
        return _unnamed_quarter(fixed, same, context)
    if "theyear" in parts and context.last:
        fixed = context.last.start.year
    if fixed:
        return dated(calendar.quarter(fixed, number), "quarter_of_year")
    return _nearby_quarter(number, context)


def _nearby_quarter(number: int, context: Context) -> Resolved:
    """The latest such quarter that has begun: firms report it, and announce that they will, long after its end."""
    near = [calendar.quarter(context.today.year + step, number) for step in (-1, 0, 1)]
    begun = [one for one in near if one.start <= context.today][-1]
    coming = next((one for one in near if one.start > context.today), begun)
    since, until = (context.today - begun.end).days, (coming.start - context.today).days
    if context.tense != "past" and until < since and (context.tense == "future" or until < REPORTING_DAYS):
        return dated(coming, "quarter_future")
    return dated(begun, "quarter_past")


def _unnamed_quarter(year_no: int | None, same: Period | None, context: Context) -> Resolved:
    """`the latest quarter`, `the 2019 quarter`."""
    latest = calendar.shifted(context.today, "quarter", -1)
    if year_no is None:
        return dated(latest, "quarter_latest")
    number = int((same or latest).value[-1])
    return dated(calendar.quarter(year_no, number), "quarter_of_year")


def quarter_ended(parts: Parts, context: Context) -> Resolved | None:
    """`the quarter ended in March`, `the quarter | ended March 31`: the three months up to then."""
    if "day" in parts:
        given = month_day(parts, context._replace(before="ended"))
    elif "year" in parts:
        given = month_year(parts, context)
    else:
        given = month({"month": parts["month"]}, context)
    if not given or not given.period:
        return None
    last = calendar.month(given.period.start.year, given.period.start.month)
    if last.start.month % 3 == 0:
        return dated(calendar.quarter(last.start.year, last.start.month // 3), "quarter_ended")
    first = calendar.month(last.start.year, last.start.month - 2)
    value = f"{first.value}/{last.value}"
    return Resolved("DATE", value, "quarter_ended", Period("quarter", first.start, last.end, value))


def year_ago_period(parts: Parts, context: Context) -> Resolved:
    """`the year-ago quarter`, `the same period last year`: a year before the quarter named last, else last year."""
    unit, name = parts.get("unit", "year"), parts.get("q", "")
    if name in QUARTER_NUMBERS:
        return dated(calendar.quarter(context.today.year - 1, QUARTER_NUMBERS[name]), "year_ago_quarter")
    if context.quarter:
        return dated(calendar.shifted(context.quarter.start, "quarter", -4), "year_ago_quarter")
    if unit == "quarter":
        return dated(calendar.shifted(context.today, "quarter", -5), "year_ago_quarter")
    if unit == "month":
        return dated(calendar.shifted(context.today, "month", -12), "year_ago_month")
    return dated(calendar.shifted(context.today, "year", -1), "year_ago_year")


def half_year(parts: Parts, context: Context) -> Resolved:
    """`the first half of 2020`, `H1 2020`."""
    number = year_of(parts, context.published_on) or context.today.year
    if "theyear" in parts and context.last:
        number = context.last.start.year
    return dated(calendar.half_year(number, 1 if parts["h"] in ("first", "h1") else 2), "half_of_year")
