"""Reliability: among the rows of confidence c, the share that is right on gold.

A quotation is right where it is paired with a gold quotation of whose letters it covers more than .3, one to one, and
names its speaker; a continuation, which the gold makes part of the quotation before it, where more than .3 of its own
letters lie in a gold quotation of the same speaker. Where the gold names no speaker, none is asked for.
"""

from collections import defaultdict
from typing import Any, NamedTuple

from benchmarks.scoring.quotes import covering, gold_quotes, letters, right_speaker
from benchmarks.scoring.spans import pair_off

BIN = 0.1


class Bin(NamedTuple):
    """The rows whose confidence lies in one tenth."""

    low: float
    n: int
    confidence: float  # mean of what the rows say
    right: float  # share that is right


def reliability(records: list[dict[str, Any]], quotes: dict[str, list[dict[str, Any]]]) -> list[Bin]:
    """The table, lowest confidence first. `quotes`: by record id, as the adapter gives them."""
    judged = [pair for record in records for pair in judge(record, quotes[record["id"]])]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(9, int(confidence / BIN + 1e-9))].append((confidence, right))
    return [
        Bin(round(number * BIN, 1), len(of), round(_mean([c for c, _ in of]), 3), round(_mean([r for _, r in of]), 3))
        for number, of in sorted(bins.items())
    ]


def judge(record: dict[str, Any], quotes: list[dict[str, Any]]) -> list[tuple[float, bool]]:
    """(confidence, right) of each row that has a confidence."""
    text, gold = record["text"], gold_quotes(record)
    gold_letters = [letters(text, g["content"]) for g in gold]
    heads = [quote for quote in quotes if not quote["continued"]]
    covered = covering(gold_letters, [letters(text, quote["content"]) for quote in heads])
    partner = {j: i for i, j in pair_off(c for c in covered if c[0][0] > 0.3)}
    judged = [(quote, j in partner and _speaker_fits(gold[partner[j]], quote)) for j, quote in enumerate(heads)]
    for row in (row for quote in quotes for row in quote["rows"] if row["continued"]):
        own = letters(text, row["content"])
        around = [g for g, of in zip(gold, gold_letters, strict=True) if len(own & of) > 0.3 * len(own)]
        judged.append((row, any(_speaker_fits(g, row) for g in around)))
    return [(row["confidence"], right) for row, right in judged if row["confidence"] is not None]


def _speaker_fits(gold: dict[str, Any], row: dict[str, Any]) -> bool:
    return not gold["source"] or right_speaker(gold, row)


def _mean(values: list) -> float:
    return sum(values) / len(values)
