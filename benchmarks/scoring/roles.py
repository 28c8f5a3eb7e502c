"""Roles: a pair is found where the person spans overlap and the token F1 of the titles is at least .5, one to one.

The gold is not exhaustive, so `precision_floor` (over all predictions) is only a lower bound.
`precision_on_gold_people` is over the predictions whose person overlaps a gold person: of the titles given to these
mentions, the share right.

Prediction: {"person": [s, e], "role": [s, e] | "text"}.
"""

from collections import Counter
from typing import Any

from benchmarks.scoring.spans import Pair, overlap, pair_off, share, token_f1


def role_pairs(text: str, gold: list[dict[str, Any]], pred: list[dict[str, Any]]) -> list[Pair]:
    """(gold, prediction) pairs that name the same person and the same role."""
    likeness = (
        ((token_f1(_words(text, g["role"]), _words(text, p["role"])),), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(pred)
        if overlap(g["person"], p["person"])
    )
    return pair_off(c for c in likeness if c[0][0] >= 0.5)


def _words(text: str, role: str | list[int]) -> str:
    return role if isinstance(role, str) else text[role[0] : role[1]]


def score_roles(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all records; see the head of the module."""
    n: Counter = Counter()
    for record in records:
        gold, pred = record["gold"]["pairs"], predictions[record["id"]]
        n["hits"] += len(role_pairs(record["text"], gold, pred))
        n["gold"] += len(gold)
        n["pred"] += len(pred)
        n["on_gold_people"] += sum(any(overlap(g["person"], p["person"]) for g in gold) for p in pred)
    return {
        "n_gold": n["gold"],
        "n_pred": n["pred"],
        "recall": share(n["hits"], n["gold"]),
        "precision_floor": share(n["hits"], n["pred"]),
        "precision_on_gold_people": share(n["hits"], n["on_gold_people"]),
        "n_on_gold_people": n["on_gold_people"],
    }
