"""robots.txt: what a host lets us ask, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from etl.sources.fetching.answers import Answer
from etl.sources.fetching.manners import AGENT
from etl.sources.journal import Outcome

MAX_BYTES = 1_000_000  # RFC 9309 wants at least 500 KiB read
# What would be said of any of the host's addresses.
_OF_THE_HOST: frozenset[Outcome] = frozenset({"blocked_address", "bad_address", "tls_error"})


@dataclass(frozen=True, slots=True)
class Rules:
    """A host's rules; `unavailable` says why we cannot know them, in which case nothing of the host is asked."""

    parsed: Protego | None
    unavailable: tuple[Outcome, str] | None = None

    def refusal(self, url: str) -> tuple[Outcome, str] | None:
        """Why an address must not be asked; None where it may be."""
        if self.unavailable:
            return self.unavailable
        if self.parsed and not self.parsed.can_fetch(url, AGENT):
            return "robots_disallowed", "the site's robots.txt forbids it"
        return None

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the host wishes; 0 where it says nothing."""
        return float((self.parsed.crawl_delay(AGENT) if self.parsed else None) or 0)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that it names."""
        return list(self.parsed.sitemaps) if self.parsed else []


class Robots:
    """The rules of every host of a visit, each read once. `read`: asks for a robots.txt."""

    def __init__(self, read: Callable[[str], Awaitable[Answer]]) -> None:
        self._read = read
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str) -> Rules:
        """The rules for an address."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._of(origin))
        # Shielded: one who no longer waits must not end what others wait for.
        return await asyncio.shield(self._rules[origin])

    async def _of(self, origin: str) -> Rules:
        answer = await self._read(f"{origin}/robots.txt")
        if answer.outcome == "received":
            return Rules(Protego.parse(answer.content.decode("utf-8", "replace")))
        if answer.outcome == "http_error":  # RFC 9309: no robots.txt, no rules
            return Rules(None)
        if answer.outcome in _OF_THE_HOST:
            return Rules(None, (answer.outcome, answer.detail))
        why = f"the site's robots.txt could not be read ({answer.outcome}: {answer.detail})"
        return Rules(None, ("robots_unavailable", why))
