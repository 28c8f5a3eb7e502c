"""The warehouse, who writes it, what is published of it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from etl import publish
from etl.doctor.finding import Finding, error, fine, warning
from etl.faults import MachineError
from etl.lake import STAGING, BusyError, connect, link_extensions, turn
from etl.lake import state as state_of
from etl.lake.attaching import EXTENSIONS, SQLITE
from etl.lake.tables import is_complete
from etl.settings import Settings

PEEK_SECONDS = 0.2
CLOCK_SLACK = timedelta(minutes=10)
SHOWN = ("pages", "articles", "quotations")


def extensions(settings: Settings) -> Iterator[Finding]:
    """Do DuckDB's extensions load, from the installed wheels?"""
    wanted = sorted({*EXTENSIONS, *settings.lake.loads})
    try:
        link_extensions(Path(settings.lake.extensions), settings.lake.loads)
        with duckdb.connect(
            config={"extension_directory": settings.lake.extensions, "autoinstall_known_extensions": "false"}
        ) as connection:
            for name in wanted:
                connection.load_extension(name)
    except (ImportError, OSError, duckdb.Error) as why:
        do = f"rm -rf {settings.lake.extensions} and rm -f .venv/.ready*; make setup"
        yield error("extensions", " ".join(str(why).split())[:200], do)
    else:
        yield fine("extensions", f"{', '.join(wanted)} of DuckDB {duckdb.__version__}")


def lake(settings: Settings) -> Iterator[Finding]:
    """Can it be opened, is it complete, are its files there, and is the clock behind what it holds?"""
    try:
        with connect(settings.lake, read_only=True) as connection:
            yield _state(connection, settings)
            yield from _missing_files(connection)
            yield from _clock(connection)
    except FileNotFoundError:
        yield fine("lake", "none yet: the first run makes it")
    except MachineError as why:
        yield error("lake", str(why), "see what it says")
    except duckdb.Error as why:
        where = settings.lake.catalog.removeprefix(SQLITE)
        do = (
            f"is {where} what it should be? If it is damaged, bring it and {settings.lake.data_path} back from a backup"
        )
        yield error("lake", f"cannot be opened: {' '.join(str(why).split())[:200]}", do)


def _state(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Finding:
    if not is_complete(connection):
        return warning("lake", "made by an earlier version: tables or columns are missing", "the next run adds them")
    counted = ", ".join(f"(select count(*) from lake.staging.{table})" for table in SHOWN)
    query = f"select {counted}, count(*), max(snapshot_time) from ducklake_snapshots('lake')"
    *rows, snapshots, changed = connection.execute(query).fetchone()  # type: ignore[misc]
    (size,) = connection.execute("select coalesce(sum(file_size_bytes), 0) from ducklake_table_info('lake')").fetchone()  # type: ignore[misc]
    told = ", ".join(f"{number:,} {table}" for number, table in zip(rows, SHOWN, strict=True))
    return fine("lake", f"{told}; {size / 1e6:,.0f} MB, {snapshots} snapshots, changed {changed:%Y-%m-%d %H:%M}")


def _missing_files(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Files of this machine that the catalog names and nobody has; those on S3 are not asked for one by one."""
    files = set()
    for record in STAGING:
        table = f"ducklake_list_files('lake', '{record.TABLE}', schema => 'staging')"
        for row in connection.execute(f"select data_file, delete_file from {table}").fetchall():
            files |= {Path(name) for name in row if name and "://" not in name}
    if missing := sorted(file for file in files if not file.exists()):
        says = f"{len(missing)} of its {len(files)} files are gone, as {missing[0]}"
        yield error("lake", says, "bring them back from a backup, or load anew what `batches/` still has")


def _clock(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    (newest,) = connection.execute("select max(ingested_at) from lake.staging.articles").fetchone()  # type: ignore[misc]
    now = datetime.now(UTC)
    newest = newest.replace(tzinfo=UTC) if newest and newest.tzinfo is None else newest
    if newest and newest > now + CLOCK_SLACK:
        says = f"it is {now:%Y-%m-%d %H:%M} UTC here, but the newest article was taken in at {newest:%Y-%m-%d %H:%M}"
        yield error("clock", says, "set this machine's clock; let it be kept right (NTP)")
    else:
        yield fine("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def writer(settings: Settings) -> Iterator[Finding]:
    """Is somebody writing?"""
    began = time.monotonic()
    try:
        if not _catalog_is_there(settings):
            yield fine("writer", "nobody writes: there is no warehouse yet")
            return
        with turn(settings.lake, wait_seconds=PEEK_SECONDS):
            waited = time.monotonic() - began
        yield fine("writer", f"nobody writes (asked for {waited:.1f} s)")
    except BusyError as busy:
        yield fine("writer", f"somebody writes: {busy}")
    except MachineError as why:
        yield error("writer", str(why), "see what it says")
    except PermissionError as why:
        yield error("writer", f"{why.filename} cannot be locked: {why.strerror}", "see `permissions`")


def _catalog_is_there(settings: Settings) -> bool:
    local = settings.lake.catalog.removeprefix(SQLITE)
    return local == settings.lake.catalog or Path(local).exists()


def published(settings: Settings) -> Iterator[Finding]:
    """Is there a file for readers, can it be read, and is it made of what the warehouse holds?"""
    link = settings.releases / publish.CURRENT
    if not link.is_symlink() and not link.exists():
        yield fine("published", "nothing yet: `make run` publishes")
        return
    if not link.exists():
        kept = ", ".join(publish.names(settings.releases)[-3:]) or "none is left: `make run` publishes one"
        yield error("published", f"{link} leads to {link.readlink()}, which is gone", f"nutgraf rollback NAME; {kept}")
        return
    try:
        with duckdb.connect(str(link.resolve()), read_only=True) as file:
            (run_id, state) = file.execute("select run_id, state from release").fetchone()  # type: ignore[misc]
            (quotations,) = file.execute("select count(*) from quotations").fetchone()  # type: ignore[misc]
    except duckdb.Error as why:
        do = "nutgraf releases; nutgraf rollback NAME"
        yield error("published", f"{link.resolve().name} cannot be read: {' '.join(str(why).split())[:150]}", do)
        return
    hours = (time.time() - link.stat().st_mtime) / 3600
    says = f"{link.resolve().name} of run {run_id}: {quotations:,} quotations, {hours:,.0f} h old"
    if (holds := _state_now(settings)) is not None and holds != state:
        do = "`make run`, or see the quality report: perhaps a run was withheld"
        yield warning("published", f"{says}; the warehouse holds something else by now", do)
    else:
        yield fine("published", says)


def _state_now(settings: Settings) -> str | None:
    """Of staging; None where it cannot be said, which `lake` reports."""
    try:
        with connect(settings.lake, read_only=True) as connection:
            return state_of(connection)
    except (FileNotFoundError, MachineError, duckdb.Error):
        return None
