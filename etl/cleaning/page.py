"""One page → Article | Rejection: decode, choose the path for its media type, give the article its identity."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from etl.article import Article, RawPage, Reason, Rejection
from etl.cleaning import decoding, identity
from etl.cleaning.day_order import Surroundings
from etl.cleaning.draft import Draft
from etl.cleaning.html import read_html
from etl.cleaning.language import SUPPORTED, language
from etl.cleaning.markup import parse_html
from etl.cleaning.plaintext import read_plaintext
from etl.cleaning.size import too_large
from etl.schema import stable_id

MIN_WORDS = 20  # a news brief of one sentence has more
MIN_CHARACTERS = 200  # for scripts that put no spaces between words
NOT_RECEIVED = datetime.fromtimestamp(0, UTC)  # a bare text has no time of receipt, and its rejection is never stored


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a document came from, as far as the caller knows."""

    page_id: str
    url: str | None
    source: str | None
    media_type: str | None
    received: datetime | None

    def reject(self, reason: Reason, detail: str) -> Rejection:
        return Rejection(
            page_id=self.page_id,
            source=self.source or "",
            url=self.url or "",
            stage="clean",
            reason=reason,
            detail=detail,
            rejected_at=self.received or NOT_RECEIVED,
        )


def clean(page: bytes | str | RawPage, url: str | None = None, media_type: str | None = None) -> Article | Rejection:
    """The article on a page, or why there is none. Bad input is a Rejection, never an exception.

    `page`: raw bytes, decoded text, or a RawPage (which brings its own address and media type).
    `media_type`: text/html or text/plain; found from the content where it is not given.
    """
    content, origin = _origin(page, url, media_type)
    if not content.strip():
        return origin.reject("empty", "no text in it")
    if isinstance(content, bytes) and (kind := decoding.binary_kind(content)):
        return origin.reject("binary", f"the content is {kind}: give the article as text or HTML")
    text = decoding.decode(content) if isinstance(content, bytes) else decoding.sound(content)
    if text is None:
        return origin.reject("undecodable", "no encoding fits the bytes: save the file as UTF-8")
    is_html = decoding.is_markup(text, origin.media_type)
    if detail := too_large(text, is_html=is_html):
        return origin.reject("too_large", detail)
    draft = _html_draft(text, origin) if is_html else _plain_draft(text, origin)
    return draft if isinstance(draft, Rejection) else _article(draft, origin)


def _origin(page: bytes | str | RawPage, url: str | None, media_type: str | None) -> tuple[bytes | str, _Origin]:
    if isinstance(page, RawPage):
        return page.content, _Origin(page.page_id, page.url, page.source, page.media_type, page.fetched_at)
    content = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
    return page, _Origin(stable_id(url or "", content.hex()), url, None, media_type, None)


def _html_draft(text: str, origin: _Origin) -> Draft | Rejection:
    tree = parse_html(text)
    if tree is None:
        return origin.reject("too_large", "markup nested deeper than 255 elements")
    draft = read_html(tree, _web_address(origin.url), origin.received)
    return draft or origin.reject("no_text", "no article text in the markup")


def _plain_draft(text: str, origin: _Origin) -> Draft | Rejection:
    return read_plaintext(text, Surroundings(url=origin.url, received=origin.received))


def _web_address(url: str | None) -> str | None:
    return url if identity.host(url) else None


def _folder_outlet(url: str | None) -> str | None:
    """`archive:harbor-herald/2026/strike.txt` → Harbor Herald: files lie in folders by outlet, if in folders at all."""
    if not url or _web_address(url) or "/" not in url:
        return None
    folder = url.partition(":")[2].partition("/")[0]
    if any(character.isdigit() for character in folder):
        return None  # a folder by date
    name = " ".join(re.split(r"[-_\s]+", folder)).strip()
    return (name.title() if name.islower() else name) or None


def _article(draft: Draft, origin: _Origin) -> Article | Rejection:
    body, title = draft.body, draft.title
    n_words = len(body.split())
    if n_words < MIN_WORDS and len(body) < MIN_CHARACTERS:
        return origin.reject("too_short", f"{n_words} words of text; an article has at least {MIN_WORDS}")
    article_id = identity.article_id(origin.url, body)
    code = language(body)
    published = draft.published
    return Article(
        article_id=article_id,
        version_id=identity.version_id(article_id, title, body),
        page_id=origin.page_id,
        url=origin.url,
        canonical_url=draft.canonical_url,
        outlet=draft.outlet or _folder_outlet(origin.url) or origin.source,
        source=origin.source,
        title=title,
        authors=draft.authors,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_on=published.on if published else None,
        modified_at=draft.modified_at,
        date_source=published.source if published else None,
        date_confidence=published.confidence if published else None,
        date_evidence=published.evidence if published else None,
        dateline=draft.dateline,
        agency=draft.agency,
        language=code,
        text=f"{title}\n\n{body}" if title else body,
        body_start=len(title) + 2 if title else 0,
        body_hash=identity.body_hash(body),
        dropped=draft.dropped,
        n_words=n_words,
        null_reason=None if code in SUPPORTED else "language_not_supported",
        fetched_at=origin.received,
        ingested_at=origin.received,
    )
