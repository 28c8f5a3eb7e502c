"""A batch: a folder with one Parquet file per kind of record."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl import disk
from etl.faults import MachineError
from etl.schema import Record, columns, from_arrow, to_arrow


class DamagedBatchError(MachineError):
    """A file of a batch cannot be read; the message names it and what becomes of its articles."""


def write_rows(folder: Path, name: str, record: type[Record], rows: list) -> None:
    """Write one file of a batch: beside, then renamed: a file that is there is complete. Raises DiskFullError."""
    building = folder / f".{name}.{os.getpid()}"
    table = to_arrow(rows, record)
    try:
        with disk.explained(folder):
            pq.write_table(table, building, compression="zstd", write_page_checksum=True)
            building.replace(folder / f"{name}.parquet")
    finally:
        building.unlink(missing_ok=True)


def read_rows[R: Record](folder: Path, name: str, record: type[R]) -> list[R]:
    """The records of one file; columns that the record class does not have are not read. Raises DamagedBatchError."""
    with undamaged(folder):
        names = [column.name for column in columns(record)]
        table = pq.read_table(folder / f"{name}.parquet", columns=names, page_checksum_verification=True)
    return from_arrow(table, record)


@contextmanager
def undamaged(folder: Path) -> Iterator[None]:
    """Turn an error of the block into one that names the damaged files of a batch, where it has any."""
    try:
        yield
    except Exception as error:
        faults = [f"{file.name} ({fault})" for file in sorted(folder.glob("*.parquet")) if (fault := _fault(file))]
        if not faults:
            raise
        for note in folder.glob("*.json"):  # so that no stage takes its part for done
            note.unlink()
        raise DamagedBatchError(
            f"damaged in {folder}: {', '.join(faults)}. Nothing of this batch was loaded; the next run reads its "
            "documents again where their source still has them. Check the disk"
        ) from error


def _fault(file: Path) -> str:
    try:
        pq.read_table(file, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        return str(error).splitlines()[0].replace(str(file), file.name)
    return ""


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
