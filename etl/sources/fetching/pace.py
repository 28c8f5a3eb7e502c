"""How fast a host is asked: a few requests at once, a pause between them, longer where it asks for that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from etl.sources.fetching.manners import Manners


class Pace:
    """One host's pace during a visit, and how many of its addresses failed in a row."""

    def __init__(self, manners: Manners) -> None:
        self.delay = manners.delay
        self.failures = 0
        self._slots = asyncio.Semaphore(manners.per_host)
        self._next = 0.0  # on the loop's clock

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until the host may be asked once more."""
        async with self._slots:
            clock = asyncio.get_running_loop().time
            while (wait := self._next - clock()) > 0:
                await asyncio.sleep(wait)
            self._next = clock() + self.delay
            yield

    def hold(self, seconds: float) -> None:
        """Let nobody ask this host before so many seconds have passed."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)


def retry_after(header: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, given as seconds or as a date; None where it says nothing."""
    if not header:
        return None
    if header.strip().isdigit():
        return float(header.strip()[:9])
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
