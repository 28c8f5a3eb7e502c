"""Run the suites of a layer over the lake, read-only and in SQL; draw their pages; return one row per check."""

import json
import logging
import math
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import great_expectations as gx
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from sqlalchemy.pool import StaticPool

from etl.lake import Lake
from etl.lake.snapshots import newest_snapshot
from etl.quality import data_docs
from etl.quality.bounds import bounds, measured, sample_rows
from etl.quality.dialect import URL, opener
from etl.quality.results import CheckResult, Layer
from etl.schema import stable_id
from expectations import PARAMETERS, suites

SAMPLES = 20


def audit(
    lake: Lake,
    layer: Layer,
    run_id: str,
    run_at: datetime,
    site: Path,
    parameters: Mapping[str, float | str] | None = None,
    *,
    snapshot: int | None = None,
) -> list[CheckResult]:
    """One result per check of the layer's suites; the caller stores them. Their pages are written below `site`.

    parameters: what to set other than `expectations.PARAMETERS`. snapshot: what of the lake is audited; without it, the
    newest, which all checks see alike.
    Raises duckdb.IOException where the lake cannot be opened; a check that breaks is a result with `error`.
    """
    context = _context()
    audited = newest_snapshot(lake) if snapshot is None else snapshot
    sources = {at: _source(context, lake, layer, at) for at in (audited, None)}
    given = {**PARAMETERS, **(parameters or {})}
    results: list[CheckResult] = []
    try:
        for suite in suites(layer):
            source = sources[None if getattr(suite, "AS_OF_NOW", False) else audited]
            expected, validation = _validate(context, source, suite, run_id, run_at, given)
            data_docs.write_suite(site, layer, expected, suite.__doc__ or "")
            data_docs.write_validation(site, layer, run_id, validation, suite.__doc__ or "")
            found = [_result(check, suite, layer, run_id, run_at) for check in validation.results]
            results += (replace(result, snapshot_id=audited) for result in found)
    finally:
        for source in sources.values():
            source.get_engine().dispose()
    return results


def _context() -> Any:
    """A context that keeps everything in memory, draws no progress bars and calls nobody."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(project_config=config, mode="ephemeral")


def _source(context: Any, lake: Lake, layer: Layer, snapshot: int | None) -> Any:
    engine = {"creator": opener(lake, layer, snapshot), "poolclass": StaticPool}  # one connection, one transaction
    return context.data_sources.add_sql(f"snapshot {snapshot}", connection_string=URL, kwargs=engine)


def _validate(
    context: Any, source: Any, suite: ModuleType, run_id: str, run_at: datetime, parameters: Mapping[str, float | str]
) -> tuple[Any, Any]:
    """One table's suite, and what Great Expectations found."""
    batch = source.add_table_asset(suite.TABLE).add_batch_definition_whole_table("whole table")
    copies = [copy(expectation) for expectation in suite.EXPECTATIONS]  # an expectation belongs to one suite for good
    expectations = gx.ExpectationSuite(name=suite.TABLE, expectations=copies, meta={"owner": suite.OWNER})
    expected = context.suites.add(expectations)
    definition = gx.ValidationDefinition(name=suite.TABLE, data=batch, suite=expected)
    found = context.validation_definitions.add(definition).run(
        expectation_parameters=dict(parameters),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": suite.KEY},
        run_id=RunIdentifier(run_name=run_id, run_time=run_at),
    )
    return expected, found


def _result(check: Any, suite: ModuleType, layer: Layer, run_id: str, run_at: datetime) -> CheckResult:
    config, found = check.expectation_config, check.result
    error = next(_errors(check), None)
    rows = (found.get("details") or {}).get("unexpected_rows")
    count = found.get("unexpected_count") if rows is None else found["observed_value"]
    column, expected = config.kwargs.get("column"), bounds(config.kwargs)
    return CheckResult(
        check_id=stable_id(run_id, layer, suite.TABLE, config.type, column, config.description),
        run_id=run_id,
        run_at=run_at,
        layer=layer,
        table_name=suite.TABLE,
        owner=suite.OWNER,
        expectation=config.type,
        column_name=column,
        description=config.description,
        notes=config.notes,
        severity="critical" if error else config.severity.value,
        success=bool(check.success) and error is None,
        observed_value=_json(found.get("observed_value")),
        unexpected_count=None if count is None else int(count),
        unexpected_percent=_percent(found.get("unexpected_percent")),
        measured=measured(config.kwargs, found),
        expected=expected.words,
        at_least=expected.at_least,
        at_most=expected.at_most,
        sample_keys=json.dumps(sample_keys(check, suite.KEY), default=str),
        sample_rows=json.dumps(sample_rows(config.kwargs, _samples(check)), default=str),
        error=error,
    )


def sample_keys(check: Any, key: list[str]) -> list[dict[str, Any]]:
    """The keys of up to SAMPLES rows against a check."""
    return [{name: row[name] for name in key if name in row} for row in _samples(check)]


def _samples(check: Any) -> list[dict[str, Any]]:
    rows = (check.result.get("details") or {}).get("unexpected_rows")
    if rows is None:
        rows = check.result.get("partial_unexpected_index_list") or []
    return list(rows[:SAMPLES])


def _errors(check: Any) -> Iterator[str]:
    """What the check raised; Great Expectations keeps one entry per metric, or one for the whole check."""
    info = check.exception_info or {}
    for entry in (info, *info.values()):
        if isinstance(entry, Mapping) and entry.get("raised_exception"):
            yield str(entry["exception_message"])


def _percent(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, default=str)
