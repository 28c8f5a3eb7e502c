"""Events: first and any-of accuracy over PLOVER's 16 classes and over its four quad classes.

Apart for the PLOVER records and the PETRARCH records; right, too, where nothing is predicted and nothing is gold.
`actor`, `recipient`: share of PLOVER's gold actors of which a predicted one shares a word.

Prediction: {"class": "AGREE" | CAMEO code, "actor": "text", "recipient": "text"}, the main event first.
"""

from collections import Counter
from typing import Any

from benchmarks.scoring.spans import share, words

QUADS = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "material cooperation": ("COOPERATE", "AID", "RETREAT"),
    "verbal conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD_OF = {name: quad for quad, names in QUADS.items() for name in names}
RENAMED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT", "YIELD": "CONCEDE"}
CAMEO_ROOTS = {
    "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID", "08": "CONCEDE", "09": "ACCUSE",
    "10": "REQUEST", "11": "ACCUSE", "12": "REJECT", "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE",
    "16": "SANCTION", "17": "COERCE", "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip
CAMEO_EXCEPTIONS = {
    "0813": "RETREAT", "0814": "RETREAT", "084": "RETREAT", "085": "RETREAT", "086": "RETREAT", "087": "RETREAT",
    "163": "COERCE", "191": "COERCE", "192": "COERCE", "1712": "ASSAULT", "175": "ASSAULT",
}  # fmt: skip
SIDES = (("source", "actor"), ("target", "recipient"))


def plover_class(name: Any) -> str | None:
    """A current PLOVER class for a PLOVER name of any version or a CAMEO code (PLOVER's own table; 01, 02: None)."""
    name = str(name).strip().upper()
    if not name[:1].isdigit():
        return RENAMED.get(name, name)
    return CAMEO_EXCEPTIONS.get(name[:4]) or CAMEO_EXCEPTIONS.get(name[:3]) or CAMEO_ROOTS.get(name[:2])


def actor_texts(gold: dict[str, Any], side: str) -> list[str]:
    """Texts of the PLOVER source or target: absent, one actor or several."""
    actors = gold.get(side) or []
    actors = actors if isinstance(actors, list) else [actors]
    return [a if isinstance(a, str) else a.get("actorText") or "" for a in actors]


def gold_classes(gold: dict[str, Any]) -> set[str]:
    """The current PLOVER classes of a record."""
    codes = [gold["event"]] if "event" in gold else [c["eventcode"] for c in gold["cameo"] if "eventcode" in c]
    return {c for c in map(plover_class, codes) if c}


def said_words(pred: list[dict[str, Any]], side: str) -> set[str]:
    """The words of all predicted actors or recipients."""
    return {w for p in pred for w in words(p.get(side) or "")}


def score_events(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all records; see the head of the module."""
    n: Counter = Counter()
    for record in records:
        _count_record(record["gold"], predictions[record["id"]], n)
    views = [(view, how) for view in ("class", "quad") for how in ("top1", "any")]
    return {
        part: {"n": n[part, "n"]} | {f"{view}_{how}": share(n[part, view, how], n[part, "n"]) for view, how in views}
        for part in ("plover", "petrarch")
    } | {ours: share(n[ours, "found"], n[ours]) for _, ours in SIDES}


def _count_record(gold: dict[str, Any], pred: list[dict[str, Any]], n: Counter) -> None:
    part = "plover" if "event" in gold else "petrarch"
    truth = gold_classes(gold)
    guesses = [c for c in (plover_class(p["class"]) for p in pred) if c]
    n[part, "n"] += 1
    for view, translate in (("class", str), ("quad", QUAD_OF.get)):
        t, g = {translate(c) for c in truth}, [translate(c) for c in guesses]
        n[part, view, "top1"] += (g[0] in t) if g and t else not g and not t
        n[part, view, "any"] += bool(t & set(g)) if t else not g
    for side, ours in SIDES if part == "plover" else ():
        said = said_words(pred, ours)
        for actor in actor_texts(gold, side):
            n[ours] += 1
            n[ours, "found"] += bool(said & set(words(actor)))
