"""Frames: what a reporting verb may take as its content."""

from functools import cache
from typing import Literal

from etl.facts.lexicon import entries

Frame = Literal[
    "clause",
    "parenthetical",
    "infinitive",
    "object",
    "naming",
    "preposition",
    "according",
    "passive",
    "silence",
    "attitude",
    "none",
]


@cache
def frames() -> dict[str, frozenset[str]]:
    """Reporting verbs (`say`, `point out`) and the frames of their content."""
    rows = (entry.split() for entry in entries("cue_verbs"))
    return {row[0].replace("_", " "): frozenset(row[1:]) for row in rows}
