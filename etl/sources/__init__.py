"""Kinds of source: one module per kind, each yields documents as they were received."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from etl.article import Reason
from etl.sources.days import Days
from etl.sources.fetching.manners import Manners
from etl.sources.journal import Fetch


class SourceUnavailableError(Exception):
    """A source cannot be asked at all; the message says what to install or to set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What a feed, a sitemap or a dump says of an article, beside the article itself."""

    title: str | None = None
    published: str | None = None  # as printed there
    authors: tuple[str, ...] = ()
    outlet: str | None = None  # where one dump holds many outlets


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What a source holds under one address: its bytes, unpacked but not decoded."""

    url: str  # web address, or `source:relative/path` for a file
    media_type: str  # text/html or text/plain, as the source has it
    content: bytes
    http_status: int | None = None
    content_type: str | None = None  # the header as sent
    final_url: str | None = None  # where redirects led, if anywhere else
    received: datetime | None = None  # when an archive received it, UTC; None: now
    listed: Listed = field(default_factory=Listed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """What a source lists under an address but cannot hand over."""

    url: str
    reason: Reason
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One visit to a source.

    base: folder that a relative path of sources.yml counts from. now: when the visit began, UTC.
    fetched: address → the last request to it, from earlier visits. manners: how servers are asked.
    days: a backfill asks for what appeared on these days and was never received; None: an ordinary visit.
    """

    base: Path
    now: datetime
    fetched: Mapping[str, Fetch] = field(default_factory=dict)
    manners: Manners = field(default_factory=Manners)
    days: Days | None = None

    def wants(self, *moments: datetime | None) -> bool:
        """Whether one of these moments of a document lies in the days that are asked for."""
        return self.days is None or any(moment.date() in self.days for moment in moments if moment)


# What a visit yields, in the order it comes. An address that was asked leaves a Fetch, whatever came of it; a Fetch
# stands behind the document that it brought.
Found = Document | Unreadable | Fetch
