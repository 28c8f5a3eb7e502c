"""What dumps and web archives have in common: a path, and which of their articles are wanted."""

import re
from datetime import date
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from etl.sources.days import Days
from etl.sources.entry import Entry

MAX_BYTES = 10_000_000  # of one article's page, unpacked
MIN_LETTERS = 100  # too few to tell a language: such an article is kept
_PARAGRAPH = re.compile(r"<p(?=[\s>])", re.IGNORECASE)
_SCRIPT = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</(?:script|style)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>|&#?\w{1,10};")


Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1 code.")]


class Archive(Entry):
    """Many articles in one file, and which of them to read."""

    KNOWS_DAYS: ClassVar[bool] = True

    path: Annotated[
        str, Field(min_length=1, description="File, folder or pattern, relative to sources.yml, absolute, or s3://….")
    ]
    hosts: Annotated[tuple[str, ...], Field(description="Only these hosts and what lies below them; else all.")] = ()
    languages: Annotated[tuple[Language, ...], Field(description="Only articles in these languages; else all.")] = ()
    since: Annotated[date | None, Field(description="First day, as YYYY-MM-DD.")] = None
    until: Annotated[date | None, Field(description="Last day, as YYYY-MM-DD.")] = None

    @field_validator("hosts")
    @classmethod
    def _bare_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [host for host in hosts if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host)]
        if wrong:
            raise ValueError(f"write a host without scheme and path, as in example.org, not {wrong[0]}")
        return tuple(host.lower().removeprefix("www.") for host in hosts)

    def within(self, days: Days) -> Self:
        """The same archive, of which no other days are read."""
        since, until = max(self.since or days.first, days.first), min(self.until or days.last, days.last)
        return self.model_copy(update={"since": since, "until": until})

    def from_wanted_host(self, url: str) -> bool:
        """Whether an address belongs to the wanted hosts or their subdomains."""
        if not self.hosts:
            return True
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            return False
        return any(host == wanted or host.endswith(f".{wanted}") for wanted in self.hosts)

    def on_wanted_day(self, day: date | None) -> bool:
        """Whether a day lies in the range; an unknown one only where no range is given."""
        if day is None:
            return not (self.since or self.until)
        return (self.since or day) <= day <= (self.until or day)

    def in_wanted_language(self, content: bytes) -> bool:
        """Whether a page or text reads like one of the wanted languages; what is too short to tell does."""
        return not self.languages or (code := content_language(content)) is None or code in self.languages


def content_language(content: bytes) -> str | None:
    """ISO 639-1 code of what a page says, found without parsing it; None where it says too little."""
    from etl.cleaning.language import language  # noqa: PLC0415  its model takes memory that other visits need not pay

    # The `lang` attribute is no help: sites print English in their templates whatever they publish.
    page = content[:300_000].decode("utf-8", "replace")
    _, *opened = _PARAGRAPH.split(page)
    paragraphs = [piece.partition(">")[2].partition("</p")[0][:3000] for piece in opened[:200]]
    text = " ".join(piece for piece in paragraphs if len(piece) > 40) or _without_scripts(page)
    words = " ".join(_TAG.sub(" ", text[:20_000]).split())
    if sum(map(str.isalpha, words)) < MIN_LETTERS:
        return None
    return language(words[len(words) // 4 :])


def _without_scripts(page: str) -> str:
    return " ".join(_SCRIPT.split(piece, maxsplit=1)[0] for piece in _SCRIPT_END.split(page))
