"""Word lists of the cleaner: one entry a line, `#` comments at the head."""

from functools import cache
from importlib.resources import files


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of `name`.txt in order, without comments. Raises FileNotFoundError for an unknown list."""
    lines = (files(__name__) / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The entries of `name`.txt for membership tests, casefolded."""
    return frozenset(entry.casefold() for entry in entries(name))
