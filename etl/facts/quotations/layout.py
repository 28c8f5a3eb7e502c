"""The layout of an article's speech: its utterances in quotation marks, its cues, its sentences, side by side."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from etl.facts.quotations.cue import Cue
from etl.facts.quotations.cues import cues
from etl.facts.quotations.marks import Quoted, quoted
from etl.facts.quotations.subjects import beside
from etl.facts.quotations.turns import turns
from etl.facts.reading import Reading
from etl.schema import Span

TERMINAL = frozenset(".!?…")
DATELINE = re.compile(r"^[A-Z][A-Z.’' -]+(?:, [\w. ]{1,20})?(?: ?\([\w ]{1,20}\))? ?[-–—]{1,2} ", re.MULTILINE)
MAX_SUBHEAD_WORDS = 8
NEAR_CHARS = 60
SPEECH_ENDS = frozenset(".,!?…—–-:;")


@dataclass(slots=True)
class Utterance:
    """Quotation marks that hold one stretch of speech: several where it runs over paragraphs."""

    parts: list[Quoted]
    is_speech: bool = True

    @property
    def start(self) -> int:
        """Where the first opening mark stands."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """One past the last closing mark."""
        return self.parts[-1].end

    def spans(self) -> list[Span]:
        """The marks and what they hold, one span a paragraph."""
        return [Span(part.start, part.end) for part in self.parts]


class Layout:
    """An article cut into utterances, cues and sentences, with the neighbours of each at hand."""

    def __init__(self, reading: Reading) -> None:
        self.doc: Doc = reading.doc
        self.text = reading.text
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        prose = reading.prose()
        self._prose = [(sentence.start_char, sentence.end_char) for sentence in prose]
        self.turns = turns(reading)
        found = [q for q in quoted(self.text, reading.body_start) if self._in_prose(q.start) or _is_long(self.text, q)]
        self.marks = marks = _outermost(found, self.turns)
        self._mark_starts = [mark.start for mark in marks]
        self._mark_ends = [mark.end for mark in marks]
        inside = _tokens_inside(self.doc, marks)
        self.cues = [cue for sentence in prose for cue in cues(sentence, inside)]
        self.barred = barred = inside | self._datelines(reading.body_start)
        for cue in self.cues:
            lost = cue.speaker is None and cue.spans and cue.finite
            if lost or (cue.speaker is not None and cue.speaker.i in barred):
                cue.speaker = beside(cue.token, barred)
        self.cue_starts = [cue.start_char for cue in self.cues]
        self.cue_at = {cue.token.i: cue for cue in self.cues}
        self.breaks = self._sentence_starts(inside)
        self.utterances = list(_joined(marks))
        for utterance in self.utterances:
            utterance.is_speech = self._is_speech(utterance)

    def _datelines(self, start: int) -> set[int]:
        """Tokens of datelines: `KABUL (Reuters) - ` is not the subject of the sentence that it opens."""
        matches = DATELINE.finditer(self.text, start)
        spans = (self.doc.char_span(*match.span(), alignment_mode="contract") for match in matches)
        return {token.i for span in spans if span is not None for token in span}

    def _in_prose(self, char: int) -> bool:
        index = bisect_right(self._prose, (char, len(self.text))) - 1
        return index >= 0 and char < self._prose[index][1]

    def _sentence_starts(self, inside: set[int]) -> list[int]:
        """Sentence starts outside quotation marks that follow a full stop or a line break, as characters."""
        starts = []
        for sentence in self.doc.sents:
            first = sentence.start
            while first < sentence.end and self.doc[first].is_space:
                first += 1
            char = self.doc[first].idx if first < sentence.end else 0
            if first < sentence.end and first not in inside and self._ended_before(char):
                starts.append(char)
        return starts

    def _ended_before(self, char: int) -> bool:
        before = self.text[max(0, char - 6) : char].rstrip(" \xa0\"'”’)]")
        return before[-1:] in ("", "\n", ":") or before[-1:] in TERMINAL

    def is_after_sentence(self, char: int) -> bool:
        """Whether a full stop in closing marks stands before: `on “The Hour.” “We …”`."""
        before = self.text[max(0, char - 6) : char].rstrip(" \xa0")
        return before[-1:] in tuple("\"'”’") and before[-2:-1] in TERMINAL

    def sentence_start(self, char: int) -> int:
        """Where the sentence that holds the character starts."""
        index = bisect_right(self.breaks, char) - 1
        return self.breaks[index] if index >= 0 else 0

    def next_sentence(self, char: int) -> int:
        """Where the next sentence starts; the words right after a closing mark are no new sentence."""
        index = bisect_right(self.breaks, char + 2)
        return self.breaks[index] if index < len(self.breaks) else len(self.text)

    def line_before(self, char: int) -> int | None:
        """Where the paragraph before the one that the character opens ends; None where it opens none."""
        start = self.line(char)[0]
        if self.text[start:char].strip():
            return None
        while start > 0 and self.text[start - 1].isspace():
            start -= 1
        return start or None

    def line(self, char: int) -> tuple[int, int]:
        """Where the paragraph that holds the character starts and ends."""
        index = bisect_right(self._line_starts, char)
        end = self._line_starts[index] - 1 if index < len(self._line_starts) else len(self.text)
        return self._line_starts[index - 1], end

    def cues_between(self, start: int, end: int) -> list[Cue]:
        """The cues that start in the stretch, in reading order."""
        return self.cues[bisect_left(self.cue_starts, start) : bisect_left(self.cue_starts, end)]

    def marks_within(self, start: int, end: int) -> list[Quoted]:
        """The stretches in quotation marks that share characters with a stretch, in reading order."""
        first = bisect_left(self._mark_ends, start + 1)
        return self.marks[first : bisect_left(self._mark_starts, end)]

    def with_marks(self, start: int, end: int) -> tuple[int, int]:
        """The stretch, grown to the quotation marks of the words it only partly covers, or that follow it at once."""
        marks = self.marks_within(start, end + 2 if self.text[end : end + 1] == " " else end)
        return (min(start, marks[0].start), max(end, marks[-1].end)) if marks else (start, end)

    def char_before(self, start: int) -> str:
        """The last character before a position that is no space, within its paragraph; else an empty string."""
        while start > 0 and self.text[start - 1].isspace():
            if self.text[start - 1] == "\n":
                return ""
            start -= 1
        return self.text[start - 1] if start else ""

    def _is_speech(self, utterance: Utterance) -> bool:
        """Speech that stands by itself; not words picked out inside the article's own sentence, nor a title."""
        if len(utterance.parts) > 1 or utterance.parts[0] in self.turns:
            return True
        start, end = utterance.parts[0].inner
        words = self.text[start:end].strip(" \xa0\"'‘’“”")
        before = self.char_before(utterance.start)
        ends = words[-1:] in SPEECH_ENDS or self.text[utterance.end : utterance.end + 1] in SPEECH_ENDS
        if before in ("", ":") or before in TERMINAL or before in "”\"'’":
            return ends
        cue = self._cue_just_before(utterance.start)
        if not ends or (_is_title(words) and (cue is None or utterance.start - cue.end_char > 2)):
            return False
        if cue is not None:
            return not _is_inside(utterance, cue) and (words[:1].isupper() or before in ",;—–-(")
        return before in ",;—–-(" and (words[:1].isupper() or words[:1] in "[….")

    def _cue_just_before(self, start: int) -> Cue | None:
        """The cue between which and the quotation stand at most a few words and no full stop."""
        near = [cue for cue in self.cues_between(max(0, start - NEAR_CHARS), start) if cue.speaks]
        if near and not any(mark in self.text[near[-1].end_char : start] for mark in '“”"\n'):
            return near[-1]
        return None


def _outermost(marks: list[Quoted], turns: Iterable[Quoted]) -> list[Quoted]:
    """Turns, and the marks outside them."""
    held: list[Quoted] = []
    for mark in sorted([*marks, *turns]):
        if not held or mark.start >= held[-1].end:
            held.append(mark)
    return held


def _is_title(words: str) -> bool:
    """`in his book, “The Long Road,” Smith …`: every longer word has a capital."""
    longer = [word for word in words.split() if len(word) > 3]
    return bool(longer) and all(word[0].isupper() or word[0].isdigit() for word in longer)


def _is_long(text: str, mark: Quoted) -> bool:
    """Speech that closes without a full stop (`“…” — Ada Smith`) looks like a sub-head, but for its length."""
    return len(text[mark.start : mark.end].split()) > MAX_SUBHEAD_WORDS


def _is_inside(utterance: Utterance, cue: Cue) -> bool:
    """Whether the quotation is a part of a reported clause that begins before it."""
    return any(span.start_char < utterance.start - 1 < span.end_char for span in cue.spans)


def _tokens_inside(doc: Doc, marks: list[Quoted]) -> set[int]:
    inside: set[int] = set()
    for mark in marks:
        span = doc.char_span(*mark.inner, alignment_mode="expand")
        if span is not None:
            inside.update(range(span.start, span.end))
    return inside


def _joined(marks: list[Quoted]) -> Iterator[Utterance]:
    parts: list[Quoted] = []
    for mark in marks:
        if parts and not mark.resumes:
            yield Utterance(parts)
            parts = []
        parts.append(mark)
    if parts:
        yield Utterance(parts)
