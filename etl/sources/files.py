"""Files of a folder → documents: .txt, .html and .htm, each also packed as .gz.

A file's own time says when it was copied, not when its article appeared, so it is not read.
"""

import gzip
import os
import stat
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from pydantic import Field

from etl.sources import Document, Unreadable, Visit
from etl.sources.entry import Entry

MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}
MAX_BYTES = 10_000_000  # read or unpacked; the largest article page seen in the benchmarks has 3 MB


class Files(Entry):
    """A folder of articles."""

    kind: Literal["files"]
    path: Annotated[str, Field(min_length=1, description="Folder, relative to sources.yml or absolute.")]

    def documents(self, visit: Visit) -> Iterator[Document | Unreadable]:
        """Its articles, sorted by path."""
        folder = visit.base / self.path
        if not folder.exists():
            raise FileNotFoundError(f"source {self.name}: there is no {folder}; correct its `path`")
        return read_files(folder, self.name)


def read_files(folder: Path, source: str) -> Iterator[Document | Unreadable]:
    """The articles below a folder in sorted order, or the one file that `folder` is; other suffixes are passed over."""
    if folder.is_file():
        yield read_file(folder, source)
        return
    for path in _walk(folder, set()):
        if media_type(path):
            yield read_file(path, source, folder)


def read_file(path: Path, source: str = "file", folder: Path | None = None) -> Document | Unreadable:
    """One file. Its address is `source:path`, the path counted from `folder` (without it: the file's name)."""
    relative = path.relative_to(folder) if folder else Path(path.name)
    url = f"{source}:{os.fsencode(relative.as_posix()).decode('utf-8', 'backslashreplace')}"
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Unreadable(url=url, reason="unreadable", detail="not a regular file")
        content = _content(path)
    except OSError as error:
        return Unreadable(url=url, reason="unreadable", detail=_explained(error))
    except (EOFError, zlib.error) as error:
        return Unreadable(url=url, reason="unreadable", detail=f"damaged gzip data: {error}")
    if len(content) > MAX_BYTES:
        detail = f"more than {MAX_BYTES:,} bytes{' unpacked' if path.suffix.lower() == '.gz' else ''}"
        return Unreadable(url=url, reason="too_large", detail=detail)
    return Document(url=url, media_type=media_type(path) or "text/plain", content=content)


def media_type(path: Path) -> str | None:
    """The media type that a file's name promises; None for a file that is no article."""
    name = path.name.lower().removesuffix(".gz")
    return MEDIA_TYPES.get(os.path.splitext(name)[1])


def passed_over(folder: Path) -> Counter[str]:
    """How many files below a folder `read_files` passes over, by suffix."""
    return Counter(path.suffix.lower() for path in _walk(folder, set()) if not media_type(path))


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """The files below a folder, sorted, without hidden ones. A folder linked into itself is entered once."""
    status = folder.stat()
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path, seen)
        else:
            yield path


def _content(path: Path) -> bytes:
    # One byte more than the limit shows that a file is too large, and a packed bomb never unfolds.
    with path.open("rb") as file:
        return _unpacked(file) if path.suffix.lower() == ".gz" else file.read(MAX_BYTES + 1)


def _unpacked(file: BinaryIO) -> bytes:
    with gzip.GzipFile(fileobj=file) as packed:
        return packed.read(MAX_BYTES + 1)


def _explained(error: OSError) -> str:
    if isinstance(error, gzip.BadGzipFile):
        return f"damaged gzip data: {error}"
    return error.strerror or str(error)
