"""Numbers: figures and words to values, and the numbers that a text holds."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from etl.facts import numbers
from etl.facts.quantities import units
from etl.facts.quantities.measures import measures
from etl.facts.quantities.numerals import numerals

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "numbers.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["values"], ids=lambda case: case["why"])
def test_value(case):
    found = numbers.value(case["text"])
    assert found == (pytest.approx(case["value"]) if case["value"] is not None else None)


@pytest.mark.parametrize("case", CASES["found"], ids=lambda case: case["why"])
def test_found(case):
    """Each measure of a text as [surface, low, high, unit, bound]."""
    text = case["text"]
    found = [[text[m.start_char : m.end_char], m.low, m.high, m.unit, m.bound] for m in measures(text, [])]
    assert found == [
        [surface, pytest.approx(low), pytest.approx(high), unit, bound]
        for surface, low, high, unit, bound in case["measures"]
    ]


def test_every_unit_has_one_name():
    """No word stands for two units, and each is found again behind a number."""
    for word, name in units._words().items():
        found = units.after(f"7 {word} x", 1, scaled=False)
        assert found is not None, word
        assert found.name == name, word


def test_ordinals_are_no_numbers():
    assert [text for text in ("21st", "the third", "twenty-first") if list(measures(text, []))] == []
    assert numbers.ordinal("21st") == numbers.ordinal("twenty-first") == 21


def test_numerals_do_not_overlap():
    text = "two hundred and ten thousand five hundred 12,000 3 million half a million 2 1/2 dozens of thousands " * 20
    found = list(numerals(text))
    assert len(found) > 100
    assert all(a.end_char <= b.start_char for a, b in pairwise(found))
