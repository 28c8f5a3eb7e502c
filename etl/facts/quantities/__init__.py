"""Quantities: numeric statements with their unit, what they count, bound and change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from etl.facts.dates import DateExpression
from etl.facts.quantities.ages import aged
from etl.facts.quantities.changes import Change, ChangePart, Direction, carried_on, change_of
from etl.facts.quantities.checks import states_quantity
from etl.facts.quantities.links import Links
from etl.facts.quantities.measures import Bound, Measure, measures
from etl.facts.quantities.phrases import Counted, Phrases
from etl.facts.reading import Reading
from etl.schema import Fact

# `rose 5 to 7 percent` is a range; where the second number is so much greater, it is the level reached.
LEVEL_RATIO = 3
# A bare number is of the kind of the one before it only where neither is this many times the other.
ALIKE = 50
# Percentages and lengths of time seldom leave their unit out.
NOT_ELIDED = frozenset(("percentage", "second", "minute", "hour", "day", "week", "month", "year", "year of age"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity(Fact):
    """A number that an article gives; start and end cover number, unit and, where it follows at once, what is counted.

    Lengths of time are quantities and expressions of time; what names a point of the calendar is only the latter.
    """

    TABLE: ClassVar[str] = "quantities"

    value_low: Annotated[float, "The number, or the lower end of a range, in `unit`; `dozens`: 12, `hundreds`: 100."]
    value_high: Annotated[float, "The number, or the upper end of a range, in `unit`; `dozens`: 120, `hundreds`: 1000."]
    unit: Annotated[
        str | None,
        "Unit in the singular: `dollar`, `percentage`, `year`, `dollar per barrel`; null for counts and shares.",
    ]
    counted: Annotated[str | None, "What is counted or measured, as printed: `Taliban fighters`."] = None
    bound: Annotated[Bound, "How the text bounds the number."]
    change: Annotated[
        Direction | None, "Direction of a change the number belongs to; to: a level reached, direction unknown."
    ] = None
    change_part: Annotated[
        ChangePart | None, "What the number is to that change: by its size, to the level reached, from the level left."
    ] = None
    quotation_id: Annotated[str | None, "fact_id of the quotation that states it."] = None
    event_id: Annotated[str | None, "fact_id of the event whose clause it stands in."] = None


def extract(reading: Reading) -> Iterator[Quantity]:
    """Yield each numeric statement in reading order."""
    phrases, links = Phrases(reading.doc, reading.text), Links(reading)
    full: Quantity | None = None  # the last that says what it counts: `six million homes, 1.5 million in the city`
    last: tuple[Measure, Change | None] | None = None
    for measure in measures(reading.text, _dated(reading)):
        if not states_quantity(phrases, measure):
            continue
        change = carried_on(reading.text, last, measure) or change_of(phrases, measure)
        last = measure, change
        for part, moved in _parts(reading.text, measure, change):
            made = _quantity(reading, phrases, links, part, moved)
            if full is not None and _is_elided(made, full):
                counted = full.counted if full.counted and full.counted in full.surface else made.counted
                made = replace(made, unit=made.unit or full.unit, counted=counted)
            yield made
            if (made.counted or made.unit) and made.unit not in NOT_ELIDED:
                full = made


def _is_elided(quantity: Quantity, full: Quantity) -> bool:
    """A bare number that goes on counting what the sentence counted before, in the same order of magnitude."""
    bare = quantity.unit is None or (quantity.unit.startswith("per ") and not full.unit)
    moved = quantity.change_part in ("from", "to") and quantity.counted and quantity.counted not in quantity.surface
    if not bare or (quantity.counted and not moved) or quantity.sentence_no != full.sentence_no:
        return False
    return 1 / ALIKE < abs(quantity.value_high) / max(abs(full.value_high), 1e-9) < ALIKE


def _dated(reading: Reading) -> list[tuple[int, int]]:
    """What dates and times of day take up; numbers in lengths of time are quantities too."""
    return [(date.start_char, date.end_char) for date in reading.of(DateExpression) if date.type != "DURATION"]


def _parts(text: str, measure: Measure, change: Change | None) -> list[tuple[Measure, Change | None]]:
    """`rose from 5 to 7 percent` is a level left and a level reached, `by $2 to $90` a size and a level: no ranges."""
    if measure.joint == "to" and change:
        first, last = measure.parts
        left = text.endswith("from ", 0, first.start_char)
        far = measure.high > LEVEL_RATIO * abs(measure.low) and measure.unit != "percentage"
        if left or far:
            first = first._replace(low=measure.low, high=measure.low, unit=measure.unit)
            return [(first, change._replace(part="from" if left else "by")), (last, change._replace(part="to"))]
    return [(measure, change)]


def _quantity(reading: Reading, phrases: Phrases, links: Links, measure: Measure, change: Change | None) -> Quantity:
    person = aged(phrases, measure)
    if person is not None:
        counted = Counted(reading.text[person.start_char : person.end_char], "year of age", measure.end_char)
    else:
        counted = phrases.counted(measure, change.word if change else None)
    return Quantity(
        **reading.evidence(Quantity, measure.start_char, counted.end_char, found_by=_found_by(counted, change)),
        value_low=measure.low,
        value_high=measure.high,
        unit=counted.unit,
        counted=counted.phrase,
        bound="exact" if change and change.part == "to" and _rises_to(reading.text, measure) else measure.bound,
        change=change.direction if change else None,
        change_part=change.part if change else None,
        quotation_id=links.quotation(measure.start_char, measure.end_char),
        event_id=links.event(phrases.head_of(measure)),
    )


def _rises_to(text: str, measure: Measure) -> bool:
    """`inched back up to 5 percent`: here `up to` tells where the change ends, and bounds nothing."""
    return measure.bound == "at_most" and text.endswith("up to ", 0, measure.start_char)


def _found_by(counted: Counted, change: Change | None) -> str:
    """What the number is said of, and whether it changes."""
    named = "counted" if counted.phrase else "bare"
    what = "percentage" if counted.unit == "percentage" else "unit" if counted.unit else named
    return f"{what}, change" if change else what
