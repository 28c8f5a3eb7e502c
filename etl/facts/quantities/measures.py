"""Numbers with the unit and the bound that the text gives them, ranges put together: `between $10 and $15 billion`."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

from etl.facts.quantities import units
from etl.facts.quantities.numerals import Numeral, numerals

Bound = Literal["exact", "at_least", "at_most", "about"]

BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words})\s?(?:the\s|an?\s)?$", re.IGNORECASE))  # type: ignore[misc]
    for name, words in (
        (
            "at_most",
            r"\b(?:up\sto|as\s(?:many|much|high|long|far|late)\sas|at\s(?:the\s)?most|(?:no|not)\smore\sthan|(?<!no\s)(?<!not\s)(?:less|fewer|lower|under)\sthan"
            r"|under|below|within|a\smaximum\sof|capped\sat|no\slonger\sthan)\s|\bsub-|<\s?",
        ),
        (
            "at_least",
            r"\b(?:(?:more|greater|higher|longer|older|larger)\sthan|well\sover|over|above|beyond|at\sleast|at\sa\sminimum|exceed(?:s|ed|ing)?"
            r"|(?:no|not)\s(?:less|fewer)\sthan|upwards?\sof|in\sexcess\sof|a\sminimum\sof|surpass(?:es|ed|ing)?|top(?:s|ped|ping)"
            r"|as\s(?:few|little|low)\sas)\s|>\s?",
        ),
        (
            "about",
            r"\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|(?:an\s)?estimated|close\sto|circa|just\s(?:over|under)"
            r"|barely|nearing|approaching|averaging)\s|[~≈]\s?",
        ),
    )
)
BOUNDS_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at_least", re.compile(r"\s?\+|-plus\b|\sor\s(?:more|above|older|higher)\b|-strong\b(?!)")),
    ("at_most", re.compile(r"\sor\s(?:less|fewer|under|younger|lower)\b")),
    ("about", re.compile(r"\sor\sso\b|-odd\b")),
)
SUBUNITS = {"dollar": "cent", "euro": "cent", "pound sterling": "penny", "pound-mass": "penny"}
LOOK_BACK = 24
OLDEST = 125  # years
INCHES_IN_FOOT = 12
RANGE = re.compile(r"\s?[-–—‑]\s?|[\s-]{1,2}(?:up\s)?to[\s-]{1,2}|\sor\s(?:even\s)?")
CONVERTED = re.compile(r"\s\([^()\n]{1,30}\)|\)")  # `€6 ($7) per share`: both
SUSPENDED = re.compile(r"-\s(?:or|and|to)\s")  # `a 7- or 8-inch screen`
BETWEEN = re.compile(r"\bbetween\s(?:the\sages\sof\s)?$", re.IGNORECASE)
AGE_BEFORE = re.compile(r"\bage[sd]?\s(?:of\s|between\s|from\s)?$", re.IGNORECASE)
FEET_BEFORE = re.compile(r"\d[\s-]?(?:ft|foot|feet)\s?$")
INCHES = re.compile(r"\s?ins?\b|(?!\w)")  # `6ft 2in`, `6ft 2`
MINUS = re.compile(r"(?:(?<![\w)])[-−–]|\bminus[\s-]|\bnegative[\s-])$")
# `35m people`, `2.7m combined sales`: millions; `ran 100m in`, `1.8m tall`: metres.
MILLIONS_OF = re.compile(
    r"\s(?!(?:tall|long|high|wide|deep|away|apart|above|below|across|sprint|race|final|relay|hurdles|freestyle|butterfly"
    r"|backstroke|breaststroke|pool|in|at|from|to|by|x|and|or|is|was|up|down|off|into|with|for)\b)[a-z]"
)


class Measure(NamedTuple):
    """A number or range with unit and bound. `low` and `high` differ in ranges and in `dozens`, `hundreds`."""

    low: float
    high: float
    unit: str | None
    bound: Bound
    start_char: int
    end_char: int
    last: Numeral  # the number itself, of a range the second
    parts: tuple["Measure", ...] = ()  # of a range
    joint: str = ""  # what joins the parts


def measures(text: str, dates: list[tuple[int, int]]) -> Iterator[Measure]:
    """The measures of a text in reading order; `dates`: sorted spans whose numbers belong to dates and times of day."""
    held: Measure | None = None
    starts = [start for start, _ in dates]
    for numeral in numerals(text):
        at = bisect_right(starts, numeral.start_char) - 1
        if at >= 0 and numeral.start_char < dates[at][1]:
            continue
        one = _measure(text, numeral)
        if one is None:
            continue
        if held is not None:
            if SUSPENDED.fullmatch(text, held.end_char, one.start_char) and held.unit is None:
                held = held._replace(unit=one.unit)
            whole = _range(text, held, one)
            if whole is not None:
                yield whole
                held = None
                continue
            yield held
        held = one
    if held is not None:
        yield held


def _measure(text: str, numeral: Numeral) -> Measure | None:
    low, high = numeral.low, numeral.high
    start, minus = numeral.start_char, False
    sign = units.before(text, start)
    if sign is None and (dash := MINUS.search(text, max(0, start - 9), start)):
        minus, start = True, dash.start()
        sign = units.before(text, start)
    name: str | None
    length = None if sign else _symbol_not_scale(text, numeral)
    if length is not None:
        name, factor = length
        low, high, end = low / factor, high / factor, numeral.end_char
    else:
        name, end = _unit(text, numeral, sign)
        if name is None and text[end : end + 1].isalnum():
            return None  # `5G`, `12th`, `7.62x51`
    if sign is not None:
        start = sign.edge
        if not minus and (dash := MINUS.search(text, max(0, start - 9), start)):
            minus, start = True, dash.start()
    if minus:
        low, high = -high, -low
    bound, end = _bound(text, start, end)
    return Measure(low, high, name, bound, start, end, numeral)


def _symbol_not_scale(text: str, numeral: Numeral) -> tuple[str, float] | None:
    """The unit and the scale to undo, where `m` and `t` behind a figure mean metres and tonnes."""
    letter = text[numeral.end_char - 1]
    if not text[numeral.end_char - 2].isdigit():
        return None
    if letter == "t":
        return "metric ton", 1e12
    return ("metre", 1e6) if letter == "m" and not MILLIONS_OF.match(text, numeral.end_char) else None


def _unit(text: str, numeral: Numeral, sign: units.Unit | None) -> tuple[str | None, int]:
    """The unit's name and where its words end; the currency sign before the number counts first."""
    end = numeral.end_char
    if aged := units.age(text, end):
        return aged
    found = units.after(text, end, scaled=numeral.scaled) or (_unit_before(text, numeral) if sign is None else None)
    if sign is not None:
        name = sign.name
        if found is not None and found.name in units.currencies():
            end = found.edge  # `$10 dollars`, `US$5 million US dollars`
    elif found is not None:
        name, end = found
    else:
        per = units.rate(text, end) if text.startswith(" per ", end) else None
        return (f"per {per.name}", per.edge) if per else (None, end)
    if per := units.rate(text, end):
        return f"{name} per {per.name}", per.edge
    brackets = CONVERTED.match(text, end)
    if brackets and (per := units.rate(text, brackets.end())):
        return f"{name} per {per.name}", end
    return name, end


def _unit_before(text: str, numeral: Numeral) -> units.Unit | None:
    """The unit that the words before a number give it: `the age of 21`, `6ft 2in`."""
    start, end = numeral.start_char, numeral.end_char
    window = max(0, start - 14)
    if numeral.low < OLDEST and AGE_BEFORE.search(text, window, start):
        return units.Unit("year of age", end)
    if numeral.low < INCHES_IN_FOOT and FEET_BEFORE.search(text, window, start):
        inches = INCHES.match(text, end)
        return units.Unit("inch", inches.end()) if inches else None
    return None


def _bound(text: str, start: int, end: int) -> tuple[Bound, int]:
    for name, pattern in BOUNDS_AFTER:
        if match := pattern.match(text, end):
            return name, match.end()
    before = text[max(0, start - LOOK_BACK) : start]
    return next((name for name, pattern in BOUNDS if pattern.search(before)), "exact"), end


def _range(text: str, first: Measure, last: Measure) -> Measure | None:
    joint = text[first.end_char : last.start_char]
    between = BETWEEN.search(text, max(0, first.start_char - LOOK_BACK), first.start_char)
    if joint in (" and ", " ") and (whole := _with_cents(first, last)):
        return whole
    if len(joint) > 9 or not (RANGE.fullmatch(joint) or (joint.strip() == "and" and between)):
        return None
    same = first.unit in (None, last.unit) or (last.unit or "").startswith(f"{first.unit} per ")
    priced = first.unit in units.currencies() and last.unit is None and joint.strip() in ("-", "–", "to")
    aged = first.unit == "year of age" and last.unit is None
    if not (same or priced or aged):
        return None
    low = first.low
    if last.last.scaled and not first.last.scaled and 0 < low < 1000:
        low *= _scale_of(last)
    if not low < last.high or first.last.fraction or last.last.fraction:
        return None
    unit = last.unit or first.unit
    end = last.end_char
    return Measure(low, last.high, unit, first.bound, first.start_char, end, last.last, (first, last), joint.strip())


def _with_cents(first: Measure, last: Measure) -> Measure | None:
    """`twelve dollars and fifty cents`, `12 dollars 50 cents`: one sum of money."""
    if (
        last.unit is None
        or last.unit != SUBUNITS.get(first.unit or "")
        or first.high != first.low
        or not 0 < last.high < 100
    ):
        return None
    value = first.low + last.low / 100
    unit = "pound sterling" if last.unit == "penny" else first.unit
    return first._replace(low=value, high=value, unit=unit, end_char=last.end_char, last=last.last)


def _scale_of(measure: Measure) -> float:
    for scale in (1e12, 1e9, 1e6, 1e3):
        if measure.high >= scale:
            return scale
    return 1.0
