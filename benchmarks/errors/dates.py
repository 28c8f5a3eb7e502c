"""Errors in dates: missed, false, and wrongly resolved, the latter two by the rule that did it."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.dates import gold_dates, same_value
from benchmarks.scoring.spans import exhaustive_end, pair_spans


def date_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """In MEANTIME only within its annotated sentences."""
    text, gold, end = record["text"], gold_dates(record), exhaustive_end(record)
    pred = [p for p in pred if p["end"] <= end]
    gold_spans, pred_spans = ([(d["start"], d["end"]) for d in side] for side in (gold, pred))
    pairs = pair_spans(gold_spans, pred_spans)
    found, hits = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, j in pairs:
        if not same_value(gold[i], pred[j]):
            note = f"gold {gold[i].get('value')}; ours {pred[j]['value']} ({text[pred[j]['start'] : pred[j]['end']]})"
            yield Error(f"wrong value, {pred[j]['rule']}", in_sentence(text, gold[i]["start"], gold[i]["end"]), note)
    for i, g in enumerate(gold):
        if i not in found:
            yield Error(f"missed, {g.get('type')}", in_sentence(text, g["start"], g["end"]), f"gold {g.get('value')}")
    for j, p in enumerate(pred):
        if j not in hits:
            yield Error(f"false hit, {p['rule']}", in_sentence(text, p["start"], p["end"]), f"ours {p['value']}")
