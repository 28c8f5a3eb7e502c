"""Resolvers for expressions that come down to a week, a month, a quarter or anything longer.

A resolver returns None where its words are no expression of time after all.
"""

from datetime import timedelta

from etl.facts import numbers
from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.arithmetic import Period
from etl.facts.dates.context import (
    AGAIN,
    BACK,
    FORTH,
    Context,
    Parts,
    Resolved,
    dated,
    length,
    month_of,
    recurring,
    undated,
    year_of,
)
from etl.facts.dates.days import month_day

DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
# `aged in their 80s`, `the low 60s`: ages and temperatures, not decades.
NOT_BEFORE_DECADES = frozenset(("his", "her", "their", "my", "your", "our", "its", "low", "high", "upper", "lower"))


def month_year(parts: Parts, context: Context) -> Resolved | None:
    """`February 2020`."""
    number = year_of(parts)
    return dated(calendar.month(number, month_of(parts)), "month_year") if number else None


def month(parts: Parts, context: Context) -> Resolved | None:
    """`February`: the one before, the month of publication included; the one after where the clause looks ahead."""
    number, relation = month_of(parts), parts.get("rel", "")
    if relation in ("each", "every"):
        return recurring(f"XXXX-{number:02}")
    if "relyear" in parts or relation == "this":
        year_no = year_of(parts, context.published_on) or context.today.year
        return dated(calendar.month(year_no, number), "month_of_year")
    return _nearby_month(number, relation, context)


def _nearby_month(number: int, relation: str, context: Context) -> Resolved:
    today = context.today
    if relation.endswith(BACK):
        return dated(calendar.month(today.year - (number >= today.month), number), "month_last")
    if relation.endswith(FORTH):
        return dated(calendar.month(today.year + (number <= today.month), number), "month_next")
    if context.tense == "future":
        return dated(calendar.month(today.year + (number < today.month), number), "month_future")
    return dated(calendar.month(today.year - (number > today.month), number), "month_past")


def year(parts: Parts, context: Context) -> Resolved | None:
    """`1998`."""
    number = year_of(parts)
    return dated(calendar.year(number), "year") if number else None


def year_range(parts: Parts, context: Context) -> Resolved | None:
    """`2014-16`, `1939-1945`."""
    first, last = int(parts["year"]), int(parts["year2"])
    last += first // 100 * 100 if last < 100 else 0
    if not first < last < first + 100:
        return None
    value = f"{first}/{last}"
    return Resolved(
        "DATE", value, "year_range", Period("year", calendar.year(first).start, calendar.year(last).end, value)
    )


def decade(parts: Parts, context: Context) -> Resolved | None:
    """`the 1990s`, `'90s`, `the nineties`."""
    word = parts["decade"]
    digits = "".join(filter(str.isdigit, word))
    if context.before in NOT_BEFORE_DECADES or digits[-1:] not in ("", "0"):
        return None
    first = 1920 + 10 * DECADES.index(word) if not digits else int(digits)
    if first < 100:
        if first < 20 or (word[0] != "'" and context.before != "the" and first < 50):
            return None
        first += 1900
    return dated(calendar.decade(first), "decade") if 1000 <= first < 2100 else None


def century(parts: Parts, context: Context) -> Resolved | None:
    """`the 20th century`."""
    number = numbers.ordinal(parts["century"])
    return dated(calendar.century(number), "century") if number and number < 30 else None


def fiscal_year(parts: Parts, context: Context) -> Resolved | None:
    """`fiscal 2020`, `FY21`: as the calendar year of that number, since fiscal years begin where each firm likes."""
    if short := parts.get("fy"):
        return dated(calendar.year(int(short[2:]) + (2000 if len(short) == 4 else 0)), "fiscal_year")
    return dated(calendar.year(year_of(parts) or 1), "fiscal_year")


def fiscal_rel(parts: Parts, context: Context) -> Resolved:
    """`the next fiscal year`."""
    step = {"last": -1, "previous": -1, "next": 1, "coming": 1}.get(parts.get("rel", ""), 0)
    return dated(calendar.year(context.today.year + step), "fiscal_year_relative")


def season(parts: Parts, context: Context) -> Resolved | None:
    """`last summer`, `the fall`, `spring 2011`."""
    name = parts["season"].replace("fall", "autumn")
    relation = parts.get("rel", "")
    if relation in ("each", "every"):
        return recurring(f"XXXX-{calendar.SEASONS[name][0]}")
    if number := year_of(parts):
        return dated(calendar.season(number, name), "season_of_year")
    today = context.today
    near = [calendar.season(today.year + step, name) for step in (-2, -1, 0, 1)]
    before = [one for one in near if one.end < today]
    after = [one for one in near if one.start > today]
    if relation.endswith(BACK):
        return dated(before[-1], "season_last")
    if relation.endswith(FORTH):
        return dated(after[0], "season_next")
    if relation == "this" or context.tense == "future":
        return dated(min(near, key=lambda one: max((one.start - today).days, (today - one.end).days)), "season_this")
    return dated([one for one in near if one.start <= today][-1], "season_past")


def week_of(parts: Parts, context: Context) -> Resolved | None:
    """`the week of March 6`."""
    named = month_day(parts, context)
    return dated(calendar.week(named.period.start), "week_of_day") if named and named.period else None


def week_in(parts: Parts, context: Context) -> Resolved | None:
    """`the first week of June`: a week belongs to the month or year that holds its Thursday, as in ISO 8601."""
    whole = _month_or_year(parts, context)
    if whole is None:
        return None
    if parts["nth"] in ("last", "final"):
        return dated(calendar.week(whole.end - timedelta(days=3)), "week_in_period")
    number = numbers.ordinal(parts["nth"]) or 1
    return dated(calendar.week(whole.start + timedelta(days=3, weeks=number - 1)), "week_in_period")


def _month_or_year(parts: Parts, context: Context) -> Period | None:
    if within := parts.get("within"):
        relation, unit = within.split()
        return calendar.shifted(context.today, unit, {"last": -1, "next": 1}.get(relation, 0))
    named = (month_year if "year" in parts else month)(parts, context) if "month" in parts else year(parts, context)
    return named.period if named else None


def weekend(parts: Parts, context: Context) -> Resolved | None:
    """`the weekend`: the last one that has begun, the coming one where the clause looks ahead."""
    relation, today = parts.get("rel", ""), context.today
    if relation.endswith(AGAIN) or (not relation and not context.tense):
        named = context.last if context.last and context.last.granularity == "weekend" else None
        return dated(named, "weekend_from_last") if named else None
    if relation in ("last", "previous", "the previous", "next"):
        return dated(calendar.shifted(today, "weekend", 1 if relation == "next" else -1), "weekend_relative")
    ahead = context.tense == "future" or relation.endswith(FORTH) or (relation == "this" and context.tense is None)
    if ahead or calendar.weekend(today).start <= today:
        return dated(calendar.weekend(today), "weekend_this")
    return dated(calendar.shifted(today, "weekend", -1), "weekend_past")


def rel_unit(parts: Parts, context: Context) -> Resolved | None:
    """`this week`, `last year`, `the following month`."""
    relation, unit = parts["rel"], parts["unit"]
    if relation.endswith(AGAIN) or relation in ("the next", "the following", "the previous"):
        return _beside_last(relation, unit, context)
    if unit in ("decade", "century") and relation.endswith(("last", "past", "next", "coming")):
        return length("P10Y" if unit == "decade" else "P100Y")
    if unit == "day" and relation != "next":
        return None
    step = -1 if relation.endswith((*BACK, "latest")) else 1 if relation.endswith(FORTH) else 0
    return dated(calendar.shifted(context.today, unit, step), f"{unit}_relative")


def _beside_last(relation: str, unit: str, context: Context) -> Resolved | None:
    """The same, next or previous one, counted from the date that the text named last."""
    if not context.last:
        return undated(None, f"{unit}_from_last", "no_anchor")
    step = 1 if relation.endswith(("next", "following")) else -1 if relation.endswith("previous") else 0
    if calendar.around(context.last.start, unit).end < context.last.end:
        return undated(None, f"{unit}_from_last", "anchor_too_coarse")
    return dated(calendar.shifted(context.last.start, unit, step), f"{unit}_from_last")


def the_unit(parts: Parts, context: Context) -> Resolved | None:
    """`the end of the month`, `the quarter`; `the day` and `the year` alone name no period."""
    unit = parts["unit"]
    if unit == "quarter":
        return dated(context.quarter or calendar.shifted(context.today, "quarter", -1), "quarter_named_last")
    if "mod" in parts and unit != "day":
        return dated(calendar.around(context.today, unit), f"{unit}_relative")
    return None


def year_end(parts: Parts, context: Context) -> Resolved:
    """`year-end`: the last day of the year of publication."""
    return dated(calendar.day(calendar.year(context.today.year).end), "year_end")
