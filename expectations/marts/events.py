"""One row per event, copies merged."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.reports import merged, sentence
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "events", ["event_id"], "marts"

EXPECTATIONS = [
    *merged("event_id", "events"),
    sentence("event_id"),
    ExpectNoRows(
        unexpected_rows_query="select event_id, trigger, date_start, date_end from {batch} where date_start > date_end",
        description="an event does not end before it begins",
        severity=CRITICAL,
        notes="**Why:** timelines are drawn from these intervals.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where realis = 'actual') / nullif(count(*), 0) from {batch}",
        min_value=0.2,
        max_value=0.98,
        description="20 to 98 % of the events are reported as having happened",
        severity=WARNING,
        notes="**Why:** a plan is never counted as an event. All actual: the reading of `will`, `may` and `not` broke.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select event_id, trigger, realis, date_start, published_on from {batch} "
        "where realis in ('actual', 'historical') and date_start > published_on + 1",
        description="nothing has happened after the day of publication",
        severity=WARNING,
        notes="**Why:** an actual event in the future is a plan that was misread, or a misread date.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select event_id, event_type, quad_class from {batch} "
        "where (event_type is null) <> (quad_class is null)",
        description="every PLOVER class has its quad class",
        severity=WARNING,
        notes="**Why:** cooperation and conflict are counted by quad class. **Do:** add the class to the seed "
        "`plover_classes`.",
    ),
]
