"""Quantities: numeric statements with their unit, what they count, bound and change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from etl.facts.reading import Reading
from etl.schema import Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity(Fact):
    """A number that an article gives; start and end cover number, unit and what is counted."""

    TABLE: ClassVar[str] = "quantities"

    value_low: Annotated[float, "The number, or the lower end of a range, in `unit`."]
    value_high: Annotated[float, "The number, or the upper end of a range, in `unit`."]
    unit: Annotated[
        str | None, "Unit in the singular: `dollar`, `percent`, `year`, `kilometre`; null for plain counts."
    ]
    counted: Annotated[str | None, "What is counted or measured, as printed: `Taliban fighters`."] = None
    bound: Annotated[Literal["exact", "at_least", "at_most", "about"], "How the text bounds the number."]
    change: Annotated[
        Literal["up", "down", "to"] | None, "Direction of a change the number belongs to; to: a level reached."
    ] = None
    quotation_id: Annotated[str | None, "fact_id of the quotation that states it."] = None
    event_id: Annotated[str | None, "fact_id of the event whose clause it stands in."] = None


def extract(reading: Reading) -> Iterator[Quantity]:
    """Yield each numeric statement in reading order."""
    yield from ()
