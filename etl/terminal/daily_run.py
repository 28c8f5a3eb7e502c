"""The daily job in one process: progress per stage on the screen, Airflow's and dbt's logs in a file."""

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner

from etl import publish
from etl.lake import BusyError, locked
from etl.progress import heard_by
from etl.scheduler import home
from etl.settings import Settings
from etl.terminal import summary

if TYPE_CHECKING:
    from etl.scheduler.in_process import Step  # imports Airflow, which reads its environment when it is imported

# What the person at the terminal reads beside each task; tasks without a line are wiring.
STAGES = {
    "collect": "collect   what the warehouse has not seen",
    "read.clean": "clean     pages → articles",
    "read.extract": "extract   articles → facts",
    "read.load": "load      facts → staging",
    "audit_staging": "audit     staging",
    "build": "build     dbt: staging → marts",
    "audit_marts": "audit     marts",
    "publish": "publish   marts → analytics file",
}


class Progress:
    """One line per stage: a spinner while its tasks run, their number and seconds when the next stage begins."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.spinner = Spinner("dots", "starting Airflow", style="status.spinner")
        # rich's own Status would catch what the process prints and show it: Airflow's log on the terminal.
        self.status = Live(self.spinner, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
        self.errors: list[str] = []
        self._stage, self._states, self._began = "", Counter[str](), 0.0
        self._batches: int | None = None

    def __call__(self, step: "Step") -> None:
        """Show a step."""
        end_on_signal(self.console)  # the task that began has set handlers of its own
        if step.state == "failed":
            self.errors.append(f"{step.task}: {step.error}")
        if step.task not in STAGES:
            return
        if step.task != self._stage:
            self.finish()
            self._stage, self._began = step.task, time.monotonic()
        if step.state != "running":
            self._states[step.state] += 1
        done = sum(self._states.values())
        of = f" of {self._batches:,} batches" if self._batches and step.task.startswith("read.") else ""
        self.spinner.update(text=STAGES[step.task] + (f" ({done:,}{of} done)" if done or of else ""))

    def hear(self, message: str, batches: int | None) -> None:
        """Show what a running stage says of itself."""
        self._batches = batches or self._batches
        if self._stage:
            self.spinner.update(text=f"{STAGES[self._stage]} [dim]({escape(message)})[/]")

    def wait(self, reason: str) -> None:
        """Say why nothing begins yet."""
        self.console.print(reason, highlight=False)
        self.spinner.update(text="waiting")

    def finish(self) -> None:
        """Print the line of the stage that has ended."""
        if self._states:
            mark = "[red]✗[/]" if self._states["failed"] else "[green]✓[/]" if self._states["success"] else "·"
            number = sum(self._states.values())
            batches = f"{number} batches" if number > 1 else ""
            seconds = time.monotonic() - self._began
            line = f"{mark} {STAGES[self._stage]:<44}{batches:>12}[dim]{seconds:7.1f} s[/]"
            self.console.print(line, highlight=False)
        self._stage, self._states = "", Counter()


def end_on_signal(console: Console) -> None:
    """Let Ctrl-C and SIGTERM end the run at once: whatever writes does so in one transaction or beside and renamed."""

    cursor = "\x1b[?25h" if console.is_terminal else ""
    said = f"{cursor}\nended; the next run takes up what was not loaded\n".encode()
    terminal = console.file.fileno()

    def end(number: int, _: object) -> None:
        os.write(terminal, said)  # not through the console: the signal may have come while that was writing
        os._exit(128 + number)  # Airflow would take an exception for the task's failure and go on

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def daily_run(settings: Settings, archive: dict[str, Any] | None) -> int:
    """Sources → published marts; the exit code: 0 published or nothing new, 1 withheld or failed.

    `archive`: read this instead of the sources; parameters of the DAG `load_archive`.
    """
    log = settings.home / "logs" / f"run-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
    with _logged_to(log) as console:
        progress = Progress(console)
        with progress.status, _alone(settings.home, progress):
            home.prepare(settings)
            before = summary.counts(settings.lake)
            with heard_by(progress.hear):
                fine = _run_dags(settings, archive, progress)
            progress.finish()
        return _report(settings, console, progress, before, fine, log)


@contextmanager
def _alone(folder: Path, progress: Progress) -> Iterator[None]:
    """One run in a home at a time: the second waits, and says for whom; then it finds what is still new."""
    file, what = folder / "run.lock", "this home"
    try:
        lock = ExitStack()
        lock.enter_context(locked(file, what, wait_seconds=0))
    except BusyError as error:
        progress.wait(f"another run is at work: {error}")
        lock.enter_context(locked(file, what))
    with lock:
        yield


def _run_dags(settings: Settings, archive: dict[str, Any] | None, progress: Progress) -> bool:
    from etl.scheduler.in_process import run_dag  # noqa: PLC0415  Airflow reads its environment when it is imported

    loaded = run_dag("load_archive", archive, progress) if archive else run_dag("ingest", {}, progress)
    if publish.is_current(settings.lake, settings.releases):
        return loaded
    return run_dag("build_marts", {"ask": False}, progress) and loaded


def _report(
    settings: Settings, console: Console, progress: Progress, before: dict[str, int], fine: bool, log: Path
) -> int:
    if not fine:
        for error in progress.errors:
            console.print(f"[red]failed[/] {error}", highlight=False)
    elif before == summary.counts(settings.lake) and any(before.values()):
        console.print("Nothing new: the warehouse already holds every article of the sources. Nothing was changed.")
    summary.show(settings, console)
    console.print(f"log             {log}", highlight=False)
    return 0 if fine else 1


@contextmanager
def _logged_to(log: Path) -> Iterator[Console]:
    """Send what the process prints to a file; the console that is yielded still reaches the terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    terminal = os.fdopen(os.dup(1), "w")
    kept = os.dup(1), os.dup(2)
    with log.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        yield Console(file=terminal)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for stream, saved in zip((1, 2), kept, strict=True):
            os.dup2(saved, stream)
            os.close(saved)
        terminal.close()
