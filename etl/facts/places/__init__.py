"""Places: mentions of places, resolved to GeoNames entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, NamedTuple

from etl.facts.mentions import Mention
from etl.facts.places.senses import Sense, senses
from etl.facts.places.toponyms import Toponym, holds, read_toponym, toponyms_inside
from etl.facts.places.vicinity import holder, is_namesake, name_counties
from etl.facts.reading import Reading
from etl.schema import Fact

PLACE_LABELS = ("GPE", "LOC", "FAC")
HOLDING_LABELS = ("NORP", "ORG", "EVENT", "LAW")  # names that may be, or hold, the name of a place
LEAST_LEAD = 0.1  # below this the two best entries weigh about the same
Kind = Literal["named", "demonym", "part", "within"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Place(Fact):
    """A mention of a place; start and end cover the name as printed."""

    TABLE: ClassVar[str] = "places"

    name: Annotated[str, "GeoNames name where resolved, else the name as printed."]
    kind: Annotated[
        Kind,
        "named: the place's own name; demonym: `Syrian`; part: inside another name, as in `Toronto Police`; within: a "
        "site that no gazetteer holds, put where the place lies that its name or the words behind it give.",
    ]
    entity_no: Annotated[int | None, "The place's number among the version's entities (mentions.entity_no)."] = None
    geonameid: Annotated[int | None, "GeoNames id."] = None
    country: Annotated[str | None, "ISO 3166 two-letter code."] = None
    latitude: Annotated[float | None, "Degrees north, WGS 84."] = None
    longitude: Annotated[float | None, "Degrees east, WGS 84."] = None
    feature_code: Annotated[str | None, "GeoNames feature code: PCLI country, ADM1 state, PPL city …"] = None
    score: Annotated[float | None, "How far the chosen entry leads the next candidate, 0 to 1."] = None
    null_reason: Annotated[str | None, "Why it is unresolved: not_in_gazetteer, ambiguous; null where resolved."] = None


class _Spot(NamedTuple):
    mention: Mention | None  # the name it is, or is in
    toponym: Toponym
    kind: Kind


def extract(reading: Reading) -> Iterator[Place]:
    """Yield each place mention in reading order."""
    spots = sorted(_spots(reading), key=lambda spot: spot.toponym.start_char)
    found = senses([spot.toponym for spot in spots if spot.toponym.candidates])
    for spot in spots:
        yield _place(reading, spot, found.get(spot.toponym.start_char))


def _spots(reading: Reading) -> Iterator[_Spot]:
    text = reading.text
    mentions = [m for m in reading.of(Mention) if m.kind == "named"]
    starts = {m.start_char for m in mentions}
    named = [
        _Spot(m, read_toponym(text, m.start_char, m.end_char), "part" if is_namesake(text, m.start_char) else "named")
        for m in mentions
        if m.label in PLACE_LABELS
    ]
    known = {spot.toponym.key for spot in named if spot.toponym.candidates}
    parts = [
        _Spot(m, toponym, "part")
        for m in mentions
        if m.label in HOLDING_LABELS
        for toponym in toponyms_inside(text, m.start_char, m.end_char, known)
    ]
    name_counties(text, [spot.toponym for spot in (*named, *parts)])
    yield from parts
    yield from _located(text, named, known)
    for spot in named:
        area = spot.toponym.area_span
        if (
            area
            and area[0] not in starts
            and any(holds(a, c.entry) for a in spot.toponym.areas for c in spot.toponym.candidates)
        ):
            yield _Spot(None, read_toponym(text, *area), "named")  # `Ont.` is often no mention


def _located(text: str, named: list[_Spot], known: set[str]) -> Iterator[_Spot]:
    """The named spots; a site that no gazetteer holds stands for the place it lies in: `Lakeside Hospital in Akron`."""
    starting = {spot.toponym.start_char: spot.toponym for spot in named}
    for spot in named:
        toponym = spot.toponym
        place = None if toponym.candidates else holder(text, toponym, starting, known)
        if place:
            span = (toponym.start_char, toponym.end_char)
            yield _Spot(spot.mention, Toponym(*span, place.key, place.candidates, areas=place.areas), "within")
        else:
            yield spot


def _place(reading: Reading, spot: _Spot, sense: Sense | None) -> Place:
    mention, toponym, kind = spot
    kind = "demonym" if toponym.demonym else kind
    evidence = reading.evidence(Place, toponym.start_char, toponym.end_char, found_by=_found_by(kind, sense))
    number = mention.entity_no if mention and kind == "named" else None
    if sense is None or sense.lead < LEAST_LEAD:
        reason = "not_in_gazetteer" if sense is None else "ambiguous"
        return Place(**evidence, kind=kind, name=evidence["surface"], entity_no=number, null_reason=reason)
    entry = sense.entry
    return Place(
        **evidence,
        kind=kind,
        name=entry.name,
        entity_no=number,
        geonameid=entry.geonameid,
        country=entry.country,
        latitude=entry.latitude,
        longitude=entry.longitude,
        feature_code=entry.feature_code,
        score=round(sense.lead, 3),
    )


def _found_by(kind: Kind, sense: Sense | None) -> str | None:
    """How clear the choice was, in quarters of the lead; nothing where none was made."""
    return None if sense is None or sense.lead < LEAST_LEAD else f"{kind}, lead {int(sense.lead * 4) / 4:.2f}"
