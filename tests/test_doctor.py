"""The doctor: each check against what really breaks, and what it says to do."""

import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest
import spacy
from conftest import article
from services import free_port

from etl import doctor, publish
from etl.article import Article
from etl.doctor import airflow_state, configuration, installation, machine, warehouse
from etl.doctor.finding import Finding
from etl.lake import turn, writing
from etl.scheduler import processes
from etl.schema import to_arrow
from etl.settings import Settings
from etl.terminal.doctor import doctor as run_doctor

GOOD_SOURCES = "sources:\n  - name: folder\n    kind: files\n    path: articles\n"


@dataclass
class Patient:
    """An installation in a folder of its own, to break."""

    home: Path
    patch: pytest.MonkeyPatch
    fields: dict[str, Any]

    @property
    def settings(self) -> Settings:
        return Settings(**self.fields)

    def write(self, name: str, content: str | bytes, mode: int = 0o600) -> Path:
        file = self.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        file.chmod(mode)
        return file

    def store(self, *articles: Article) -> None:
        """Put articles into its warehouse, which is made where it is missing."""
        with writing(self.settings.lake) as connection:
            if articles:
                connection.register("new", to_arrow(list(articles), Article))
                connection.execute("insert into lake.staging.articles by name from new")

    def publish(self, state: str) -> None:
        name = "analytics-0001-r1.duckdb"
        file = self.write(f"published/{name}", b"")
        file.unlink()
        with duckdb.connect(str(file)) as release:
            release.execute("create table release as select 'r1' as run_id, ? as state", [state])
            release.execute("create table quotations (quote varchar)")
        file.chmod(0o444)
        publish.point_at(self.home / "published", name)

    def airflow(self, **tables: str) -> None:
        """A database as Airflow makes it, of the columns that are looked at."""
        file = self.write("airflow/airflow.db", b"")
        self.write(f"airflow/migrated-{version('apache-airflow')}", b"")
        with sqlite3.connect(file) as connection:
            connection.execute("create table slot_pool (pool, slots)")
            connection.execute("create table dag (dag_id, is_paused, is_stale)")
            connection.execute("create table import_error (filename, stacktrace)")
            for table, rows in ({"slot_pool": "('warehouse', 1)", "dag": "('ingest', 0, 0)"} | tables).items():
                if rows:
                    connection.execute(f"insert into {table} values {rows}")


@pytest.fixture
def patient(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("AIRFLOW", "NUTGRAF"))]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    (tmp_path / "sources.yml").write_text(GOOD_SOURCES)
    fields = {"home": tmp_path / "home", "sources": tmp_path / "sources.yml", "port": free_port()}
    (tmp_path / "home").mkdir()
    return Patient(tmp_path / "home", monkeypatch, fields)


def nothing(patient: Patient) -> None:
    """Leave it as the set-up leaves it."""


def an_old_python(patient: Patient) -> None:
    patient.patch.setattr(platform, "python_version", lambda: "3.11.7")


def a_misspelt_setting(patient: Patient) -> None:
    patient.patch.setenv("NUTGRAF_PROT", "8081")


def a_misspelt_setting_in_a_file(patient: Patient) -> None:
    Path(str(Settings.model_config["env_file"])).write_text("NUTGRAF_CONTAKT=desk@example.org\n")


def a_name_that_only_compose_reads(patient: Patient) -> None:
    patient.patch.setenv("NUTGRAF_BIND", "127.0.0.1")


def a_misspelt_source(patient: Patient) -> None:
    patient.fields["sources"].write_text(GOOD_SOURCES.replace("files", "fils"))


def no_sources_file(patient: Patient) -> None:
    patient.fields["sources"].unlink()


def no_source_that_is_on(patient: Patient) -> None:
    patient.fields["sources"].write_text(GOOD_SOURCES + "    enabled: false\n")


def a_site_and_no_contact(patient: Patient) -> None:
    patient.fields["sources"].write_text("sources:\n  - {name: a, kind: feed, url: 'https://example.org/feed'}\n")


def someone_to_tell(patient: Patient) -> None:
    patient.fields["alerts"] = "mailto:desk@example.org"


def no_such_model(patient: Patient) -> None:
    patient.fields["spacy_model"] = "no_such_model"


def a_model_without_a_parser(patient: Patient) -> None:
    spacy.blank("en").to_disk(patient.home / "model")
    patient.fields["spacy_model"] = str(patient.home / "model")


def little_memory(patient: Patient) -> None:
    given = namedtuple("Memory", ("available", "total"))(700_000_000, 4_000_000_000)
    patient.patch.setattr(psutil, "virtual_memory", lambda: given)


def a_disk_with(free: float, total: float) -> Callable[[Patient], None]:
    usage = namedtuple("Usage", ("free", "total"))(free * 1e9, total * 1e9)
    return lambda patient: patient.patch.setattr(shutil, "disk_usage", lambda _: usage)


def a_home_of_another_user(patient: Patient) -> None:
    (patient.home / "lake").mkdir(mode=0o500)
    # Root may write everywhere; this is what everybody else is told.
    patient.patch.setattr(os, "access", lambda place, _: bool(Path(place).stat().st_mode & 0o200))


def a_release_that_can_be_changed(patient: Patient) -> None:
    patient.write("published/analytics-0001-r1.duckdb", b"", 0o644)


def a_key_that_others_can_read(patient: Patient) -> None:
    patient.write("airflow/jwt_secret", "abc", 0o644)


def a_damaged_extension(patient: Patient) -> None:
    list(warehouse.extensions(patient.settings))  # links them
    (link,) = patient.home.glob("extensions/*/*/fts.duckdb_extension")
    link.unlink()
    link.write_bytes(b"half of a file")


def a_damaged_catalog(patient: Patient) -> None:
    patient.write("catalog.sqlite", b"SQLite format 3\0" + b"garbage" * 1000)


def an_empty_warehouse(patient: Patient) -> None:
    patient.store()


def a_warehouse_of_an_earlier_version(patient: Patient) -> None:
    with writing(patient.settings.lake) as connection:
        connection.execute("drop table lake.staging.quotations")


def a_lost_file(patient: Patient) -> None:
    patient.store(*(article("The council met.", article_id=f"a{n}") for n in range(50)))
    for file in (patient.home / "lake").rglob("*.parquet"):
        file.unlink()


def a_clock_that_was_set_back(patient: Patient) -> None:
    patient.store(article("The council met.", ingested_at=datetime.now(UTC) + timedelta(days=2)))


def a_catalog_that_does_not_answer(patient: Patient) -> None:
    pytest.importorskip("duckdb_extension_postgres_scanner")
    patient.fields["catalog"] = f"ducklake:postgres:host=127.0.0.1 port={free_port()} dbname=lake user=nutgraf"


def a_published_file(patient: Patient) -> None:
    patient.publish("as it was")


def a_published_file_of_an_older_state(patient: Patient) -> None:
    patient.store()
    patient.publish("as it was")


def a_damaged_published_file(patient: Patient) -> None:
    patient.write("published/analytics-0001-r1.duckdb", b"half of a file", 0o444)
    publish.point_at(patient.home / "published", "analytics-0001-r1.duckdb")


def a_published_file_that_is_gone(patient: Patient) -> None:
    patient.publish("as it was")
    (patient.home / "published/analytics-0001-r1.duckdb").unlink()


def airflow_set_up(**tables: str) -> Callable[[Patient], None]:
    return lambda patient: patient.airflow(**tables)


def an_airflow_of_an_earlier_version(patient: Patient) -> None:
    patient.airflow()
    (patient.home / f"airflow/migrated-{version('apache-airflow')}").unlink()


def a_damaged_airflow_database(patient: Patient) -> None:
    patient.write("airflow/airflow.db", b"garbage" * 1000)


def an_airflow_database_without_tables(patient: Patient) -> None:
    patient.write("airflow/airflow.db", b"")


CASES = [
    (nothing, installation.packages, "fine", "as in requirements", ""),
    (nothing, installation.python, "fine", platform.python_version(), ""),
    (an_old_python, installation.python, "error", "3.11.7, but Nutgraf needs", "make setup"),
    (nothing, configuration.names, "fine", "all defaults", ""),
    (
        a_misspelt_setting,
        configuration.names,
        "warning",
        "NUTGRAF_PROT in the environment",
        "did you mean NUTGRAF_PORT?",
    ),
    (
        a_misspelt_setting_in_a_file,
        configuration.names,
        "warning",
        ".env is no setting",
        "did you mean NUTGRAF_CONTACT?",
    ),
    (a_name_that_only_compose_reads, configuration.names, "fine", "NUTGRAF_BIND set", ""),
    (nothing, configuration.sources, "fine", "1 on", ""),
    (a_misspelt_source, configuration.sources, "error", "line 3", "sources list"),
    (no_sources_file, configuration.sources, "error", "cannot be read", "sources list"),
    (no_source_that_is_on, configuration.sources, "warning", "no entry that is on", "sources add"),
    (a_site_and_no_contact, configuration.sources, "warning", "without an address", "NUTGRAF_CONTACT"),
    (nothing, configuration.alerts, "fine", "nobody is told", ""),
    (someone_to_tell, configuration.alerts, "fine", "mail desk@example.org", ""),
    (nothing, installation.model, "fine", "loaded in", ""),
    (no_such_model, installation.model, "error", "no_such_model does not load", "NUTGRAF_SPACY_MODEL"),
    (a_model_without_a_parser, installation.model, "error", "has no tagger, parser, ner", "NUTGRAF_SPACY_MODEL"),
    (little_memory, machine.memory, "warning", "0.7 of 4.0 GB free", "add memory"),
    (a_disk_with(free=80, total=200), machine.disk, "fine", "80.0 of 200 GB free", ""),
    (a_disk_with(free=4, total=20), machine.disk, "warning", "4.0 of 20 GB free", "free some space"),
    (a_disk_with(free=80, total=2000), machine.disk, "warning", "80.0 of 2000 GB free", "free some space"),
    (a_disk_with(free=0.2, total=20), machine.disk, "error", "0.2 of 20 GB free", "free some space"),
    (nothing, machine.permissions, "fine", "is ours to write", ""),
    (a_home_of_another_user, machine.permissions, "error", "may not write", "chown"),
    (a_release_that_can_be_changed, machine.permissions, "warning", "analytics-0001-r1.duckdb", "chmod 444"),
    (nothing, machine.secrets, "fine", "none yet", ""),
    (a_key_that_others_can_read, machine.secrets, "error", "jwt_secret can be read by others (644)", "chmod 600"),
    (nothing, warehouse.extensions, "fine", "ducklake, fts, sqlite_scanner", ""),
    (a_damaged_extension, warehouse.extensions, "error", "fts", "make setup"),
    (nothing, warehouse.lake, "fine", "none yet", ""),
    (an_empty_warehouse, warehouse.lake, "fine", "0 pages, 0 articles, 0 quotations", ""),
    (a_damaged_catalog, warehouse.lake, "error", "cannot be opened", "backup"),
    (a_warehouse_of_an_earlier_version, warehouse.lake, "warning", "tables or columns are missing", "next run"),
    (a_lost_file, warehouse.lake, "error", "files are gone", "backup"),
    (a_clock_that_was_set_back, warehouse.lake, "error", "the newest article was taken in at", "clock"),
    (a_catalog_that_does_not_answer, warehouse.lake, "error", "catalog cannot be opened", "see what it says"),
    (a_catalog_that_does_not_answer, warehouse.writer, "error", "catalog cannot be opened", "see what it says"),
    (nothing, warehouse.writer, "fine", "there is no warehouse yet", ""),
    (an_empty_warehouse, warehouse.writer, "fine", "nobody writes", ""),
    (nothing, warehouse.published, "fine", "nothing yet", ""),
    (a_published_file, warehouse.published, "fine", "of run r1: 0 quotations, 0 h old", ""),
    (a_published_file_of_an_older_state, warehouse.published, "warning", "holds something else by now", "make run"),
    (a_damaged_published_file, warehouse.published, "error", "cannot be read", "nutgraf rollback"),
    (a_published_file_that_is_gone, warehouse.published, "error", "which is gone", "nutgraf rollback"),
    (nothing, airflow_state.database, "fine", "not set up yet", ""),
    (airflow_set_up(), airflow_state.database, "fine", "pool warehouse, 1 DAGs", ""),
    (airflow_set_up(slot_pool=""), airflow_state.database, "error", "wait for ever", "pools set warehouse 1"),
    (
        airflow_set_up(slot_pool="('warehouse', 4)"),
        airflow_state.database,
        "error",
        "has 4 slots",
        "pools set warehouse 1",
    ),
    (
        airflow_set_up(dag="('ingest', 1, 0)"),
        airflow_state.database,
        "warning",
        "ingest is paused",
        "dags unpause ingest",
    ),
    (
        airflow_set_up(import_error="('ingest.py', 'Traceback\n  in line 3\nSyntaxError: no')"),
        airflow_state.database,
        "error",
        "ingest.py cannot be imported: SyntaxError: no",
        "list-import-errors",
    ),
    (an_airflow_of_an_earlier_version, airflow_state.database, "warning", "not yet one of Airflow", "make up"),
    (a_damaged_airflow_database, airflow_state.database, "error", "cannot be read: file is not a database", "move"),
    (an_airflow_database_without_tables, airflow_state.database, "error", "has no tables", "make up"),
    (nothing, airflow_state.services, "fine", "does not run; `make up` starts it", ""),
]


def name_of(case: tuple) -> str:
    return f"{case[1].__name__}: {case[0].__name__}: {case[3]}"


@pytest.mark.parametrize(("break_it", "check", "level", "says", "do"), CASES, ids=map(name_of, CASES))
def test_a_check_says_what_is_wrong_and_what_to_do(patient, break_it, check, level, says, do):
    break_it(patient)
    given = () if check in (installation.python, installation.packages) else (patient.settings,)
    found = list(check(*given))
    of_level = [finding for finding in found if finding.level == level and says in finding.says]
    assert of_level, found
    assert do in of_level[0].do
    assert all((finding.do == "") == (finding.level == "fine") for finding in found)
    if level == "fine":
        assert {finding.level for finding in found} == {"fine"}


def test_packages_are_compared_with_the_lock_for_this_machine(tmp_path):
    lock = "rich==0.1 \\\n    --hash=sha256:ab\nno-such-package==1.0\nwindows-only==2 ; sys_platform == 'win32' \\\n"
    (tmp_path / "requirements.lock").write_text(lock + f"typer=={version('typer')}\n")
    (found,) = installation.packages(tmp_path)
    assert found.level == "error"
    assert f"rich is {version('rich')}, not 0.1; no-such-package is missing" in found.says
    assert "windows" not in found.says
    assert "typer" not in found.says


def test_who_writes_is_named(patient):
    patient.store()
    with turn(patient.settings.lake):
        (found,) = warehouse.writer(patient.settings)
    assert found.level == "fine"
    assert f"process {os.getpid()}" in found.says


def test_a_port_that_another_program_holds_is_an_error(patient):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", patient.fields["port"]))
        other.listen()
        (found,) = airflow_state.services(patient.settings)
    assert found.level == "error"
    assert f"in use by process {os.getpid()}" in found.says


def test_services_that_run_and_do_not_answer_are_an_error(patient):
    marked = os.environ | processes.mark("scheduler", patient.home)
    service = subprocess.Popen([sys.executable, "-c", "input()"], env=marked, stdin=subprocess.PIPE)
    try:
        lost, ill = airflow_state.services(patient.settings)
    finally:
        service.kill()
        service.communicate()
    assert (lost.level, ill.level) == ("warning", "error")
    assert "supervisor" in lost.says
    assert "triggerer, dag-processor, api-server do not run" in ill.says


def build(patient: Patient) -> Callable[..., Settings]:
    return lambda **given: Settings(**(patient.fields | given))


def test_an_empty_home_is_in_order_and_the_doctor_leaves_it_so(patient, capsys):
    assert run_doctor(build(patient), as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert {name.partition(":")[2] for name in doctor.CHECKS} >= {"lake", "writer", "published", "services"}
    assert len(found) >= len(doctor.BARE) + len(doctor.CHECKS)
    assert {finding["level"] for finding in found} == {"fine"}
    assert [file.name for file in patient.home.iterdir()] == ["extensions"]


def test_what_is_wrong_is_shown_with_what_to_do_and_the_rest_is_still_looked_at(patient, capsys):
    patient.patch.setenv("NUTGRAF_BATCH_SIZE", "0")
    a_damaged_catalog(patient)
    a_key_that_others_can_read(patient)
    assert run_doctor(build(patient), as_json=False) == 1
    shown = capsys.readouterr().out
    assert "NUTGRAF_BATCH_SIZE Input should be greater than 0" in shown
    assert "do: correct it in the environment or in .env" in shown
    assert "✗ lake" in shown
    assert "✗ secrets" in shown
    assert "✓ model" in shown
    assert "Traceback" not in shown
    assert shown.splitlines()[-1].endswith("3 wrong")


def test_a_check_that_breaks_is_a_finding(patient, monkeypatch):
    def broken(settings: Settings):
        raise ZeroDivisionError("of no use")
        yield

    monkeypatch.setattr(machine, "disk", broken)
    (found,) = doctor.run("machine:disk", patient.settings)
    assert found == Finding("disk", "error", found.says, found.do)
    assert "ZeroDivisionError: of no use" in found.says


def test_without_a_package_the_other_checks_still_speak(patient):
    def missing(**_: Any) -> Settings:
        raise ModuleNotFoundError("No module named 'duckdb'")

    found = list(doctor.examine(missing))
    assert [f.check for f in found] == ["python", "packages", "settings", "others"]
    assert "duckdb" in found[2].says
