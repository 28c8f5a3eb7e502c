"""Which lines of an outlet are boilerplate: they stand under many different stories.

Precision first, for what is cut by mistake is lost to every count. Three things recur in a paper without being
furniture: a story in several editions, a saying that is quoted again and again, and a background paragraph that is
handed on from day to day. So copies and editions of a story count once, no line with a quotation is cut, and a plain
sentence must stand at the edge of half of all articles, where one that speaks to the reader needs a twentieth.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from etl.cleaning.lexicon import words
from etl.cleaning.markup import line_key

MIN_ARTICLES = 5  # that carry a line, each another story
READER_SHARE = 0.05  # of an outlet's articles: a line that speaks to the reader, or of the outlet
LABEL_SHARE = 0.1  # a line that is no sentence
SENTENCE_SHARE, SENTENCE_STORIES, EDGE_SHARE = 0.5, 10, 0.9
LABEL_WORDS = 12
MAX_WORDS = 120
SAME_STORY = 0.5  # of the shorter text's word triples in the other text
_QUOTED = re.compile('["“”„«»]')
_SENTENCE_END = re.compile(r"[.!?…]['’)\]]*$")
_ADDRESS = re.compile(
    r"@\w|https?://|\bwww\.|©|\(c\)|\ball rights reserved\b|\bsign up\b|\bclick here\b|^editor['’]s note\b",
    re.IGNORECASE,
)


class Recurring(NamedTuple):
    """A line that stands in the bodies of several articles of an outlet."""

    outlet: str
    line: str
    n_articles: int  # that carry it, each counted once
    of_articles: int  # that were looked at
    edge_share: float  # share of them where it is the first paragraph or one of the last two


def may_be_cut(found: Recurring, n_stories: int, sampled: int) -> bool:
    """Whether a recurring line is boilerplate. `n_stories`: different stories among `sampled` of its articles."""
    if n_stories < MIN_ARTICLES or _QUOTED.search(found.line) or len(found.line.split()) > MAX_WORDS:
        return False
    share = story_share(found, n_stories, sampled)
    if speaks_to_reader(found.line, found.outlet):
        return share >= READER_SHARE
    if len(found.line.split()) < LABEL_WORDS and not _SENTENCE_END.search(found.line):
        return share >= LABEL_SHARE
    return share >= SENTENCE_SHARE and n_stories >= SENTENCE_STORIES and found.edge_share >= EDGE_SHARE


def story_share(found: Recurring, n_stories: int, sampled: int) -> float:
    """Share of the outlet's articles that carry a line, its copies within one story counted once."""
    return found.n_articles * n_stories / sampled / found.of_articles


def speaks_to_reader(line: str, outlet: str) -> bool:
    """Whether a line addresses the reader, gives an address, claims rights or names the outlet that prints it."""
    name = line_key(outlet.removesuffix(".com"))
    spoken = {word.strip(".,:;!?()").casefold() for word in line.split()}
    named = len(name) >= 4 and f" {name} " in f" {line_key(line)} "
    return named or bool(spoken & words("reader_words")) or bool(_ADDRESS.search(line))


def count_stories(bodies: Iterable[str], line: str) -> int:
    """How many different stories stand around a line: texts that share half of the shorter one's words are one story.

    bodies: articles that carry the line; it is left out. An article that is little more than the line tells nothing.
    """
    key = line_key(line)
    stories: list[set[tuple[str, str, str]]] = []
    for body in bodies:
        rest = " ".join(p for paragraph in body.split("\n\n") if (p := line_key(paragraph)) != key).split()
        triples = set(zip(rest, rest[1:], rest[2:], strict=False))
        if len(triples) < 20:
            continue
        if not any(len(triples & other) >= SAME_STORY * min(len(triples), len(other)) for other in stories):
            stories.append(triples)
    return len(stories)
