"""One entity per person within an article: B-cubed over the person names that gold and prediction both hold.

A predicted name belongs to the smallest gold person mention around it. GUM's mentions are grouped by their entity id.

Prediction: [s, e, entity number], named persons only.
"""

from typing import Any

from benchmarks.scoring.stories import b_cubed


def named_people(record: dict[str, Any], rows: list[list]) -> list[tuple[list, str]]:
    """(prediction, gold entity id) of each predicted person name that lies inside a gold person mention."""
    people = [m for m in record["gold"]["mentions"] if m[2] == "person"]
    found = []
    for row in rows:
        around = [m for m in people if m[0] <= row[0] and row[1] <= m[1]]
        if around:
            found.append((row, min(around, key=lambda m: m[1] - m[0])[3]))
    return found


def score_people(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """B-cubed over all names of all records; entities of two articles are never the same."""
    gold, pred = [], []
    for record in records:
        for row, entity in named_people(record, predictions[record["id"]]):
            gold.append((record["id"], entity))
            pred.append((record["id"], row[2]))
    return {"n_names": len(gold)} | ({"b_cubed": b_cubed(gold, pred)} if gold else {})
