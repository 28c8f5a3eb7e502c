"""Errors in roles: a title missed, and another title given to a person of the gold."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.roles import role_pairs
from benchmarks.scoring.spans import overlap


def role_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """Titles of people whom the gold does not mark are neither right nor wrong."""
    text, gold = record["text"], record["gold"]["pairs"]
    pairs = role_pairs(text, gold, pred)
    found, right = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, g in enumerate(gold):
        if i not in found:
            ours = [text[slice(*p["role"])] for p in pred if overlap(g["person"], p["person"])]
            kind = "other title found" if ours else "missed"
            yield Error(kind, _shown(text, g), f"ours: {', '.join(ours)}" if ours else "")
    for j, p in enumerate(pred):
        if j not in right and any(overlap(g["person"], p["person"]) for g in gold):
            yield Error("title that the gold does not give", _shown(text, p))


def _shown(text: str, pair: dict[str, Any]) -> str:
    ends = [*pair["person"], *pair["role"]]
    return in_sentence(text, min(ends), max(ends))
