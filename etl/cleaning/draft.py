"""What the HTML path and the plain-text path both hand over: an article before it has an identity."""

from dataclasses import dataclass, field
from datetime import datetime

from etl.cleaning.timestamp import Timestamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The parts of an article as its page gives them."""

    title: str | None
    paragraphs: list[str]
    authors: list[str] = field(default_factory=list)
    published: Timestamp | None = None
    modified_at: datetime | None = None  # UTC
    dateline: str | None = None
    agency: str | None = None
    dropped: list[str] = field(default_factory=list)
    canonical_url: str | None = None
    outlet: str | None = None

    @property
    def body(self) -> str:
        """The paragraphs with a blank line between them."""
        return "\n\n".join(self.paragraphs)
