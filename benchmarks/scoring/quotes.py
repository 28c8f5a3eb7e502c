"""Quotations: the metric of the Gender Gap Tracker.

A prediction matches a gold quotation if it covers more than .3 (.8) of its characters; one to one, best first. Only
letters and digits count as characters, so that neither quotation marks nor spaces decide. `speaker` is accuracy among
the matches whose gold quotation has a source: the spans overlap, and none is wrong. By gold type: recall, and
`chars_r`, the share of its characters that any prediction covers. By predicted kind: precision. `chars`, `tokens`: the
content of all quotations of a document pooled.

Prediction: {"content": [[s, e], ..], "speaker": [s, e] | None, "kind": "direct" | "mixed" | "indirect"}.
"""

import re
from collections import Counter
from typing import Any

from benchmarks.scoring.spans import overlap, pair_off, prf, share

LIMITS = (0.3, 0.8)
_TWO_APOSTROPHES = re.compile(r"''(?=\S).*?(?:''|$)", re.MULTILINE)


def letters(text: str, spans: list[list[int]]) -> set[int]:
    """Positions of letters and digits inside the spans (all positions where there is none)."""
    every = {i for s, e in spans for i in range(s, min(e, len(text)))}
    return {i for i in every if text[i].isalnum()} or every


def quotation_type(text: str, marked: set[int], attribution: dict[str, Any]) -> str:
    """The gold's type, derived again where the text writes quotation marks as two apostrophes."""
    content = {i for i in letters(text, attribution["content"]) if text[i].isalpha()}
    inside = len(content & marked) / len(content) if content else 0
    return "direct" if inside >= 0.9 else "mixed" if inside > 0 else attribution["qtype"]


def gold_quotes(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The gold quotations that have content; GUM holds quoted spans only, without a speaker."""
    if "attributions" not in record["gold"]:
        return [{"content": [span], "source": [], "qtype": "quoted"} for span in record["gold"]["quotes"]]
    text = record["text"]
    marked = {i for match in _TWO_APOSTROPHES.finditer(text) for i in range(*match.span())}
    found = [a for a in record["gold"]["attributions"] if a["content"]]
    return [a | {"qtype": quotation_type(text, marked, a)} for a in found] if marked else found


def right_speaker(gold: dict[str, Any], pred: dict[str, Any]) -> bool:
    """Whether the predicted speaker overlaps the gold source."""
    return pred.get("speaker") is not None and any(overlap(span, pred["speaker"]) for span in gold["source"])


def covering(gold: list[set[int]], pred: list[set[int]]) -> list[tuple[tuple[float, float], int, int]]:
    """Candidates for `pair_off`: the share of the gold letters covered, then the Jaccard of both."""
    return [
        ((common / len(g), common / len(g | p)), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(pred)
        if (common := len(g & p))
    ]


def score_quotes(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all records; see the head of the module."""
    n: Counter = Counter()
    hits: dict[float, Counter] = {limit: Counter() for limit in LIMITS}
    for record in records:
        _count_document(record["text"], gold_quotes(record), predictions[record["id"]], n, hits)
    figures: dict[str, Any] = {"n_gold": n["gold", "all"], "n_pred": n["pred", "all"]}
    for limit, count in hits.items():
        figures[f">{limit}"] = prf(count["gold", "all"], n["gold", "all"], n["pred", "all"]) | {
            "speaker": share(count["speaker", "all"], count["sourced", "all"])
        }
    figures["by_gold_type"] = {kind: _of_gold_type(kind, n, hits) for kind in _kinds(n, "gold")}
    figures["by_predicted_kind"] = {
        kind: {"n": n["pred", kind]}
        | {f"p>{limit}": share(count["pred", kind], n["pred", kind]) for limit, count in hits.items()}
        for kind in _kinds(n, "pred")
    }
    return figures | {u: prf(n[u, "both"], n[u, "gold"], n[u, "pred"]) for u in ("chars", "tokens")}


def _count_document(text: str, gold: list, pred: list, n: Counter, hits: dict[float, Counter]) -> None:
    gold_chars = [letters(text, g["content"]) for g in gold]
    pred_chars = [letters(text, p["content"]) for p in pred]
    pool_gold, pool_pred = set().union(*gold_chars), set().union(*pred_chars)
    starts = {m.start() for m in re.finditer(r"\w+", text)}
    for unit, kept in (("chars", pool_gold | pool_pred), ("tokens", starts)):
        n[unit, "gold"] += len(pool_gold & kept)
        n[unit, "pred"] += len(pool_pred & kept)
        n[unit, "both"] += len(pool_gold & pool_pred & kept)
    for g, chars in zip(gold, gold_chars, strict=True):
        n.update({("gold", "all"): 1, ("gold", g["qtype"]): 1})
        n.update({("letters", g["qtype"]): len(chars), ("covered", g["qtype"]): len(chars & pool_pred)})
    n.update(("pred", kind) for p in pred for kind in ("all", p.get("kind") or "none"))
    covered = covering(gold_chars, pred_chars)
    for limit, count in hits.items():
        for i, j in pair_off(c for c in covered if c[0][0] > limit):
            _count_pair(gold[i], pred[j], count)


def _count_pair(gold: dict[str, Any], pred: dict[str, Any], count: Counter) -> None:
    for kind in ("all", gold["qtype"]):
        count["gold", kind] += 1
        if gold["source"]:
            count["sourced", kind] += 1
            count["speaker", kind] += right_speaker(gold, pred)
    count["pred", pred.get("kind") or "none"] += 1


def _kinds(n: Counter, side: str) -> list[str]:
    return sorted(key[1] for key in n if key[0] == side and key[1] != "all")


def _of_gold_type(kind: str, n: Counter, hits: dict[float, Counter]) -> dict[str, Any]:
    return (
        {"n": n["gold", kind]}
        | {f"r>{limit}": share(count["gold", kind], n["gold", kind]) for limit, count in hits.items()}
        | {f"speaker>{limit}": share(count["speaker", kind], count["sourced", kind]) for limit, count in hits.items()}
        | {"chars_r": share(n["covered", kind], n["letters", kind])}
    )
