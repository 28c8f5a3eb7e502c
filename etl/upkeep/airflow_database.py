"""Old runs in Airflow's own database. Airflow hides that database from its tasks, so a process of its own cleans it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.upkeep.freed import Freed

HIDDEN = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__SQL_ALCHEMY_CONN")  # what Airflow sets for tasks
COUNTED = ("dag_run", "task_instance", "log", "job", "xcom")
SECONDS = 1800


class CleanUpError(Exception):
    """Airflow's database could not be cleaned; the message holds what Airflow said last."""


def old_runs(home: Path, connection: str, keep_days: int, *, dry_run: bool = False) -> list[Freed]:
    """Remove from Airflow's database what is older than `keep_days`; the rows that went. The last run of a DAG stays.

    `connection`: of Airflow's database; empty: its SQLite file in `home`. Raises CleanUpError.
    """
    file = home / "airflow/airflow.db"
    if not connection and not file.exists():
        return [Freed("airflow: skipped, set NUTGRAF_AIRFLOW_DATABASE", 0)]
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    environment[HIDDEN[0]] = connection or f"sqlite:///{file}"
    before = (datetime.now(UTC) - timedelta(days=keep_days)).isoformat()
    done = subprocess.run(
        [sys.executable, "-m", __name__, before, *(["--dry-run"] if dry_run else [])],
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().rpartition("\n")[2]
        raise CleanUpError(f"Airflow's database was not cleaned: {said}")
    return [Freed("airflow: rows of old runs", json.loads(done.stdout.strip().rpartition("\n")[2]))]


def clean(before: datetime, *, dry_run: bool) -> int:
    """Remove rows from the database that the environment names; how many fewer there are in the tables that grow."""
    import pendulum  # noqa: PLC0415
    from airflow.utils.db_cleanup import run_cleanup  # noqa: PLC0415  reads the environment when it is imported

    held = _rows(before if dry_run else None)
    if dry_run:
        return held
    run_cleanup(
        clean_before_timestamp=pendulum.instance(before),
        confirm=False,
        skip_archive=True,
        error_on_cleanup_failure=True,
    )
    return held - _rows(None)


def _rows(before: datetime | None) -> int:
    """Rows of the tables that grow; of runs that ended before a moment, where one is given."""
    from airflow.utils.session import create_session  # noqa: PLC0415
    from sqlalchemy import text  # noqa: PLC0415

    with create_session() as session:
        if before:
            query = text("select count(*) from dag_run where start_date < :before")
            return int(session.execute(query, {"before": before}).scalar_one())
        return sum(int(session.execute(text(f"select count(*) from {name}")).scalar_one()) for name in COUNTED)


if __name__ == "__main__":
    print(clean(datetime.fromisoformat(sys.argv[1]), dry_run="--dry-run" in sys.argv))
