"""From a site's address to its feeds and sitemaps: what it names itself, else where such things usually lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from lxml import html
from lxml.etree import ParserError

from etl.sources import Visit
from etl.sources.feed import address_of, content_of, is_whole, read_feed
from etl.sources.fetching.answers import Answer, Request
from etl.sources.fetching.fetcher import Fetcher
from etl.sources.fetching.manners import Manners
from etl.sources.rounds import Round
from etl.sources.sitemap import Sitemap
from etl.sources.web import Listings, absolute, is_web_page

USUAL_PATHS = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemap.xml",
)
MAX_ARTICLES = 1_000  # looked at per candidate
MAX_CANDIDATES = 12
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A feed or sitemap that was found. `articles`: that it names; `titled`: whether it also gives their titles."""

    kind: Literal["feed", "sitemap"]
    url: str
    articles: int
    newest: datetime | None
    titled: bool
    full_text: bool = False

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """Sorts the best last: a plain sitemap also names pages that are no articles."""
        return self.titled, self.articles, self.kind == "feed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What was found, best first, and where it was looked for in vain: address → why."""

    candidates: list[Candidate]
    misses: dict[str, str]


def find(url: str, manners: Manners, now: datetime) -> Search:
    """Look for the feeds and sitemaps of the site at `url`, which may be one itself. Asks a dozen addresses at most."""
    candidates: list[Candidate] = []
    misses: dict[str, str] = {}
    visit = Visit(base=Path(), now=now, manners=manners)
    with Fetcher(manners) as fetcher:
        home = fetcher.ask(Request(url=url, listing=True))
        named = [*_alternates(home), *_sitemaps(fetcher, url)] if is_web_page(home.content) else [url]
        usual = [urljoin(url, path) for path in USUAL_PATHS] if is_web_page(home.content) or not home.good else []
        for number, address in enumerate(list(dict.fromkeys([*named, *usual]))[:MAX_CANDIDATES]):
            if number >= len(named) and candidates:
                break  # the usual places are guesses, for sites that name nothing
            found = _examine(address, fetcher, visit)
            if isinstance(found, Candidate):
                candidates.append(found)
            else:
                misses[address] = found
    if not home.good:
        misses[url] = f"{home.outcome}: {home.detail}"
    return Search(candidates=sorted(candidates, key=lambda candidate: candidate.rank, reverse=True), misses=misses)


def _alternates(home: Answer) -> Iterator[str]:
    """The feeds that a page links to."""
    try:
        tree = html.fromstring(home.content)
    except (ParserError, ValueError):
        return
    for link in tree.iter("link"):
        is_feed = "alternate" in (link.get("rel") or "").lower().split() and link.get("type") in _FEED_TYPES
        about = f"{link.get('title')} {link.get('href')}".lower()
        if is_feed and link.get("href") and "comment" not in about:
            yield absolute(home.final_url or home.request.url, link.get("href").strip())


def _sitemaps(fetcher: Fetcher, url: str) -> list[str]:
    """The sitemaps that robots.txt names, those of news first."""
    return sorted(fetcher.rules(url).sitemaps, key=lambda address: "news" not in address.lower())


def _examine(url: str, fetcher: Fetcher, visit: Visit) -> Candidate | str:
    """The candidate at an address, or why there is none."""
    round_ = Round("found", visit, timedelta(0), timedelta(0))
    answer = fetcher.ask(round_.request(url, listing=True))
    if answer.outcome != "received":
        return f"{answer.outcome}: {answer.detail}"
    if is_web_page(answer.content):
        return "a web page"
    parsed = read_feed(answer)
    if isinstance(parsed, str):
        return _sitemap(url, Listings(fetcher, round_), visit)
    named = [address for entry in parsed.entries if (address := address_of(entry, answer))]
    whole = sum(is_whole(content_of(entry)) for entry in parsed.entries)
    return Candidate(
        kind="feed",
        url=url,
        articles=len(named),
        newest=max((address.changed for address in named if address.changed), default=None),
        titled=True,
        full_text=bool(named) and whole >= 0.8 * len(named),
    )


def _sitemap(url: str, listings: Listings, visit: Visit) -> Candidate | str:
    entry = Sitemap(name="found", kind="sitemap", url=url)
    recent = list(islice(entry.listed(listings, visit), MAX_ARTICLES))
    if not recent:
        details = [row.detail for row in listings.rows(whole=False) if row.detail]
        return details[0] if details else "a sitemap without an article of the last week"
    return Candidate(
        kind="sitemap",
        url=url,
        articles=len(recent),
        newest=max(address.changed for address in recent if address.changed),
        titled=all(address.listed.title for address in recent[:10]),
    )
