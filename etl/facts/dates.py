"""Dates: expressions of time, resolved against the day of publication to intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from etl.facts.reading import Reading
from etl.schema import Fact

Granularity = Literal[
    "time", "day", "weekend", "week", "month", "quarter", "half_year", "season", "year", "decade", "century"
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class DateExpression(Fact):
    """An expression of time; start and end cover the words."""

    TABLE: ClassVar[str] = "dates"

    type: Annotated[Literal["DATE", "TIME", "DURATION", "SET"], "TIMEX3 type."]
    value: Annotated[str | None, "TIMEX3 value: `2020-09-11`, `2020-W37`, `2020-Q3`, `P40Y`, `PAST_REF`."] = None
    date_start: Annotated[date | None, "First day of the interval."] = None
    date_end: Annotated[date | None, "Last day of the interval, included."] = None
    granularity: Annotated[Granularity | None, "How exact the text is."] = None
    modifier: Annotated[
        Literal["start", "mid", "end", "approx", "before", "after", "less_than", "more_than"] | None,
        "TIMEX3 mod: `mid-October`, `early 2020`, `about a week`.",
    ] = None
    rule: Annotated[str, "Rule that resolved it, such as `weekday_past`; `unresolved` where none did."]
    null_reason: Annotated[str | None, "Why there is no interval; null where there is one."] = None


def extract(reading: Reading) -> Iterator[DateExpression]:
    """Yield each expression of time in reading order."""
    yield from ()
