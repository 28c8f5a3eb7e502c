"""Confidence: of the rows that one kind of extraction found in gold texts, the share that was right.

`confidence.txt` holds the counts, by fact type and by what found the row: a rule, a relation, a label. It is measured,
never edited: `make calibrate GOLD=folder` writes it anew after rules have changed.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_suffix(".txt")
LEAST_ROWS = 30  # fewer say too little


class Count(NamedTuple):
    """Rows that the gold could judge, and how many of them were right."""

    rows: int
    right: int

    @property
    def share(self) -> float | None:
        """0 to 1, to two digits; None of too few rows."""
        return round(self.right / self.rows, 2) if self.rows >= LEAST_ROWS else None


Counts = dict[tuple[str, str], Count]  # (fact type, what found the row) → count


def read_counts(file: Path = FILE) -> Counts:
    """The measured counts. Raises ValueError where a line is not of four fields."""
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    fields = (line.split("\t") for line in lines)
    return {(table, found_by): Count(int(rows), int(right)) for table, found_by, rows, right in fields}


@cache
def _counts() -> Counts:
    return read_counts()


@cache
def confidence(table: str, found_by: str | None) -> float | None:
    """The share of right rows of this kind; None where it was not measured, or on too few rows."""
    count = _counts().get((table, found_by or ""))
    return count.share if count else None
