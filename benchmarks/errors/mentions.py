"""Errors in names: missed, wrong type, wrong span, and false."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.entities import gold_entities, predicted_entities
from benchmarks.scoring.spans import overlap


def mention_errors(record: dict[str, Any], pred: list[list]) -> Iterator[Error]:
    """By gold type; MISC is left out, as in the main figure."""
    text = record["text"]
    gold = {x for x in gold_entities(record) if x[2] != "MISC"}
    ours = {x for x in predicted_entities(record, pred) if x[2] != "MISC"}
    for start, end, label in sorted(gold - ours):
        near = sorted(x for x in ours if overlap(x, (start, end)))
        said = ", ".join(f"{text[x[0] : x[1]]} ({x[2]})" for x in near)
        note = f"gold {label}{f'; ours: {said}' if near else ''}"
        yield Error(_kind(start, end, label, near), in_sentence(text, start, end), note)
    for start, end, label in sorted(ours - gold):
        if not any(overlap(x, (start, end)) for x in gold):
            yield Error(f"false hit, {label}", in_sentence(text, start, end))


def _kind(start: int, end: int, label: str, near: list[tuple[int, int, str]]) -> str:
    if not near:
        return f"missed, {label}"
    if any(x[:2] == (start, end) for x in near):
        return f"wrong type, {label}"
    same = any(x[2] == label for x in near)
    return f"wrong span, {label}" if same else f"wrong span and type, {label}"
