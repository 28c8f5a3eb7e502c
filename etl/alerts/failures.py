"""Why tasks of a run failed, noted one by one as they fail, so that the run is told of in one message.

A file per run below `folder`: it needs neither the warehouse nor Airflow, which may be what is broken.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from etl.schema import stable_id

LONGEST_ERROR = 300  # characters: an error may quote what it was reading
NOTES = "notes-*.jsonl"


@dataclass(frozen=True)
class Failure:
    """A task that failed. map_index: -1 where it is not mapped. name: what it was mapped over, as the page shows it."""

    task_id: str
    map_index: int
    try_number: int
    error: str
    name: str = ""


def note(folder: Path, dag_id: str, run_id: str, failure: Failure) -> None:
    """Add a failure to the notes of its run. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(failure)) + "\n"
    with _notes(folder, dag_id, run_id).open("a", encoding="utf-8") as file:
        file.write(line)  # one write of less than a page: other tasks may be adding theirs


def take(folder: Path, dag_id: str, run_id: str) -> list[Failure]:
    """The failures of a run in the order in which they came; their notes are removed."""
    notes = _notes(folder, dag_id, run_id)
    if not notes.exists():
        return []
    found = list(_read(notes))
    notes.unlink(missing_ok=True)
    return found


def remember(folder: Path, dag_id: str, run_id: str) -> None:
    """Note that the newest run of a DAG failed. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"failed-{dag_id}").write_text(run_id, encoding="utf-8")


def forget(folder: Path, dag_id: str) -> str | None:
    """The run of a DAG that failed last, where none has gone well since; from now on one has."""
    failed = folder / f"failed-{dag_id}"
    if not failed.exists():
        return None
    run_id = failed.read_text(encoding="utf-8")
    failed.unlink(missing_ok=True)
    return run_id


def first_line(error: object) -> str:
    """What an error says first, with its kind."""
    said = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    kind = f"{type(error).__name__}: " if isinstance(error, BaseException) else ""
    line = (kind + said).rstrip(": ") or "no reason was given"
    return line if len(line) <= LONGEST_ERROR else f"{line[: LONGEST_ERROR - 1]}…"


def _read(notes: Path) -> Iterator[Failure]:
    for line in notes.read_text(encoding="utf-8").splitlines():
        try:
            yield Failure(**json.loads(line))
        except (ValueError, TypeError):  # a line cut short by a kill or a full disk
            continue


def _notes(folder: Path, dag_id: str, run_id: str) -> Path:
    return folder / NOTES.replace("*", stable_id(dag_id, run_id))
