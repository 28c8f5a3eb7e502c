"""What becomes of a run's marts: withheld, refused, published, overtaken, failed. Each decision is a row, and shown."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from etl import publish as releasing
from etl.lake import writing
from etl.lake.snapshots import identity
from etl.lake.turns import WAIT_SECONDS
from etl.quality import APPROVAL_DAYS
from etl.quality.publications import Outcome, Publication
from etl.quality.report import write_report
from etl.quality.runs import BuildRun
from etl.schema import columns, stable_id, to_arrow

APPROVE, REFUSE = "Approve", "Reject"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person said of a withheld run; without a name, nobody answered in time."""

    approved: bool
    by: str | None
    reason: str | None


def answer(response: Mapping[str, Any]) -> Answer:
    """What Airflow's human-in-the-loop operator hands on, in our words."""
    user = response.get("responded_by_user")
    if user is None:
        return Answer(approved=False, by=None, reason=f"nobody answered within {APPROVAL_DAYS} days")
    said = str((response.get("params_input") or {}).get("reason") or "").strip()
    return Answer(approved=list(response["chosen_options"]) == [APPROVE], by=user["name"], reason=said or None)


def withhold(run: BuildRun, snapshot: int) -> None:
    """Note that critical checks failed, and that nobody has decided yet."""
    with _deciding(run) as connection:
        _note_once(connection, run, "withheld", snapshot_id=snapshot)


def refuse(run: BuildRun, snapshot: int, said: Answer) -> None:
    """Note who refused a withheld run, or that nobody answered."""
    with _deciding(run) as connection:
        _note_once(connection, run, "rejected", snapshot_id=snapshot, decided_by=said.by, reason=said.reason)


def fail(run: BuildRun, reason: str, wait_seconds: float) -> None:
    """Note that a run broke before it could be published, and of what. Raises etl.lake.BusyError."""
    with _deciding(run, wait_seconds) as connection:
        if (last := _last(connection, run)) is None or last[0] != "published":  # what breaks after that changes nothing
            _note_once(connection, run, "failed", reason=reason)


def publish(
    run: BuildRun, snapshot: int, releases: Path, keep_releases: int, said: Answer | None = None
) -> Path | None:
    """Give readers the marts of a snapshot; the release. None where they were given those of a newer one before.

    Before means ever: a late approval does not undo what came after it, also where that was rolled back since. Raises
    duckdb.Error, and leaves readers what they have.
    """
    told: dict[str, Any] = {"decided_by": said.by, "reason": said.reason} if said else {}
    with _deciding(run) as connection:
        last = releasing.newest(releases)
        if last is not None and last[1].run_id == run.run_id and last[1].snapshot_id == snapshot:
            name = last[0]  # this task was ended after it had written the file
            if _last(connection, run) == ("published", snapshot):
                return releases / name
            releasing.point_at(releases, name)
            _note(connection, run, "published", snapshot_id=snapshot, release=name, **told)
        elif last is not None and _is_as_new(last[1], snapshot, connection):
            _note_once(
                connection, run, "superseded", snapshot_id=snapshot, reason=f"readers had the newer {last[0]} before"
            )
            return None
        else:
            name = releasing.next_name(releases, run.run_id)
            connection.begin()
            _note(connection, run, "published", snapshot_id=snapshot, release=name, **told)
            releasing.write_release(run.lake, releases / name, run.run_id, snapshot, _as_of_now(connection))
            releasing.point_at(releases, name)
            connection.commit()  # after the swap: what is noted as published can be read
        releasing.prune(releases, keep_releases)
        return releases / name


def _is_as_new(release: releasing.Signature, snapshot: int, connection: duckdb.DuckDBPyConnection) -> bool:
    if release.snapshot_id is None or release.warehouse != identity(connection):
        return False  # of an earlier version, or of a warehouse that stood here before
    return release.snapshot_id >= snapshot


def _as_of_now(connection: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    return {name: connection.execute(f"from lake.marts.{name}").to_arrow_table() for name in releasing.AS_OF_NOW}


@contextmanager
def _deciding(run: BuildRun, wait_seconds: float = WAIT_SECONDS) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection while no other run decides; when all went well, the report is written anew."""
    with writing(run.lake, wait_seconds=wait_seconds) as connection:
        yield connection
        write_report(connection, run.reports, run.keep_reports, web_url=run.web_url)


def _last(connection: duckdb.DuckDBPyConnection, run: BuildRun) -> tuple[str, int | None] | None:
    """Outcome and snapshot of the run's last decision."""
    return connection.execute(
        "select outcome, snapshot_id from lake.quality.publications where run_id = ? order by number desc limit 1",
        [run.run_id],
    ).fetchone()


def _note_once(connection: duckdb.DuckDBPyConnection, run: BuildRun, outcome: Outcome, **own: Any) -> None:
    """Note a decision, unless this task was ended after it had done so."""
    if _last(connection, run) != (outcome, own.get("snapshot_id")):
        _note(connection, run, outcome, **own)


def _note(connection: duckdb.DuckDBPyConnection, run: BuildRun, outcome: Outcome, **own: Any) -> None:
    (number,) = connection.execute("select coalesce(max(number), 0) + 1 from lake.quality.publications").fetchone()  # type: ignore[misc]
    decision = Publication(
        publication_id=stable_id(run.run_id, number),
        number=number,
        run_id=run.run_id,
        airflow_run_id=run.airflow_run_id,
        outcome=outcome,
        decided_at=datetime.now(UTC),
        failed=json.dumps(_failed_checks(connection, run.run_id)),
        **own,
    )
    names = ", ".join(column.name for column in columns(Publication))
    connection.register("decision", to_arrow([decision], Publication))
    connection.execute(f"insert into lake.quality.publications by name select {names} from decision")
    connection.unregister("decision")


def _failed_checks(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[str]:
    found = connection.execute(
        "select layer || '.' || table_name || ': ' || description from lake.quality.check_results "
        "where run_id = ? and severity = 'critical' and not success order by layer desc, table_name, description",
        [run_id],
    ).fetchall()
    return [words for (words,) in found]
