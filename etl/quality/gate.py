"""One layer through the gate: checked, stored, reported; what critically failed is handed back."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from etl.lake import Lake, prepare, writing
from etl.quality.audit import audit
from etl.quality.report import write_report
from etl.quality.results import Layer, critical_failures, store


def audit_layer(
    lake: Lake,
    layer: Layer,
    run_id: str,
    run_at: datetime,
    reports: Path,
    *,
    keep_runs: int,
    parameters: Mapping[str, float],
) -> list[str]:
    """Audit a layer, store the results, renew the report; the critical failures, each as `table: what must hold`.

    `run_at`: UTC. `keep_runs`: how many runs keep their pages. Raises duckdb.IOException where the lake is not there.
    """
    prepare(lake)
    results = audit(lake, layer, run_id, run_at, reports, parameters)
    with writing(lake) as connection:
        store(connection, results)
        write_report(connection, reports, keep_runs)
    return [f"{layer}.{result.table_name}: {result.description}" for result in critical_failures(results)]
