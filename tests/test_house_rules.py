"""Imports point one way, and a fact type is complete or not there at all."""

import ast
from pathlib import Path

import pytest
import yaml

from etl.facts import FACT_TYPES

ROOT = Path(__file__).resolve().parents[1]

# Package → what nothing below it may import.
FORBIDDEN = {
    "etl/facts": (
        *("duckdb", "airflow", "etl.lake", "etl.pipeline", "etl.settings", "etl.cleaning", "os", "logging"),
        *("etl.proposals", "etl.sources", "pydantic_ai", "aiohttp", "httpx", "urllib.request", "socket"),
    ),
    "etl/proposals": ("duckdb", "airflow", "etl.lake", "etl.pipeline", "etl.settings", "etl.cleaning", "etl.sources"),
    "etl/cleaning": ("duckdb", "airflow", "etl.lake", "etl.pipeline", "etl.settings", "etl.facts", "spacy"),
    "etl/quality": ("airflow", "etl.facts", "etl.pipeline"),
    "etl": ("dags",),
}


def imported(file: Path) -> set[str]:
    """Modules that a file imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_point_one_way(package):
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in (ROOT / package).rglob("*.py")
        for name in imported(file)
        if any(name == other or name.startswith(f"{other}.") for other in FORBIDDEN[package])
    ]
    assert wrong == []


NETWORK = ("aiohttp", "requests", "httpx", "urllib3", "urllib.request", "http.client", "socket", "ssl")


def test_only_fetching_asks_servers():
    """One guard stands before every connection; others look at a local port, or post where the operator says."""
    allowed = {"etl/scheduler/health.py", "etl/alerts/webhook.py"}
    users = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "etl").rglob("*.py")
        for name in imported(file)
        if any(name == other or name.startswith(f"{other}.") for other in NETWORK)
        and "sources/fetching/" not in str(file)
    }
    assert users <= allowed


def test_only_the_edges_build_settings():
    allowed = {"etl/settings.py", "etl/cli.py", "etl/terminal/sources.py"}
    users = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "etl").rglob("*.py")
        if "Settings()" in file.read_text(encoding="utf-8")
    }
    assert users <= allowed


@pytest.mark.parametrize("record", FACT_TYPES, ids=lambda record: record.TABLE)
def test_a_fact_type_is_complete(record):
    """One package (or module), one table of cases, one suite of expectations, one place in the dictionary."""
    table = record.TABLE
    assert record.__module__ == f"etl.facts.{table}"
    assert (ROOT / f"expectations/staging/{table}.py").is_file()
    cases = yaml.safe_load((ROOT / f"tests/cases/{table}.yml").read_text(encoding="utf-8"))
    assert cases
    assert all(case["why"] for case in cases)
    assert f"## staging.{table}" in (ROOT / "docs/data_dictionary.md").read_text(encoding="utf-8")
