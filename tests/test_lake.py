"""Loading a batch is idempotent and atomic, also when the loader is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from conftest import NOW, article, raw_page

from etl import lake as warehouse
from etl.article import Article, RawPage, Rejection, Sentence
from etl.batch import write_rows
from etl.facts.quantities import Quantity
from etl.lake import Lake, loading
from etl.schema import stable_id


def quantity(version_id: str, start: int, number: float = 3) -> Quantity:
    return Quantity(
        fact_id=stable_id(version_id, "quantities", start),
        version_id=version_id,
        sentence_no=0,
        start_char=start,
        end_char=start + 1,
        surface=str(number),
        method="rule",
        extractor_version="t",
        value_low=number,
        value_high=number,
        unit=None,
        bound="exact",
    )


def batch_of(folder: Path, bodies: dict[str, str], facts_per_article: int = 2, rejected: tuple[str, ...] = ()) -> Path:
    """A batch folder: one page and article per body, some quantities each, and pages that were turned away."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {name: raw_page(body.encode(), f"test:{name}", batch=folder.name) for name, body in bodies.items()}
    articles = [article(body, article_id=name, page_id=pages[name].page_id) for name, body in bodies.items()]
    turned_away = [raw_page(name.encode(), f"test:{name}", batch=folder.name) for name in rejected]
    write_rows(folder, "pages", RawPage, [*pages.values(), *turned_away])
    write_rows(folder, "articles", Article, articles)
    facts = [quantity(a.version_id, start) for a in articles for start in range(facts_per_article)]
    write_rows(folder, "quantities", Quantity, facts)
    rejections = [
        Rejection(
            page_id=page.page_id,
            source="test",
            url=page.url,
            stage="clean",
            reason="too_short",
            detail="2 words",
            rejected_at=NOW,
        )
        for page in turned_away
    ]
    write_rows(folder, "rejections.clean", Rejection, rejections)
    return folder


def load(lake: Lake, batch: Path) -> dict[str, int]:
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        return warehouse.load(connection, batch)


def rows(lake: Lake) -> dict[str, list]:
    """Every row of staging, in an order of its own."""
    with warehouse.connect(lake, read_only=True) as connection:
        return {
            r.TABLE: connection.sql(f"from lake.staging.{r.TABLE} order by all").fetchall() for r in warehouse.STAGING
        }


def test_loading_a_batch_twice_changes_nothing(lake, tmp_path):
    batch = batch_of(tmp_path / "b1", {"one": "A body.", "two": "Another body."}, rejected=("short",))
    counts = load(lake, batch)
    once = rows(lake)
    assert (counts["pages"], counts["articles"], counts["quantities"], counts["rejections"]) == (3, 2, 4, 1)
    load(lake, batch)
    assert rows(lake) == once


def test_a_better_extractor_replaces_the_facts_of_a_version(lake, tmp_path):
    load(lake, batch_of(tmp_path / "b1", {"one": "A body."}, facts_per_article=5))
    load(lake, batch_of(tmp_path / "b1", {"one": "A body."}, facts_per_article=1))
    assert len(rows(lake)["quantities"]) == 1


def test_a_correction_is_a_second_version_beside_the_first(lake, tmp_path):
    load(lake, batch_of(tmp_path / "b1", {"one": "Three people came."}))
    load(lake, batch_of(tmp_path / "b2", {"one": "Four people came."}))
    found = rows(lake)
    assert len(found["articles"]) == 2
    assert len({row[0] for row in found["articles"]}) == 1
    assert len(found["quantities"]) == 4


def test_a_page_that_is_cleaned_anew_leaves_no_old_version(lake, tmp_path):
    batch = batch_of(tmp_path / "b1", {"one": "A body. Share on Facebook"})
    load(lake, batch)
    page_id = raw_page(b"A body. Share on Facebook", "test:one").page_id
    cleaner = article("A body.", article_id="one", page_id=page_id)
    write_rows(batch, "articles", Article, [cleaner])
    write_rows(batch, "quantities", Quantity, [quantity(cleaner.version_id, 0)])
    load(lake, batch)
    found = rows(lake)
    assert [row[1] for row in found["articles"]] == [cleaner.version_id]
    assert [row[1] for row in found["quantities"]] == [cleaner.version_id]


def test_pages_that_were_loaded_or_turned_away_are_known(lake, tmp_path):
    load(lake, batch_of(tmp_path / "b1", {"one": "A body."}, rejected=("short",)))
    with warehouse.connect(lake, read_only=True) as connection:
        known = warehouse.known_pages(connection, "test")
        assert warehouse.known_pages(connection, "another") == set()
    assert known == {raw_page(b"A body.", "test:one").page_id, raw_page(b"short", "test:short").page_id}


def test_the_state_changes_with_the_rows_and_not_with_a_reload(lake, tmp_path):
    def state() -> str:
        with warehouse.connect(lake, read_only=True) as connection:
            return warehouse.state(connection)

    batch = batch_of(tmp_path / "b1", {"one": "A body."})
    load(lake, batch)
    first = state()
    load(lake, batch)
    assert state() == first
    load(lake, batch_of(tmp_path / "b2", {"two": "Another body."}))
    assert state() != first


def test_a_batch_that_does_not_fit_leaves_nothing_behind(lake, tmp_path):
    load(lake, batch_of(tmp_path / "b1", {"one": "A body."}))
    before = rows(lake)
    broken = batch_of(tmp_path / "b2", {"two": "Another body."})
    write_rows(broken, "quantities", Sentence, [])  # columns of another table
    with pytest.raises(duckdb.Error):
        load(lake, broken)
    assert rows(lake) == before


def test_the_catalog_is_read_only_for_readers(lake, tmp_path):
    load(lake, batch_of(tmp_path / "b1", {"one": "A body."}))
    with warehouse.connect(lake, read_only=True) as connection, pytest.raises(duckdb.Error, match="read-only"):
        connection.execute("delete from lake.staging.articles")


def test_a_warehouse_of_an_earlier_version_gets_the_new_columns(lake, tmp_path):
    with warehouse.connect(lake) as connection:
        warehouse.create_tables(connection)
        connection.execute("alter table lake.staging.quantities drop column counted")
    load(lake, batch_of(tmp_path / "b1", {"one": "A body."}))
    with warehouse.connect(lake, read_only=True) as connection:
        assert connection.sql("select distinct counted from lake.staging.quantities").fetchall() == [(None,)]


def test_tidying_up_removes_what_is_old_and_no_row(lake, tmp_path):
    for _ in range(3):
        load(lake, batch_of(tmp_path / "b1", {f"n{n}": f"Body {n}." for n in range(40)}, facts_per_article=10))
    before, files = rows(lake), len(list(Path(lake.data_path).rglob("*.parquet")))
    with warehouse.connect(lake) as connection:
        warehouse.tidy(connection, keep_days=0)
    assert rows(lake) == before
    assert len(list(Path(lake.data_path).rglob("*.parquet"))) < files


LOADER = """
import sys
from pathlib import Path
from etl import lake as warehouse
lake = warehouse.Lake(*sys.argv[1:4])
with warehouse.connect(lake) as connection:
    print("ready", flush=True)
    sys.stdin.readline()
    warehouse.load(connection, Path(sys.argv[4]))
"""


def killed_load(lake: Lake, batch: Path, after_seconds: float | None) -> float:
    """Load in a process of its own and kill it -9 after a time; the seconds that it ran."""
    command = [sys.executable, "-c", LOADER, lake.catalog, lake.data_path, lake.extensions, str(batch)]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout.readline() == "ready\n"
        began = time.monotonic()
        process.stdin.write("go\n")
        process.stdin.flush()
        try:
            process.wait(after_seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
    return time.monotonic() - began


def test_a_load_that_is_killed_leaves_all_or_nothing_and_can_be_repeated(lake, tmp_path):
    load(lake, batch_of(tmp_path / "b0", {"zero": "Was there before."}))
    before = rows(lake)
    bodies = {f"n{number}": f"Body number {number}." for number in range(500)}
    batch = batch_of(tmp_path / "b1", bodies, facts_per_article=40)
    other = Lake(f"ducklake:sqlite:{tmp_path / 'other.sqlite'}", f"{tmp_path / 'other'}/", lake.extensions)
    load(other, batch_of(tmp_path / "b0", {"zero": "Was there before."}))
    whole_load = killed_load(other, batch, None)
    after = rows(other)
    states = []
    for share in (0.1, 0.4, 0.7, 0.9, 1.0):
        killed_load(lake, batch, whole_load * share)
        states.append("before" if (now := rows(lake)) == before else "after" if now == after else "torn")
        if states[-1] == "after":
            break
    assert "torn" not in states
    assert "before" in states
    load(lake, batch)
    assert rows(lake) == after


def test_what_could_not_be_read_is_one_row_however_often_it_is_loaded(lake, tmp_path):
    batch = batch_of(tmp_path / "b1", {"one": "A body."})
    unreadable = Rejection(
        page_id="x", source="test", url="test:x", stage="load", reason="unreadable", detail="damaged", rejected_at=NOW
    )
    write_rows(batch, "rejections.load", Rejection, [unreadable])
    load(lake, batch)
    load(lake, batch)
    assert [row[0] for row in rows(lake)["rejections"]] == ["x"]


def test_the_files_of_many_loads_are_joined(lake, tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "MANY_SMALL_FILES", 4)
    for number in range(5):
        load(lake, batch_of(tmp_path / f"b{number}", {f"n{number}-{n}": f"Body {n}." for n in range(20)}))
    with warehouse.connect(lake, read_only=True) as connection:
        files = connection.sql("from ducklake_list_files('lake', 'articles', schema => 'staging')").fetchall()
    assert len(files) < 4
    assert len(rows(lake)["articles"]) == 100
