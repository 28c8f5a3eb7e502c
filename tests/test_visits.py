"""Visits to sources on the web, from the request to the warehouse: what was kept, what failed, what is asked again."""

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW
from fault_server import FaultServer, page
from test_feeds import feed
from test_fetching import QUICK

from etl import lake as warehouse
from etl import pipeline
from etl.lake import Lake
from etl.sources.entries import SourcesError, read_entries
from etl.sources.feed import Feed

HOUR = timedelta(hours=1)


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


@pytest.fixture(autouse=True)
def cleaned_here(monkeypatch):
    """Clean in this process: to start others takes longer than all the rest."""
    from etl.cleaning import clean

    monkeypatch.setattr(pipeline, "clean_all", lambda pages, **_: map(clean, pages))


def visited(entry: Feed, lake: Lake, batches: Path, after: timedelta = timedelta(0), size: int = 100) -> list[str]:
    """Collect, and put the batches into the warehouse."""
    names = pipeline.collect(entry, batches, batches, lake, size, NOW + after, QUICK)
    for name in names:
        pipeline.clean(name, batches, 20, 1, lake)
        pipeline.load(name, batches, lake)
    return names


def rows(lake: Lake, query: str) -> list[tuple]:
    with warehouse.connect(lake, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_visit_leaves_pages_articles_and_a_journal(server, lake, tmp_path):
    paths = ["/page/1", "/page/2", "/status/404", "/media/image/png"]
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, *paths)), outlet="Marlow Post")
    visited(entry, lake, tmp_path)
    assert rows(lake, "select url, title, outlet from articles order by url") == [
        (server.url(path), f"About {path}" if "/page" not in path else f"Report {path}", "Marlow Post")
        for path in paths[:2]
    ]
    outcomes = "select outcome, listing, attempt, etag is not null from fetches order by listing, outcome"
    assert rows(lake, outcomes) == [
        ("http_error", False, 1, False),
        ("not_an_article", False, 1, False),
        ("received", False, 0, True),
        ("received", False, 0, True),
        ("received", True, 0, True),
    ]
    assert rows(lake, "select documents, new, unreadable, requests, failed from collections") == [(2, 2, 0, 5, 2)]


def test_the_next_visit_is_told_that_nothing_changed(server, lake, tmp_path):
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, "/page/1", "/page/2")))
    visited(entry, lake, tmp_path)
    asked = len(server.conditional)
    (name,) = visited(entry, lake, tmp_path, 24 * HOUR)
    assert len(server.conditional) - asked == 3  # the feed and its two young articles
    assert rows(lake, "select outcome, count(*) from fetches group by all") == [("not_modified", 3)]
    assert rows(lake, "select count(*) from pages") == [(2,)]
    assert rows(lake, "select requests, documents from collections order by collected_at") == [(3, 2), (3, 0)]
    assert visited(entry, lake, tmp_path, 24 * HOUR + timedelta(minutes=1)) != [name]


def test_a_batch_that_was_never_loaded_is_fetched_again_whole(server, lake, tmp_path):
    paths = [f"/page/{n}" for n in range(6)]
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, *paths)))
    first, *_, last = pipeline.collect(entry, tmp_path, tmp_path, lake, 2, NOW, QUICK)
    for name in (first, last):  # what lies between is lost
        pipeline.clean(name, tmp_path, 20, 1, lake)
        pipeline.load(name, tmp_path, lake)
    visited(entry, lake, tmp_path, HOUR)
    assert rows(lake, "select count(distinct url), count(*) from pages") == [(6, 6)]


def test_a_correction_becomes_a_second_version(server, lake, tmp_path):
    url = server.serve("/story", page("one"))
    entry = Feed(name="post", kind="feed", url=server.serve("/feed", feed(server, "/story")))
    visited(entry, lake, tmp_path)
    server.serve("/story", page("two"))
    visited(entry, lake, tmp_path, 24 * HOUR)
    assert rows(
        lake, "select url, count(distinct version_id), count(distinct article_id) from articles group by url"
    ) == [(url, 2, 1)]


# sources.yml, one entry → what its error says, line first
MISTAKES = [
    ("name: a\n    kind: sitmap", "line 3: `kind` must be one of", "did you mean `sitemap`?"),
    ("name: a\n    kind: feed", "line 2: `url` is missing", "sources add"),
    ("name: a\n    kind: feed\n    urll: https://a.example/", "line 4: unknown field `urll`", "did you mean `url`?"),
    ("name: a\n    kind: feed\n    url: ftp://a.example/", "line 4: `url`", "only http and https"),
    ("name: a\n    kind: feed\n    url: https://ann:pw@a.example/", "line 4: `url`", "user name"),
    ("name: A b\n    kind: feed\n    url: https://a.example/", "line 2: `name`", "Small letters"),
    ("name: a\n    kind: feed\n    url: https://a.example/\n    every: weekly", "line 5: `every`", "30m, 6h, 1d"),
    ("name: a\n    kind: feed\n    url: https://a.example/\n    full_text: maybe", "line 5: `full_text`", "auto"),
    ("name: a\n    kind: sitemap\n    url: https://a.example/\n    max_age: 7", "line 5: `max_age`", "30m, 6h, 1d"),
    ("name: a\n    kind: files\n    path: .\n    country: NO", "line 5: `country`", "in quotes"),
    ("name: a\n    kind: urls", "line 2: write either `urls`", "`file`"),
    ("name: a\n    kind: urls\n    urls: [a.example]", "line 4: `urls`", "https://"),
    ("kind: feed", "line 2: `name` is missing", "line 2: `url` is missing"),
    ("https://a.example/", "line 2: write an entry's fields", "field: value"),
]


@pytest.mark.parametrize(("entry", "where", "fix"), MISTAKES, ids=[entry[-25:] for entry, *_ in MISTAKES])
def test_a_mistake_in_sources_yml_is_named_with_its_line_and_its_fix(tmp_path, entry, where, fix):
    file = tmp_path / "sources.yml"
    file.write_text(f"sources:\n  - {entry}\n")
    with pytest.raises(SourcesError) as raised:
        read_entries(file)
    assert where in str(raised.value)
    assert fix in str(raised.value)
