"""Audited marts → one read-only DuckDB file that any tool opens → put in place by an atomic symlink swap.

A release is numbered, and its number is its age: neither the clock nor a file's date orders releases. It says in itself
which run made it, of which snapshot of which warehouse.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from etl.build import descriptions
from etl.facts import EXTRACTOR_VERSION
from etl.lake import Lake, connect, prepare, state
from etl.lake.snapshots import identity

CURRENT = "current.duckdb"
AS_OF_NOW = ("quality_daily",)  # audits and decisions are written after the build: readers get the newest of them
FULL_TEXT = {"quotations": ("quotation_id", "quote"), "articles": ("article_id", "title")}
_NUMBER = re.compile(r"analytics-(\d+)-")


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What a release says of itself. A release of an earlier version may leave out where it comes from."""

    run_id: str
    extractor_version: str
    state: str  # of staging, as `etl.lake.state` gives it
    snapshot_id: int | None = None
    warehouse: str | None = None  # as `etl.lake.snapshots.identity` gives it


def next_name(releases: Path, run_id: str) -> str:
    """The name of the release that comes after those that are kept."""
    return f"analytics-{max(map(_number, names(releases)), default=0) + 1:04d}-{run_id}.duckdb"


def write_release(lake: Lake, release: Path, run_id: str, snapshot: int, as_of_now: Mapping[str, pa.Table]) -> None:
    """Copy the marts of a snapshot into the file `release`; nobody reads it before `point_at`.

    as_of_now: the marts of AS_OF_NOW, by name.
    The file is complete, indexed and read-only before its name is visible. Raises duckdb.Error.
    """
    release.parent.mkdir(parents=True, exist_ok=True)
    for stale in release.parent.glob(".building-*"):  # of a run that was killed: the caller has the turn
        stale.unlink()
    building = release.with_name(f".building-{run_id}.duckdb")
    with connect(lake, read_only=True, snapshot=snapshot) as connection:
        signature = Signature(
            run_id=run_id,
            extractor_version=EXTRACTOR_VERSION,
            state=state(connection),
            snapshot_id=snapshot,
            warehouse=identity(connection),
        )
        _copy_marts(connection, building, signature, as_of_now)
    _complete(building, lake.extensions)
    with building.open("rb") as file:
        os.fsync(file.fileno())
    building.chmod(0o444)
    building.replace(release)


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
    return sorted((file.name for file in releases.glob("analytics-*.duckdb")), key=lambda name: (_number(name), name))


def newest(releases: Path) -> tuple[str, Signature] | None:
    """The release that was published last, whether `current.duckdb` still points at it or was rolled back."""
    if not (kept := names(releases)):
        return None
    with duckdb.connect(str(releases / kept[-1]), read_only=True) as release:
        row = release.execute("from release").to_arrow_table().to_pylist()[0]
    return kept[-1], Signature(**row)


def prune(releases: Path, keep: int) -> None:
    """Remove all but the newest `keep` releases, and never the one that is current.

    Who has one open reads on in it to the end: the disk frees it when the last reader closes it.
    """
    current = (releases / CURRENT).resolve().name
    for name in names(releases)[:-keep]:
        if name != current:
            (releases / name).unlink()


def is_current(lake: Lake, releases: Path) -> bool:
    """Whether the release that was published last was made of exactly what staging holds now.

    A release counts as published when that was noted after the swap, so that a kill before it is made good. A rollback
    stands: it is undone by the next run that brings something new.
    """
    if not (releases / CURRENT).is_file() or (last := newest(releases)) is None:
        return False
    name, signature = last
    prepare(lake)
    with connect(lake, read_only=True) as connection:
        noted = connection.execute(
            "select count(*) from lake.quality.publications where outcome = 'published' and release = ?", [name]
        ).fetchone()
        return noted != (0,) and signature.state == state(connection)


def _number(name: str) -> int:
    numbered = _NUMBER.match(name)
    return int(numbered[1]) if numbered else 0  # named by an earlier version: older than all


def _copy_marts(
    lake: duckdb.DuckDBPyConnection, target: Path, signature: Signature, as_of_now: Mapping[str, pa.Table]
) -> None:
    lake.execute(f"attach '{str(target).replace("'", "''")}' as release")
    lake.begin()
    built = lake.execute(
        "select table_name from information_schema.tables where table_catalog = 'lake' and table_schema = 'marts'"
    )
    audited = sorted({name for (name,) in built.fetchall()} - set(as_of_now))
    for name in audited:
        lake.execute(f'create table release.main."{name}" as from lake.marts."{name}"')
    for name, rows in as_of_now.items():
        _create(lake, name, rows)
    _create(lake, "release", pa.Table.from_pylist([vars(signature)]))
    lake.commit()
    lake.execute("checkpoint release")
    lake.execute("detach release")


def _create(lake: duckdb.DuckDBPyConnection, name: str, rows: Any) -> None:
    lake.register("rows", rows)
    lake.execute(f'create table release.main."{name}" as from rows')
    lake.unregister("rows")


def _complete(file: Path, extensions: str) -> None:
    """Make inside the file what is its own: the schema `marts`, comments, full-text indexes.

    The lake's `marts.quotations` works here as well. `fts_main_quotations.match_bm25(quotation_id, 'peace talks')` asks
    an index. Views made from outside would name the file as it was attached then.
    """
    with duckdb.connect(
        str(file), config={"extension_directory": extensions, "autoinstall_known_extensions": "false"}
    ) as connection:
        held = connection.execute("select table_name, column_name from duckdb_columns() where schema_name = 'main'")
        there: set[tuple[str, str | None]] = set(held.fetchall())
        marts = sorted({table for table, _ in there} - {"release"})
        there |= {(mart, None) for mart in marts}
        connection.execute("create schema marts")
        for mart in marts:
            connection.execute(f'create view marts."{mart}" as from main."{mart}"')
        for (table, column), comment in descriptions().items():
            if (table, column) in there:  # a later version may have added it since these marts were built
                about = f'column main."{table}"."{column}"' if column else f'table main."{table}"'
                connection.execute(f"comment on {about} is '{comment.replace("'", "''")}'")
        connection.load_extension("fts")
        for table, (key, text) in FULL_TEXT.items():
            connection.execute(f"pragma create_fts_index('main.{table}', '{key}', '{text}', overwrite = 1)")
        connection.execute("checkpoint")
