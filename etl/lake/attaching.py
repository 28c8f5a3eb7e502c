"""Where the warehouse lives and how it is opened: the one place that knows ATTACH and extensions."""

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import duckdb

EXTENSIONS = ("ducklake", "sqlite_scanner", "fts")  # wheels of the package index, pinned to the engine's version
SQLITE = "ducklake:sqlite:"
SCHEMAS = ("staging", "quality", "intermediate", "marts")


@dataclass(frozen=True)
class Lake:
    """Where a warehouse lives.

    catalog: what DuckLake attaches, `ducklake:sqlite:/path/catalog.sqlite` or `ducklake:postgres:dbname=…`.
    data_path: folder or s3:// prefix of its Parquet files, with a slash at the end.
    extensions: folder that `link_extensions` filled.
    """

    catalog: str
    data_path: str
    extensions: str


def link_extensions(folder: Path) -> None:
    """Link the extension files of the installed wheels where DuckDB looks for them. Nothing is downloaded."""
    with duckdb.connect() as connection:
        version, platform = connection.sql(
            "select library_version, platform from pragma_version(), pragma_platform()"
        ).fetchone()  # type: ignore[misc]
    target = folder / version / platform
    target.mkdir(parents=True, exist_ok=True)
    for name in EXTENSIONS:
        if (target / f"{name}.duckdb_extension").exists():
            continue
        file = f"{name}.duckdb_extension"
        package = Path(str(import_module(f"duckdb_extension_{name}").__file__)).parent
        link = target / f".{file}.{os.getpid()}"
        link.symlink_to(package / "extensions" / version / file)
        link.replace(target / file)  # a second process may be doing the same


def connect(lake: Lake, *, read_only: bool = False, snapshot: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with the warehouse attached as `lake`, its schemas on the search path.

    `snapshot`: as the warehouse was then, whatever is written now; read-only. Raises duckdb.Error where it is gone.
    Raises duckdb.IOException where the catalog cannot be opened; read_only: FileNotFoundError where there is none yet.
    """
    local = lake.catalog.removeprefix(SQLITE)
    if read_only and local != lake.catalog and not Path(local).exists():
        raise FileNotFoundError(f"there is no warehouse at {local} yet: `nutgraf run` makes one")
    link_extensions(Path(lake.extensions))
    if not read_only and "://" not in lake.data_path:
        Path(lake.data_path).mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        config={"extension_directory": lake.extensions, "autoinstall_known_extensions": "false"}
    )
    attach(connection, lake, read_only=read_only, snapshot=snapshot)
    return connection


def attach(
    connection: duckdb.DuckDBPyConnection, lake: Lake, *, read_only: bool = False, snapshot: int | None = None
) -> None:
    """Attach the warehouse to a connection that has `extension_directory` set."""
    for name in ("ducklake", "sqlite_scanner"):
        connection.load_extension(name)
    options = [f"data_path '{_quoted(lake.data_path)}'"]
    if lake.catalog.startswith(SQLITE):
        options.append("meta_journal_mode 'WAL'")  # readers go on while the loader writes
    if read_only:
        options.append("read_only")
    if snapshot is not None:
        options.append(f"snapshot_version {snapshot}")
    connection.execute(f"attach '{_quoted(lake.catalog)}' as lake ({', '.join(options)})")
    connection.execute("use lake")
    if not read_only:
        for schema in SCHEMAS:
            connection.execute(f"create schema if not exists lake.{schema}")
    connection.execute("set search_path = 'lake.staging,lake.marts,lake.intermediate,lake.quality'")


def _quoted(text: str) -> str:
    return text.replace("'", "''")
