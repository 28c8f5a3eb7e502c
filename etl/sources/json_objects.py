"""A JSON file → the objects in it, one at a time: a line each, an array, or an object that holds an array."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import ijson

from etl.sources.packing import bare_name

LINES = (".jsonl", ".ndjson")
SUFFIXES = tuple(f"{suffix}{packed}" for suffix in (*LINES, ".json") for packed in ("", ".gz", ".zst"))
MAX_OBJECT_BYTES = 20_000_000  # of one line or one element, unpacked
MAX_SKIPPED_BYTES = 1_000_000_000  # of a line beyond that limit, until the file is given up
WRAPPERS = ("articles", "docs", "documents", "items", "results", "data", "hits")  # under which dumps keep their list
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Item:
    """An object of the file. `place`: the part of an address that leads to it, `line-17` or `item-17`."""

    place: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """A place that holds no object."""

    place: str
    too_large: bool
    detail: str


class _TooLargeError(Exception):
    pass


def objects(stream: BinaryIO, name: str) -> Iterator[Item | Broken]:
    """The objects of an unpacked stream, in order. Reading the stream may raise one of `packing.DAMAGED`."""
    first = stream.readline(MAX_OBJECT_BYTES + 1).removeprefix(BOM)
    if bare_name(name).endswith(LINES) or isinstance(_loaded(first), dict):
        yield from _lines(stream, first)
    else:
        yield from _elements(_Metered(stream, first))


def _lines(stream: BinaryIO, first: bytes) -> Iterator[Item | Broken]:
    line, number = first, 0
    while line:
        number += 1
        if len(line) > MAX_OBJECT_BYTES:
            yield Broken(f"line-{number}", True, f"line {number} has more than {MAX_OBJECT_BYTES:,} bytes")
            if not _skipped(stream, line):
                return
        elif line.strip():
            found = _loaded(line)
            if isinstance(found, dict):
                yield Item(f"line-{number}", found)
            else:
                fault = found if isinstance(found, str) else "no JSON object, but another value"
                yield Broken(f"line-{number}", False, f"line {number}: {fault}")
        line = stream.readline(MAX_OBJECT_BYTES + 1)


def _loaded(line: bytes) -> dict[str, Any] | str | None:
    """The object on a line; what is wrong with it, where it is no JSON; None where it is another value."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"no valid JSON: {error}"
    return found if isinstance(found, dict) else None


def _skipped(stream: BinaryIO, line: bytes) -> bool:
    """Read on to the end of a line; whether it ends before it is a bomb."""
    skipped = len(line)
    while line and not line.endswith(b"\n"):
        line = stream.readline(2**20)
        skipped += len(line)
        if skipped > MAX_SKIPPED_BYTES:
            return False
    return True


def _elements(stream: "_Metered") -> Iterator[Item | Broken]:
    number = 0
    prefix = "item" if stream.head.lstrip().startswith(b"[") else ""
    try:
        for found in ijson.items(stream, prefix, multiple_values=True):
            stream.count = 0
            for value in [found] if prefix else _wrapped(found):
                number += 1
                if isinstance(value, dict):
                    yield Item(f"item-{number}", value)
                else:
                    yield Broken(f"item-{number}", False, f"item {number}: no JSON object, but another value")
    except _TooLargeError:
        fault = f"has more than {MAX_OBJECT_BYTES:,} bytes: write JSON lines"
        yield Broken(f"item-{number + 1}", True, f"item {number + 1} {fault}")
    except (ijson.JSONError, ValueError, RecursionError) as error:
        fault = "no valid JSON, and what follows cannot be read: " + " ".join(str(error).split())[:200]
        yield Broken(f"item-{number + 1}", False, f"item {number + 1}: {fault}")


def _wrapped(found: Any) -> list[Any]:
    """The list of articles that an object holds under one of the usual names; without one the object itself."""
    inside = [found[key] for key in WRAPPERS if isinstance(found.get(key), list)] if isinstance(found, dict) else []
    return inside[0] if inside else [found]


class _Metered:
    """A stream with its first line put back, that ends in an error where one object is beyond the limit."""

    def __init__(self, stream: BinaryIO, head: bytes) -> None:
        self.stream, self.head, self.count = stream, head, 0

    def read(self, size: int = -1) -> bytes:
        """As ijson asks for it: pieces of some kilobytes."""
        piece = self.head[:size] or self.stream.read(size)
        self.head = self.head[size:]
        self.count += len(piece)
        if self.count > MAX_OBJECT_BYTES:
            raise _TooLargeError
        return piece
