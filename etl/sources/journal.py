"""What visits to sources leave behind: the last request to every address, and one row per visit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from etl.schema import Record

Outcome = Literal[
    "received",  # a body was sent, and kept if it was new
    "not_modified",  # 304: what was received last time still stands
    "robots_disallowed",  # robots.txt forbids it
    "robots_unavailable",  # robots.txt could not be read, so nothing of this host is fetched
    "blocked_address",  # the name leads to a private, local or otherwise special address
    "bad_address",  # no http(s) address, or one with a user name in it
    "redirects",  # a loop, or too many hops
    "http_error",  # a status of 400 or above that is not worth another try
    "rate_limited",  # 429, or 503 with Retry-After, until the tries were used up
    "server_error",  # 5xx until the tries were used up
    "timeout",  # no answer, or one that drips
    "unreachable",  # no such host, connection refused or broken
    "tls_error",  # the certificate is not valid for this host
    "too_large",  # more bytes than the limit, as sent or unpacked
    "truncated",  # fewer bytes than the header promised, or a damaged encoding
    "not_an_article",  # a media type that holds no article: image, PDF, video
    "bad_listing",  # a feed or sitemap that is none
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch(Record):
    """The last request to an address: what came of it, what the next one says, when it is due."""

    TABLE: ClassVar[str] = "fetches"
    KEY: ClassVar[str] = "fetch_id"

    fetch_id: Annotated[str, "Hash of source and cleaned address."]
    source: Annotated[str, "Name of the entry in sources.yml."]
    url: Annotated[str, "Address that was asked."]
    listing: Annotated[bool, "Whether it is a feed or a sitemap: an address that lists articles."]
    first_asked_at: Annotated[datetime | None, "When it was asked for the first time, UTC."] = None
    fetched_at: Annotated[datetime, "When the visit began, UTC."]
    outcome: Annotated[Outcome, "What came of it."]
    detail: Annotated[str, "What was seen, and what to do about it; empty where all is well."]
    http_status: Annotated[int | None, "Status of the last response; null where there was none."] = None
    attempt: Annotated[int, "Visits in a row that failed, this one included; 0 after one that did not."]
    next_try_at: Annotated[datetime | None, "Not asked again before this time, UTC; null: at the next visit."] = None
    final_url: Annotated[str | None, "Where redirects led, if anywhere else."] = None
    etag: Annotated[str | None, "ETag of the last body: the next request is conditional on it."] = None
    last_modified: Annotated[str | None, "Last-Modified of the last body, as sent."] = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection(Record):
    """One visit to a source that brought something, asked a server or failed."""

    TABLE: ClassVar[str] = "collections"
    KEY: ClassVar[str] = "collection_id"

    collection_id: Annotated[str, "Hash of source and time."]
    source: Annotated[str, "Name of the entry in sources.yml, or `archive`."]
    collected_at: Annotated[datetime, "When the visit began, UTC."]
    documents: Annotated[int, "Documents received."]
    new: Annotated[int, "Of those, documents that the warehouse had not seen."]
    unreadable: Annotated[int, "Documents that could not be handed over; each is a rejection."]
    requests: Annotated[int, "Addresses asked."]
    failed: Annotated[int, "Of those, addresses that failed; each is a row of `fetches`."]
    error: Annotated[
        str | None, "Why the source could not be read, and what to do; null: the visit came to its end."
    ] = None
    since: Annotated[date | None, "First day that a backfill asked for; null: an ordinary visit."] = None
    until: Annotated[date | None, "Last day that a backfill asked for."] = None
