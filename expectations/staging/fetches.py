"""The last request to every address of the network sources, and what came of it."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import WARNING

TABLE, KEY, OWNER = "fetches", ["fetch_id"], "ingest"

EXPECTATIONS = [
    ExpectNoRows(
        unexpected_rows_query="select source, url, outcome, detail, attempt, next_try_at from {batch} "
        "where listing and attempt >= 3",
        description="no feed or sitemap has failed three visits in a row",
        severity=WARNING,
        notes="**Why:** its outlet is missing from every count since. **Do:** open the address; where the outlet has "
        "moved it, `nutgraf sources add` finds the new one.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where attempt > 0) / nullif(count(*), 0) from {batch} where not listing",
        max_value=0.2,
        description="at most 20 % of the article addresses failed when last asked",
        severity=WARNING,
        notes="**Why:** above that a site blocks us or has changed. **Do:** group `fetches` by source and outcome.",
    ),
]
