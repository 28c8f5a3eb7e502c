"""Pages that brought nothing new: known words in other bytes."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import WARNING

TABLE, KEY, OWNER = "sightings", ["page_id"], "ingest"

EXPECTATIONS = [
    ExpectNoRows(
        unexpected_rows_query="select page_id, article_id, seen_version from {batch} "
        "anti join lake.staging.articles using (article_id)",
        description="an article that was seen again is stored",
        severity=WARNING,
        notes="**Why:** a page was passed over because its words were known; they must still be there. **Do:** run "
        "`nutgraf reextract --from-pages` on its source.",
    ),
    ExpectMeasureBetween(
        query="select count(*) / nullif((select count(*) from lake.staging.pages), 0) from {batch}",
        max_value=0.9,
        description="at most 90 % of the pages brought nothing new",
        severity=WARNING,
        notes="**Why:** more is bandwidth for nothing: pages are asked for again whose article does not change. "
        "**Do:** visit the source less often (`every` in `sources.yml`).",
    ),
]
