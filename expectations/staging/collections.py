"""Visits to sources that asked a server or brought something."""

from expectations.custom import ExpectNoRows
from expectations.severity import WARNING

TABLE, KEY, OWNER = "collections", ["collection_id"], "ingest"

EXPECTATIONS = [
    ExpectNoRows(
        unexpected_rows_query="select source, max(collected_at) as last_visit, count(*) as visits from ("
        "select * from {batch} qualify row_number() over (partition by source order by collected_at desc) <= 5) "
        "group by source having count(*) = 5 and sum(new) = 0",
        description="no source brought nothing new in its last five visits",
        severity=WARNING,
        notes="**Why:** a source that went silent does not fail by itself. **Do:** `nutgraf sources check` fetches one "
        "page of each source and says what it got.",
    ),
]
