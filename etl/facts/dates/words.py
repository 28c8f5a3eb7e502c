"""Text → runs of words that may belong to an expression of time, spelled one way.

`Mid-Oct. to mid-November` becomes `mid - october to mid - november`: single spaces, lower case, months and weekdays
in full. `May`, `March`, `August` and abbreviations must be capitalised, which keeps `may`, `march` and `sat` out.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from etl.facts import numbers
from etl.facts.lexicon import entries

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HALF_DAYS = ("morning", "afternoon", "evening", "night")
SEASONS = ("spring", "summer", "autumn", "fall", "winter")
ANCHOR_WORDS = frozenset(
    (
        *HALF_DAYS, *SEASONS, "today", "tomorrow", "yesterday", "tonight", "overnight", "noon", "midnight", "midday",
        "daily", "weekly", "monthly", "quarterly", "yearly", "annually", "hourly", "nightly", "fiscal", "fy", "half",
        "now", "currently", "current", "recently", "recent", "soon", "future", "past", "previously", "nowadays",
        "nineteen", "eighteen",
        "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties", "period",
        "a.m.", "p.m.", "am", "pm", "gmt", "utc", "term", "time", "mornings", "afternoons", "evenings", "nights",
    )
)  # fmt: skip
FUNCTION_WORDS = frozenset(
    (
        *",", "-", "'s", "'", "of", "the", "a", "an", "in", "on", "at", "to", "through", "until", "till", "and", "or",
        "between", "from", "this", "that", "these", "those", "last", "past", "previous", "next", "coming", "upcoming",
        "following", "same", "then", "current", "recent", "future", "latest", "final", "each", "every", "other", "per",
        "early", "earlier", "late", "later", "mid", "middle", "beginning", "start", "end", "about", "around", "nearly",
        "almost", "more", "less", "fewer", "than", "least", "most", "up", "over", "within", "some", "roughly", "near",
        "approximately", "just", "ago", "before", "after", "from", "hence", "ahead", "since", "not", "no", "as",
        "several", "few", "many", "couple", "dozen", "half", "hundred", "thousand", "old", "long", "one", "two",
        "year", "days", "ended", "ending", "ends", "due", "day", "calendar", "trading", "business", "second", "like",
        "year-ago", "last", "corresponding", "comparable", "near", "immediate", "term", "time", "period", "o'clock",
        "est", "edt", "pst", "pdt", "et", "pt", "cet", "bst", "ist", "gmt", "utc", "z", "eastern", "local", "hours",
        "very", "too", "additional", "full", "entire", "whole", "consecutive", "straight", "so", "eve", "week",
        "all", "only", "well", "probably", "later", "once", "twice", "times", "worth", "during",
    )
)  # fmt: skip
_ABBREVIATED = {name[:3]: name for name in (*MONTHS, *WEEKDAYS)} | {
    "sept": "september", "tues": "tuesday", "thur": "thursday", "thurs": "thursday", "weds": "wednesday",
}  # fmt: skip
_WEEKDAYS_SHORT = frozenset(short for short, name in _ABBREVIATED.items() if name in WEEKDAYS)
_BEFORE_MONTH = frozenset(("in", "since", "by", "until", "after", "before", "through", "during", "late", "early"))
_DOTTED = "|".join(sorted(_ABBREVIATED.keys() - {"may"}, key=len, reverse=True))
_WORD = re.compile(
    rf"""
    \d{{4}}-\d{{2}}-\d{{2}}(?:T\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?(?![\d-])
    | \d{{1,2}}/\d{{1,2}}/\d{{2,4}}(?![\d/])
    | \d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?![\d.])
    | \d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?(?=\ ?[ap]\.?m\b)
    | \d{{1,2}}:\d{{2}}(?::\d{{2}})?(?![\d:])
    | ['’‘]?\d{{1,3}}0['’]?s\b
    | ['’‘]\d\d\b
    | \d+(?:st|nd|rd|th)\b
    | \d+/\d+
    | \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?
    | [ap]\.\ ?m\.?(?=\W|$)
    | (?:{_DOTTED}|st|jr)\.
    | o['’]clock
    | ['’]s\b
    | [^\W\d_][^\W_]*
    | \S
    """,
    re.VERBOSE | re.IGNORECASE,
)


_WORDS_TOO = frozenset(("march", "may", "august"))  # months only where capitalised
_HALF = re.compile(r"[ap]\.? ?m\.?")
_PLAIN = str.maketrans("’‘–‑", "''--")


class Word(NamedTuple):
    """A word of the text in the one spelling, and where it stands."""

    spelled: str
    start_char: int
    end_char: int


class Run(NamedTuple):
    """Neighbouring words that may belong to one expression of time."""

    words: list[Word]

    @property
    def spelled(self) -> str:
        """The words with single spaces: what the grammar reads."""
        return " ".join(word.spelled for word in self.words)


@cache
def units() -> dict[str, tuple[str, int, str]]:
    """Words for units of time → (unit, how many base units, ISO 8601 designator)."""
    rows = (entry.split("\t") for entry in entries("time_units"))
    return {word: (unit, int(factor), letters) for word, unit, factor, letters in rows}


@cache
def _anchors() -> frozenset[str]:
    plain = units().keys()
    holidays = {entry.split("\t")[0].split()[0] for entry in entries("holidays")}
    return ANCHOR_WORDS | set(MONTHS) | set(WEEKDAYS) | plain | {f"{word}s" for word in plain} | holidays


@cache
def _vocabulary() -> frozenset[str]:
    holidays = {word for entry in entries("holidays") for word in re.split(r" |(?=')", entry.split("\t")[0])}
    return _anchors() | FUNCTION_WORDS | numbers.words().keys() | numbers.ordinals().keys() | holidays


def runs(text: str) -> Iterator[Run]:
    """The maximal runs of the vocabulary of time that hold at least one word which only time needs."""
    current: list[Word] = []
    anchored = False
    previous = ""
    for match in _WORD.finditer(text):
        printed, start, end = match[0], match.start(), match.end()
        spelled = _spelled(printed)
        if spelled is None:
            spelled = _abbreviation(printed, previous, text, end)
        known, anchor = _standing(spelled)
        if current and (not known or "\n\n" in text[current[-1].end_char : start]):
            if anchored:
                yield Run(current)
            current, anchored = [], False
        if known:
            current.append(Word(spelled, start, end))
            anchored = anchored or anchor
        previous = printed
    if anchored:
        yield Run(current)


@lru_cache(maxsize=50_000)
def _standing(spelled: str) -> tuple[bool, bool]:
    """Whether a word belongs to the vocabulary of time, and whether only time needs it."""
    figures = bool(dated(spelled))
    return figures or spelled in _vocabulary() or spelled[0].isdigit(), figures or spelled in _anchors()


_HAS_DIGIT = re.compile(r"\d")
_FIGURES = {
    "year": re.compile(r"1\d{3}|20\d\d"),
    "decade": re.compile(r"'?\d{2,4}'?s"),
    "clock": re.compile(r"\d+:\d+.*"),
    "figures": re.compile(r"\d+/\d+/\d+|\d+\.\d+\.\d+|\d{4}-\d\d-\d\d.*"),
    "q": re.compile(r"q[1-4]"),
    "h": re.compile(r"h[12]"),
    "nth": re.compile(r"\d\d?(?:st|nd|rd|th)"),
    "fiscal": re.compile(r"fy\d+"),
}


def dated(spelled: str) -> set[str]:
    """The classes of figures that stand for time on their own: a year, a decade, a clock, a numeric date, `q3`."""
    if not _HAS_DIGIT.search(spelled):
        return set()
    return {name for name, pattern in _FIGURES.items() if pattern.fullmatch(spelled)}


@lru_cache(maxsize=50_000)  # a text repeats its words; most are no words of time
def _spelled(printed: str) -> str | None:
    """How the grammar spells a word; None for an abbreviation whose neighbours decide."""
    lower = printed.lower()
    if not lower.isascii():
        lower = lower.translate(_PLAIN)
    if lower in _WORDS_TOO:
        return lower if printed[0].isupper() else f"{lower}~"
    if lower[0] in "ap" and len(lower) < 6 and _HALF.fullmatch(lower):
        return f"{lower[0]}.m."
    stem = lower.rstrip(".")
    if stem in _ABBREVIATED and printed[0].isupper():
        return _ABBREVIATED[stem] if lower != stem else None
    return lower


def _abbreviation(printed: str, previous: str, text: str, end: int) -> str:
    # `Mon`, `Sat`, `Jan` without a dot are words and names unless a figure or another such word stands beside them.
    beside_figure = previous[:1].isdigit() or text[end : end + 2].strip()[:1].isdigit()
    named = previous.lower() in _BEFORE_MONTH and printed.lower() not in _WEEKDAYS_SHORT
    beside_name = text[end : end + 1] in ("-", "–") and text[end + 1 : end + 4].lower() in _ABBREVIATED
    return _ABBREVIATED[printed.lower()] if beside_figure or beside_name or named else printed.lower()
