"""One row per outlet and day of receipt: drift of an outlet against itself."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.drift import MEASURES
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "outlet_daily", ["outlet_day_id"], "ingest"

DO = {
    "facts_per_article": "compare the facts by kind with the days before; if the words fell too, the cleaner lost text",
    "words_per_article": "open two articles of the day: a new page layout, a teaser or a paywall cuts the body",
    "speaker_known": "read ten quotations of the day: new quotation marks or a new form of byline hide who speaks",
    "dates_resolved": "see `rule` and `null_reason` of `staging.dates`: without a day of publication none is resolved",
    "places_resolved": "see `null_reason` of `staging.places`",
    "rejected_share": "see `reason` and `detail` of `staging.rejections`: a wall, an error page or a new address",
}

EXPECTATIONS = [
    ExpectMeasureBetween(
        query="select coalesce(sum(n_articles), 0) / nullif((select count(*) from lake.staging.articles "
        "where coalesce(fetched_at, ingested_at) is not null), 0) from {batch}",
        min_value=1,
        max_value=1,
        description="every article version is counted, once",
        severity=CRITICAL,
        notes="**Why:** coverage is read from here. **Do:** count `int_received` against `staging.articles`.",
    ),
    *(
        # The day before is looked at too: an outlet that is read at night has its day on it.
        ExpectNoRows(
            unexpected_rows_query=f"select outlet_day_id, outlet, day, {measure.of} as judged_by, "
            f"{measure.column}, usual_{measure.column} from {{batch}} "
            f"where day >= (select max(day) from lake.marts.outlet_daily) - 1 and {measure.outside}",
            description=measure.rule,
            severity=WARNING,
            notes=f"**Why:** the outlet changed, or we read it differently: a mean over all outlets would hide it. "
            f"**Do:** {DO[measure.column]}.",
        )
        for measure in MEASURES
    ),
]
