"""A command that makes many runs beside a busy scheduler does not fail at the first commit of another process."""

import sqlite3
from pathlib import Path

import pytest

from etl.scheduler.patience import CONNECT_ARGS


def add_after_looking(file: Path, other: sqlite3.Connection, **connect_args: object) -> int:
    """Look, let another process write, and write, all inside a savepoint, as `backfill create` does for each run."""
    own = sqlite3.connect(file, **connect_args)
    cursor = own.cursor()
    cursor.execute("SAVEPOINT one")
    cursor.execute("select count(*) from runs").fetchall()
    try:
        other.execute("insert into runs values ('scheduler')")
        other.commit()
    except sqlite3.OperationalError:
        pass  # it has to wait its turn
    cursor.execute("insert into runs values ('backfill')")
    cursor.execute("RELEASE SAVEPOINT one")
    own.commit()
    own.close()
    return other.execute("select count(*) from runs where name = 'backfill'").fetchone()[0]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "airflow.db"


@pytest.fixture
def other(file):
    with sqlite3.connect(file, timeout=0.1) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table runs (name text)")
        connection.commit()
        yield connection
    connection.close()


def test_the_library_as_it_is_fails_at_once_whatever_the_timeout(file, other):
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        add_after_looking(file, other, timeout=60)


def test_it_keeps_its_turn(file, other):
    assert add_after_looking(file, other, **CONNECT_ARGS) == 1
