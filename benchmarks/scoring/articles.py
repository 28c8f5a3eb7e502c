"""Cleaned articles: body by 4-token shingles, as the Scrapinghub benchmark counts; title, day, minute, authors.

Date: same day; `minute` where the gold has a time of day (UTC). Title: equal after quotes, spaces and case are
levelled; `near`: token F1 ≥ .8. Authors: micro F1 of the sets.

Prediction: {"text": "..", "title": "..", "date": "ISO 8601", "authors": ["..", ..]}.
"""

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from benchmarks.scoring.spans import f1, prf, share, token_f1

_LEVELLED = str.maketrans("‘’“”–—", "''\"\"--")


def shingles(text: str | None, size: int = 4) -> Counter:
    """The multiset of runs of `size` words."""
    tokens = re.findall(r"\w+", text or "")
    return Counter(tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)) if tokens)


def plain(text: str | None) -> str:
    """Casefolded, with straight quotes, plain dashes and single spaces."""
    text = unicodedata.normalize("NFKC", text or "").translate(_LEVELLED)
    return re.sub(r"\s+", " ", text).strip().casefold()


def moment(value: Any) -> tuple[datetime | None, bool]:
    """(aware datetime or None, has a time of day) of an ISO 8601 string; no zone is read as UTC."""
    try:
        when = datetime.fromisoformat(value.strip())
    except (AttributeError, ValueError):
        return None, False
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when, bool(when.hour or when.minute or when.second)


def gold_article(record: dict[str, Any]) -> dict[str, Any]:
    """The gold of one page: text and, where the set has them, title, date and authors."""
    gold = record["gold"]
    if "body_paragraphs" in gold:
        return {
            "text": "\n\n".join(gold["body_paragraphs"]),
            "title": gold["title"],
            "date": gold["publishing_date"],
            "authors": gold["authors"],
        }
    if "articleBody" in gold:
        return {"text": gold["articleBody"]}
    return gold | {"authors": [name for name in gold["authors"].split(",") if name.strip()]}


def body_match(gold: str | None, pred: str | None) -> tuple[float | None, float | None]:
    """Precision and recall of one body; None where that side has no words."""
    g, p = shingles(gold), shingles(pred)
    common = sum((g & p).values())
    return common / sum(p.values()) if p else None, common / sum(g.values()) if g else None


def same_day(gold: Any, pred: Any) -> bool:
    """Whether both name the same day, in their own zone or in UTC."""
    (when, _), (guess, _) = moment(gold), moment(pred)
    if when is None or guess is None:
        return False
    return bool({when.date(), when.astimezone(UTC).date()} & {guess.date(), guess.astimezone(UTC).date()})


def name_set(names: Any) -> set[str]:
    """Names levelled for comparison."""
    return {plain(name) for name in names or () if name}


def score_article(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Figures over all pages; see the head of the module."""
    n: Counter = Counter()
    matches = []
    for record in records:
        gold, pred = gold_article(record), predictions[record["id"]] or {}
        matches.append(body_match(gold["text"], pred.get("text")))
        n.update(pages=1, empty=not shingles(pred.get("text")))
        if "title" in gold:
            _count_fields(gold, pred, n)
    p, r = (_mean(side) for side in zip(*matches, strict=True))
    figures: dict[str, Any] = {"n_pages": n["pages"], "n_empty": n["empty"]}
    figures["body"] = {"p": round(p, 4), "r": round(r, 4), "f1": round(f1(p, r), 4)}
    if n["dated"] or n["authors_gold"]:
        figures |= {
            "title": share(n["title"], n["pages"]),
            "title_near": share(n["title_near"], n["pages"]),
            "date_day": prf(n["day"], n["dated"], n["date_given"]),
            "date_minute": share(n["minute"], n["timed"]),
            "authors": prf(n["authors_hits"], n["authors_gold"], n["authors_pred"]),
            "authors_equal": share(n["authors_equal"], n["pages"]),
        }
    return figures


def _mean(values: Iterable[float | None]) -> float:
    """Over the pages that have words on that side."""
    known = [value for value in values if value is not None]
    return statistics.mean(known) if known else 0.0


def _count_fields(gold: dict[str, Any], pred: dict[str, Any], n: Counter) -> None:
    n["title"] += plain(gold["title"]) == plain(pred.get("title"))
    n["title_near"] += token_f1(gold["title"] or "", pred.get("title") or "") >= 0.8
    (when, timed), (guess, _) = moment(gold["date"]), moment(pred.get("date"))
    n.update({"dated": when is not None, "date_given": guess is not None})
    n["day"] += same_day(gold["date"], pred.get("date"))
    if when and timed:
        n["timed"] += 1
        n["minute"] += guess is not None and abs((guess - when).total_seconds()) < 60
    truth, named = name_set(gold["authors"]), name_set(pred.get("authors"))
    n.update(authors_gold=len(truth), authors_pred=len(named), authors_hits=len(truth & named))
    n["authors_equal"] += truth == named
