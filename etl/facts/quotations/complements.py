"""Complements: the clause, phrase or sentence around it that a reporting verb takes as its content."""

from collections.abc import Callable
from functools import cache
from typing import Literal

from spacy.tokens import Doc, Token

from etl.facts.lexicon import entries
from etl.facts.quotations.subjects import clause_head, lemma
from etl.schema import Span

Frame = Literal["clause", "parenthetical", "infinitive", "object", "naming", "preposition", "according", "none"]

COMPARISON = frozenset(["than", "like", "unlike"])
MAX_CUT_OFF = 8  # words
SETTING = frozenset(["in", "from", "for", "at", "during", "with"])  # where, since when and how it is said
COMPLEMENTS = frozenset(["as", "for", "of", "over"])


@cache
def frames() -> dict[str, frozenset[str]]:
    """Reporting verbs (`say`, `point out`) and the frames of their content."""
    rows = (entry.split() for entry in entries("cue_verbs"))
    return {row[0].replace("_", " "): frozenset(row[1:]) for row in rows}


def content(verb: Token, accepted: frozenset[str], speaker: Token | None) -> tuple[Frame, list[Span]]:
    """What the grammar says the verb reports: the frame that was found, and the characters of the content."""
    reported = _reported_clause(verb, accepted, speaker) if "clause" in accepted else None
    if reported is not None:
        return reported
    if not _is_finite(verb):
        return "none", []
    for frame, find in FINDERS:
        if frame in accepted and (found := find(verb)) is not None:
            return frame, _span_of(found, verb, joined=True)
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ in accepted and _has_object(child):
            end = max(c.right_edge.i + 1 for c in verb.rights if c.i >= child.i and c.dep_ in ("prep", "xcomp"))
            return "preposition", trimmed(child.doc, child.i + 1, end)
    return "none", []


def _reported_clause(verb: Token, accepted: frozenset[str], speaker: Token | None) -> tuple[Frame, list[Span]] | None:
    clause = _clause(verb)
    if clause is not None:
        return "clause", _span_of(clause, verb, joined="naming" in accepted)
    if speaker is not None and _is_parenthetical(verb):
        return "parenthetical", around(clause_head(verb), verb)
    if speaker is not None and _is_set_off(verb, speaker):
        return "parenthetical", around(verb.head, verb, speaker)
    return None


def _has_object(preposition: Token) -> bool:
    """Whether something follows that can be said: `argued for a ban`, not `argued for hours`."""
    following = next(preposition.rights, None)
    return following is not None and following.ent_type_ not in ("DATE", "TIME")


def _clause(verb: Token) -> Token | None:
    """The clause that is the verb's complement."""
    for child in (*verb.rights, *verb.lefts):  # "…, she said it helps": what follows is nearer to the verb
        if (
            child.dep_ == "ccomp"
            and child.i != verb.i - 1
            and child.left_edge.nbor(-1 if child.i > verb.i else 0).text != ";"
        ):
            return child
    for child in verb.children:  # "told reporters it was over", with the clause hung on the listener
        if child.dep_ in ("dobj", "dative"):
            inner = next((c for c in child.rights if c.dep_ in ("ccomp", "acl") and has_subject(c)), None)
            if inner is not None:
                return inner
    return _clause_behind(verb)


def _clause_behind(verb: Token) -> Token | None:
    """`said from the start that …`, `says in a statement that …`: the parser hangs the clause on the noun."""
    for preposition in verb.rights:
        is_setting = preposition.dep_ == "prep" and preposition.lower_ in SETTING
        noun = next((c for c in preposition.rights if c.dep_ == "pobj"), None) if is_setting else None
        for child in noun.rights if noun is not None else ():
            if child.dep_ in ("acl", "ccomp") and child.left_edge.lower_ == "that" and child.left_edge.tag_ == "IN":
                return child
    return None


def has_subject(verb: Token) -> bool:
    """Whether the verb has a subject of its own."""
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def is_to(verb: Token) -> bool:
    """Whether the verb is an infinitive with `to`."""
    return any(child.tag_ == "TO" for child in verb.lefts)


def _is_finite(verb: Token) -> bool:
    """Whether the verb tells of something: not `before criticizing`, `continued supporting`; `…, criticizing`,
    `a statement criticizing` and `answered by criticizing` do.
    """
    if verb.tag_ in ("VBG", "VBN") and not any(child.dep_ in ("aux", "auxpass") for child in verb.lefts):
        comma = verb.i > 0 and verb.nbor(-1).text == ","
        means = verb.dep_ == "pcomp" and verb.head.lower_ == "by"
        return verb.tag_ == "VBG" and (means or verb.dep_ == ("advcl" if comma else "acl"))
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


def _is_set_off(verb: Token, speaker: Token) -> bool:
    """`…, Smith told reporters`, `On Friday, Smith told reporters, …`: the parser takes the report for a clause among
    others; the comma before its subject sets it off.
    """
    start = speaker.left_edge.i
    if verb.head == verb or speaker.head != verb or start == 0 or verb.doc[start - 1].text != ",":
        return False
    if verb.dep_ == "conj":
        return verb.head.i < start and not any(c.dep_ == "cc" and c.i > start - 3 for c in verb.head.rights)
    after = verb.right_edge.i + 1
    return verb.dep_ == "ccomp" and after < len(verb.doc) and verb.doc[after].text == "," and verb.head.i > after


def _infinitive(verb: Token) -> Token | None:
    for child in verb.rights:
        if child.dep_ in ("xcomp", "ccomp") and is_to(child):
            return child
    return None


def direct_object(verb: Token) -> Token | None:
    """The object, unless it is a relative or a question word."""
    return next((child for child in verb.rights if child.dep_ == "dobj" and child.tag_ not in ("WP", "WDT")), None)


def _naming(verb: Token) -> Token | None:
    """The complement of `call it a failure`, `describe her as brave`; the object is taken along by `_span_of`."""
    for child in verb.rights:
        complement = child.dep_ in ("oprd", "ccomp", "xcomp") and not is_to(child)
        if complement or (child.dep_ == "prep" and child.lower_ == "as"):
            return child
        if child.dep_ == "dobj" and any(_is_bare_apposition(c) for c in child.rights):
            return child  # "called the plan “a failure”", which the parser reads as an apposition
    return None


def _is_bare_apposition(token: Token) -> bool:
    return token.dep_ == "appos" and token.left_edge.nbor(-1).text != ","


def _span_of(head: Token, verb: Token, joined: bool) -> list[Span]:
    """Characters of a content that stands on one side of its cue; `joined`: with the object it is said of."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    if start <= verb.i < end:
        return around(head, verb)
    if start < verb.i:
        return trimmed(head.doc, _whole_sentence(head.doc, start), end)
    end = _until_next_report(verb, start, end)
    if joined:
        start, end = _with_complements(verb, start, end)
    return trimmed(head.doc, start, end)


def _whole_sentence(doc: Doc, start: int) -> int:
    """The start of a sentence whose first words the parser cut off: no full stop and no line break comes before it."""
    first = start
    while first > 0 and not (doc[first - 1].is_punct or doc[first - 1].is_space) and start - first < MAX_CUT_OFF:
        if not doc[start].is_sent_start:
            break
        first -= 1
    return first if first == 0 or doc[first].is_sent_start else start


def _speaks(verb: Token) -> bool:
    known = frames().get(lemma(verb))
    return known is not None and "attitude" not in known


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
    for token in doc[start + 1 : end]:
        if token.tag_ == "VBG" and "," in (doc[token.i - 1].text, doc[token.i - 1].is_quote and doc[token.i - 2].text):
            if _speaks(token):
                return token.i
        elif token.dep_ == "conj" and token.tag_ == verb.tag_ and doc[token.i - 1].dep_ == "cc" and _reports(token):
            return token.i - 1
    return end


def _reports(verb: Token) -> bool:
    """Whether the verb has a report of its own: `said he liked it and called it a gift`, `… and said it would pass`."""
    return _speaks(verb) and any(child.dep_ in ("ccomp", "oprd") for child in verb.rights)


def around(head: Token, inserted: Token, first: Token | None = None) -> list[Span]:
    """Characters of a clause without the report inserted in it, which begins with the phrase of `first`, if given."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    hole_start, hole_end = (first or inserted).left_edge.i, inserted.right_edge.i + 1
    return trimmed(head.doc, start, min(hole_start, end)) + trimmed(head.doc, max(hole_end, start), end)


def trimmed(doc: Doc, start: int, end: int) -> list[Span]:
    """The tokens as characters, without punctuation, space and a subordinating `that` at the edges."""
    while start < end and (doc[start].is_space or (doc[start].is_punct and doc[start].text not in "$£€#@(“\"‘'")):
        start += 1
    while end > start and (doc[end - 1].is_space or (doc[end - 1].is_punct and doc[end - 1].text not in ")”\"’'%")):
        end -= 1
    if end - start > 1 and doc[start].lower_ == "that" and (doc[start].tag_ == "IN" or doc[start].dep_ == "mark"):
        start += 1
    return [Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))] if start < end else []


FINDERS: tuple[tuple[Frame, Callable[[Token], Token | None]], ...] = (
    ("infinitive", _infinitive),
    ("naming", _naming),
    ("object", direct_object),
)
