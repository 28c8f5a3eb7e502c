"""The weekly upkeep: what it frees, and that readers, a kill, a full disk and a waiting publication lose nothing."""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import HOME, NOW
from test_disk import articles_in, batch_of

from etl import lake as warehouse
from etl import pipeline
from etl.disk import DiskFullError
from etl.lake import Lake, maintenance
from etl.quality.publications import Publication
from etl.quality.results import CheckResult, store
from etl.schema import to_arrow
from etl.upkeep.folders import old_logs, old_releases, old_reports
from etl.upkeep.freed import Freed, in_words, table

ALL = -1  # days: everything is old enough


def filled(lake: Lake, folder: Path, loads: int = 3, again: int = 1) -> Lake:
    """A warehouse of several loads of 30 articles, the first of which were loaded again."""
    for number in range(loads):
        batch_of(folder / f"n{number}", 30)
    for number in [*range(loads), *range(again)]:
        pipeline.load(f"n{number}", folder, lake)
    return lake


def numbers(freed: list[Freed]) -> dict[str, tuple[int, int]]:
    return {row.what.removeprefix("warehouse: "): (row.number, row.size) for row in freed}


def files_of(lake: Lake) -> set[Path]:
    return set(Path(lake.data_path).rglob("*.parquet"))


def aged(file: Path, days: float = 30) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(file.read_bytes() if file.exists() else b"x" * 1000)
    moment = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    os.utime(file, (moment, moment))
    return file


def test_it_joins_files_and_removes_what_no_snapshot_needs(lake, tmp_path):
    filled(lake, tmp_path / "batches")
    orphan = aged(Path(lake.data_path) / "staging/articles/of-a-killed-load.parquet")
    before = files_of(lake)
    assert numbers(maintenance.compact(lake))["small files joined"][0] >= 4
    assert numbers(maintenance.sweep(lake, 7))["files of old snapshots"] == (0, 0)
    assert not orphan.exists()  # it is older than the days of grace; what the snapshots need is not
    assert before - {orphan} <= files_of(lake)
    would = numbers(maintenance.sweep(lake, ALL, dry_run=True))
    assert before - {orphan} <= files_of(lake)
    freed = numbers(maintenance.sweep(lake, ALL))
    assert would["snapshots forgotten"] == freed["snapshots forgotten"]
    assert freed["files of old snapshots"][0] >= 6
    assert freed["files of old snapshots"][1] > 50_000
    assert articles_in(lake) == 90
    with warehouse.connect(lake, read_only=True) as connection:
        listed = connection.sql("from ducklake_list_files('lake', 'articles', schema => 'staging')").fetchall()
    assert len(listed) == 1


def test_a_young_file_of_a_load_that_runs_stays(lake, tmp_path):
    filled(lake, tmp_path / "batches", loads=1, again=0)
    young = aged(Path(lake.data_path) / "staging/articles/of-a-running-load.parquet", days=1)
    assert numbers(maintenance.sweep(lake, 7))["files of killed loads"] == (0, 0)
    assert young.exists()


@pytest.mark.parametrize(
    "threads",
    [
        1,
        pytest.param(
            2,
            marks=pytest.mark.xfail(
                strict=False,
                reason="the SQLite scanner opens a connection per thread, which sees what was committed meanwhile",
            ),
        ),
    ],
)
def test_a_reader_inside_a_transaction_keeps_its_files(threads, lake, tmp_path):
    filled(lake, tmp_path / "batches")
    with warehouse.connect(lake, read_only=True) as reader:
        reader.execute(f"set threads = {threads}")
        reader.begin()
        count = "select count(*), sum(length(text)) from lake.staging.articles"
        seen = reader.execute(count).fetchone()
        pipeline.load("n2", tmp_path / "batches", lake)
        maintenance.compact(lake)
        maintenance.sweep(lake, 7)
        assert reader.execute(count).fetchone() == seen


def test_marts_that_wait_for_a_person_keep_their_snapshot(lake, tmp_path):
    filled(lake, tmp_path / "batches", loads=3, again=0)

    def note(connection: duckdb.DuckDBPyConnection, outcome: str, snapshot: int) -> None:
        row = Publication(
            publication_id=outcome,
            run_id="run",
            number=1,
            outcome=outcome,
            decided_at=datetime.now(UTC),
            snapshot_id=snapshot,
        )
        connection.register("new", to_arrow([row], Publication))
        connection.execute("insert into lake.quality.publications by name from new")

    with warehouse.writing(lake) as connection:
        waiting = connection.sql("from ducklake_current_snapshot('lake')").fetchone()[0]
        note(connection, "withheld", waiting)
    maintenance.compact(lake)
    maintenance.sweep(lake, ALL)
    count = f"select count(*) from lake.staging.articles at (version => {waiting})"
    with warehouse.writing(lake) as connection:
        assert connection.sql(count).fetchone() == (90,)
        note(connection, "rejected", waiting)
    maintenance.sweep(lake, ALL)
    with warehouse.connect(lake, read_only=True) as connection, pytest.raises(duckdb.Error, match="snapshot"):
        connection.sql(count).fetchone()


COMPACT_AND_DIE = """
import os, sys
from etl.lake import Lake, maintenance
lake, dies_at = Lake(*sys.argv[1:4]), int(sys.argv[4])
class Dying:
    steps = 0
    def __init__(self, connection): self.connection = connection
    def execute(self, statement, *given):
        Dying.steps += 1
        if Dying.steps == dies_at:
            self.connection.begin()
            self.connection.execute(statement, *given)
            os.kill(os.getpid(), 9)
        return self.connection.execute(statement, *given)
writing = maintenance.writing
from contextlib import contextmanager
@contextmanager
def dying(lake):
    with writing(lake) as connection: yield Dying(connection)
maintenance.writing = dying
maintenance.compact(lake)
"""


@pytest.mark.parametrize("step", [3, 9])
def test_after_a_kill_in_the_middle_the_next_run_goes_on(step, lake, tmp_path):
    filled(lake, tmp_path / "batches", loads=3, again=1)
    died = subprocess.run(
        [sys.executable, "-c", COMPACT_AND_DIE, lake.catalog, lake.data_path, lake.extensions, str(step)],
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert died.returncode == -9
    assert articles_in(lake) == 90
    maintenance.compact(lake)
    maintenance.sweep(lake, ALL)
    assert articles_in(lake) == 90
    with warehouse.connect(lake, read_only=True) as connection:
        needed = connection.sql(
            "select sum(file_count + delete_file_count) from ducklake_table_info('lake')"
        ).fetchone()[0]
    assert len(files_of(lake)) == needed


def test_a_full_disk_says_what_to_free(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2400k", "tmpfs", disk]
    if not shutil.which("mount") or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        lake = Lake(f"ducklake:sqlite:{tmp_path / 'catalog.sqlite'}", f"{disk / 'lake'}/", str(HOME / "extensions"))
        batches = tmp_path / "batches"
        for number in range(4):
            batch_of(batches / f"n{number}", 400)
            pipeline.load(f"n{number}", batches, lake)
        with pytest.raises(DiskFullError, match="published"):
            maintenance.compact(lake)
        assert articles_in(lake) == 1600
        assert numbers(maintenance.sweep(lake, 7))["snapshots forgotten"] == (0, 0)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_old_releases_go_but_the_current_one(tmp_path):
    for number in range(5):
        aged(tmp_path / f"analytics-{number}.duckdb", days=20 - number)
    (tmp_path / "current.duckdb").symlink_to("analytics-0.duckdb")  # rolled back
    stale, young = aged(tmp_path / ".building-x.duckdb", days=2), aged(tmp_path / ".building-y.duckdb", days=0.1)
    would = old_releases(tmp_path, 2, datetime.now(UTC), dry_run=True)
    assert len(list(tmp_path.glob("analytics-*"))) == 5
    assert old_releases(tmp_path, 2, datetime.now(UTC)) == would
    assert would == [Freed("published: old releases", 2, 2000), Freed("published: unfinished releases", 1, 1000)]
    assert sorted(file.name for file in tmp_path.glob("analytics-*")) == [f"analytics-{n}.duckdb" for n in (0, 3, 4)]
    assert young.exists()
    assert not stale.exists()


def test_logs_that_nobody_writes_to_go(tmp_path):
    old = [aged(tmp_path / name, 40) for name in ("logs/run-1.log", "airflow/logs/dag_id=a/x.log", "dbt/logs/dbt.log")]
    new = aged(tmp_path / "logs/run-2.log", 3)
    kept = aged(tmp_path / "batches/b/pages.parquet", 400)
    assert old_logs(tmp_path, 30, datetime.now(UTC)) == [Freed("logs", 3, 3000)]
    assert [file.exists() for file in (*old, new, kept)] == [False, False, False, True, True]


def test_report_pages_of_runs_that_are_not_kept_go(lake, tmp_path):
    warehouse.prepare(lake)
    checks = [
        CheckResult(
            check_id=str(day), run_id=f"run{day}", run_at=NOW.replace(day=day), layer="marts", table_name="t",
            owner="o", expectation="e", description="d", severity="info", success=True,
        )
        for day in (1, 2, 3)
    ]  # fmt: skip
    with warehouse.writing(lake) as connection:
        store(connection, checks)
    for name in ("run1", "run2", "run3", "of-a-warehouse-before"):
        aged(tmp_path / "reports/runs" / name / "index.html")
    assert old_reports(lake, tmp_path / "reports", 2) == [Freed("reports: pages of old runs", 2, 2000)]
    assert sorted(file.name for file in (tmp_path / "reports/runs").iterdir()) == ["run2", "run3"]


def test_what_was_freed_is_a_table():
    assert [in_words(size) for size in (0, 999, 1500, 12_345_678, 5e12)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "12.3 MB",
        "5.0 TB",
    ]
    shown = table([Freed("logs", 1200, 1500), Freed("warehouse: snapshots forgotten", 3)])
    assert re.sub(" +", " ", shown) == "logs 1,200 1.5 kB\nwarehouse: snapshots forgotten 3 \ntogether 1.5 kB"
