"""Quantities: what each number counts, how it is bounded and changed, and who states it."""

from pathlib import Path

import pytest
import yaml

from etl import nlp
from etl.facts.dates import DateExpression
from etl.facts.dates import extract as dates
from etl.facts.events import Event
from etl.facts.quantities import Quantity, extract
from etl.facts.quotations import Quotation
from etl.facts.reading import Reading
from etl.schema import Span

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "quantities.yml").read_text(encoding="utf-8"))


def reading(text: str) -> Reading:
    (doc,) = nlp.parse([text])
    made = Reading(doc, "v", None, 0, "test")
    made.facts = {DateExpression: list(dates(made)), Quotation: [], Event: []}
    return made


def value(fact: Quantity) -> float | list[float]:
    low, high = round(fact.value_low, 4), round(fact.value_high, 4)
    return low if low == high else [low, high]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = list(extract(reading(case["text"])))
    wanted = case["facts"]
    shown = [
        {
            column: value(fact) if column == "value" else getattr(fact, column)
            for column in (wanted[i] if i < len(wanted) else {"surface": None})
        }
        for i, fact in enumerate(found)
    ]
    assert shown == wanted


def test_every_row_is_whole():
    for case in CASES:
        for fact in extract(reading(case["text"])):
            assert case["text"][fact.start_char : fact.end_char] == fact.surface
            assert fact.value_low <= fact.value_high
            assert fact.counted is None or fact.counted in case["text"]
            assert (fact.change is None) == (fact.change_part is None)


def test_a_quantity_knows_its_quotation_and_its_event():
    text = "Rebels killed 12 soldiers. “We lost 30 people,” the mayor said."
    made = reading(text)
    quoted = text.index("“"), text.index("”") + 1
    made.facts[Quotation] = [
        Quotation(
            **made.evidence(Quotation, *quoted),
            kind="direct",
            quote="We lost 30 people,",
            content_spans=[Span(*quoted)],
            speaker="the mayor",
            speaker_kind="nominal",
            continued=False,
        )
    ]
    killed = text.index("killed")
    made.facts[Event] = [
        Event(**made.evidence(Event, killed, killed + 6), trigger="killed", lemma="kill", realis="actual")
    ]
    soldiers, people = extract(made)
    assert soldiers.event_id == made.facts[Event][0].fact_id
    assert soldiers.quotation_id is None
    assert people.quotation_id == made.facts[Quotation][0].fact_id
    assert people.event_id is None
