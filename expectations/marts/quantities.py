"""One row per numeric statement, copies merged."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows, ExpectSpanToReadAs
from expectations.evidence import ROUND_TRIP
from expectations.reports import merged, sentence
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "quantities", ["quantity_id"], "marts"

EXPECTATIONS = [
    *merged("quantity_id", "quantities"),
    sentence("quantity_id"),
    ExpectSpanToReadAs("surface", key="quantity_id", severity=CRITICAL, notes=ROUND_TRIP),
    ExpectNoRows(
        unexpected_rows_query="select quantity_id, surface, value_low, value_high from {batch} "
        "where value_low > value_high",
        description="the lower end is not above the upper end",
        severity=CRITICAL,
        notes="**Why:** comparisons are built on them.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where unit is not null or counted is not null) / nullif(count(*), 0) "
        "from {batch}",
        min_value=0.6,
        description="at least 60 % of the quantities say what is counted or in which unit",
        severity=WARNING,
        notes="**Why:** a bare number answers no question.",
    ),
    ExpectMeasureBetween(
        query="select count(speaker) / nullif(count(*), 0) from {batch}",
        min_value=0.05,
        description="at least 5 % of the figures are given by somebody",
        severity=INFO,
        notes="**Why:** none at all mean that quantities are not linked to quotations.",
    ),
]
