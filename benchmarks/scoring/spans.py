"""Spans and words of a text, and their pairing one to one. A span is (start, end): code points, end-exclusive."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Pair = tuple[int, int]


def share(part: int, whole: int) -> float | None:
    """Part of the whole, 0 to 1, to four digits; None of nothing."""
    return round(part / whole, 4) if whole else None


def prf(hits: int, n_gold: int, n_pred: int) -> dict[str, float]:
    """Precision, recall and F1 of `hits` pairs."""
    p = hits / n_pred if n_pred else 0.0
    r = hits / n_gold if n_gold else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(f1(p, r), 4)}


def f1(precision: float, recall: float) -> float:
    """The harmonic mean; 0 where both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def overlap(a: Sequence[Any], b: Sequence[Any]) -> int:
    """Characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def pair_off(candidates: Iterable[tuple[tuple[float, ...], int, int]]) -> list[Pair]:
    """One-to-one pairs from (score, gold, pred) triples, highest score first, then reading order."""
    gold_used: set[int] = set()
    pred_used: set[int] = set()
    pairs = []
    for _, gold, pred in sorted(candidates, key=lambda c: (tuple(-x for x in c[0]), c[1], c[2])):
        if gold not in gold_used and pred not in pred_used:
            gold_used.add(gold)
            pred_used.add(pred)
            pairs.append((gold, pred))
    return pairs


def pair_spans(
    gold: Sequence[Sequence[Any]], pred: Sequence[Sequence[Any]], same: Callable[[int, int], bool] = lambda g, p: True
) -> list[Pair]:
    """One-to-one pairs of overlapping spans: equal spans first, then the largest Jaccard."""
    return pair_off(
        ((common / (g[1] - g[0] + p[1] - p[0] - common),), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(pred)
        if (common := overlap(g, p)) and same(i, j)
    )


def words(text: str) -> list[str]:
    """The words in lower case, articles left out."""
    return [w for w in re.findall(r"\w+", text.lower()) if w not in ("a", "an", "the")]


def token_f1(a: str, b: str) -> float:
    """F1 of the words that two phrases share."""
    left, right = Counter(words(a)), Counter(words(b))
    common = sum((left & right).values())
    return 2 * common / (sum(left.values()) + sum(right.values())) if common else 0.0


def exhaustive_end(record: dict[str, Any]) -> int:
    """Where MEANTIME's exhaustively annotated sentences end; elsewhere the end of the text."""
    meta = record.get("meta", {})
    if "exhaustive_until_sentence" not in meta:
        return len(record["text"])
    sentences = meta["sentences"]
    return sentences[min(meta["exhaustive_until_sentence"], len(sentences) - 1)][1]
