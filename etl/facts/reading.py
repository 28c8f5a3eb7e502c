"""A parsed article as the extractors see it: the Doc, its sentences and the facts read so far."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from spacy.tokens import Doc
from spacy.tokens import Span as Phrase

from etl.article import Part, Sentence
from etl.facts.confidence import confidence
from etl.schema import Evidence, Fact, stable_id

SENTENCE_END = re.compile(r"[.!?:;,…][\"'”’)\]]*$")


@dataclass(slots=True)
class Reading:
    """What every extractor is given, and all it may look at.

    `facts` holds the records of the fact types that stand before the running one in FACT_TYPES.
    """

    doc: Doc
    version_id: str
    published_on: date | None
    body_start: int
    extractor_version: str
    facts: dict[type[Fact], list[Fact]] = field(default_factory=dict)
    found_by: dict[str, str] = field(default_factory=dict)  # fact_id → kind of extraction, for calibration
    text: str = field(init=False)  # Doc.text puts the text together anew at every call
    sentences: list[Sentence] = field(init=False)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.doc.text
        self.sentences = list(_sentences(self))
        self._starts = [sentence.start_char for sentence in self.sentences]

    def of[F: Fact](self, kind: type[F]) -> list[F]:
        """The facts of a type that stands before the running one, in reading order."""
        return self.facts[kind]  # type: ignore[return-value]

    def sentence_at(self, char: int) -> Sentence:
        """The sentence that holds a character of the text."""
        return self.sentences[max(0, bisect_right(self._starts, char) - 1)]

    def prose(self) -> list[Phrase]:
        """The sentences of the body as spaCy spans: neither the headline nor sub-heads, whose grammar is not prose."""
        kept = (s for s in self.sentences if s.part in ("lead", "body"))
        spans = (self.doc.char_span(s.start_char, s.end_char, alignment_mode="expand") for s in kept)
        return [span for span in spans if span is not None]

    def evidence(
        self,
        kind: type[Fact],
        start_char: int,
        end_char: int,
        *,
        spans: tuple[tuple[int, int], ...] = (),
        method: Literal["rule", "model", "llm"] = "rule",
        found_by: str | None = None,
    ) -> Evidence:
        """The shared columns of a fact.

        spans: more spans, where start and end alone do not tell two facts apart.
        found_by: the kind of extraction (a rule, a relation, a label) whose share of right rows is the confidence.
        """
        other = () if method != "llm" else (method,)  # a proposal beside a rule's row over the same characters
        fact_id = stable_id(self.version_id, kind.TABLE, start_char, end_char, *spans, *other)
        if found_by is not None:
            self.found_by[fact_id] = found_by
        return Evidence(
            fact_id=fact_id,
            version_id=self.version_id,
            sentence_no=self.sentence_at(start_char).sentence_no,
            start_char=start_char,
            end_char=end_char,
            surface=self.text[start_char:end_char],
            method=method,
            confidence=confidence(kind.TABLE, found_by),
            extractor_version=self.extractor_version,
        )


def _sentences(reading: Reading) -> Iterator[Sentence]:
    text, version_id, body_start = reading.text, reading.version_id, reading.body_start
    lead_end = _lead_end(text, body_start)
    line = _line_at(text, 0)
    number = 0
    for sent in reading.doc.sents:
        start, end = _trim(text, sent.start_char, sent.end_char)
        if start == end:
            continue
        if start >= line.end:  # a line is looked at once, however many sentences stand in it
            line = _line_at(text, start)
        yield Sentence(
            sentence_id=stable_id(version_id, number),
            version_id=version_id,
            sentence_no=number,
            start_char=start,
            end_char=end,
            part=_part(text, start, end, line, body_start, lead_end),
            extractor_version=reading.extractor_version,
        )
        number += 1


class _Line(NamedTuple):
    start: int  # of its first character that is no space
    end: int  # of its last
    is_prose: bool  # ends as a sentence does


def _line_at(text: str, char: int) -> _Line:
    end = text.find("\n", char)
    start, end = _trim(text, text.rfind("\n", 0, char) + 1, end if end >= 0 else len(text))
    return _Line(start, end, SENTENCE_END.search(text, max(start, end - 8), end) is not None)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _lead_end(text: str, body_start: int) -> int:
    """Where the first paragraph of the body that is not a sub-head ends."""
    end = body_start
    while end < len(text):
        start = end
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        if SENTENCE_END.search(text[start:end].strip()):
            break
    return end


def _part(text: str, start: int, end: int, line: _Line, body_start: int, lead_end: int) -> Part:
    if start < body_start:
        return "headline"
    label = text[end - 1] == ":" and start == line.start and end < line.end  # `Context: The agreement …`
    if label or not line.is_prose:
        return "subhead"
    return "lead" if start < lead_end else "body"
