"""Quantities: values equal to 1e-5, then unit, then change.

`cqe` counts as CQE_Evaluation does (a value may count twice for one gold where units differ); `one_to_one` uses each
prediction once.

Prediction: {"value": x | [low, high], "unit": "dollar", "change": "="}. Units as CQE names them, "-" for none.
"""

import re
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from benchmarks.scoring.spans import Pair, pair_off, prf


class Figure(NamedTuple):
    """A quantity as it is compared."""

    value: float | tuple[float, ...]
    unit: str
    change: str | None


def quantity(item: dict[str, Any], unit_key: str, average: bool = False) -> Figure:
    """A gold or predicted quantity; gold values are strings, ranges joined by a hyphen."""
    value = item["value"]
    if isinstance(value, str) and (match := re.fullmatch(r"([\d.]+) ?- ?([\d.]+)", value)):
        ends = (float(match[1]), float(match[2]))
        value = sum(ends) / 2 if average else ends
    elif isinstance(value, (list, tuple)):
        value = tuple(map(float, value))
    else:
        value = float(value)
    return Figure(value, str(item.get(unit_key) or "-").strip().lower(), item.get("change"))


def same_value(gold: Figure, pred: Figure) -> bool:
    """Whether both are numbers or both ranges, equal to 1e-5."""
    if isinstance(gold.value, tuple) != isinstance(pred.value, tuple):
        return False
    sides = (side if isinstance(side, tuple) else (side,) for side in (gold.value, pred.value))
    return all(abs(g - p) <= 1e-8 + 1e-5 * abs(p) for g, p in zip(*sides, strict=False))


def count_as_cqe(gold: list[Figure], pred: list[Figure]) -> tuple[int, int]:
    """(values, values with unit) the way CQE_Evaluation's loop counts them."""
    gold, pred = sorted(gold, key=lambda q: q.unit), sorted(pred, key=lambda q: q.unit)
    budget, values, units = len(gold), 0, 0
    for g in gold:
        for p in list(pred):
            if same_value(g, p):
                if budget:
                    values, budget = values + 1, budget - 1
                if g.unit == p.unit:
                    units += 1
                    pred.remove(p)
                    break
    return values, units


def value_pairs(gold: list[Figure], pred: list[Figure]) -> list[Pair]:
    """One-to-one pairs of equal value, those of equal unit and change first."""
    return pair_off(
        ((1 + (g.unit == p.unit) + 0.5 * (g.change == p.change),), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(pred)
        if same_value(g, p)
    )


def score_quantities(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures by subset. `options.average_ranges`: gold ranges become their mean, as CQE_Evaluation does at times."""
    counts: dict[str, Counter] = defaultdict(Counter)
    average = bool(options and options.average_ranges)
    for record in records:
        gold = [quantity(q, "normalized_unit", average) for q in record["gold"]["quantities"]]
        pred = [quantity(q, "unit") for q in predictions[record["id"]]]
        values, units = count_as_cqe(gold, pred)
        pairs = [(gold[i], pred[j]) for i, j in value_pairs(gold, pred)]
        for subset in ("all", record["meta"]["subset"]):
            n = counts[subset]
            n.update(gold=len(gold), pred=len(pred), cqe_value=values, cqe_unit=units, value=len(pairs))
            n["unit"] += sum(g.unit == p.unit for g, p in pairs)
            n["change"] += sum(g.change == p.change for g, p in pairs if g.change)
            n["has_change"] += sum(bool(g.change) for g in gold)
    return {subset: _figures(n) for subset, n in counts.items()}


def _figures(n: Counter) -> dict[str, Any]:
    def of(name: str) -> dict[str, float]:
        return prf(n[name], n["gold"], n["pred"])

    once = {"value": of("value"), "value+unit": of("unit")}
    if n["has_change"] == n["gold"]:
        once["value+change"] = of("change")
    return {
        "n_gold": n["gold"],
        "n_pred": n["pred"],
        "cqe": {"value": of("cqe_value"), "value+unit": of("cqe_unit")},
        "one_to_one": once,
    }
