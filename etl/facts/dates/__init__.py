"""Dates: expressions of time, resolved against the day of publication to intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from etl.facts.dates.arithmetic import Granularity
from etl.facts.dates.context import TimexType
from etl.facts.dates.ranges import joined
from etl.facts.dates.timeline import Modifier, found_in
from etl.facts.reading import Reading
from etl.schema import Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class DateExpression(Fact):
    """An expression of time; start and end cover the words."""

    TABLE: ClassVar[str] = "dates"

    type: Annotated[TimexType, "TIMEX3 type."]
    value: Annotated[
        str | None, "TIMEX3 value: `2020-09-11`, `2020-W37`, `2020-Q3`, `P40Y`, `PAST_REF`; a/b: from a to b."
    ] = None
    date_start: Annotated[
        date | None, "First day of the interval; lengths have one beside today or in a period: `the past five days`."
    ] = None
    date_end: Annotated[date | None, "Last day of the interval, included."] = None
    granularity: Annotated[Granularity | None, "How exact the text is."] = None
    modifier: Annotated[
        Modifier | None,
        "TIMEX3 mod. start, mid, end: the interval is that third (`early 2020`); after `the start of` and `the end of` "
        "it is the first or last month of a year, seven days of a month.",
    ] = None
    rule: Annotated[str, "Rule that resolved it, such as `weekday_past`; `unresolved` where none did."]
    null_reason: Annotated[str | None, "Why there is no interval; null where there is one."] = None


def extract(reading: Reading) -> Iterator[DateExpression]:
    """Yield each expression of time in reading order."""
    for found in joined(reading.text, list(found_in(reading))):
        yield DateExpression(
            **reading.evidence(DateExpression, found.start_char, found.end_char, found_by=found.resolved.rule),
            type=found.resolved.type,
            value=found.resolved.value,
            date_start=found.start,
            date_end=found.end,
            granularity=found.resolved.period and found.resolved.period.granularity,
            modifier=found.modifier,
            rule=found.resolved.rule,
            null_reason=found.resolved.null_reason,
        )
