"""Tails of plain texts: the share of their lines that is removed, and the share of the body's lines that is kept.

Gold bodies hold link boxes, credits and calls to follow, too; the share of their paragraphs that is kept leaves these
out. Prediction: {"body": [line, ..], "paragraphs": [line, ..], "tail": [line, ..], "kept": [line, ..]}, or null where
the page shows no tail.
"""

from collections import Counter
from typing import Any

from benchmarks.scoring.spans import share

END = 40  # characters by which a line is known again: a dateline may have been cut from its beginning


def score_tail(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all pages that have a tail."""
    n: Counter = Counter()
    for record in records:
        pred = predictions[record["id"]]
        if pred:
            kept = {line[-END:] for line in pred["kept"]}
            n.update(pages=1, body=len(pred["body"]), paragraphs=len(pred["paragraphs"]), tail=len(pred["tail"]))
            n["body_kept"] += sum(line[-END:] in kept for line in pred["body"])
            n["paragraphs_kept"] += sum(line[-END:] in kept for line in pred["paragraphs"])
            n["tail_removed"] += sum(line[-END:] not in kept for line in pred["tail"])
    return {
        "n_pages": n["pages"],
        "n_body_lines": n["body"],
        "n_tail_lines": n["tail"],
        "tail_removed": share(n["tail_removed"], n["tail"]),
        "body_kept": share(n["body_kept"], n["body"]),
        "paragraphs_kept": share(n["paragraphs_kept"], n["paragraphs"]),
    }
