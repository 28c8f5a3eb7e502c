"""Numeric statements: how many, how much, and which way it moved."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.evidence import evidence
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "quantities", ["fact_id"], "extraction"

EXPECTATIONS = [
    *evidence(min_per_article=0.3),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, value_low, value_high from {batch} "
        "where value_low > value_high or not isfinite(value_low) or not isfinite(value_high)",
        description="the lower end is not above the upper end, and both are finite",
        severity=CRITICAL,
        notes="**Why:** sums and comparisons are built on them.",
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="value_low",
        min_value=-1e6,
        max_value=1e15,
        mostly=0.999,
        description="values lie between -1 million and 10^15",
        severity=WARNING,
        notes="**Why:** beyond lie telephone numbers, tickers and misread powers.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where unit is not null or counted is not null) / nullif(count(*), 0) "
        "from {batch}",
        min_value=0.6,
        description="at least 60 % of the quantities say what is counted or in which unit",
        severity=WARNING,
        notes="**Why:** a bare number answers no question.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, value_low, value_high from {batch} "
        "where unit = 'percent' and change is null and (value_low < -100 or value_high > 10000)",
        description="percentages are of a size that percentages have",
        severity=WARNING,
        notes="**Why:** larger ones are misread thousands or basis points.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where value_low between 1900 and 2100 and value_low = value_high "
        "and unit is null and counted is null) / nullif(count(*), 0) from {batch}",
        max_value=0.1,
        description="at most 10 % of the quantities look like years",
        severity=WARNING,
        notes="**Why:** `in 2024` is a date, not a count.",
    ),
]
