"""Audits: Great Expectations suites over staging and marts, their report and their results as rows."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from etl.quality.results import CheckResult, Layer, critical_failures

if TYPE_CHECKING:
    from etl.settings import Settings

__all__ = ["CheckResult", "audit_layer", "critical_failures"]


def audit_layer(settings: "Settings", layer: Layer, run_id: str) -> list[str]:
    """Audit a layer, store its results and bring the report up to date; the critical checks that failed, in words.

    Auditing a layer of a run again replaces its results.
    """
    from etl import lake as warehouse  # noqa: PLC0415
    from etl.quality.audit import audit  # noqa: PLC0415  seconds of Great Expectations
    from etl.quality.report import write_report  # noqa: PLC0415
    from etl.quality.results import store  # noqa: PLC0415

    parameters = {"freshness_hours": settings.freshness_hours}
    results = audit(settings.lake, layer, run_id, datetime.now(UTC), settings.reports, parameters)
    with warehouse.connect(settings.lake) as connection:
        warehouse.create_tables(connection)
        store(connection, results)
        write_report(connection, settings.reports, settings.keep_reports)
    return [f"{layer}.{check.table_name}: {check.description}" for check in critical_failures(results)]
