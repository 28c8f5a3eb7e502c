"""Mentions → names with what found them: what the calibration is measured on."""

from typing import Any

from etl.facts.mentions import Mention
from etl.facts.reading import Reading


def rows(reading: Reading) -> list[dict[str, Any]]:
    """One prediction a named mention, as it stands in the table."""
    return [
        {"start": m.start_char, "end": m.end_char, "label": m.label, "found_by": reading.found_by.get(m.fact_id)}
        for m in reading.of(Mention)
        if m.kind == "named"
    ]
