"""The batch stages that the DAGs and the CLI call: paths and counts in, paths and counts out, data on disk.

`collect` turns sources into pages, `clean` pages into articles, `extract` articles into facts, `load` puts a batch into
the warehouse. Each stage writes whole Parquet files into the batch's folder, so running it again changes nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any

from etl import lake as warehouse
from etl import nlp
from etl.article import Article, RawPage, Rejection, Sentence
from etl.batch import read_rows, write_rows
from etl.cleaning.limits import clean_all
from etl.extraction import read_article
from etl.facts import FACT_TYPES
from etl.facts.reading import Reading
from etl.lake import Lake
from etl.schema import Record, stable_id
from etl.sources import Document, Unreadable

EXTRACTED: tuple[type[Record], ...] = (Sentence, *FACT_TYPES)
MAX_CHARS = 1_000_000  # what spaCy's parser and NER are built for; about 170,000 words


def collect(
    documents: Iterable[Document | Unreadable], source: str, batches: Path, lake: Lake, size: int, now: datetime
) -> list[str]:
    """Write the documents that the warehouse has not seen as batches of `size` pages; the batches' names.

    `now`: when they were received, UTC. A document that cannot be read becomes a rejection.
    """
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        known = warehouse.known_pages(connection)
    received = (_receive(document, source, now) for document in documents)
    fresh = (item for item in received if item.page_id not in known and not known.add(item.page_id))  # type: ignore[func-returns-value]
    return [_write_batch(list(items), source, batches) for items in batched(fresh, size)]


def _receive(document: Document | Unreadable, source: str, now: datetime) -> RawPage | Rejection:
    if isinstance(document, Unreadable):
        return Rejection(
            page_id=stable_id(source, document.url, document.reason, document.detail),
            source=source,
            url=document.url,
            stage="load",
            reason=document.reason,
            detail=document.detail,
            rejected_at=now,
        )
    digest = hashlib.sha256(document.content).hexdigest()
    return RawPage(
        page_id=stable_id(source, document.url, digest),
        source=source,
        url=document.url,
        fetched_at=now,
        media_type=document.media_type,
        sha256=digest,
        n_bytes=len(document.content),
        batch="",
        content=document.content,
    )


def _write_batch(items: list[RawPage | Rejection], source: str, batches: Path) -> str:
    name = f"{source}-{stable_id(*sorted(item.page_id for item in items))[:12]}"
    folder = batches / name
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder, "pages", RawPage, [replace(item, batch=name) for item in items if isinstance(item, RawPage)])
    write_rows(folder, "rejections.load", Rejection, [item for item in items if isinstance(item, Rejection)])
    return name


def clean(batch: str, batches: Path, timeout_seconds: float, workers: int) -> dict[str, int]:
    """Turn a batch's pages into articles and rejections; the number of each."""
    folder = batches / batch
    pages = read_rows(folder, "pages", RawPage)
    articles: dict[str, Article] = {}
    rejections = []
    for outcome in clean_all(pages, timeout_seconds=timeout_seconds, workers=workers):
        if isinstance(outcome, Rejection):
            rejections.append(outcome)
        else:
            articles.setdefault(outcome.version_id, outcome)  # the same text twice at one address is one version
    write_rows(folder, "articles", Article, list(articles.values()))
    write_rows(folder, "rejections.clean", Rejection, rejections)
    return {"articles": len(articles), "rejected": len(rejections)}


def extract(batch: str, batches: Path, model: str) -> dict[str, int]:
    """Read the facts of a batch's articles; the number of facts per type, and of articles turned away."""
    folder = batches / batch
    articles = [a for a in read_rows(folder, "articles", Article) if a.null_reason is None]
    rejections = [_too_long(article) for article in articles if len(article.text) > MAX_CHARS]
    rows: dict[type[Record], list[Any]] = {record: [] for record in EXTRACTED}
    for outcome in _read([a for a in articles if len(a.text) <= MAX_CHARS], model):
        if isinstance(outcome, Rejection):
            rejections.append(outcome)
            continue
        rows[Sentence] += outcome.sentences
        for record, facts in outcome.facts.items():
            rows[record] += facts
    for kind, found in rows.items():
        write_rows(folder, kind.TABLE, kind, found)
    write_rows(folder, "rejections.extract", Rejection, rejections)
    return {kind.TABLE: len(found) for kind, found in rows.items()} | {"rejected": len(rejections)}


def _read(articles: list[Article], model: str) -> Iterator[Reading | Rejection]:
    for article, doc in zip(articles, nlp.parse((a.text for a in articles), model), strict=True):
        try:
            yield read_article(article, doc)
        except Exception as error:  # one article that trips an extractor must not take its batch with it
            yield _turned_away(article, "error", f"{type(error).__name__}: {error}; please report this article")


def _too_long(article: Article) -> Rejection:
    return _turned_away(article, "too_large", f"{len(article.text)} characters; {MAX_CHARS} can be parsed")


def _turned_away(article: Article, reason: str, detail: str) -> Rejection:
    return Rejection(
        page_id=article.page_id or article.article_id,
        source=article.source or "",
        url=article.url or "",
        stage="extract",
        reason=reason,  # type: ignore[arg-type]
        detail=detail,
        rejected_at=article.fetched_at or datetime.now(UTC),
    )


def load(batch: str, batches: Path, lake: Lake) -> dict[str, int]:
    """Put a batch into staging, in one transaction; rows per table. The warehouse's only writer calls it."""
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        return warehouse.load(connection, batches / batch)
