"""Places: mentions of places, resolved to GeoNames entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from etl.facts.reading import Reading
from etl.schema import Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Place(Fact):
    """A mention of a place; start and end cover the name as printed."""

    TABLE: ClassVar[str] = "places"

    name: Annotated[str, "GeoNames name where resolved, else the name as printed."]
    entity_no: Annotated[int | None, "The place's number among the version's entities (mentions.entity_no)."] = None
    geonameid: Annotated[int | None, "GeoNames id."] = None
    country: Annotated[str | None, "ISO 3166 two-letter code."] = None
    latitude: Annotated[float | None, "Degrees north, WGS 84."] = None
    longitude: Annotated[float | None, "Degrees east, WGS 84."] = None
    feature_code: Annotated[str | None, "GeoNames feature code: PCLI country, ADM1 state, PPL city …"] = None
    score: Annotated[float | None, "How far the chosen entry leads the next candidate, 0 to 1."] = None
    null_reason: Annotated[str | None, "Why it is unresolved: not_in_gazetteer, ambiguous; null where resolved."] = None


def extract(reading: Reading) -> Iterator[Place]:
    """Yield each place mention in reading order."""
    yield from ()
