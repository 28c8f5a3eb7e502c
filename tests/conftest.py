"""Fixtures that several test modules share."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

# Airflow reads its environment when it is first imported, so the home of the tests stands before any import of it.
ROOT = Path(__file__).resolve().parents[1]
HOME = Path(tempfile.mkdtemp(prefix="nutgraf-test-"))
os.environ["NUTGRAF_HOME"] = str(HOME)
for name in [name for name in os.environ if name.startswith("AIRFLOW")]:
    del os.environ[name]  # of the process that started this one: two workers must not share a database

from etl.article import Article, RawPage  # noqa: E402
from etl.lake import Lake  # noqa: E402
from etl.scheduler.home import environment  # noqa: E402
from etl.schema import stable_id  # noqa: E402
from etl.settings import Settings  # noqa: E402

os.environ.update(environment(Settings()))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty warehouse of its own."""
    return Lake(f"ducklake:sqlite:{tmp_path / 'catalog.sqlite'}", f"{tmp_path / 'lake'}/", str(HOME / "extensions"))


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """Airflow's database in the home of these tests, made once."""
    from etl.scheduler.home import prepare

    prepare(Settings(home=HOME))


@pytest.fixture(scope="session", autouse=True)
def remove_home():
    yield
    import shutil

    shutil.rmtree(HOME, ignore_errors=True)


def growth(work: Callable[[Any], object], small: Any, large: Any) -> float:
    """How many times the CPU of `small` the `large` input takes; the least of three tries each, as others share it."""

    def seconds(given: Any) -> float:
        begun = time.process_time()
        work(given)
        return time.process_time() - begun

    return min(seconds(large) for _ in range(3)) / max(min(seconds(small) for _ in range(3)), 0.001)


def article(text: str, *, article_id: str = "a1", title: str | None = None, **columns) -> Article:
    """An article around a body, as cleaning would make it."""
    head = f"{title}\n\n" if title else ""
    return Article(
        **{
            "article_id": article_id,
            "version_id": stable_id(article_id, title, text),
            "page_id": stable_id("page", article_id, text),
            "source": "test",
            "url": f"test:{article_id}",
            "title": title,
            "authors": [],
            "published_on": NOW.date(),
            "published_at": NOW,
            "language": "en",
            "text": head + text,
            "body_start": len(head),
            "body_hash": stable_id(text),
            "dropped": [],
            "n_words": len(text.split()),
            "fetched_at": NOW,
            "ingested_at": NOW,
        }
        | columns
    )


def raw_page(content: bytes, url: str = "test:a1", media_type: str = "text/plain", batch: str = "b") -> RawPage:
    """A page as a source would deliver it."""
    return RawPage(
        page_id=stable_id(url, content),
        source="test",
        url=url,
        fetched_at=NOW,
        media_type=media_type,
        sha256=stable_id(content),
        n_bytes=len(content),
        batch=batch,
        content=content,
    )


@dataclass(frozen=True)
class DailyRun:
    """A home of its own in which `nutgraf run` was called on the samples, and what it printed."""

    home: Path
    exit_code: int
    output: str
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def current(self) -> Path:
        return self.home / "published" / "current.duckdb"

    def again(self, *arguments: str) -> "DailyRun":
        """Call it once more in the same home."""
        return nutgraf_run(self.home, *arguments, variables=self.variables)


def nutgraf_run(home: Path, *arguments: str, variables: dict[str, str] | None = None) -> DailyRun:
    """`nutgraf run` in a process of its own, without any AIRFLOW variable of the tests. `variables`: set besides."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", "run", *arguments],
        env=kept | {"NUTGRAF_HOME": str(home), "COLUMNS": "160"} | (variables or {}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return DailyRun(home, done.returncode, done.stdout + done.stderr, variables or {})


@pytest.fixture(scope="session")
def daily_run(tmp_path_factory) -> DailyRun:
    """The first run on the samples, through the real DAGs: every test that reads published marts shares it."""
    return nutgraf_run(tmp_path_factory.mktemp("home"))
