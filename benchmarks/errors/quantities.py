"""Errors in quantities: missed, false, wrong unit, wrong change. The gold has no offsets: its records are sentences."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.quantities import quantity, value_pairs


def quantity_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """By the pairing that uses each prediction once."""
    text = record["text"]
    gold = [quantity(q, "normalized_unit") for q in record["gold"]["quantities"]]
    ours = [quantity(q, "unit") for q in pred]
    pairs = value_pairs(gold, ours)
    for i in sorted({*range(len(gold))} - {i for i, _ in pairs}):
        yield Error("missed", " ".join(text.split()), f"gold {gold[i].value} {gold[i].unit}")
    for j in sorted({*range(len(ours))} - {j for _, j in pairs}):
        yield Error("false hit", in_sentence(text, pred[j]["start"], pred[j]["end"]), f"ours {ours[j].value}")
    for i, j in pairs:
        sentence = in_sentence(text, pred[j]["start"], pred[j]["end"])
        if gold[i].unit != ours[j].unit:
            yield Error("wrong unit", sentence, f"gold {gold[i].unit}; ours {ours[j].unit}")
        if gold[i].change and gold[i].change != ours[j].change:
            yield Error("wrong change", sentence, f"gold {gold[i].change}; ours {ours[j].change}")
