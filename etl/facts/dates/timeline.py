"""Reads an article's time expressions in order, remembering which date was named last."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.arithmetic import Part, Period
from etl.facts.dates.checks import is_date
from etl.facts.dates.clues import Clues
from etl.facts.dates.context import Context, Resolved
from etl.facts.dates.grammar import Expression, find
from etl.facts.dates.resolution import resolve
from etl.facts.dates.words import runs
from etl.facts.reading import Reading

Modifier = Literal["start", "mid", "end", "approx", "before", "after", "less_than", "more_than"]

NUMERIC = re.compile(r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d\d)(?![\d/]|\.\d)")
PARAGRAPH = re.compile(r"\n\n")
NEAR = timedelta(days=14)
_MODIFIERS: tuple[tuple[Modifier, re.Pattern[str]], ...] = (
    ("end", re.compile(r"\b(?:late|later|end)\b")),
    ("mid", re.compile(r"\b(?:mid|middle)\b")),
    ("start", re.compile(r"\b(?:early|earlier|beginning|start)\b")),
    ("approx", re.compile(r"about|around|approximately|roughly|some")),
    ("less_than", re.compile(r"nearly|almost|less than|fewer than|up to|no more|not more|at most|within")),
    ("more_than", re.compile(r"over|more than|at least")),
)
# These bound a length of time; before a date they belong to another phrase (`over the weekend`, `more than Friday`).
# What firms report besides quarters: after it, `a year earlier` is no quarter.
REPORTED_SPANS = frozenset(("P6M", "P9M"))
EDGE = re.compile(r"\b(?:beginning|start|end) of$")
THIRDS: dict[str, Part] = {"start": "start", "mid": "mid", "end": "end"}
LENGTH_ONLY = frozenset(("less_than", "more_than"))


class Found(NamedTuple):
    """An expression of an article with what it says. `start` and `end`: first and last day, the modifier applied."""

    expression: Expression
    context: Context
    resolved: Resolved
    start_char: int
    end_char: int
    modifier: Modifier | None
    start: date | None
    end: date | None

    def again(self, resolved: Resolved) -> "Found":
        """The same expression, resolved to something else."""
        printed = self.expression.parts.get("mod", "")
        start, end = _interval(resolved, self.modifier, printed, self.context.published_on)
        return self._replace(resolved=resolved, start=start, end=end)


def found_in(reading: Reading) -> Iterator[Found]:
    """The time expressions of an article in reading order."""
    text, clues = reading.text, Clues(reading.doc, reading.text)
    day_first = is_day_first(text, reading.published_on)
    last: Period | None = None
    breaks = [found.start() for found in PARAGRAPH.finditer(text)]
    quarter: tuple[int, Period] | None = None  # the quarter named last, and in which paragraph
    for run in runs(text):
        for expression in find(run):
            if not is_date(clues, expression):
                continue
            start, end = expression.start_char, expression.end_char
            paragraph = bisect_right(breaks, start)
            near = quarter and paragraph - quarter[0] <= 1
            context = Context(
                published_on=reading.published_on,
                tense=clues.tense(start, end),
                looks_back=expression.rule == "in_units" and clues.looks_back(start),
                before=clues.word_before(start),
                after=text[end : end + 12],
                last=last,
                quarter=quarter[1] if quarter and (near or expression.rule == "the_unit") else None,
                day_first=day_first,
            )
            resolved = resolve(expression, context)
            if resolved is None:
                continue
            if resolved.period and resolved.type in ("DATE", "TIME"):
                last = calendar.day(resolved.period.start) if resolved.type == "TIME" else resolved.period
                if last.granularity == "quarter" and resolved.rule != "year_ago_quarter":
                    quarter = paragraph, last
            elif resolved.value in REPORTED_SPANS and quarter:
                last, quarter = calendar.year(quarter[1].start.year), None
            yield _modified(text, expression, context, resolved)


def _modified(text: str, expression: Expression, context: Context, resolved: Resolved) -> Found:
    printed = expression.parts.get("mod", "")
    modifier = next((name for name, pattern in _MODIFIERS if pattern.search(printed)), None)
    start_char = expression.start_char
    if resolved.type != "DURATION" and modifier in LENGTH_ONLY:
        modifier, start_char = None, expression.core_char
    if resolved.type == "DURATION" and text[start_char : start_char + 3].lower() == "in ":
        start_char += 3
    start, end = _interval(resolved, modifier, printed, context.published_on)
    return Found(expression, context, resolved, start_char, expression.end_char, modifier, start, end)


def _interval(
    resolved: Resolved, modifier: Modifier | None, printed: str, published_on: date | None
) -> tuple[date | None, date | None]:
    period = resolved.period
    if period is None:
        return None, None
    if published_on and period.start < published_on < period.end:
        if printed.startswith("earlier"):
            return period.start, published_on
        if printed.startswith("later"):
            return published_on, period.end
    part = THIRDS.get(modifier or "")
    if part is None:
        return period.start, period.end
    return calendar.edge(period, part) if EDGE.search(printed) else calendar.third(period, part)


def is_day_first(text: str, published_on: date | None) -> bool:
    """Whether numeric dates of a text put the day before the month, by those that can be read one way only.

    Dots suggest it, and so does a reading that alone falls into the fortnight around publication.
    """
    votes = 0
    for first, mark, second, year in NUMERIC.findall(text):
        votes += (int(first) > 12) - (int(second) > 12)
        votes += mark == "."
        if published_on and len(year) == 4:
            votes += _is_near(year, second, first, published_on) - _is_near(year, first, second, published_on)
    return votes > 0


def _is_near(year: str, month: str, day: str, published_on: date) -> bool:
    try:
        return abs(date(int(year), int(month), int(day)) - published_on) <= NEAR
    except ValueError:
        return False
