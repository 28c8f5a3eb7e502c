"""The lake grown up: a PostgreSQL catalog and S3 give what the embedded default gives, with the same DAGs."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest
import services
from conftest import HOME, ROOT, DailyRun, nutgraf_run
from published import differing_marts
from services import PASSWORD

from etl import lake as warehouse
from etl.lake import Lake
from etl.lake.maintenance import FORGOTTEN, OLD, compact, sweep
from etl.settings import Settings


@dataclass(frozen=True)
class Servers:
    postgres: services.Postgres
    bucket: dict[str, str]

    def lake(self, database: str, folder: str) -> Lake:
        catalog = f"ducklake:postgres:{self.postgres.conninfo(database)}"
        return Lake(catalog, f"s3://lake/{folder}/", str(HOME / "extensions"))

    @property
    def variables(self) -> dict[str, str]:
        return {"PGPASSWORD": PASSWORD, **self.bucket}


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as ends:
        found = Servers(ends.enter_context(services.postgres()), ends.enter_context(services.s3(folder, "lake")))
        patch = ends.enter_context(pytest.MonkeyPatch.context())
        for name, value in found.variables.items():
            patch.setenv(name, value)
        found.postgres.create("daily")
        yield found


@pytest.fixture
def lake(servers, request) -> Lake:
    """An empty warehouse of its own on both servers."""
    name = request.node.name.replace("_", "")[:60]
    servers.postgres.create(name)
    return servers.lake(name, name)


@pytest.fixture(scope="module")
def server_run(servers, daily_run, tmp_path_factory) -> DailyRun:
    """`nutgraf run` on the samples with both settings set; it follows `daily_run`, so that one process holds both."""
    daily = servers.lake("daily", "daily")
    settings = {"NUTGRAF_CATALOG": daily.catalog, "NUTGRAF_DATA_PATH": daily.data_path}
    return nutgraf_run(tmp_path_factory.mktemp("server"), variables=settings | servers.variables)


def test_the_same_dags_publish_the_same_marts(server_run, daily_run):
    assert server_run.exit_code == 0, server_run.output
    assert differing_marts(daily_run.current, server_run.current) == {}


def test_a_second_run_changes_nothing(server_run):
    before = server_run.current.resolve()
    again = server_run.again()
    assert again.exit_code == 0, again.output
    assert "Nothing new" in again.output
    assert server_run.current.resolve() == before


def test_the_password_and_the_key_are_written_nowhere(server_run):
    assert PASSWORD not in server_run.output
    files = [file for file in server_run.home.rglob("*") if file.is_file() and not file.is_symlink()]
    assert any("dbt.log" in file.name for file in files)
    assert [file for file in files if PASSWORD.encode() in file.read_bytes()] == []


def test_upkeep_frees_what_nothing_refers_to(lake):
    with warehouse.writing(lake) as connection:
        for number in range(4):
            connection.execute("create or replace table lake.marts.t as select range as n from range(20_000)")
            connection.execute(f"insert into lake.marts.t select {number}")
        tidied = {freed.what: freed.number for freed in warehouse.tidy(connection, keep_days=0)}
    assert tidied[FORGOTTEN] > 4
    with warehouse.writing(lake) as connection:
        connection.execute("create or replace table lake.marts.t as select range as n from range(30_000)")
    compact(lake)
    swept = {freed.what: freed for freed in sweep(lake, keep_days=0)}
    assert swept[OLD].number > 0
    assert swept[OLD].size > 10_000
    with warehouse.connect(lake, read_only=True) as connection:
        assert connection.sql("select count(*), max(n) from lake.marts.t").fetchone() == (30_000, 29_999)


def test_a_reader_sees_whole_loads_only(lake):
    rows = 3_000
    with warehouse.writing(lake) as writer:
        writer.execute("create table lake.marts.t (n bigint)")
        for load in range(3):
            writer.begin()
            writer.execute(f"delete from lake.marts.t where n >= {load}")
            writer.execute(f"insert into lake.marts.t select range + {load} from range({rows})")
            with warehouse.connect(lake, read_only=True) as reader:
                (seen,) = reader.sql("select count(*) from lake.marts.t").fetchone()
                assert seen == (load and rows + load - 1)
            writer.commit()


HOLDER = """
import sys, time
from etl.lake import Lake, turn
with turn(Lake(*sys.argv[1:])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_writers_on_different_machines_take_turns(lake):
    arguments = [lake.catalog, lake.data_path, lake.extensions]
    command = [sys.executable, "-c", HOLDER, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout.readline() == "held\n"
        told = rf"the warehouse is in use by process {holder.pid} on .*; waited \d s"
        try:
            with pytest.raises(warehouse.BusyError, match=told), warehouse.writing(lake, wait_seconds=0.5):
                pass
        finally:
            holder.kill()
        with warehouse.writing(lake, wait_seconds=20) as connection:
            assert connection.sql("select count(*) from lake.staging.articles").fetchone() == (0,)


def test_where_nothing_is_yet_a_reader_is_told_so(lake):
    with pytest.raises(FileNotFoundError, match="`nutgraf run` makes one"):
        warehouse.connect(lake, read_only=True)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"PGPASSWORD": "Wr0ng"}, 'password authentication failed for user "nutgraf"; check NUTGRAF_CATALOG and PGPAS'),
        ({"catalog": "port=1"}, "Connection refused .*; check NUTGRAF_CATALOG and PGPASSWORD"),
        ({"catalog": "dbname=none"}, 'database "none" does not exist; check NUTGRAF_CATALOG and PGPASSWORD'),
        ({"data_path": "s3://none/lake/"}, "NoSuchBucket.*; check NUTGRAF_DATA_PATH and the AWS_… variables"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "s3://lake/x/ cannot be reached: .*; check NUTGRAF_DATA_PATH and"),
    ],
    ids=["password", "server", "database", "bucket", "endpoint"],
)
@pytest.mark.parametrize("opened", [warehouse.connect, warehouse.prepare], ids=["connect", "prepare"])
def test_what_does_not_answer_is_named_in_one_line(servers, monkeypatch, wrong, says, opened):
    lake = replace(servers.lake("daily", "x"), **{k: v for k, v in wrong.items() if k == "data_path"})
    if "catalog" in wrong:  # of a word given twice, libpq takes the last
        lake = replace(lake, catalog=f"{lake.catalog} {wrong['catalog']}")
    for name, value in wrong.items():
        if name.isupper():
            monkeypatch.setenv(name, value)
    with pytest.raises(warehouse.UnreachableError, match=says) as told:
        opened(lake)
    assert "\n" not in str(told.value)
    assert "Wr0ng" not in str(told.value)


def test_the_command_says_it_in_one_line(tmp_path, servers):
    settings = {"NUTGRAF_CATALOG": f"ducklake:postgres:{servers.postgres.conninfo('none')}", **servers.variables}
    failed = nutgraf_run(tmp_path, variables=settings)
    assert failed.exit_code == 1
    assert failed.output.strip().splitlines()[-1].startswith("the lake's catalog cannot be opened: ")
    assert "Traceback" not in failed.output


def test_another_folder_than_the_catalogs_is_refused(lake):
    warehouse.prepare(lake)
    with pytest.raises(warehouse.UnreachableError, match=r"does not match existing data path.*Check NUTGRAF_DATA_PATH"):
        warehouse.connect(replace(lake, data_path="s3://lake/elsewhere/"))


@pytest.mark.parametrize("missing", ["postgres_scanner", "httpfs"])
def test_without_the_extra_the_error_says_what_to_install(tmp_path, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, f"duckdb_extension_{missing}", None)
    with pytest.raises(ModuleNotFoundError, match=rf"{missing} .*pip install 'nutgraf\[server\]'"):
        warehouse.connect(Lake("ducklake:postgres:dbname=lake", "s3://lake/x/", str(tmp_path)))


@pytest.mark.parametrize(
    "catalog",
    [
        "ducklake:postgres:host=db dbname=lake password=Wr0ng",
        "ducklake:postgres:host=db dbname=lake PASSWORD = 'Wr0ng'",
        "ducklake:postgres:postgresql://nutgraf:Wr0ng@db/lake",
    ],
)
def test_a_password_in_the_catalog_is_refused_and_not_repeated(catalog):
    with pytest.raises(ValueError, match="set PGPASSWORD") as told:
        Settings(catalog=catalog)
    assert "Wr0ng" not in str(told.value)


def test_the_env_file_may_hold_the_keys_too(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("AWS_ACCESS_KEY_ID=from-file\nPGPASSWORD=from-file\nOTHER=no\n", encoding="utf-8")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    for name in ("AWS_ACCESS_KEY_ID", "PGPASSWORD", "OTHER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PGPASSWORD", "set already")
    Settings()
    assert os.environ.pop("AWS_ACCESS_KEY_ID") == "from-file"
    assert os.environ["PGPASSWORD"] == "set already"
    assert "OTHER" not in os.environ


@pytest.mark.parametrize(
    ("given", "stands_for"),
    [("s3://lake/x", "s3://lake/x/"), ("s3://lake/x/", "s3://lake/x/"), ("/srv/lake", "/srv/lake/")],
)
def test_the_data_path_ends_in_a_slash(given, stands_for):
    assert Settings(data_path=given).lake.data_path == stands_for


def test_another_store_than_s3_is_refused():
    with pytest.raises(ValueError, match="s3://bucket/folder"):
        Settings(data_path="gs://lake/x/")
