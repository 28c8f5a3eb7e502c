"""Bylines, date lines and datelines: tests/cases/bylines.yml, tests/cases/cleaning_datelines.yml."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from etl.cleaning.byline import read_byline
from etl.cleaning.dateline import read_dateline
from etl.cleaning.day_order import Surroundings
from etl.cleaning.timestamp import read_stamps

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases/bylines.yml").read_text(encoding="utf-8"))
DATELINES = yaml.safe_load((HERE / "cases/cleaning_datelines.yml").read_text(encoding="utf-8"))
SENTENCE = "Officials closed the bridge on Friday after engineers had found cracks in it."


def params(cases):
    for case in cases:
        marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
        yield pytest.param(case, id=case["why"], marks=marks)


@pytest.mark.parametrize("case", params(CASES))
def test_credits(case):
    byline = read_byline(case["line"])
    if case.get("byline") is False:
        assert byline is None
    elif "authors" in case:
        assert byline is not None
        assert (byline.authors, byline.agency) == (case["authors"], case.get("agency"))


@pytest.mark.parametrize("case", params(case for case in CASES if "published" in case))
def test_stamps(case):
    stamps = read_stamps(case["line"], Surroundings(**case.get("around", {})))
    published, modified = stamps
    assert (published and published.at) == case["published"]
    assert (modified and modified.at) == case.get("modified")
    if published:
        assert case.get("evidence", "") in published.evidence
        assert (published.confidence < 0.5) == case.get("ambiguous", False)
        assert published.precision == case.get("precision", published.precision)
        assert published.on == case.get("published_on", published.on)


def test_the_day_order_of_every_case_is_told_or_admitted():
    """A numeric date that two orders fit names its other reading."""
    stamp = read_stamps("03/04/2026", Surroundings()).published
    assert stamp is not None
    assert (stamp.at, stamp.confidence) == (datetime.fromisoformat("2026-03-04T00:00:00+00:00"), 0.3)
    assert "other reading 2026-04-03" in stamp.evidence


@pytest.mark.parametrize("case", params(DATELINES))
def test_datelines(case):
    found = read_dateline(case["line"].replace("{sentence}", SENTENCE))
    if case.get("dateline") is False:
        assert found is None
    else:
        assert found == (case["place"], case["day"], case["agency"], SENTENCE)
