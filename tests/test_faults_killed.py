"""kill -9 of each stage at random moments, twenty times: the marts are those of an undisturbed run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT

KILLS = int(os.environ.get("NUTGRAF_TEST_KILLS", "20"))  # of each stage
DAYS = {
    "monday": [
        "northwire/geneva-talks.txt",
        "northwire/grain-corridor.txt",
        "the-meridian/bank-rate.html",
        "inbox/empty.txt",
    ],
    "tuesday": [
        "northwire/climate-summit.txt",
        "northwire/nairobi-floods.txt",
        "harbor-herald/port-deal.html",
        "prairie-ledger/wheat-ships.html",
    ],
}


@pytest.fixture(scope="module")
def homes(tmp_path_factory) -> tuple[Path, dict]:
    """Two homes that read the same two days, and what the program with the kills says of the one that it killed in."""
    folder = tmp_path_factory.mktemp("killed")
    for day, files in DAYS.items():
        (folder / "articles" / day).mkdir(parents=True)
        for file in files:
            shutil.copy(ROOT / "samples" / file, folder / "articles" / day)
    program = [sys.executable, ROOT / "tests/kill_stages.py", folder, folder / "articles", str(KILLS), "20261124"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
    ran = subprocess.run(
        program, env=kept | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, cwd=folder
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return folder, json.loads(ran.stdout.splitlines()[-1])


def test_most_kills_hit_a_stage_at_work(homes):
    assert all(hits >= KILLS // 2 for hits in homes[1]["hit"].values()), homes[1]


def test_the_marts_are_those_of_an_undisturbed_run(homes):
    quiet, troubled = (homes[0] / name / "published/current.duckdb" for name in ("quiet", "troubled"))
    with duckdb.connect() as connection:
        for name, file in (("quiet", quiet), ("troubled", troubled)):
            connection.execute(f"attach '{file.resolve()}' as {name} (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'quiet' and schema_name = 'main' "
            "and table_name not in ('release', 'quality_daily')"  # what the runs were, not what they found
        ).fetchall()
        assert len(tables) > 10
        for (table,) in tables:
            one, other = f"from quiet.main.{table}", f"from troubled.main.{table}"
            for more, less in ((one, other), (other, one)):
                assert connection.execute(f"{more} except all {less}").fetchall() == [], table


def test_nothing_half_written_is_left_beside_the_releases(homes):
    left = {file.name for file in (homes[0] / "troubled/published").iterdir()}
    assert left == {file.name for file in (homes[0] / "quiet/published").iterdir()}
