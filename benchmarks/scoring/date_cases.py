"""Cases of date arithmetic: single sentences with a reference day, from Recognizers-Text's conformance suite.

Two views. `all`, strict: a case is right where a prediction overlaps it that has one of its TIMEX values or values, or
the first day of one of its ranges; cases that one of the suite's ports does not support are left out.
`news`: of the cases that the suite's own reference implementation supports, those whose form news prints
(benchmarks/date_forms.toml, by the input alone), and the three places where TIMEX3 and the suite spell the same thing
differently are no errors: see `says_the_same`.

Only the types that news holds count: dates, ranges of dates, lengths, repetitions. Cases without a reference day are
left out.

Prediction: {"start": s, "end": e, "value": "2016-11-07", "first_day": "2016-11-07" | None, "last_day": ..}.
"""

import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.scoring.spans import overlap, share

TYPES = ("date", "daterange", "duration", "set")
FORMS = Path(__file__).parents[1] / "date_forms.toml"
COARSE = re.compile(r"\b(?:week|month|quarter|year|decade)s?\b", re.IGNORECASE)
LEFT_OPEN = frozenset(("TMO", "TAF", "TEV", "TNI", "SP", "SU", "FA", "WI"))  # part of any day, season of any year
LENGTH = re.compile(r"P(?:(?P<Y>[\d.]+)Y)?(?:(?P<M>[\d.]+)M)?(?:T(?:(?P<TH>[\d.]+)H)?(?:(?P<TM>[\d.]+)M)?)?")


def counted_cases(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The cases of a record that count in the strict view, each with its bare type."""
    return [] if record["meta"].get("not_supported") else _cases(record)


def news_cases(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The cases of a record whose form news prints, each with its bare type."""
    if "dotnet" in (record["meta"].get("not_supported") or ""):
        return []
    return [case for case in _cases(record) if odd_form(record["text"], case["start"], case["end"]) is None]


def _cases(record: dict[str, Any]) -> list[dict[str, Any]]:
    if not record["meta"].get("reference"):
        return []
    cases = [case | {"type": case["type"].rpartition(".")[2]} for case in record["gold"]["results"]]
    return [case for case in cases if case["type"] in TYPES]


@cache
def _forms() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows = tomllib.loads(FORMS.read_text(encoding="utf-8"))["form"]
    return tuple((row["name"], row["in"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows)


def odd_form(text: str, start: int, end: int) -> str | None:
    """The name of the form that news does not print; None where it prints the expression."""
    held = {"expression": text[start:end], "sentence": f"{text[:start]}»{text[start:end]}«{text[end:]}"}
    return next((name for name, place, pattern in _forms() if pattern.search(held[place])), None)


def is_right(case: dict[str, Any], pred: dict[str, Any]) -> bool:
    """Whether a prediction overlaps the case and says the same, strictly."""
    if not overlap((case["start"], case["end"]), (pred["start"], pred["end"])):
        return False
    values = {of.get(key) for of in case["values"] for key in ("timex", "value")} - {None}
    starts = {of["start"][:10] for of in case["values"] if of.get("start")}
    return pred["value"] in values or pred["first_day"] in starts


def says_the_same(case: dict[str, Any], pred: dict[str, Any]) -> bool:
    """Whether a prediction is right but for the spelling.

    `until April 27` is a range open at one side to the suite, the day April 27 in TIMEX3: our period holds its bound,
    which the suite may put on the next day. `two months ago` is a day to the suite, the month that holds it in TIMEX3.
    `PT1.5H` is `PT1H30M`, `TMO` (each morning) `XXXX-XX-XXTMO`, and `SU` any summer.
    """
    if is_right(case, pred):
        return True
    if not overlap((case["start"], case["end"]), (pred["start"], pred["end"])):
        return False
    days = {of["value"] for of in case["values"] if of.get("value") and COARSE.search(case["text"])}
    bounds = {of["end"][:10] for of in case["values"] if of.get("end") and not of.get("start")}
    days |= bounds | {(date.fromisoformat(bound) - timedelta(days=1)).isoformat() for bound in bounds}
    held = pred["first_day"] and any(pred["first_day"] <= day <= pred["last_day"] for day in days)
    timexes = [of.get("timex") or "" for of in case["values"]]
    lengths = {_months_and_minutes(timex) for timex in timexes} - {None}
    ends = tuple(timex for timex in timexes if timex in LEFT_OPEN)
    return bool(held) or _months_and_minutes(pred["value"]) in lengths or (pred["value"] or "").endswith(ends)


def _months_and_minutes(value: str | None) -> tuple[float, float] | None:
    match = LENGTH.fullmatch(value or "")
    if match is None:
        return None
    of = {unit: float(number or 0) for unit, number in match.groupdict().items()}
    return of["Y"] * 12 + of["M"], of["TH"] * 60 + of["TM"]


def score_date_cases(records: list[dict[str, Any]], predictions: dict[str, Any], options: Any = None) -> dict[str, Any]:
    """Share right: of all cases and by type, and of the cases that news holds."""
    n: Counter = Counter()
    for record in records:
        preds = predictions[record["id"]]
        for case in counted_cases(record):
            right = any(is_right(case, pred) for pred in preds)
            for kind in ("all", case["type"]):
                n.update({(kind, "n"): 1, (kind, "right"): right})
        for case in news_cases(record):
            n.update({("news", "n"): 1, ("news", "right"): any(says_the_same(case, pred) for pred in preds)})
    return {
        kind: {"n": n[kind, "n"], "right": share(n[kind, "right"], n[kind, "n"])}
        for kind in ("all", *TYPES, "news")
        if n[kind, "n"]
    }
