"""What goes wrong outside the articles: no row is lost or doubled, no release is half, the message names the cause."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import HOME, NOW, ROOT, article, raw_page

from etl import lake as warehouse
from etl import pipeline
from etl.article import Article, RawPage
from etl.batch import DamagedBatchError, read_rows, write_rows
from etl.lake import BusyError, Lake
from etl.nlp import DEFAULT_MODEL
from etl.publish import CURRENT, point_at
from etl.sources.files import Files

STRANGER = """
import sqlite3, sys, time
catalog = sqlite3.connect(sys.argv[1], isolation_level=None)
catalog.execute("begin exclusive")
print("held", flush=True)
time.sleep(60)
"""
READER = """
import sys, duckdb
from pathlib import Path
reader = duckdb.connect(str(Path(sys.argv[1]).resolve()), read_only=True)
print(reader.sql("select n from numbers").fetchone()[0], flush=True)
sys.stdin.readline()
print(*reader.sql("select min(n), max(n), count(*) from numbers").fetchone(), flush=True)
"""


def batch_of(batches: Path, name: str, number: int = 5) -> None:
    folder = batches / name
    folder.mkdir(parents=True)
    articles = [article(f"The {name} body is number {n}.", article_id=f"{name}{n}") for n in range(number)]
    write_rows(folder, "pages", RawPage, [raw_page(b"x", f"test:{one.article_id}") for one in articles])
    write_rows(folder, "articles", Article, articles)


def articles_in(lake: Lake) -> list[str]:
    with warehouse.connect(lake, read_only=True) as connection:
        return [url for (url,) in connection.sql("select url from lake.staging.articles order by url").fetchall()]


# A catalog that somebody else holds


def test_a_catalog_locked_by_another_program_is_named_and_nothing_is_lost(lake, tmp_path):
    batch_of(tmp_path, "a")
    batch_of(tmp_path, "b")
    pipeline.load("a", tmp_path, lake)
    catalog = lake.catalog.removeprefix("ducklake:sqlite:")
    with subprocess.Popen([sys.executable, "-c", STRANGER, catalog], stdout=subprocess.PIPE, text=True) as stranger:
        assert stranger.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=rf"another program.*holds {catalog}.*run this again"):
            pipeline.load("b", tmp_path, lake)
        assert len(articles_in(lake)) == 5  # readers do not mind
        stranger.kill()
    pipeline.load("b", tmp_path, lake)
    assert len(articles_in(lake)) == len(set(articles_in(lake))) == 10


# A batch that the disk has damaged

DAMAGES = {
    "cut off": lambda content: content[: len(content) // 2],
    "empty": lambda _: b"",
    "zeros in a column": lambda content: content[:10] + bytes(80) + content[90:],
    "a footer of noise": lambda content: content[:-30] + b"x" * 22 + content[-8:],
    "not Parquet": lambda _: b"<html>",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("file", ["pages", "articles"])
def test_a_damaged_batch_is_named_and_the_others_are_loaded(lake, tmp_path, damage, file):
    batch_of(tmp_path, "sound")
    batch_of(tmp_path, "damaged", 40)
    parquet = tmp_path / "damaged" / f"{file}.parquet"
    parquet.write_bytes(damage(parquet.read_bytes()))
    with pytest.raises(DamagedBatchError, match=rf"{tmp_path}/damaged: {file}.parquet \(.*Nothing of this batch"):
        pipeline.load("damaged", tmp_path, lake)
    pipeline.load("sound", tmp_path, lake)
    assert len(articles_in(lake)) == 5


def test_a_bit_that_fell_over_is_noticed_before_it_is_read(tmp_path):
    batch_of(tmp_path, "a", 40)
    file = tmp_path / "a/articles.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 4] ^= 1
    file.write_bytes(content)
    with pytest.raises(DamagedBatchError, match=r"a: articles\.parquet"):
        read_rows(tmp_path / "a", "articles", Article)


def test_the_next_run_reads_the_documents_of_a_damaged_batch_again(lake, tmp_path):
    (tmp_path / "in").mkdir()
    told = "The mayor, Ann Bell, said on Monday that 40 people had been rescued from the river. "
    (tmp_path / "in/flood.txt").write_text(f"River floods town\n\n{told}\n\n“It was close,” Bell said.\n" + told * 9)
    entry, batches = Files(name="in", kind="files", path="in"), tmp_path / "batches"

    def stages() -> dict[str, int]:
        (batch,) = pipeline.collect(entry, tmp_path, batches, lake, 200, NOW)
        pipeline.clean(batch, batches, 20, 1, lake)
        pipeline.extract(batch, batches, DEFAULT_MODEL)
        for file in (batches / batch).glob("*.parquet") if damaged else ():
            file.write_bytes(file.read_bytes()[:-9])
        return pipeline.load(batch, batches, lake)

    damaged = True
    with pytest.raises(DamagedBatchError, match=r"articles\.parquet.*quotations\.parquet"):
        stages()
    damaged = False
    assert stages()["quotations"] > 0
    assert articles_in(lake) == ["in:flood.txt"]


# Readers while publications come and go


def release_of(releases: Path, number: int) -> None:
    file = releases / f"analytics-{number}.duckdb"
    with duckdb.connect(str(file)) as release:
        release.execute(f"create table numbers as select {number} as n from range(300000)")
    file.chmod(0o444)
    point_at(releases, file.name)


def test_a_reader_keeps_its_release_through_ten_publications(tmp_path):
    release_of(tmp_path, 0)
    command = [sys.executable, "-c", READER, tmp_path / CURRENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline() == "0\n"
        for number in range(1, 11):
            release_of(tmp_path, number)
            (tmp_path / f"analytics-{number - 1}.duckdb").unlink()  # as the oldest are, in the end
            new = subprocess.run(command, input="\n", capture_output=True, text=True, check=True)
            assert new.stdout == f"{number}\n{number} {number} 300000\n"
        assert reader.communicate("\n")[0] == "0 0 300000\n"


# Two runs at once


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    """A home in which `nutgraf run` is called twice at the same moment, on one outlet."""
    home = tmp_path_factory.mktemp("two")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
    command = [sys.executable, "-m", "etl.cli", "run", str(ROOT / "samples/northwire")]
    runs = [
        subprocess.Popen(
            command,
            env=kept | {"NUTGRAF_HOME": str(home), "COLUMNS": "200"},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    return home, outputs


def test_of_two_runs_at_once_one_waits_and_says_for_whom(two_runs):
    _, outputs = two_runs
    waited = [output for output in outputs if "another run is at work" in output]
    assert len(waited) == 1, outputs
    assert "process" in waited[0]
    assert "Nothing new" in waited[0]


def test_two_runs_at_once_load_each_article_once(two_runs):
    home, _ = two_runs
    lake = Lake(f"ducklake:sqlite:{home / 'catalog.sqlite'}", f"{home / 'lake'}/", str(HOME / "extensions"))
    assert len(articles_in(lake)) == len(set(articles_in(lake))) == 4
    assert len(list((home / "published").glob("analytics-*.duckdb"))) == 1
