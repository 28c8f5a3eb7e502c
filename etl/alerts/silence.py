"""Silent sources are told of once: again only after they have spoken and fallen silent anew."""

from collections.abc import Sequence
from datetime import datetime

from etl.alerts.journal import last_told
from etl.alerts.message import silent
from etl.alerts.targets import Target
from etl.alerts.telling import tell
from etl.lake import Lake, connect
from etl.sources.entry import Entry
from etl.sources.silence import Silence, silent_sources


def tell_silence(
    lake: Lake, entries: Sequence[Entry], now: datetime, days: int, targets: Sequence[Target], web_url: str
) -> list[Silence]:
    """Tell of the sources that went silent and were not told of yet, in one message; all that are silent now.

    `days`: see `silent_sources`. `now`: UTC. Raises duckdb.Error where the warehouse cannot be read.
    """
    with connect(lake, read_only=True) as connection:
        found = silent_sources(connection, entries, now, days)
        told = last_told(connection, "source_silent")
    if news := [one for one in found if not _is_told(one, told)]:
        tell(silent([(one.source, str(one)) for one in news], web_url=web_url), targets, lake)
    return found


def _is_told(one: Silence, told: dict[str, datetime]) -> bool:
    last = told.get(one.source)
    return last is not None and (one.last_new is None or last > one.last_new)
