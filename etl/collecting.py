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
from etl.cleaning.decoding import sound
from etl.lake import Lake
from etl.schema import stable_id
from etl.sources import Document, SourceUnavailableError, Unreadable, Visit
from etl.sources.days import Days
from etl.sources.entries import SourcesError, entry_named, sound_and_broken
from etl.sources.entry import Entry
from etl.sources.fetching.manners import Manners
from etl.sources.journal import Collection, Fetch

MANNERS = Manners()
MAX_ERROR = 500  # characters
MAX_BATCH_BYTES = 32_000_000  # of pages in memory
REMEMBERED = timedelta(days=90)  # of requests; an address that is still listed then is asked as if it were new
REPORT_EVERY = 500  # documents
_Item = RawPage | Rejection | Fetch


def due_sources(
    file: Path, lake: Lake, now: datetime, day_begins: timedelta, *, hourly: bool | None = None
) -> list[str]:
    """The entries of sources.yml that are switched on and due for a visit, also those that are written wrongly.

    hourly: only those that are looked at every hour, or only the others; None: all. Raises SourcesError where the file
    cannot be used at all.
    """
    entries, broken = sound_and_broken(file)
    warehouse.prepare(lake)
    with warehouse.connect(lake, read_only=True) as connection:
        visits = warehouse.last_visits(connection)
    due = [
        entry.name
        for entry in entries
        if entry.enabled and hourly in (None, entry.is_hourly) and entry.due(visits.get(entry.name), now, day_begins)
    ]
    return due if hourly else due + list(broken)  # once a day is enough to hear of those


def sources_with_days(file: Path) -> list[str]:
    """The entries that a backfill can ask for some days only. Raises SourcesError."""
    return [entry.name for entry in sound_and_broken(file)[0] if entry.enabled and entry.KNOWS_DAYS]


def visit(
    file: Path, name: str, batches: Path, lake: Lake, size: int, now: datetime, manners: Manners, days: Days | None
) -> list[str]:
    """`collect` for an entry of sources.yml; what breaks it is noted in the warehouse before it is raised."""
    try:
        return collect(entry_named(file, name), file.parent, batches, lake, size, now, manners, days)
    except Exception as error:
        _note_failure(name, lake, now, error, days)
        raise


def collect(
    entry: Entry,
    base: Path,
    batches: Path,
    lake: Lake,
    size: int,
    now: datetime,
    manners: Manners = MANNERS,
    days: Days | None = None,
) -> list[str]:
    """Visit a source; write what the warehouse has not seen as batches of `size` pages; the batches' names.

    `base`: the folder that a relative path of the entry counts from. `now`: when the visit begins, UTC. `manners`: how
    servers are asked. `days`: only documents of these days. A document that cannot be read becomes a rejection. One
    visit to a source at a time: another one waits. Raises FileNotFoundError where the entry's path leads nowhere.
    """
    warehouse.prepare(lake)
    with warehouse.locked(batches / ".visits" / f"{entry.name}.lock", f"source {entry.name}"):
        with warehouse.connect(lake, read_only=True) as connection:
            known = warehouse.known_pages(connection, entry.name)
            fetched = warehouse.last_fetches(connection, entry.name, now - REMEMBERED)
            recovers = warehouse.last_failed(connection, entry.name)
        asked = Visit(base=base, now=now, fetched=fetched, manners=manners, days=days)
        tally = Counter[str]()
        items = _unseen(entry.within(days) if days else entry, asked, known, tally)
        names = [_write_batch(group, entry.name, batches) for group in _grouped(items, size)]
        progress.report(_course(entry.name, tally))
        row = _collection(entry.name, now, tally, days)
        if recovers and not names:  # nobody would learn that it is well again
            names = [_write_batch([], f"{entry.name}-{row.collection_id[:4]}", batches)]
        if names:
            write_rows(batches / names[-1], f"{Collection.TABLE}.{row.collection_id}", Collection, [row])
        return names


def _note_failure(source: str, lake: Lake, now: datetime, error: Exception, days: Days | None) -> None:
    """Put the visit that broke off into the warehouse at once: it has no batch that could bring it there."""
    known = isinstance(error, SourcesError | FileNotFoundError | SourceUnavailableError)
    said = str(error) if known else f"{type(error).__name__}: {error}"
    row = replace(_collection(source, now, Counter(), days), error=sound(said[:MAX_ERROR]))
    with warehouse.writing(lake) as connection:
        warehouse.append(connection, Collection, [row])


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


def _collection(source: str, now: datetime, tally: Counter[str], days: Days | None) -> Collection:
    return Collection(
        collection_id=stable_id(source, now, days),
        source=source,
        collected_at=now,
        documents=tally["documents"],
        new=tally["new"],
        unreadable=tally["unreadable"],
        requests=tally["requests"],
        failed=tally["failed"],
        since=days.first if days else None,
        until=days.last if days else None,
    )


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
