"""Names as printed, and which of them can belong to one person or one organisation."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from etl.facts.lexicon import entries, words

GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
SMALL_WORDS = frozenset({"and", "at", "de", "for", "in", "of", "on", "the", "to", "&"})


@dataclass(slots=True)
class Name:
    """A stretch of tokens that names an entity.

    `titles`: the words that stand before it as its title; `is_team`: a team that goes by the name of its place.
    """

    start: int
    end: int
    label: str
    printed: tuple[str, ...]
    titles: tuple[str, ...] = ()
    is_team: bool = False


def span_name(doc: Doc, start_char: int, end_char: int, label: str) -> Name | None:
    """The name of a stretch of characters; nothing where it does not begin and end with tokens."""
    span = doc.char_span(start_char, end_char)
    if span is None:
        return None
    return Name(span.start, span.end, label, tuple(span.text.split()), titles_leading_to(doc, span.start))


def placed(found: list[Name], added: list[Name]) -> list[Name]:
    """The names in reading order, where added ones, the earlier first, take the place of those that they overlap."""
    if not added:
        return found
    covered: set[int] = set()
    kept = []
    for name in (*added, *found):
        if covered.isdisjoint(range(name.start, name.end)):
            covered.update(range(name.start, name.end))
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)


class PersonName(NamedTuple):
    """The parts of a person's name, lower case, without full stops."""

    given: tuple[str, ...]
    surname: str
    generation: str = ""


def plain(word: str) -> str:
    """A word for comparison: lower case, straight apostrophe, without full stops and Arabic article (`al-Assad`)."""
    return word.lower().replace("’", "'").replace(".", "").removeprefix("al-")


def printed_words(doc: Doc, start: int, end: int) -> tuple[str, ...]:
    """The words of a span, parted at spaces as printed: `O’Leary` and `al-Qaida` are one word."""
    return tuple(doc[start:end].text.split())


def titles_leading_to(doc: Doc, start: int) -> tuple[str, ...]:
    """The words of a title right before a token: `Gen.`, `Prime Minister`."""
    first = start
    while first > 0 and plain(doc[first - 1].text) in words("titles"):
        first -= 1
    return tuple(doc[i].text for i in range(first, start))


def person_name(printed: tuple[str, ...]) -> PersonName:
    """Given names, surname with its particles (`van der Berg`) and generation (`Jr.`) of a name, word by word."""
    parts = [part for word in printed if (part := plain(word).rstrip(","))]
    generation = parts.pop() if len(parts) > 1 and parts[-1] in GENERATIONS else ""
    first = len(parts) - 1
    while first > 0 and parts[first - 1] in words("name_particles"):
        first -= 1
    return PersonName(tuple(parts[:first]), " ".join(parts[first:]), generation)


def compatible(a: PersonName, b: PersonName) -> bool:
    """Whether two names with a given name each can be one person's: `George Bush` and `George W. Bush` can.

    Generations must not contradict, first names must be equal, one the other's initial, or a usual short form;
    middle names may be missing on one side.
    """
    if a.surname != b.surname or (a.generation and b.generation and a.generation != b.generation):
        return False
    if not a.given or not b.given:
        return True
    if not _same_given(a.given[0], b.given[0]):
        return bool(set(a.given[1:]) & {b.given[0]} or set(b.given[1:]) & {a.given[0]})
    return all(_same_given(x, y) for x, y in zip(a.given[1:], b.given[1:], strict=False))


def _same_given(a: str, b: str) -> bool:
    if a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
        return True
    return (a, b) in _short_forms() or (b, a) in _short_forms()


@cache
def _short_forms() -> frozenset[tuple[str, str]]:
    pairs = (entry.split(" = ") for entry in entries("short_given_names"))
    return frozenset((short, full) for short, fulls in pairs for full in fulls.split(", "))


def gender(title_words: tuple[str, ...], given: str | None) -> str | None:
    """`m` or `f` as titles and kin terms say, else as the given name says; null where neither does."""
    for word in map(plain, title_words):
        if word in words("male_words"):
            return "m"
        if word in words("female_words"):
            return "f"
    if given is None:
        return None
    if given in words("male_given_names"):
        return "m"
    return "f" if given in words("female_given_names") else None


def is_given_name(word: str) -> bool:
    """Whether a word is a well-known given name."""
    return (name := word.lower()) in words("male_given_names") or name in words("female_given_names")


def initials(printed: tuple[str, ...]) -> frozenset[str]:
    """The acronyms that a name of several words may have: `DOJ` and `DJ` for Department of Justice."""
    parts = [part for word in printed for part in re.split(r"[-\s]", word) if part and part[0].isalnum()]
    capitals = "".join(part[0] for part in parts if part.lower() not in SMALL_WORDS).upper()
    every = "".join(part[0] for part in parts if part.lower() != "the").upper()
    return frozenset({capitals, every})


@cache
def _aliases() -> dict[str, str]:
    pairs = (entry.split(" = ") for entry in entries("aliases"))
    return {key(alias): key(name) for alias, name in pairs}


def key(printed: str) -> str:
    """The form that equal names share: lower case for names of normal case, straight apostrophes."""
    return " ".join(printed.replace("’", "'").split()).casefold()


def entity_key(printed: str) -> str:
    """The form that names of one organisation, place or people share: aliases resolved, legal form cut off."""
    found = key(printed)
    if found == "us" and printed != "US":
        return found
    parts = found.split()
    while len(parts) > 1 and plain(parts[-1].strip(",")) in words("corporate_suffixes"):
        parts.pop()
    found = " ".join(parts).rstrip(",")
    return _aliases().get(found, found)
