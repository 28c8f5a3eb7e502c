"""A batch: a folder with one Parquet file per kind of record."""

import os
from pathlib import Path

import pyarrow.parquet as pq

from etl.schema import Record, columns, from_arrow, to_arrow


def write_rows(folder: Path, name: str, record: type[Record], rows: list) -> None:
    """Write one file of a batch: beside, then renamed, so that a file that is there is complete."""
    building = folder / f".{name}.{os.getpid()}"
    pq.write_table(to_arrow(rows, record), building, compression="zstd")
    building.replace(folder / f"{name}.parquet")


def read_rows[R: Record](folder: Path, name: str, record: type[R]) -> list[R]:
    """The records of one file; columns that the record class does not have are not read."""
    return from_arrow(pq.read_table(folder / f"{name}.parquet", columns=[c.name for c in columns(record)]), record)
