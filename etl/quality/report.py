"""The first page a reviewer opens: the newest run's verdict, what failed and since when, and the runs before it."""

import json
from pathlib import Path
from typing import Any

import duckdb

from etl.quality import data_docs, pages

KEEP_RUNS = 30

_RUNS = """
select
    run_id,
    max(run_at) as run_at,
    count(*) as checks,
    count(*) filter (where not success and severity = 'critical') as critical,
    count(*) filter (where not success and severity = 'warning') as warning,
    count(*) filter (where not success and severity = 'info') as info,
from lake.quality.check_results
group by run_id
order by run_at desc, run_id desc
limit ?
"""

# How many runs in a row a check has failed, this one included, tells a new fault from a known one.
_FAILED = """
with

history as (
    select
        *,
        max(run_at) filter (where success) over (
            partition by layer, table_name, expectation, column_name, description order by run_at
        ) as last_success,
    from lake.quality.check_results
),

failing as (
    select
        *,
        count(*) over (
            partition by layer, table_name, expectation, column_name, description, last_success order by run_at
        ) as runs_failed,
    from history
    where not success
)

select
    severity, layer, table_name, owner, column_name, description, notes, observed_value, unexpected_count,
    unexpected_percent, sample_keys, error, runs_failed,
from failing
where run_id = ?
order by array_position(['critical', 'warning', 'info'], severity), layer desc, table_name, description
"""

_TABLES = """
select
    layer,
    table_name,
    any_value(owner) as owner,
    count(*) as checks,
    count(*) filter (where success) as passed,
    count(*) filter (where not success and severity = 'critical') as critical,
    count(*) filter (where not success and severity = 'warning') as warning,
    count(*) filter (where not success and severity = 'info') as info,
from lake.quality.check_results
where run_id = ?
group by layer, table_name
order by layer desc, table_name
"""


def write_report(
    connection: duckdb.DuckDBPyConnection, site: Path, keep_runs: int = KEEP_RUNS, *, web_url: str = ""
) -> Path:
    """Write `index.html` below `site` from the tables of `quality`, and one page per kept run; its path.

    web_url: Airflow's page, for the link to where a withheld run is approved; empty: no link.
    The pages of older runs are removed; their rows stay in the table.
    """
    runs = _rows(connection, _RUNS, keep_runs)
    data_docs.prune(site, [run["run_id"] for run in runs])
    newest = runs[0] if runs else None
    for run in runs:
        run["page"] = f"{data_docs.run_folder(run['run_id'])}/index.html"
        if run is newest or not (site / run["page"]).exists():
            pages.write(site, run["page"], "report.html", run=run, runs=[], **_findings(connection, site, run))
    findings = _findings(connection, site, newest) if newest else {"failed": [], "tables": []}
    pages.write(site, "index.html", "report.html", run=newest, runs=runs, **findings)
    return site / "index.html"


def _findings(connection: duckdb.DuckDBPyConnection, site: Path, run: dict[str, Any]) -> dict[str, Any]:
    failed = _rows(connection, _FAILED, run["run_id"])
    for check in failed:
        check["samples"] = [", ".join(map(str, key.values())) for key in json.loads(check["sample_keys"])]
        check["observed"] = _observed(check)
    tables = _rows(connection, _TABLES, run["run_id"])
    for row in failed + tables:
        row["page"] = data_docs.run_page(run["run_id"], row["layer"], row["table_name"])
    for table in tables:
        table["page"] = table["page"] if (site / table["page"]).exists() else None
    return {"failed": failed, "tables": tables}


def _observed(check: dict[str, Any]) -> str:
    """What was measured, as a reviewer reads it."""
    if check["unexpected_count"] is not None:
        share = f" ({check['unexpected_percent']:.1f} %)" if check["unexpected_percent"] is not None else ""
        return f"{check['unexpected_count']:,} row{'' if check['unexpected_count'] == 1 else 's'}{share}"
    value = json.loads(check["observed_value"]) if check["observed_value"] else None
    return "–" if value is None else f"{value:,.4g}" if isinstance(value, float) else str(value)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameter: object) -> list[dict[str, Any]]:
    found = connection.execute(query, [parameter])
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
