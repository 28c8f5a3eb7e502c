"""What is missed and what is wrongly found, each with its sentence, sorted by kind of error.

A lister takes a gold record and what was predicted for it, and yields errors by the same pairing that the metric uses.
"""

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.errors.cleaning import cleaning_errors
from benchmarks.errors.date_cases import case_errors
from benchmarks.errors.dates import date_errors
from benchmarks.errors.error import Error, listing
from benchmarks.errors.events import event_errors
from benchmarks.errors.mentions import mention_errors
from benchmarks.errors.places import place_errors
from benchmarks.errors.quantities import quantity_errors
from benchmarks.errors.quotations import quotation_errors
from benchmarks.errors.roles import role_errors

Lister = Callable[[dict[str, Any], Any], Iterator[Error]]

# Fact → kind of prediction → lister.
LISTERS: dict[str, dict[str, Lister]] = {
    "quotations": {"quotes": quotation_errors},
    "mentions": {"entities": mention_errors},
    "roles": {"roles": role_errors},
    "dates": {"dates": date_errors, "date_cases": case_errors},
    "quantities": {"quantities": quantity_errors},
    "places": {"places": place_errors},
    "events": {"events": event_errors},
    "cleaning": {"article": cleaning_errors},
}

__all__ = ["LISTERS", "Error", "listing"]
