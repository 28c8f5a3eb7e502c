"""The kept raw pages → a web archive that any WARC reader opens, and that loads into another warehouse as it was."""

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import pyarrow.parquet as pq

from etl import lake as warehouse
from etl.article import RawPage
from etl.lake import Lake
from etl.schema import columns, from_arrow, stable_id
from etl.sources.warc import BESIDE

PAGES_AT_ONCE = 16


def export_warc(lake: Lake, batches: Path, file: Path, source: str | None = None, since: date | None = None) -> int:
    """Write the pages of a source (else of all), received on `since` or later; their number.

    Each record is packed on its own where the file's name ends in `.gz`. The file is written beside and renamed: one
    that is there is complete. Raises FileNotFoundError where there is no warehouse, or a batch's pages are gone.
    """
    building = file.with_name(f".{file.name}.building")
    number = 0
    try:
        with building.open("wb") as stream:
            _write(stream, file, _block("warcinfo", b"software: nutgraf\r\nformat: WARC File Format 1.0\r\n", {}))
            for page in kept_pages(lake, batches, source, since):
                _write(stream, file, record(page))
                number += 1
        building.replace(file)
    finally:
        building.unlink(missing_ok=True)
    return number


def kept_pages(lake: Lake, batches: Path, source: str | None, since: date | None) -> Iterator[RawPage]:
    """The pages that the warehouse knows, with their bytes, batch after batch."""
    with closing(warehouse.connect(lake, read_only=True)) as connection:
        rows = connection.execute(
            "select batch, list(page_id) from lake.staging.pages "
            "where ($source is null or source = $source) and ($since is null or fetched_at >= $since) "
            "group by batch order by min(fetched_at), batch",
            {"source": source, "since": since},
        ).fetchall()
    for batch, page_ids in rows:
        wanted = set(page_ids)
        yield from (page for page in _pages_of(batches / batch) if page.page_id in wanted)


def _pages_of(folder: Path) -> Iterator[RawPage]:
    names = [column.name for column in columns(RawPage)]
    with pq.ParquetFile(folder / "pages.parquet") as kept:
        for piece in kept.iter_batches(PAGES_AT_ONCE, columns=names):
            yield from from_arrow(piece, RawPage)


def record(page: RawPage) -> bytes:
    """The response record of a page, as received: what a source said beside it stands in a header of its own."""
    beside = {
        "media_type": page.media_type,
        "final_url": page.final_url,
        "title": page.listed_title,
        "published": page.listed_published,
        "authors": page.listed_authors,
        "outlet": page.outlet,
    }
    stated = page.content_type or page.media_type
    http = f"HTTP/1.1 {page.http_status or 200} OK\r\nContent-Type: {_line(stated)}\r\n"
    http += f"Content-Length: {len(page.content)}\r\n\r\n"
    return _block(
        "response",
        http.encode() + page.content,
        {
            "WARC-Target-URI": _line(page.url),
            "WARC-Date": f"{page.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
            BESIDE: json.dumps({key: value for key, value in beside.items() if value}),
            "Content-Type": "application/http; msgtype=response",
        },
        page.page_id,
    )


def _block(kind: str, block: bytes, headers: dict[str, str], key: str = "nutgraf") -> bytes:
    said = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{UUID(stable_id(kind, key))}>",
        "Content-Type": "application/warc-fields",
        **headers,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def _write(stream: BinaryIO, file: Path, content: bytes) -> None:
    stream.write(gzip.compress(content, 6, mtime=0) if file.name.lower().endswith(".gz") else content)


def _line(text: str) -> str:
    """A header's value: no line break may end it early."""
    return " ".join(text.split())
