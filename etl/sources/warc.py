"""Web archives such as Common Crawl's CC-NEWS → documents: HTML that was answered with 200."""

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args

from fastwarc.warc import HeaderMap, WarcRecord

from etl.sources import Document, Found, Listed, Unreadable, Visit
from etl.sources.archive import MAX_BYTES, Archive
from etl.sources.packing import explained
from etl.sources.storage import Stored, stored
from etl.sources.warc_records import SUFFIXES, Damage, Response, responses

_FIRST_TAG = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!a-zA-Z?]")
Decoded = Literal["all", "transfer", "none"]
DECODED: tuple[Decoded, ...] = get_args(Decoded)
BESIDE = "Nutgraf-Listed"  # header of an exported record: what the source said beside the page
HTML = ("text/html", "application/xhtml+xml")


class Warc(Archive):
    """Web archives: `.warc`, `.warc.gz`, `.warc.zst`."""

    kind: Literal["warc"]

    def documents(self, visit: Visit) -> Iterator[Found]:
        """The pages, in the order in which they were archived; `since` and `until` mean the day of archiving."""
        for file in stored(self.path, visit.base, SUFFIXES):
            yield from self._pages(file)

    def _pages(self, file: Stored) -> Iterator[Document | Unreadable]:
        address = f"{self.name}:{file.name}"
        try:
            with file.open() as stream:
                for found in responses(stream, self._wanted, MAX_BYTES):
                    page = _page(found, f"{address}@{found.offset}")
                    if isinstance(page, Unreadable) or (page and self.in_wanted_language(page.content)):
                        yield page
        except OSError as error:
            yield Unreadable(url=address, reason="unreadable", detail=explained(error))

    def _wanted(self, headers: HeaderMap) -> bool:
        address = headers.get("WARC-Target-URI") or ""
        day = (headers.get("WARC-Date") or "")[:10]
        in_range = (not self.since or self.since.isoformat() <= day) and (
            not self.until or day <= self.until.isoformat()
        )
        is_http = (headers.get("Content-Type") or "application/http").lower().startswith("application/http")
        return is_http and in_range and self.from_wanted_host(address.strip("<>"))


def _page(found: Response | Damage, address: str) -> Document | Unreadable | None:
    """The page of a record; None where it is no HTML or was not answered with 200."""
    if isinstance(found, Damage):
        reason: Literal["too_large", "unreadable"] = "too_large" if found.too_large else "unreadable"
        return Unreadable(url=address, reason=reason, detail=f"{found.detail}, at byte {found.offset:,} of the file")
    try:
        beside = _beside(found.record.headers)
        response = _response(found.block, text_too=beside.get("media_type") == "text/plain")
    except (OSError, ValueError) as error:
        return Unreadable(
            url=address, reason="unreadable", detail=f"damaged response: {error}, at byte {found.offset:,}"
        )
    if response is None:
        return None
    headers, content = response
    if len(content) > MAX_BYTES:
        detail = f"more than {MAX_BYTES:,} bytes unpacked, at byte {found.offset:,} of the file"
        return Unreadable(url=address, reason="too_large", detail=detail)
    authors = beside.get("authors")
    return Document(
        url=(found.record.headers.get("WARC-Target-URI") or address).strip("<>"),
        media_type=beside.get("media_type") or "text/html",
        content=content,
        http_status=200,
        content_type=headers.get("Content-Type"),
        final_url=beside.get("final_url"),
        received=found.record.record_date,
        listed=Listed(
            title=beside.get("title"),
            published=beside.get("published"),
            authors=tuple(authors) if isinstance(authors, list) else (),
            outlet=beside.get("outlet"),
        ),
    )


def _beside(headers: HeaderMap) -> dict[str, Any]:
    """What `nutgraf export` noted of a page; empty in any other archive. Raises ValueError."""
    noted = json.loads(headers.get(BESIDE) or "{}")
    return noted if isinstance(noted, dict) else {}


def _response(block: bytes, *, text_too: bool) -> tuple[HeaderMap, bytes] | None:
    """HTTP headers and body, a byte more than the limit at most; None for what is no page. Raises OSError.

    `text_too`: whether plain text is one.
    """
    failed: OSError | None = None
    # Many crawlers store the body decoded and keep the headers that say it is not.
    for decode in DECODED:
        try:
            record = _parsed(block, decode)
            content: bytes = record.reader.read(MAX_BYTES + 1)
        except OSError as error:
            failed = failed or error
            continue
        http = record.http_headers
        if http is None:
            raise OSError("no HTTP headers")
        if http.status_code != 200 or not (text_too or _is_html(http, content)):
            return None
        if failed is None or _FIRST_TAG.match(content):
            return http, content
    raise failed or OSError("no body")


def _is_html(http: HeaderMap, content: bytes) -> bool:
    stated = (http.get("Content-Type") or "").partition(";")[0].strip().lower()
    return stated in HTML if stated else b"<html" in content[:4000].lower()


def _parsed(block: bytes, decode: Decoded) -> WarcRecord:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    record = WarcRecord.from_bytes(head % len(block) + block)
    record.parse_http(auto_decode=decode, quirks_mode=True)
    return record
