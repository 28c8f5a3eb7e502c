"""Complements: the clause, phrase or sentence around it that a reporting verb takes as its content."""

from collections.abc import Callable
from typing import Literal

from spacy.tokens import Doc, Token

from etl.facts.subjects import clause_head, lemma
from etl.schema import Span

Frame = Literal["clause", "parenthetical", "infinitive", "object", "naming", "preposition", "according", "none"]

COMPARISON = frozenset(["than", "like", "unlike"])
ADDED = frozenset(
    ["add", "argue", "call", "cite", "claim", "explain", "insist", "note", "say", "stress", "suggest", "tell"]
)
COMPLEMENTS = frozenset(["as", "for", "of", "over"])


def content(verb: Token, frames: frozenset[str], speaker: Token | None) -> tuple[Frame, list[Span]]:
    """What the grammar says the verb reports: the frame that was found, and the characters of the content."""
    if "clause" in frames:
        clause = _clause(verb)
        if clause is not None:
            return "clause", _span_of(clause, verb, frames)
        if speaker is not None and _is_parenthetical(verb):
            return "parenthetical", around(clause_head(verb), verb)
    if not _is_finite(verb):
        return "none", []
    for frame, find in FINDERS:
        if frame in frames and (found := find(verb)) is not None:
            return frame, _span_of(found, verb, frames)
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ in frames and _has_object(child):
            end = max(c.right_edge.i + 1 for c in verb.rights if c.i >= child.i and c.dep_ in ("prep", "xcomp"))
            return "preposition", trimmed(child.doc, child.i + 1, end)
    return "none", []


def _has_object(preposition: Token) -> bool:
    """Whether something follows that can be said: `argued for a ban`, not `argued for hours`."""
    following = next(preposition.rights, None)
    return following is not None and following.ent_type_ not in ("DATE", "TIME")


def _clause(verb: Token) -> Token | None:
    """The clause that is the verb's complement."""
    for child in verb.children:
        if child.dep_ == "ccomp" and child.i not in (verb.i - 1,):
            return child
    for child in verb.children:  # "told reporters it was over", with the clause hung on the listener
        if child.dep_ in ("dobj", "dative"):
            inner = next((c for c in child.rights if c.dep_ in ("ccomp", "acl") and has_subject(c)), None)
            if inner is not None:
                return inner
    return None


def has_subject(verb: Token) -> bool:
    """Whether the verb has a subject of its own."""
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def _is_finite(verb: Token) -> bool:
    """Whether the verb tells of something: not `before criticizing`, `continued supporting`; `…, criticizing` does."""
    if verb.tag_ in ("VBG", "VBN") and not any(child.dep_ in ("aux", "auxpass") for child in verb.lefts):
        return verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.i > 0 and verb.nbor(-1).text == ","
    return True


def _is_parenthetical(verb: Token) -> bool:
    """`X, Smith said, Y`; `as Smith put it`; not `more than Smith said`, `similar to what Smith said`."""
    marks = {child.lower_ for child in verb.lefts if child.dep_ in ("mark", "advmod", "dobj", "prep")}
    if verb.dep_ == "parataxis":
        return not marks & COMPARISON
    if verb.dep_ == "advcl":
        whole = {child.dep_ for child in verb.children}
        return "as" in marks and "nsubj" in whole and not whole & {"dobj", "ccomp", "xcomp"}
    return False


def _infinitive(verb: Token) -> Token | None:
    for child in verb.rights:
        if child.dep_ in ("xcomp", "ccomp") and any(c.tag_ == "TO" for c in child.lefts):
            return child
    return None


def _object(verb: Token) -> Token | None:
    return next((child for child in verb.rights if child.dep_ == "dobj" and child.tag_ not in ("WP", "WDT")), None)


def _naming(verb: Token) -> Token | None:
    """The complement of `call it a failure`, `describe her as brave`; the object is taken along by `_span_of`."""
    for child in verb.rights:
        complement = child.dep_ in ("oprd", "ccomp", "xcomp") and not any(c.tag_ == "TO" for c in child.lefts)
        if complement or (child.dep_ == "prep" and child.lower_ == "as"):
            return child
        if child.dep_ == "dobj" and any(_is_bare_apposition(c) for c in child.rights):
            return child  # "called the plan “a failure”", which the parser reads as an apposition
    return None


def _is_bare_apposition(token: Token) -> bool:
    return token.dep_ == "appos" and token.left_edge.nbor(-1).text != ","


def _span_of(head: Token, verb: Token, frames: frozenset[str]) -> list[Span]:
    """Characters of a content that stands on one side of its cue."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    if start <= verb.i < end:
        return around(head, verb)
    if start < verb.i:
        return trimmed(head.doc, start, end)
    end = _until_next_report(verb, start, end)
    if frames & {"object", "naming"}:
        start, end = _with_complements(verb, start, end)
    return trimmed(head.doc, start, end)


def _with_complements(verb: Token, start: int, end: int) -> tuple[int, int]:
    """`called | the plan a mistake`, `accused | the bank of fraud`: object and complement are one content."""
    for child in verb.rights:
        joined = child.dep_ in ("dobj", "oprd") or (child.dep_ == "prep" and child.lower_ in COMPLEMENTS)
        if joined and child.left_edge.i <= end:
            start, end = min(start, child.left_edge.i), max(end, child.right_edge.i + 1)
    return start, end


def _until_next_report(verb: Token, start: int, end: int) -> int:
    """`said it was over, adding that …`: what is added is a report of its own, and no part of the first."""
    doc = verb.doc
    for token in doc[start:end]:
        if token.tag_ == "VBG" and token.i > start and doc[token.i - 1].text == "," and lemma(token) in ADDED:
            return token.i
    return end


def around(head: Token, inserted: Token) -> list[Span]:
    """Characters of a clause without the report that is inserted in it, as one or two spans."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    hole_start, hole_end = inserted.left_edge.i, inserted.right_edge.i + 1
    return trimmed(head.doc, start, min(hole_start, end)) + trimmed(head.doc, max(hole_end, start), end)


def trimmed(doc: Doc, start: int, end: int) -> list[Span]:
    """The tokens as characters, without punctuation, space and a subordinating `that` at the edges."""
    while start < end and (doc[start].is_space or (doc[start].is_punct and doc[start].text not in "$£€#@(“\"‘'")):
        start += 1
    while end > start and (doc[end - 1].is_space or (doc[end - 1].is_punct and doc[end - 1].text not in ")”\"’'%")):
        end -= 1
    if end - start > 1 and doc[start].lower_ == "that" and doc[start].dep_ == "mark":
        start += 1
    return [Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))] if start < end else []


FINDERS: tuple[tuple[Frame, Callable[[Token], Token | None]], ...] = (
    ("infinitive", _infinitive),
    ("object", _object),
    ("naming", _naming),
)
