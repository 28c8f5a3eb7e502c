"""Names that the model misses in one place, found by what the article or common knowledge says of them."""

from collections.abc import Iterable, Iterator
from functools import cache

from numpy import array, flatnonzero, isin, uint64
from spacy.attrs import ORTH
from spacy.tokens import Doc, Token

from etl.facts.lexicon import entries, words
from etl.facts.mentions.names import GENERATIONS, Name, placed, plain, span_name, titles_leading_to


def with_listed(doc: Doc, text: str, marked: list[Name]) -> list[Name]:
    """The names, with well-known organisations of several words that the model misses or marks a part of."""
    listed = [name for printed in _listed_organizations() for name in _occurrences(doc, text, printed)]
    if not listed:
        return marked
    spans = {i for name in marked for i in range(name.start, name.end) if name.end - name.start > 2}
    return placed(marked, [name for name in listed if spans.isdisjoint(range(name.start, name.end))])


@cache
def _listed_organizations() -> tuple[str, ...]:
    return tuple(name for name in entries("organizations") if " " in name)


def _occurrences(doc: Doc, text: str, printed: str) -> Iterator[Name]:
    start = text.find(printed)
    while start >= 0:
        end = start + len(printed)
        if name := span_name(doc, start, end, "ORG"):
            yield name
        start = text.find(printed, end)


def with_repeated(doc: Doc, found: list[Name]) -> list[Name]:
    """The names, and the places where the model missed a surname or one-word name that it marks elsewhere."""
    labels: dict[str, str] = {}
    for name in found:
        last = (
            name.printed[-1]
            if plain(name.printed[-1]) not in GENERATIONS
            else name.printed[max(-2, -len(name.printed))].rstrip(",")
        )
        if len(name.printed) == 1 or name.label == "PERSON":
            labels.setdefault(last, name.label)
    covered = {i for name in found for i in range(name.start, name.end)}
    missed = [
        Name(token.i, token.i + 1, labels[token.text], (token.text,), titles_leading_to(doc, token.i))
        for token in _spelled(doc, labels)
        if token.i not in covered and _stands_alone(token, covered)
    ]
    return sorted(found + missed, key=lambda name: name.start) if missed else found


def _spelled(doc: Doc, spellings: Iterable[str]) -> Iterator[Token]:
    """The tokens of a text that are spelled so."""
    ids = array([doc.vocab.strings[spelling] for spelling in spellings], dtype=uint64)
    return (doc[i] for i in flatnonzero(isin(doc.to_array(ORTH), ids)).tolist())


def _stands_alone(token: Token, covered: set[int]) -> bool:
    """Whether a proper noun is a name by itself, not a part of a longer one (`Trump Tower`)."""
    is_proper = token.tag_ in ("NNP", "NNPS") or (token.tag_ == "NN" and token.is_title and token.dep_ == "nsubj")
    if not is_proper or len(token.text) < 3:
        return False
    before = token.nbor(-1) if token.i else None
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    if after is not None and (after.tag_ in ("NNP", "NNPS") or after.text == "-"):
        return False
    return before is None or before.tag_ not in ("NNP", "NNPS", "HYPH") or plain(before.text) in words("titles")
