"""What the resolvers of time expressions share: what they are given, what they return, and the parts they read."""

import re
from datetime import date
from typing import Literal, NamedTuple

from etl.facts import numbers
from etl.facts.dates.arithmetic import Period
from etl.facts.dates.words import MONTHS

Tense = Literal["past", "future"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
HALF_DAY_CODES = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
VAGUE = re.compile(r"(?:a |the )?(?:few|couple(?: of)?)|several|many")
LONG_PAST_DAYS = 60
FAR_AHEAD_DAYS = (
    45  # what was set for a day in the next weeks is told in the past as well: `a hearing was set for May 3`
)
BACK, FORTH, AGAIN = ("last", "past", "previous"), ("next", "coming", "following", "upcoming"), ("same", "that")


class NoPublicationDateError(LookupError):
    """An expression counts from the day of publication, and the article has none."""


class Context(NamedTuple):
    """What an expression is resolved against."""

    published_on: date | None
    tense: Tense | None  # of the clause it stands in
    looks_back: bool  # `the first time in …`, `the lowest in …`: a stretch up to now, not a day ahead
    before: str  # the word before it, lower case
    after: str  # the characters that follow it
    last: Period | None  # the period that the text named last
    quarter: Period | None  # the quarter named last in the same paragraph
    day_first: bool  # numeric dates of this text are written day before month

    @property
    def today(self) -> date:
        """The day of publication. Raises NoPublicationDateError where the article has none."""
        if self.published_on is None:
            raise NoPublicationDateError
        return self.published_on


class Resolved(NamedTuple):
    """What an expression says. `start` and `end` are the first and last day of the interval."""

    type: TimexType
    value: str | None
    rule: str
    period: Period | None = None
    null_reason: str | None = None


Parts = dict[str, str]


def dated(period: Period, rule: str) -> Resolved:
    """A date with its interval."""
    return Resolved("DATE", period.value, rule, period)


def length(value: str, rule: str = "duration") -> Resolved:
    """A length of time, which lies nowhere in the calendar."""
    return Resolved("DURATION", value, rule, None, "duration")


def recurring(value: str, rule: str = "set") -> Resolved:
    """Something that recurs."""
    return Resolved("SET", value, rule, None, "set")


def undated(value: str | None, rule: str, reason: str = "vague") -> Resolved:
    """A date that cannot be put into the calendar, and why."""
    return Resolved("DATE", value, rule, None, reason)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def year_of(parts: Parts, published_on: date | None = None) -> int | None:
    """The year that the parts name: in figures, in two figures, in words, or beside the year of publication."""
    if spoken := parts.get("year"):
        return _spoken_year(spoken)
    if (relative := parts.get("relyear")) and published_on:
        return published_on.year + {"last": -1, "next": 1}.get(relative, 0)
    return None


def _spoken_year(spoken: str) -> int:
    if spoken.isdigit():
        return int(spoken)
    if spoken[0] == "'":
        short = int(spoken[1:])
        return short + (1900 if short > 40 else 2000)
    if spoken.endswith("thousand"):
        return 2000
    first, _, rest = spoken.partition(" ")
    return int(numbers.words()[first]) * 100 + int(numbers.value(rest) or 0)


def month_of(parts: Parts) -> int:
    """The number of the month that the parts name, 1 to 12."""
    return MONTHS.index(parts["month"]) + 1


def day_in(year: int, month: int, day: str) -> date | None:
    """The day of that month, None where the month has no such day."""
    number = int(day) if day.isdigit() else numbers.ordinal(day)
    try:
        return date(year, month, number or 0)
    except ValueError:
        return None


def chosen(candidates: list[date], context: Context) -> date | None:
    """The nearest candidate: none far ahead where the clause tells what was, none long past where it looks ahead."""
    today = context.today
    if context.before == "ended":
        candidates = [day for day in candidates if day <= today]
    elif context.tense == "past":
        candidates = [day for day in candidates if (day - today).days < FAR_AHEAD_DAYS]
    elif context.tense == "future":
        candidates = [day for day in candidates if (today - day).days < LONG_PAST_DAYS]
    return min(candidates, key=lambda day: abs((day - today).days), default=None)
