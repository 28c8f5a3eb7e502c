"""Expressions of time, resolved against the day of publication."""

import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.evidence import evidence
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "dates", ["fact_id"], "extraction"

EXPECTATIONS = [
    *evidence(min_per_article=0.5),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, date_start, date_end from {batch} "
        "where date_start > date_end or (date_start is null) <> (date_end is null)",
        description="an interval has both ends, in order",
        severity=CRITICAL,
        notes="**Why:** every join on days uses both.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, date_start, null_reason from {batch} "
        "where (date_start is null) <> (null_reason is not null)",
        description="a date without an interval says why, and only such a date",
        severity=CRITICAL,
        notes="**Why:** an empty field that says nothing cannot be told from a defect.",
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="date_start",
        mostly=0.6,
        row_condition=Column("type") == "DATE",
        description="at least 60 % of the dates are resolved to days",
        severity=WARNING,
        notes="**Why:** the rest are vague (`recently`) or lack a day of publication. **Do:** group the failing rows "
        "by `null_reason`.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, granularity, date_start, date_end from {batch} "
        "where rule <> 'range' and type <> 'DURATION' "
        "and ((granularity in ('day', 'time') and date_end - date_start > 1) "
        "or (granularity = 'week' and date_end - date_start <> 6) "
        "or (granularity = 'month' and modifier is null and date_end - date_start not between 27 and 30))",
        description="an interval is as long as its granularity says",
        severity=WARNING,
        notes="**Why:** counts per day take days for days. Ranges (`from March to May`) and "
        "lengths up to today (`the past five days`) are as long as they say.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where abs(date_diff('day', published_on, date_start)) > 365) / "
        "nullif(count(date_start), 0) from {batch} date join lake.staging.articles article using (version_id)",
        max_value=0.6,
        description="at most 60 % of the dates lie more than a year from publication",
        severity=WARNING,
        notes="**Why:** news is about these days; many far dates mean that years are misread.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where type = 'DATE') / nullif(count(*), 0) from {batch}",
        min_value=0.4,
        description="at least 40 % of the expressions are dates, not durations or times of day",
        severity=INFO,
        notes="**Why:** the mix is steady; a change points at the tagger.",
    ),
]
