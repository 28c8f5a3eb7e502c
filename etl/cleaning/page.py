"""One page → Article | Rejection: decode, choose the path for its media type, give the article its identity."""

import re
from datetime import datetime, timedelta

from etl.article import Article, RawPage, Rejection
from etl.cleaning import decoding, identity, listing, origin, walls
from etl.cleaning.day_order import Surroundings
from etl.cleaning.draft import Draft
from etl.cleaning.headline import tidy_headline
from etl.cleaning.html import read_html
from etl.cleaning.language import SUPPORTED, language
from etl.cleaning.markup import parse_html
from etl.cleaning.origin import Origin
from etl.cleaning.plaintext import read_plaintext
from etl.cleaning.size import too_large
from etl.cleaning.timestamp import Timestamp

MIN_WORDS = 20  # a news brief of one sentence has more
CLOCKS_DIFFER = timedelta(days=1)  # and zones, where none is printed
MIN_CHARACTERS = 200  # for scripts that put no spaces between words


def clean(page: bytes | str | RawPage, url: str | None = None, media_type: str | None = None) -> Article | Rejection:
    """The article on a page, or why there is none. Bad input is a Rejection, never an exception.

    `page`: raw bytes, decoded text, or a RawPage (which brings its own address and media type).
    `media_type`: text/html or text/plain; found from the content where it is not given.
    """
    content = page.content if isinstance(page, RawPage) else page
    known = origin.of_page(page) if isinstance(page, RawPage) else origin.of_content(page, url, media_type)
    if not content.strip():
        return known.reject("empty", "no text in it")
    if isinstance(content, bytes) and (kind := decoding.binary_kind(content)):
        return known.reject("binary", f"the content is {kind}: give the article as text or HTML")
    text = decoding.decode(content, known.content_type) if isinstance(content, bytes) else decoding.sound(content)
    if text is None:
        return known.reject("undecodable", "no encoding fits the bytes: save the file as UTF-8")
    is_html = decoding.is_markup(text, known.media_type)
    if detail := too_large(text, is_html=is_html):
        return known.reject("too_large", detail)
    draft = _html_draft(text, known) if is_html else _plain_draft(text, known)
    return draft if isinstance(draft, Rejection) else _article(draft, known)


def _html_draft(text: str, known: Origin) -> Draft | Rejection:
    tree = parse_html(text)
    if tree is None:
        return known.reject("too_large", "markup nested deeper than 255 elements")
    url = _web_address(known.address)
    around = Surroundings(url=url, country=known.country, received=known.received)
    draft = read_html(tree, around)
    if draft is None:
        return known.reject(*(walls.wall_of_page(tree) or ("no_text", "no article text in the markup")))
    return listing.fill(draft, known, around)


def _plain_draft(text: str, known: Origin) -> Draft | Rejection:
    around = Surroundings(url=known.address, country=known.country, received=known.received)
    draft = read_plaintext(text, around, tidy_headline(known.listed_title))
    return listing.overrule(draft, known, around)


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


def _not_ahead(published: Timestamp | None, received: datetime | None) -> Timestamp | None:
    """The publication time, unless it lies after the receipt: a misprint, or the day of what is announced."""
    ahead = published and received and published.at > received + CLOCKS_DIFFER
    return None if ahead else published


def _article(draft: Draft, known: Origin) -> Article | Rejection:
    body, title = draft.body, draft.title
    n_words = len(body.split())
    if wall := walls.wall(title, body, draft.dropped):
        return known.reject(*wall)
    if n_words < MIN_WORDS and len(body) < MIN_CHARACTERS:
        return known.reject("too_short", f"{n_words} words of text; an article has at least {MIN_WORDS}")
    article_id = identity.article_id(known.url, body, final_url=known.final_url, canonical_url=draft.canonical_url)
    code = language(body, known.language)
    published = _not_ahead(draft.published, known.received)
    return Article(
        article_id=article_id,
        version_id=identity.version_id(article_id, title, body),
        page_id=known.page_id,
        url=known.url,
        canonical_url=draft.canonical_url,
        syndicated_from=identity.syndicated_from(known.address, draft.canonical_url),
        outlet=known.outlet or draft.outlet or _folder_outlet(known.url) or known.source,
        source=known.source,
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
        fetched_at=known.received,
        ingested_at=known.received,
    )
