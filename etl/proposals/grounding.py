"""Grounding: where the words of a proposal stand in the article. White space may differ, nothing else."""

import re
from bisect import bisect_left

from spacy.tokens import Token

from etl.article import Sentence
from etl.facts.reading import Reading
from etl.schema import Fact, Span

EDGES = " \t\n\r.,;:"  # what a model adds to a phrase, or leaves at its end


class Grounding:
    """Finds the phrases of proposals in the sentences of a reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def sentence(self, number: int) -> Sentence | None:
        """The sentence of that number, where it is prose: headlines and sub-heads have another grammar."""
        sentences = self.reading.sentences
        i = bisect_left(sentences, number, key=lambda sentence: sentence.sentence_no)
        found = sentences[i] if i < len(sentences) else None
        return found if found and found.sentence_no == number and found.part in ("lead", "body") else None

    def spans(self, number: int, *phrases: str | None) -> list[Span | None] | None:
        """Where each phrase stands in the sentence of that number, as whole words; None for a phrase not given.

        None altogether where a given phrase does not stand there: a model that makes up one word is not believed.
        """
        sentence = self.sentence(number)
        if sentence is None:
            return None
        spans = [self._find(phrase, sentence) if phrase else None for phrase in phrases]
        return None if any(phrase and span is None for phrase, span in zip(phrases, spans, strict=True)) else spans

    def _find(self, phrase: str, sentence: Sentence) -> Span | None:
        words = phrase.strip(EDGES).split()
        if not words:
            return None
        pattern = re.compile(rf"(?<!\w){r'\s+'.join(map(re.escape, words))}(?!\w)")
        match = pattern.search(self.reading.text, sentence.start_char, sentence.end_char)
        return Span(*match.span()) if match else None

    def head(self, span: Span) -> Token | None:
        """The token that the other words of a phrase depend on."""
        phrase = self.reading.doc.char_span(*span, alignment_mode="expand")
        return phrase.root if phrase is not None else None


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two stretches share a character."""
    return a[0] < b[1] and b[0] < a[1]


def at[F: Fact](rows: list[F], span: Span) -> list[F]:
    """The rows that share a character with a stretch."""
    return [row for row in rows if overlap(span, (row.start_char, row.end_char))]
