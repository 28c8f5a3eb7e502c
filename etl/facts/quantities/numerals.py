"""Finds the numbers of a text, in figures and in words, with their scale: `$1.2bn`, `two-thirds`, `dozens of`.

Knows nothing of what is counted; which numbers are names, scores or dates is decided later.
"""

import re
from collections.abc import Iterator
from functools import cache
from math import isfinite
from typing import NamedTuple

from etl.facts import numbers
from etl.facts.quantities import units


class Numeral(NamedTuple):
    """A number of a text. `low` and `high` differ where the words leave it open: `dozens`, `hundreds of thousands`."""

    low: float
    high: float
    start_char: int
    end_char: int
    scaled: bool  # a thousand or more was spelled out: `3 million`, `$2bn`
    fraction: bool  # a share of something: `two-thirds of`, `half the`
    in_words: bool


VAGUE = {
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
    "trillions": 1e12,
}
ORDINAL = re.compile(r"-(?:first|second|third|\w+(?:th|nd|rd))\b(?!s)", re.IGNORECASE)
FIGURES = re.compile(r"\d+(?:[,.]\d+)*")
_TENS_OF = {"tens": 10, "dozens": 12, "hundreds": 100}
_LETTERS = "k|mn|mln|mil|m|bn|bln|b|tn|trn|t"


_TRIGGER = re.compile(r"\d|[½⅓⅔¼¾⅛]|[^\W\d_]+")


@cache
def _triggers() -> frozenset[str]:
    """Words that a number in words may begin with."""
    folds = (f"{word}fold" for word in (*numbers.words(), "hundred", "thousand"))
    return frozenset((*numbers.words(), *folds, *numbers.denominators(), *VAGUE, *_TENS_OF, *_SCALES.split("|")))


_SCALES = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"


@cache
def _pattern() -> re.Pattern[str]:
    word = "|".join(sorted(numbers.words(), key=len, reverse=True))
    below = "|".join(sorted(numbers.denominators(), key=len, reverse=True))
    codes = "".join(rf"|(?<=\b{code})" for code in units.codes()) + r"|(?<=\$US)|(?<=\$A)"
    spelled = rf"(?:{word}|(?<=\ban\s)(?:{_SCALES})|(?<=\ba\s)(?:{_SCALES})|(?<=quarter\s)(?:{_SCALES}))"
    return re.compile(
        rf"""
        (?P<vague>(?:(?:tens|dozens|hundreds)\sof\s)?(?:dozens|scores(?=\sof\b)|hundreds|thousands|millions|billions|trillions))\b
        | (?P<fold>{word})(?=fold\b)
        | (?P<half>half\san?\s(?:{_SCALES}))\b
        | (?P<share>(?:half|(?<=\ba\s)(?:{below}))(?=\s(?:of|the|its|their|his|her|all|a|an)\b))
        | (?P<shares>(?:one|two|three|four|five|six|seven|eight|nine)[\s-](?:{below}))\b
        | (?<!\w)(?P<vulgar>[½⅓⅔¼¾⅛])
        | (?P<figure>(?:(?<![\w/,.:-])|(?<=[a-z]{{3}}-)|(?<=to-)|(?<=[$€£(\s]-)|(?<=\d-){codes})
            (?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
            (?:\s?(?:[½⅓⅔¼¾]|(?<=\d\s)\d/\d)|/(?:2|3|4|5|8|16)(?![\d/]))?)(?!/\d)
            (?:(?P<letters>{_LETTERS})(?![^\W_])|(?P<scale>(?:[\s-](?:{_SCALES}))+)\b|\s(?P<apart>bn|tn|mln|mn)\b)?
        | \b(?P<words>{spelled}(?:(?:[\s-]|\sand\s)(?:{word}|{_SCALES}))*(?:\sand\sa\shalf(?:\s(?:{_SCALES}))?)?)\b
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a text in reading order."""
    pattern, triggers, end = _pattern(), _triggers(), 0
    for trigger in _TRIGGER.finditer(text):
        start = trigger.start()
        if start < end or not (trigger[0].isnumeric() or trigger[0].lower() in triggers):
            continue
        match = None
        if start and text[start - 1] == ".":
            match = pattern.match(text, start - 1)  # `.5`
        match = match or pattern.match(text, start)
        if match is not None and ORDINAL.match(text, match.end()):
            end = match.end()  # `twenty-first`
            continue
        if match is None:
            # The rest of these figures belongs to what did not match: `A320`, `9/11`, `24703m212`.
            end = FIGURES.match(text, start).end() if trigger[0].isdecimal() else end  # type: ignore[union-attr]
            continue
        end = match.end()
        numeral = _numeral(match)
        if numeral is not None:
            yield numeral


def _numeral(match: re.Match[str]) -> Numeral | None:
    start, end = match.span()
    if match["vague"]:
        *first, last = match["vague"].lower().split()
        low = VAGUE[last] * (_TENS_OF[first[0]] if first else 1)
        return Numeral(low, low * 10, start, end, low >= 1000, False, True)
    printed = re.sub(r"\s+", " ", match[0])
    letters = match["letters"]
    low_or_none = numbers.value(printed[: -len(letters)] if letters else printed)
    if low_or_none is None or not isfinite(low_or_none):
        return None
    low = low_or_none
    if letters:
        low *= numbers.scales()[letters.lower()]
    fraction = bool(match["share"] or match["shares"])
    spelled = match["figure"] is None
    scaled = bool(letters or match["scale"] or match["apart"]) or (spelled and low >= 1000)
    return Numeral(low, low, start, end, scaled, fraction, spelled)
