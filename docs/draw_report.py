"""Draw the README's picture of the quality page after `make run`: `python docs/draw_report.py data`. Needs Chromium.

The articles are those of the samples, whose outlets and people are invented; so is the month of runs around them: the
newest one finds titles cut by a character, and one outlet's speakers gone.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from etl import lake as warehouse
from etl.lake import Lake
from etl.quality.publications import Publication, run_id
from etl.quality.report import write_report
from etl.quality.results import CheckResult, store
from etl.schema import columns, stable_id, to_arrow

PICTURE = Path(__file__).parent / "images" / "report.png"
WIDTH, HEIGHT, DAYS = 1200, 1000, 30
COPIED = ("articles", "sentences", "roles")
TITLES = "`text[title_start_char:title_end_char]` is `title`, to the character"
SPEAKERS = "no outlet's share of quotations with a speaker is off its median of 28 days by 20 points"
BOILERPLATE = "at most 3 % of the texts hold a phrase of boilerplate"
FAILED_BEFORE = {BOILERPLATE: {1, 2, 3, 4, 5, 6, 11}}  # description → days ago


def main(home: Path) -> None:
    """Invent the month in memory, write its report, take the picture of its first screen."""
    now = datetime.now(UTC).replace(hour=4, minute=12, second=8, microsecond=0)
    lake = Lake(f"ducklake:sqlite:{home / 'catalog.sqlite'}", f"{home / 'lake'}/", str(home / "extensions"))
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute("attach ':memory:' as lake")
        for schema in ("staging", "quality", "marts"):
            connection.execute(f"create schema lake.{schema}")
        with warehouse.connect(lake, read_only=True) as samples:
            template = read(samples, connection)
        for age in range(DAYS - 1, -1, -1):
            at = now - timedelta(days=age)
            run = run_id(f"scheduled__{at}", at)
            store(connection, list(results(template, run, at, age, failing_rows(connection))))
            decide(connection, run, at, DAYS - age, "published" if age else "withheld")
        page = write_report(connection, Path(folder), web_url="http://127.0.0.1:8080")
        take(page)


def read(samples: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Copy the articles and what the page shows of them; the checks of the newest run."""
    tables = {f"staging.{name}": samples.execute(f"from lake.staging.{name}").to_arrow_table() for name in COPIED}
    tables |= {f"quality.{record.TABLE}": to_arrow([], record) for record in (CheckResult, Publication)}
    for name, rows in tables.items():
        connection.register("rows", rows)
        connection.execute(f"create table lake.{name} as from rows")
        connection.unregister("rows")
    found = samples.execute(
        "from lake.quality.check_results "
        "where run_id = (select run_id from lake.quality.check_results order by run_at desc limit 1)"
    )
    names = [column[0] for column in found.description]
    return [CheckResult(**dict(zip(names, row, strict=True))) for row in found.fetchall()]


def failing_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """The rows that the newest run finds, by the check that finds them."""
    titles = connection.execute(
        "select fact_id, version_id, title_start_char + 1 as title_start_char, title_end_char, title, "
        "title[2:] as found from lake.staging.roles where length(title) > 12 order by fact_id limit 7"
    )
    names = [column[0] for column in titles.description]
    drift = {"outlet": "Lagos Courier", "judged_by": 64, "speaker_known": 0.58, "usual_speaker_known": 0.91}
    return {
        TITLES: [dict(zip(names, row, strict=True)) for row in titles.fetchall()],
        SPEAKERS: [{"outlet_day_id": "Lagos Courier", **drift}],
        BOILERPLATE: [],
    }


def results(
    template: list[CheckResult], run: str, at: datetime, age: int, rows: dict[str, list[dict[str, Any]]]
) -> Iterator[CheckResult]:
    """Every check of a run: all hold but those above."""
    chance = random.Random(age)
    for check in template:
        fails = check.description in rows if age == 0 else age in FAILED_BEFORE.get(check.description, ())
        measured = check.measured
        if check.description == BOILERPLATE:
            measured = chance.uniform(4, 6) if fails else chance.uniform(0, 2)
        elif check.expected == "no row":
            measured = float(len(rows[check.description])) if fails else 0.0
        found = json.dumps(rows[check.description]) if fails and age == 0 else "[]"
        yield replace(
            check,
            check_id=stable_id(run, check.check_id),
            run_id=run,
            run_at=at,
            snapshot_id=DAYS - age,
            success=not fails,
            measured=measured,
            observed_value=None if measured is None else json.dumps(round(measured, 4)),
            unexpected_count=int(measured or 0) if check.expected == "no row" else check.unexpected_count,
            unexpected_percent=measured if check.description == BOILERPLATE else check.unexpected_percent,
            sample_keys=found,
            sample_rows=found,
            error=None,
        )


def decide(connection: duckdb.DuckDBPyConnection, run: str, at: datetime, number: int, outcome: Any) -> None:
    """Note what became of a run."""
    row = Publication(
        publication_id=stable_id(run, number),
        number=number,
        run_id=run,
        airflow_run_id=f"scheduled__{at:%Y-%m-%dT%H:%M:%S}+00:00",
        outcome=outcome,
        decided_at=at + timedelta(minutes=1),
        snapshot_id=number,
        release=f"analytics-{run}.duckdb" if outcome == "published" else None,
    )
    connection.register("row", to_arrow([row], Publication))
    names = ", ".join(column.name for column in columns(Publication))
    connection.execute(f"insert into lake.quality.publications by name select {names} from row")
    connection.unregister("row")


def take(page: Path) -> None:
    """The first screen of a page as a picture."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        raise SystemExit("Chromium is not installed")
    flags = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
    subprocess.run([browser, *flags, f"--screenshot={PICTURE}", page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
