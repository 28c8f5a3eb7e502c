"""Resolvers for lengths of time, for dates that lie a length away, for what recurs and for `now` and `recently`.

A resolver returns None where its words are no expression of time after all.
"""

import re
from datetime import date, timedelta

from etl.facts import numbers
from etl.facts.dates import arithmetic as calendar
from etl.facts.dates.arithmetic import Period
from etl.facts.dates.context import (
    HALF_DAY_CODES,
    VAGUE,
    Context,
    Parts,
    Resolved,
    dated,
    length,
    recurring,
    undated,
)
from etl.facts.dates.days import relative_day, weekday
from etl.facts.dates.words import WEEKDAYS, units

ADVERBS = {
    "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "monthly": "P1M",
    "quarterly": "P1Q", "yearly": "P1Y", "annually": "P1Y", "hourly": "PT1H",
}  # fmt: skip
VAGUE_LENGTHS = {
    "minute": "PTXM", "hour": "PTXH", "day": "PXD", "week": "PXW", "month": "PXM",
    "year": "PXY", "decade": "PXDE", "centurie": "PXC", "second": "PTXS", "weekend": "PXWE", "quarter": "PXQ",
}  # fmt: skip
PLUS = {"and a half": 0.5, "and a quarter": 0.25}
OFTEN = frozenset(("once", "twice", "times"))
YEAR_LIKE = re.compile(r"(?:19|20)\d\d")
FAR_EVENT = frozenset(("before", "after", "ahead of"))


def amount(parts: Parts) -> float | None:
    """How many units the parts name; None where they leave it vague."""
    number = parts.get("n", "a")
    if VAGUE.fullmatch(number):
        return None
    if number in ("a", "an", "the", "all", "other"):
        found: float | None = 2 if number == "other" else 1
    else:
        found = numbers.value(number.replace(" - ", "-"))
    return found + PLUS[parts["plus"]] if found is not None and "plus" in parts else found


def iso_length(number: float | None, word: str) -> str:
    """The ISO 8601 duration: `P40Y`, `PT90M`; a vague number is X."""
    _, factor, letters = units()[word]
    if number is None:
        return VAGUE_LENGTHS.get(word, "PXX")
    time, letter = ("T", letters[1:]) if letters[0] == "T" else ("", letters)
    whole, part = divmod(number * factor, 1)
    if part and letter in "YH" and len(letter) == 1:
        smaller, parts_in_one = ("M", 12) if letter == "Y" else ("M", 60)
        return f"P{time}" + (f"{whole:.0f}{letter}" if whole else "") + f"{part * parts_in_one:.0f}{smaller}"
    return f"P{time}{number * factor:g}{letter}"


def duration(parts: Parts, context: Context) -> Resolved | None:
    """`40 years`, `a two-week …`; after an amount `a year` is a rate; `a second` is an ordinal, `a quarter` a part."""
    word, indefinite = parts["unit"], parts.get("n") in ("a", "an")
    if indefinite and "plural" not in parts:
        if word in ("second", "quarter", "minute", "weekend") or _is_rate(context.before):
            return None
        if context.before in OFTEN:
            return recurring(iso_length(1, word))
    if word == "quarter" and context.after.startswith((" of", "-of")):
        return None
    if "age" in parts or YEAR_LIKE.fullmatch(parts.get("n", "")):
        return None
    return length(iso_length(amount(parts), word))


def _is_rate(before: str) -> bool:
    """`$5 a share a year`: part of a quantity, no time of its own."""
    return before[:1].isdigit() or before in ("%", "percent", "million", "billion", "trillion", "dollars", "cents")


def vague_duration(parts: Parts, context: Context) -> Resolved | None:
    """`years`, `recent weeks`."""
    if parts.get("more") == "the" or context.before in ("'", "’"):
        return None
    return length(iso_length(None, parts["unit"]), "duration_vague")


def rate(parts: Parts, context: Context) -> Resolved | None:
    """`twice a week`, `$50 per month`."""
    if context.before in OFTEN:
        return recurring(iso_length(1, parts["unit"]))
    return None


def repeated(parts: Parts, context: Context) -> Resolved:
    """`every day`, `each morning`, `every two weeks`."""
    if "part" in parts:
        return recurring(f"XXXX-XX-XX{HALF_DAY_CODES[parts['part']]}")
    return recurring(iso_length(amount(parts), parts["unit"]))


def adverb_set(parts: Parts, context: Context) -> Resolved:
    """`annually`."""
    return recurring(ADVERBS[parts["adverb"]])


# ── a length away ────────────────────────────────────────────────────────────────────────────────────────────────────


def ago(parts: Parts, context: Context) -> Resolved | None:
    """`two weeks ago`: the unit that holds that day; `a year ago` beside a quarter is that quarter a year before."""
    number, word = amount(parts), parts["unit"]
    if number is None:
        return undated("PAST_REF", "ago_vague")
    if word == "year" and number == 1 and context.quarter:
        return dated(_quarter_away(context.quarter, -1), "year_ago_quarter")
    return _away(context.today, word, -number, "ago")


def ago_both(more: Parts, less: Parts, context: Context) -> Resolved | None:
    """`a year and two months ago`: as exact as the smaller unit."""
    number, today = amount(less), context.published_on
    day = day_away(today, more, back=True) if today else None
    return _away(day, less["unit"], -number, "ago") if day and number is not None else None


def from_now(parts: Parts, context: Context) -> Resolved | None:
    """`two weeks from now`, `in a year's time`."""
    number = amount(parts)
    if number is None:
        return undated("FUTURE_REF", "ahead_vague")
    if (origin := parts.get("origin", "now")) != "now":
        return _from_day(origin, parts["unit"], number, context)
    return _away(context.today, parts["unit"], number, "ahead")


def _from_day(origin: str, word: str, number: float, context: Context) -> Resolved | None:
    """`three weeks from Monday`: counted from a day, weeks and months lead to a day."""
    ahead = context._replace(tense="future")
    named = weekday({"weekday": origin}, ahead) if origin in WEEKDAYS else relative_day({"word": origin}, ahead)
    if named is None or named.period is None:
        return None
    day = day_away(named.period.start, {"unit": word, "n": f"{number:g}"}, back=False)
    return dated(calendar.day(day), "offset_from_day") if day else None


def day_away(origin: date, parts: Parts, *, back: bool) -> date | None:
    """The day that lies the units named from another day; None for hours and where the number is vague or broken."""
    number, (unit, factor, _) = amount(parts), units()[parts["unit"]]
    if parts.get("adj") in ("trading", "business"):
        return None  # where holidays fall we do not know
    if number is not None and number % 1 and unit == "year":
        number, unit, factor = number * factor * 12, "month", 1
    if number is None or number % 1 or unit not in ("day", "week", "month", "year", "decade", "century"):
        return None
    try:
        step = unit if unit in ("day", "week", "month") else "year"
        return calendar.same_day(origin, step, int(-number if back else number) * factor)
    except (OverflowError, ValueError):
        return None


def in_units(parts: Parts, context: Context) -> Resolved | None:
    """`in three weeks`: a day ahead where the clause looks ahead, else how long something took."""
    ahead = context.tense == "future" and context.published_on and not context.looks_back
    return from_now(parts, context) if ahead else duration(parts, context)


def offset(parts: Parts, context: Context) -> Resolved | None:
    """`two days later`, `a year earlier`: counted from the date named last; before an event, from nothing we know."""
    direction, number = parts["dir"], amount(parts)
    if direction == "ahead of" or (direction in FAR_EVENT and context.after[:2].strip(" \n").isalnum()):
        if parts["n"] == "the":
            return undated(None, "offset_from_event", "relative_to_event")
        return Resolved("DURATION", iso_length(number, parts["unit"]), "offset_from_event", None, "relative_to_event")
    if number is None:
        return undated(None, "offset_vague", "vague")
    back = direction in ("earlier", "before", "previously")
    if back and parts["unit"] == "year" and number == 1 and context.quarter:
        return dated(_quarter_away(context.quarter, -1), "year_ago_quarter")
    return _from_last(-number if back else number, parts["unit"].replace("night", "day"), context.last)


def _from_last(steps: float, word: str, anchor: Period | None) -> Resolved | None:
    if anchor is None:
        return undated(None, "offset_from_last", "no_anchor")
    if word == "year" and steps % 1 == 0 and anchor.granularity in ("month", "day", "year", "quarter"):
        return dated(_same_a_year_away(anchor, int(steps)), "offset_from_last")
    unit = "month" if steps % 1 and word == "year" else units()[word][0]
    if unit in ("second", "minute", "hour"):
        return undated(None, "offset_from_last", "no_time_of_day")
    if calendar.around(anchor.start, unit).end < anchor.end:
        return undated(None, "offset_from_last", "anchor_too_coarse")
    return _away(anchor.start, word, steps, "offset_from_last")


def _quarter_away(quarter: Period, years: int) -> Period:
    return calendar.quarter(quarter.start.year + years, (quarter.start.month + 2) // 3)


def _same_a_year_away(anchor: Period, years: int) -> Period:
    if anchor.granularity == "quarter":
        return _quarter_away(anchor, years)
    if anchor.granularity == "day":
        return calendar.day(calendar.same_day(anchor.start, "year", years))
    return calendar.shifted(anchor.start, anchor.granularity, years * (12 if anchor.granularity == "month" else 1))


def _away(anchor: date, word: str, number: float, rule: str) -> Resolved | None:
    unit, factor, letters = units()[word]
    steps = number * factor
    if letters[0] == "T":
        if unit != "hour" or steps % 24:
            return undated(None, rule, "no_time_of_day")
        return dated(calendar.day(anchor + timedelta(hours=steps)), rule)
    if steps % 1 and unit == "year":
        unit, steps = "month", steps * 12
    try:
        return dated(calendar.shifted(anchor, unit, round(steps)), rule)
    except (OverflowError, ValueError):
        return undated(None, rule, "out_of_calendar")


# ── no day at all ────────────────────────────────────────────────────────────────────────────────────────────────────


def present_ref(parts: Parts, context: Context) -> Resolved:
    """`now`, `currently`."""
    return undated("PRESENT_REF", "reference")


def past_ref(parts: Parts, context: Context) -> Resolved:
    """`recently`, `the past`."""
    return undated("PAST_REF", "reference")


def future_ref(parts: Parts, context: Context) -> Resolved:
    """`soon`, `the future`."""
    return undated("FUTURE_REF", "reference")
