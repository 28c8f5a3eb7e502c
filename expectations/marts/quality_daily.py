"""One row per check and run: what the audits themselves look like to a reader."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import WARNING

TABLE, KEY, OWNER = "quality_daily", ["check_id"], "marts"

EXPECTATIONS = [
    ExpectMeasureBetween(
        query="select count(distinct table_name) from {batch} where layer = 'staging' "
        "and run_at = (select max(run_at) from lake.quality.check_results where layer = 'staging')",
        min_value=11,
        description="the last audit of staging checked all 11 tables",
        severity=WARNING,
        notes="**Why:** a table that is not audited is published unseen. **Do:** see the log of `audit_staging`.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select check_id, run_id, table_name, description, error from {batch} "
        "where error is not null and run_at = (select max(run_at) from lake.quality.check_results)",
        description="no check of the newest audit broke",
        severity=WARNING,
        notes="**Why:** a check that breaks says nothing of the data. **Do:** its error names the SQL; a column may "
        "have been renamed.",
    ),
]
