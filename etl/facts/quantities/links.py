"""Ties a quantity to the quotation that states it and to the event whose clause it stands in."""

from bisect import bisect_right

from spacy.tokens import Token

from etl.facts.events import Event
from etl.facts.quotations import Quotation
from etl.facts.reading import Reading

# Above a verb of one of these the next clause begins.
CLAUSES = frozenset(("ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "ROOT"))


class Links:
    """The quotations and events of one article, asked by place."""

    def __init__(self, reading: Reading) -> None:
        spans = [(*span, fact.fact_id) for fact in reading.of(Quotation) for span in fact.content_spans]
        self._quoted = sorted(spans)
        self._quote_starts = [start for start, _, _ in self._quoted]
        self._triggers = {fact.start_char: fact.fact_id for fact in reading.of(Event)}

    def quotation(self, start_char: int, end_char: int) -> str | None:
        """fact_id of the quotation whose content holds the characters; of nested ones the inner."""
        at = bisect_right(self._quote_starts, start_char) - 1
        for _, end, fact_id in reversed(self._quoted[max(0, at - 3) : at + 1]):
            if end >= end_char:
                return fact_id
        return None

    def event(self, token: Token) -> str | None:
        """fact_id of the nearest event that governs a token within its clause."""
        for _ in range(20):
            if fact_id := self._triggers.get(token.idx):
                return fact_id
            if token.head == token or (token.pos_ in ("VERB", "AUX") and token.dep_ in CLAUSES):
                return None
            token = token.head
        return None
