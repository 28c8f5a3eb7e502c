"""Extents: where a content begins and ends, as characters of the text."""

from spacy.tokens import Doc, Token

from etl.facts.quotations.frames import frames
from etl.facts.quotations.subjects import lemma
from etl.schema import Span

MAX_CUT_OFF = 8  # words
COMPLEMENTS = frozenset(["as", "for", "of", "over"])
SUMMARIES = frozenset(["something", "point", "claim", "charge", "allegation", "assertion", "idea", "notion", "view"])
REASONS = frozenset(["because", "if", "unless"])


def span_of(head: Token, verb: Token, joined: bool) -> list[Span]:
    """Characters of a content that stands on one side of its cue; `joined`: with the object it is said of."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    if start <= verb.i < end:
        return around(head, verb)
    if start < verb.i:
        return trimmed(head.doc, _whole_sentence(head.doc, start), end) + trimmed(
            head.doc, verb.i + 1, _end_of_reason(verb, verb.i + 1)
        )
    end = _until_next_report(verb, start, end)
    if joined:
        start, end = _with_complements(verb, start, end)
    return trimmed(head.doc, start, max(end, _end_of_reason(verb, end)))


def _end_of_reason(verb: Token, end: int) -> int:
    """`called it a mistake | because nobody was asked`: the parser hangs the reason on the report."""
    for child in verb.rights:
        first = child.left_edge
        if child.dep_ == "advcl" and first.lower_ in REASONS and first.i >= end:
            return child.right_edge.i + 1 if all(token.is_punct for token in verb.doc[end : first.i]) else end
    return end


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
    for token in verb.doc[start + 1 : end]:
        if token.tag_ == "VBG" and _is_behind_comma(token) and _speaks(token):
            return token.i
        if token.dep_ == "conj" and (cut := _coordinated(token, verb)) is not None:
            return cut
        if _is_behind_comma(token.left_edge) and _is_afterthought(token, end):
            return token.left_edge.i
    return end


def _is_afterthought(token: Token, end: int) -> bool:
    """`…, which he called a gift`, `…, something that Smith denied`: what others say of it, at the very end."""
    if token.tag_ in ("WDT", "WP"):
        verb = token.head
        is_report = _speaks(verb) or (verb.dep_ == "ccomp" and _speaks(verb.head))
        return is_report and verb.right_edge.i >= end - 2
    is_summary = token.lower_ in SUMMARIES and token.right_edge.i >= end - 2
    return is_summary and any(child.dep_ == "relcl" for child in token.rights)


def _is_behind_comma(token: Token) -> bool:
    before = token.nbor(-1) if token.i > 0 else token
    return "," in (before.text, before.is_quote and before.i > 0 and before.nbor(-1).text)


def _coordinated(other: Token, verb: Token) -> int | None:
    """Where a report begins that the parser joins to the content of another: `said he liked it | and called it a gift`,
    `said it was safe, | and the builders warned that …`.
    """
    own = any(child.dep_ in ("nsubj", "nsubjpass") for child in other.lefts)
    first = other.left_edge if own else other
    if first.lower_ == "that" or not _reports(other) or not (own or _tense(other) == _tense(verb)):
        return None
    while first.i > 0 and first.nbor(-1).pos_ in ("ADV", "AUX", "PART"):
        first = first.nbor(-1)
    return first.i - 1 if first.i > 0 and first.nbor(-1).dep_ == "cc" else None


def _tense(verb: Token) -> str:
    for token in (*verb.lefts, verb):
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return "present" if token.tag_ in ("VBZ", "VBP") else token.tag_
    return verb.tag_


def _reports(verb: Token) -> bool:
    """Whether the verb has a report of its own: `said he liked it and called it a gift`, `… and said it would pass`."""
    judges = _speaks(verb) and "clause" not in frames()[lemma(verb)]
    return _speaks(verb) and any(c.dep_ in ("ccomp", "oprd") or (judges and c.dep_ == "dobj") for c in verb.rights)


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
