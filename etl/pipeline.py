"""The batch stages that the DAGs and the CLI call: paths and counts in, paths and counts out, data on disk.

`collect` turns sources into pages, `clean` pages into articles, `extract` articles into facts, `load` puts a batch into
the warehouse. Each stage writes whole Parquet files into the batch's folder, so running it again changes nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl import lake as warehouse
from etl import nlp
from etl.article import Article, RawPage, Rejection, Sentence, Sighting
from etl.batch import read_rows, write_rows
from etl.cleaning.limits import clean_all
from etl.extraction import read_article
from etl.facts import EXTRACTOR_VERSION, FACT_TYPES
from etl.facts.reading import Reading
from etl.lake import Lake
from etl.novelty import sift
from etl.schema import Record, stable_id
from etl.sources import Document, Unreadable, Visit
from etl.sources.entries import enabled
from etl.sources.entry import Entry
from etl.sources.fetching.manners import Manners
from etl.sources.journal import Collection, Fetch

if TYPE_CHECKING:  # its library is an extra
    from etl.proposals.proposer import Proposer

EXTRACTED: tuple[type[Record], ...] = (Sentence, *FACT_TYPES)
MANNERS = Manners()
MAX_BATCH_BYTES = 32_000_000  # of pages in memory
MAX_CHARS = 1_000_000  # what spaCy's parser and NER are built for; about 170,000 words
_Item = RawPage | Rejection | Fetch


def due_sources(file: Path, lake: Lake, now: datetime) -> list[str]:
    """The entries of sources.yml that are switched on and due for a visit. Raises SourcesError."""
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        visits = warehouse.last_visits(connection)
    return [entry.name for entry in enabled(file) if entry.due(visits.get(entry.name), now)]


def collect(
    entry: Entry, base: Path, batches: Path, lake: Lake, size: int, now: datetime, manners: Manners = MANNERS
) -> list[str]:
    """Visit a source; write what the warehouse has not seen as batches of `size` pages; the batches' names.

    `base`: the folder that a relative path of the entry counts from. `now`: when the visit begins, UTC. `manners`: how
    servers are asked. A document that cannot be read becomes a rejection. Raises FileNotFoundError where the entry's
    path leads nowhere.
    """
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        known = warehouse.known_pages(connection)
        visit = Visit(base=base, now=now, fetched=warehouse.last_fetches(connection, entry.name), manners=manners)
    tally = Counter[str]()
    items = _unseen(entry, visit, known, tally)
    names = [_write_batch(group, entry.name, batches) for group in _grouped(items, size)]
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


def _grouped(items: Iterator[_Item], size: int) -> Iterator[list[_Item]]:
    """Groups of `size` items, fewer where their bytes are many.

    A request stays with the page that it brought, and a listing keeps its validators only where all that it listed is
    in the same batch: if a batch is never loaded, nothing may make the next visit believe that its pages were kept.
    """
    group: list[_Item] = []
    n_bytes, whole = 0, True
    for item in items:
        if isinstance(item, Fetch):
            group.append(item if whole or not item.listing else replace(item, etag=None, last_modified=None))
            continue
        if len(group) >= size or n_bytes > MAX_BATCH_BYTES:
            yield group
            group, n_bytes, whole = [], 0, False
        group.append(item)
        n_bytes += item.n_bytes if isinstance(item, RawPage) else 0
    if group:
        yield group


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
        outlet=entry.outlet or document.listed.outlet,
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


def clean(
    batch: str, batches: Path, timeout_seconds: float, workers: int, lake: Lake, *, anew: bool = False
) -> dict[str, int]:
    """Turn a batch's pages into articles, rejections and sightings of what is stored already; the number of each.

    `anew`: pages that are cleaned again, by a better cleaner: nothing counts as known.
    """
    folder = batches / batch
    pages = read_rows(folder, "pages", RawPage)
    outcomes = list(clean_all(pages, timeout_seconds=timeout_seconds, workers=workers))
    found = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    with warehouse.connect(lake, read_only=True) as connection:
        lines = warehouse.boilerplate(connection, {article.outlet for article in found})
        ids, own = [article.article_id for article in found], [page.page_id for page in pages]
        stored = {} if anew else warehouse.stored_versions(connection, ids, own)
    sifted = sift(outcomes, stored, lines)
    write_rows(folder, "articles", Article, sifted.articles)
    write_rows(folder, "rejections.clean", Rejection, sifted.rejections)
    write_rows(folder, "sightings", Sighting, sifted.sightings)
    return {
        "articles": len(sifted.articles),
        "unchanged": len(sifted.sightings),
        "rejected": len(sifted.rejections),
    }


def extract(batch: str, batches: Path, model: str, proposer: "Proposer | None" = None) -> dict[str, int]:
    """Read the facts of a batch's articles; the number of facts per type, and of articles turned away.

    `proposer`: the optional second proposer, for this batch; its counts come with the others.
    """
    folder = batches / batch
    articles = [a for a in read_rows(folder, "articles", Article) if a.null_reason is None]
    rejections = [_too_long(article) for article in articles if len(article.text) > MAX_CHARS]
    rows: dict[type[Record], list[Any]] = {record: [] for record in EXTRACTED}
    for outcome in _read([a for a in articles if len(a.text) <= MAX_CHARS], model):
        if isinstance(outcome, Rejection):
            rejections.append(outcome)
            continue
        if proposer is not None:
            proposer.add_to(outcome)
        rows[Sentence] += outcome.sentences
        for record, facts in outcome.facts.items():
            rows[record] += facts
    for kind, found in rows.items():
        write_rows(folder, kind.TABLE, kind, found)
    write_rows(folder, "rejections.extract", Rejection, rejections)
    counts = {kind.TABLE: len(found) for kind, found in rows.items()} | {"rejected": len(rejections)}
    return counts | (proposer.report() if proposer is not None else {})


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
        extractor_version=EXTRACTOR_VERSION,
    )


def load(batch: str, batches: Path, lake: Lake) -> dict[str, int]:
    """Put a batch into staging, in one transaction; rows per table. The warehouse's only writer calls it."""
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        return warehouse.load(connection, batches / batch)
