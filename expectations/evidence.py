"""What every fact table must satisfy: its spans, its place in the article, its confidence, its volume over time."""

from typing import Any

import great_expectations.expectations as gxe

from expectations.custom import (
    ExpectFactInItsSentence,
    ExpectMeasureBetween,
    ExpectNoFactInBoilerplate,
    ExpectSpanInText,
    ExpectSpanToReadAs,
    ExpectSteadyRate,
)
from expectations.severity import CRITICAL, WARNING, FailureSeverity

ARTICLES = "(select count(*) from lake.staging.articles where null_reason is null)"
ROUND_TRIP = (
    "**Why:** every fact points at the characters it was read from; one wrong offset and no reader can check it. "
    "**Do:** open a failing row; offsets count code points of `articles.text`. If they are shifted by a constant, the "
    "text was changed after parsing: extract that batch again."
)
BOILERPLATE = (
    "**Why:** a fact read from `Subscribe to our newsletter` is no fact of the article. "
    "**Do:** look at `articles.dropped` of the version: cleaning cut the line, but the text still has it."
)
DRIFT = (
    "**Why:** a model, a lexicon or a page layout that changed shows here first. **Do:** compare the extractor_version "
    "of both days, then read five articles of the last day with `nutgraf read`."
)


def evidence(min_per_article: float, severity: FailureSeverity = WARNING) -> list[Any]:
    """The shared checks of a fact table.

    min_per_article: rows below which a mean article cannot fall unless the extractor broke.
    severity: of that volume check.
    """
    return [
        ExpectSpanToReadAs("surface", severity=CRITICAL, notes=ROUND_TRIP),
        ExpectSpanInText("start_char", "end_char", severity=CRITICAL, notes=ROUND_TRIP),
        ExpectFactInItsSentence(
            severity=CRITICAL,
            notes="**Why:** marts show a fact with its sentence. **Do:** sentences and facts must come from one parse: "
            "load the batch again.",
        ),
        ExpectNoFactInBoilerplate(severity=CRITICAL, notes=BOILERPLATE),
        gxe.ExpectColumnValuesToBeBetween(
            column="confidence",
            min_value=0,
            max_value=1,
            description="confidence, where it was measured, lies between 0 and 1",
            severity=CRITICAL,
            notes="**Why:** it is a share of right extractions on gold data; analysts filter by it.",
        ),
        ExpectMeasureBetween(
            query=f"select case when {ARTICLES} >= 10 then count(*) / {ARTICLES} end from {{batch}}",
            min_value=min_per_article,
            description=f"an article yields {min_per_article:g} rows or more on average, over 10 articles or more",
            severity=severity,
            notes="**Why:** an extractor that yields nothing looks like a quiet day. **Do:** read an article with "
            "`nutgraf read`; if it shows none either, the model or a lexicon did not load.",
        ),
        ExpectSteadyRate(severity=WARNING, notes=DRIFT),
    ]
