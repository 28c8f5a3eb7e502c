"""Marts → one read-only DuckDB file that any tool opens → put in place by an atomic symlink swap."""

import os
from pathlib import Path

import duckdb

from etl.build import descriptions
from etl.facts import EXTRACTOR_VERSION
from etl.lake import Lake, attach, connect, state

CURRENT = "current.duckdb"
FULL_TEXT = {"quotations": ("quotation_id", "quote"), "articles": ("article_id", "title")}


def publish(lake: Lake, releases: Path, run_id: str, keep: int) -> Path:
    """Copy schema `marts` into `analytics-<run_id>.duckdb`, point `current.duckdb` at it, keep the newest `keep`.

    Readers of the file before go on reading it; who opens `current.duckdb` after the swap reads the new one. The file
    is complete, indexed and read-only before its name is visible. Raises duckdb.Error, and leaves `current` as it was.
    """
    releases.mkdir(parents=True, exist_ok=True)
    release = releases / f"analytics-{run_id}.duckdb"
    building = releases / f".building-{run_id}.duckdb"
    for stale in (building, building.with_suffix(".duckdb.wal")):
        stale.unlink(missing_ok=True)
    _copy_marts(lake, building, run_id)
    _index(building, lake.extensions)
    with building.open("rb") as file:
        os.fsync(file.fileno())
    building.chmod(0o444)
    building.replace(release)
    point_at(releases, release.name)
    _prune(releases, keep)
    return release


def point_at(releases: Path, name: str) -> None:
    """Make `current.duckdb` point at a release: publication and rollback alike. Raises FileNotFoundError."""
    if not (releases / name).is_file():
        raise FileNotFoundError(f"no release {name} in {releases}; there are {', '.join(names(releases)) or 'none'}")
    link = releases / f".{CURRENT}.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    link.replace(releases / CURRENT)
    folder = os.open(releases, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def names(releases: Path) -> list[str]:
    """The releases that are kept, oldest first."""
    return [file.name for file in sorted(releases.glob("analytics-*.duckdb"), key=lambda f: f.stat().st_mtime_ns)]


def _copy_marts(lake: Lake, target: Path, run_id: str) -> None:
    # One snapshot for all marts: the transaction sees the lake as it is at its first read.
    with duckdb.connect(
        config={"extension_directory": lake.extensions, "autoinstall_known_extensions": "false"}
    ) as connection:
        attach(connection, lake, read_only=True)
        connection.execute(f"attach '{str(target).replace("'", "''")}' as release")
        connection.begin()
        marts = connection.execute(
            "select table_name from information_schema.tables "
            "where table_catalog = 'lake' and table_schema = 'marts' order by table_name"
        ).fetchall()
        for (name,) in marts:
            connection.execute(f'create table release.main."{name}" as from lake.marts."{name}"')
        _sign(connection, run_id)
        connection.commit()
        connection.execute("create schema release.marts")  # so that the lake's `marts.quotations` works here as well
        for (name,) in marts:
            connection.execute(f'create view release.marts."{name}" as from release.main."{name}"')
        for (table, column), comment in descriptions().items():
            about = f'column release.main."{table}"."{column}"' if column else f'table release.main."{table}"'
            connection.execute(f"comment on {about} is '{comment.replace("'", "''")}'")
        connection.execute("checkpoint release")
        connection.execute("detach release")


def _sign(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Say in the file itself which run made it and of what."""
    connection.execute("create table release.main.release (run_id varchar, extractor_version varchar, state varchar)")
    connection.execute(
        "insert into release.main.release values (?, ?, ?)", [run_id, EXTRACTOR_VERSION, state(connection)]
    )


def is_current(lake: Lake, releases: Path) -> bool:
    """Whether the published file was made of exactly what staging holds now."""
    if not (releases / CURRENT).is_file():
        return False
    with duckdb.connect(str((releases / CURRENT).resolve()), read_only=True) as published:
        row = published.execute("select state from release").fetchone()
    with connect(lake, read_only=True) as connection:
        return row is not None and row[0] == state(connection)


def _index(file: Path, extensions: str) -> None:
    """Build the full-text indexes inside the file: `fts_main_quotations.match_bm25(quotation_id, 'peace talks')`."""
    with duckdb.connect(
        str(file), config={"extension_directory": extensions, "autoinstall_known_extensions": "false"}
    ) as connection:
        connection.load_extension("fts")
        for table, (key, text) in FULL_TEXT.items():
            connection.execute(f"pragma create_fts_index('main.{table}', '{key}', '{text}', overwrite = 1)")
        connection.execute("checkpoint")


def _prune(releases: Path, keep: int) -> None:
    for name in names(releases)[:-keep]:
        (releases / name).unlink()
