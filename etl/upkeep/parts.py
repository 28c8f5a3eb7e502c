"""The parts of the upkeep, each on its own: one that fails keeps none of the others from going on."""

from collections.abc import Callable
from datetime import datetime

from etl.lake import maintenance
from etl.upkeep import airflow_database as airflow
from etl.upkeep.folders import old_logs, old_releases, old_reports
from etl.upkeep.freed import Freed
from etl.upkeep.kept import Kept


def compact(kept: Kept, now: datetime, dry_run: bool) -> list[Freed]:
    """Join the warehouse's small files; a dry run cannot know which."""
    return [] if dry_run else maintenance.compact(kept.lake)


def sweep(kept: Kept, now: datetime, dry_run: bool) -> list[Freed]:
    """Old snapshots of the warehouse, their files and those of killed loads."""
    return maintenance.sweep(kept.lake, kept.snapshots_days, dry_run=dry_run)


def folders(kept: Kept, now: datetime, dry_run: bool) -> list[Freed]:
    """Releases, report pages and logs."""
    return [
        *old_releases(kept.releases, kept.number_of_releases, now, dry_run=dry_run),
        *old_reports(kept.lake, kept.reports, kept.number_of_reports, dry_run=dry_run),
        *old_logs(kept.home, kept.logs_days, now, dry_run=dry_run),
    ]


def airflow_database(kept: Kept, now: datetime, dry_run: bool) -> list[Freed]:
    """Old runs in Airflow's database."""
    return airflow.old_runs(kept.home, kept.airflow_database, kept.airflow_days, dry_run=dry_run)


PARTS: dict[str, Callable[[Kept, datetime, bool], list[Freed]]] = {
    part.__name__: part for part in (compact, sweep, folders, airflow_database)
}
