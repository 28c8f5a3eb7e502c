"""Dates: TempEval-3's strict (same span), relaxed (overlap, one to one) and value (relaxed, and equal TIMEX3 value).

MEANTIME: its exhaustively annotated sentences only. GUM: TEI dates, `when` as the value, ranges as from/to.

Prediction: {"start": s, "end": e, "value": "1998-08-08", "type": "DATE"}.
"""

from collections import Counter
from typing import Any

from benchmarks.scoring.spans import exhaustive_end, pair_spans, prf, share


def gold_dates(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The gold expressions that have words in the text."""
    gold, end = record["gold"], exhaustive_end(record)
    if "timexes" in gold:
        return [t for t in gold["timexes"] if t["start"] < t["end"]]
    if "dates" in gold:
        return [{"start": s, "end": e, "type": "DATE", "value": _tei_value(d)} for s, e, d in gold["dates"]]
    mentions = [m for m in gold["mentions"].values() if m["kind"] == "TIMEX3" and m["end"] <= end]
    return [m for m in mentions if m["start"] < m["end"]]


def _tei_value(d: dict[str, str]) -> str:
    return d.get("when") or f"{d.get('from') or d.get('notBefore') or ''}/{d.get('to') or d.get('notAfter') or ''}"


def same_value(gold: dict[str, Any], pred: dict[str, Any]) -> bool:
    """Whether both values are written alike; a prediction without one is wrong."""
    return (gold.get("value") or "").strip().upper() == (pred.get("value") or "-").strip().upper()


def score_dates(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all records; see the head of the module."""
    n: Counter = Counter()
    for record in records:
        gold, end = gold_dates(record), exhaustive_end(record)
        pred = [p for p in predictions[record["id"]] if p["end"] <= end]
        gold_spans, pred_spans = ([(d["start"], d["end"]) for d in side] for side in (gold, pred))
        pairs = pair_spans(gold_spans, pred_spans)
        n["gold"] += len(gold)
        n["pred"] += len(pred)
        n["strict"] += sum(gold_spans[i] == pred_spans[j] for i, j in pairs)
        n["relaxed"] += len(pairs)
        for i, j in pairs:
            n["value"] += same_value(gold[i], pred[j])
            n["type"] += gold[i].get("type") == pred[j].get("type")
    return (
        {"n_gold": n["gold"], "n_pred": n["pred"]}
        | {view: prf(n[view], n["gold"], n["pred"]) for view in ("strict", "relaxed", "value")}
        | {"value_accuracy": share(n["value"], n["relaxed"]), "type_accuracy": share(n["type"], n["relaxed"])}
    )
