"""The DAG `load_archive` through Airflow, killed in the middle, twice: no article is lost, none is there twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from warc_file import record, write_warc

from etl import lake as warehouse
from etl.lake import Lake

N_ARTICLES = 24
RUN = """
import sys
from etl.scheduler.home import prepare
from etl.settings import Settings
prepare(Settings())
from etl.scheduler.in_process import run_dag
asked = {"path": sys.argv[1], "source": "cc"}
fine = run_dag("load_archive", asked, lambda step: print(step.task, step.state, flush=True))
sys.exit(0 if fine else 1)
"""


def page(number: int) -> bytes:
    body = "".join(
        f"<p>The council of Marlow voted on item {number}-{n} after a long debate, Ann Bell said.</p>" for n in range(6)
    )
    head = f"<html><head><title>Vote {number}</title></head><body><article><h1>Vote {number}</h1>"
    return f"{head}{body}</article></body></html>".encode()


def start(home: Path, archive: Path) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(archive)],
        env=kept | {"NUTGRAF_HOME": str(home), "NUTGRAF_BATCH_SIZE": "6", "NUTGRAF_CLEAN_WORKERS": "1"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill_at(process: subprocess.Popen[str], step: str, times: int) -> None:
    """End a run with SIGKILL when a step has been printed so many times."""
    printed = []
    for line in process.stdout:
        printed.append(line)
        times -= line.strip() == step
        if times == 0:
            os.killpg(process.pid, signal.SIGKILL)
            break
    process.wait()
    assert process.returncode == -signal.SIGKILL, "".join(printed)


def counts(home: Path) -> dict[str, tuple[int, int]]:
    """Per table: rows, and different keys among them."""
    lake = Lake(f"ducklake:sqlite:{home / 'catalog.sqlite'}", f"{home / 'lake'}/", str(home / "extensions"))
    with warehouse.connect(lake, read_only=True) as connection:
        return {
            r.TABLE: connection.sql(f"select count(*), count(distinct {r.KEY}) from lake.staging.{r.TABLE}").fetchone()
            for r in warehouse.STAGING
            if r not in warehouse.JOURNAL
        }


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    return write_warc(folder / "cc.warc.gz", *(record(f"https://a.example/{n}", page(n)) for n in range(N_ARTICLES)))


def test_a_killed_run_is_taken_up_where_it_was(tmp_path, archive):
    kill_at(start(tmp_path, archive), "read.extract success", 2)
    extracted = {file: file.stat().st_mtime_ns for file in (tmp_path / "batches").glob("*/extract.json")}
    assert extracted
    time.sleep(0.01)
    kill_at(start(tmp_path, archive), "read.load success", 2)
    assert 0 < counts(tmp_path)["articles"][0] < N_ARTICLES
    # What was extracted before the first kill was not extracted again.
    assert {file: file.stat().st_mtime_ns for file in extracted} == extracted
    last = start(tmp_path, archive)
    output = last.communicate()[0]
    assert last.returncode == 0, output
    found = counts(tmp_path)
    assert found["articles"] == found["pages"] == (N_ARTICLES, N_ARTICLES)
    assert found["quotations"][0] >= N_ARTICLES
    assert all(rows == keys for rows, keys in found.values()), found
    # Batches have the same names in every run, so that none is left over on the disk.
    assert len(list((tmp_path / "batches").glob("cc-*"))) == N_ARTICLES // 6
