"""What must hold of every table: one module per table of a layer, with TABLE, KEY, OWNER and EXPECTATIONS.

Here live tolerances, volumes, freshness, distributions, drift, rates across tables and the round-trip of offsets.
Types and nulls are the schema's; keys, relationships and accepted values are dbt's.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType

PARAMETERS: Mapping[str, float | str] = {
    "min_articles": 1,  # an empty warehouse is not published
    "max_rejected_share": 0.5,  # of 20 pages or more; above it the source or the cleaner is broken
    "freshness_hours": 48,
    "silent_sources": "select source from {batch} where false",  # the query that etl.sources.silence makes
}


def suites(layer: str) -> list[ModuleType]:
    """The modules of a layer (`staging`, `marts`), by name. Importing them loads Great Expectations: seconds."""
    package = importlib.import_module(f"{__name__}.{layer}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]
