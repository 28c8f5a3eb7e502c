"""Where the warehouse lives and how it is opened: the one place that knows ATTACH and extensions."""

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import duckdb

from etl.faults import MachineError
from etl.lake import store

EXTENSIONS = ("ducklake", "sqlite_scanner", "fts")  # wheels of the package index, pinned to the engine's version
SQLITE = "ducklake:sqlite:"
POSTGRES = "ducklake:postgres:"
NONE_YET = "there is no warehouse in the catalog yet: `nutgraf run` makes one"
SCHEMAS = ("staging", "quality", "intermediate", "marts")


class UnreachableError(MachineError):
    """The catalog or the store on S3 does not answer as it should; one line that says what to check."""


@dataclass(frozen=True)
class Lake:
    """Where a warehouse lives.

    catalog: what DuckLake attaches, `ducklake:sqlite:/path/catalog.sqlite` or `ducklake:postgres:host=… dbname=…`,
        without a password: DuckDB prints it whole in its errors. libpq takes PGPASSWORD.
    data_path: folder or s3:// prefix of its Parquet files, with a slash at the end.
    extensions: folder that `link_extensions` filled.
    """

    catalog: str
    data_path: str
    extensions: str

    @property
    def folder(self) -> Path:
        """The folder of this machine that a load fills: of the files; where those lie on S3, of what DuckDB spills."""
        return Path(self.extensions).parent if store.is_remote(self.data_path) else Path(self.data_path)

    @property
    def loads(self) -> tuple[str, ...]:
        """The extensions that opening it takes."""
        catalog = "postgres_scanner" if self.catalog.startswith(POSTGRES) else "sqlite_scanner"
        return ("ducklake", catalog, *(["httpfs"] if store.is_remote(self.data_path) else []))


def link_extensions(folder: Path, more: tuple[str, ...] = ()) -> None:
    """Link the extension files of the installed wheels where DuckDB looks for them. Nothing is downloaded.

    `more`: those of the extra `server` that are needed. Raises ModuleNotFoundError, which says what to install.
    """
    with duckdb.connect() as connection:
        version, platform = connection.sql(
            "select library_version, platform from pragma_version(), pragma_platform()"
        ).fetchone()  # type: ignore[misc]
    target = folder / version / platform
    target.mkdir(parents=True, exist_ok=True)
    for name in {*EXTENSIONS, *more}:
        if (target / f"{name}.duckdb_extension").exists():
            continue
        file = f"{name}.duckdb_extension"
        link = target / f".{file}.{os.getpid()}"
        link.symlink_to(_package(name) / "extensions" / version / file)
        link.replace(target / file)  # a second process may be doing the same


def _package(extension: str) -> Path:
    try:
        return Path(str(import_module(f"duckdb_extension_{extension}").__file__)).parent
    except ModuleNotFoundError as error:
        extra = "nutgraf" if extension in EXTENSIONS else "nutgraf[server]"
        raise ModuleNotFoundError(
            f"DuckDB's extension {extension} is not installed, which this lake needs: pip install '{extra}'"
        ) from error


def connect(lake: Lake, *, read_only: bool = False, snapshot: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with the warehouse attached as `lake`, its schemas on the search path.

    `snapshot`: as the warehouse was then, whatever is written now; read-only. Raises duckdb.Error where it is gone.
    Raises duckdb.IOException where a SQLite catalog cannot be opened, UnreachableError where PostgreSQL or S3 cannot;
    read_only: FileNotFoundError where there is none yet.
    """
    local = lake.catalog.removeprefix(SQLITE)
    if read_only and local != lake.catalog and not Path(local).exists():
        raise FileNotFoundError(f"there is no warehouse at {local} yet: `nutgraf run` makes one")
    if not read_only and not store.is_remote(lake.data_path):
        Path(lake.data_path).mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        config={"extension_directory": lake.extensions, "autoinstall_known_extensions": "false"}
    )
    try:
        attach(connection, lake, read_only=read_only, snapshot=snapshot)
    except BaseException:
        connection.close()
        raise
    return connection


def attach(
    connection: duckdb.DuckDBPyConnection, lake: Lake, *, read_only: bool = False, snapshot: int | None = None
) -> None:
    """Attach the warehouse to a connection that has `extension_directory` set. Raises as `connect` does."""
    make_ready(connection, lake)
    options = [f"data_path '{_quoted(lake.data_path)}'"]
    if lake.catalog.startswith(SQLITE):
        options.append("meta_journal_mode 'WAL'")  # readers go on while the loader writes
    if read_only:
        options.append("read_only")
    if snapshot is not None:
        options.append(f"snapshot_version {snapshot}")
    try:
        connection.execute(f"attach '{_quoted(lake.catalog)}' as lake ({', '.join(options)})")
    except duckdb.Error as error:
        if not lake.catalog.startswith(POSTGRES):
            raise
        raise _explained(error) from error
    connection.execute("use lake")
    if not read_only:
        for schema in SCHEMAS:
            connection.execute(f"create schema if not exists lake.{schema}")
    try:
        connection.execute("set search_path = 'lake.staging,lake.marts,lake.intermediate,lake.quality'")
    except duckdb.CatalogException as error:  # whoever made it was ended before the schemas stood
        raise FileNotFoundError(NONE_YET) from error


def make_ready(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Give a connection what attaching the lake takes: extensions, room, keys. dbt's connection passes here as well."""
    link_extensions(Path(lake.extensions), lake.loads)
    for name in lake.loads:
        connection.load_extension(name)
    # What does not fit into memory: DuckDB's own choice is the working directory, which a server may not write to.
    spill = Path(lake.extensions).with_name(f".spill-{uuid4().hex}")
    connection.execute("set temp_directory = $spill", {"spill": str(spill)})
    if not store.is_remote(lake.data_path):
        return
    store.give_access(connection)
    try:
        store.look_into(connection, lake.data_path)
    except duckdb.IOException as error:
        said = " ".join(str(error).partition("\nLINE 1:")[0].split())
        raise UnreachableError(
            f"the lake's files at {lake.data_path} cannot be reached: {said}; "
            "check NUTGRAF_DATA_PATH and the AWS_… variables"
        ) from error


def catalog_unreachable(reason: object) -> UnreachableError:
    """The error of a PostgreSQL catalog that cannot be opened, in one line."""
    said = " ".join(str(reason).split())
    return UnreachableError(f"the lake's catalog cannot be opened: {said}; check NUTGRAF_CATALOG and PGPASSWORD")


def _explained(error: duckdb.Error) -> Exception:
    said = str(error)
    if "creating a new DuckLake is explicitly disabled" in said:
        return FileNotFoundError(NONE_YET)
    if "DATA_PATH" in said:
        return UnreachableError(f"{said.splitlines()[0]} Check NUTGRAF_DATA_PATH")
    return catalog_unreachable(said.rpartition('": ')[2])


def _quoted(text: str) -> str:
    return text.replace("'", "''")
