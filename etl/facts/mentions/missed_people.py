"""People that the model misses or marks with what follows, shown by the form of their names."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.names import Name, is_given_name, placed, plain, printed_words, span_name, titles_leading_to

INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){1,2}[A-Z][A-Za-z’']*[a-z](?:-[A-Z][a-z]+)?(?![\w-])")
ABBREVIATIONS = (
    "U.S",
    "U.N",
    "U.K",
    "E.U",
    "D.C",
    "N.Y",
    "L.A",
    "F.C",
    "A.C",
    "S.C",
    "C.D",
    "A.F.C",
    "St",
    "W.C",
    "E.C",
)
COMPASS = frozenset("NSEW")
NO_PEOPLE = frozenset({"GPE", "LOC", "NORP", "EVENT", "PERSON"})


def with_initials(doc: Doc, text: str, found: list[Name]) -> list[Name]:
    """The names, and those of an initial and a surname (`P. Simms`), which the model misses in lists."""
    at = {i: name for name in found for i in range(name.start, name.end)}
    added = []
    for match in INITIALS.finditer(text):
        if match[0].startswith(ABBREVIATIONS):
            continue
        name = span_name(doc, *match.span(), "PERSON")
        if (
            name
            and not _is_place(name)
            and all(_gives_way(doc, at[i], name) for i in range(name.start, name.end) if i in at)
        ):
            added.append(name)
    return placed(found, added)


def _is_place(name: Name) -> bool:
    """`S. Korea` and `N. Ireland`."""
    return name.printed[0][0] in COMPASS and (
        name.printed[-1] in words("nations") or name.printed[-1] in words("large_places")
    )


def _gives_way(doc: Doc, marked: Name, name: Name) -> bool:
    """Whether a marked name is no more than the person's, with a number perhaps: `P. Simms 69`."""
    if marked.start < name.start:
        return False
    if marked.end <= name.end:
        return marked.label != "PERSON"
    if marked.label in NO_PEOPLE:
        return False
    return all(not doc[i].is_alpha for i in range(name.end, marked.end))


def with_given_names(doc: Doc, found: list[Name]) -> list[Name]:
    """The names, and those of a given name and a surname that the model leaves unmarked."""
    covered = {i for name in found for i in range(name.start, name.end)}
    added = [
        Name(start, end, "PERSON", printed_words(doc, start, end), titles_leading_to(doc, start))
        for start, end in _unmarked(doc, covered)
        if 2 <= end - start <= 3 and _is_full_name(doc, start, end)
    ]
    return sorted(found + added, key=lambda name: name.start) if added else found


def _unmarked(doc: Doc, covered: set[int]) -> Iterator[tuple[int, int]]:
    """The runs of capitalised proper nouns that no name covers."""
    start = None
    for token in doc:
        is_part = token.is_title and token.tag_ in ("NNP", "NNPS") and token.i not in covered
        if is_part and start is None:
            start = token.i
        elif not is_part and start is not None:
            yield start, token.i
            start = None
    if start is not None:
        yield start, len(doc)


def _is_full_name(doc: Doc, start: int, end: int) -> bool:
    first, last = doc[start].text, doc[end - 1].text
    if not is_given_name(first) or plain(first) in words("titles") or first in words("result_words"):
        return False
    if any(
        plain(doc[i].text) in words("offices") or plain(doc[i].text) in words("organization_words")
        for i in range(start, end)
    ):
        return False
    return not _joined(doc, start - 1) and not _joined(doc, end) and last not in words("result_words")


def _joined(doc: Doc, i: int) -> bool:
    """Whether a neighbour makes the run a part of something longer: a hyphen, a quotation mark, another name."""
    if not 0 <= i < len(doc):
        return False
    token: Token = doc[i]
    if token.text == "-":
        return not (token.whitespace_ and doc[i - 1].whitespace_)
    return token.text in ('"', "“", "”", "&") or token.tag_ in ("NNP", "NNPS")
