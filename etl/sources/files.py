"""Files of a folder, here or on S3 → documents: .txt, .html and .htm, each also packed as .gz.

A file's own time says when it was copied, not when its article appeared, so it is not read.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from pydantic import Field

from etl.schema import stable_id
from etl.sources import Document, Found, Unreadable, Visit
from etl.sources.entry import Entry
from etl.sources.journal import Fetch
from etl.sources.packing import DAMAGED, explained, unpacked
from etl.sources.storage import is_remote, open_file, printable, stored, walk

MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}
SUFFIXES = tuple(f"{suffix}{packed}" for suffix in MEDIA_TYPES for packed in ("", ".gz"))
MAX_BYTES = 10_000_000  # read or unpacked; the largest article page seen in the benchmarks has 3 MB


class Files(Entry):
    """A folder of articles."""

    kind: Literal["files"]
    path: Annotated[
        str, Field(min_length=1, description="Folder, relative to sources.yml or absolute, or s3://bucket/folder.")
    ]

    def documents(self, visit: Visit) -> Iterator[Found]:
        """Its articles, sorted by path. Raises SourceUnavailableError where S3 cannot be asked."""
        if is_remote(self.path):
            return self._stored_files(visit)
        folder = visit.base / self.path
        if not folder.exists():
            raise FileNotFoundError(f"source {self.name}: there is no {folder}; correct its `path`")
        return read_files(folder, self.name)

    def _stored_files(self, visit: Visit) -> Iterator[Found]:
        """The articles of a bucket; one whose ETag is that of the last visit is not downloaded again."""
        for file in stored(self.path, visit.base, SUFFIXES):
            url = f"{self.name}:{file.name}"
            last = visit.fetched.get(url)
            if last and last.etag and last.etag == file.etag:
                continue
            yield _read(file.open, url, file.name)
            yield Fetch(
                fetch_id=stable_id(self.name, url),
                source=self.name,
                url=url,
                listing=False,
                fetched_at=visit.now,
                outcome="received",
                detail="",
                attempt=0,
                etag=file.etag,
            )


def read_files(folder: Path, source: str) -> Iterator[Document | Unreadable]:
    """The articles below a folder in sorted order, or the one file that `folder` is; other suffixes are passed over."""
    if folder.is_file():
        yield read_file(folder, source)
        return
    for path in walk(folder):
        if media_type(path):
            yield read_file(path, source, folder)


def read_file(path: Path, source: str = "file", folder: Path | None = None) -> Document | Unreadable:
    """One file. Its address is `source:path`, the path counted from `folder` (without it: the file's name)."""
    relative = path.relative_to(folder) if folder else Path(path.name)
    url = f"{source}:{printable(relative.as_posix())}"
    return _read(partial(open_file, path), url, path.name)


def _read(open_it: Callable[[], BinaryIO], url: str, name: str) -> Document | Unreadable:
    packed = name.lower().endswith(".gz")
    try:
        # One byte more than the limit shows that a file is too large, and a packed bomb never unfolds.
        with open_it() as stream:
            content = unpacked(stream, name).read(MAX_BYTES + 1)
    except DAMAGED as error:
        return Unreadable(url=url, reason="unreadable", detail=explained(error))
    if len(content) > MAX_BYTES:
        return Unreadable(
            url=url, reason="too_large", detail=f"more than {MAX_BYTES:,} bytes{' unpacked' if packed else ''}"
        )
    return Document(url=url, media_type=media_type(Path(name)) or "text/plain", content=content)


def media_type(path: Path) -> str | None:
    """The media type that a file's name promises; None for a file that is no article."""
    name = path.name.lower().removesuffix(".gz")
    return MEDIA_TYPES.get(os.path.splitext(name)[1])


def passed_over(folder: Path) -> Counter[str]:
    """How many files below a folder `read_files` passes over, by suffix."""
    return Counter(path.suffix.lower() for path in walk(folder) if not media_type(path))
