"""Quoted text: which quotation, if any, a character of an article stands in."""

from bisect import bisect_right

from etl.facts.quotations import Quotation
from etl.facts.reading import Reading


class QuotedText:
    """Looks up the quotation with a known speaker that holds a character."""

    def __init__(self, reading: Reading) -> None:
        spans = [(*span, q) for q in reading.of(Quotation) if q.speaker is not None for span in q.content_spans]
        self._spans = sorted(spans, key=lambda span: span[:2])
        self._starts = [start for start, _, _ in self._spans]

    def at(self, char: int) -> Quotation | None:
        """The quotation that holds a character."""
        before = bisect_right(self._starts, char) - 1
        return self._spans[before][2] if before >= 0 and char < self._spans[before][1] else None
