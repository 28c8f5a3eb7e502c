"""Feeds and sitemaps: what they name, and what is no feed and no sitemap."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from conftest import NOW, growth
from fault_server import FaultServer
from test_fetching import QUICK

from etl.sources import Document, Visit
from etl.sources.feed import Feed, is_whole
from etl.sources.fetching.answers import Answer, Request
from etl.sources.journal import Fetch
from etl.sources.rounds import Address
from etl.sources.sitemap import Sitemap, read_sitemap

CASES = Path(__file__).parent / "cases"
FEEDS = yaml.safe_load((CASES / "feeds.yml").read_text(encoding="utf-8"))
SITEMAPS = yaml.safe_load((CASES / "sitemaps.yml").read_text(encoding="utf-8"))
URL = "https://post.example/listing.xml"


class Given:
    """Listings that were received already."""

    def __init__(self, content: bytes, content_type: str | None = None) -> None:
        self.content, self.content_type = content, content_type
        self.bad, self.remarked = "", ""

    def read(self, url: str) -> Answer:
        request = Request(url=url, listing=True)
        return Answer(request=request, outcome="received", content=self.content, content_type=self.content_type)

    def is_bad(self, url: str, detail: str) -> None:
        self.bad = detail

    def remark(self, url: str, detail: str) -> None:
        self.remarked = detail


def listed(found: Address | Document) -> dict[str, object]:
    """The fields of a listed article that say something."""
    fields = {
        "url": found.url,
        "title": found.listed.title,
        "published": found.listed.published,
        "authors": list(found.listed.authors),
        "changed": found.changed.isoformat() if isinstance(found, Address) and found.changed else None,
        "content": found.content.decode() if isinstance(found, Document) else None,
    }
    return {name: value for name, value in fields.items() if value}


def check(case: dict, found: list[dict[str, object]], given: Given) -> None:
    if "bad" in case:
        assert case["bad"] in given.bad
        return
    assert given.bad == ""
    assert [one["url"] for one in found] == [one["url"] for one in case["listed"]]
    for one, wanted in zip(found, case["listed"], strict=True):
        dates = {name: value.isoformat() for name, value in wanted.items() if hasattr(value, "isoformat")}
        assert one | wanted | dates == one
        assert len(str(one.get("title", ""))) < 100_000
    assert case.get("never", "root:x") not in str(found)


@pytest.mark.parametrize("case", FEEDS, ids=lambda case: case["why"][:50])
def test_what_a_feed_names(case):
    given = Given(case["feed"].encode(case.get("encoding", "utf-8")), case.get("type", "application/rss+xml"))
    feed = Feed(name="post", kind="feed", url=URL, full_text=case.get("full_text", False))
    check(case, [listed(found) for found in feed.listed(given, Visit(base=Path(), now=NOW))], given)


@pytest.mark.parametrize("case", SITEMAPS, ids=lambda case: case["why"][:50])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_what_a_sitemap_names(case, packed):
    content = case["sitemap"].encode()
    given = Given(gzip.compress(content) if packed else content)
    sitemap = Sitemap(name="post", kind="sitemap", url=URL, undated=case.get("undated", False))
    check(case, [listed(found) for found in sitemap.listed(given, Visit(base=Path(), now=NOW))], given)


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        ("<p>" + "The board met again on Tuesday. " * 60 + "</p>", True),
        ("<p>" + "The board met again on Tuesday. " * 60 + "…</p>", False),
        ("<p>" + "The board met again on Tuesday. " * 60 + "</p><a href='/a'>Continue reading</a>", False),
        ("<p>" + "The board met again on Tuesday. " * 60 + "<a>Read more »</a></p>", False),
        ("<p>The board met on Tuesday.</p>", False),
    ],
)
def test_a_teaser_is_no_whole_article(content, whole):
    assert is_whole(content) == whole


def test_a_large_sitemap_is_read_in_linear_time():
    def sitemap(n: int) -> bytes:
        url = "<url><loc>https://post.example/{}</loc><lastmod>2026-03-01</lastmod></url>"
        return ("<urlset>" + "".join(url.format(i) for i in range(n)) + "</urlset>").encode()

    assert len(list(read_sitemap(sitemap(16_000)))) == 16_000
    assert growth(lambda content: len(list(read_sitemap(content))), sitemap(2_000), sitemap(16_000)) < 14


# ── with a server ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


def collected(entry, fetched=None, after: timedelta = timedelta(0)):
    """A visit: the addresses of its documents, and its rows by address."""
    found = list(entry.documents(Visit(base=Path(), now=NOW + after, fetched=fetched or {}, manners=QUICK)))
    documents = [item.url for item in found if isinstance(item, Document)]
    return documents, {item.url: item for item in found if isinstance(item, Fetch)}


def urlset(server: FaultServer, *paths: str, lastmod: str = "2026-03-01") -> str:
    urls = "".join(f"<url><loc>{server.url(path)}</loc><lastmod>{lastmod}</lastmod></url>" for path in paths)
    return f"<urlset>{urls}</urlset>"


def index(server: FaultServer, *paths: str, lastmod: str = "2026-03-02") -> str:
    named = "".join(f"<sitemap><loc>{server.url(path)}</loc><lastmod>{lastmod}</lastmod></sitemap>" for path in paths)
    return f"<sitemapindex>{named}</sitemapindex>"


def test_an_index_is_followed_once_through_circles_and_packed_parts(server):
    server.serve("/inner", index(server, "/day1.gz", "/index", "/inner"))
    server.serve(
        "/day1.gz", gzip.compress(urlset(server, "/page/1", "/page/2").encode()), Content_Type="application/gzip"
    )
    server.serve("/day2", urlset(server, "/page/2", "/page/3"))
    url = server.serve("/index", index(server, "/index", "/inner", "/day2"))
    documents, rows = collected(Sitemap(name="post", kind="sitemap", url=url))
    assert sorted(documents) == [server.url(f"/page/{n}") for n in (1, 2, 3)]
    assert sorted(url for url, row in rows.items() if row.listing) == sorted(
        map(server.url, ("/index", "/inner", "/day1.gz", "/day2"))
    )
    assert all(row.outcome == "received" for row in rows.values())


def test_parts_of_an_index_that_are_old_are_not_asked(server):
    server.serve("/2019", urlset(server, "/page/1"))
    url = server.serve("/index", index(server, "/2019", lastmod="2019-12-31"))
    _, rows = collected(Sitemap(name="post", kind="sitemap", url=url))
    assert list(rows) == [url]


def test_a_part_that_fails_stops_no_other(server):
    server.serve("/day2", urlset(server, "/page/3"))
    server.serve("/page-not-found", "<html><body>Sorry</body></html>")
    url = server.serve("/index", index(server, "/status/404", "/page-not-found", "/day2"))
    documents, rows = collected(Sitemap(name="post", kind="sitemap", url=url))
    assert documents == [server.url("/page/3")]
    assert rows[server.url("/status/404")].outcome == "http_error"
    assert rows[server.url("/page-not-found")].outcome == "bad_listing"
    assert rows[server.url("/page-not-found")].etag is None


def feed(server: FaultServer, *paths: str, updated: str = "2026-03-02T08:00:00Z") -> str:
    entries = "".join(
        f"<entry><title>About {path}</title><link href='{server.url(path)}'/><updated>{updated}</updated></entry>"
        for path in paths
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title>{entries}</feed>"


def test_an_unchanged_feed_is_not_read_again_and_a_changed_one_brings_what_is_new(server):
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, "/page/1", "/page/2")))
    documents, rows = collected(entry)
    assert documents == [server.url("/page/1"), server.url("/page/2")]
    documents, again = collected(entry, rows, timedelta(hours=1))
    assert (documents, list(again), again[entry.url].outcome) == ([], [entry.url], "not_modified")
    server.serve("/feed", feed(server, "/page/3", "/page/1", "/page/2"))
    documents, _ = collected(entry, rows | again, timedelta(hours=2))
    assert documents == [server.url("/page/3")]


def test_an_article_that_its_feed_calls_changed_is_asked_again(server):
    path = "/story"
    server.serve(path, b"<p>First version</p>")
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, path)), revisit_for="0d")
    _, rows = collected(entry)
    server.serve(path, b"<p>Second version</p>")
    server.serve("/feed", feed(server, path, updated="2026-03-09T08:00:00Z"))
    documents, _ = collected(entry, rows, timedelta(days=8))
    assert documents == [server.url(path)]


def test_a_limit_makes_the_feed_be_read_again_although_it_is_unchanged(server):
    paths = [f"/page/{n}" for n in range(5)]
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, *paths)), max_documents=2)
    fetched, seen = {}, []
    for hour in range(3):
        documents, rows = collected(entry, fetched, timedelta(hours=hour))
        seen += documents
        fetched |= rows
    assert seen == list(map(server.url, paths))


def test_an_article_that_failed_is_asked_again_although_the_feed_no_longer_names_it(server):
    path = "/wait/503/-/2"
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, path)))
    documents, rows = collected(entry)
    assert (documents, rows[server.url(path)].outcome) == ([], "server_error")
    server.serve("/feed", feed(server, "/page/1"))
    documents, _ = collected(entry, rows, timedelta(hours=2))
    assert sorted(documents) == [server.url("/page/1"), server.url(path)]


def test_a_page_instead_of_a_feed_is_a_row_that_says_what_to_do(server):
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", "<html><body>Our feeds have moved</body></html>"))
    documents, rows = collected(entry)
    assert (documents, rows[entry.url].outcome) == ([], "bad_listing")
    assert "sources add" in rows[entry.url].detail
    assert collected(entry, rows, timedelta(minutes=30)) == ([], {})
