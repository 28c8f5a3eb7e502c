"""What is asked of a server, and what came of it."""

from dataclasses import dataclass, field

from etl.sources.journal import Outcome

# What another try, now or at the next visit, may well change.
PASSING: frozenset[Outcome] = frozenset(
    {"rate_limited", "server_error", "timeout", "unreachable", "truncated", "robots_unavailable", "tls_error"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """An address to ask. `etag`, `last_modified`: of the body that we hold, as sent with it."""

    url: str
    listing: bool = False  # a feed or sitemap: any media type, and larger
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of a request. `content`: the body, unpacked, where the outcome is `received`."""

    request: Request
    outcome: Outcome
    detail: str = ""
    http_status: int | None = None
    final_url: str | None = None  # where redirects led, if anywhere else
    content_type: str | None = None  # the header as sent
    content: bytes = field(default=b"", repr=False)
    etag: str | None = None
    last_modified: str | None = None
    retry_after: float | None = None  # seconds that the server asks us to wait

    @property
    def good(self) -> bool:
        """Whether the server gave what was asked for."""
        return self.outcome in ("received", "not_modified")
