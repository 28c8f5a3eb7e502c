"""Is today published, and if not, why: the first lines of the report, on the page and in the terminal."""

from dataclasses import dataclass, field
from datetime import date, datetime

from etl.quality.findings import Run
from etl.quality.publications import approval_url

SHOWN_CHARS = 600  # of a reason; the log has the rest
STALE_HOURS = 36  # a daily run that is older than this did not start again

MARKS = {
    "published": "✓",
    "withheld": "✗",
    "rejected": "✗",
    "failed": "✗",
    "superseded": "→",
    "pending": "…",
    "none": "–",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of the newest run."""

    state: str  # an outcome of publications; pending where it has none yet; none where there is no run
    headline: str
    lines: list[str] = field(default_factory=list)
    approve: str | None = None  # where a person approves or refuses it

    @property
    def mark(self) -> str:
        """One character, for those who see no colours."""
        return MARKS[self.state]

    @property
    def published(self) -> bool:
        """Whether readers have the newest run."""
        return self.state == "published"


NONE = Verdict(
    state="none",
    headline="No run has been audited yet",
    lines=["Start one with “make run”: it writes this page."],
)


def verdict(run: Run | None, readers: tuple[str, datetime] | None, web_url: str = "") -> Verdict:
    """The verdict on a run. readers: run and time of what was published last. web_url: Airflow's page."""
    if run is None:
        return NONE
    before = readers if readers and readers[0] != run.run_id else None
    tell = {
        "published": _published,
        "withheld": _withheld,
        "rejected": _rejected,
        "superseded": _superseded,
        "failed": _failed,
    }.get(run.outcome or "", _pending)
    return tell(run, before, web_url)


def moment(at: datetime) -> str:
    """`24 Nov 2026, 04:12 UTC`."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def calendar_day(at: date) -> str:
    """`24 Nov 2026`."""
    return f"{at.day} {at:%b %Y}"


def failures(run: Run) -> str:
    """`2 critical, 3 warnings`; an empty string where every check holds."""
    parts = [f"{run.critical} critical"] if run.critical else []
    parts += [f"{run.warning} warning{'s' if run.warning > 1 else ''}"] if run.warning else []
    return ", ".join([*parts, *([f"{run.info} info"] if run.info else [])])


def _published(run: Run, _before: tuple[str, datetime] | None, _url: str) -> Verdict:
    at = f"Published {moment(run.decided_at or run.run_at)}"
    if run.decided_by:
        lines = [f"Approved by {run.decided_by} although {_critical(run)}.", *_reason(run)]
        return Verdict(state="published", headline=at, lines=lines)
    said = failures(run)
    lines = [f"No critical check failed. {said[0].upper() + said[1:]}: shown below." if said else "Every check holds."]
    return Verdict(state="published", headline=at, lines=lines)


def _withheld(run: Run, before: tuple[str, datetime] | None, web_url: str) -> Verdict:
    approve = approval_url(web_url, run.airflow_run_id) if web_url and run.airflow_run_id else None
    decide = (
        "It waits for a person to approve or refuse it."
        if run.airflow_run_id
        else "It was run in a terminal, where nobody is asked: mend what failed and run again, or let Airflow run it."
    )
    return Verdict(
        state="withheld", headline=f"Withheld: {_critical(run)}", lines=[_readers(before), decide], approve=approve
    )


def _rejected(run: Run, before: tuple[str, datetime] | None, _url: str) -> Verdict:
    who = f"Refused by {run.decided_by}" if run.decided_by else "Not published: nobody decided in time"
    lines = [f"{_critical(run).capitalize()}.", *_reason(run), _readers(before)]
    return Verdict(state="rejected", headline=f"{who}, {moment(run.decided_at or run.run_at)}", lines=lines)


def _superseded(run: Run, _before: tuple[str, datetime] | None, _url: str) -> Verdict:
    lines = ["Readers have marts of a newer state, which this run must not undo.", *_reason(run)]
    return Verdict(state="superseded", headline="Not published: overtaken", lines=lines)


def _failed(run: Run, before: tuple[str, datetime] | None, _url: str) -> Verdict:
    lines = [*(_reason(run) or ["It left no message: see the log of the run."]), _readers(before)]
    return Verdict(state="failed", headline="Not published: the run broke", lines=lines)


def _pending(run: Run, before: tuple[str, datetime] | None, _url: str) -> Verdict:
    done = " and ".join(run.layers)
    lines = [
        f"So far {done} {'was' if len(run.layers) == 1 else 'were'} audited. The page is written anew at each step: "
        "if it still says so an hour after the audit, the run has stopped; see its log.",
        _readers(before),
    ]
    headline = f"Not published yet: {_critical(run)}" if run.critical else "Not published yet"
    return Verdict(state="pending", headline=headline, lines=lines)


def _critical(run: Run) -> str:
    return f"{run.critical} critical check{'' if run.critical == 1 else 's'} failed"


def _reason(run: Run) -> list[str]:
    if not run.reason:
        return []
    said = run.reason if len(run.reason) <= SHOWN_CHARS else f"{run.reason[:SHOWN_CHARS]}…"
    return [f"“{said}”" if run.decided_by else f"{said[0].upper()}{said[1:]}"]


def _readers(before: tuple[str, datetime] | None) -> str:
    return f"Readers still have the marts of {moment(before[1])}." if before else "Readers have nothing yet."
