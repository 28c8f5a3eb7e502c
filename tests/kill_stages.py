"""The stages of one home, each in a forked child that may be killed at a random moment. A program of its own.

The stages' libraries are loaded once, here; a child begins its work at once, so that a kill hits the work and not the
imports. `python tests/kill_stages.py HOME ARTICLES KILLS SEED` prints one JSON object: per stage, how many kills hit.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from etl import lake as warehouse
from etl import nlp, pipeline
from etl.build import build
from etl.nlp import DEFAULT_MODEL
from etl.publish import CURRENT
from etl.quality import decisions
from etl.quality.gate import audit_layer
from etl.quality.runs import BuildRun
from etl.settings import Settings
from etl.sources.files import Files

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Home:
    """The stages of one day's batch, as the DAGs call them."""

    def __init__(self, home: Path, articles: Path) -> None:
        self.settings = Settings(home=home)
        self.lake, self.batches, self.articles = self.settings.lake, self.settings.batches, articles
        self.batch = self.run_id = ""
        self.snapshot = 0

    def begin(self, day: str) -> None:
        """Collect and clean a day's articles: what the stages that are killed work on."""
        self.batch, self.run_id = done(lambda: self._begin(day)), f"run-{day}"

    def _begin(self, day: str) -> str:
        entry = Files(name=day, kind="files", path=str(self.articles / day))
        (batch,) = pipeline.collect(entry, self.articles, self.batches, self.lake, 200, NOW)
        pipeline.clean(batch, self.batches, 20, 1, self.lake)
        return batch

    def extract(self) -> None:
        pipeline.extract(self.batch, self.batches, DEFAULT_MODEL)

    def load(self) -> None:
        pipeline.load(self.batch, self.batches, self.lake)

    def build(self) -> int:
        return build(self.lake, self.settings.home)

    def audit(self) -> None:
        for layer in ("staging", "marts"):
            audit_layer(self.run, layer, NOW, {}, snapshot=self.snapshot)

    def publish(self) -> None:
        decisions.publish(self.run, self.snapshot, self.settings.releases, 9)

    @property
    def run(self) -> BuildRun:
        return BuildRun(
            run_id=self.run_id, airflow_run_id=None, lake=self.lake, reports=self.settings.reports, keep_reports=9
        )

    def once(self, stage: str) -> float:
        """A stage undisturbed, in a child; its seconds."""
        ended, seconds, found = forked(getattr(self, stage))
        assert ended == 0, f"{stage} of {self.run_id} ended with {ended}"
        if stage == "build":
            self.snapshot = found
        return seconds

    STAGES = ("extract", "load", "build", "audit", "publish")

    def seen(self) -> dict[str, Any]:
        """What a kill must not leave half done: staging, and the release that readers open."""
        with warehouse.connect(self.lake, read_only=True) as connection:
            staging = warehouse.state(connection)
        with duckdb.connect(str((self.settings.releases / CURRENT).resolve()), read_only=True) as current:
            run = current.execute("select run_id from release").fetchall()
            rows = current.execute("select count(*) from quotations").fetchall()
        return {"staging": staging, "release": [run, rows]}


def forked(work: Callable[[], object], after_seconds: float | None = None) -> tuple[int, float, Any]:
    """Do some work in a child, killed after a while if that is given: how it ended, its seconds, what it found.

    How it ended: a signal as a negative number, or an exit code. The parent itself never opens the warehouse: DuckDB's
    threads do not survive a fork.
    """
    began = time.monotonic()
    told, tells = os.pipe()
    if (child := os.fork()) == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            os.write(tells, json.dumps(work()).encode())
            os._exit(0)
        finally:  # an error must not go on in the parent's code
            traceback.print_exc()
            os._exit(1)
    os.close(tells)
    if after_seconds is not None:
        time.sleep(after_seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(told) as pipe:
        found = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - began, json.loads(found or "null")


def done(work: Callable[[], object]) -> Any:
    """What undisturbed work found."""
    ended, _, found = forked(work)
    assert ended == 0, f"{work.__name__} ended with {ended}"
    return found


def undisturbed(home: Home, day: str) -> dict[str, float]:
    """Each stage once; its seconds."""
    home.begin(day)
    return {stage: home.once(stage) for stage in Home.STAGES}


def disturbed(home: Home, day: str, taken: dict[str, float], kills: int, chance: random.Random) -> dict[str, int]:
    """Each stage killed `kills` times, looked at after each, then done once; how many kills hit a stage at work."""
    home.begin(day)
    hit = {}
    for stage in Home.STAGES:
        seen, hits = [done(home.seen)], 0
        for _ in range(kills):
            (home.batches / home.batch / "extract.json").unlink(missing_ok=True)  # else one that ended spares the next
            ended, *_ = forked(getattr(home, stage), chance.uniform(0.02, taken[stage]))
            hits += ended == -signal.SIGKILL
            seen.append(done(home.seen))
        home.once(stage)
        before, after = seen[0], done(home.seen)
        for what in before:
            half = [one[what] for one in seen if one[what] not in (before[what], after[what])]
            assert not half, f"{stage} left {what} between {before[what]} and {after[what]}: {half}"
        hit[stage] = hits
    return hit


def main(home: Path, articles: Path, kills: int, seed: int) -> None:
    """Two homes read the same two days; in one of them the second day is full of kills."""
    nlp.load(DEFAULT_MODEL)
    import dbt.cli.main  # noqa: F401

    quiet, troubled = Home(home / "quiet", articles), Home(home / "troubled", articles)
    for one in (quiet, troubled):
        undisturbed(one, "monday")
    taken = undisturbed(quiet, "tuesday")
    print(json.dumps({"seconds": taken, "hit": disturbed(troubled, "tuesday", taken, kills, random.Random(seed))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
