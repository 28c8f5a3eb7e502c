"""Events that articles mention: who did what to whom, and whether it happened."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows, ExpectSpanInText
from expectations.evidence import ROUND_TRIP, evidence
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "events", ["fact_id"], "extraction"

EXPECTATIONS = [
    *evidence(min_per_article=0.5),
    ExpectSpanInText("actor_start_char", "actor_end_char", severity=CRITICAL, notes=ROUND_TRIP),
    ExpectSpanInText("recipient_start_char", "recipient_end_char", severity=CRITICAL, notes=ROUND_TRIP),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, date_start, date_end from {batch} "
        "where date_start > date_end",
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
    ExpectMeasureBetween(
        query="select count(event_type) / nullif(count(*), 0) from {batch}",
        min_value=0.05,
        description="at least 5 % of the events have a PLOVER class",
        severity=INFO,
        notes="**Why:** only unambiguous wordings are coded; none at all mean that the lexicon did not load.",
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="actor",
        mostly=0.3,
        description="at least 30 % of the events have an actor",
        severity=WARNING,
        notes="**Why:** `who did what` needs the who. Passives without an agent are right to have none.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select event.fact_id, event.version_id, event.surface, event.date_end, "
        "article.published_on from {batch} event join lake.staging.articles article using (version_id) "
        "where event.realis in ('actual', 'historical') and event.date_start > article.published_on + 1",
        description="nothing has happened after the day of publication",
        severity=WARNING,
        notes="**Why:** an actual event in the future is a plan that was misread, or a misread date.",
    ),
]
