"""The charts of the quality page: how each outlet is read over time, and how right extraction is per version."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from etl.quality.charts.chart import Chart
from etl.quality.charts.gold import gold
from etl.quality.charts.outlets import outlets

MEASURED = Path(__file__).resolve().parents[3] / "benchmarks"

__all__ = ["Chart", "charts"]


def charts(connection: duckdb.DuckDBPyConnection, measured: Path = MEASURED) -> list[Chart]:
    """Every chart that there is data for, drawn as SVG.

    connection: with the lake attached. measured: folder of quality.json and measures.toml; without it, or without
    marts, those charts are left out.
    """
    drawn: list[Callable[[], list[Chart]]] = [lambda: outlets(connection), lambda: gold(measured)]
    return [chart for draw in drawn for chart in draw()]
