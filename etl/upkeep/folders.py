"""Files in Nutgraf's home that are no part of the warehouse: old releases, report pages, logs."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from etl.lake import Lake, connect
from etl.publish import CURRENT, names
from etl.quality.data_docs import run_folder
from etl.upkeep.freed import Freed

BUILDING = timedelta(days=1)  # no publication takes as long: what is older was killed
LOG_FOLDERS = ("logs", "airflow/logs", "dbt/logs", "alerts")  # below the home


def old_releases(releases: Path, keep: int, now: datetime, *, dry_run: bool = False) -> list[Freed]:
    """Remove published files but the newest `keep` and the current one, and what killed publications left."""
    current = (releases / CURRENT).resolve()
    old = [releases / name for name in names(releases)[:-keep]]
    stale = (file for file in releases.glob(".*") if file.is_file() and not file.is_symlink())
    return [
        _remove("published: old releases", (file for file in old if file.resolve() != current), dry_run=dry_run),
        _remove("published: unfinished releases", _older(stale, now - BUILDING), dry_run=dry_run),
    ]


def old_reports(lake: Lake, reports: Path, keep: int, *, dry_run: bool = False) -> list[Freed]:
    """Remove the report's pages of all runs but the newest `keep`. Their results stay in the warehouse."""
    query = (
        "select run_id from lake.quality.check_results group by run_id "
        "order by max(snapshot_id) desc nulls last, max(run_at) desc, run_id desc limit ?"
    )
    try:
        with connect(lake, read_only=True) as connection:
            kept = {reports / run_folder(run_id) for (run_id,) in connection.execute(query, [keep]).fetchall()}
    except (FileNotFoundError, duckdb.CatalogException):  # nothing was ever audited here
        kept = set()
    old = [folder for folder in (reports / "runs").glob("*") if folder not in kept]
    freed = _remove("reports: pages of old runs", (file for one in old for file in _files(one)), dry_run=dry_run)
    if not dry_run:
        for folder in old:
            shutil.rmtree(folder, ignore_errors=True)
    return [freed._replace(number=len(old))]


def old_logs(home: Path, keep_days: int, now: datetime, *, dry_run: bool = False) -> list[Freed]:
    """Remove logs, Airflow's and dbt's among them, that nobody has written to for `keep_days`."""
    files = (file for folder in LOG_FOLDERS for file in _files(home / folder))
    return [_remove("logs", _older(files, now - timedelta(days=keep_days)), dry_run=dry_run)]


def _remove(what: str, files: Iterable[Path], *, dry_run: bool) -> Freed:
    number = size = 0
    for file in files:
        with suppress(FileNotFoundError):  # a run of its own has removed it meanwhile
            size += file.stat().st_size
            number += 1
            if not dry_run:
                file.unlink()
    return Freed(what, number, size)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


def _older(files: Iterable[Path], than: datetime) -> Iterator[Path]:
    for file in files:
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < than.timestamp():
                yield file
