"""A batch folder → rows of staging, in one transaction. The warehouse's only way in."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from etl.article import Article, Rejection, Sighting
from etl.lake.known import LATEST_FIRST
from etl.lake.tables import IN_BATCHES, JOURNAL, OF_VERSION
from etl.schema import Record, columns, to_arrow
from etl.sources.journal import Fetch

SMALL_FILE_BYTES = 16_000_000
MANY_SMALL_FILES = 25
_KNOWN_AGAIN = f"""
create or replace temp table known_again as
with
new as (
    select article_id, version_id, page_id, coalesce(fetched_at, ingested_at) as received_at
    from read_parquet($articles)
),
stored as (
    select version_id from lake.staging.articles
    where version_id in (select version_id from new) and page_id not in (from batch_pages)
),
latest as (
    select article_id, version_id, page_id, coalesce(fetched_at, ingested_at) as received_at
    from lake.staging.articles
    where article_id in (select article_id from new inner join stored using (version_id))
        and page_id not in (from batch_pages)
    qualify row_number() over (partition by article_id order by {LATEST_FIRST}) = 1
)
select
    version_id, article_id, latest.received_at <= new.received_at as is_later,
    if(is_later, new.page_id, latest.page_id) as later_page,
    greatest(latest.received_at, new.received_at) as seen_at,
from new inner join latest using (article_id, version_id)
"""


def load(connection: duckdb.DuckDBPyConnection, batch: Path) -> dict[str, int]:
    """Put one batch folder into staging, in one transaction; the rows per table that it holds.

    Loading a batch again replaces its rows: whatever came from its pages, and the versions that it holds. What a
    re-extraction no longer yields is gone, which MERGE would keep.
    """
    connection.begin()
    try:
        seen = _note_batch(connection, batch)
        counts = {record.TABLE: _replace(connection, record, batch, seen=seen) for record in IN_BATCHES}
        counts[Sighting.TABLE] += _note_sightings(connection)
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
    _note_known_again(connection, batch)
    # A new batch needs no delete: those would look through every table, and cost more the larger the warehouse is.
    (seen,) = connection.execute(
        "select exists (from lake.staging.pages where page_id in (from batch_pages)) "
        "or exists (from lake.staging.rejections where page_id in (from batch_pages)) "
        "or exists (from lake.staging.articles where version_id in (from batch_versions))"
    ).fetchone()  # type: ignore[misc]
    return bool(seen)


def _note_known_again(connection: duckdb.DuckDBPyConnection, batch: Path) -> None:
    """Put what another run has stored since this batch was cleaned into a temporary table: the same words, not new.

    The page that was received first keeps the version, as it would have, had one run waited for the other.
    """
    connection.execute(_KNOWN_AGAIN, {"articles": str(batch / "articles.parquet")})


def _replace(connection: duckdb.DuckDBPyConnection, record: type[Record], batch: Path, *, seen: bool) -> int:
    """Delete the rows of the batch's pages or versions, insert what its Parquet files hold; their number."""
    table = f"lake.staging.{record.TABLE}"
    files = sorted(map(str, batch.glob(f"{record.TABLE}*.parquet")))
    wanted = "true"
    if record is Fetch:  # of two runs, the one that asked later knows what the next one should ask
        newer = f"select 1 from read_parquet({files}) new where new.fetch_id = kept.fetch_id"
        replaced = f"exists ({newer} and new.fetched_at >= kept.fetched_at)" if files else "false"
        wanted = f"fetch_id not in (select fetch_id from {table})"
    elif record in JOURNAL:
        replaced = f"{record.KEY} in (select {record.KEY} from read_parquet({files}))" if files else "false"
    elif record is Article:
        wanted = "version_id not in (select version_id from known_again where is_later)"
        replaced = f"version_id in (from batch_versions) and {wanted}"
    elif record in OF_VERSION:
        replaced = "version_id in (from batch_versions)"
    else:
        replaced = "page_id in (from batch_pages)"
    if seen or record in JOURNAL:
        connection.execute(f"delete from {table} as kept where {replaced}")
    if not files:
        return 0
    names = ", ".join(c.name for c in columns(record))
    inserted = connection.execute(
        f"insert into {table} by name select {names} from read_parquet(?) where {wanted}", [files]
    )
    return int(inserted.fetchone()[0])  # type: ignore[index]


def _note_sightings(connection: duckdb.DuckDBPyConnection) -> int:
    """A row for each page that came to words which another one keeps; their number."""
    inserted = connection.execute(
        "insert into lake.staging.sightings by name "
        "select later_page as page_id, article_id, version_id as seen_version, seen_at from known_again"
    )
    return int(inserted.fetchone()[0])  # type: ignore[index]


def append(connection: duckdb.DuckDBPyConnection, record: type[Record], rows: Sequence[Record]) -> None:
    """Add rows to staging that came in no batch."""
    connection.register("new_rows", to_arrow(rows, record))
    connection.execute(f"insert into lake.staging.{record.TABLE} by name from new_rows")
    connection.unregister("new_rows")


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
