"""A disk that is full: the lake and the batches stay whole, and the error says what to free."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import HOME, article, raw_page

from etl import lake as warehouse
from etl import pipeline
from etl.article import Article, RawPage
from etl.batch import read_rows, write_rows
from etl.disk import DiskFullError
from etl.lake import Lake


def batch_of(folder: Path, number: int) -> Path:
    """A batch of articles whose words do not pack well."""
    folder.mkdir(parents=True)
    bodies = [os.urandom(600).hex() for _ in range(number)]
    articles = [article(body, article_id=f"{folder.name}-{n}") for n, body in enumerate(bodies)]
    write_rows(folder, "pages", RawPage, [raw_page(b"x", f"test:{one.article_id}") for one in articles])
    write_rows(folder, "articles", Article, articles)
    return folder


def articles_in(lake: Lake) -> int:
    with warehouse.connect(lake, read_only=True) as connection:
        return connection.sql("select count(*) from lake.staging.articles").fetchone()[0]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", disk]
    if not shutil.which("mount") or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_load_onto_a_full_disk_leaves_the_lake_as_it_was(small_disk, tmp_path):
    lake = Lake(f"ducklake:sqlite:{small_disk / 'catalog.sqlite'}", f"{small_disk / 'lake'}/", str(HOME / "extensions"))
    batches = tmp_path / "batches"
    batch_of(batches / "small", 20)
    batch_of(batches / "large", 4000)
    pipeline.load("small", batches, lake)
    with pytest.raises(DiskFullError, match=r"logs/.*published/.*may be deleted"):
        pipeline.load("large", batches, lake)
    assert articles_in(lake) == 20
    subprocess.run(["mount", "-o", "remount,size=40M", small_disk], check=True)
    pipeline.load("large", batches, lake)
    assert articles_in(lake) == 4020


def test_a_batch_on_a_full_disk_keeps_its_earlier_files(small_disk):
    batch = batch_of(small_disk / "batch", 20)
    with pytest.raises(DiskFullError, match=str(batch)):
        write_rows(batch, "articles", Article, [article(os.urandom(600).hex()) for _ in range(4000)])
    assert len(read_rows(batch, "articles", Article)) == 20
    assert [file.name for file in batch.iterdir() if file.name.startswith(".")] == []


def test_a_full_disk_is_known_without_one(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(DiskFullError, match=rf"{tmp_path}.*run this again"):
        write_rows(tmp_path, "articles", Article, [])


def test_another_error_stays_what_it_is(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_rows(tmp_path / "gone", "articles", Article, [])
