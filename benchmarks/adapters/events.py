"""Events → PLOVER classes. PLOVER has no realis: it folds intention and refusal into the class, as its manual says."""

from typing import Any

from etl.facts.events import Event
from etl.facts.events.plover import folded
from etl.facts.reading import Reading


def plover_events(reading: Reading) -> list[dict[str, Any]]:
    """The events that PLOVER has a class for, in reading order."""
    classes = ((folded(row.event_type, row.realis), row) for row in reading.of(Event))
    return [
        {
            "class": name,
            "actor": row.actor,
            "recipient": row.recipient,
            "found_by": reading.found_by.get(row.fact_id),
        }
        for name, row in classes
        if name
    ]
