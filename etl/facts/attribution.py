"""Attribution: which quotation marks and which clauses belong to which cue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Token

from etl.facts.cues import Cue, Frame, lemma, subject
from etl.facts.layout import TERMINAL, Layout, Utterance
from etl.schema import Span

Tier = Literal["cue", "colon", "continued", "floating", "words"] | Frame

NEAR_TOKENS = 14
MAX_CLIMB = 12
NO_SPEECH = frozenset(["be", "have", "do", "go", "come", "make", "get"])


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
    for number, utterance in enumerate(layout.utterances):
        found = _attribute(layout, number, utterance, taken, last)
        if found is not None:
            found.utterances.append(utterance)
            if found.cue is not None and not found.continued:
                taken.setdefault(found.cue.token.i, found)
            if len(found.utterances) == 1:
                found_all.append(found)
            last = found
    yield from found_all
    for cue in layout.cues:
        if cue.spans and cue.token.i not in taken:
            yield Attribution(cue, cue.speaker, cue.frame, spans=cue.spans)


def _attribute(
    layout: Layout, number: int, utterance: Utterance, taken: dict[int, Attribution], last: Attribution | None
) -> Attribution | None:
    floor = layout.utterances[number - 1].end if number else 0
    ceiling = layout.utterances[number + 1].start if number + 1 < len(layout.utterances) else len(layout.text)
    if not utterance.is_speech:
        return _words(layout, utterance, ceiling, taken)
    cue = _cue_before(layout, utterance, floor) or _cue_after(layout, utterance, ceiling)
    if cue is not None:
        return taken.get(cue.token.i) or Attribution(cue, cue.speaker, "cue")
    return (
        _after_colon(layout, utterance)
        or _continued(layout, utterance, floor, last)
        or Attribution(None, None, "floating")
    )


def _cue_before(layout: Layout, utterance: Utterance, floor: int) -> Cue | None:
    """`Smith said, “…”`, `Smith: “…”`: the last cue of the sentence that the quotation ends."""
    start = max(floor, layout.line(utterance.start)[0], layout.sentence_start(utterance.start - 1))
    last = layout.char_before(utterance.start)
    if last == "" or last in TERMINAL or start >= utterance.start:
        return None
    for cue in reversed(layout.cues_between(start, utterance.start)):
        if cue.speaker is not None and cue.lemma != "according to":
            return cue
    return _unlisted(layout, start, utterance.start) if last == ":" else None


def _cue_after(layout: Layout, utterance: Utterance, ceiling: int) -> Cue | None:
    """`“…,” Smith said`, `“…?” asked Smith`: the first cue of the sentence that the quotation begins."""
    end = min(ceiling, layout.line(utterance.end)[1], layout.next_sentence(utterance.end))
    following = layout.text[utterance.end : end].strip()
    stop = layout.text[utterance.parts[-1].inner[1] - 1]
    if not following or (stop == "." and not following[0].islower() and len(following.split()) > 6):
        return None
    for cue in layout.cues_between(utterance.end, end):
        if cue.speaker is None:
            cue.speaker = _inverted(layout, cue, utterance)
        if cue.speaker is None or cue.relative:
            continue
        if stop != "," and cue.spans and cue.spans[0].start_char > cue.end_char:
            return None
        return cue
    return _unlisted(layout, utterance.end, end) if stop == "," or following[0].islower() else None


def _inverted(layout: Layout, cue: Cue, utterance: Utterance) -> Token | None:
    """`“…,” wrote Smith`, where the parser takes the speaker for an object."""
    if cue.start_char - utterance.end > 3:
        return None
    nominal = (c for c in cue.token.rights if c.pos_ in ("PROPN", "NOUN", "PRON") and c.dep_ != "npadvmod")
    return next(nominal, None)


def _unlisted(layout: Layout, start: int, end: int) -> Cue | None:
    """A verb that is no reporting verb by itself, but stands where one stands: `“…,” Smith thundered`."""
    span = layout.doc.char_span(start, end, alignment_mode="contract")
    for token in span[:NEAR_TOKENS] if span is not None else ():
        if token.tag_ in ("VBD", "VBZ", "VBP") and lemma(token) not in NO_SPEECH:
            speaker, relative = subject(token)
            if speaker is not None and not relative:
                return Cue(token, lemma(token), frozenset(), token.idx, token.idx + len(token), speaker)
    return None


def _after_colon(layout: Layout, utterance: Utterance) -> Attribution | None:
    """A quotation that is a paragraph of its own, announced by a colon at the end of the one before."""
    end = layout.line_before(utterance.start)
    if end is None or layout.text[end - 1] != ":":
        return None
    start = layout.sentence_start(end - 1)
    cue = next((c for c in reversed(layout.cues_between(start, end)) if c.speaker is not None), None)
    cue = cue or _unlisted(layout, start, end)
    return Attribution(cue, cue.speaker, "colon") if cue is not None else None


def _continued(layout: Layout, utterance: Utterance, floor: int, last: Attribution | None) -> Attribution | None:
    """The speaker goes on: in the same paragraph, or from the end of the one before."""
    start = layout.line(utterance.start)[0]
    same = start < utterance.start and bool(layout.text[start : utterance.start].strip())
    since = max(floor, start if same else layout.line(max(0, (layout.line_before(utterance.start) or 1) - 1))[0])
    cue = next((c for c in reversed(layout.cues_between(since, utterance.start)) if _carries(c)), None)
    if cue is not None and not (same and last is not None and last.speaker == cue.speaker):
        return Attribution(cue, cue.speaker, "continued" if same else "floating", continued=True)
    if last is not None and last.utterances[-1].end >= since - 1:
        return Attribution(last.cue, last.speaker, "continued" if same else "floating", continued=True)
    return None


def _carries(cue: Cue) -> bool:
    """Whether the next quotation may be by the same speaker: a clause was reported, or speech introduced."""
    return cue.speaker is not None and bool(cue.frames & {"clause", "speech"}) and cue.lemma != "according to"


def _words(layout: Layout, utterance: Utterance, ceiling: int, taken: dict[int, Attribution]) -> Attribution | None:
    """Words picked out in the article's own sentence: they belong to the cue that governs them, if any does."""
    span = layout.doc.char_span(*utterance.parts[0].inner, alignment_mode="expand")
    if span is None:
        return None
    cue = next((c for c in _governing(layout, span.root) if c.speaker is not None), None)
    if cue is None and layout.text[utterance.parts[0].inner[1] - 1] == ",":
        cue = _cue_after(layout, utterance, ceiling)
    if cue is None:
        return None
    return taken.get(cue.token.i) or Attribution(cue, cue.speaker, cue.frame if cue.spans else "words", spans=cue.spans)


def _governing(layout: Layout, token: Token) -> Iterator[Cue]:
    for _ in range(MAX_CLIMB):
        if token.head == token:
            return
        token = token.head
        if token.i in layout.cue_at:
            yield layout.cue_at[token.i]
