"""What upkeep removed, in numbers that a person reads each week."""

from collections.abc import Iterable
from typing import NamedTuple

UNITS = ("B", "kB", "MB", "GB", "TB")


class Freed(NamedTuple):
    """One kind of thing that was removed, or would be. `size`: bytes; 0 where it takes none of its own."""

    what: str
    number: int
    size: int = 0


def in_words(size: float) -> str:
    """Bytes as a person reads them: 12.3 MB."""
    for unit in UNITS:
        if size < 1000 or unit == UNITS[-1]:
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"


def table(freed: Iterable[Freed]) -> str:
    """The rows and their sum as lines of text."""
    rows = list(freed)
    width = max((len(row.what) for row in rows), default=0)
    lines = [f"{row.what:<{width}} {row.number:>9,} {in_words(row.size) if row.size else '':>10}" for row in rows]
    total = sum(row.size for row in rows)
    return "\n".join([*lines, f"{'together':<{width}} {'':>9} {in_words(total):>10}"])
