"""Neighbours: the cue that stands beside a quotation, before it or behind."""

from etl.facts.quotations.cue import Cue
from etl.facts.quotations.layout import TERMINAL, Layout, Utterance
from etl.facts.quotations.subjects import beside, lemma, subject

NEAR_TOKENS = 14
FINITE = ("VBD", "VBZ", "VBP", "VBG")
NO_SPEECH = frozenset(["be", "have", "do", "go", "come", "make", "get"])


def cue_beside(layout: Layout, utterance: Utterance, floor: int, ceiling: int) -> Cue | None:
    """The cue beside a quotation: before it, unless a comma inside the marks leads over to one behind."""
    before = cue_before(layout, utterance, floor)
    comma = layout.text[utterance.parts[-1].inner[1] - 1] == ","
    if before is None or (comma and layout.char_before(utterance.start) == ":"):
        return cue_after(layout, utterance, ceiling) or before
    return before


def cue_before(layout: Layout, utterance: Utterance, floor: int) -> Cue | None:
    """`Smith said, “…”`, `Smith: “…”`: the last cue of the sentence that the quotation ends."""
    start = max(floor, layout.line(utterance.start)[0], layout.sentence_start(utterance.start - 1))
    last = layout.char_before(utterance.start)
    if last == "" or last in TERMINAL or start >= utterance.start or layout.is_after_sentence(utterance.start):
        return None
    for cue in reversed(layout.cues_between(start, utterance.start)):
        if cue.speaker is None and not cue.passive:
            cue.speaker = beside(cue.token, layout.barred)  # "Continued Smith: “…”"
        if cue.speaker is not None and cue.speaks and cue.lemma != "according to":
            return cue
    return unlisted(layout, start, utterance.start) if last == ":" else None


def cue_after(layout: Layout, utterance: Utterance, ceiling: int) -> Cue | None:
    """`“…,” Smith said`, `“…?” asked Smith`: the first cue of the sentence that the quotation begins."""
    end = min(ceiling, layout.line(utterance.end)[1], layout.next_sentence(utterance.end))
    following = layout.text[utterance.end : end].strip()
    stop = layout.text[utterance.parts[-1].inner[1] - 1]
    if not following or (stop == "." and not following[0].islower() and len(following.split()) > 6):
        return None
    for cue in layout.cues_between(utterance.end, end):
        if cue.speaker is None and not cue.passive:
            cue.speaker = beside(cue.token, layout.barred)
        if cue.speaker is None or cue.relative is not None or not cue.speaks:
            continue
        if stop != "," and not following[0].islower() and cue.spans and cue.spans[0].start_char > cue.end_char:
            return None
        return cue
    return unlisted(layout, utterance.end, end) if stop == "," or following[0].islower() else None


def unlisted(layout: Layout, start: int, end: int) -> Cue | None:
    """A verb that is no reporting verb by itself, but stands where one stands: `“…,” Smith thundered`."""
    span = layout.doc.char_span(start, end, alignment_mode="contract")
    for token in span[:NEAR_TOKENS] if span is not None else ():
        if token.tag_ in FINITE and lemma(token) not in NO_SPEECH:
            speaker, relative = subject(token)
            if speaker is not None and relative is None:
                return Cue(token, lemma(token), frozenset(), token.idx, token.idx + len(token), speaker)
    return None
