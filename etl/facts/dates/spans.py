"""Resolver for lengths of time that lie beside a day or in a period: `the past five days`, `the first week of June`.

They stay lengths (TIMEX3 DURATION), and have an interval.
"""

from datetime import date, timedelta

from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.arithmetic import Granularity, Period
from etl.facts.dates.context import Context, Parts, Resolved, length
from etl.facts.dates.lengths import amount, day_away, iso_length
from etl.facts.dates.words import units

UP_TO, FROM = ("last", "past"), ("next", "coming", "upcoming")
OUTER = ("first", "last", "final")
GRANULARITIES: dict[str, Granularity] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year", "decade": "decade",
    "century": "century",
}  # fmt: skip


def span(parts: Parts, context: Context) -> Resolved | None:
    """`the past five days`: up to the day of publication; `the next two weeks`: from the day after it."""
    single = parts["unit"] == "fortnight" or "plus" in parts  # `the past year and a half`
    if "n" not in parts and "plural" not in parts and not single:
        return None
    number = amount(parts) if "n" in parts or single else None
    value, relation = iso_length(number, parts["unit"]), parts["rel"]
    if relation not in UP_TO + FROM:
        return length(value)
    rule = "duration_up_to" if relation in UP_TO else "duration_from"
    if number is None or "n2" in parts or context.after.startswith((" of ", " in ")):
        return length(value, rule)
    if context.published_on is None:
        return Resolved("DURATION", value, rule, None, "no_publication_date")
    return in_calendar(value, rule, _beside(context.published_on, parts, back=relation in UP_TO))


def span_in(period: Period, parts: Parts) -> Resolved | None:
    """`the first nine months | of 2020`: the stretch at the outset or the end of a period; None where it is longer."""
    back = parts["rel"] != "first"
    near = period.end + timedelta(days=1) if back else period.start
    far = day_away(near, parts, back=back)
    if far is None or not period.start <= far <= period.end + timedelta(days=1):
        return None
    first, last = sorted((near, far))
    value = iso_length(amount(parts), parts["unit"])
    return in_calendar(value, "duration_within", _stretch(parts["unit"], first, last - timedelta(days=1)))


def in_calendar(value: str, rule: str, period: Period | None) -> Resolved:
    """A length of time with the interval it covers, where there is one."""
    return Resolved("DURATION", value, rule, period, None if period else "duration")


def _beside(today: date, parts: Parts, *, back: bool) -> Period | None:
    """The units that end on the day of publication, or those that begin after it; quarters are whole."""
    unit, number = parts["unit"], amount(parts)
    if unit == "quarter" and number and number % 1 == 0:
        near, far = (-int(number), -1) if back else (1, int(number))
        return _stretch(unit, calendar.shifted(today, unit, near).start, calendar.shifted(today, unit, far).end)
    far_day = day_away(today, parts, back=back)
    if far_day is None:
        return None
    return _stretch(unit, far_day, today) if back else _stretch(unit, today + timedelta(days=1), far_day)


def _stretch(word: str, first: date, last: date) -> Period | None:
    granularity = GRANULARITIES.get(units()[word][0])
    return Period(granularity, first, last, f"{first}/{last}") if granularity and first <= last else None
