"""The kept pages as a web archive: any reader opens it, and another warehouse gets the same articles from it."""

from datetime import date
from pathlib import Path

import pytest
from conftest import HOME, NOW, ROOT
from fastwarc.warc import ArchiveIterator, WarcRecordType

from etl import lake as warehouse
from etl import pipeline
from etl.export import export_warc
from etl.lake import Lake
from etl.sources.archives import archive_entries

ARTICLES = "select article_id, version_id, title, authors, published_on, language, text from lake.staging.articles"
DUMP = """\
{"url": "https://a.example/1", "headline": "Bridge closed", "date": "2026-02-27", "by": "Ann Bell", "text": "The \
council of Marlow voted to close the old bridge for half a year, \
over the protests of shopkeepers on both banks of the river."}
"""


def loaded(path: Path, home: Path, name: str = "press") -> tuple[Lake, Path]:
    """A warehouse of its own with what lies under a path, and the folder of its batches."""
    lake = Lake(f"ducklake:sqlite:{home / 'catalog.sqlite'}", f"{home / 'lake'}/", str(HOME / "extensions"))
    for entry in archive_entries(str(path), home, name=name):
        for batch in pipeline.collect(entry, home, home / "batches", lake, 200, NOW):
            pipeline.clean(batch, home / "batches", 60, 1, lake)
            pipeline.load(batch, home / "batches", lake)
    return lake, home / "batches"


def rows(lake: Lake, query: str) -> list[tuple]:
    with warehouse.connect(lake, read_only=True) as connection:
        return sorted(connection.execute(query).fetchall())


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> tuple[Lake, Path]:
    """A warehouse with the samples and a dump in it."""
    home = tmp_path_factory.mktemp("kept")
    (home / "in.jsonl").write_text(DUMP)
    loaded(ROOT / "samples", home)
    return loaded(home / "in.jsonl", home, "dump")


@pytest.mark.parametrize("name", ["all.warc", "all.warc.gz"])
def test_another_warehouse_gets_the_same_articles(kept, tmp_path, name):
    number = export_warc(*kept, tmp_path / name)
    assert number == len(rows(kept[0], "select page_id from lake.staging.pages"))
    (tmp_path / "home").mkdir()
    again, _ = loaded(tmp_path / name, tmp_path / "home")
    assert rows(again, ARTICLES) == rows(kept[0], ARTICLES)
    assert len(rows(again, ARTICLES)) > 5
    reasons = "select url, reason from lake.staging.rejections where stage = 'clean'"
    assert rows(again, reasons) == rows(kept[0], reasons)


def test_any_reader_of_web_archives_opens_it(kept, tmp_path):
    number = export_warc(*kept, tmp_path / "all.warc.gz")
    with (tmp_path / "all.warc.gz").open("rb") as stream:
        first, *others = [record.record_type for record in ArchiveIterator(stream)]
    assert first == WarcRecordType.warcinfo
    assert others == [WarcRecordType.response] * number


def test_one_source_or_what_came_since_a_day(kept, tmp_path):
    assert export_warc(*kept, tmp_path / "a.warc", source="dump") == 1
    assert export_warc(*kept, tmp_path / "a.warc", since=NOW.date()) > 1
    assert export_warc(*kept, tmp_path / "a.warc", since=date(2026, 3, 3)) == 0


def test_an_export_that_fails_leaves_the_earlier_one(kept, tmp_path):
    (tmp_path / "all.warc").write_bytes(b"earlier")
    with pytest.raises(FileNotFoundError):
        export_warc(kept[0], tmp_path / "no batches here", tmp_path / "all.warc")
    assert (tmp_path / "all.warc").read_bytes() == b"earlier"
