"""Errors in cleaned pages: a body with too much or too little, a wrong title, day or list of authors."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error
from benchmarks.scoring.articles import body_match, gold_article, name_set, plain, same_day

LIMIT = 0.9  # share of the body's word runs below which it is listed


def cleaning_errors(record: dict[str, Any], pred: dict[str, Any]) -> Iterator[Error]:
    """The page's address stands in the place of a sentence."""
    gold, address = gold_article(record), record["meta"]["url"]
    precision, recall = body_match(gold["text"], pred.get("text"))
    if precision is None:
        yield Error("body: nothing", address)
    elif precision < LIMIT:
        yield Error("body: too much", address, f"precision {precision:.3f}")
    if precision is not None and recall is not None and recall < LIMIT:
        yield Error("body: too little", address, f"recall {recall:.3f}")
    if "title" not in gold:
        return
    if plain(gold["title"]) != plain(pred.get("title")):
        yield Error("title", address, f"gold {gold['title']}; ours {pred.get('title')}")
    if gold["date"] and not same_day(gold["date"], pred.get("date")):
        yield Error("day of publication", address, f"gold {gold['date']}; ours {pred.get('date')}")
    if name_set(gold["authors"]) != name_set(pred.get("authors")):
        truth, ours = ", ".join(gold["authors"]), ", ".join(pred.get("authors") or ())
        yield Error("authors", address, f"gold {truth or 'none'}; ours {ours or 'none'}")
