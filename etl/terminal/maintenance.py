"""`nutgraf maintenance`: the weekly upkeep at once, and what it freed."""

from datetime import UTC, datetime

import duckdb
from rich.console import Console

from etl.disk import DiskFullError
from etl.lake import BusyError, prepare
from etl.scheduler import home
from etl.settings import Settings
from etl.upkeep.airflow_database import CleanUpError
from etl.upkeep.freed import Freed, table
from etl.upkeep.parts import PARTS


def run(settings: Settings, console: Console, *, dry_run: bool) -> int:
    """Run every part and show what it freed, or would; the exit code: 1 where a part failed."""
    home.prepare(settings)
    prepare(settings.lake)
    freed: list[Freed] = []
    failed = False
    for name, part in PARTS.items():
        try:
            with console.status(name.replace("_", " ")):
                freed += part(settings.upkeep, datetime.now(UTC), dry_run)
        except (DiskFullError, BusyError, CleanUpError, OSError, duckdb.Error) as error:
            console.print(f"[red]failed[/] {name}: {error}", highlight=False, soft_wrap=True)
            failed = True
    console.print("would be removed:" if dry_run else "removed:")
    console.print(table(freed), highlight=False, markup=False)
    return 1 if failed else 0
