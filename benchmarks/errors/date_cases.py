"""Cases of date arithmetic that are not right, by their type."""

from collections.abc import Iterator
from typing import Any

from benchmarks.errors.error import Error, in_sentence
from benchmarks.scoring.date_cases import counted_cases, is_right


def case_errors(record: dict[str, Any], pred: list[dict[str, Any]]) -> Iterator[Error]:
    """The reference day stands in the note."""
    for case in counted_cases(record):
        if not any(is_right(case, p) for p in pred):
            gold = ", ".join(sorted({str(of.get("timex")) for of in case["values"]}))
            ours = ", ".join(p["value"] for p in pred) or "none"
            note = f"{record['meta']['reference'][:10]}: gold {gold}; ours {ours}"
            yield Error(f"case, {case['type']}", in_sentence(record["text"], case["start"], case["end"]), note)
