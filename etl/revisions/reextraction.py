"""The past read again: which versions an older extractor read, as batches that the ordinary stages take.

`plan` writes the batches; where pages are cleaned anew, `clean_anew` leaves in a batch only what comes out otherwise.
`pipeline.extract` reads them, `changes.compare` says what would change, `pipeline.load` puts it into the warehouse.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import batched
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from etl import lake as warehouse
from etl import pipeline
from etl.article import Article, Page, Rejection, Sighting
from etl.batch import read_rows, write_rows
from etl.facts import EXTRACTOR_VERSION
from etl.lake import Lake
from etl.schema import Record, columns, from_arrow, stable_id
from etl.sources.days import Days

ROWS_IN_MEMORY = 2048  # DuckDB hands out no fewer
_STALE = (
    "version_id in (select version_id from lake.staging.sentences where extractor_version is distinct from $version) "
    "or page_id in (select page_id from lake.staging.rejections "
    "where stage = 'extract' and extractor_version is distinct from $version)"
)
_OF_DAYS = "($first is null or coalesce(articles.published_on, articles.fetched_at::date) between $first and $last)"
_CHOSEN = "({table}.source = $source or $source is null) and ({table}.fetched_at >= $since or $since is null)"


def plan(
    lake: Lake,
    batches: Path,
    size: int,
    source: str | None = None,
    since: date | None = None,
    *,
    days: Days | None = None,
    from_pages: bool = False,
) -> list[str]:
    """Batches of what is to be read again, newest pages first; their names, none where all is read by this extractor.

    source, since: only articles of this entry of sources.yml, received on this day or later. days: only articles
    published on these days, or received on them where nobody knows when they were published. from_pages: every kept
    page of a source since a day, to be cleaned anew. Raises FileNotFoundError where the raw pages of a batch are gone.
    """
    warehouse.prepare(lake)
    with warehouse.connect(lake, read_only=True) as connection:
        chosen: dict[str, Any] = {"source": source, "since": since}
        if from_pages:
            return [_of_pages(name, batches) for name in _raw_batches(connection, chosen)]
        chosen |= {"first": days and days.first, "last": days and days.last}
        return [_of_articles(group, batches) for group in batched(_stale_articles(connection, chosen), size)]


def clean_anew(batch: str, batches: Path, lake: Lake, timeout_seconds: float, workers: int) -> bool:
    """Clean a batch's raw pages again and keep in it what comes out otherwise; whether anything does."""
    pipeline.clean(batch, batches, timeout_seconds, workers, lake, anew=True)
    folder = batches / batch
    articles = {article.page_id: article for article in read_rows(folder, "articles", Article)}
    rejections = {rejection.page_id: rejection for rejection in read_rows(folder, "rejections.clean", Rejection)}
    sightings = {sighting.page_id: sighting for sighting in read_rows(folder, "sightings", Sighting)}
    pages = read_rows(folder, "pages", Page)
    with warehouse.connect(lake, read_only=True) as connection:
        before = _Before(connection, [page.page_id for page in pages])
    changed = {p.page_id for p in pages if before.differs(articles, rejections, sightings, p.page_id)}
    (folder / "pages.parquet").unlink()  # a link to the raw batch, whose bytes stay there
    write_rows(folder, "pages", Page, [page for page in pages if page.page_id in changed])
    write_rows(folder, "articles", Article, [row for row in articles.values() if row.page_id in changed])
    write_rows(folder, "rejections.clean", Rejection, [row for key, row in rejections.items() if key in changed])
    write_rows(folder, "sightings", Sighting, [row for key, row in sightings.items() if key in changed])
    return bool(changed)


def _raw_batches(connection: duckdb.DuckDBPyConnection, chosen: dict[str, Any]) -> list[str]:
    # Newest first: where two pages come to the same words, the older one, loaded last, says when they were first seen.
    where = _CHOSEN.format(table="pages")
    rows = connection.execute(
        f"select batch from lake.staging.pages where {where} group by batch order by max(fetched_at) desc, batch",
        chosen,
    )
    return [batch for (batch,) in rows.fetchall()]


def _of_pages(raw: str, batches: Path) -> str:
    pages = batches / raw / "pages.parquet"
    if not pages.exists():
        raise FileNotFoundError(f"{pages} is gone: its pages cannot be cleaned anew; leave out --from-pages")
    name = f"reextract-{stable_id('pages', raw, EXTRACTOR_VERSION)[:12]}"
    folder = batches / name
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / ".pages"
    link.unlink(missing_ok=True)
    link.symlink_to(pages.resolve())
    link.replace(folder / "pages.parquet")
    return name


def _stale_articles(connection: duckdb.DuckDBPyConnection, chosen: dict[str, Any]) -> Iterator[tuple[Article, Page]]:
    """Article versions that an older extractor read, with the page of each, newest first."""
    where = f"{_CHOSEN.format(table='articles')} and {_OF_DAYS} and null_reason is null and ({_STALE})"
    names = ", ".join(f"articles.{column.name}" for column in columns(Article))
    found = connection.execute(
        f"select {names}, pages as page from lake.staging.articles as articles inner join lake.staging.pages as pages "
        f"using (page_id) where {where} "
        "order by articles.fetched_at desc, version_id",
        chosen | {"version": EXTRACTOR_VERSION},
    )
    for rows in found.to_arrow_reader(ROWS_IN_MEMORY):
        table = pa.Table.from_batches([rows])
        pages = pa.Table.from_struct_array(table["page"].combine_chunks())
        yield from zip(from_arrow(table, Article), from_arrow(pages, Page), strict=True)


def _of_articles(group: Iterable[tuple[Article, Page]], batches: Path) -> str:
    articles = [article for article, _ in group]
    name = f"reextract-{stable_id(EXTRACTOR_VERSION, *sorted(a.version_id for a in articles))[:12]}"
    folder = batches / name
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder, "pages", Page, [page for _, page in group])
    write_rows(folder, "articles", Article, articles)
    return name


class _Before:
    """What the warehouse holds of some pages."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, ids: list[str]) -> None:
        self.articles = {article.page_id: article for article in _of_ids(connection, Article, ids)}
        self.rejections = {rejection.page_id: rejection for rejection in _of_ids(connection, Rejection, ids)}
        self.sightings = {sighting.page_id: sighting for sighting in _of_ids(connection, Sighting, ids)}
        versions = [article.version_id for article in self.articles.values()]
        stale = connection.execute(
            f"select version_id from lake.staging.articles where version_id in (select unnest($ids::varchar[])) "
            f"and null_reason is null and ({_STALE})",
            {"ids": versions, "version": EXTRACTOR_VERSION},
        )
        self.stale = {version for (version,) in stale.fetchall()}

    def differs(
        self,
        articles: dict[str | None, Article],
        rejections: dict[str, Rejection],
        sightings: dict[str, Sighting],
        page_id: str,
    ) -> bool:
        """Whether a page comes out otherwise than it is stored, or was read by an older extractor."""
        if page_id in rejections:
            return self.rejections.get(page_id) != rejections[page_id]
        seen = self.sightings.get(page_id)
        now = articles.get(page_id)
        if now is None:
            return seen is None or seen.seen_version != sightings[page_id].seen_version
        if seen is not None:
            return seen.seen_version != now.version_id
        before = self.articles.get(page_id)
        return before is None or before.version_id in self.stale or replace(before, ingested_at=now.ingested_at) != now


def _of_ids[R: Record](connection: duckdb.DuckDBPyConnection, record: type[R], page_ids: list) -> list[R]:
    return _rows(connection, record, "page_id in (select unnest($ids::varchar[]))", {"ids": page_ids})


def _rows[R: Record](
    connection: duckdb.DuckDBPyConnection, record: type[R], where: str, given: dict[str, Any]
) -> list[R]:
    names = ", ".join(column.name for column in columns(record))
    found = connection.execute(f"select {names} from lake.staging.{record.TABLE} where {where}", given)
    return from_arrow(found.to_arrow_table(), record)
