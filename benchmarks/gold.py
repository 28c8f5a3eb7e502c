"""The gold data as files: GOLD/<set>/dev.jsonl.gz, one record a line with `id`, `text` or `html`, `meta` and `gold`."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

DATE_KEYS = ("dct", "dateCreated", "date", "reference")
PLACEHOLDERS = frozenset({"event_coding_plover_cameo"})  # its dates are dummies: 162 of 206 say 2000-01-01


def read_jsonl(file: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines, gzipped or not."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_set(gold: Path, name: str) -> list[dict[str, Any]]:
    """The records of a set's development half. Raises FileNotFoundError where the folder does not hold it."""
    return read_jsonl(gold / name / "dev.jsonl.gz")


def publication_day(name: str, record: dict[str, Any]) -> date | None:
    """The day that the set itself gives the article, as a page would; None where it gives none in ISO form."""
    value = next((record["meta"][key] for key in DATE_KEYS if record["meta"].get(key)), None)
    if value is None or name in PLACEHOLDERS:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
