"""What upkeep leaves: a value of its own, so that no part of it knows the settings."""

from dataclasses import dataclass
from pathlib import Path

from etl.lake import Lake


@dataclass(frozen=True)
class Kept:
    """What stays, of what lies where."""

    lake: Lake
    home: Path
    releases: Path
    reports: Path
    airflow_database: str
    snapshots_days: int
    number_of_releases: int
    number_of_reports: int
    logs_days: int
    airflow_days: int
