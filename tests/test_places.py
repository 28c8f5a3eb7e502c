"""Places: what each name is resolved to, case by case."""

from pathlib import Path

import pytest
import yaml

from etl import nlp
from etl.facts.mentions import Mention
from etl.facts.mentions import extract as mentions
from etl.facts.places import Place, extract
from etl.facts.places.gazetteer import fold, gazetteer
from etl.facts.reading import Reading

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "places.yml").read_text(encoding="utf-8"))


def places(text: str) -> list[Place]:
    (doc,) = nlp.parse([text])
    reading = Reading(doc, "v", None, 0, "test")
    reading.facts[Mention] = list(mentions(reading))
    return list(extract(reading))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = places(case["text"])
    wanted = case["facts"]
    shown = [
        {column: getattr(fact, column) for column in (wanted[i] if i < len(wanted) else {"surface": None})}
        for i, fact in enumerate(found)
    ]
    assert shown == wanted


def test_every_span_reads_back():
    text = "BUENOS AIRES, Argentina — The U.S. envoy’s plane left Washington, D.C., for Côte d’Ivoire."
    assert len(places(text)) >= 4
    for place in places(text):
        assert text[place.start_char : place.end_char] == place.surface
        assert place.score is None or 0 <= place.score <= 1
        assert (place.null_reason is None) == (place.latitude is not None)


def test_names_fold_alike():
    assert fold("St. Louis") == fold("Saint-Louis") == "saint louis"
    assert fold("São Paulo") == "sao paulo"
    assert fold("Дοха") != "doha"


def test_every_country_has_a_point():
    named = {c.entry.country for name in gazetteer().country_names.values() for c in gazetteer().areas(name)}
    assert set(gazetteer().country_names) <= named
    assert len(gazetteer().country_names) >= 240
