"""Joins what stands in two: the ends of a range (`mid-October to mid-November`), a day and the way to it (`two days
before Christmas`)."""

import re
from collections.abc import Iterator

from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.arithmetic import Period
from etl.facts.dates.context import Context, Parts, Resolved, dated, length
from etl.facts.dates.lengths import ago_both, day_away
from etl.facts.dates.resolution import resolve
from etl.facts.dates.spans import OUTER, in_calendar, span_in
from etl.facts.dates.timeline import Found

JOINED = re.compile(r"\s*(?:to|through|thru|until|till|[-–—])\s*")
ADDED_TO = frozenset(("duration", "past_span"))
SUMMED = ("year", "month", "week", "day", "hour", "minute", "second")
COUNTED = re.compile(r"P(?:T?\d+[YMWDHS])+")
BARE_MONTHS = frozenset(("month", "month_day"))
BARE = BARE_MONTHS | {"weekday"}
COARSE_TO_FINE = (
    "century",
    "decade",
    "year",
    "half_year",
    "season",
    "quarter",
    "month",
    "week",
    "weekend",
    "day",
    "time",
)


def joined(text: str, found: list[Found]) -> Iterator[Found]:
    """The expressions put together: `from X to Y`, `X-Y`, `between X and Y`, `two days after X`."""
    held: Found | None = None
    for one in found:
        if held is None:
            held = one
            continue
        held = _within(text, held, one)
        if whole := _range(text, held, one) or _counted_from(text, held, one) or _sum(text, held, one):
            held = whole
        else:
            yield held
            held = one
    if held is not None:
        yield held


def _range(text: str, first: Found, last: Found) -> Found | None:
    between = text[first.end_char : last.start_char]
    if len(between) > 12 or not (
        JOINED.fullmatch(between) or (between.strip() == "and" and first.context.before == "between")
    ):
        return None
    first = _with_year_of(first, last)
    first, last = _in_order(first, last)
    periods = first.resolved.period, last.resolved.period
    if not all(found.resolved.type in ("DATE", "TIME") and found.start for found in (first, last)):
        return None
    if periods[0] is None or periods[1] is None or periods[0].start >= periods[1].start:
        return None
    value = f"{first.resolved.value}/{last.resolved.value}"
    finer = max((period.granularity for period in periods if period), key=COARSE_TO_FINE.index)
    period = Period(finer, periods[0].start, periods[1].end, value)
    return last._replace(
        resolved=first.resolved._replace(value=value, period=period, rule="range"),
        start_char=first.start_char,
        modifier=first.modifier if first.modifier == last.modifier else None,
        start=first.start,
    )


def _within(text: str, span: Found, named: Found) -> Found:
    """`the first nine months | of 2020`: the interval within the period behind it."""
    period, parts = named.resolved.period, span.expression.parts
    if period is None or named.resolved.type != "DATE" or span.expression.rule != "past_span" or span.start:
        return span
    if text[span.end_char : named.start_char].strip() not in ("of", "in") or parts["rel"] not in OUTER:
        return span
    resolved = span_in(period, parts)
    return span.again(resolved) if resolved else span


def _counted_from(text: str, way: Found, named: Found) -> Found | None:
    """`two weeks before Christmas`: the day that lies so far from the day behind it."""
    period, parts = named.resolved.period, way.expression.parts
    if period is None or named.resolved.type != "DATE":
        return None
    between = text[way.end_char : named.start_char].strip()
    offset = way.resolved.rule == "offset_from_event" and not between
    ahead = way.expression.rule == "duration" and between == "from" and way.context.before != "for"
    if not (offset or ahead):
        return None
    away = _period_away(period, parts, back=offset and parts["dir"] != "after")
    if away is None:
        return None
    resolved = dated(away, "offset_from_day" if away.granularity == "day" else "offset_from_period")
    return named._replace(resolved=resolved, start_char=way.start_char, start=away.start, end=away.end)


def _period_away(period: Period, parts: Parts, *, back: bool) -> Period | None:
    """The day, month or year that lies the units named from another; None where the units are finer than that is."""
    finest = {"month": ("month", "year"), "year": ("year", "decade")}
    one_day = period.granularity == "day" and period.start == period.end
    if not one_day and parts["unit"] not in finest.get(period.granularity, ()):
        return None
    day = day_away(period.start, parts, back=back)
    if day is None:
        return None
    return calendar.day(day) if one_day else calendar.around(day, period.granularity)


def _sum(text: str, more: Found, less: Found) -> Found | None:
    """`two years and three months`, `a year and two months ago`: one length, the greater unit first."""
    if text[more.end_char : less.start_char] not in (" and ", ", ", ", and ") or more.expression.rule not in ADDED_TO:
        return None
    units = [found.expression.parts.get("unit", "") for found in (more, less)]
    if not all(unit in SUMMED for unit in units) or SUMMED.index(units[0]) >= SUMMED.index(units[1]):
        return None
    if less.expression.rule == "ago" and more.expression.rule == "duration":
        resolved = ago_both(more.expression.parts, less.expression.parts, less.context)
    elif less.expression.rule == "duration" and less.resolved.type == "DURATION":
        resolved = _sum_of(more.resolved.value or "", less.resolved.value or "")
        if resolved and resolved.value and more.resolved.period:
            resolved = in_calendar(resolved.value, more.resolved.rule, _longer(more, less.expression.parts))
    else:
        return None
    return less.again(resolved)._replace(start_char=more.start_char, modifier=more.modifier) if resolved else None


def _sum_of(more: str, less: str) -> Resolved | None:
    """`P2Y` and `P3M` are `P2Y3M`; None where one is vague."""
    if not (COUNTED.fullmatch(more) and COUNTED.fullmatch(less)):
        return None
    time = "T" in more
    return length(more + less[2 if time else 1 :], "duration_sum") if time <= ("T" in less) else None


def _longer(more: Found, parts: Parts) -> Period | None:
    """`the past two years | and three months`: the interval reaches that much further from the day of publication."""
    period, back = more.resolved.period, more.resolved.rule == "duration_up_to"
    if period is None:
        return None
    far = day_away(period.start if back else period.end, parts, back=back)
    if far is None:
        return None
    return period._replace(start=far, value=f"{far}/{period.end}") if back else period._replace(end=far)


def _in_order(first: Found, last: Found) -> tuple[Found, Found]:
    """The ends of a range that names no year: the nearest such pair that is in order and lies where the clause looks.

    Of what was, and of months (`from May to July`), the end is sought first; else the beginning.
    """
    if not _is_bare(last) or not first.start or not last.start:
        return first, last
    tense = first.context.tense or last.context.tense
    if _is_bare(first) and (tense == "past" or last.expression.rule == "month"):
        last = _anew(last, last.context._replace(tense=tense))
        return _anew(first, first.context._replace(published_on=last.start, tense=None)), last
    return first, _anew(last, last.context._replace(published_on=first.start, tense="future"))


def _anew(found: Found, context: Context) -> Found:
    resolved = resolve(found.expression, context)
    return found.again(resolved) if resolved else found


def _is_bare(found: Found) -> bool:
    return found.expression.rule in BARE and not {"rel", "relyear"} & found.expression.parts.keys()


def _with_year_of(first: Found, last: Found) -> Found:
    """`May to June 2019`: the year at the end counts for both."""
    year = last.expression.parts.get("year", "")
    if first.expression.rule not in BARE_MONTHS or not year.isdigit() or "rel" in first.expression.parts:
        return first
    rule = "month_year" if first.expression.rule == "month" else "full_date"
    expression = first.expression._replace(rule=rule, parts=first.expression.parts | {"year": year})
    return _anew(first._replace(expression=expression), first.context)
