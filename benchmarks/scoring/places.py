"""Places, per corpus: span F1 exact and overlap; of gold toponyms with coordinates, those resolved (an overlapping
prediction that has coordinates), within 161 km, and of the same GeoNames id, each over resolved and over all gold.

`right_all`: within 161 km or the same id, over all gold (the points of large countries differ by more between
sources). GeoWebNews: expressions ("the city"), demonyms, homonyms, languages and non-toponyms are no gold toponyms.

Prediction: {"start": s, "end": e, "lat": x | None, "lon": y | None, "geonameid": id | None}.
"""

import math
import statistics
from collections import Counter, defaultdict
from typing import Any

from benchmarks.scoring.spans import pair_spans, prf, share

NEAR_KM = 161
NO_TOPONYM = frozenset({"Literal_Expression", "Non_Lit_Expression", "Non_Toponym", "Demonym", "Homonym", "Language"})


def gold_toponyms(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The gold toponyms that count."""
    return [t for t in record["gold"]["toponyms"] if t.get("type") not in NO_TOPONYM]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) points in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(math.radians, map(float, point))) for point in (a, b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))


def compare(toponym: dict[str, Any], guess: dict[str, Any]) -> tuple[float, bool]:
    """(distance in km, same GeoNames id) of a located toponym and a guess that has coordinates."""
    km = kilometres((toponym["lat"], toponym["lon"]), (guess["lat"], guess["lon"]))
    same_id = bool(toponym.get("geonameid")) and str(toponym["geonameid"]) == str(guess.get("geonameid"))
    return km, same_id


def partners(gold: list[dict[str, Any]], pred: list[dict[str, Any]]) -> dict[int, int]:
    """Gold toponym → the prediction that overlaps it, one to one."""
    gold_spans, pred_spans = ([(t["start"], t["end"]) for t in side] for side in (gold, pred))
    return dict(pair_spans(gold_spans, pred_spans))


def score_places(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all records and by corpus; see the head of the module."""
    counts: dict[str, Counter] = defaultdict(Counter)
    errors: dict[str, list[float]] = defaultdict(list)
    for record in records:
        gold, pred = gold_toponyms(record), predictions[record["id"]]
        n, distances = _count_document(gold, pred)
        for corpus in ("all", record["meta"]["corpus"]):
            counts[corpus].update(n)
            errors[corpus] += distances
    return {corpus: _figures(n, errors[corpus]) for corpus, n in counts.items()}


def _count_document(gold: list[dict[str, Any]], pred: list[dict[str, Any]]) -> tuple[Counter, list[float]]:
    partner = partners(gold, pred)
    n = Counter(gold=len(gold), pred=len(pred), overlap=len(partner))
    distances = []
    for i, j in partner.items():
        n["exact"] += (gold[i]["start"], gold[i]["end"]) == (pred[j]["start"], pred[j]["end"])
    for i, toponym in enumerate(gold):
        if toponym.get("lat") is None:
            continue
        has_id = bool(toponym.get("geonameid"))
        n.update(located=1, with_id=has_id)
        guess = pred[partner[i]] if i in partner else {}
        if guess.get("lat") is not None:
            km, same_id = compare(toponym, guess)
            distances.append(km)
            near = km <= NEAR_KM
            n.update(resolved=1, near=near, resolved_with_id=has_id, same_id=same_id, right=near or same_id)
    return n, distances


def _figures(n: Counter, distances: list[float]) -> dict[str, Any]:
    figures = {
        "n_gold": n["gold"],
        "n_pred": n["pred"],
        "n_located": n["located"],
        "n_resolved": n["resolved"],
        "exact": prf(n["exact"], n["gold"], n["pred"]),
        "overlap": prf(n["overlap"], n["gold"], n["pred"]),
        "acc161_resolved": share(n["near"], n["resolved"]),
        "acc161_all": share(n["near"], n["located"]),
        "id_resolved": share(n["same_id"], n["resolved_with_id"]),
        "id_all": share(n["same_id"], n["with_id"]),
        "right_all": share(n["right"], n["located"]),
    }
    return figures | ({"mean_km": round(statistics.mean(distances), 1)} if distances else {})
