"""A response's body: read as it comes, unpacked as it comes, never more than the limit."""

import zlib

import aiohttp

ACCEPT_ENCODING = "gzip, deflate"
_CHUNK = 65_536
_GZIP = 16 + zlib.MAX_WBITS


class TooLargeError(Exception):
    """More bytes than the limit, as sent or unpacked."""


class DamagedError(Exception):
    """Bytes that cannot be unpacked, or that end too early."""


async def read_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body, unpacked. Raises TooLargeError, DamagedError, and what aiohttp raises for a broken connection."""
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if (response.content_length or 0) > limit:
        raise TooLargeError(f"{response.content_length:,} bytes announced; the limit is {limit:,}")
    unpacker = _unpacker(coding, limit)
    sent = 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        sent += len(chunk)
        if sent > limit:
            raise TooLargeError(f"more than {limit:,} bytes")
        unpacker.feed(chunk)
    return unpacker.content()


def _unpacker(coding: str, limit: int) -> "Unpacker":
    if coding in ("", "identity"):
        return Unpacker(limit, None)
    if coding in ("gzip", "x-gzip"):
        return Unpacker(limit, _GZIP)
    if coding == "deflate":
        return Unpacker(limit, zlib.MAX_WBITS)
    raise DamagedError(f"packed as {coding}, which was not asked for")


class Unpacker:
    """Takes bytes as they come; `window`: zlib's window bits, None for bytes that are not packed."""

    def __init__(self, limit: int, window: int | None) -> None:
        self._limit, self._window = limit, window
        self._inflate = None if window is None else zlib.decompressobj(window)
        self._parts: list[bytes] = []
        self._size = self._taken = 0

    def feed(self, chunk: bytes) -> None:
        """Raises TooLargeError, DamagedError."""
        self._taken += len(chunk)
        if self._inflate is None:
            self._keep(chunk)
        while self._inflate is not None and chunk:
            chunk = self._rest(chunk)

    def content(self) -> bytes:
        """Everything. Raises DamagedError where the end is missing."""
        if self._inflate is not None and self._taken and not self._inflate.eof:
            raise DamagedError("the packed data ends too early")
        return b"".join(self._parts)

    def _rest(self, chunk: bytes) -> bytes:
        """Unpack what fits; what is left of the chunk."""
        assert self._inflate is not None
        if self._inflate.eof:  # a second member, or zeros that pad the first
            if not chunk.strip(b"\0"):
                return b""
            self._inflate = zlib.decompressobj(self._window or _GZIP)
        try:
            self._keep(self._inflate.decompress(chunk, self._limit - self._size + 1))
        except zlib.error as error:
            if self._window == zlib.MAX_WBITS and not self._size:  # many servers send deflate without zlib's header
                self._window, self._inflate = -zlib.MAX_WBITS, zlib.decompressobj(-zlib.MAX_WBITS)
                return chunk
            raise DamagedError(f"the packed data is damaged: {error}") from error
        return self._inflate.unconsumed_tail or self._inflate.unused_data

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            raise TooLargeError(f"more than {self._limit:,} bytes unpacked")
        self._parts.append(part)


def gunzipped(content: bytes, limit: int) -> bytes:
    """A body that is a gzip file itself, as sitemaps are; any other as it is. Raises TooLargeError, DamagedError."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    unpacker = Unpacker(limit, _GZIP)
    for start in range(0, len(content), _CHUNK):  # thousands of small members would be copied again and again
        unpacker.feed(content[start : start + _CHUNK])
    return unpacker.content()
