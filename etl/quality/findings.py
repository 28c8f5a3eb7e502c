"""What the tables of `quality` say of the last runs: outcomes, failed checks with their history, tables that held."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from etl.quality.bounds import number
from etl.quality.history import History, Mark

# Runs are in the order of the snapshots that they audited, whatever the clock said. A run that broke before its audit
# has no snapshot; it stands behind the decision before its own.
_RUNS = """
with

audits as (
    select
        run_id,
        max(run_at) as run_at,
        max(snapshot_id) as snapshot_id,
        count(*) as checks,
        count(*) filter (where not success and severity = 'critical') as critical,
        count(*) filter (where not success and severity = 'warning') as warning,
        count(*) filter (where not success and severity = 'info') as info,
        list_sort(list(distinct layer), 'desc') as layers,
    from lake.quality.check_results
    group by run_id
),

decisions as (
    select *, max(snapshot_id) over (order by number) as known_snapshot
    from lake.quality.publications
    qualify row_number() over (partition by run_id order by number desc) = 1
)

select
    run_id,
    coalesce(audits.run_at, decisions.decided_at) as run_at,
    coalesce(checks, 0) as checks,
    coalesce(critical, 0) as critical,
    coalesce(warning, 0) as warning,
    coalesce(info, 0) as info,
    coalesce(layers, []) as layers,
    number,
    outcome,
    decided_at,
    decided_by,
    reason,
    airflow_run_id,
    release,
from audits
full join decisions using (run_id)
order by
    coalesce(audits.snapshot_id, decisions.known_snapshot) desc nulls last, number desc nulls first, run_at desc,
    run_id desc
limit ?
"""

_READERS = """
select run_id, decided_at from lake.quality.publications where outcome = 'published' order by number desc limit 1
"""

_FAILED = """
select
    severity, layer, table_name, owner, expectation, column_name, description, notes, observed_value, unexpected_count,
    unexpected_percent, measured, expected, at_least, at_most, sample_keys, sample_rows, error,
from lake.quality.check_results
where run_id = ? and not success
order by array_position(['critical', 'warning', 'info'], severity), layer desc, table_name, description
"""

_HISTORY = """
select
    layer, table_name, expectation, column_name, description, run_id, run_at, success, measured,
from lake.quality.check_results
where run_id in (select unnest(?)) and description in (select unnest(?))
"""

_TABLES = """
select
    layer,
    table_name,
    any_value(owner) as owner,
    count(*) as checks,
    count(*) filter (where success) as held,
from lake.quality.check_results
where run_id = ?
group by layer, table_name
order by layer desc, table_name
"""

_RECOVERED = """
select distinct layer, table_name, description, owner
from lake.quality.check_results now
semi join (select * from lake.quality.check_results where run_id = ? and not success) before
    using (layer, table_name, expectation, description)
where now.run_id = ? and now.success
order by layer desc, table_name, description
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run: what its audit found and what became of its marts. Times are UTC, without a zone."""

    run_id: str
    run_at: datetime
    checks: int
    critical: int
    warning: int
    info: int
    layers: list[str]
    number: int | None
    outcome: str | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    airflow_run_id: str | None
    release: str | None

    @property
    def failed(self) -> int:
        """Checks that failed."""
        return self.critical + self.warning + self.info


@dataclass(frozen=True, kw_only=True)
class FailedCheck:
    """A check that failed, with what it says, measured and found before."""

    severity: str
    layer: str
    table_name: str
    owner: str
    expectation: str
    column_name: str | None
    description: str
    notes: str | None
    observed_value: str | None
    unexpected_count: int | None
    unexpected_percent: float | None
    measured: float | None
    expected: str | None
    at_least: float | None
    at_most: float | None
    sample_keys: str | None
    sample_rows: str | None
    error: str | None
    history: History

    @property
    def table(self) -> str:
        """`layer.table`."""
        return f"{self.layer}.{self.table_name}"

    @property
    def observed(self) -> str:
        """What was measured, as a reviewer reads it."""
        if self.error:
            return "the check broke"
        if self.unexpected_count is not None:
            share = f" ({self.unexpected_percent:.1f} %)" if self.unexpected_percent is not None else ""
            return f"{self.unexpected_count:,} row{'' if self.unexpected_count == 1 else 's'}{share}"
        value = json.loads(self.observed_value) if self.observed_value else None
        return "nothing" if value is None else number(value) if isinstance(value, int | float) else str(value)

    @property
    def samples(self) -> list[dict[str, Any]]:
        """Rows against it: their key and what the check saw of them."""
        keys, rows = json.loads(self.sample_keys or "[]"), json.loads(self.sample_rows or "[]")
        return [key | (rows[place] if place < len(rows) else {}) for place, key in enumerate(keys)]


def runs(connection: duckdb.DuckDBPyConnection, limit: int) -> list[Run]:
    """The last runs, newest first."""
    return [Run(**row) for row in _rows(connection, _RUNS, [limit])]


def readers_have(connection: duckdb.DuckDBPyConnection) -> tuple[str, datetime] | None:
    """Run and time of the marts that were published last; None where none ever were."""
    return connection.execute(_READERS).fetchone()


def failed_checks(connection: duckdb.DuckDBPyConnection, run: Run, last_runs: list[Run]) -> list[FailedCheck]:
    """The failed checks of a run, critical first. last_runs: it and those before it, newest first."""
    rows = _rows(connection, _FAILED, [run.run_id])
    marks = _marks(connection, [earlier.run_id for earlier in last_runs], [row["description"] for row in rows])
    audited = [earlier for earlier in reversed(last_runs) if earlier.checks]
    return [
        FailedCheck(**row, history=History([marks.get(_identity(row), {}).get(r.run_id) for r in audited], row))
        for row in rows
    ]


def tables(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[dict[str, Any]]:
    """Per table of a run: owner, number of checks, number that held."""
    return _rows(connection, _TABLES, [run_id])


def recovered(connection: duckdb.DuckDBPyConnection, last_runs: list[Run]) -> list[dict[str, Any]]:
    """Checks that hold in the newest run and did not in the one before."""
    audited = [run.run_id for run in last_runs if run.checks]
    return _rows(connection, _RECOVERED, [audited[1], audited[0]]) if len(audited) > 1 else []


def _marks(
    connection: duckdb.DuckDBPyConnection, run_ids: list[str], descriptions: list[str]
) -> dict[tuple[Any, ...], dict[str, Mark]]:
    """Identity of a check → run → what it said."""
    found: dict[tuple[Any, ...], dict[str, Mark]] = {}
    for row in _rows(connection, _HISTORY, [run_ids, descriptions]):
        mark = Mark(row["run_at"], row["success"], row["measured"])
        found.setdefault(_identity(row), {})[row["run_id"]] = mark
    return found


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("layer", "table_name", "expectation", "column_name", "description"))


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    found = connection.execute(query, parameters)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
