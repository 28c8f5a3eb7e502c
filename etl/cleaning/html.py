"""HTML → draft: the body by trafilatura, what the page claims of itself by JSON-LD and meta tags."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

import trafilatura
from htmldate import find_date
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document

from etl.article import DateSource
from etl.cleaning.byline import author_names, credited_agency, read_byline
from etl.cleaning.dateline import read_dateline
from etl.cleaning.day_order import Surroundings
from etl.cleaning.draft import Draft
from etl.cleaning.headline import read_headline
from etl.cleaning.json_ld import Claims, read_json_ld
from etl.cleaning.meta_tags import read_meta_tags
from etl.cleaning.tail import is_credit, is_furniture
from etl.cleaning.timestamp import Timestamp, read_timestamp

PRECISION_GUARD = 0.6  # share of the default mode's words below which the precise mode has lost the article
FEW_WORDS = 100
MAX_DROPPED_LINES = 300
MAX_LINE_CHARACTERS = 300
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "select", "iframe", "object", "canvas"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s"}
    | {"small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "label", "acronym", "big", "data"}
)


def parse_html(text: str) -> HtmlElement | None:
    """The page as a tree; None where there is no element in it or it is nested deeper than 255 elements.

    libxml2 drops everything below that depth, and copying a deeper tree would overflow the C stack.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    tree = document_fromstring(text.encode("utf-8"), parser=parser, ensure_head_body=False)
    return None if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log) else tree


def read_html(tree: HtmlElement, url: str | None, received: datetime | None) -> Draft | None:
    """The draft of a page; None where no article text is found in it."""
    body = _body(tree, url)
    if not body:
        return None
    linked, tagged = read_json_ld(tree), read_meta_tags(tree, url)
    host = (urlsplit(tagged.url or url or "").hostname or "").removeprefix("www.") or None
    outlet = linked.publisher or tagged.publisher or host
    title = read_headline(tree, [linked.headline, tagged.headline], tagged.publisher or linked.publisher or host)
    around = Surroundings(url=url, page_language=tree.get("lang"), received=received, body="\n".join(body)[:5000])
    kept, furniture = _split_furniture(body, title)
    credits = linked.authors + tagged.authors
    authors = author_names(linked.authors) or author_names(tagged.authors) or _printed_authors(tree, furniture)
    place = read_dateline(kept[0]) if kept else None
    if place:
        kept[0] = place.rest
    return Draft(
        title=title,
        paragraphs=kept,
        authors=authors,
        published=_published(tree, linked, tagged, around),
        modified_at=_modified(linked, tagged, around),
        dateline=place.place if place else None,
        agency=(place.agency if place else None) or credited_agency(credits),
        dropped=list(_dropped(tree, kept, title)),
        canonical_url=tagged.url,
        outlet=outlet,
    )


def _body(tree: HtmlElement, url: str | None) -> list[str]:
    """The paragraphs: trafilatura's precise mode, or its default mode where the precise one loses the article."""
    text = _extracted(tree, url, precise=True)
    n_words = len(text.split())
    if n_words < FEW_WORDS:
        default = _extracted(tree, url, precise=False)
        # Only a stub is doubted: where the precise mode found an article and the default mode found much more, the
        # difference was other articles.
        text = default if n_words < PRECISION_GUARD * len(default.split()) else text
    return [line for raw in text.splitlines() if (line := " ".join(raw.removeprefix("- ").split()))]


def _extracted(tree: HtmlElement, url: str | None, *, precise: bool) -> str:
    # deduplicate stays off: its memory is global to the process, so a second run would lose the article.
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, favor_precision=precise)
    return found.text or "" if isinstance(found, Document) else ""


def _split_furniture(lines: list[str], title: str | None) -> tuple[list[str], list[str]]:
    """Body lines, and the headline, bylines, credits and furniture that trafilatura left among them."""
    kept: list[str] = []
    furniture: list[str] = []
    for line in lines:
        above = len(kept) == 0 and (line == title or read_byline(line) is not None)
        (furniture if above or is_furniture(line) or is_credit(line) else kept).append(line)
    return kept, furniture


def _printed_authors(tree: HtmlElement, furniture: list[str]) -> list[str]:
    bylines = [byline for line in furniture if (byline := read_byline(line))]
    printed = [name for byline in bylines for name in byline.authors]
    return printed or author_names((extract_metadata(tree).author or "").split(";"))


def _published(tree: HtmlElement, linked: Claims, tagged: Claims, around: Surroundings) -> Timestamp | None:
    claims: list[tuple[DateSource, str | None]] = [("json_ld", linked.published), ("meta", tagged.published)]
    for source, claim in claims:
        stamp = read_timestamp(claim, around) if claim else None
        if stamp:
            return replace(stamp, source=source)
    found = find_date(tree, original_date=True, url=around.url)
    if not found:
        return None
    stamp = read_timestamp(found, around)
    return replace(stamp, source="text", confidence=0.7, evidence=f"{found!r}: found in the page") if stamp else None


def _modified(linked: Claims, tagged: Claims, around: Surroundings) -> datetime | None:
    stamps = (read_timestamp(claim, around) for claim in (linked.modified, tagged.modified) if claim)
    return next((stamp.at for stamp in stamps if stamp), None)


def _dropped(tree: HtmlElement, kept: list[str], title: str | None) -> Iterator[str]:
    """The visible lines of the page that are not in the body, in page order, each once."""
    lines = set(map(_key, kept)) | {_key(title or "")}
    body = " ".join(map(_key, kept))
    count = 0
    for line in _visible_lines(tree):
        key = _key(line)
        if not key or key in lines or (len(key) > 20 and key in body):
            continue
        lines.add(key)
        count += 1
        if count > MAX_DROPPED_LINES:
            return
        yield line[:MAX_LINE_CHARACTERS]


def _visible_lines(tree: HtmlElement) -> Iterator[str]:
    pieces: list[str] = []
    for text, ends_line in _texts(tree):
        pieces.append(text)
        if ends_line:
            line = " ".join("".join(pieces).split())
            pieces.clear()
            if line:
                yield line


def _texts(tree: HtmlElement) -> Iterator[tuple[str, bool]]:
    """The visible texts in order, each with whether a line ends after it. Depth is bounded by `parse_html`."""
    if not isinstance(tree.tag, str) or tree.tag in _UNSEEN:
        return
    block = tree.tag not in _INLINE
    if block:
        yield "", True
    yield tree.text or "", False
    for child in tree:
        yield from _texts(child)
        yield child.tail or "", False
    if block:
        yield "", True


def _key(line: str) -> str:
    return re.sub(r"\W+", " ", line).strip().casefold()
