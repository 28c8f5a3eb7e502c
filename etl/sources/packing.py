"""Packed files → their bytes as a stream: .gz and .zst, unpacked as they are read."""

import gzip
import io
import zlib
from typing import BinaryIO, cast

from zstandard import ZstdDecompressor, ZstdError

PACKED = (".gz", ".zst")
DAMAGED: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    zlib.error,
    ZstdError,
)  # what reading a packed stream may raise
MAX_WINDOW = 128 * 2**20  # bytes that a .zst may ask for; `zstd --long=27` needs as many


def unpacked(stream: BinaryIO, name: str) -> BinaryIO:
    """The stream, unpacked as its file's name says. Reading it may raise one of DAMAGED."""
    lower = name.lower()
    if lower.endswith(".gz"):
        return cast(BinaryIO, io.BufferedReader(gzip.GzipFile(fileobj=stream)))
    if lower.endswith(".zst"):
        reader = ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(stream, read_across_frames=True)
        return cast(BinaryIO, io.BufferedReader(reader))
    return stream


def bare_name(name: str) -> str:
    """A file's name in lower case, without the suffix of its packing: `A.HTML.GZ` → `a.html`."""
    lower = name.lower()
    for suffix in PACKED:
        lower = lower.removesuffix(suffix)
    return lower


def explained(error: Exception) -> str:
    """What is wrong with a stream, in words."""
    if isinstance(error, (gzip.BadGzipFile, EOFError, zlib.error)):
        return f"damaged gzip data: {error}"
    if isinstance(error, ZstdError):
        return f"damaged zstd data: {error}"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
