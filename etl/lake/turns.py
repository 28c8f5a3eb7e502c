"""Writers of the warehouse take turns: across tasks, terminals and machines, also where no Airflow pool stands guard.

Embedded: a lock on a file beside the catalog. PostgreSQL: an advisory lock of the catalog's database. Both end with the
process that holds them, so that a kill leaves nothing behind.
"""

import fcntl
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import duckdb

from etl.faults import MachineError
from etl.lake.attaching import POSTGRES, SQLITE, Lake, catalog_unreachable, connect
from etl.lake.tables import create_tables, is_complete
from etl.schema import stable_id

WAIT_SECONDS = 2 * 3600.0  # as long as an Airflow task may take
SAID_AFTER_SECONDS = 10.0
POLL_SECONDS, SLOW_POLL_SECONDS = 0.05, 0.5  # in the first second, and after it
NAMELESS = "a process that does not say its name"
WRITER = int(stable_id("nutgraf", "writer")[:15], 16)  # the advisory lock's number


class BusyError(MachineError):
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
    catalog = Path(lake.catalog.removeprefix(SQLITE))
    with locked(catalog.with_suffix(".lock"), "the warehouse", wait_seconds=wait_seconds), _heeding_strangers(catalog):
        yield


@contextmanager
def _heeding_strangers(catalog: Path) -> Iterator[None]:
    """Say so where a program that takes no turns, as a SQLite shell or a backup, holds the catalog."""
    try:
        yield
    except duckdb.Error as error:
        if "database is locked" not in str(error):
            raise
        raise BusyError(
            f"another program, perhaps a SQLite shell or a backup, holds {catalog}. Nothing was written: end it, and "
            "run this again"
        ) from error


@contextmanager
def locked(file: Path, what: str, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold a lock on `file`, which names its holder while it is held. Raises BusyError after `wait_seconds`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as lock:
        _wait_for(lambda: _take(lock), lambda: file.read_text(encoding="utf-8"), what, wait_seconds)
        lock.truncate(0)
        lock.write(_me())
        lock.flush()
        yield
        lock.truncate(0)


def _wait_for(take: Callable[[], bool], holder: Callable[[], str], what: str, wait_seconds: float) -> None:
    began, said = time.monotonic(), False
    while not take():
        waited = time.monotonic() - began
        if waited >= wait_seconds:
            raise BusyError(f"{what} is in use by {holder() or NAMELESS}; waited {waited:.0f} s")
        if waited > SAID_AFTER_SECONDS and not said:
            print(f"waiting for {what}: in use by {holder() or NAMELESS}", flush=True)
            said = True
        time.sleep(POLL_SECONDS if waited < 1 else SLOW_POLL_SECONDS)


def _me(where: str = "") -> str:
    return f"process {os.getpid()}{where} ({' '.join(Path(part).name for part in sys.argv[:2])})"


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _advisory_lock(conninfo: str, wait_seconds: float) -> Iterator[None]:
    import psycopg2  # noqa: PLC0415  the extra `server`

    name = f"nutgraf: {_me(f' on {platform.node()}')}"[:63]  # what PostgreSQL keeps of a name
    try:
        # A load may take longer than a firewall keeps a silent connection.
        connection = psycopg2.connect(conninfo, application_name=name, keepalives_idle=60)
    except psycopg2.OperationalError as error:
        raise catalog_unreachable(error) from error
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            _wait_for(lambda: _take_advisory(cursor), lambda: _advisory_holder(cursor), "the warehouse", wait_seconds)
            yield
    finally:
        connection.close()


def _take_advisory(cursor: Any) -> bool:
    cursor.execute("select pg_try_advisory_lock(%s)", [WRITER])
    return bool(cursor.fetchone()[0])


def _advisory_holder(cursor: Any) -> str:
    cursor.execute(
        "select application_name from pg_stat_activity inner join pg_locks using (pid) "
        "where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = %s",
        [WRITER],
    )
    row = cursor.fetchone()
    return str(row[0]).removeprefix("nutgraf: ") if row else ""
