"""The proposer: adds to a reading's facts the rows that a model proposes and the article bears out."""

import logging
from collections import Counter
from collections.abc import Iterator

from etl.facts.events import Event
from etl.facts.quantities import Quantity
from etl.facts.quotations import Quotation
from etl.facts.reading import Reading
from etl.proposals import Endpoint
from etl.proposals.answer import Answer
from etl.proposals.counts import counts
from etl.proposals.endpoint import Asker
from etl.proposals.events import events
from etl.proposals.quotations import quotations
from etl.schema import Fact

MOST_CHARS = 40_000  # of an article that are shown; what follows is left to the rules
OUTCOMES = ("llm_asked", "llm_failed", "llm_skipped", "llm_rows", "llm_refused")

log = logging.getLogger(__name__)


class Proposer:
    """Asks about one batch. `counts`: articles asked about, failed, skipped; proposals kept as rows, and refused."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.counts: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
        self._asker = Asker(endpoint)

    def add_to(self, reading: Reading) -> None:
        """Add the rows that hold to `reading.facts`, in reading order. Whatever the endpoint does, the rules' stay."""
        text = shown(reading)
        if not text:
            return
        if not self._asker.may_ask(text):
            self.counts["llm_skipped"] += 1
            return
        self.counts["llm_asked"] += 1
        answer = self._asker.ask(text)
        if answer is None:
            self.counts["llm_failed"] += 1
            return
        found = list(rows(reading, answer))
        for kind in (Quotation, Event, Quantity):
            own = [row for row in found if isinstance(row, kind)]
            reading.facts[kind] = sorted([*reading.facts[kind], *own], key=lambda row: row.start_char)
        self.counts["llm_rows"] += len(found)
        self.counts["llm_refused"] += len(answer) - len(found)

    def report(self) -> dict[str, int]:
        """The counts; they go to the log, too, with the reason where articles were skipped."""
        why = f" ({self._asker.stopped})" if self._asker.stopped else ""
        told = ", ".join(f"{name.removeprefix('llm_')} {n}" for name, n in self.counts.items())
        log.info("second proposer: %s, %d tokens%s", told, self._asker.usage.total_tokens, why)
        return dict(self.counts)


def shown(reading: Reading) -> str:
    """What the model sees: the sentences of the article's prose with their numbers, one a line."""
    prose = (s for s in reading.sentences if s.part in ("lead", "body") and s.end_char <= MOST_CHARS)
    lines = (f"[{s.sentence_no}] {' '.join(reading.text[s.start_char : s.end_char].split())}" for s in prose)
    return "\n".join(lines)


def rows(reading: Reading, answer: Answer) -> Iterator[Fact]:
    """The proposals that stand in the article and that no rule states, as rows."""
    yield from quotations(reading, answer.quotations)
    yield from events(reading, answer.events)
    yield from counts(reading, answer.counts)
