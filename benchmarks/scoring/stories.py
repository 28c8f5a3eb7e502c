"""Copies and stories.

`duplicate`: recall of links at Jaccard ≥ .5 within 48 h, and false merges of traps. Prediction: true | false.
`story`: B-cubed, V-measure, adjusted Rand index. Prediction: any label; a missing article is a story of its own.
"""

import math
from collections import Counter
from typing import Any

from benchmarks.scoring.spans import f1, share

GROUPS = ("recall_j5", "below_j5", "late_j5", "late_below_j5", "other_story")


def score_duplicate(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all pairs; see the head of the module."""
    n: Counter = Counter()
    for record in records:
        gold, linked = record["gold"], predictions[record["id"]] is True
        groups = [_group(gold)] + (["other_story"] if gold.get("same_story") is False else [])
        for group in groups:
            n.update({(group, "n"): 1, (group, "linked"): linked})

    def rate(*groups: str) -> float | None:
        return share(sum(n[g, "linked"] for g in groups), sum(n[g, "n"] for g in groups))

    return {
        "n": {group: n[group, "n"] for group in GROUPS},
        "recall_j5_48h": rate("recall_j5"),
        "linked_below_j5_48h": rate("below_j5"),
        "false_merge_48h": rate("late_j5", "late_below_j5"),
        "false_merge_48h_j5": rate("late_j5"),
        "false_merge_other_story": rate("other_story"),
    }


def _group(gold: dict[str, Any]) -> str:
    hours = gold.get("hours_apart")
    late = hours is not None and hours > 48
    alike = gold["jaccard5"] >= 0.5
    if late:
        return "late_j5" if alike else "late_below_j5"
    return "recall_j5" if alike else "below_j5"


def b_cubed(gold: list, pred: list) -> dict[str, float]:
    """B-cubed precision, recall and F1 of two labellings of the same items."""
    both, g, p = Counter(zip(gold, pred, strict=True)), Counter(gold), Counter(pred)
    precision = sum(k * k / p[b] for (_, b), k in both.items()) / len(gold)
    recall = sum(k * k / g[a] for (a, _), k in both.items()) / len(gold)
    return {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1(precision, recall), 4)}


def adjusted_rand(gold: list, pred: list) -> float:
    """The adjusted Rand index of two labellings."""
    counted = (Counter(zip(gold, pred, strict=True)), Counter(gold), Counter(pred))
    both, g, p = (sum(math.comb(k, 2) for k in counts.values()) for counts in counted)
    total = math.comb(len(gold), 2)
    expected = g * p / total if total else 0
    best = (g + p) / 2
    return 1.0 if best == expected else (both - expected) / (best - expected)


def v_measure(gold: list, pred: list) -> float:
    """The harmonic mean of homogeneity and completeness."""
    both, g, p = Counter(zip(gold, pred, strict=True)), Counter(gold), Counter(pred)
    total = len(gold)

    def entropy(counts: Counter) -> float:
        return -sum(k / total * math.log(k / total) for k in counts.values())

    shared = sum(k / total * math.log(k * total / (g[a] * p[b])) for (a, b), k in both.items())
    homogeneity = shared / entropy(g) if entropy(g) else 1.0
    completeness = shared / entropy(p) if entropy(p) else 1.0
    return f1(homogeneity, completeness)


def score_story(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all articles; see the head of the module."""
    gold = [r["gold"]["story_cluster"] for r in records]
    pred = [p if (p := predictions[r["id"]]) not in (None, []) else ("alone", r["id"]) for r in records]
    return {
        "n_articles": len(gold),
        "n_stories_gold": len(set(gold)),
        "n_stories_pred": len(set(pred)),
        "b_cubed": b_cubed(gold, pred),
        "v_measure": round(v_measure(gold, pred), 4),
        "ari": round(adjusted_rand(gold, pred), 4),
    }
