"""The warehouse: a DuckLake. The one place that knows ATTACH, extensions and how a batch becomes rows.

Embedded: a SQLite catalog and a local folder. Grown up: a PostgreSQL catalog and an s3:// path. Only strings differ.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import duckdb

from etl.article import Article, BoilerplateLine, Page, Rejection, Sentence, Sighting
from etl.facts import EXTRACTOR_VERSION, FACT_TYPES
from etl.quality.results import CheckResult
from etl.schema import Record, columns, ddl, duckdb_type, from_arrow, stable_id
from etl.sources.journal import Collection, Fetch

EXTENSIONS = ("ducklake", "sqlite_scanner", "fts")  # wheels of the package index, pinned to the engine's version
SQLITE = "ducklake:sqlite:"
SCHEMAS = ("staging", "quality", "intermediate", "marts")
OF_VERSION: tuple[type[Record], ...] = (Sentence, *FACT_TYPES)  # replaced whole with the article version they belong to
JOURNAL: tuple[type[Record], ...] = (Fetch, Collection)  # of visits, not of articles: no mart depends on them
IN_BATCHES: tuple[type[Record], ...] = (Page, Article, Rejection, Sighting, *OF_VERSION, *JOURNAL)
SMALL_FILE_BYTES = 16_000_000
MANY_SMALL_FILES = 25
STAGING: tuple[type[Record], ...] = (*IN_BATCHES, BoilerplateLine)


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


def connect(lake: Lake, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection with the warehouse attached as `lake`, its schemas on the search path.

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
    attach(connection, lake, read_only=read_only)
    return connection


def attach(connection: duckdb.DuckDBPyConnection, lake: Lake, *, read_only: bool = False) -> None:
    """Attach the warehouse to a connection that has `extension_directory` set."""
    for name in ("ducklake", "sqlite_scanner"):
        connection.load_extension(name)
    options = [f"data_path '{_quoted(lake.data_path)}'"]
    if lake.catalog.startswith(SQLITE):
        options.append("meta_journal_mode 'WAL'")  # readers go on while the loader writes
    if read_only:
        options.append("read_only")
    connection.execute(f"attach '{_quoted(lake.catalog)}' as lake ({', '.join(options)})")
    connection.execute("use lake")
    if not read_only:
        for schema in SCHEMAS:
            connection.execute(f"create schema if not exists lake.{schema}")
    connection.execute("set search_path = 'lake.staging,lake.marts,lake.intermediate,lake.quality'")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the staging and quality tables that do not exist yet, and the columns that a later version has added."""
    if not (statements := _missing(connection)):
        return
    connection.begin()  # one commit: thirty of them take a second and a half
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def _missing(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that make what a table or column lacks."""
    there: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = 'lake'"
    ).fetchall():
        there.setdefault(table, set()).add(column)
    statements = []
    for schema, records in (("staging", STAGING), ("quality", (CheckResult,))):
        for record in records:
            if (table := f"{schema}.{record.TABLE}") in there:
                statements += _new_columns(f"lake.{table}", record, there[table])
            else:
                statements.append(ddl(record, f"lake.{schema}"))
    return statements


def _new_columns(table: str, record: type[Record], there: set[str]) -> list[str]:
    # Rows that stood there before know nothing of the new column, so it is null for them, whatever the record says.
    new = (column for column in columns(record) if column.name not in there)
    return [f"alter table {table} add column {column.name} {duckdb_type(column.kind)}" for column in new]


def state(connection: duckdb.DuckDBPyConnection) -> str:
    """A fingerprint of what staging holds: equal exactly when the same rows of the same extractor stand in it."""
    parts = [
        f"select '{record.TABLE}' as name, count(*) as n, bit_xor(hash({record.KEY})) as keys "
        f"from lake.staging.{record.TABLE}"
        for record in STAGING
        if record not in (*JOURNAL, Sighting, BoilerplateLine)
    ]
    rows = connection.execute(f"select * from ({' union all '.join(parts)}) order by name").fetchall()
    return stable_id(EXTRACTOR_VERSION, *rows)


def known_pages(connection: duckdb.DuckDBPyConnection, source: str) -> set[str]:
    """Ids of a source's pages that were loaded or turned away: what need not be read again."""
    rows = connection.execute(
        "select page_id from lake.staging.pages where source = $source "
        "union select page_id from lake.staging.rejections where source = $source",
        {"source": source},
    ).fetchall()
    return {page_id for (page_id,) in rows}


def last_fetches(connection: duckdb.DuckDBPyConnection, source: str, since: datetime) -> dict[str, Fetch]:
    """Address → the last request to it, for one source; those before `since` (UTC) are left out."""
    names = ", ".join(column.name for column in columns(Fetch))
    query = f"select {names} from lake.staging.fetches where source = ? and fetched_at >= ?"
    rows = connection.execute(query, [source, since.astimezone(UTC).replace(tzinfo=None)])
    return {fetch.url: fetch for fetch in from_arrow(rows.to_arrow_table(), Fetch)}


def last_visits(connection: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """Source → when it was last visited, UTC; sources that were never visited are missing."""
    rows = connection.execute("select source, max(collected_at) from lake.staging.collections group by source")
    return {source: at.replace(tzinfo=UTC) for source, at in rows.fetchall()}


def load(connection: duckdb.DuckDBPyConnection, batch: Path) -> dict[str, int]:
    """Put one batch folder into staging, in one transaction; the rows per table that it holds.

    Loading a batch again replaces its rows: whatever came from its pages, and the versions that it holds. What a
    re-extraction no longer yields is gone, which MERGE would keep.
    """
    connection.begin()
    try:
        seen = _note_batch(connection, batch)
        counts = {record.TABLE: _replace(connection, record, batch, seen=seen) for record in IN_BATCHES}
        connection.execute("call ducklake_set_commit_message('lake', 'nutgraf', ?)", [f"load {batch.name}"])
        connection.commit()
    except BaseException:
        with suppress(duckdb.TransactionException):  # a commit that failed has ended the transaction itself
            connection.rollback()
        raise
    _join_small_files(connection)
    return counts


def _note_batch(connection: duckdb.DuckDBPyConnection, batch: Path) -> bool:
    """Put the ids of the batch's pages and versions into temporary tables; whether staging holds any of them."""
    turned_away = sorted(map(str, batch.glob(f"{Rejection.TABLE}*.parquet")))
    connection.execute(
        "create or replace temp table batch_pages as select page_id from read_parquet(?)"
        + (" union select page_id from read_parquet(?)" if turned_away else ""),
        [str(batch / "pages.parquet"), *([turned_away] if turned_away else [])],
    )
    connection.execute(
        "create or replace temp table batch_versions as select version_id from read_parquet(?) "
        "union select version_id from lake.staging.articles where page_id in (from batch_pages)",
        [str(batch / "articles.parquet")],
    )
    # A new batch needs no delete: those would look through every table, and cost more the larger the warehouse is.
    (seen,) = connection.execute(
        "select exists (from lake.staging.pages where page_id in (from batch_pages)) "
        "or exists (from lake.staging.rejections where page_id in (from batch_pages)) "
        "or exists (from lake.staging.articles where version_id in (from batch_versions))"
    ).fetchone()  # type: ignore[misc]
    return bool(seen)


def _replace(connection: duckdb.DuckDBPyConnection, record: type[Record], batch: Path, *, seen: bool) -> int:
    """Delete the rows of the batch's pages or versions, insert what its Parquet files hold; their number."""
    table = f"lake.staging.{record.TABLE}"
    files = sorted(map(str, batch.glob(f"{record.TABLE}*.parquet")))
    if record in JOURNAL:
        replaced = f"{record.KEY} in (select {record.KEY} from read_parquet({files}))" if files else "false"
    elif record in OF_VERSION or record is Article:
        replaced = "version_id in (from batch_versions)"
    else:
        replaced = "page_id in (from batch_pages)"
    if seen or record in JOURNAL:
        connection.execute(f"delete from {table} where {replaced}")
    if not files:
        return 0
    names = ", ".join(c.name for c in columns(record))
    inserted = connection.execute(f"insert into {table} by name select {names} from read_parquet(?)", [files])
    return int(inserted.fetchone()[0])  # type: ignore[index]


def _join_small_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Join the files of many loads: each query opens every file, so that its cost would grow with the loads."""
    (small,) = connection.execute(
        "select count(*) from ducklake_list_files('lake', 'articles', schema => 'staging') "
        f"where data_file_size_bytes < {SMALL_FILE_BYTES}"
    ).fetchone()  # type: ignore[misc]
    if small >= MANY_SMALL_FILES:
        for record in IN_BATCHES:  # one after the other: all at once take twice the memory
            connection.execute(
                f"call ducklake_merge_adjacent_files('lake', '{record.TABLE}', schema => 'staging', "
                f"max_file_size => {SMALL_FILE_BYTES})"
            )


def tidy(connection: duckdb.DuckDBPyConnection, keep_days: int) -> None:
    """Forget snapshots older than `keep_days`, join small files, remove files that nothing refers to.

    A reader inside a transaction older than that would lose its files: keep days, not minutes.
    """
    age = f"now() - interval {int(keep_days)} day"
    connection.execute(f"call ducklake_expire_snapshots('lake', older_than => {age})")
    connection.execute("call ducklake_merge_adjacent_files('lake')")
    connection.execute(f"call ducklake_cleanup_old_files('lake', older_than => {age})")
    connection.execute(f"call ducklake_delete_orphaned_files('lake', older_than => {age})")  # of loads that were killed


def _quoted(text: str) -> str:
    return text.replace("'", "''")
