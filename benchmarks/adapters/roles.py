"""Roles → pairs of a person's span and a title's span."""

from etl.facts.reading import Reading
from etl.facts.roles import Role


def pairs(reading: Reading) -> list[dict]:
    """One pair a row."""
    return [
        {
            "person": [r.person_start_char, r.person_end_char],
            "role": [r.title_start_char, r.title_end_char],
            "found_by": reading.found_by.get(r.fact_id),
        }
        for r in reading.of(Role)
    ]
