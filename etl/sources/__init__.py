"""Kinds of source: one module per kind, each yields documents as they were received."""

from dataclasses import dataclass

from etl.article import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What a source holds under one address: its bytes, unpacked but not decoded."""

    url: str  # web address, or `source:relative/path` for a file
    media_type: str  # text/html or text/plain, as the source has it
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """What a source lists under an address but cannot hand over."""

    url: str
    reason: Reason
    detail: str
