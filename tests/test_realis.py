"""Realis: what a sentence says of the event that each of its triggers names."""

from pathlib import Path

import pytest
import yaml

from etl.extraction import extract

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "realis.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = {event.trigger: event.realis for event in extract(case["text"], case.get("published"))["events"]}
    wanted = {fact["trigger"]: fact["realis"] for fact in case["facts"]}
    assert {trigger: found.get(trigger) for trigger in wanted} == wanted


def test_each_value_has_cases():
    values = {fact["realis"] for case in CASES for fact in case["facts"]}
    assert values == {"actual", "planned", "hypothetical", "negated", "historical"}
    assert len(CASES) >= 80
