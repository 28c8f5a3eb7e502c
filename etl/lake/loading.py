"""A batch folder → rows of staging, in one transaction. The warehouse's only way in."""

from contextlib import suppress
from pathlib import Path

import duckdb

from etl.article import Article, Rejection
from etl.lake.tables import IN_BATCHES, JOURNAL, OF_VERSION
from etl.schema import Record, columns

SMALL_FILE_BYTES = 16_000_000
MANY_SMALL_FILES = 25


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
