"""The quality report on the screen: `nutgraf report`, the same words as the page."""

import re
import unicodedata
import webbrowser
from datetime import UTC, date, datetime, timedelta

import duckdb
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from etl.lake import connect, prepare
from etl.quality import findings
from etl.quality.failing_rows import FailingRow, failing_rows
from etl.quality.findings import FailedCheck, Run
from etl.quality.verdict import STALE_HOURS, Verdict, calendar_day, failures, moment, verdict
from etl.settings import Settings

COLOURS = {
    "published": "green", "withheld": "red", "rejected": "red", "failed": "red", "superseded": "yellow",
    "pending": "yellow", "none": "yellow", "critical": "red", "warning": "yellow", "info": "blue",
}  # fmt: skip


def run(settings: Settings, console: Console, since: date | None, owner: str | None) -> Verdict:
    """Print the verdict on the newest run, its failed checks with an example each, and the runs since a day.

    Raises ValueError where nobody of the name owns a table.
    """
    try:
        with connect(settings.lake, read_only=True):
            pass
        prepare(settings.lake)  # tables of an earlier version lack columns
    except FileNotFoundError:
        return _show_verdict(console, verdict(None, None), None, datetime.now(UTC))
    with connect(settings.lake, read_only=True) as connection:
        runs = findings.runs(connection, settings.keep_reports)
        newest = runs[0] if runs else None
        found = verdict(newest, findings.readers_have(connection), settings.web_url)
        _show_verdict(console, found, newest, datetime.now(UTC))
        if newest:
            _show_checks(connection, console, runs, owner)
            _show_runs(console, [one for one in runs if since is None or one.run_at.date() >= since])
    console.print(f"page            {settings.reports / 'index.html'}", highlight=False, soft_wrap=True)
    return found


def open_page(settings: Settings, console: Console) -> bool:
    """Open the page in the browser; whether there is a page."""
    page = settings.reports / "index.html"
    if not page.exists():
        console.print(f"There is no report yet: `make run` (or `nutgraf run`) writes {page}", highlight=False)
        return False
    console.print(str(page), highlight=False, soft_wrap=True)
    if not webbrowser.open(page.as_uri()):
        console.print("No browser can be opened from here: open that file in yours.")
    return True


def first_day(printed: str, today: date) -> date:
    """The day that `7d` or `2026-11-20` means. Raises ValueError."""
    if days := re.fullmatch(r"(\d{1,5})d", printed):
        return today - timedelta(days=int(days[1]))
    try:
        return date.fromisoformat(printed)
    except ValueError as error:
        raise ValueError(f"{printed!r} is neither a number of days as in 7d nor a day as in 2026-11-20") from error


def _show_verdict(console: Console, found: Verdict, newest: Run | None, now: datetime) -> Verdict:
    console.print(Text(f"{found.mark} {found.headline}", style=f"bold {COLOURS[found.state]}"))
    if newest:
        hours = (now.replace(tzinfo=None) - newest.run_at) / timedelta(hours=1)
        checked = f" {newest.checks - newest.failed} of {newest.checks} checks hold." if newest.checks else ""
        console.print(f"Run of {moment(newest.run_at)}, {_age(hours)} ago.{checked}", highlight=False)
        if hours > STALE_HOURS:
            console.print(Text(f"No run for {_age(hours)}. Is the schedule on?", style="bold red"))
    for line in found.lines:
        console.print(_printable(line), markup=False, highlight=False)
    if found.approve:
        console.print(f"Approve or refuse: {found.approve}", highlight=False, soft_wrap=True)
    return found


def _age(hours: float) -> str:
    number, unit = (
        (hours * 60, "minute") if hours < 1 else (hours, "hour") if hours < 48 else (hours // 24, "day")
    )  # as age.js says it
    whole = max(0, round(number))
    return f"{whole} {unit}{'' if whole == 1 else 's'}"


def _show_checks(connection: duckdb.DuckDBPyConnection, console: Console, runs: list[Run], owner: str | None) -> None:
    owners = {table["owner"] for table in findings.tables(connection, runs[0].run_id)}
    if owner is not None and owner not in owners:
        raise ValueError(f"{owner!r} owns no table; these do: {', '.join(sorted(owners))}")
    failed = [check for check in findings.failed_checks(connection, runs[0], runs) if owner in (None, check.owner)]
    for check, rows in zip(failed, failing_rows(connection, failed), strict=True):
        console.print()
        console.print(_head(check))
        said = [Text(_printable(check.description), style="bold"), _measures(check)]
        said += [_example(rows[0], coloured=console.color_system is not None)] if rows else []
        console.print(Padding(Group(*said), (0, 0, 0, 2), expand=False))


def _head(check: FailedCheck) -> Text:
    severity = (check.severity, f"bold {COLOURS[check.severity]}")
    return Text.assemble(
        severity, f"  {check.table}, looked after by {check.owner}", (f"  {check.history.news}", "dim")
    )


def _measures(check: FailedCheck) -> Text:
    words = f"observed {check.observed}, expected {check.expected or 'as described'}"
    if check.error:
        words = f"the check itself broke: {_printable(check.error)}"
    return Text(f"{words}\n{check.history.blocks()}  {check.history.words}")


def _example(row: FailingRow, *, coloured: bool) -> Text:
    """A failing row: its article, and the sentence with the fact in it; without colours in »«."""
    text = Text()
    head = ", ".join(part for part in (row.outlet, calendar_day(row.published_on) if row.published_on else "") if part)
    head = ": ".join(part for part in (head, row.title or row.url) if part)
    if head:
        text.append(_printable(head) + "\n", style="dim")
    if row.excerpt:
        text.append(_printable(row.excerpt.before))
        fact = _printable(row.excerpt.fact)
        text.append(fact if coloured else f"»{fact}«", style="bold black on yellow")
        text.append(_printable(row.excerpt.after) + "\n")
    text.append("  ".join(f"{name} {_printable(value)}" for name, value in row.values), style="dim")
    text.rstrip()
    return text


def _show_runs(console: Console, runs: list[Run]) -> None:
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("run", "outcome", "failed checks", "decided"):
        table.add_column(column, overflow="fold", no_wrap=column in ("run", "outcome"))
    for one in runs:
        outcome = one.outcome or "pending"
        decided = ", ".join(part for part in (one.decided_by, one.reason) if part)
        said = failures(one) or ("none" if one.checks else "nothing was checked")
        table.add_row(moment(one.run_at), Text(outcome, style=COLOURS[outcome]), said, Text(_printable(decided)))
    console.print()
    console.print(table)


def _printable(text: str) -> str:
    """The text without characters that command a terminal: an article may hold any."""
    return "".join(" " if unicodedata.category(character) in ("Cc", "Cf") else character for character in text)
