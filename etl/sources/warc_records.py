"""A web archive → its records, whole or damaged: what lies behind a damaged one is still read.

A record that was cut short, or whose stated length is wrong, must not cost the rest of a file of a gigabyte.
"""

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType, any_type
from zstandard import ZstdDecompressor

from etl.sources.packing import DAMAGED, MAX_WINDOW

SUFFIXES = (".warc", ".warc.gz", ".warc.zst")
CHUNK = 2**20
HEAD = b"WARC/1."
_NEXT = b"\r\n\r\nWARC/1.0\r\nWARC-"
GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Response:
    """A response record and its bytes, HTTP headers and body."""

    offset: int  # where the record begins in the file as stored
    record: WarcRecord
    block: bytes
    overlong: bool  # its stated length reached into the next record, which has to be found anew


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the archive cannot be read."""

    offset: int
    too_large: bool
    detail: str


def responses(stream: BinaryIO, wanted: Callable[[HeaderMap], bool], max_bytes: int) -> Iterator[Response | Damage]:
    """The wanted response records, in order. `stream`: seekable, as stored. `max_bytes`: of one record, unpacked."""
    mark = _first_bytes(stream)
    start: int | None = 0
    if not _begins_record(stream, 0, mark) and stream.seek(0, io.SEEK_END):
        yield Damage(0, False, "no record of a web archive begins here")
        start = _next_record(stream, 0, mark)
    while start is not None:
        stream.seek(start)
        offset, seen = start, False
        try:
            for record in ArchiveIterator(stream, record_types=any_type, parse_http=False):
                offset, seen = max(start, record.stream_pos), True
                found = _read(record, offset, wanted, max_bytes)
                if found:
                    yield found
                if isinstance(found, Response) and found.overlong:
                    break
            else:
                if (end := _stump(stream, offset, mark) if seen else start) is not None:
                    yield Damage(end, False, "cut off in the first bytes of a record")
                return
        except OSError as error:
            yield Damage(offset, False, f"damaged archive: {error}")
        start = _next_record(stream, offset, mark)


def _read(
    record: WarcRecord, offset: int, wanted: Callable[[HeaderMap], bool], max_bytes: int
) -> Response | Damage | None:
    stated = (record.headers.get("Content-Length") or "").strip()
    if not stated.isdigit():
        return Damage(offset, False, "the headers of a record are cut off or damaged")
    size = int(stated)
    if record.record_type != WarcRecordType.response or not wanted(record.headers):
        there = record.reader.consume()
        return None if there == size else Damage(offset, False, f"cut off inside a record: {there:,} of {size:,} bytes")
    if size > max_bytes:
        return Damage(offset, True, f"a record of {size:,} bytes; the limit is {max_bytes:,}")
    block = record.reader.read(size)
    if len(block) < size:
        return Damage(offset, False, f"cut off inside a record: {len(block):,} of {size:,} bytes")
    end = block.find(_NEXT)
    return Response(offset, record, block if end < 0 else block[:end], overlong=end >= 0)


def _first_bytes(stream: BinaryIO) -> bytes:
    """The bytes with which every record of this file begins."""
    stream.seek(0)
    head = stream.read(4)
    return next((mark for mark in (GZIP, ZSTD) if head.startswith(mark)), HEAD)


def _next_record(stream: BinaryIO, after: int, mark: bytes) -> int | None:
    """Where the first record behind a place begins; None where there is none."""
    position = after + 1
    stream.seek(position)
    window = stream.read(CHUNK)
    while window:
        at = window.find(mark)
        while at >= 0:
            if _begins_record(stream, position + at, mark):
                return position + at
            at = window.find(mark, at + 1)
        keep = window[-len(mark) + 1 :]
        position += len(window) - len(keep)
        stream.seek(position + len(keep))
        more = stream.read(CHUNK)
        window = keep + more if more else b""
    return None


def _begins_record(stream: BinaryIO, position: int, mark: bytes) -> bool:
    stream.seek(position)
    head = stream.read(4096)
    try:
        if mark == GZIP:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, len(HEAD))
        elif mark == ZSTD:
            head = ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(head).read(len(HEAD))
    except DAMAGED:
        return False
    return head.startswith(HEAD)


def _stump(stream: BinaryIO, last: int, mark: bytes) -> int | None:
    """Where the first bytes of a record stand that the archive ends with. `last`: where the record before begins."""
    if mark == GZIP:
        return _end_of_member(stream, last)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - len(HEAD) - 4))
    tail = stream.read().rpartition(b"\r\n\r\n")[2]
    return size - len(tail) if mark == HEAD and tail and HEAD.startswith(tail) else None


def _end_of_member(stream: BinaryIO, start: int) -> int | None:
    """Where the gzip member that begins at `start` ends; None where nothing but zeros follows or it has no end."""
    stream.seek(start)
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    position = start
    while not member.eof:
        packed = member.unconsumed_tail or stream.read(CHUNK)
        if not packed:
            return None
        position += 0 if member.unconsumed_tail else len(packed)
        member.decompress(packed, CHUNK)
    return position - len(member.unused_data) if member.unused_data.strip(b"\0") else None
