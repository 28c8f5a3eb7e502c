"""One row per entity and day: attention over time."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.reports import counted
from expectations.severity import INFO, WARNING

TABLE, KEY, OWNER = "entity_daily", ["entity_day_id"], "marts"

EXPECTATIONS = [
    *counted("entity_day_id", at_least=0),
    ExpectNoRows(
        unexpected_rows_query="select entity_day_id, day, name from {batch} "
        "where day > (now() at time zone 'UTC')::date + 2 or day < date '1800-01-01'",
        description="no day lies in the future",
        severity=WARNING,
        notes="**Why:** a date of publication was misread.",
    ),
    ExpectMeasureBetween(
        query="select count(distinct day) / nullif((select count(distinct published_on) from lake.marts.articles "
        "where null_reason is null), 0) from {batch}",
        min_value=0.9,
        description="nine in ten days of publication have entities",
        severity=WARNING,
        notes="**Why:** a day with articles and without a name means that a batch was not extracted.",
    ),
    ExpectMeasureBetween(
        query="with days as (select day, count(distinct entity_id) as entities from {batch} group by all), "
        "before as (select median(entities) as entities, count(*) as days from days "
        "where day < (select max(day) from days)) "
        "select last(days.entities order by day) / nullif(any_value(before.entities), 0) from days, before "
        "where before.days >= 7",
        min_value=0.2,
        max_value=5,
        description="the last day names 0.2 to 5 times as many entities as the days before (median)",
        severity=INFO,
        notes="**Why:** attention moves, but not like this: a source fell silent or an archive came in. The day is "
        "not over when it is audited.",
    ),
]
