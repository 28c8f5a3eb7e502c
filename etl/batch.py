"""A batch: a folder with one Parquet file per kind of record."""

import json
import os
from pathlib import Path

import pyarrow.parquet as pq

from etl import disk
from etl.schema import Record, columns, from_arrow, to_arrow


def write_rows(folder: Path, name: str, record: type[Record], rows: list) -> None:
    """Write one file of a batch: beside, then renamed: a file that is there is complete. Raises DiskFullError."""
    building = folder / f".{name}.{os.getpid()}"
    table = to_arrow(rows, record)
    try:
        with disk.explained(folder):
            pq.write_table(table, building, compression="zstd")
            building.replace(folder / f"{name}.parquet")
    finally:
        building.unlink(missing_ok=True)


def read_rows[R: Record](folder: Path, name: str, record: type[R]) -> list[R]:
    """The records of one file; columns that the record class does not have are not read."""
    return from_arrow(pq.read_table(folder / f"{name}.parquet", columns=[c.name for c in columns(record)]), record)


def finish(folder: Path, stage: str, key: str, counts: dict[str, int]) -> None:
    """Note that a stage has read all of a batch. `key`: what its result depends on."""
    building = folder / f".{stage}.{os.getpid()}"
    building.write_text(json.dumps({"key": key, "counts": counts}), encoding="utf-8")
    building.replace(folder / f"{stage}.json")


def finished(folder: Path, stage: str, key: str) -> dict[str, int] | None:
    """The counts that `finish` noted; None where the stage has not read this batch, or something else with this key."""
    try:
        note = json.loads((folder / f"{stage}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return note["counts"] if note["key"] == key else None
