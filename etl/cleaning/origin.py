"""Where a document came from, and what its source says of it: all that `clean` knows beside the bytes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from etl.article import RawPage, Reason, Rejection
from etl.schema import stable_id

NOT_RECEIVED = datetime.fromtimestamp(0, UTC)  # a bare text has no time of receipt, and its rejection is never stored


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """What the caller knows of a document; everything but page_id may be unknown."""

    page_id: str
    url: str | None = None  # as listed
    final_url: str | None = None  # where redirects led
    source: str | None = None
    media_type: str | None = None
    content_type: str | None = None  # the header as sent
    received: datetime | None = None
    outlet: str | None = None  # outlet, language and country: as the entry in sources.yml says
    language: str | None = None
    country: str | None = None
    listed_title: str | None = None  # listed: what the feed, sitemap or dump says
    listed_published: str | None = None
    listed_authors: tuple[str, ...] = ()

    @property
    def address(self) -> str | None:
        """Where the document stood in the end."""
        return self.final_url or self.url

    def reject(self, reason: Reason, detail: str) -> Rejection:
        """The rejection of this document."""
        return Rejection(
            page_id=self.page_id,
            source=self.source or "",
            url=self.url or "",
            stage="clean",
            reason=reason,
            detail=detail,
            rejected_at=self.received or NOT_RECEIVED,
        )


def of_page(page: RawPage) -> Origin:
    """What a page of a batch brings with it."""
    return Origin(
        page_id=page.page_id,
        url=page.url,
        final_url=page.final_url,
        source=page.source,
        media_type=page.media_type,
        content_type=page.content_type,
        received=page.fetched_at,
        outlet=page.outlet,
        language=page.language,
        country=page.country,
        listed_title=page.listed_title,
        listed_published=page.listed_published,
        listed_authors=tuple(page.listed_authors or ()),
    )


def of_content(content: bytes | str, url: str | None, media_type: str | None) -> Origin:
    """A document that came without a page."""
    as_bytes = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return Origin(page_id=stable_id(url or "", as_bytes.hex()), url=url, media_type=media_type)
