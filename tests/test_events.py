"""Events: who did what to whom, case by case."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from etl.extraction import extract
from etl.facts.events.plover import code, folded, noun_code
from etl.facts.events.plover import vocabulary as plover_vocabulary

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "events.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = extract(case["text"], case.get("published"))["events"]
    assert [fact.trigger for fact in found] == [fact["trigger"] for fact in case["facts"]]
    shown = [{column: getattr(fact, column) for column in row} for fact, row in zip(found, case["facts"], strict=True)]
    assert shown == case["facts"]


def test_every_span_reads_back():
    text = "Gen. Ola Berg, the chief, called the raid off. Chad’s envoy met rebels whom Sudan had armed in Khartoum."
    events = extract(text, date(2024, 5, 17))["events"]
    assert len(events) >= 3
    for event in events:
        assert text[event.start_char : event.end_char] == event.surface
        for start, end in (
            (event.actor_start_char, event.actor_end_char),
            (event.recipient_start_char, event.recipient_end_char),
        ):
            assert (start is None) == (end is None)
            assert start is None or 0 <= start < end <= len(text)


def test_a_condition_decides_before_the_plain_verb():
    context = {"obj": {"demand"}, "prep": set(), "actor": set()}
    assert code(("accept",), context).event_type == "CONCEDE"
    assert code(("accept",), context | {"obj": {"offer"}}).event_type == "AGREE"
    assert code(("accept",), context | {"obj": {"coin"}}) is None
    assert noun_code("airstrike")[0].event_type == "ASSAULT"
    assert noun_code("table") is None


def test_every_class_has_a_wording():
    assert len(plover_vocabulary()) == 16


def test_plover_folds_intention_into_the_class():
    assert folded("AID", "planned") == "AGREE"
    assert folded("ASSAULT", "hypothetical") == "THREATEN"
    assert folded("CONSULT", "negated") == "REJECT"
    assert folded("ASSAULT", "negated") is None
    assert folded("REQUEST", "planned") == "REQUEST"
    assert folded("ASSAULT", "actual") == "ASSAULT"
    assert folded(None, "actual") is None
