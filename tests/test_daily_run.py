"""The main job through Airflow, as a newcomer starts it: published, repeated, withheld."""

import os
import signal
import stat
import subprocess
import sys

import duckdb
import pytest
from conftest import ROOT

from etl import lake as warehouse
from etl.article import REASONS
from etl.facts import FACT_TYPES
from etl.lake import Lake


def lake_of(run) -> Lake:
    return Lake(f"ducklake:sqlite:{run.home / 'catalog.sqlite'}", f"{run.home / 'lake'}/", str(run.home / "extensions"))


def ask(run, query: str) -> list[tuple]:
    with duckdb.connect(str(run.current.resolve()), read_only=True) as published:
        return published.execute(query).fetchall()


def test_the_first_run_publishes(daily_run):
    assert daily_run.exit_code == 0, daily_run.output
    for stage in ("collect", "clean", "extract", "load", "audit", "build", "publish"):
        assert f"✓ {stage}" in daily_run.output
    assert "select speaker, quote from quotations" in daily_run.output
    assert "index.html" in daily_run.output


def test_no_log_noise_reaches_the_terminal(daily_run):
    assert "[info" not in daily_run.output
    assert "Traceback" not in daily_run.output
    assert any((daily_run.home / "logs").glob("run-*.log"))


def test_every_fact_type_is_read_from_the_samples(daily_run):
    with warehouse.connect(lake_of(daily_run), read_only=True) as connection:
        for record in FACT_TYPES:
            assert connection.sql(f"select count(*) from lake.staging.{record.TABLE}").fetchone()[0] > 10, record.TABLE


def test_what_is_no_article_is_a_row_with_a_reason(daily_run):
    with warehouse.connect(lake_of(daily_run), read_only=True) as connection:
        rejected = connection.sql("select reason, detail from lake.staging.rejections").fetchall()
    assert len(rejected) >= 2
    assert all(reason in REASONS and detail for reason, detail in rejected)


def test_every_fact_round_trips(daily_run):
    with warehouse.connect(lake_of(daily_run), read_only=True) as connection:
        for record in FACT_TYPES:
            wrong = connection.sql(
                f"select count(*) from lake.staging.{record.TABLE} inner join lake.staging.articles using (version_id) "
                "where substr(text, start_char + 1, end_char - start_char) is distinct from surface"
            )
            assert wrong.fetchone() == (0,), record.TABLE


def test_who_said_what_takes_one_line(daily_run):
    answer = ask(daily_run, "select speaker, quote from quotations where speaker_kind = 'named'")
    assert len(answer) > 10


def test_the_published_file_is_read_only_explained_and_searchable(daily_run):
    assert stat.S_IMODE(daily_run.current.resolve().stat().st_mode) == 0o444
    undescribed = ask(
        daily_run,
        "select table_name, column_name from duckdb_columns() where schema_name = 'main' and comment is null "
        "and table_name not in ('release') and not internal",
    )
    assert undescribed == []
    with duckdb.connect(
        str(daily_run.current.resolve()),
        read_only=True,
        config={"extension_directory": str(daily_run.home / "extensions"), "autoinstall_known_extensions": "false"},
    ) as published:
        published.load_extension("fts")
        key, quote = published.execute(
            "select quotation_id, quote from quotations where kind = 'direct' order by length(quote) desc, quotation_id"
        ).fetchone()
        found = published.execute(
            "select quotation_id from quotations where fts_main_quotations.match_bm25(quotation_id, ?) is not null",
            [quote],
        ).fetchall()
    assert (key,) in found


def test_a_second_run_changes_nothing_and_says_so(daily_run):
    before = daily_run.current.resolve()
    with warehouse.connect(lake_of(daily_run), read_only=True) as connection:
        state = warehouse.state(connection)
    again = daily_run.again()
    assert again.exit_code == 0, again.output
    assert "Nothing new" in again.output
    assert daily_run.current.resolve() == before
    with warehouse.connect(lake_of(daily_run), read_only=True) as connection:
        assert warehouse.state(connection) == state


def test_a_folder_that_does_not_exist_is_named(daily_run):
    missing = daily_run.again("no/such/folder")
    assert missing.exit_code == 2
    assert "there is no" in missing.output
    assert "no/such/folder" in missing.output


def test_a_critical_failure_withholds_publication(daily_run):
    before = daily_run.current.resolve()
    with warehouse.connect(lake_of(daily_run)) as connection:
        connection.execute(
            "insert into lake.staging.quantities by name "
            "select * replace ('planted' as fact_id, 'not in the text' as surface) from lake.staging.quantities limit 1"
        )
    try:
        withheld = daily_run.again()
        assert withheld.exit_code == 1
        assert "critical" in withheld.output
        assert "quantities" in withheld.output
        assert daily_run.current.resolve() == before
        assert ask(daily_run, "select count(*) from quotations")[0][0] > 0
    finally:
        with warehouse.connect(lake_of(daily_run)) as connection:
            connection.execute("delete from lake.staging.quantities where fact_id = 'planted'")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_can_be_ended_in_the_middle(tmp_path, number):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
    with subprocess.Popen(
        [sys.executable, "-m", "etl.cli", "run"],
        env=kept | {"NUTGRAF_HOME": str(tmp_path)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert "collect" in run.stdout.readline()
        run.send_signal(number)
        assert "the next run takes up" in run.stdout.read()
        assert run.wait(10) == 128 + number
