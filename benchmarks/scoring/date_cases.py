"""Cases of date arithmetic: single sentences with a reference day, from Recognizers-Text's conformance suite.

A case is right where a prediction overlaps it that has one of its TIMEX values or values, or the first day of one of
its ranges. Only the types that news holds count: dates, ranges of dates, lengths, repetitions. Cases without a
reference day, and those that the suite marks as not supported by its own library, are left out.

Prediction: {"start": s, "end": e, "value": "2016-11-07", "first_day": "2016-11-07" | None}.
"""

from collections import Counter
from typing import Any

from benchmarks.scoring.spans import overlap, share

TYPES = ("date", "daterange", "duration", "set")


def counted_cases(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The cases of a record that count, each with its bare type."""
    meta = record["meta"]
    if not meta.get("reference") or meta.get("not_supported"):
        return []
    cases = [case | {"type": case["type"].rpartition(".")[2]} for case in record["gold"]["results"]]
    return [case for case in cases if case["type"] in TYPES]


def is_right(case: dict[str, Any], pred: dict[str, Any]) -> bool:
    """Whether a prediction overlaps the case and says the same."""
    if not overlap((case["start"], case["end"]), (pred["start"], pred["end"])):
        return False
    values = {of.get(key) for of in case["values"] for key in ("timex", "value")} - {None}
    starts = {of["start"][:10] for of in case["values"] if of.get("start")}
    return pred["value"] in values or pred["first_day"] in starts


def score_date_cases(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Share right, of all cases and by type."""
    n: Counter = Counter()
    for record in records:
        for case in counted_cases(record):
            right = any(is_right(case, pred) for pred in predictions[record["id"]])
            for kind in ("all", case["type"]):
                n.update({(kind, "n"): 1, (kind, "right"): right})
    return {
        kind: {"n": n[kind, "n"], "right": share(n[kind, "right"], n[kind, "n"])}
        for kind in ("all", *TYPES)
        if n[kind, "n"]
    }
