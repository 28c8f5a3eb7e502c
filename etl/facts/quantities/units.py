"""Units and currencies → one name each: `km`, `kilometres` → kilometre; `US$`, `dollars` → dollar; `$50 a barrel`."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from etl.facts.lexicon import entries

AGES = re.compile(r"[\s-]{0,2}(?P<unit>year|month|week|day)s?(?:[\s-]{1,2}olds?\b|\sof\sage\b)", re.IGNORECASE)


class Unit(NamedTuple):
    """A unit beside a number: its name and the character where its words end (before a number: where they begin)."""

    name: str
    edge: int


def _rows(name: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Name and the two lists of forms of each row of a lexicon of units."""
    for entry in entries(name):
        first, *lists = (entry + "\t\t").split("\t")[:3]
        yield first, *([form for form in forms.split("|") if form] for forms in lists)  # type: ignore[misc]


@cache
def _words() -> dict[str, str]:
    """Words for units and currencies, lower case, with the unit."""
    units = {word: name for name, words, _ in _rows("units") for word in words}
    return units | {word: name for name, _, words in _rows("currencies") for word in words}


@cache
def _symbols() -> dict[str, str]:
    """Symbols of units and signs and codes of currencies, exact case, with the unit."""
    units = {symbol: name for name, _, symbols in _rows("units") for symbol in symbols}
    return units | _signs()


@cache
def _signs() -> dict[str, str]:
    return {sign: name for name, signs, _ in _rows("currencies") for sign in signs}


@cache
def codes() -> tuple[str, ...]:
    """The currency codes that may stand before a figure without a space: `USD50`, `RM20`."""
    return tuple(sign for sign in _signs() if len(sign) > 1 and sign.isascii() and sign.isalpha())


@cache
def currencies() -> frozenset[str]:
    """The names of all currencies."""
    return frozenset(name for name, _, _ in _rows("currencies"))


@cache
def _rates() -> dict[str, str]:
    return dict(entry.split("\t") for entry in entries("rate_nouns"))


def _any(forms: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, forms), key=len, reverse=True)).replace(r"\ ", r"\s")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    word = re.compile(rf"[\s-]{{0,2}}({_any(_words())})\b", re.IGNORECASE)
    symbol = re.compile(rf"[\s-]?({_any(_symbols())})(?![^\W_])")
    rate = re.compile(
        rf"(?:\sper\s|\san?\s|\severy\s|\seach\s|\s?/\s?|-an?-)({_any(_rates())})s?\b(?!\s(?:ago|earlier|later|before|after))",
        re.IGNORECASE,
    )
    sign = re.compile(rf"(?:(?<![^\W\d_])|(?<=[\d.]))({_any(_signs())})\s?$")
    return word, symbol, rate, sign


def after(text: str, position: int, *, scaled: bool) -> Unit | None:
    """The unit whose words begin at a character, behind a number; `scaled`: that number was in millions or the like."""
    word, symbol, _, _ = _patterns()
    tries = (word.match(text, position), _words()), (symbol.match(text, position), _symbols())
    found = [(match, names) for match, names in tries if match]
    if not found:
        return None
    match, names = max(found, key=lambda one: one[0].end())  # `lb-ft` before `lb`
    printed = re.sub(r"\s+", " ", match[1])
    name = names[printed.lower() if names is _words() else printed]
    if name == "pound-mass" and scaled and not text.startswith((" of", " per"), match.end()):
        name = "pound sterling"  # nobody weighs in millions of pounds
    return Unit(name, match.end())


def before(text: str, position: int) -> Unit | None:
    """The currency whose sign or code ends where a number begins."""
    window = max(0, position - 8)
    match = _patterns()[3].search(text[window:position])
    return Unit(_signs()[re.sub(r"\s+", " ", match[1])], window + match.start()) if match else None


def unit_named(word: str) -> str | None:
    """The unit that a word alone stands for; None for anything else and for words that are rather nouns."""
    return None if word in ("points", "point", "times", "time", "marks", "cups") else _words().get(word)


def rate(text: str, position: int) -> Unit | None:
    """What a quantity is given for, where a character follows its unit: `a barrel`, `per year`, `/day`."""
    match = _patterns()[2].match(text, position)
    return Unit(_rates()[re.sub(r"\s+", " ", match[1].lower())], match.end()) if match else None


def age(text: str, position: int) -> Unit | None:
    """`-year-old`, `years of age` behind a number."""
    match = AGES.match(text, position)
    return Unit(f"{match['unit'].lower()} of age", match.end()) if match else None
