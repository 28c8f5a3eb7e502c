"""Named entities: micro precision, recall and F1 over PER, ORG and LOC.

Labels of CoNLL, OntoNotes or plain English are mapped to CoNLL's. `exact`: span and label; `trimmed`: the same without
a leading article and a trailing 's on both sides; `untyped`; `overlap`: same label, spans overlap, one to one;
`with_misc` (CoNLL++): all four types. In GUM and MEANTIME only name-like gold mentions count (capitalised words and
small connectors), in MEANTIME only those of its exhaustively annotated sentences.

Prediction: [s, e, label].
"""

import re
from collections import Counter
from typing import Any

from benchmarks.scoring.spans import exhaustive_end, pair_spans, prf

LABELS = {
    **dict.fromkeys(("PER", "PERSON"), "PER"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "ORGANISATION"), "ORG"),
    **dict.fromkeys(("LOC", "LOCATION", "PLACE", "GPE", "FAC"), "LOC"),
    **dict.fromkeys(("MISC", "NORP", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "PRODUCT"), "MISC"),
}
NAMED = ("PER", "ORG", "LOC")
_ARTICLE, _POSSESSIVE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE), re.compile(r"\s*['’]s?$", re.IGNORECASE)
_NAME_LIKE = re.compile(
    r"(?:[A-Z0-9][\w.'’&/-]*)(?:[\s,]+(?:of|the|and|for|in|on|to|de|del|la|le|al|el|bin|van|von|der|&|-|[A-Z0-9][\w.'’&/-]*))*"
)
_PRONOUNS = frozenset(
    {"i", "he", "she", "it", "we", "they", "you", "me", "him", "her", "us", "them", "his", "its", "our", "their"}
    | {"my", "your", "this", "that", "these", "those", "who"}
)
Entity = tuple[int, int, str]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a leading article and a trailing possessive."""
    first, last = start, end
    if match := _ARTICLE.match(text, start, end):
        first = match.end()
    if match := _POSSESSIVE.search(text[first:end]):
        last = first + match.start()
    return (first, last) if first < last else (start, end)


def name_like(text: str, start: int, end: int) -> bool:
    """Whether the words are written as a name."""
    first, last = trimmed(text, start, end)
    name = text[first:last]
    return bool(_NAME_LIKE.fullmatch(name)) and not name.isnumeric() and name.lower() not in _PRONOUNS


def gold_entities(record: dict[str, Any]) -> set[Entity]:
    """(start, end, CoNLL label) of the gold names that count."""
    gold, text = record["gold"], record["text"]
    if "entities" in gold and len(gold["entities"][0] if gold["entities"] else ()) != 4:
        return {(s, e, LABELS[label]) for s, e, label in gold["entities"]}
    typed = {(s, e, LABELS.get(label.upper(), "")) for s, e, label in _marked(record) if name_like(text, s, e)}
    return {(s, e, label) for s, e, label in typed if label in NAMED}


def _marked(record: dict[str, Any]) -> list[tuple[int, int, str]]:
    gold, end = record["gold"], exhaustive_end(record)
    if "entities" in gold:
        return [(s, e, label) for s, e, label, confidence in gold["entities"] if confidence >= 0.5]
    if not isinstance(gold["mentions"], dict):
        return [(m[0], m[1], m[2]) for m in gold["mentions"]]
    return [
        (m["start"], m["end"], m["entity_type"])
        for m in gold["mentions"].values()
        if m["kind"] == "ENTITY_MENTION" and m.get("entity_type") and m["end"] <= end
    ]


def predicted_entities(record: dict[str, Any], rows: list[list]) -> set[Entity]:
    """(start, end, CoNLL label) of the predictions inside the annotated part of the text."""
    end = exhaustive_end(record)
    return {(s, e, LABELS[label.upper()]) for s, e, label in rows if e <= end and label.upper() in LABELS}


def score_entities(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all records; see the head of the module."""
    n: Counter = Counter()
    for record in records:
        _count_document(record["text"], gold_entities(record), predicted_entities(record, predictions[record["id"]]), n)
    views = ["exact", "trimmed", "untyped", "overlap"]
    if n["with_misc", "MISC", "gold"]:
        views.append("with_misc")
    return (
        {"n_gold": n["exact", "all", "gold"], "n_pred": n["exact", "all", "pred"]}
        | {view: _figures(n, view) for view in views}
        | {"exact_f1_by_type": {label: _figures(n, "exact", label)["f1"] for label in NAMED}}
    )


def _count_document(text: str, gold: set[Entity], pred: set[Entity], n: Counter) -> None:
    _count(n, "with_misc", gold, pred)
    gold, pred = ({x for x in side if x[2] != "MISC"} for side in (gold, pred))
    _count(n, "exact", gold, pred)
    _count(n, "trimmed", *({(*trimmed(text, x[0], x[1]), x[2]) for x in side} for side in (gold, pred)))
    _count(n, "untyped", *({x[:2] for x in side} for side in (gold, pred)))
    g, p = sorted(gold), sorted(pred)
    n["overlap", "all", "gold"] += len(g)
    n["overlap", "all", "pred"] += len(p)
    n["overlap", "all", "hits"] += len(pair_spans(g, p, lambda i, j: g[i][2] == p[j][2]))


def _count(n: Counter, view: str, gold: set, pred: set) -> None:
    for name, wanted in (("all", None), *((label, label) for label in (*NAMED, "MISC"))):
        g = {x for x in gold if wanted in (None, x[-1])}
        p = {x for x in pred if wanted in (None, x[-1])}
        n[view, name, "gold"] += len(g)
        n[view, name, "pred"] += len(p)
        n[view, name, "hits"] += len(g & p)


def _figures(n: Counter, view: str, name: str = "all") -> dict[str, float]:
    return prf(n[view, name, "hits"], n[view, name, "gold"], n[view, name, "pred"])
