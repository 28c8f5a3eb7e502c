"""Visits to sources that asked a server, brought something or failed."""

from expectations.custom import ExpectNoRows
from expectations.severity import WARNING

TABLE, KEY, OWNER = "collections", ["collection_id"], "ingest"

EXPECTATIONS = [
    ExpectNoRows(
        unexpected_rows_query="select source, error, collected_at, collection_id from {batch} "
        "where collected_at > (now() at time zone 'UTC') - interval 3 day "
        "qualify row_number() over (partition by source order by collected_at desc) = 1 and error is not null",
        description="every source could be read when it was last visited",
        severity=WARNING,
        notes="**Why:** the other sources are published; this one is missing from every count since. **Do:** what the "
        "error says; then `nutgraf sources check NAME`, and `nutgraf run` or the next run reads what was missed.",
    ),
    ExpectNoRows(
        unexpected_rows_query={"$PARAMETER": "silent_sources"},
        description="every source has brought a new article within its usual time",
        severity=WARNING,
        notes="**Why:** a source that went silent does not fail by itself. Usual is three times the median gap between "
        "its days of news, at least NUTGRAF_SILENT_DAYS, or what its `silent_after` says. **Do:** `nutgraf sources "
        "check NAME` reads one page of it and says what it got; a new address is found by `nutgraf sources add`. Where "
        "the pause is its habit, set `silent_after` in `sources.yml`.",
    ),
]
