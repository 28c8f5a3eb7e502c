"""Score any system's predictions: `python -m benchmarks.scoring GOLD SET PREDICTIONS`. Prints one JSON object."""

import argparse
import json
from pathlib import Path

from benchmarks.gold import read_jsonl, read_set
from benchmarks.scoring import TASKS, score


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("set", choices=sorted(TASKS), metavar="SET")
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--only-predicted", action="store_true", help="only records that have a line (subsamples)")
    parser.add_argument("--average-ranges", action="store_true", help="quantities: gold ranges become their mean")
    options = parser.parse_args()
    try:
        figures = score(options.set, read_set(options.gold, options.set), read_jsonl(options.predictions), options)
    except ValueError as problem:
        parser.error(str(problem))
    print(json.dumps({"set": options.set, "split": "dev", **figures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
