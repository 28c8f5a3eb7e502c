"""Once a week, on Sunday night: what nobody needs any more is removed, what is read often is joined.

The last task shows what was freed, per kind. Nothing that readers or running loads use is touched: files go once no
snapshot of the last NUTGRAF_KEEP_SNAPSHOTS_DAYS needs them. Raw pages stay, they are the archive.

When it fails

* `compact` is red: the disk may be full; the log says what to free. Nothing is lost: what was joined stays joined, and
  the next run goes on. The tasks after it ran all the same, and have freed what they could.
* `sweep` is red: the warehouse could not be written, or a file not removed. Nothing that is needed is gone; clear it.
* `folders` is red: a file in Nutgraf's home may not be removed; the log names it. Give it to the user of Nutgraf.
* `airflow_database` is red: Airflow's database was busy or could not be reached; the log says it. Clear it.
"""

import pendulum
from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, dag, get_current_context, task

from dags.alerting import TOLD
from dags.stages import RETRIES, WAREHOUSE


@dag(
    schedule=CronTriggerTimetable("0 3 * * 0", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    **TOLD,
    params={"dry_run": Param(False, type="boolean", description="Only show what would be removed.")},
    doc_md=__doc__,
    tags=["nutgraf"],
)
def maintenance():
    """Keep small what only grows."""

    def part(name: str):
        """Run one part of the upkeep with the settings and the parameter of this run."""
        from datetime import UTC, datetime

        from etl.settings import Settings
        from etl.upkeep.parts import PARTS

        dry_run = get_current_context()["params"]["dry_run"]
        return PARTS[name](Settings().upkeep, datetime.now(UTC), dry_run)

    @task(pool=WAREHOUSE)
    def compact():
        return part("compact")

    @task(pool=WAREHOUSE, trigger_rule=TriggerRule.ALL_DONE)
    def sweep():
        return part("sweep")

    @task
    def folders():
        return part("folders")

    @task
    def airflow_database():
        return part("airflow_database")

    @task
    def freed(*parts) -> str:
        """What the parts freed, as a table in the log and on the page; a part that failed is missing."""
        from etl.upkeep.freed import Freed, table

        shown = table(Freed(*row) for rows in parts for row in rows or ())
        print(shown)
        return shown

    parts = [compact(), sweep(), folders(), airflow_database()]
    parts[0] >> parts[1]
    freed(*parts).as_teardown(on_failure_fail_dagrun=False)  # it follows a part that failed, and hides none


maintenance()
