"""Number words and figures → values. Knows nothing of units: `2.5 million`, `twenty-five`, `two-thirds`, `a dozen`."""

import re
from functools import cache

from etl.facts.lexicon import entries

VULGAR = {
    "½": 1 / 2,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "¼": 1 / 4,
    "¾": 3 / 4,
    "⅕": 1 / 5,
    "⅛": 1 / 8,
    "⅜": 3 / 8,
    "⅝": 5 / 8,
    "⅞": 7 / 8,
}
FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_PART = re.compile(
    rf"(?P<over>\d+/\d+)|(?P<figure>{FIGURE})(?P<letters>[a-z]*)|(?P<vulgar>[{''.join(VULGAR)}])|(?P<word>[a-z]+)"
)
# `one and a half`, `three and three quarters`: added to what stands before, which other fractions divide.
_ADDED = {"a half": "½", "a quarter": "¼", "three quarters": "¾", "three-quarters": "¾"}
_AND_PART = re.compile(rf"(?<=[a-z\d])[\s-]and[\s-]({'|'.join(_ADDED)})\b")
_DENOMINATORS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}


@cache
def words() -> dict[str, float]:
    """Number words below one hundred, with their values."""
    return _table("number_words")


@cache
def scales() -> dict[str, float]:
    """Words and letters that multiply the number before them, with their factors."""
    return _table("number_scales")


@cache
def ordinals() -> dict[str, int]:
    """Ordinal words from `first` to `thirty-first`, with their numbers."""
    return {word: int(number) for word, number in _table("ordinals").items()}


@cache
def denominators() -> dict[str, int]:
    """Words for the lower part of a fraction: `half`, `third`, `thirds`, `tenths`."""
    named = {word: number for word, number in ordinals().items() if number > 2 and "-" not in word}
    return _DENOMINATORS | named | {f"{word}s": number for word, number in named.items()}


def _table(name: str) -> dict[str, float]:
    pairs = (entry.split("\t") for entry in entries(name))
    return {word: float(number) for word, number in pairs}


def ordinal(text: str) -> int | None:
    """The number of `third`, `21st` or `twenty-first`; None for anything else."""
    lower = text.lower()
    if figure := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", lower):
        return int(figure[1])
    return ordinals().get(re.sub(r"\s*-\s*|\s+", "-", lower))


def value(text: str) -> float | None:
    """The value of a number in figures, words or both; None where the text is no number.

    `two hundred and ten` 210, `1.2bn` 1200000000, `2 1/2` 2.5, `two-thirds` 0.667, `half a million` 500000.
    """
    lower = _AND_PART.sub(lambda match: f" {_ADDED[match[1]]}", text.lower())
    parts = list(_PART.finditer(lower))
    leftover = _PART.sub("", lower)
    if not parts or leftover.strip(" -–\u00a0\n,"):
        return None
    return _Sum().read(parts)


class _Sum:
    """Reads the parts of a number from left to right: what is finished, and what a scale may still multiply."""

    def __init__(self) -> None:
        self.done = 0.0
        self.open: float | None = None

    def read(self, parts: list[re.Match[str]]) -> float | None:
        for part in parts:
            if not self._take(part):
                return None
        if self.open is None:
            return self.done or None
        return self.done + self.open

    def _take(self, part: re.Match[str]) -> bool:
        if part["over"]:
            above, below = map(int, part["over"].split("/"))
            return bool(below) and self._add(above / below)
        if part["vulgar"]:
            return self._add(VULGAR[part["vulgar"]])
        if part["figure"]:
            added = self._add(float(part["figure"].replace(",", "")))
            return added and (not part["letters"] or self._scale(part["letters"]))
        return self._word(part["word"])

    def _word(self, word: str) -> bool:
        if word in words():
            return self._add(words()[word])
        if word in scales() and len(word) > 3:
            return self._scale(word)
        if word in denominators():
            self.open = (1.0 if self.open is None else self.open) / denominators()[word]
            return True
        return word in ("and", "a", "an", "of")

    def _add(self, number: float) -> bool:
        self.open = number if self.open is None else self.open + number
        return True

    def _scale(self, word: str) -> bool:
        if word not in scales():
            return False
        factor = scales()[word]
        number = (1.0 if self.open is None else self.open) * factor
        if factor in (12, 100):
            self.open = number  # two hundred | thousand: a greater scale may follow
        else:
            self.done, self.open = self.done + number, None
        return True
