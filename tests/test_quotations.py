"""Quotations: who says what in each case, how marks are paired, and that no punctuation loses an article."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from conftest import growth

from etl import nlp
from etl.facts import mentions
from etl.facts.mentions import Mention
from etl.facts.quotations import Quotation, extract
from etl.facts.quotations.marks import quoted
from etl.facts.reading import Reading

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "quotations.yml").read_text(encoding="utf-8"))
SAMPLE = Path(__file__).parents[2] / "shared" / "samples" / "khalilzad.txt"


def quotations(text: str, headline: str = "") -> list[Quotation]:
    return list(extract(_reading(text, headline)))


def _reading(text: str, headline: str = "") -> Reading:
    whole = f"{headline}\n\n{text}" if headline else text
    (doc,) = nlp.parse([whole])
    reading = Reading(doc, "v", None, len(whole) - len(text), "test")
    reading.facts[Mention] = list(mentions.extract(reading))
    return reading


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case, request):
    if "xfail" in case:
        request.applymarker(pytest.mark.xfail(reason=case["xfail"], strict=True))
    found = quotations(case["text"], case.get("headline", ""))
    wanted = case["facts"]
    shown = [
        {column: getattr(fact, column) for column in (wanted[i] if i < len(wanted) else {"quote": None})}
        for i, fact in enumerate(found)
    ]
    assert shown == wanted


def test_every_row_is_whole():
    """Spans read back; whoever is not named has a reason; every confidence is a share."""
    for case in CASES:
        text = case["text"]
        for fact in quotations(text):
            assert text[fact.start_char : fact.end_char] == fact.surface
            assert fact.content_spans[0].start_char == fact.start_char
            assert all(fact.start_char <= s < e <= fact.end_char for s, e in fact.content_spans)
            if fact.speaker_start_char is not None:
                assert text[fact.speaker_start_char : fact.speaker_end_char] == fact.speaker_surface
            if fact.cue_start_char is not None:
                assert text[fact.cue_start_char : fact.cue_end_char] == fact.cue
            assert (fact.speaker_entity_no is None) == (fact.null_reason is not None)
            assert fact.confidence is None or 0 < fact.confidence < 1


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("“a b,” he said. “c d.”", ["“a b,”", "“c d.”"]),
        ("“One “two” three”", ["“One “two”"]),
        ("”Wrong way,” he said", ["”Wrong way,”"]),
        ("‘He said “no” to me,’ she said.", ["‘He said “no” to me,’"]),
        ("``Old wire,'' he said", ["``Old wire,''"]),
        ("“One.\n\n“Two,” he said.", ["“One.", "“Two,”"]),
        ("He called “it a bad thing.", []),
        ("Nothing “ ” here", []),
        ('"', []),
        ("''", []),
    ],
)
def test_marks_are_paired(text, stretches):
    assert [text[q.start : q.end] for q in quoted(text)] == stretches


def test_no_punctuation_loses_an_article():
    """Any string of marks, letters and line breaks is read; pairs do not overlap."""
    dice = random.Random(7)
    for _ in range(300):
        text = "".join(dice.choice("“”‘’\"'«»„`,.?:—\n  aB9") for _ in range(60))
        pairs = quoted(text)
        assert all(a.end <= b.start for a, b in pairwise(pairs))
    for _ in range(15):
        words = ["Smith", "said", "“", "”", '"', "''", ",", ".", ":", "that", "we", "won", "\n\n", "who", "6”", "—"]
        quotations(" ".join(dice.choice(words) for _ in range(80)))


def test_marks_are_paired_in_linear_time():
    paragraph = '"A b," he said. ‘It’s 6" wide. “Who “knows it said. '
    assert growth(quoted, paragraph * 2_000, paragraph * 20_000) < 25


def test_quotations_are_read_in_linear_time():
    """One paragraph however long, with marks, cues inside cues, reasons and second reports."""
    paragraph = (
        "Nora Lindqvist said “the bridge is safe,” and called it “a relic” because nobody, who said “no,” asked. "
        "“We have no money left,” she said, adding that Ivo Marsh had “lied,” something that Marsh denied. "
    )
    readings = {times: _reading("Nora Lindqvist spoke.\n\n" + paragraph * times) for times in (40, 400)}
    assert growth(lambda times: list(extract(readings[times])), 40, 400) < 25


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample article is not at hand")
def test_the_sample_article_is_given_to_its_speaker():
    """Every quotation of the sample is one man's, and nothing is put into the general's mouth."""
    paragraphs = SAMPLE.read_text(encoding="utf-8").split("\n\n")
    end = next(i for i, paragraph in enumerate(paragraphs) if paragraph.startswith("Like this"))
    found = quotations("\n\n".join(paragraphs[2:end]), paragraphs[0])
    assert {fact.speaker for fact in found} == {"Zalmay Khalilzad"}
    for kind, words, continued in [
        ("direct", "Tomorrow is a momentous day", False),
        ("direct", "For the first time in 40 years", True),
        ("mixed", "important achievement", False),
        ("mixed", "there are difficult challenges", False),
        ("mixed", "prepared to assist if assistance is needed", False),
        ("mixed", "Afghan-owned and Afghan-led", False),
        ("indirect", "on track to draw down to 4,500 troops", False),
    ]:
        assert [(f.kind, f.continued) for f in found if words in f.quote] == [(kind, continued)]
