"""Which sources a run visits: what is due, what a backfill can ask, and what is wrong with one entry of several."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from conftest import NOW, ROOT

from etl import lake as warehouse
from etl import pipeline
from etl.collecting import MANNERS
from etl.lake import Lake
from etl.schedule import Schedule
from etl.sources.days import Days
from etl.sources.entries import SourcesError, usable
from etl.sources.files import Files
from etl.sources.jsonl import Jsonl

CASES = yaml.safe_load((ROOT / "tests/cases/due.yml").read_text(encoding="utf-8"))
FOUR = timedelta(hours=4)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_source_is_due_once_in_each_stretch_of_its_interval(case):
    given = {name: case[name] for name in ("every", "at") if name in case}
    entry = Files.model_validate({"name": "post", "kind": "files", "path": "."} | given)
    last, now = (
        datetime.fromisoformat(str(case[name])).replace(tzinfo=UTC) if name in case else None
        for name in ("last", "now")
    )
    assert entry.due(last, now, FOUR) == case["due"]


@pytest.mark.parametrize(
    ("given", "is_hourly"),
    [({}, False), ({"every": "1d"}, False), ({"every": "6h"}, True), ({"at": "06:00"}, True), ({"every": "7d"}, False)],
)
def test_sources_that_ask_for_more_than_the_days_run_are_looked_at_every_hour(given, is_hourly):
    assert Files(name="post", kind="files", path=".", **given).is_hourly == is_hourly


def test_the_days_run_begins_when_the_setting_says(monkeypatch):
    monkeypatch.setenv("NUTGRAF_DAILY_AT", "21:30")
    assert (Schedule().cron, Schedule().hourly_cron) == ("30 21 * * *", "30 * * * *")
    assert Schedule().day_begins == timedelta(hours=21.5)


def written(folder: Path, *entries: str) -> Path:
    file = folder / "sources.yml"
    file.write_text("sources:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries))
    return file


def visit(file: Path, name: str, lake: Lake, after: timedelta = timedelta(0), days: Days | None = None) -> list[str]:
    """Visit a source, and load what it brought."""
    batches = file.parent / "batches"
    names = pipeline.visit(file, name, batches, lake, 9, NOW + after, MANNERS, days)
    for batch in names:
        pipeline.clean(batch, batches, 20, 1, lake)
        pipeline.load(batch, batches, lake)
    return names


def rows(lake: Lake, query: str) -> list[tuple]:
    with warehouse.connect(lake, read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(autouse=True)
def cleaned_here(monkeypatch):
    """Clean in this process: to start others takes longer than all the rest."""
    from etl.cleaning import clean

    monkeypatch.setattr(pipeline, "clean_all", lambda pages, **_: map(clean, pages))


GOOD = "name: good, kind: files, path: good"


def test_every_source_is_in_one_of_the_two_schedules(lake, tmp_path):
    file = written(tmp_path, GOOD, "name: often, kind: files, path: ., every: 6h", "name: odd, kind: fils, path: .")

    def due(hourly: bool | None) -> list[str]:
        return pipeline.due_sources(file, lake, NOW, FOUR, hourly=hourly)

    assert due(hourly=False) == ["good", "odd"]
    assert due(hourly=True) == ["often"]
    assert due(hourly=None) == ["good", "often", "odd"]


def test_an_entry_that_is_written_wrongly_does_not_keep_the_others_from_being_read(lake, tmp_path):
    file = written(tmp_path, GOOD, "name: odd, kind: fils, path: .", "name: shut, kind: files, path: ., enabled: false")
    assert [entry.name for entry in usable(file)] == ["good"]
    with pytest.raises(SourcesError, match=r"line 3: `kind` must be one of .*did you mean `files`"):
        visit(file, "odd", lake)
    ((source, error),) = rows(lake, "select source, error from collections")
    assert source == "odd"
    assert "line 3" in error


@pytest.mark.parametrize("text", ["sources: [", "sauces: []", "sources:\n  - {kind: files, path: .}\n"])
def test_a_file_that_cannot_be_used_is_an_error_and_watches_nothing(lake, tmp_path, text):
    (tmp_path / "sources.yml").write_text(text)
    with pytest.raises(SourcesError, match=r"sources\.yml"):
        pipeline.due_sources(tmp_path / "sources.yml", lake, NOW, FOUR)
    assert usable(tmp_path / "sources.yml") == []


# ── a source that cannot be read ─────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_that_broke_off_is_a_row_until_the_source_is_read_again(lake, tmp_path):
    file = written(tmp_path, "name: weekly, kind: files, path: late, every: 7d")
    with pytest.raises(FileNotFoundError, match=r"source weekly: there is no .*late; correct its `path`"):
        visit(file, "weekly", lake)
    assert rows(lake, "select source, error like 'source weekly: there is no%' from collections") == [("weekly", True)]
    assert pipeline.due_sources(file, lake, NOW + timedelta(days=1), FOUR) == ["weekly"]  # not only in a week
    (tmp_path / "late").mkdir()
    (name,) = visit(file, "weekly", lake, timedelta(hours=1))  # it is empty, and well
    assert rows(lake, "select error is null from collections order by collected_at") == [(False,), (True,)]
    assert visit(file, "weekly", lake, timedelta(hours=2)) == []
    assert pipeline.due_sources(file, lake, NOW + timedelta(hours=3), FOUR) == []
    assert (tmp_path / "batches" / name).is_dir()


def test_what_breaks_unexpectedly_is_noted_with_its_kind_and_raised(lake, tmp_path, monkeypatch):
    def documents(*_: object) -> None:
        raise RuntimeError("the parser stumbled")

    file = written(tmp_path, GOOD)
    monkeypatch.setattr(Files, "documents", documents)
    with pytest.raises(RuntimeError, match="the parser stumbled"):
        visit(file, "good", lake)
    assert rows(lake, "select error from collections") == [("RuntimeError: the parser stumbled",)]


# ── backfills ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_days_are_in_order():
    with pytest.raises(ValueError, match="lies before the first"):
        Days(date(2026, 3, 2), date(2026, 3, 1))


def test_a_backfill_asks_the_sources_that_know_their_days(tmp_path):
    feed = "name: feed, kind: feed, url: 'https://a.example/rss'"
    dump, off = "name: dump, kind: jsonl, path: .", "name: shut, kind: jsonl, path: ., enabled: false"
    file = written(tmp_path, GOOD, feed, dump, off, "name: odd, kind: fils")
    assert pipeline.sources_with_days(file) == ["feed", "dump"]


def test_a_dump_is_read_for_the_days_that_both_ask_for(lake, tmp_path):
    words = " ".join(f"The harbour of town {n} was reopened by its mayor on a windy day." for n in range(9))
    lines = (f'{{"url": "https://a.example/{n}", "date": "2026-03-0{n}", "text": "{words} {n}"}}' for n in range(1, 6))
    (tmp_path / "dump.jsonl").write_text("\n".join(lines))
    file = written(tmp_path, "name: dump, kind: jsonl, path: dump.jsonl, since: 2026-03-03, every: 1d")
    days = Days(date(2026, 3, 1), date(2026, 3, 4))
    assert len(visit(file, "dump", lake, days=days)) == 1
    assert rows(lake, "select url from pages order by url") == [(f"https://a.example/{n}",) for n in (3, 4)]
    assert rows(lake, "select new, since, until from collections") == [(2, days.first, days.last)]
    assert visit(file, "dump", lake, timedelta(minutes=1), days) == []
    assert pipeline.due_sources(file, lake, NOW, FOUR) == ["dump"]  # a backfill is no visit of today
    visit(file, "dump", lake, timedelta(minutes=2))
    assert rows(lake, "select max(url), count(*) from pages") == [("https://a.example/5", 3)]
    assert isinstance(usable(file)[0], Jsonl)
