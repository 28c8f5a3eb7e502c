"""What the warehouse knows already: pages, requests, visits, and a fingerprint of all of staging."""

from datetime import UTC, datetime

import duckdb

from etl.article import BoilerplateLine, Sighting
from etl.facts import EXTRACTOR_VERSION
from etl.lake.tables import JOURNAL, STAGING
from etl.schema import columns, from_arrow, stable_id
from etl.sources.journal import Fetch

# Orders the versions of an article, the latest first; as `int_article_versions` of the dbt project does.
LATEST_FIRST = (
    "coalesce(least(modified_at, fetched_at), ingested_at) desc, fetched_at desc, ingested_at desc, version_id desc"
)


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
    """Source → when it was last read to the end, UTC, backfills aside; sources that never were are missing."""
    rows = connection.execute(
        "select source, max(collected_at) from lake.staging.collections "
        "where error is null and since is null group by source"
    )
    return {source: at.replace(tzinfo=UTC) for source, at in rows.fetchall()}


def last_failed(connection: duckdb.DuckDBPyConnection, source: str) -> bool:
    """Whether the last visit to a source broke off."""
    row = connection.execute(
        "select last(error is not null order by collected_at) from lake.staging.collections where source = ?", [source]
    ).fetchone()
    return bool(row and row[0])
