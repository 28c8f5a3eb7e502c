"""What is said: a subject and a few lines of plain text, short enough for a phone. Article texts are not in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

from etl.alerts.failures import Failure
from etl.alerts.triage import what_to_do

Kind = Literal["run_failed", "withheld", "source_silent", "recovered", "test"]
SHOWN = 3  # failed tasks
SHOWN_CHECKS = 6


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message, the same for every target.

    about: the DAG, or the sources. run_id: Airflow's name of the run. url: where to look first.
    """

    kind: Kind
    about: str
    subject: str
    text: str
    run_id: str | None = None
    url: str | None = None

    def payload(self, sent_at: datetime) -> dict[str, Any]:
        """The JSON that a webhook receives; `text` is what Slack and Teams show."""
        return {
            "text": f"{self.subject}\n\n{self.text}",
            "kind": self.kind,
            "about": self.about,
            "run_id": self.run_id,
            "subject": self.subject,
            "url": self.url,
            "sent_at": sent_at.astimezone(UTC).isoformat(timespec="seconds"),
        }


@dataclass(frozen=True)
class FailedCheck:
    """A check that withholds publication. `rows`: against it; None where no row can be blamed."""

    table: str
    description: str
    rows: int | None


def run_failed(
    *, dag_id: str, run_id: str, failures: Sequence[Failure], reason: str, doc: str, web_url: str
) -> Message:
    """A run that failed: the first few causes, how many others, where the log is, what to do."""
    groups: dict[str, list[Failure]] = {}
    for failure in failures:
        groups.setdefault(failure.task_id, []).append(failure)
    lines = [f"Run {run_id} failed."]
    if not groups:
        lines.append(f"Airflow gives the reason {reason!r}.")
    for task_id, alike in list(groups.items())[:SHOWN]:
        first = alike[0]
        name = f" [{first.name}]" if first.name else ""
        others = f" and {len(alike) - 1:,} more like it" if len(alike) > 1 else ""
        lines += ["", f"{task_id}{name}{others}: {first.error}"]
        if advice := what_to_do(doc, task_id):
            lines.append(f"What to do: {advice}")
    if len(groups) > SHOWN:
        lines += ["", f"Also red: {', '.join(list(groups)[SHOWN:])}"]
    url = log_page(web_url, dag_id, run_id, failures[0] if failures else None)
    lines += ["", f"{'Log' if failures else 'Run'}: {url}"]
    return Message(
        kind="run_failed",
        about=dag_id,
        run_id=run_id,
        subject=f"Nutgraf: {dag_id} failed" + (f" in {next(iter(groups))}" if groups else ""),
        text="\n".join(lines),
        url=url,
    )


def recovered(*, dag_id: str, run_id: str, failed_run: str, web_url: str) -> Message:
    """The first run that went well after one that had failed."""
    return Message(
        kind="recovered",
        about=dag_id,
        run_id=run_id,
        subject=f"Nutgraf: {dag_id} works again",
        text=f"Run {run_id} went well. The last failure was {failed_run}.",
        url=log_page(web_url, dag_id, run_id, None),
    )


def withheld(
    *, dag_id: str, run_id: str, task_id: str, failed: Sequence[FailedCheck], warnings: int, web_url: str
) -> Message:
    """Marts that wait for a person at `task_id`: which critical checks failed, where to decide, where to read."""
    decide = f"{run_page(web_url, dag_id, run_id)}/tasks/{task_id}/required_actions"
    number = f"{len(failed)} critical check{'' if len(failed) == 1 else 's'} failed"
    lines = ["Readers keep what was published before, until a person approves or the cause is mended.", ""]
    lines += [f"critical: {check.table}: {check.description}{_rows(check.rows)}" for check in failed[:SHOWN_CHECKS]]
    if len(failed) > SHOWN_CHECKS:
        lines.append(f"and {len(failed) - SHOWN_CHECKS} more")
    if warnings:
        lines.append(f"Besides, {warnings} warning{'' if warnings == 1 else 's'}.")
    lines += ["", f"Decide: {decide}", f"Report: {web_url.rstrip('/')}/reports/index.html"]
    return Message(
        kind="withheld",
        about=dag_id,
        run_id=run_id,
        subject=f"Nutgraf: not published, {number if failed else 'critical checks failed'}",
        text="\n".join(lines),
        url=decide,
    )


def silent(sources: Sequence[tuple[str, str]], *, web_url: str) -> Message:
    """Sources that bring nothing any more; each with its name and a line about it."""
    names = ", ".join(name for name, _ in sources)
    several = len(sources) > 1
    text = [line for _, line in sources]
    text += ["", "Ask it now: nutgraf sources check NAME", f"Report: {web_url.rstrip('/')}/reports/index.html"]
    return Message(
        kind="source_silent",
        about=names,
        subject=f"Nutgraf: {f'{len(sources)} sources are' if several else f'{names} is'} silent",
        text="\n".join(text),
        url=f"{web_url.rstrip('/')}/reports/index.html",
    )


def trial(web_url: str) -> Message:
    """What `nutgraf alerts test` sends."""
    return Message(
        kind="test",
        about="alerts",
        subject="Nutgraf: a test of its alerts",
        text="If you read this, failed runs, withheld marts and silent sources will be told here.",
        url=web_url,
    )


def run_page(web_url: str, dag_id: str, run_id: str) -> str:
    """Address of a run on Airflow's page."""
    return f"{web_url.rstrip('/')}/dags/{dag_id}/runs/{quote(run_id, safe='')}"


def log_page(web_url: str, dag_id: str, run_id: str, failure: Failure | None) -> str:
    """Address of a failed task's log; of its run where no task is known."""
    page = run_page(web_url, dag_id, run_id)
    if failure is None:
        return page
    mapped = f"/mapped/{failure.map_index}" if failure.map_index >= 0 else ""
    return f"{page}/tasks/{failure.task_id}{mapped}?try_number={failure.try_number}"


def _rows(number: int | None) -> str:
    return "" if number is None else f" ({number:,} row{'' if number == 1 else 's'})"
