"""Visits to sources that asked a server or brought something."""

from expectations.custom import ExpectNoRows
from expectations.severity import WARNING

TABLE, KEY, OWNER = "collections", ["collection_id"], "ingest"

EXPECTATIONS = [
    ExpectNoRows(
        unexpected_rows_query="select source, max(collected_at) as last_visit, any_value(last_new) as last_new, "
        "count(*) as visits from (select *, max(collected_at) filter (where new > 0) over (partition by source) "
        "as last_new from {batch}) where last_new is null or collected_at > last_new group by source "
        "having count(*) >= 5 and max(collected_at) - coalesce(any_value(last_new), min(collected_at)) "
        ">= interval 3 day",
        description="no source has brought nothing new for five visits and three days",
        severity=WARNING,
        notes="**Why:** a source that went silent does not fail by itself. **Do:** `nutgraf sources check` fetches one "
        "page of each source and says what it got.",
    ),
]
