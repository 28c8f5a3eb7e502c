"""What every entry of sources.yml says, whatever its kind."""

import re
from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from etl.sources import Found, Visit

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def interval(printed: Any) -> Any:
    """`30m`, `6h`, `7d`. Raises ValueError for anything else."""
    if isinstance(printed, timedelta):
        return printed
    match = re.fullmatch(r"(\d{1,5})\s*([mhd])", str(printed).strip())
    if not match:
        raise ValueError("write a number and m, h or d: 30m, 6h, 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _patience(printed: Any) -> Any:
    return printed if printed in (None, "never") else interval(printed)


class Entry(BaseModel):
    """One source. Each kind adds its own fields and says what it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", description="Small letters a-z, digits and _.")]
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
    max_documents: Annotated[int | None, Field(gt=0, description="Documents per visit; the rest waits.")] = None
    silent_after: Annotated[
        timedelta | Literal["never"] | None,
        BeforeValidator(_patience),
        Field(description="Time without a new article after which it is warned of: 7d, never; else by its habit."),
    ] = None

    def due(self, last: datetime | None, now: datetime) -> bool:
        """Whether it is time for a visit. `last`: when the last one began.

        A tenth of the interval is given: today's daily run may begin a little earlier than yesterday's.
        """
        return last is None or now - last >= 0.9 * self.every

    @abstractmethod
    def documents(self, visit: Visit) -> Iterator[Found]:
        """What the source holds, as it comes. Raises FileNotFoundError where a path leads nowhere."""
