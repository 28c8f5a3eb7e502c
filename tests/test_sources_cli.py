"""`nutgraf sources`: what a person sees of the sources, whether they work, how a site is added."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import NOW, ROOT
from fault_server import PARAGRAPH, FaultServer
from test_feeds import feed, index
from test_fetching import QUICK

from etl.sources.entries import SourcesError, read_entries
from etl.sources.finding import Candidate, find
from etl.sources.writing import add_entry, entry_lines, entry_name

NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
TODAY = NOW.date()


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


def nutgraf(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
    own = {
        "NUTGRAF_HOME": str(home),
        "NUTGRAF_SOURCES": str(home / "sources.yml"),
        "NUTGRAF_ALLOWED_NETWORKS": "127.0.0.1",
        "NUTGRAF_FETCH_DELAY_SECONDS": "0",
        "COLUMNS": "160",
    }
    command = [sys.executable, "-m", "etl.cli", "sources", *arguments]
    return subprocess.run(command, env=kept | own, cwd=ROOT, capture_output=True, text=True, check=False)


def news_sitemap(server: FaultServer, *paths: str) -> str:
    urls = "".join(
        f"<url><loc>{server.url(path)}</loc><news:news><news:publication_date>2026-03-02</news:publication_date>"
        f"<news:title>About {path}</news:title></news:news></url>"
        for path in paths
    )
    return f"<urlset {NEWS}>{urls}</urlset>"


def test_check_reads_one_page_of_each_source_and_says_what_is_wrong(server, tmp_path):
    server.serve("/feed", feed(server, "/page/1", "/page/2"))
    server.serve("/page-now", "<html><body>Our feeds have moved</body></html>")
    server.serve("/old", "<urlset><url><loc>/page/1</loc><lastmod>2019-01-01</lastmod></url></urlset>")
    server.serve("/short", "<html><body><p>Log in to read on.</p></body></html>")
    (tmp_path / "sources.yml").write_text(
        "sources:\n"
        f"  - {{name: good, kind: feed, url: '{server.url('/feed')}'}}\n"
        f"  - {{name: moved, kind: feed, url: '{server.url('/page-now')}'}}\n"
        f"  - {{name: quiet, kind: sitemap, url: '{server.url('/old')}'}}\n"
        f"  - {{name: walled, kind: urls, urls: ['{server.url('/short')}']}}\n"
        f"  - {{name: gone, kind: urls, urls: ['{server.url('/status/404')}']}}\n"
        "  - {name: nowhere, kind: files, path: nowhere}\n"
        "  - {name: resting, kind: files, path: nowhere, enabled: false}\n"
    )
    shown = nutgraf(tmp_path, "check")
    assert shown.returncode == 1, shown.stderr
    lines = shown.stdout.splitlines()
    told = {line.split()[1]: line for line in lines if line.startswith(("✓", "✗"))}
    assert [line[0] for line in told.values()] == ["✓", "✗", "✗", "✗", "✗", "✗"]
    assert "Report /page/1" in told["good"]
    assert "sources add" in told["moved"]
    assert "max_age" in told["quiet"]
    assert "too_short" in told["walled"] or "no_text" in told["walled"]
    assert "no such page" in told["gone"]
    assert "correct its `path`" in told["nowhere"]
    assert "NUTGRAF_CONTACT" in shown.stdout
    assert server.asked[server.ports[0], "/page/2"] == 0
    assert nutgraf(tmp_path, "check", "good").returncode == 0


def test_list_shows_every_entry(tmp_path):
    (tmp_path / "sources.yml").write_text(
        "sources:\n  - {name: post, kind: feed, url: 'https://post.example/rss', every: 6h}\n"
        "  - {name: shelf, kind: files, path: shelf, enabled: false}\n"
    )
    shown = nutgraf(tmp_path, "list")
    assert shown.returncode == 0, shown.stderr
    for word in ("post", "https://post.example/rss", "6h", "never", "shelf (off)"):
        assert word in shown.stdout


def test_a_mistake_is_an_error_without_a_traceback(tmp_path):
    (tmp_path / "sources.yml").write_text("sources:\n  - {name: post, kind: fed}\n")
    for command in (["list"], ["add", "127.0.0.1"]):
        shown = nutgraf(tmp_path, *command)
        assert shown.returncode == 2
        assert "line 2" in shown.stderr
        assert "Traceback" not in shown.stderr


def test_add_finds_the_feed_writes_the_entry_and_keeps_the_comments(server, tmp_path):
    server.serve("/site", "<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head></html>")
    server.serve("/feed", feed(server, "/page/1"))
    before = "# What we read.\nsources:\n  # our own\n  - name: shelf   # a folder\n    kind: files\n    path: .\n"
    file = tmp_path / "sources.yml"
    file.write_text(before)
    dry = nutgraf(tmp_path, "add", server.url("/site"), "--dry-run")
    assert (dry.returncode, file.read_text()) == (0, before), dry.stderr
    shown = nutgraf(tmp_path, "add", server.url("/site"))
    assert shown.returncode == 0, shown.stderr
    assert file.read_text().startswith(before)
    entry = read_entries(file)[1]
    assert (entry.name, entry.kind, entry.url) == ("127_0_0_1", "feed", server.url("/feed"))
    again = nutgraf(tmp_path, "add", server.url("/feed"))
    assert again.returncode == 2
    assert "read already" in again.stderr.replace("\n", " ")


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def found(server: FaultServer, path: str = "/site") -> list[tuple[str, str, int]]:
    search = find(server.url(path), QUICK, NOW)
    return [(one.kind, one.url.removeprefix(server.url("")), one.articles) for one in search.candidates]


def test_the_listing_that_names_most_articles_comes_first(server):
    links = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    links += "<link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed'>"
    server.serve("/site", f"<html><head>{links}</head></html>")
    server.serve("/feed", feed(server, "/page/1"))
    server.serve("/news.xml", news_sitemap(server, "/page/1", "/page/2", "/page/3"))
    server.serve("/all.xml", index(server, "/news.xml"))
    robots = f"User-agent: *\nAllow: /\nSitemap: {server.url('/news.xml')}\nSitemap: {server.url('/status/404')}\n"
    server.robots[server.ports[0]] = (200, robots)
    assert found(server) == [("sitemap", "/news.xml", 3), ("feed", "/feed", 1)]
    assert server.asked[server.ports[0], "/rss.xml"] == 0  # no guessing where the site says where its feeds are


def test_a_site_that_names_nothing_is_looked_at_where_feeds_usually_lie(server):
    server.serve("/site", "<html><body>Welcome</body></html>")
    server.serve("/rss.xml", feed(server, "/page/1", "/page/2"))
    assert found(server) == [("feed", "/rss.xml", 2)]


def test_a_feed_or_sitemap_itself_can_be_given(server):
    server.serve("/mine", feed(server, "/page/1"))
    server.serve("/map", news_sitemap(server, "/page/1"))
    assert found(server, "/mine") == [("feed", "/mine", 1)]
    assert found(server, "/map") == [("sitemap", "/map", 1)]


def test_a_feed_that_holds_whole_articles_is_told_from_one_of_teasers(server):
    content = "".join(f"&lt;p&gt;{PARAGRAPH.format(n=n)}&lt;/p&gt;" for n in range(10))
    item = (
        f"<item><title>A</title><link>{server.url('/page/1')}</link><content:encoded>{content}</content:encoded></item>"
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    server.serve("/whole", f"{head}{item}</channel></rss>")
    (candidate,) = find(server.url("/whole"), QUICK, NOW).candidates
    assert candidate.full_text
    assert "full_text: auto" in "\n".join(entry_lines("post", candidate, "post.example", TODAY))


def test_where_nothing_is_found_every_place_says_why(server):
    search = find(server.url("/status/404"), QUICK, NOW)
    assert search.candidates == []
    assert "no such page" in search.misses[server.url("/rss.xml")]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

FEED = Candidate(kind="feed", url="https://post.example/rss?a=1&b=2", articles=3, newest=NOW, titled=True)
ENTRY = "- name: a\n  kind: files\n  path: .\n"
INDENTED = "  - name: a\n    kind: files\n    path: .\n"
FILES = {
    "indented": f"# head\nsources:\n{INDENTED}",
    "not indented": f"sources:\n{ENTRY}",
    "no newline at the end": f"sources:\n{INDENTED}".rstrip(),
    "a comment at the end": f"sources:\n{INDENTED}\n# the end\n",
    "another key behind it": f"sources:\n{INDENTED}other: 1\n",
    "an entry in braces": "sources:\n  - {name: a, kind: files, path: .}\n",
    "a list in the last entry": "sources:\n  - name: a\n    kind: urls\n    urls:\n      - https://a.example/\n",
}


@pytest.mark.parametrize("layout", FILES)
def test_an_entry_is_added_and_nothing_else_changes(layout, tmp_path):
    file = tmp_path / "sources.yml"
    file.write_text(FILES[layout])
    add_entry(file, entry_lines("post", FEED, "post.example", TODAY))
    names = [entry.name for entry in read_entries(file)]
    assert names == ["a", "post"]
    assert read_entries(file)[1].url == FEED.url
    kept = [line for line in file.read_text().splitlines() if line in FILES[layout].splitlines()]
    assert [line for line in kept if line] == [line for line in FILES[layout].splitlines() if line]
    old, new = yaml.safe_load(FILES[layout]), yaml.safe_load(file.read_text())
    assert {key: value for key, value in new.items() if key != "sources"} == {
        k: v for k, v in old.items() if k != "sources"
    }


@pytest.mark.parametrize("text", ["sources: []\n", "sources: [{name: a, kind: files, path: .}]\n"])
def test_a_list_in_brackets_is_left_alone(text, tmp_path):
    file = tmp_path / "sources.yml"
    file.write_text(text)
    with pytest.raises(SourcesError, match="add the entry yourself"):
        add_entry(file, entry_lines("post", FEED, "post.example", TODAY))
    assert file.read_text() == text
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("url", "taken", "name"),
    [
        ("https://www.post.example/rss", set(), "post_example"),
        ("https://post.example/rss", {"post_example"}, "post_example_2"),
        ("https://News.Post-24.example:8080/", set(), "news_post_24_example"),
    ],
)
def test_an_entry_is_named_after_its_host(url, taken, name):
    assert entry_name(url, taken) == name
