"""One layer through the gate: checked, stored, reported; what critically failed is handed back."""

from collections.abc import Mapping
from datetime import datetime

from etl.lake import prepare, turn, writing
from etl.quality.audit import audit
from etl.quality.report import write_report
from etl.quality.results import Layer, critical_failures, store
from etl.quality.runs import BuildRun


def audit_layer(
    run: BuildRun, layer: Layer, run_at: datetime, parameters: Mapping[str, float | str], *, snapshot: int | None = None
) -> list[str]:
    """Audit a layer, store the results, renew the report; the critical failures, each as `table: what must hold`.

    `run_at`: UTC. `snapshot`: what of the lake is audited; without it, the newest. Raises duckdb.IOException where the
    lake is not there.
    """
    prepare(run.lake)
    # In its turn although it only reads: where files are joined meanwhile, DuckLake on a SQLite catalog shows a reader
    # with several threads an empty table until its transaction ends.
    with turn(run.lake):
        results = audit(run.lake, layer, run.run_id, run_at, run.reports, parameters, snapshot=snapshot)
    with writing(run.lake) as connection:
        store(connection, results)
        write_report(connection, run.reports, run.keep_reports, web_url=run.web_url)
    return [f"{layer}.{result.table_name}: {result.description}" for result in critical_failures(results)]
