"""Roles: which titles an article gives which people, case by case."""

from pathlib import Path

import pytest
import yaml

from etl import nlp
from etl.facts import mentions, roles
from etl.facts.reading import Reading

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "roles.yml").read_text(encoding="utf-8"))


def read(text: str) -> Reading:
    (doc,) = nlp.parse([text])
    reading = Reading(doc, "v", None, 0, "test")
    reading.facts[mentions.Mention] = list(mentions.extract(reading))
    reading.facts[roles.Role] = list(roles.extract(reading))
    return reading


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = read(case["text"]).of(roles.Role)
    assert [[role.person, role.title, role.organization, role.relation] for role in found] == case["facts"]


def test_rows_are_whole():
    """Spans read back, every person is a mention of a person, ids are unique; over all cases together."""
    reading = read("\n\n".join(case["text"] for case in CASES))
    found = reading.of(roles.Role)
    people = {m.start_char: m for m in reading.of(mentions.Mention) if m.label == "PERSON"}
    for role in found:
        assert reading.text[role.start_char : role.end_char] == role.surface
        assert reading.text[role.title_start_char : role.title_end_char] == role.title
        assert people[role.person_start_char].entity_no == role.entity_no
    assert len({role.fact_id for role in found}) == len(found) > 30


@pytest.mark.parametrize(
    "text", ["", "Gen.", "President", "Ann Bell,", ", Ann Bell", "Mr. Mr. Smith", "(Ann Bell), (54)"]
)
def test_odd_texts_raise_nothing(text):
    read(text)
