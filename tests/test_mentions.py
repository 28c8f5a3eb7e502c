"""Mentions: who and what is named, and which names and pronouns belong to one entity, case by case."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from conftest import growth

from etl import nlp
from etl.facts.mentions import Mention, extract, mention_at, mentions_in
from etl.facts.mentions.lines import CAPITALS, DATELINE
from etl.facts.mentions.missed_people import INITIALS
from etl.facts.mentions.names import compatible, person_name
from etl.facts.mentions.teams import LINES
from etl.facts.reading import Reading

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "mentions.yml").read_text(encoding="utf-8"))


def read(text: str) -> Reading:
    (doc,) = nlp.parse([text])
    reading = Reading(doc, "v", None, 0, "test")
    reading.facts[Mention] = list(extract(reading))
    return reading


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    people_only = case.get("only") == "people"
    found = [m for m in read(case["text"]).of(Mention) if not people_only or m.label == "PERSON"]
    assert [[m.surface, m.canonical, m.label] for m in found] == case["facts"]


def test_one_number_per_entity_by_first_mention():
    """Equal numbers where canonical names are equal, counted up in reading order, over all cases together."""
    mentions = read("\n\n".join(case["text"] for case in CASES)).of(Mention)
    first_seen = list(dict.fromkeys(m.entity_no for m in mentions))
    assert first_seen == list(range(len(first_seen)))
    labels = {(m.entity_no, m.label, m.canonical) for m in mentions}
    assert len(labels) == len(first_seen)


def test_spans_read_back_and_do_not_overlap():
    reading = read("\n\n".join(case["text"] for case in CASES))
    mentions = reading.of(Mention)
    assert all(reading.text[m.start_char : m.end_char] == m.surface for m in mentions)
    assert all(a.end_char <= b.start_char for a, b in pairwise(mentions))
    assert len({m.fact_id for m in mentions}) == len(mentions)


def test_lookup():
    reading = read("Maria Lopez flew to Doha. She met Thomas Reed.")
    text = reading.text
    assert mention_at(reading, text.index("Lopez")).canonical == "Maria Lopez"
    assert mention_at(reading, text.index("She")).kind == "pronoun"
    assert mention_at(reading, text.index("flew")) is None
    assert [m.surface for m in mentions_in(reading, text.index("Doha"), len(text))] == ["Doha", "She", "Thomas Reed"]
    assert mentions_in(reading, text.index("Lopez"), text.index(" flew")) == []


@pytest.mark.parametrize("piece", ["AB AT ", "Ab v ", "Abc 1 2 3 ", "A. ", "ABC DEF ", "Abc of De "])
def test_lines_without_an_end_are_searched_in_linear_time(piece):
    """Tables and headlines are found by patterns, which must not try every start against every end."""
    patterns = (*LINES, DATELINE, CAPITALS, INITIALS)
    search = lambda text: [sum(1 for _ in pattern.finditer(text)) for pattern in patterns]  # noqa: E731
    assert growth(search, piece * 3_000, piece * 24_000) < 20


@pytest.mark.parametrize("text", ["", "\n\n", ".", "“", "’s", "Mr.", "The", "Gen. Gen. Gen.", "🙂 🙂", "(IMF)"])
def test_odd_texts_raise_nothing(text):
    read(text)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("George Bush", "George W. Bush", True),
        ("J. Smith", "John Smith", True),
        ("Bob Dole", "Robert Dole", True),
        ("Ivana Trump", "Ivanka Trump", False),
        ("Paul Ryan", "Rand Paul", False),
        ("John Smith Jr.", "John Smith Sr.", False),
        ("John A. Smith", "John B. Smith", False),
        ("San Suu Kyi", "Aung San Suu Kyi", True),
    ],
)
def test_compatible(a, b, expected):
    assert compatible(person_name(tuple(a.split())), person_name(tuple(b.split()))) is expected
