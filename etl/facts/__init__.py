"""Everything Nutgraf extracts: one package per fact type, each with its record class and `extract`.

The order is the order of reading: an extractor may look at the facts of the types before it, never after it.
"""

from collections.abc import Callable, Iterator

from etl.facts import dates, events, mentions, places, quantities, quotations, roles
from etl.facts.reading import Reading
from etl.schema import Fact

EXTRACTOR_VERSION = "0.2.0"


FACT_TYPES: dict[type[Fact], Callable[[Reading], Iterator[Fact]]] = {
    mentions.Mention: mentions.extract,
    places.Place: places.extract,
    dates.DateExpression: dates.extract,
    roles.Role: roles.extract,
    quotations.Quotation: quotations.extract,
    events.Event: events.extract,
    quantities.Quantity: quantities.extract,
}


def read(reading: Reading) -> dict[type[Fact], list[Fact]]:
    """All facts of an article, by record class. Fills `reading.facts` on the way."""
    for record, extract in FACT_TYPES.items():
        reading.facts[record] = list(extract(reading))
    return reading.facts
