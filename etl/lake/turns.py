"""Writers of the warehouse take turns: across tasks, terminals and machines, also where no Airflow pool stands guard.

Embedded: a lock on a file beside the catalog. PostgreSQL: an advisory lock of the catalog's database. Both end with the
process that holds them, so that a kill leaves nothing behind.
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import duckdb

from etl.lake.attaching import SQLITE, Lake, connect
from etl.lake.tables import create_tables, is_complete
from etl.schema import stable_id

POSTGRES = "ducklake:postgres:"
WAIT_SECONDS = 2 * 3600.0  # as long as an Airflow task may take
SAID_AFTER_SECONDS = 10.0
POLL_SECONDS = 0.05


class BusyError(Exception):
    """Another process went on writing; the message names it."""


@contextmanager
def writing(lake: Lake, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may write, its tables in place, while no other process writes. Raises BusyError."""
    with turn(lake, wait_seconds=wait_seconds), connect(lake) as connection:
        create_tables(connection)
        yield connection


def prepare(lake: Lake) -> None:
    """Make the warehouse and its tables where they are missing. Where nothing is, it waits for nobody."""
    with suppress(FileNotFoundError), connect(lake, read_only=True) as connection:
        if is_complete(connection):
            return
    with writing(lake):
        pass


@contextmanager
def turn(lake: Lake, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """The turn alone, for what opens the warehouse itself, as dbt does. Raises BusyError; never take it twice."""
    if lake.catalog.startswith(POSTGRES):
        with _advisory_lock(lake.catalog.removeprefix(POSTGRES), wait_seconds):
            yield
        return
    file = Path(lake.catalog.removeprefix(SQLITE)).with_suffix(".lock")
    with locked(file, "the warehouse", wait_seconds=wait_seconds):
        yield


@contextmanager
def locked(file: Path, what: str, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold a lock on `file`, which names its holder while it is held. Raises BusyError after `wait_seconds`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as lock:
        began, said = time.monotonic(), False
        while not _take(lock):
            waited = time.monotonic() - began
            if waited >= wait_seconds:
                raise BusyError(f"{what} is in use by {_holder(file)}; waited {waited:.0f} s")
            if waited > SAID_AFTER_SECONDS and not said:
                print(f"waiting for {what}: in use by {_holder(file)}", flush=True)
                said = True
            time.sleep(POLL_SECONDS)
        lock.truncate(0)
        lock.write(f"process {os.getpid()} ({' '.join(Path(part).name for part in sys.argv[:2])})")
        lock.flush()
        yield
        lock.truncate(0)


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: Path) -> str:
    return file.read_text(encoding="utf-8") or "a process that does not say its name"


@contextmanager
def _advisory_lock(conninfo: str, wait_seconds: float) -> Iterator[None]:
    import psycopg2  # noqa: PLC0415  the extra `server`

    key = int(stable_id("nutgraf", "writer")[:15], 16)
    connection = psycopg2.connect(conninfo)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", [f"{int(wait_seconds * 1000)}"])
            try:
                cursor.execute("select pg_advisory_lock(%s)", [key])
            except psycopg2.errors.LockNotAvailable as error:
                raise BusyError(f"the warehouse is in use by another writer; waited {wait_seconds:.0f} s") from error
            yield
    finally:
        connection.close()
