"""What a check measures and the bounds it must keep: one number per check and run, whatever kind of check it is.

Rules that find rows are measured in rows; those that tolerate a share of them in percent of the rows looked at; all
others by what they observe.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

SHOWN_CHARS = 300  # of a value: enough to recognise it by; the article has the rest


class Bounds(NamedTuple):
    """Between what a number must lie, both ends included; None where there is no such end."""

    at_least: float | None
    at_most: float | None
    words: str


def bounds(kwargs: Mapping[str, Any]) -> Bounds:
    """The bounds that an expectation with these arguments sets, parameters filled in."""
    tolerated = _tolerated(kwargs)
    if tolerated == 0:
        return Bounds(None, 0, "no row")
    if tolerated is not None:
        return Bounds(None, tolerated, f"at most {tolerated:g} % of the rows")
    low, high = (kwargs.get(name) for name in ("min_value", "max_value"))
    return Bounds(low, high, _words(low, high))


def measured(kwargs: Mapping[str, Any], result: Mapping[str, Any]) -> float | None:
    """The number that the bounds are about; None where there was nothing to measure, or where the check broke."""
    tolerated = _tolerated(kwargs)
    if tolerated is None or "unexpected_rows_query" in kwargs:
        value = result.get("observed_value")
    else:
        value = result.get("unexpected_percent" if tolerated else "unexpected_count")
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None
    return float(value)


def sample_rows(kwargs: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows against a check as it found them, long texts cut; of a pattern in a text also where it stands."""
    return [{name: _cut(value) for name, value in row.items()} | _match(kwargs, row) for row in rows]


def _tolerated(kwargs: Mapping[str, Any]) -> float | None:
    """Percent of the rows that may be against a rule about rows; None for other kinds of checks."""
    if "unexpected_rows_query" in kwargs:
        return 0
    return round(100 * (1 - kwargs.get("mostly", 1)), 6) if "column" in kwargs else None


def _words(low: float | None, high: float | None) -> str:
    if low == high and low is not None:
        return f"exactly {number(low)}"
    if low is None or high is None:
        ends = (("at least", low), ("at most", high))
        return next((f"{word} {number(end)}" for word, end in ends if end is not None), "any value")
    return f"between {number(low)} and {number(high)}"


def number(value: float) -> str:
    """A number as a reader wants it: `1,200`, `0.0417`."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.3f}" if abs(value) >= 1 else f"{value:.3g}"


def _cut(value: Any) -> Any:
    return value[:SHOWN_CHARS] + "…" if isinstance(value, str) and len(value) > SHOWN_CHARS else value


def _match(kwargs: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, int]:
    """Characters of an article's text that a pattern was found in."""
    text = row.get("text")
    if "regex" not in kwargs or kwargs.get("column") != "text" or not text:
        return {}
    found = re.search(kwargs["regex"], text)
    return {"start_char": found.start(), "end_char": found.end()} if found else {}
