"""Plain text and its parts: tests/cases/plaintext.yml."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from etl.cleaning.day_order import Surroundings
from etl.cleaning.plaintext import read_plaintext

CASES = yaml.safe_load((Path(__file__).parent / "cases/plaintext.yml").read_text(encoding="utf-8"))
LONG = "The council closed the bridge after engineers had found cracks in its northern pier, the mayor said."


def filled(value):
    return value.replace("{long}", LONG)


def params(cases):
    for case in cases:
        marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
        yield pytest.param(case, id=case["why"], marks=marks)


@pytest.mark.parametrize("case", params(CASES))
def test_parts(case):
    draft = read_plaintext(filled(case["text"]), Surroundings())
    assert draft.paragraphs == [filled(paragraph) for paragraph in case["body"]]
    assert draft.authors == case.get("authors", [])
    assert draft.title == case.get("title", draft.title)
    assert (draft.dateline, draft.agency) == (case.get("dateline"), case.get("agency"))
    assert draft.dropped == case.get("dropped", draft.dropped)
    assert draft.modified_at == case.get("modified")
    if "published" in case:
        assert (draft.published and draft.published.at) == case["published"]
    if "date_source" in case:
        assert draft.published.source == case["date_source"]


UNCUT = [
    case
    for case in CASES
    if "xfail" not in case and not case.get("agency") and not case.get("dateline") and "mark" not in case["why"]
]


@pytest.mark.parametrize("case", params(UNCUT))
def test_no_word_is_lost(case):
    """Title, body and dropped lines hold every word of the text (a dateline goes into its own field)."""
    text = filled(case["text"])
    draft = read_plaintext(text, Surroundings())
    kept = " ".join([draft.title or "", *draft.paragraphs, *draft.dropped])
    assert Counter(kept.split()) == Counter(text.split())
