"""Attribution: which quotation marks and which clauses belong to which cue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Span as Phrase
from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.quotations.cue import Cue
from etl.facts.quotations.cues import is_asserted
from etl.facts.quotations.extents import span_of, trimmed
from etl.facts.quotations.frames import Frame, frames
from etl.facts.quotations.layout import Layout, Utterance
from etl.facts.quotations.neighbours import cue_after, cue_beside, unlisted
from etl.facts.quotations.subjects import lemma, subject
from etl.schema import Span

Tier = Literal["cue", "colon", "continued", "carried", "floating", "words"] | Frame

CREDIT = re.compile(r"\s*[―—–-]{1,2}\s*((?:[A-Z][\w.’'-]*\s*){2,5})")
NAME_BEFORE_COLON = re.compile(r"(?:^|\n|[-–—(] ?)((?:[A-Z][\w.’'-]*\s*(?:and |of )?){1,6}): *$", re.ASCII)
MAX_NAME = 60
MAX_CLIMB = 12
MIN_WORDS = 3  # in marks, before a verb of attitude counts as a report: not `found “evidence”`
CLAUSE = frozenset(["clause"])
SILENCE = frozenset(["decline", "refuse"])


@dataclass(slots=True)
class Attribution:
    """What a cue reports, or what stands in quotation marks without one."""

    cue: Cue | None
    speaker: Token | None
    tier: Tier
    utterances: list[Utterance] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)  # of the article's own words
    continued: bool = False


def attributions(layout: Layout) -> Iterator[Attribution]:
    """Everything the article attributes to somebody, utterances first and then reported clauses; unsorted."""
    taken: dict[int, Attribution] = {}  # by token index of the cue
    found_all: list[Attribution] = []
    last: Attribution | None = None
    floor = 0  # where the last utterance that is attributed ends: a title in marks parts nobody from their words
    for number, utterance in enumerate(layout.utterances):
        found = _attribute(layout, number, utterance, floor, taken, last)
        if found is not None:
            floor = utterance.end
            found.utterances.append(utterance)
            if found.cue is not None and not found.continued:
                taken.setdefault(found.cue.token.i, found)
            if len(found.utterances) == 1:
                found_all.append(found)
            last = found
    yield from found_all
    yield from _reported(layout, taken)


def _reported(layout: Layout, taken: dict[int, Attribution]) -> Iterator[Attribution]:
    """Clauses in the article's own words. What is reported inside a report counts where somebody else is quoted."""
    outer: Cue | None = None
    for cue in layout.cues:
        if not cue.spans:
            continue
        inside = outer is not None and any(s.start_char <= cue.start_char < s.end_char for s in outer.spans)
        if cue.token.i not in taken and not (inside and _is_held(cue)):
            yield Attribution(cue, cue.speaker, cue.frame, spans=cue.spans)
        if not inside:
            outer = cue


def _is_held(cue: Cue) -> bool:
    """`Smith said he believed …`, `said she supports …`, `said that aides expect …`: one report, not two."""
    if cue.token.dep_ == "ccomp" and any(child.dep_ == "mark" and child.lower_ == "that" for child in cue.token.lefts):
        return True
    return cue.frame not in ("clause", "parenthetical", "according") or (
        cue.speaker is not None and cue.speaker.pos_ == "PRON"
    )


def _attribute(
    layout: Layout,
    number: int,
    utterance: Utterance,
    floor: int,
    taken: dict[int, Attribution],
    last: Attribution | None,
) -> Attribution | None:
    ceiling = layout.utterances[number + 1].start if number + 1 < len(layout.utterances) else len(layout.text)
    if utterance.parts[0] in layout.turns:
        return Attribution(None, layout.doc[layout.turns[utterance.parts[0]]], "colon")
    if not utterance.is_speech:
        return _words(layout, utterance, ceiling, taken, last)
    cue = cue_beside(layout, utterance, floor, ceiling)
    named = _named_before_colon(layout, utterance)
    if cue is not None and (named is None or layout.char_before(utterance.start) != ":"):
        return taken.get(cue.token.i) or Attribution(cue, cue.speaker, "cue")
    return (
        named
        or _credited(layout, utterance)
        or _after_colon(layout, utterance)
        or _floating(layout, utterance, floor, last)
    )


def _named_before_colon(layout: Layout, utterance: Utterance) -> Attribution | None:
    """`Smith: “…”`, `What it means - Ada Smith: “…”`; a label such as `Context:` names nobody."""
    match = NAME_BEFORE_COLON.search(layout.text, max(0, utterance.start - MAX_NAME), utterance.start)
    span = layout.doc.char_span(*match.span(1), alignment_mode="contract") if match is not None else None
    named = next((t for t in reversed(span or ()) if t.ent_type_ in ("PERSON", "ORG")), None)
    return Attribution(None, named, "colon") if named is not None else None


def _credited(layout: Layout, utterance: Utterance) -> Attribution | None:
    """`“…” — Ada Smith`: a dash and a name close the paragraph."""
    end = layout.line(utterance.end)[1]
    match = CREDIT.fullmatch(layout.text, utterance.end, end)
    span = layout.doc.char_span(*match.span(1), alignment_mode="expand") if match is not None else None
    return Attribution(None, span.root, "colon") if span is not None else None


def _after_colon(layout: Layout, utterance: Utterance) -> Attribution | None:
    """A quotation that is a paragraph of its own, announced by a colon at the end of the one before."""
    end = layout.line_before(utterance.start)
    if end is None or layout.text[end - 1] != ":":
        return None
    start = layout.sentence_start(end - 1)
    cue = next((c for c in reversed(layout.cues_between(start, end)) if c.speaker is not None), None)
    cue = cue or unlisted(layout, start, end)
    return Attribution(cue, cue.speaker, "colon") if cue is not None else None


def _floating(layout: Layout, utterance: Utterance, floor: int, last: Attribution | None) -> Attribution | None:
    """A quotation without a cue: of whoever was speaking, else of nobody; but titles in marks are no speech."""
    span = layout.doc.char_span(*utterance.parts[0].inner, alignment_mode="expand")
    if span is not None and _is_title(span) and not _is_clause(span):
        return None
    return _continued(layout, utterance, floor, last) or Attribution(None, None, "floating")


def _continued(layout: Layout, utterance: Utterance, floor: int, last: Attribution | None) -> Attribution | None:
    """The speaker goes on: in the same paragraph, or from the end of the one before."""
    start = layout.line(utterance.start)[0]
    same = start < utterance.start and bool(layout.text[start : utterance.start].strip())
    since = max(floor, start if same else layout.line(max(0, (layout.line_before(utterance.start) or 1) - 1))[0])
    cue = next((c for c in reversed(layout.cues_between(since, utterance.start)) if _carries(c)), None)
    if cue is not None and not (same and last is not None and last.speaker == cue.speaker):
        return Attribution(cue, cue.speaker, "continued" if same else "carried", continued=True)
    if last is not None and last.utterances[-1].end >= since - 1:
        return Attribution(last.cue, last.speaker, "continued" if same else "carried", continued=True)
    return None


def _carries(cue: Cue) -> bool:
    """Whether the next quotation may be by the same speaker: a clause was reported, or speech introduced; not where
    somebody `declined to comment`.
    """
    return cue.speaker is not None and cue.speaks and cue.lemma != "according to" and cue.lemma not in SILENCE


def _words(
    layout: Layout, utterance: Utterance, ceiling: int, taken: dict[int, Attribution], last: Attribution | None
) -> Attribution | None:
    """Words picked out in the article's own sentence: they belong to the cue that governs them, if any does."""
    span = layout.doc.char_span(*utterance.parts[0].inner, alignment_mode="expand")
    if span is None:
        return None
    cue = next((c for c in _governing(layout, span.root) if c.speaker is not None), None)
    cue = _holding(layout, cue) if cue is not None else _that_reports(layout, span.root)
    if cue is None and layout.text[utterance.parts[0].inner[1] - 1] == ",":
        cue = cue_after(layout, utterance, ceiling)
    if cue is None:
        return _continued(layout, utterance, utterance.start, last) if _is_clause(span) else None
    if cue.spans and _is_title(span) and not any(s.start_char <= utterance.start < s.end_char for s in cue.spans):
        return None
    if not cue.spans and "naming" in cue.frames and utterance.start > cue.end_char:
        # where the parse gives no complement
        cue.frame, cue.spans = "naming", trimmed(layout.doc, cue.token.i + 1, span.end)
    if not cue.spans and (_is_title(span) or (not cue.speaks and len(span) < MIN_WORDS)):
        return None
    return taken.get(cue.token.i) or Attribution(cue, cue.speaker, cue.frame if cue.spans else "words", spans=cue.spans)


def _that_reports(layout: Layout, token: Token) -> Cue | None:
    """`Smith sniped that the plan was “a joke”`: who does something `that …`, in part in marks, reports."""
    for _ in range(MAX_CLIMB):
        verb = token.head
        if token.dep_ == "ccomp" and token.left_edge.lower_ == "that" and verb.i < token.i:
            known = layout.cue_at.get(verb.i)
            if known is not None or lemma(verb) in frames() or lemma(verb) in words("stative_verbs"):
                return known
            speaker, relative = subject(verb)
            spans = span_of(token, verb, joined=False)
            cue = Cue(verb, lemma(verb), CLAUSE, verb.idx, verb.idx + len(verb), speaker, "clause", spans, relative)
            return cue if cue.finite and is_asserted(verb) else None
        token = verb
    return None


def _holding(layout: Layout, cue: Cue) -> Cue:
    """`told reporters that he feared “…”` is one report, by the outer cue."""
    if not _is_held(cue):
        return cue
    outer = (layout.cue_at.get(token.i) for token in cue.token.ancestors)
    within = (c for c in outer if c is not None and any(s.start_char <= cue.start_char < s.end_char for s in c.spans))
    return next(within, cue)


def _is_clause(span: Phrase) -> bool:
    return any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in span)


def _is_title(span: Phrase) -> bool:
    """`the film “Gone With the Wind”`: every word of weight has a capital."""
    heavy = [token for token in span if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM", "PRON")]
    return all(token.text[0].isupper() or token.text[0].isdigit() for token in heavy)


def _governing(layout: Layout, token: Token) -> Iterator[Cue]:
    """The cue whose complement the token lies in, with no other verb between."""
    for _ in range(MAX_CLIMB):
        if token.head == token:
            return
        token = token.head
        if token.i in layout.cue_at:
            yield layout.cue_at[token.i]
        if token.pos_ == "VERB":
            return
