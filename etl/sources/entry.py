"""What every entry of sources.yml says, whatever its kind."""

import re
from abc import abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from etl.sources import Found, Visit
from etl.sources.days import Days

NAME = r"^[a-z0-9_]+$"
DAY = timedelta(days=1)
_A_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def interval(printed: Any) -> Any:
    """`30m`, `6h`, `7d`. Raises ValueError for anything else."""
    if isinstance(printed, timedelta):
        return printed
    match = re.fullmatch(r"(\d{1,5})\s*([mhd])", str(printed).strip())
    if not match:
        raise ValueError("write a number and m, h or d: 30m, 6h, 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _clock(printed: Any) -> Any:
    if isinstance(printed, int) and not isinstance(printed, bool) and 0 <= printed < 24 * 60:
        return time(printed // 60, printed % 60)  # YAML reads 16:30 without quotes as a number to base 60
    if isinstance(printed, str) and not re.fullmatch(r"\d{1,2}:\d{2}", printed.strip()):
        raise ValueError("write hours and minutes, UTC: 06:00")
    return printed.strip().zfill(5) if isinstance(printed, str) else printed


def _patience(printed: Any) -> Any:
    return printed if printed in (None, "never") else interval(printed)


class Entry(BaseModel):
    """One source. Each kind adds its own fields and says what it holds.

    KNOWS_DAYS: whether its listing says when a document appeared, so that a backfill can ask for some days only.
    """

    KNOWS_DAYS: ClassVar[bool] = False

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=NAME, description="Small letters a-z, digits and _.")]
    enabled: Annotated[bool, Field(description="false: passed over.")] = True
    outlet: Annotated[str | None, Field(description="Who publishes it; without it, what the page says.")] = None
    language: Annotated[
        str | None, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1 code, for pages too short to tell.")
    ] = None
    country: Annotated[
        str | None, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 code: is 09/11 in September or in November?")
    ] = None
    every: Annotated[
        timedelta, BeforeValidator(interval), Field(description="Time between visits: 6h, 1d, 7d; else every run.")
    ] = timedelta(0)
    at: Annotated[
        time | None,
        BeforeValidator(_clock),
        Field(description="When visits fall due, UTC: 06:00; else with the day's run."),
    ] = None
    max_documents: Annotated[int | None, Field(gt=0, description="Documents per visit; the rest waits.")] = None
    silent_after: Annotated[
        timedelta | Literal["never"] | None,
        BeforeValidator(_patience),
        Field(description="Time without a new article after which it is warned of: 7d, never; else by its habit."),
    ] = None

    @property
    def is_hourly(self) -> bool:
        """Whether the day's run is not enough: it is looked at every hour."""
        return self.at is not None or timedelta(0) < self.every < DAY

    def due(self, last: datetime | None, now: datetime, day_begins: timedelta) -> bool:
        """Whether it is time for a visit. `last`: when the last one began. `day_begins`: from midnight, UTC.

        Time is cut into stretches of `every`, from a Monday's first hour on; there is one visit in each. So a late run
        does not put off the next one, and after days of downtime one visit takes up all.
        """
        every = self.every or (DAY if self.at else timedelta(0))
        if last is None or not every:
            return True
        begin = _A_MONDAY + (timedelta(hours=self.at.hour, minutes=self.at.minute) if self.at else day_begins)
        return (last - begin) // every < (now - begin) // every

    def within(self, days: Days) -> Self:
        """The same source, of which only these days are wanted, where the entry itself says which are."""
        return self

    @abstractmethod
    def documents(self, visit: Visit) -> Iterator[Found]:
        """What the source holds, as it comes. Raises FileNotFoundError where a path leads nowhere."""
