"""Where the path of a source leads: a file, a folder or a pattern, on this machine or on S3.

S3 is read through fsspec; keys and endpoint come from the usual AWS variables (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL …).
"""

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from glob import glob, has_magic
from pathlib import Path
from typing import Any, BinaryIO

from etl.sources import SourceUnavailableError


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of a source. `name`: its path below the source's, with slashes. `etag`: changes with its content."""

    name: str
    open: Callable[[], BinaryIO]
    etag: str | None = None


def stored(path: str, base: Path, suffixes: Iterable[str]) -> Iterator[Stored]:
    """The files that a path leads to, sorted by name: of a folder and a pattern those with one of the suffixes.

    `base`: the folder that a relative path counts from. A pattern has `*`, `?` or `[…]`. Hidden files are passed over.
    Raises FileNotFoundError where the path leads nowhere, SourceUnavailableError where S3 cannot be asked.
    """
    wanted = tuple(suffixes)
    found = _on_s3(path) if is_remote(path) else _here(str(base / path))
    for file in found:
        if file.name.lower().endswith(wanted) or file.name == path.rpartition("/")[2]:
            yield file


def is_remote(path: str) -> bool:
    """Whether a path names a bucket. Raises SourceUnavailableError for any other address than s3://."""
    if "://" in path and not path.startswith("s3://"):
        raise SourceUnavailableError(f"{path}: a path is a file or folder of this machine, or s3://bucket/folder")
    return "://" in path


def walk(folder: Path, seen: set[tuple[int, int]] | None = None) -> Iterator[Path]:
    """The files below a folder, sorted, without hidden ones. A folder linked into itself is entered once."""
    seen = set() if seen is None else seen
    status = folder.stat()
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from walk(path, seen)
        else:
            yield path


def printable(path: str) -> str:
    """A file's name as valid Unicode: bytes that are none become `\\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def open_file(file: Path) -> BinaryIO:
    """A file of this machine for reading. Raises OSError."""
    # A named pipe would be waited for, and a device never ends.
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError("not a regular file")
    return file.open("rb")


def _here(path: str) -> Iterator[Stored]:
    if has_magic(path) and not os.path.exists(path):
        root = Path(path[: next(i for i, c in enumerate(path) if c in "*?[")].rpartition("/")[0] or "/")
        files = [Path(name) for name in sorted(glob(path, recursive=True)) if os.path.isfile(name)]
    elif os.path.isdir(path):
        root, files = Path(path), list(walk(Path(path)))
    else:
        root, files = Path(path).parent, [Path(path)]
    if not files and has_magic(path):
        raise FileNotFoundError(f"no file fits {path}; correct the `path`")
    if len(files) == 1 and not files[0].exists() and not files[0].is_symlink():
        raise FileNotFoundError(f"there is no {path}; correct the `path`")
    for file in files:
        yield Stored(printable(file.relative_to(root).as_posix()), partial(open_file, file))


def _on_s3(path: str) -> Iterator[Stored]:
    bucket = _bucket()
    where = path.removeprefix("s3://").rstrip("/")
    pattern = where if has_magic(where) else None
    root = where[: next(i for i, c in enumerate(where) if c in "*?[")].rpartition("/")[0] if pattern else where
    objects = _asked(path, partial(bucket.find, root, detail=True))
    for key, about in sorted(objects.items()):
        name = key.removeprefix(root).lstrip("/") or key.rpartition("/")[2]
        hidden = any(part.startswith(".") for part in name.split("/"))
        if about.get("type") == "file" and not hidden and (pattern is None or fnmatchcase(key, pattern)):
            etag = str(about.get("ETag") or about.get("etag") or "").strip('"') or None
            yield Stored(name, partial(_open_remote, bucket, key), etag)


def _open_remote(bucket: Any, key: str) -> BinaryIO:
    # Its own file has no `readline` with a limit.
    return io.BufferedReader(_asked(f"s3://{key}", partial(bucket.open, key, "rb")))


def _bucket() -> Any:
    try:
        from s3fs import S3FileSystem  # noqa: PLC0415  an extra: most sources do not lie on S3
    except ImportError as error:
        raise SourceUnavailableError("s3:// needs the package s3fs: pip install 'nutgraf[s3]'") from error
    return S3FileSystem(use_listings_cache=False)


def _asked(path: str, ask: Callable[[], Any]) -> Any:
    """What S3 answers. Raises FileNotFoundError where nothing is there, SourceUnavailableError."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  comes with s3fs

    try:
        answer = ask()
    except FileNotFoundError:
        answer = None
    except (BotoCoreError, ClientError, OSError) as error:
        raise SourceUnavailableError(f"{path} cannot be read: {error}; look at the AWS_… variables") from error
    if not answer:
        raise FileNotFoundError(f"there is nothing under {path}; correct the `path`")
    return answer
