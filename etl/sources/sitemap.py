"""Sitemaps: news sitemaps, plain ones, indexes of them, each also packed."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal

from lxml import etree
from pydantic import Field

from etl.cleaning.timestamp import read_timestamp
from etl.sources import Listed, Visit
from etl.sources.fetching.body import DamagedError, TooLargeError, gunzipped
from etl.sources.rounds import Address
from etl.sources.web import Interval, Listings, WebAddress, WebEntry, absolute, is_web_page

MAX_SITEMAPS = 50  # of an index, newest first
MAX_DEPTH = 3
MAX_BYTES = 50_000_000  # unpacked: what the protocol allows
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,32};)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A `url` or `sitemap` element. `date`: as printed; the last change, else the publication."""

    loc: str
    is_sitemap: bool
    lastmod: str | None = None
    published: str | None = None
    title: str | None = None

    @property
    def moments(self) -> list[datetime]:
        """Of publication and last change, where they are stated, UTC."""
        return [time for printed in (self.lastmod, self.published) if printed and (time := moment(printed))]

    @property
    def changed(self) -> datetime | None:
        """The later of last change and publication, UTC."""
        return max(self.moments, default=None)


class NoSitemapError(Exception):
    """What was received is no sitemap; the message says what it is."""


class Sitemap(WebEntry):
    """The articles that a sitemap names."""

    KNOWS_DAYS: ClassVar[bool] = True

    kind: Literal["sitemap"]
    url: Annotated[WebAddress, Field(description="A sitemap or an index of sitemaps; best a news sitemap.")]
    max_age: Annotated[Interval, Field(description="Only articles that appeared or changed so recently.")] = timedelta(
        days=7
    )
    undated: Annotated[bool, Field(description="true: articles without a date too.")] = False

    def listed(self, listings: Listings, visit: Visit) -> Iterator[Address]:
        """The recent articles of the sitemap and of those that it names."""
        waiting, seen = [(self.url, 0)], {self.url}
        while waiting:
            url, depth = waiting.pop(0)
            children: list[Entry] = []
            for entry in self._wanted(_entries(listings, url), visit):
                if not entry.is_sitemap:
                    listed = Listed(title=entry.title, published=entry.published)
                    yield Address(url=absolute(url, entry.loc), changed=entry.changed, listed=listed)
                elif depth < MAX_DEPTH:
                    children.append(entry)
            # Days long past stand in the oldest of the sitemaps that have changed since.
            for child in sorted(children, key=_newest_first, reverse=visit.days is not None):
                address = absolute(url, child.loc)
                if address not in seen and len(seen) <= MAX_SITEMAPS:
                    seen.add(address)
                    waiting.append((address, depth + 1))

    def _wanted(self, entries: Iterator[Entry], visit: Visit) -> Iterator[Entry]:
        """What is recent; in a backfill what is of its days, and the sitemaps that may hold it."""
        for entry in entries:
            changed = entry.changed
            if visit.days and not entry.is_sitemap:
                wanted = visit.wants(*entry.moments)
            elif visit.days:
                wanted = changed is None or changed.date() >= visit.days.first
            else:
                wanted = visit.now - changed <= self.max_age if changed else self.undated or entry.is_sitemap
            if wanted:
                yield entry


def _entries(listings: Listings, url: str) -> Iterator[Entry]:
    answer = listings.read(url)
    if answer is None:
        return
    read = 0
    try:
        for entry in read_sitemap(answer.content):
            read += 1
            yield entry
    except NoSitemapError as error:
        if read:
            listings.remark(url, f"read to entry {read} only: {error}")
        else:
            listings.is_bad(url, str(error))


def read_sitemap(content: bytes) -> Iterator[Entry]:
    """Its entries, in memory one at a time. Raises NoSitemapError, also behind entries that were read."""
    try:
        content = _with_sound_ampersands(gunzipped(content, MAX_BYTES))
        _check_root(content)
        for _, element in _parse(content, ("end",), tag=("{*}url", "{*}sitemap")):
            if entry := _entry(element):
                yield entry
            _forget(element)
    except (TooLargeError, DamagedError) as error:
        raise NoSitemapError(str(error)) from error
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:  # the parser lets some bytes through that are no text
        raise NoSitemapError(f"damaged: {error}") from error


def _parse(content: bytes, events: tuple[str, ...], **options: Any) -> Iterator[tuple[str, etree._Element]]:
    return etree.iterparse(
        io.BytesIO(content),
        events=events,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        **options,
    )


def _with_sound_ampersands(content: bytes) -> bytes:
    """Written out where they are bare: the parser would take what follows for an entity and drop it."""
    return content if b"<![CDATA[" in content else _BARE_AMPERSAND.sub(b"&amp;", content)


def _check_root(content: bytes) -> None:
    """Raises NoSitemapError where it is another kind of document."""
    if is_web_page(content):
        raise NoSitemapError("a web page, no sitemap: `nutgraf sources add` with the site's address finds it")
    root = next((element for _, element in _parse(content, ("start",), tag="{*}*")), None)
    name = "" if root is None else _local_name(root)
    if name in ("rss", "feed", "rdf"):
        raise NoSitemapError("a feed: write `kind: feed`")
    if name not in ("urlset", "sitemapindex"):
        raise NoSitemapError(f"a document of <{name}>, no sitemap" if name else "no XML in it")


def _entry(element: etree._Element) -> Entry | None:
    fields: dict[str, str] = {}
    # Images and videos have addresses, titles and dates as well: only what stands right here, or in news:news, counts.
    for child in (*element.iterchildren("{*}loc", "{*}lastmod"), *element.iterfind("{*}news/{*}*")):
        fields.setdefault(_local_name(child), " ".join((child.text or "").split()))
    if not fields.get("loc"):
        return None
    return Entry(
        loc=fields["loc"],
        is_sitemap=_local_name(element) == "sitemap",
        lastmod=fields.get("lastmod") or None,
        published=fields.get("publication_date") or None,
        title=fields.get("title") or None,
    )


def _local_name(element: etree._Element) -> str:
    """The tag without its namespace, whether declared or only written before it."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _newest_first(entry: Entry) -> float:
    return -(entry.changed.timestamp() if entry.changed else 0)


def moment(printed: str) -> datetime | None:
    """A printed date as UTC; a bare day is its start."""
    try:
        at = datetime.fromisoformat(printed)
    except ValueError:
        stamp = read_timestamp(printed[:100])
        return stamp.at if stamp else None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        return None
