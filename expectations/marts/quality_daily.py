"""One row per check and run: what the audits themselves look like to a reader."""

from etl.lake import STAGING
from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import WARNING

TABLE, KEY, OWNER = "quality_daily", ["check_id"], "marts"
AS_OF_NOW = True  # the audit of staging was written after the snapshot of the marts
LAST = "run_id = (select last(run_id order by snapshot_id nulls first, run_at) from {batch} where layer = 'staging')"

EXPECTATIONS = [
    ExpectMeasureBetween(
        query=f"select count(distinct table_name) from {{batch}} where layer = 'staging' and {LAST}",
        min_value=len(STAGING),
        description="the last audit of staging checked every table",
        severity=WARNING,
        notes="**Why:** a table that is not audited is published unseen. **Do:** see the log of `audit_staging`.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select check_id, run_id, table_name, description, error from {batch} "
        f"where error is not null and {LAST}",
        description="no check of the newest audit broke",
        severity=WARNING,
        notes="**Why:** a check that breaks says nothing of the data. **Do:** its error names the SQL; a column may "
        "have been renamed.",
    ),
]
