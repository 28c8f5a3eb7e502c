"""Calibration: how often each kind of extraction is right on gold, and whether such shares hold on other texts.

The counts of all judged rows become `etl/facts/confidence.txt`. The reliability table is cross-validated: the records
are halved by a hash of their id, the shares of one half are given to the rows of the other, and the table compares what
those rows say with how many of them are right.
"""

import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.judges import JUDGES
from benchmarks.predictions import Records, Rows
from etl.facts.confidence import FILE, LEAST_ROWS, Count, Counts, read_counts

BIN = 0.1
HEAD = """\
# Rows that gold data could judge, and how many were right: fact type, what found the row, rows, right; by tabs.
# Written by `make calibrate GOLD=folder` from version {version}; never edited. benchmarks/judges.py says what right is.
# Development halves of: {sets}.
"""


class Verdict(NamedTuple):
    """One row that the gold could judge."""

    half: int  # 0 or 1: the half of the records that its article belongs to
    found_by: str
    right: bool


class Bin(NamedTuple):
    """The rows whose confidence lies in one tenth."""

    low: float
    n: int
    confidence: float  # mean of what the rows say
    right: float  # share that is right


Verdicts = dict[str, list[Verdict]]  # by fact type


def verdicts(records: Records, predictions: Rows, facts: set[str]) -> Verdicts:
    """The judged rows of the fact types whose sets were all read."""
    judged: Verdicts = {}
    for fact in (fact for fact in JUDGES if fact in facts):
        sets, judge = JUDGES[fact]
        judged[fact] = [
            Verdict(_half(record), found_by, right)
            for name in sets
            for record, row in _pairs(records[name], predictions[name])
            for found_by, right in judge(record, row)
            if found_by
        ]
    return judged


def _pairs(records: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    by_id = {row["id"]: row for row in rows}
    return [(record, by_id[record["id"]]) for record in records]


def _half(record: dict[str, Any]) -> int:
    """By the second bit of the hash whose first bit parts development from test."""
    return hashlib.sha256(str(record.get("split_key") or record["id"]).encode()).digest()[-1] >> 1 & 1


def counts(judged: Verdicts) -> Counts:
    """The counts by fact type and by what found the row, in alphabetic order."""
    rows = Counter((fact, v.found_by) for fact, of in judged.items() for v in of)
    right = Counter((fact, v.found_by) for fact, of in judged.items() for v in of if v.right)
    return {key: Count(n, right[key]) for key, n in sorted(rows.items())}


def reliability(judged: Verdicts) -> dict[str, list[Bin]]:
    """The cross-validated table of each fact type, lowest confidence first."""
    tables = {fact: _bins(of) for fact, of in judged.items()}
    return {fact: bins for fact, bins in tables.items() if bins}


def _bins(judged: list[Verdict]) -> list[Bin]:
    measured = [counts({"": [v for v in judged if v.half == half]}) for half in (0, 1)]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for verdict in judged:
        count = measured[1 - verdict.half].get(("", verdict.found_by))
        if count is not None and count.rows >= LEAST_ROWS // 2:
            share = count.right / count.rows
            bins[min(9, int(share / BIN + 1e-9))].append((share, verdict.right))
    return [
        Bin(round(number * BIN, 1), len(of), round(_mean([c for c, _ in of]), 3), round(_mean([r for _, r in of]), 3))
        for number, of in sorted(bins.items())
    ]


def _mean(values: list[Any]) -> float:
    return sum(values) / len(values)


def write_counts(judged: Verdicts, version: str, file: Path = FILE) -> None:
    """Write the counts of the judged fact types anew; those of the others stay."""
    kept = {key: count for key, count in read_counts(file).items() if key[0] not in judged}
    found = sorted((kept | counts(judged)).items())
    lines = [f"{fact}\t{found_by}\t{count.rows}\t{count.right}\n" for (fact, found_by), count in found]
    sets = ", ".join(dict.fromkeys(name for names, _ in JUDGES.values() for name in names))
    file.write_text(HEAD.format(version=version, sets=sets) + "".join(lines), encoding="utf-8")
