"""The page an owner opens each morning: the verdict on the newest run, what failed and since when, the runs before it.

One template draws the first page and a page per run; both are rendered from the tables of `quality`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import duckdb

from etl.quality import data_docs, findings, pages
from etl.quality.charts import charts
from etl.quality.failing_rows import FailingRow, failing_rows
from etl.quality.findings import FailedCheck, Run
from etl.quality.verdict import STALE_HOURS, verdict

KEEP_RUNS = 30
_STATE = re.compile(r'<meta name="state" content="(.*?)">')


@dataclass(frozen=True)
class Owner:
    """Who looks after some of the tables, and how many of their checks failed."""

    name: str
    failed: int

    @property
    def slug(self) -> str:
        """The name in characters that addresses and style sheets can hold."""
        return "of-" + re.sub(r"\W+", "-", self.name.lower())


def write_report(
    connection: duckdb.DuckDBPyConnection, site: Path, keep_runs: int = KEEP_RUNS, *, web_url: str = ""
) -> Path:
    """Write `index.html` below `site` from the tables of `quality`, and one page per kept run; its path.

    web_url: Airflow's page, for the link to where a withheld run is approved; empty: no link.
    A run's page keeps the failing rows as they were in its time; it is written anew when its outcome changes. The pages
    of older runs are removed; their rows stay in the tables.
    """
    runs = findings.runs(connection, keep_runs)
    data_docs.prune(site, [run.run_id for run in runs])
    readers = findings.readers_have(connection)
    for place, run in reversed(list(enumerate(runs))):
        if place and _is_current(site / _page(run), run):
            continue
        content = _content(connection, site, runs[place:])
        content |= {
            "charts": charts(connection) if place == 0 else [],
            "run": run,
            "verdict": verdict(run, readers, web_url),
            "state": _state(run),
        }
        pages.write(site, _page(run), "report.html", **content, runs=[], recovered=[], stale_hours=None)
        if place == 0:
            rest = {"runs": [(run, _page(run)) for run in runs], "recovered": findings.recovered(connection, runs)}
            pages.write(site, "index.html", "report.html", **content, **rest, stale_hours=STALE_HOURS)
    if not runs:
        pages.write(
            site, "index.html", "report.html", run=None, verdict=verdict(None, None), state="none", stale_hours=None
        )
    return site / "index.html"


def _content(connection: duckdb.DuckDBPyConnection, site: Path, runs: Sequence[Run]) -> dict[str, Any]:
    """What a run found. runs: it and those before it, newest first."""
    run = runs[0]
    failed = findings.failed_checks(connection, run, list(runs))
    rows = failing_rows(connection, failed)
    held = findings.tables(connection, run.run_id)
    for table in held:
        page = data_docs.run_page(run.run_id, table["layer"], table["table_name"])
        table["page"] = page if (site / page).exists() else None
        suite = data_docs.suite_page(table["layer"], table["table_name"])
        table["suite"] = suite if (site / suite).exists() else None
    linked = {f"{table['layer']}.{table['table_name']}": table["page"] for table in held}
    counted = Counter(check.owner for check in failed)
    return {
        "failed": _by_severity(failed, rows, linked),
        "critical": [check for check in failed if check.severity == "critical"],
        "owners": [Owner(name, counted[name]) for name in sorted({table["owner"] for table in held})],
        "owner": Owner,
        "layers": [(layer, list(of)) for layer, of in groupby(held, key=lambda table: table["layer"])],
        "held": sum(table["held"] for table in held),
    }


def _by_severity(
    failed: list[FailedCheck], rows: list[list[FailingRow]], linked: dict[str, str | None]
) -> list[tuple[str, list[dict[str, Any]]]]:
    numbered = [
        {"number": number, "check": check, "rows": of, "page": linked[check.table]}
        for number, (check, of) in enumerate(zip(failed, rows, strict=True), start=1)
    ]
    severity = attrgetter("severity")
    return [(name, list(of)) for name, of in groupby(numbered, key=lambda entry: severity(entry["check"]))]


def _page(run: Run) -> str:
    return f"{data_docs.run_folder(run.run_id)}/index.html"


def _state(run: Run) -> str:
    """What a run's page must be written anew for."""
    return f"{run.outcome or 'pending'} {run.number or 0} {run.checks}"


def _is_current(page: Path, run: Run) -> bool:
    if not page.exists():
        return False
    with page.open(encoding="utf-8") as file:
        found = _STATE.search(file.read(2000))
    return found is not None and found[1] == _state(run)
