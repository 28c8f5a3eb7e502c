"""Which checks withheld a run's marts, for the message: words and counts, no rows."""

import duckdb

from etl.alerts.message import FailedCheck
from etl.lake import Lake, connect


def failed_checks(lake: Lake, run_id: str) -> tuple[list[FailedCheck], int]:
    """The critical checks that failed in a run, worst first, and the number of its warnings.

    Nothing where the warehouse cannot be read: the message is sent all the same.
    """
    query = (
        "select severity, layer || '.' || table_name, description, unexpected_count from lake.quality.check_results "
        "where run_id = ? and not success order by unexpected_count desc nulls last, table_name, description"
    )
    try:
        with connect(lake, read_only=True) as connection:
            found = connection.execute(query, [run_id]).fetchall()
    except (duckdb.Error, FileNotFoundError):
        return [], 0
    critical = [FailedCheck(table, what, rows) for severity, table, what, rows in found if severity == "critical"]
    return critical, sum(severity == "warning" for severity, *_ in found)
