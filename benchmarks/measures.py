"""The rows of the table: which figure of which set speaks for which fact type, and what others reach."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEASURES = Path(__file__).with_name("measures.toml")
Scores = dict[str, dict[str, Any]]  # set → what `scoring.score` says of it
Figures = dict[str, dict[str, float]]  # key of a measure → {"figure": ..} and, where there are, "p" and "r"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One row; see the head of measures.toml."""

    key: str
    fact: str
    set: str
    name: str
    path: list[str]
    measured: float | None = None
    measured_by: str = ""
    published: float | None = None
    published_by: str = ""


def measures(facts: set[str] | None = None) -> list[Measure]:
    """The rows in order, of all or of some fact types."""
    rows = [Measure(**row) for row in tomllib.loads(MEASURES.read_text(encoding="utf-8"))["measure"]]
    return [row for row in rows if facts is None or row.fact in facts]


def figures(rows: list[Measure], scores: Scores) -> Figures:
    """The figure of each row; rows that the scores say nothing of (a subset of the records) are left out."""
    found = {row.key: _figure(scores[row.set], row.path) for row in rows}
    return {key: figure for key, figure in found.items() if figure is not None}


def _figure(scores: Any, path: list[str]) -> dict[str, float] | None:
    for step in path:
        scores = scores.get(step) if isinstance(scores, dict) else None
    if isinstance(scores, dict):
        return {"p": scores["p"], "r": scores["r"], "figure": scores["f1"]}
    return None if scores is None else {"figure": scores}
