"""A visit's round: which addresses are due, what a request says, and the row of the journal that its answer leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from etl.cleaning.decoding import sound
from etl.cleaning.identity import cleaned_url
from etl.schema import stable_id
from etl.sources import Listed, Visit
from etl.sources.fetching.answers import PASSING, Answer, Request
from etl.sources.journal import Fetch

HOUR = timedelta(hours=1)
DAILY = timedelta(hours=22)  # so that tomorrow's run, which may begin a little earlier than today's, is not too early
MAX_WAIT = timedelta(days=28)
MAX_DETAIL = 500  # characters
MAX_ATTEMPTS = 6  # of an address that is no longer listed


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """An address that a listing names, and what it says of it."""

    url: str
    changed: datetime | None = None  # UTC: the last change, or the publication where no change is stated
    listed: Listed = field(default_factory=Listed)


class Round:
    """What one source's visit asks.

    revisit: time between two requests to an article that seems unchanged, until `revisit_for` after the first one.
    """

    def __init__(self, source: str, visit: Visit, revisit: timedelta, revisit_for: timedelta) -> None:
        self._source, self._now, self._backfills = source, visit.now, visit.days is not None
        self._revisit, self._revisit_for = revisit, revisit_for
        self._last = {fetch.fetch_id: fetch for fetch in visit.fetched.values()}

    def key(self, url: str) -> str:
        """Equal for addresses that differ in trackers only."""
        return stable_id(self._source, cleaned_url(url))

    def waits(self, url: str) -> bool:
        """Whether an address failed and its next try lies ahead."""
        last = self._last.get(self.key(url))
        return bool(last and last.next_try_at and last.next_try_at > self._now)

    def is_due(self, address: Address) -> bool:
        """Whether an article is new, to be tried again, changed, or young enough to be looked at again."""
        last = self._last.get(self.key(address.url))
        if last is None or self.waits(address.url):
            return last is None
        if self._backfills:
            return bool(last.attempt)
        if last.attempt or (address.changed and last.fetched_at < address.changed <= self._now):
            return True
        # A tenth is given: a daily run may begin a little earlier than the one before.
        looked_at_long_ago = self._now - last.fetched_at >= 0.9 * self._revisit
        return looked_at_long_ago and self._now - (last.first_asked_at or last.fetched_at) <= self._revisit_for

    def remembered(self) -> Iterator[Address]:
        """Articles that are due although their listing may no longer name them: young ones, and those that failed."""
        if self._backfills:
            return
        for last in self._last.values():
            given_up = last.attempt and (last.outcome not in PASSING or last.attempt > MAX_ATTEMPTS)
            if not (last.listing or given_up) and self.is_due(address := Address(url=last.url)):
                yield address

    def request(self, url: str, *, listing: bool = False) -> Request:
        """The request, conditional on what we hold; a listing that a backfill asks must come whole."""
        last = None if listing and self._backfills else self._last.get(self.key(url))
        return Request(
            url=url,
            listing=listing,
            etag=last.etag if last else None,
            last_modified=last.last_modified if last else None,
        )

    def row(self, answer: Answer, *, whole: bool = True) -> Fetch:
        """The journal's row. `whole`: False where the next visit must see all of it again, changed or not."""
        url, listing = answer.request.url, answer.request.listing
        last = self._last.get(self.key(url))
        held = answer if answer.outcome == "received" else last
        attempt = 0 if answer.good else (last.attempt if last else 0) + 1
        return Fetch(
            fetch_id=self.key(url),
            source=self._source,
            url=sound(url),
            listing=listing,
            first_asked_at=(last.first_asked_at if last else None) or self._now,
            fetched_at=self._now,
            outcome=answer.outcome,
            detail=sound(answer.detail[:MAX_DETAIL]),
            http_status=answer.http_status,
            attempt=attempt,
            next_try_at=self._now + _wait(answer, attempt) if attempt else None,
            final_url=sound(answer.final_url) if answer.final_url else None,
            etag=held.etag if held and whole else None,
            last_modified=held.last_modified if held and whole else None,
        )


def _wait(answer: Answer, attempt: int) -> timedelta:
    """How long to leave a failed address alone: longer each time, at least as long as the server asked for."""
    doubled = 2 ** min(attempt - 1, 10)
    if answer.request.listing or answer.outcome in PASSING:
        wait = min(HOUR * doubled, DAILY)
    else:
        wait = min(DAILY * doubled, MAX_WAIT)
    return max(wait, min(timedelta(seconds=answer.retry_after or 0), MAX_WAIT))
