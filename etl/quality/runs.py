"""One run of `build_marts` as audits and decisions see it: its names, and where they write."""

from dataclasses import dataclass
from pathlib import Path

from etl.lake import Lake


@dataclass(frozen=True, kw_only=True)
class BuildRun:
    """A run, its warehouse and its report.

    run_id: as `etl.quality.publications.run_id` gives it.
    airflow_run_id: None where nobody is asked: a run in a terminal.
    keep_reports: how many runs keep their pages.
    web_url: Airflow's page, for the report's links; empty: no links.
    """

    run_id: str
    airflow_run_id: str | None
    lake: Lake
    reports: Path
    keep_reports: int
    web_url: str = ""
