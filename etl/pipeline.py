"""The batch stages that the DAGs and the CLI call: paths and counts in, paths and counts out, data on disk.

`collect` turns sources into pages, `clean` pages into articles, `extract` articles into facts, `load` puts a batch into
the warehouse. Each stage writes whole Parquet files into the batch's folder, so running it again changes nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
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
from etl.sources import Document, Unreadable, Visit
from etl.sources.entry import Entry
from etl.sources.journal import Collection, Fetch

EXTRACTED: tuple[type[Record], ...] = (Sentence, *FACT_TYPES)
MAX_CHARS = 1_000_000  # what spaCy's parser and NER are built for; about 170,000 words
_Item = RawPage | Rejection | Fetch


def collect(entry: Entry, base: Path, batches: Path, lake: Lake, size: int, now: datetime) -> list[str]:
    """Visit a source; write what the warehouse has not seen as batches of `size` pages; the batches' names.

    `base`: the folder that a relative path of the entry counts from. `now`: when the visit begins, UTC. A document that
    cannot be read becomes a rejection. Raises FileNotFoundError where the entry's path leads nowhere.
    """
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        known = warehouse.known_pages(connection)
        visit = Visit(base=base, now=now, fetched=warehouse.last_fetches(connection, entry.name))
    tally = Counter[str]()
    items = _unseen(entry, visit, known, tally)
    names = [_write_batch(list(group), entry.name, batches) for group in batched(items, size)]
    if names:
        write_rows(batches / names[-1], Collection.TABLE, Collection, [_collection(entry.name, now, tally)])
    return names


def _unseen(entry: Entry, visit: Visit, known: set[str], tally: Counter[str]) -> Iterator[_Item]:
    """What a visit brings, without the pages that are known; counts what it sees."""
    for found in entry.documents(visit):
        if isinstance(found, Fetch):
            tally["requests"] += 1
            tally["failed"] += found.attempt > 0
            yield found
            continue
        item = _receive(found, entry, visit.now)
        tally["documents" if isinstance(found, Document) else "unreadable"] += 1
        if item.page_id not in known:
            known.add(item.page_id)
            tally["new"] += isinstance(found, Document)
            yield item


def _collection(source: str, now: datetime, tally: Counter[str]) -> Collection:
    counts = {name: tally[name] for name in ("documents", "new", "unreadable", "requests", "failed")}
    return Collection(collection_id=stable_id(source, now), source=source, collected_at=now, **counts)


def _receive(document: Document | Unreadable, entry: Entry, now: datetime) -> RawPage | Rejection:
    if isinstance(document, Unreadable):
        return Rejection(
            page_id=stable_id(entry.name, document.url, document.reason, document.detail),
            source=entry.name,
            url=document.url,
            stage="load",
            reason=document.reason,
            detail=document.detail,
            rejected_at=now,
        )
    digest = hashlib.sha256(document.content).hexdigest()
    return RawPage(
        page_id=stable_id(entry.name, document.url, digest),
        source=entry.name,
        url=document.url,
        fetched_at=document.received or now,
        media_type=document.media_type,
        http_status=document.http_status,
        content_type=document.content_type,
        final_url=document.final_url,
        outlet=entry.outlet,
        language=entry.language,
        country=entry.country,
        listed_title=document.listed.title,
        listed_published=document.listed.published,
        listed_authors=list(document.listed.authors) or None,
        sha256=digest,
        n_bytes=len(document.content),
        batch="",
        content=document.content,
    )


def _write_batch(items: list[_Item], source: str, batches: Path) -> str:
    name = f"{source}-{stable_id(*sorted(_key(item) for item in items))[:12]}"
    folder = batches / name
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder, "pages", RawPage, [replace(item, batch=name) for item in items if isinstance(item, RawPage)])
    write_rows(folder, "rejections.load", Rejection, [item for item in items if isinstance(item, Rejection)])
    write_rows(folder, Fetch.TABLE, Fetch, [item for item in items if isinstance(item, Fetch)])
    return name


def _key(item: _Item) -> str:
    return f"{item.fetch_id}{item.fetched_at}" if isinstance(item, Fetch) else item.page_id


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
