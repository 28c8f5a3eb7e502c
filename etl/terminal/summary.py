"""What a run ends with: articles, rejections, facts, audits, where things lie, and one question with its answer."""

from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from etl.facts import FACT_TYPES
from etl.lake import Lake, connect, prepare
from etl.publish import CURRENT
from etl.settings import Settings

QUESTION = (
    "select speaker, quote from quotations where kind = 'direct' and speaker_title is not null "
    "order by n_articles desc, speaker limit 5"
)


def counts(lake: Lake) -> dict[str, int]:
    """Rows of staging: pages, articles, rejections and one entry per fact type."""
    names = ["pages", "articles", "rejections", *(record.TABLE for record in FACT_TYPES)]
    prepare(lake)
    with connect(lake, read_only=True) as connection:
        parts = (f"select '{name}' as name, count(*) as n from lake.staging.{name}" for name in names)
        found = dict(connection.execute(" union all ".join(parts)).fetchall())
    return {name: found[name] for name in names}


def show(settings: Settings, console: Console) -> None:
    """Print the summary."""
    found = counts(settings.lake)
    facts = "  ".join(f"{record.TABLE} {found[record.TABLE]}" for record in FACT_TYPES)
    console.print()
    console.print(f"articles        {found['articles']} read, {found['rejections']} rejected", highlight=False)
    with connect(settings.lake, read_only=True) as connection:
        for reason, url, detail in _rejections(connection):
            console.print(f"                [yellow]{reason}[/] {url}: {detail}", highlight=False)
        console.print(f"facts           {facts}", highlight=False)
        _show_audits(connection, console)
    console.print(f"analytics file  {settings.releases / CURRENT}", highlight=False, soft_wrap=True)
    console.print(f"quality report  {settings.reports / 'index.html'}", highlight=False, soft_wrap=True)
    if (settings.releases / CURRENT).exists():
        _show_answer(settings.releases / CURRENT, console)


def _rejections(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    return connection.execute(
        "select reason, url, detail from lake.staging.rejections order by url limit 10"
    ).fetchall()


def _show_audits(connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    rows = connection.execute(
        "select severity, success, count(*) from lake.quality.check_results "
        "where run_id = (select last(run_id order by snapshot_id nulls first, run_at) from lake.quality.check_results) "
        "group by all"
    ).fetchall()
    passed = sum(n for _, success, n in rows if success)
    failed = ", ".join(f"{n} {severity}" for severity, success, n in sorted(rows) if not success)
    if rows:
        console.print(f"audit           {passed} checks passed, failed: {failed or 'none'}", highlight=False)


def _show_answer(file: Path, console: Console) -> None:
    table = Table(title=f"\n{QUESTION};", title_justify="left", title_style="bold", header_style="dim")
    with duckdb.connect(str(file.resolve()), read_only=True) as published:
        result = published.execute(QUESTION)
        for name, *_ in result.description or ():
            table.add_column(name)
        for row in result.fetchall():
            table.add_row(*map(str, row))
    console.print(table)
