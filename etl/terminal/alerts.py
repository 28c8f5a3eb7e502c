"""`nutgraf alerts`: whether they arrive, and what was told."""

import os

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.alerts.message import trial
from etl.alerts.telling import tell
from etl.lake import Lake, connect
from etl.scheduler import home
from etl.settings import Settings

UNSET = (
    "Nobody is told: set NUTGRAF_ALERTS, for example to mailto:desk@example.org or to a web hook's https:// address."
)


def try_targets(settings: Settings, console: Console) -> int:
    """Send a test message to every target and show which took it; the exit code: 0 all did."""
    if not settings.targets:
        console.print(UNSET)
        return 1
    os.environ.setdefault("_AIRFLOW_PROCESS_CONTEXT", "server")  # so that connections of Airflow's page are found
    os.environ.setdefault("AIRFLOW__LOGGING__LOGGING_LEVEL", "CRITICAL")  # what matters is shown below
    home.prepare(settings)
    with console.status("sending"):
        outcomes = tell(trial(settings.web_url), settings.targets, settings.lake)
    for outcome in outcomes:
        mark, said = ("[red]✗[/]", f": {outcome.error}") if outcome.error else ("[green]✓[/]", "")
        console.print(f"{mark} {escape(outcome.target.label + said)}", highlight=False, soft_wrap=True)
    return 1 if any(outcome.error for outcome in outcomes) else 0


def list_told(lake: Lake, number: int, console: Console) -> None:
    """Show the newest messages: when, what, to which kind of target, whether it arrived."""
    query = "select sent_at, target, subject, error from lake.quality.alerts order by sent_at desc, target limit ?"
    try:
        with connect(lake, read_only=True) as connection:
            rows = connection.execute(query, [number]).fetchall()
    except (FileNotFoundError, duckdb.CatalogException):  # nothing was ever run here
        rows = []
    if not rows:
        console.print("Nobody was told of anything yet.")
        return
    table = Table(header_style="dim", box=None, padding=(0, 2, 0, 0))
    for column in ("sent (UTC)", "to", "what", "arrived"):
        table.add_column(column, overflow="fold")
    for sent_at, target, subject, error in rows:
        table.add_row(f"{sent_at:%Y-%m-%d %H:%M}", target, escape(subject), escape(error) if error else "yes")
    console.print(table)
