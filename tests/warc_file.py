"""Web archives as the tests need them: sound records, and ones that tell lies about themselves."""

import gzip
from collections.abc import Callable
from pathlib import Path

import zstandard

PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".warc": bytes,
    ".warc.gz": gzip.compress,
    ".warc.zst": zstandard.compress,
}
PAGE = (
    "<html><head><title>Vote in Marlow</title></head><body><article><h1>Vote in Marlow</h1>"
    + "".join(f"<p>The council of Marlow voted on item {n} after a long debate about its budget.</p>" for n in range(9))
    + "</article></body></html>"
).encode()


def record(
    url: str,
    body: bytes = PAGE,
    *,
    status: str = "200 OK",
    headers: str = "Content-Type: text/html; charset=utf-8",
    kind: str = "response",
    date: str = "2026-03-01T10:00:00Z",
    off: int = 0,
) -> bytes:
    """One record. `off`: by how much its stated length is wrong."""
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block) + off}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write_warc(file: Path, *records: bytes) -> Path:
    """A web archive, each record packed on its own as the file's name says."""
    suffix = next(suffix for suffix in reversed(PACKED) if file.name.endswith(suffix))
    file.write_bytes(b"".join(PACKED[suffix](one) for one in records))
    return file
