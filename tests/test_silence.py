"""Sources that went silent are told from those that are quiet by habit, in the alert and in the report alike."""

from datetime import timedelta
from typing import Any

import duckdb
import pytest
import yaml
from conftest import NOW, ROOT

from etl.article import Article
from etl.schema import ddl
from etl.sources import silence
from etl.sources.entries import KINDS
from etl.sources.entry import Entry
from etl.sources.journal import Collection

CASES = yaml.safe_load((ROOT / "tests/cases/silence.yml").read_text(encoding="utf-8"))
DAY = timedelta(days=1)
PLACES = {
    "feed": {"url": "https://post.example/rss"},
    "files": {"path": "."},
    "urls": {"urls": ["https://post.example/1"]},
}


def entry_of(case: dict[str, Any], name: str = "post") -> Entry:
    kind = case.get("kind", "feed")
    given = {field: case[field] for field in ("silent_after", "enabled") if field in case}
    return KINDS[kind].model_validate({"name": name, "kind": kind} | PLACES[kind] | given)


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        opened.execute("attach ':memory:' as lake; create schema lake.staging")
        for record in (Article, Collection):
            opened.execute(ddl(record, "lake.staging"))
        yield opened


def fill(connection: duckdb.DuckDBPyConnection, case: dict[str, Any], source: str = "post") -> None:
    news = case.get("news", case["came"])
    received = [(f"{source}{n}", came, on) for n, (came, on) in enumerate(zip(case["came"], news, strict=True))]
    received += [(f"{source}0", came, came) for came in case.get("corrected", [])]
    connection.execute("set timezone = 'UTC'")
    for article_id, came, on in received:
        connection.execute(
            "insert into lake.staging.articles by name select ? as article_id, ? as version_id, ? as source, "
            "'' as url, [] as authors, '' as text, 0 as body_start, '' as body_hash, [] as dropped, 9 as n_words, "
            "?::date as published_on, ?::timestamp as ingested_at",
            [article_id, f"{article_id} {came}", source, NOW - on * DAY, (NOW - came * DAY).replace(tzinfo=None)],
        )
    visits = case["came"] + ([case["first_visit"]] if "first_visit" in case else [])
    for ago in set(visits):
        connection.execute(
            "insert into lake.staging.collections by name select ? as collection_id, ? as source, "
            "?::timestamp as collected_at, 1 as documents, 1 as new, 0 as unreadable, 1 as requests, 0 as failed",
            [f"{source}{ago}", source, (NOW - ago * DAY).replace(tzinfo=None)],
        )


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_source_is_silent_by_its_own_habit(connection, case):
    fill(connection, case)
    found = silence.silent_sources(connection, [entry_of(case)], NOW, 3)
    assert [one.source for one in found] == (["post"] if case["silent"] else [])


def test_what_is_said_names_the_source_the_time_and_the_habit(connection):
    fill(connection, {"came": [4, 5, 6]})
    fill(connection, {"came": [9, 10, 11]}, "mail")
    found = silence.silent_sources(connection, [entry_of({}), entry_of({}, "mail"), entry_of({}, "none")], NOW, 3)
    assert list(map(str, found)) == [
        "mail: no new article since 2026-02-21 09:30 UTC (9 days; 3 days are usual)",
        "post: no new article since 2026-02-26 09:30 UTC (4 days; 3 days are usual)",
    ]


def test_the_setting_is_the_least_patience(connection):
    fill(connection, {"came": [4, 5, 6]})
    assert silence.silent_sources(connection, [entry_of({})], NOW, 5) == []


def test_without_sources_nothing_is_silent(connection):
    assert silence.silent_sources(connection, [], NOW, 3) == []
