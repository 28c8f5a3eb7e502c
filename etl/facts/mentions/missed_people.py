"""People that the model misses or marks with what follows, shown by the form of their names."""

import re
from collections.abc import Iterator

from numpy import flatnonzero
from spacy.attrs import IS_TITLE, TAG
from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.names import Name, is_given_name, placed, plain, printed_words, span_name, titles_leading_to

INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){1,2}(?<= )[A-Z][A-Za-z’']*[a-z](?:-[A-Z][a-z]+)?(?![\w-])")
ABBREVIATIONS = (
    *(
        "U.S",
        "U.N",
        "U.K",
        "E.U",
        "D.C",
        "N.Y",
        "N.J",
        "N.C",
        "N.D",
        "N.H",
        "N.M",
        "S.C",
        "S.D",
        "R.I",
        "W.Va",
        "W. Va",
    ),
    *("B.C", "P.R", "C.T", "L.A", "F.C", "A.C", "C.D", "A.F.C", "W.C", "E.C", "St"),
)
PROPER = frozenset({"NNP", "NNPS"})
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
        if name is None or _is_other(doc, name):
            continue
        if all(_gives_way(doc, at[i], name) for i in range(name.start, name.end) if i in at):
            added.append(name)
    return placed(found, added)


def _is_other(doc: Doc, name: Name) -> bool:
    """`S. Korea`, `618 E. Main Street`, and a sentence after one that ends in a letter: `group O. We`."""
    surname = doc[name.end - 1]
    is_place = name.printed[0][0] in COMPASS and (
        surname.text in words("nations") or surname.text in words("large_places")
    )
    goes_on = name.end < len(doc) and doc[name.end].tag_ in PROPER and doc[name.end].ent_type_ != "CARDINAL"
    return is_place or goes_on or surname.tag_ not in PROPER


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
    added = [
        Name(start, end, "PERSON", printed_words(doc, start, end), titles_leading_to(doc, start))
        for start, end in _unmarked(doc, found)
        if 2 <= end - start <= 3 and _is_full_name(doc, start, end)
    ]
    return sorted(found + added, key=lambda name: name.start) if added else found


def _unmarked(doc: Doc, found: list[Name]) -> Iterator[tuple[int, int]]:
    """Start and end of the runs of capitalised proper nouns that no name covers."""
    covered = {i for name in found for i in range(name.start, name.end)}
    tags, are_titles = doc.to_array([TAG, IS_TITLE]).T
    proper = ((tags == doc.vocab.strings["NNP"]) | (tags == doc.vocab.strings["NNPS"])) & (are_titles == 1)
    start = end = -1
    for i in flatnonzero(proper).tolist():
        if i in covered:
            continue
        if i > end:
            if start >= 0:
                yield start, end
            start = i
        end = i + 1
    if start >= 0:
        yield start, end


def _is_full_name(doc: Doc, start: int, end: int) -> bool:
    first, last = doc[start].text, doc[end - 1].text
    if (
        not is_given_name(first)
        or plain(first) in words("titles")
        or first in words("result_words")
        or first in words("nations")
    ):
        return False
    if any(_is_no_surname(doc[i].text) for i in range(start + 1, end)):
        return False
    return not _joined(doc, start - 1) and not _joined(doc, end) and last not in words("result_words")


def _is_no_surname(word: str) -> bool:
    return (
        word in words("place_endings") or plain(word) in words("offices") or plain(word) in words("organization_words")
    )


def _joined(doc: Doc, i: int) -> bool:
    """Whether a neighbour makes the run a part of something longer: a hyphen, a quotation mark, another name."""
    if not 0 <= i < len(doc):
        return False
    token: Token = doc[i]
    if token.text == "-":
        return not (token.whitespace_ and doc[i - 1].whitespace_)
    return token.text in ('"', "“", "”", "&") or token.tag_ in PROPER
