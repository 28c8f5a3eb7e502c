"""Everything Nutgraf extracts: one module per fact type, each with its record class and `extract`.

The order is the order of reading: an extractor may look at the facts of the types before it, never after it.
"""

from collections.abc import Iterator
from typing import Protocol

from etl.facts import dates, events, mentions, places, quantities, quotations, roles
from etl.facts.reading import Reading
from etl.schema import Fact

EXTRACTOR_VERSION = "0.1.0"


class FactType(Protocol):
    """What a module of this package offers: `extract` yields its records in reading order."""

    @staticmethod
    def extract(reading: Reading) -> Iterator[Fact]: ...


FACT_TYPES: dict[type[Fact], FactType] = {
    mentions.Mention: mentions,
    places.Place: places,
    dates.DateExpression: dates,
    roles.Role: roles,
    quotations.Quotation: quotations,
    events.Event: events,
    quantities.Quantity: quantities,
}


def read(reading: Reading) -> dict[type[Fact], list[Fact]]:
    """All facts of an article, by record class. Fills `reading.facts` on the way."""
    for record, module in FACT_TYPES.items():
        reading.facts[record] = list(module.extract(reading))
    return reading.facts
