"""Word lists that the extractors read: data files beside this module, one entry a line, `#` lines naming the source."""

from functools import cache
from pathlib import Path


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of `NAME.txt`, in file order, without comments and blank lines.

    Raises FileNotFoundError where there is no such list.
    """
    lines = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `NAME.txt` as a set, for membership tests."""
    return frozenset(entries(name))
