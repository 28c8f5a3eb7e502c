"""Cases of date arithmetic that are not right, by their type; those whose form news does not print by that form."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.date_cases import counted_cases, is_right, news_cases, odd_form, says_the_same


def case_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """The reference day stands in the note."""
    for case in news_cases(record):
        if not any(says_the_same(case, p) for p in pred):
            yield _error(f"case of news, {case['type']}", record, case, pred)
    for case in counted_cases(record):
        form = odd_form(record["text"], case["start"], case["end"])
        if form is not None and not any(is_right(case, p) for p in pred):
            yield _error(f"case not of news, {form}", record, case, pred)


def _error(kind: str, record: dict[str, Any], case: dict[str, Any], pred: list[dict[str, Any]]) -> Error:
    gold = ", ".join(sorted({str(of.get("timex")) for of in case["values"]}))
    ours = ", ".join(p["value"] for p in pred) or "none"
    note = f"{record['meta']['reference'][:10]}: gold {gold}; ours {ours}"
    return Error(kind, in_sentence(record["text"], case["start"], case["end"]), note)
