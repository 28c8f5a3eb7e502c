"""The first stage: visit a source, write what the warehouse has not seen as batches of pages.

Names and borders of batches follow from what is in them, so that a run that was killed makes the same ones again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from etl import lake as warehouse
from etl import progress
from etl.article import RawPage, Rejection
from etl.batch import write_rows
from etl.lake import Lake
from etl.schema import stable_id
from etl.sources import Document, Unreadable, Visit
from etl.sources.entries import enabled
from etl.sources.entry import Entry
from etl.sources.fetching.manners import Manners
from etl.sources.journal import Collection, Fetch

MANNERS = Manners()
MAX_BATCH_BYTES = 32_000_000  # of pages in memory
REMEMBERED = timedelta(days=90)  # of requests; an address that is still listed then is asked as if it were new
REPORT_EVERY = 500  # documents
_Item = RawPage | Rejection | Fetch


def due_sources(file: Path, lake: Lake, now: datetime) -> list[str]:
    """The entries of sources.yml that are switched on and due for a visit. Raises SourcesError."""
    warehouse.prepare(lake)
    with warehouse.connect(lake, read_only=True) as connection:
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
    warehouse.prepare(lake)
    with warehouse.connect(lake, read_only=True) as connection:
        known = warehouse.known_pages(connection, entry.name)
        fetched = warehouse.last_fetches(connection, entry.name, now - REMEMBERED)
    visit = Visit(base=base, now=now, fetched=fetched, manners=manners)
    tally = Counter[str]()
    items = _unseen(entry, visit, known, tally)
    names = [_write_batch(group, entry.name, batches) for group in _grouped(items, size)]
    progress.report(_course(entry.name, tally))
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
        if entry.max_documents and tally["new"] >= entry.max_documents:
            return
        item = receive(found, entry, visit.now)
        tally["documents" if isinstance(found, Document) else "unreadable"] += 1
        if tally.total() % REPORT_EVERY == 0:
            progress.report(_course(entry.name, tally))
        if item.page_id not in known:
            known.add(item.page_id)
            tally["new"] += isinstance(found, Document)
            yield item


def _grouped(items: Iterator[_Item], size: int) -> Iterator[list[_Item]]:
    """Groups of `size` pages and rejections, fewer where their bytes are many.

    A request stays with the page that it brought, and a listing keeps its validators only where all that it listed is
    in the same batch: if a batch is never loaded, nothing may make the next visit believe that its pages were kept.
    """
    group: list[_Item] = []
    n_documents, n_bytes, whole = 0, 0, True
    for item in items:
        if isinstance(item, Fetch):
            group.append(item if whole or not item.listing else replace(item, etag=None, last_modified=None))
            continue
        if n_documents >= size or n_bytes > MAX_BATCH_BYTES:
            yield group
            group, n_documents, n_bytes, whole = [], 0, 0, False
        group.append(item)
        n_documents += 1
        n_bytes += item.n_bytes if isinstance(item, RawPage) else 0
    if group:
        yield group


def _course(source: str, tally: Counter[str]) -> str:
    seen = f"{tally['documents']:,} documents seen, {tally['new']:,} of them new"
    return f"{source}: {seen}" + (f", {tally['unreadable']:,} unreadable" if tally["unreadable"] else "")


def _collection(source: str, now: datetime, tally: Counter[str]) -> Collection:
    counts = {name: tally[name] for name in ("documents", "new", "unreadable", "requests", "failed")}
    return Collection(collection_id=stable_id(source, now), source=source, collected_at=now, **counts)


def receive(document: Document | Unreadable, entry: Entry, now: datetime) -> RawPage | Rejection:
    """A document as the page that a batch holds, or why it could not be handed over."""
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
