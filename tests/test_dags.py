"""The DAGs: they parse fast, import nothing heavy, and are wired as the architecture draws them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("spacy", "thinc", "duckdb", "trafilatura", "great_expectations", "dbt", "pyarrow", "etl.facts")


@pytest.fixture(scope="module")
def bag(airflow_database):
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(ROOT / "dags"))


def test_every_dag_file_can_be_imported(bag):
    assert bag.import_errors == {}
    assert set(bag.dags) == {"ingest", "ingest_hourly", "load_archive", "build_marts", "reextract", "maintenance"}


def test_parsing_a_dag_file_takes_less_than_a_second(bag):
    assert {
        stat.file: stat.duration.total_seconds() for stat in bag.dagbag_stats if stat.duration.total_seconds() > 1
    } == {}


@pytest.mark.parametrize("name", ["ingest", "load_archive", "build_marts", "reextract", "maintenance"])
def test_parsing_a_dag_file_imports_nothing_heavy(name):
    script = f"import json, sys, dags.{name}; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []


@pytest.mark.parametrize(
    ("dag_id", "task_id", "downstream"),
    [
        ("ingest", "sources", {"collect", "announce"}),
        ("ingest", "collect", {"new_batches", "report_failure"}),
        ("ingest", "stale", {"read_again.extract"}),
        ("ingest", "read_again.load", {"announce", "report_failure"}),
        ("ingest_hourly", "collect", {"new_batches", "report_failure"}),
        ("ingest_hourly", "read.load", {"announce", "learn", "report_failure"}),
        ("ingest", "read.clean", {"read.extract"}),
        ("ingest", "read.extract", {"read.load"}),
        ("ingest", "read.load", {"announce", "learn", "report_failure"}),
        ("load_archive", "read.load", {"announce", "report_failure"}),
        ("build_marts", "build", {"audit_staging", "audit_marts"}),
        ("build_marts", "audit_staging", {"audit_marts", "verdict"}),
        ("build_marts", "audit_marts", {"verdict"}),
        ("build_marts", "verdict", {"approve", "publish"}),
        ("build_marts", "approve", {"approved", "publish"}),
        ("build_marts", "approved", {"publish"}),
        ("build_marts", "publish", {"draw_models", "tidy"}),
        ("reextract", "again.prepare", {"again.extract"}),
        ("reextract", "again.extract", {"compare"}),
        ("reextract", "compare", {"approved", "verdict"}),
        ("reextract", "verdict", {"approve", "approved"}),
        ("reextract", "approve", {"approved"}),
        ("reextract", "approved", {"load"}),
        ("reextract", "load", {"announce", "report_failure"}),
    ],
)
def test_tasks_follow_one_another(bag, dag_id, task_id, downstream):
    assert downstream <= bag.dags[dag_id].get_task(task_id).downstream_task_ids


@pytest.mark.parametrize(
    ("dag_id", "task_id"),
    [
        ("ingest", "read.load"),
        ("ingest", "read_again.load"),
        ("ingest_hourly", "read.load"),
        ("ingest", "learn"),
        ("load_archive", "read.load"),
        ("reextract", "load"),
        ("build_marts", "audit_staging"),
        ("build_marts", "build"),
        ("build_marts", "audit_marts"),
        ("build_marts", "verdict"),
        ("build_marts", "approved"),
        ("build_marts", "publish"),
        ("maintenance", "compact"),
        ("maintenance", "sweep"),
    ],
)
def test_whatever_writes_the_warehouse_takes_the_one_slot(bag, dag_id, task_id):
    assert bag.dags[dag_id].get_task(task_id).pool == "warehouse"


def test_marts_follow_staging(bag):
    from dags.stages import MARTS, STAGING

    assert STAGING in bag.dags["ingest"].get_task("announce").outlets
    assert STAGING in bag.dags["load_archive"].get_task("announce").outlets
    assert STAGING in bag.dags["reextract"].get_task("announce").outlets
    assert MARTS in bag.dags["build_marts"].get_task("publish").outlets
    assert bag.dags["build_marts"].schedule == [STAGING]


@pytest.mark.parametrize(
    "dag_id", ["ingest", "ingest_hourly", "load_archive", "build_marts", "reextract", "maintenance"]
)
def test_every_dag_tells_what_to_do_when_it_fails_and_tries_again(bag, dag_id):
    dag = bag.dags[dag_id]
    assert "When it fails" in dag.doc_md
    assert dag.default_args["retries"] >= 1


def test_ingest_runs_daily_over_an_interval(bag):
    """A backfill makes one run per interval: were it hourly, a day would be 24 runs."""
    assert type(bag.dags["ingest"].timetable).__name__ == "CronDataIntervalTimetable"
    assert bag.dags["ingest"].catchup is False
    assert type(bag.dags["ingest_hourly"].timetable).__name__ == "CronTriggerTimetable"
