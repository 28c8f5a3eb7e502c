"""Sources that went silent: they are read without an error, and bring nothing new for longer than is their habit.

The same query answers the alert (`silent_sources`) and the quality report (`query`, a parameter of the audit).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from etl.sources.entries import usable
from etl.sources.entry import Entry
from etl.sources.feed import Feed
from etl.sources.sitemap import Sitemap

HABIT = 3  # times the median gap between its days of news
NEWS_DAYS = 30  # that the median is taken of
KNOWN_AFTER = 3  # days that brought something new, until a folder, a dump or a list counts as a stream
HOURS_OF_DAY = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence:
    """A source that went silent. last_new: when its last new article came, UTC; None: none ever did."""

    source: str
    last_new: datetime | None
    silent_for: timedelta
    allowed: timedelta

    def __str__(self) -> str:
        since = f"since {self.last_new:%Y-%m-%d %H:%M} UTC" if self.last_new else "since its first visit"
        return f"{self.source}: no new article {since} ({_days(self.silent_for)}; {_days(self.allowed)} are usual)"


def silent_sources(
    connection: duckdb.DuckDBPyConnection, entries: Iterable[Entry], now: datetime, days: int
) -> list[Silence]:
    """The silent ones among the entries that are on, longest silence first. `days`: see `query`. `now`: UTC."""
    rows = connection.execute(query(entries, now, days, visits="lake.staging.collections")).fetchall()
    return [
        Silence(
            source=source,
            last_new=last_new and last_new.replace(tzinfo=UTC),
            silent_for=timedelta(hours=hours),
            allowed=timedelta(hours=allowed),
        )
        for source, last_new, hours, allowed in rows
    ]


def check(file: Path, now: datetime, days: int) -> str:
    """The `query` for the sources that sources.yml names: what the audit takes as its parameter `silent_sources`."""
    return query(usable(file), now, days)


def query(entries: Iterable[Entry], now: datetime, days: int, visits: str = "{batch}") -> str:
    """SQL: source, last_new (UTC), silent_hours, allowed_hours of each source that went silent.

    Allowed are the entry's `silent_after`, else `days` or three times the source's median gap, whichever is longer. A
    feed or sitemap is a stream from its first visit; a folder, dump or list, which may have been meant to be read once,
    when it has brought something new on three days. visits: the table of `Collection`s.
    """
    watched = [_watched(entry) for entry in entries if entry.enabled and entry.silent_after != "never"]
    if not watched:
        return f"select source, collected_at from {visits} where false"
    at = f"timestamp '{now.astimezone(UTC):%Y-%m-%d %H:%M:%S}'"
    return f"""
with watched (source, is_stream, own_hours) as (values {", ".join(watched)}),
new as (
    select source, article_id, min(ingested_at) as came_at, min(coalesce(published_on, ingested_at::date)) as news_day
    from lake.staging.articles where source in (select source from watched) group by all
),
gaps as (
    select source, news_day - lag(news_day) over (partition by source order by news_day) as gap
    from (select distinct source, news_day from new)
    qualify row_number() over (partition by source order by news_day desc) <= {NEWS_DAYS}
),
habits as (select source, median(gap) as gap from gaps group by source),
last as (select source, max(came_at) as last_new, count(distinct came_at::date) as days from new group by source),
visited as (select source, min(collected_at) as first_visit from {visits} group by source),
silences as (
    select source, last_new, date_diff('hour', coalesce(last_new, first_visit), {at}) as silent_hours,
        coalesce(own_hours, {HOURS_OF_DAY} * greatest({int(days)}, {HABIT} * coalesce(gap, 0))) as allowed_hours
    from watched left join habits using (source) left join last using (source) left join visited using (source)
    where is_stream or own_hours is not null or days >= {KNOWN_AFTER}
)
select source, last_new, silent_hours, allowed_hours from silences
where silent_hours > allowed_hours order by silent_hours desc, source"""


def _watched(entry: Entry) -> str:
    own = entry.silent_after
    hours = int(own.total_seconds() // 3600) if isinstance(own, timedelta) else "null"
    return f"('{entry.name}', {str(isinstance(entry, Feed | Sitemap)).lower()}, {hours})"


def _days(time: timedelta) -> str:
    days = round(time / timedelta(days=1), 1)
    return f"{days:g} day{'s' if days != 1 else ''}"
