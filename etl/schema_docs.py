"""Record classes → dbt sources and the data dictionary.

`python -m etl.schema_docs` writes both files; with `--check` it only says which are out of date.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from etl.lake import QUALITY, STAGING
from etl.schema import Column, Record, columns, duckdb_type

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "dbt_project/models/staging/_sources.yml"
DICTIONARY = ROOT / "docs/data_dictionary.md"
HEAD = "Generated from the record classes by `make docs`; edit those."


def dbt_sources() -> str:
    """The text of models/staging/_sources.yml: tables, meanings, tests of keys and accepted values."""
    sources = [_source("staging", STAGING), _source("quality", QUALITY)]
    body = yaml.safe_dump({"version": 2, "sources": sources}, sort_keys=False, allow_unicode=True, width=110)
    return f"# {HEAD}\n{body}"


def _source(schema: str, records: tuple[type[Record], ...]) -> dict[str, Any]:
    tables = [
        {
            "name": record.TABLE,
            "description": _summary(record),
            "columns": [_dbt_column(record, column) for column in columns(record)],
        }
        for record in records
    ]
    return {"name": schema, "database": "lake", "schema": schema, "tables": tables}


def _dbt_column(record: type[Record], column: Column) -> dict[str, Any]:
    tests: list[Any] = ["unique"] if column.name == record.KEY else []
    if column.accepted:
        tests.append({"accepted_values": {"arguments": {"values": list(column.accepted)}}})
    if column.name == "version_id" and record.KEY != "version_id":
        tests.append({"relationships": {"arguments": {"to": "source('staging', 'articles')", "field": "version_id"}}})
    described = {"name": column.name, "description": column.meaning, "data_type": duckdb_type(column.kind)}
    return described | ({"data_tests": tests} if tests else {})


def data_dictionary() -> str:
    """The text of docs/data_dictionary.md, staging part: one table of columns per record class."""
    parts = [
        "# Data dictionary",
        f"<!-- {HEAD} -->",
        "The tables that extraction fills; the marts are described below.",
    ]
    parts += [_dictionary_entry("staging", record) for record in STAGING]
    parts += [_dictionary_entry("quality", record) for record in QUALITY]
    parts += ["# Marts", *_mart_entries()]
    return "\n\n".join(parts) + "\n"


def _dictionary_entry(schema: str, record: type[Record]) -> str:
    rows = [
        (c.name, duckdb_type(c.kind), "yes" if c.nullable else "", _with_values(c.meaning, c.accepted))
        for c in columns(record)
    ]
    return f"## {schema}.{record.TABLE}\n\n{_summary(record)} Key: `{record.KEY}`.\n\n" + _markdown_table(
        ("column", "type", "null", "meaning"), rows
    )


def _mart_entries() -> list[str]:
    entries = []
    for file in sorted((ROOT / "dbt_project/models/marts").glob("*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            rows = [(c["name"], c["data_type"], c["description"].strip()) for c in model["columns"]]
            table = _markdown_table(("column", "type", "meaning"), rows)
            entries.append(f"## marts.{model['name']}\n\n{model['description'].strip()}\n\n{table}")
    return entries


def _markdown_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.replace('|', '\\|').split()) for cell in line)} |" for line in lines)


def _with_values(meaning: str, accepted: tuple[str, ...]) -> str:
    return meaning + (f" Values: {', '.join(f'`{value}`' for value in accepted)}." if accepted else "")


def _summary(record: type[Record]) -> str:
    return " ".join((record.__doc__ or "").split("\n\n")[0].split())


def stale() -> list[Path]:
    """The generated files whose content is not what the code would write."""
    return [file for file, text in _generated().items() if not file.exists() or file.read_text("utf-8") != text]


def _generated() -> dict[Path, str]:
    return {SOURCES: dbt_sources(), DICTIONARY: data_dictionary()}


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("".join(f"{file.relative_to(ROOT)} is out of date: run `make docs`\n" for file in stale()) or 0)
    for target, content in _generated().items():
        target.write_text(content, encoding="utf-8")
