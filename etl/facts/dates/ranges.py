"""Joins the two ends of a range: `mid-October to mid-November` is one interval, not two dates."""

import re
from collections.abc import Iterator

from etl.facts.dates.arithmetic import Period
from etl.facts.dates.resolution import resolve
from etl.facts.dates.timeline import Found

JOINED = re.compile(r"\s*(?:to|through|thru|until|till|[-–—])\s*")
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
    """The expressions with ranges put together: `from X to Y`, `X-Y`, `between X and Y`."""
    held: Found | None = None
    for one in found:
        if held is None:
            held = one
        elif whole := _range(text, held, one):
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
    last = _after(first, last)
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


def _after(first: Found, last: Found) -> Found:
    """The end of a range that names no year is the first such month or day after its beginning."""
    if last.expression.rule not in BARE or not first.start or {"rel", "relyear"} & last.expression.parts.keys():
        return last
    resolved = resolve(last.expression, last.context._replace(published_on=first.start, tense="future"))
    return last.again(resolved) if resolved else last


def _with_year_of(first: Found, last: Found) -> Found:
    """`May to June 2019`: the year at the end counts for both."""
    year = last.expression.parts.get("year", "")
    if first.expression.rule not in BARE_MONTHS or not year.isdigit() or "rel" in first.expression.parts:
        return first
    rule = "month_year" if first.expression.rule == "month" else "full_date"
    expression = first.expression._replace(rule=rule, parts=first.expression.parts | {"year": year})
    resolved = resolve(expression, first.context)
    return first.again(resolved) if resolved else first
