"""RSS, Atom and RDF feeds, also damaged ones."""

import io
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

import feedparser
from lxml import html
from lxml.etree import ParserError
from pydantic import Field

from etl.cleaning.decoding import sound
from etl.sources import Document, Listed, Visit
from etl.sources.fetching.answers import Answer
from etl.sources.rounds import Address
from etl.sources.web import Listings, WebAddress, WebEntry, absolute, is_web_page

MAX_BYTES = 10_000_000  # feedparser needs a second for each, and many times their memory
FULL_TEXT_WORDS = 200
# What feedparser raises on damaged feeds (found with 3,000 of them); it promises to raise nothing.
_TRIPPED = (ValueError, OverflowError, LookupError, AttributeError, TypeError)
_CHARACTER_NUMBER = re.compile(
    rb"&#(?:\d{6,}|x0*(?:[dD][89a-fA-F][0-9a-fA-F]{2}|[0-9a-fA-F]{6,})|5[5-7]\d{3});?", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
_TEASER = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:read|continue reading|full story)\W*(?:more)?\W*)$", re.IGNORECASE
)


class Feed(WebEntry):
    """The articles that a feed names."""

    KNOWS_DAYS: ClassVar[bool] = True

    kind: Literal["feed"]
    url: Annotated[WebAddress, Field(description="The feed's address; `nutgraf sources add` finds it.")]
    full_text: Annotated[
        Literal[True, False, "auto"],
        Field(description="true: take the article from the feed; auto: where it stands there whole; false: fetch it."),
    ] = False

    def listed(self, listings: Listings, visit: Visit) -> Iterator[Address | Document]:
        """The articles of the feed, and their text where it is taken from there."""
        answer = listings.read(self.url)
        if answer is None:
            return
        parsed = read_feed(answer)
        if isinstance(parsed, str):
            listings.is_bad(self.url, parsed)
            return
        for entry in parsed.entries:
            if not visit.wants(*_moments(entry)):
                continue
            address = address_of(entry, answer)
            content = self._text(entry)
            if content:
                yield _document(address.url if address else f"{self.name}:{_id(entry)}", content, _listed(entry))
            elif address:
                yield address

    def _text(self, entry: Any) -> str | None:
        """The article's text, as markup, if it is to be taken from the feed."""
        content = content_of(entry)
        if self.full_text is True:
            return content or entry.get("summary")
        return content if self.full_text == "auto" and is_whole(content) else None


def read_feed(answer: Answer) -> feedparser.FeedParserDict | str:
    """The feed, or why it is none."""
    if len(answer.content) > MAX_BYTES:
        return f"{len(answer.content):,} bytes; a feed has at most {MAX_BYTES:,}"
    headers = {"content-location": answer.final_url or answer.request.url}
    if answer.content_type:
        headers["content-type"] = answer.content_type
    try:
        parsed = _parsed(answer.content, headers)
    except _TRIPPED:
        try:
            parsed = _parsed(_mended(answer.content), headers)
        except _TRIPPED as error:
            return f"a feed damaged beyond reading ({type(error).__name__}: {error})"
    if parsed.get("version") or parsed.entries:
        return parsed
    what = "a web page" if is_web_page(answer.content) else "neither RSS nor Atom"
    if not answer.content.strip():
        what = "nothing"
    return f"{what}, no feed: `nutgraf sources add` with the site's address finds it"


def _parsed(content: bytes, headers: dict[str, str]) -> feedparser.FeedParserDict:
    # From a stream: a bare string might be taken for an address to open.
    return feedparser.parse(io.BytesIO(content), response_headers=headers)


def _mended(content: bytes) -> bytes:
    """Without what feedparser is known to trip over: numbers of no character, bytes of no character."""
    return _CHARACTER_NUMBER.sub(b" ", content.decode("utf-8", "ignore").encode())


def content_of(entry: Any) -> str:
    """The article's markup, where an item holds it; its description does not count."""
    return max((str(part.get("value") or "") for part in entry.get("content", ())), key=len, default="")


def is_whole(content: str) -> bool:
    """Whether a feed's content is the whole article and no teaser."""
    words = _TAG.sub(" ", content).split()
    return len(words) >= FULL_TEXT_WORDS and not _TEASER.search(" ".join(words[-6:]))


def address_of(entry: Any, answer: Answer) -> Address | None:
    """The article that an item names; None where it names none."""
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    if not link and str(entry.get("id", "")).startswith(("http://", "https://")):
        link = entry["id"]
    if not link:
        return None
    url = absolute(answer.final_url or answer.request.url, sound(str(link)).strip())
    return Address(url=url, changed=max(_moments(entry), default=None), listed=_listed(entry))


def _moments(entry: Any) -> list[datetime]:
    """Of publication and last change, where the feed states them, UTC."""
    return [time for name in ("updated_parsed", "published_parsed") if (time := _moment(entry, name))]


def _moment(entry: Any, name: str) -> datetime | None:
    parsed = entry.get(name)  # feedparser has made it UTC
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _listed(entry: Any) -> Listed:
    people = [sound(str(person.get("name") or "")).strip() for person in entry.get("authors", ())]
    published = sound(str(entry.get("published") or entry.get("updated") or "")).strip() or None
    return Listed(title=_plain(entry.get("title")), published=published, authors=tuple(filter(None, people)))


def _plain(markup: object) -> str | None:
    """The words of a headline, which may be markup."""
    text = sound(str(markup or "")).strip()
    try:
        return " ".join(html.fromstring(text).text_content().split()) or None if text else None
    except (ParserError, ValueError):
        return text


def _id(entry: Any) -> str:
    return sound(str(entry.get("id") or _plain(entry.get("title")) or "untitled"))


def _document(url: str, content: str, listed: Listed) -> Document:
    return Document(url=url, media_type="text/html", content=content.encode("utf-8", "replace"), listed=listed)
