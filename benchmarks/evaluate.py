"""Quality on public gold data: `make evaluate GOLD=folder`, `make evaluate GOLD=folder ERRORS=quotations`.

GOLD holds one folder a set, GOLD/<set>/dev.jsonl.gz (docs/quality.md says where each comes from). A run over
everything prints the table and writes benchmarks/quality.json, docs/images/quality.svg and the tables of
docs/quality.md; a run over some fact types or some records prints only.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import floors, history, plot, report
from benchmarks.calibration import Bin, reliability, verdicts, write_counts
from benchmarks.errors import LISTERS, Error, listing
from benchmarks.gold import read_set
from benchmarks.measures import Figures, Scores, figures, measures
from benchmarks.predictions import Records, Rows, predict
from benchmarks.scoring import score
from etl.facts import EXTRACTOR_VERSION


def main() -> int:
    """Measure, show, keep; 1 where a figure fell below its floor and --check-floors was given."""
    options = read_options()
    facts = {options.errors} if options.errors else set(options.facts or LISTERS)
    rows = measures(facts)
    sets = list(dict.fromkeys(row.set for row in rows))
    records: Records = {name: read_set(options.gold, name)[: options.records] for name in sets}
    predictions = predict(records)
    if options.keep:
        keep(predictions, options.keep)
    if options.errors:
        print("\n".join(listing(errors(options.errors, records, predictions), options.most)))
        return 0
    scores: Scores = {name: score(name, records[name], predictions[name]) for name in sets}
    found = figures(rows, scores)
    print("\n".join(report.table(rows, found)))
    judged = verdicts(records, predictions, facts)
    tables = reliability(judged)
    print("\n".join(["", report.CALIBRATION, *report.calibration_table(tables)]) if tables else "")
    if options.calibrate:
        write_counts(judged, EXTRACTOR_VERSION)
    if facts == set(LISTERS) and options.records is None:
        write(found, scores, tables)
    return settle_floors(found, options)


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, help="folder of gold sets")
    parser.add_argument("--facts", nargs="+", choices=LISTERS, help="only these fact types")
    parser.add_argument("--records", type=int, help="only the first records of each set")
    parser.add_argument("--errors", choices=LISTERS, help="list the misses and false hits of a fact type instead")
    parser.add_argument("--most", type=int, help="with --errors: at most so many of each kind")
    parser.add_argument(
        "--keep", type=Path, help="folder to write the predictions to, for `python -m benchmarks.scoring`"
    )
    parser.add_argument("--calibrate", action="store_true", help="write etl/facts/confidence.txt from this run")
    parser.add_argument("--check-floors", action="store_true", help="fail where a figure is below its floor")
    parser.add_argument("--raise-floors", action="store_true", help="move floors up to just below the figures")
    parser.add_argument("--lower-floors", action="store_true", help="move the floors of fallen figures down")
    return parser.parse_args()


def keep(predictions: Rows, folder: Path) -> None:
    """Write one file of JSON lines a set."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in predictions.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def errors(fact: str, records: Records, predictions: Rows) -> Iterator[tuple[str, Error]]:
    """(set and record id, error) of every set that measures the fact type."""
    for name, of in records.items():
        for record, row in zip(of, in_order(records, predictions, name), strict=True):
            for kind in LISTERS[fact].keys() & row.keys():
                found = LISTERS[fact][kind](record, row[kind])
                yield from ((f"{name} {record['id']}", error) for error in found)


def in_order(records: Records, predictions: Rows, name: str) -> list[dict]:
    """The predictions of a set in the order of its records: shared texts are read with the set that comes first."""
    by_id = {row["id"]: row for row in predictions[name]}
    return [by_id[record["id"]] for record in records[name]]


def write(found: Figures, scores: Scores, calibration: dict[str, list[Bin]]) -> None:
    """Keep the figures of this version, and draw them."""
    versions = history.with_version(history.read_history(), EXTRACTOR_VERSION, found)
    history.write_quality(versions, scores, calibration)
    plot.IMAGE.parent.mkdir(exist_ok=True)
    plot.IMAGE.write_text(plot.draw(measures(), versions), encoding="utf-8")
    report.write_page(EXTRACTOR_VERSION, measures(), found, calibration)


def settle_floors(found: Figures, options: argparse.Namespace) -> int:
    """Raise, lower or check the floors as the options say; the exit code."""
    held = floors.read_floors()
    if options.lower_floors:
        held = floors.lowered(found, held)
    if options.raise_floors:
        held = floors.raised(found, held)
    if options.raise_floors or options.lower_floors:
        floors.write_floors(held)
    below = floors.fallen(found, held)
    print("\n".join(below), file=sys.stderr)
    return 1 if below and options.check_floors else 0


if __name__ == "__main__":
    sys.exit(main())
