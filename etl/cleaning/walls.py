"""Pages that were answered with 200 and hold no article: login forms, paywalls, cookie walls, errors, robot checks.

Precision first: articles quote such sentences, and pages carry them around their article. Only a short text is looked
at, and it is a wall only where such sentences make up most of it, or where it says that it breaks off here.
"""

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple, cast, get_args

from lxml.html import HtmlElement

from etl.article import Wall
from etl.cleaning.lexicon import entries
from etl.cleaning.markup import visible_lines

MAX_WORDS = 300  # a wall has fewer
MAX_TEASER_WORDS = (
    60  # of a paywall that counts as one; a longer beginning tells something, and is kept as the article it is
)
MAX_EMPTY_WORDS = 40  # too few for an article, unless every one of them tells something
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_BREAKS_OFF = "cut_off"


class Found(NamedTuple):
    """The kind of wall, and the words that show it."""

    kind: Wall
    detail: str


def wall(title: str | None, body: str, dropped: list[str]) -> Found | None:
    """The wall that a text is; None for an article. `dropped`: lines that were cut as furniture of its page."""
    n_words = len(body.split())
    if n_words > MAX_WORDS:
        return None
    phrases: dict[str, set[str]] = defaultdict(set)
    walled = 0
    for sentence in _SENTENCE_END.split(body):
        found = _phrases(sentence)
        walled += len(sentence.split()) if found else 0
        for kind, phrase in found:
            phrases[kind].add(phrase)
    breaks_off = phrases.pop(_BREAKS_OFF, set())
    if n_words <= MAX_TEASER_WORDS and (breaks_off := breaks_off | _said_below(dropped)):
        return Found("paywall", _quoted(breaks_off))
    in_title = _kinds_of_title(title or "")
    for kind, said in sorted(phrases.items(), key=lambda item: -len(item[1])):
        if kind in in_title or _makes_up(len(said), walled / max(1, n_words), n_words):
            return Found(cast(Wall, kind), _quoted(said))
    if in_title and n_words < MAX_EMPTY_WORDS:
        return Found(cast(Wall, min(in_title)), f"its title: {title}")
    return None


def _makes_up(n_phrases: int, share: float, n_words: int) -> bool:
    """Whether a text consists of such sentences. An article that quotes one or two of them has others beside."""
    enough = n_phrases >= (2 if n_words < MAX_EMPTY_WORDS else 3)
    return (share >= 0.5 and enough) or (share >= 0.8 and n_phrases >= 2)


def _kinds_of_title(title: str) -> set[str]:
    """The kinds that a title names and nothing else, but for the site's name: `Page not found | The Marlow Post`."""
    parts = re.split(r"\s[|–—-]\s", title)
    return {
        kind
        for part in parts
        for kind, phrase in _phrases(part)
        if kind != _BREAKS_OFF and 2 * len(phrase.split()) > len(part.split())
    }


def wall_of_page(tree: HtmlElement) -> Found | None:
    """The wall that a page without an article is; None where it is none we know."""
    lines = list(visible_lines(tree))
    return wall(tree.findtext(".//title"), "\n".join(lines), lines)


def _said_below(dropped: list[str]) -> set[str]:
    return {phrase for line in dropped for kind, phrase in _phrases(line) if kind == _BREAKS_OFF}


def _quoted(phrases: set[str]) -> str:
    return "the page says: " + "; ".join(f"“{phrase}”" for phrase in sorted(phrases)[:4])


def _phrases(text: str) -> list[tuple[str, str]]:
    """Kind and wording of each phrase in a text."""
    folded = " ".join(text.lower().replace("’", "'").split())
    return [(_lexicon()[match], match) for match in _pattern().findall(folded)]


@cache
def _lexicon() -> dict[str, str]:
    """Phrase → kind. Raises ValueError where the list names a kind that is none."""
    pairs = [entry.partition(": ")[::2] for entry in entries("walls")]
    if wrong := {kind for kind, _ in pairs} - {*get_args(Wall), _BREAKS_OFF}:
        raise ValueError(f"walls.txt: no such kind: {', '.join(wrong)}")
    return {phrase: kind for kind, phrase in pairs}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_lexicon(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
