"""Errors in places, end to end: not found, not resolved, resolved to another place, and false."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.places import NEAR_KM, compare, gold_toponyms, partners


def place_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """By corpus; only toponyms with coordinates can be missed."""
    text, gold, corpus = record["text"], gold_toponyms(record), record["meta"]["corpus"]
    partner = partners(gold, pred)
    for i, toponym in enumerate(gold):
        if toponym.get("lat") is None:
            continue
        sentence = in_sentence(text, toponym["start"], toponym["end"])
        if i not in partner:
            yield Error(f"not found, {corpus}", sentence)
            continue
        guess = pred[partner[i]]
        if guess["lat"] is None:
            yield Error(f"not resolved, {corpus}", sentence)
            continue
        km, same_id = compare(toponym, guess)
        if km > NEAR_KM and not same_id:
            truth = f"gold {toponym['lat']}, {toponym['lon']}"
            yield Error(f"another place, {corpus}", sentence, f"{truth}; ours {guess['name']}, {km:,.0f} km away")
    hits = set(partner.values())
    for j, p in enumerate(pred):
        if j not in hits:
            yield Error(f"false hit, {corpus}", in_sentence(text, p["start"], p["end"]), f"ours {p['name']}")
