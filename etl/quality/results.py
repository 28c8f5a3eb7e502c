"""The result of one check in one run, as a row: what makes quality queryable, plottable and a reason to withhold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import duckdb

from etl.schema import Record, columns, to_arrow

Layer = Literal["staging", "marts"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckResult(Record):
    """What one check said of one table in one run."""

    TABLE: ClassVar[str] = "check_results"
    KEY: ClassVar[str] = "check_id"

    check_id: Annotated[str, "Hash of run_id, layer, table, expectation, column and description."]
    run_id: Annotated[str, "The run that was audited."]
    run_at: Annotated[datetime, "When the audit began, UTC."]
    snapshot_id: Annotated[
        int | None, "Snapshot of the lake that was audited: the order of runs, whatever the clock said."
    ] = None
    layer: Annotated[Layer, "Schema of the table."]
    table_name: Annotated[str, "The table that was checked."]
    owner: Annotated[str, "Who looks after the table: ingest, extraction, marts."]
    expectation: Annotated[str, "Kind of check, as Great Expectations names it."]
    column_name: Annotated[str | None, "The column it looks at; null where it looks at the whole table."] = None
    description: Annotated[str, "What must hold, in words."]
    notes: Annotated[str | None, "Why it must hold and what to do when it does not, Markdown."] = None
    severity: Annotated[
        Literal["critical", "warning", "info"],
        "critical: a failure withholds publication; warning: publishes and shows; info: only shows.",
    ]
    success: Annotated[bool, "True: it holds."]
    observed_value: Annotated[str | None, "What was measured, JSON."] = None
    unexpected_count: Annotated[int | None, "Rows against it; null where no row can be blamed."] = None
    unexpected_percent: Annotated[float | None, "Share of the rows that were looked at, 0 to 100."] = None
    measured: Annotated[
        float | None, "What the bounds are about: rows against it, their share (0 to 100) or the value observed."
    ] = None
    expected: Annotated[str | None, "The bounds in words: `no row`, `between 0.5 and 2`."] = None
    at_least: Annotated[float | None, "Lower bound of `measured`; null where there is none."] = None
    at_most: Annotated[float | None, "Upper bound of `measured`; null where there is none."] = None
    sample_keys: Annotated[str, "Up to 20 rows against it, JSON list of their keys."] = "[]"
    sample_rows: Annotated[str, "The same rows as the check found them, JSON list; long values are cut."] = "[]"
    error: Annotated[str | None, "Why the check itself broke, which counts as critical; null where it ran."] = None


def critical_failures(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results that withhold publication."""
    return [result for result in results if result.severity == "critical" and not result.success]


def store(connection: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    """Put the results into `lake.quality.check_results`; those of the same run and layer are replaced."""
    if not results:
        return
    names = ", ".join(column.name for column in columns(CheckResult))
    rows = to_arrow(results, CheckResult)
    connection.begin()
    try:
        connection.executemany(
            "delete from lake.quality.check_results where run_id = ? and layer = ?",
            sorted({(result.run_id, result.layer) for result in results}),
        )
        connection.register("new_results", rows)
        connection.execute(f"insert into lake.quality.check_results by name select {names} from new_results")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.unregister("new_results")
