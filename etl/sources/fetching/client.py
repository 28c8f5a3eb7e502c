"""Asks one address until there is an answer that another try would not change. Each hop is checked."""

import asyncio
import ssl
from collections import defaultdict
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
import certifi
from w3lib.url import safe_url_string
from yarl import URL

from etl.sources.fetching import addresses
from etl.sources.fetching.answers import PASSING, Answer, Request
from etl.sources.fetching.body import ACCEPT_ENCODING, read_body
from etl.sources.fetching.faults import EXPECTED, explain
from etl.sources.fetching.manners import Manners
from etl.sources.fetching.pace import Pace, retry_after
from etl.sources.fetching.robots import MAX_BYTES, Robots
from etl.sources.journal import Outcome

ARTICLE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ADVICE = {
    401: "; the page asks for a password",
    402: "; the page is sold",
    403: "; the site turns us away",
    404: "; there is no such page",
    410: "; the page was removed",
    451: "; withheld for legal reasons",
}


class Client:
    """Use it as an asynchronous context manager, in one event loop."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.paces: dict[str, Pace] = defaultdict(lambda: Pace(manners))  # by host and port
        self.robots = Robots(self._ask_robots)
        self._at_once = asyncio.Semaphore(manners.at_once)

    async def __aenter__(self) -> "Client":
        connector = aiohttp.TCPConnector(
            socket_factory=addresses.guarded_socket(self.manners.allowed_networks),
            happy_eyeballs_delay=None,  # a refused address ends the attempt instead of losing a race
            limit=self.manners.at_once,
            ssl=_trusted(),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": self.manners.user_agent,
                "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.9, */*;q=0.5",
                "Accept-Encoding": ACCEPT_ENCODING,
            },
            max_field_size=32_768,
            max_line_size=32_768,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.manners.connect_timeout),
            trust_env=False,  # a proxy would resolve names where no check of ours stands
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ask(self, request: Request) -> Answer:
        """Ask an address, again where another try may help. Bad answers are values, not exceptions."""
        limit = self.manners.max_listing_bytes if request.listing else self.manners.max_page_bytes
        return await self._try(request, limit, obey=True)

    async def _ask_robots(self, url: str) -> Answer:
        return await self._try(Request(url=url, listing=True), MAX_BYTES, obey=False)

    async def _try(self, request: Request, limit: int, *, obey: bool) -> Answer:
        wait = self.manners.backoff
        for left in range(self.manners.tries - 1, -1, -1):
            answer = await self._follow(request, limit, obey=obey)
            if not left or answer.outcome not in PASSING - {"robots_unavailable", "tls_error"}:
                break
            pause = wait if answer.retry_after is None else answer.retry_after
            if pause > self.manners.patience:
                break
            if answer.outcome == "rate_limited":
                self._pace(answer.final_url or request.url).hold(pause)
            else:
                await asyncio.sleep(pause)
            wait *= 2
        return answer

    async def _follow(self, request: Request, limit: int, *, obey: bool) -> Answer:
        """Ask, and go where redirects lead."""
        url, seen = request.url, set[str]()
        while len(seen) <= self.manners.max_redirects:
            if url in seen:
                return Answer(request=request, outcome="redirects", detail=f"a loop: {url} again", final_url=url)
            seen.add(url)
            found = await self._refused(url, obey=obey) or await self._hop(request, url, limit)
            if isinstance(found, str):
                url = found
                continue
            refused = found if isinstance(found, Answer) else Answer(request=request, outcome=found[0], detail=found[1])
            return replace(refused, final_url=url if url != request.url else None)
        hops = self.manners.max_redirects
        return Answer(request=request, outcome="redirects", detail=f"more than {hops} redirects", final_url=url)

    async def _refused(self, url: str, *, obey: bool) -> tuple[Outcome, str] | None:
        if wrong := addresses.fault(url):
            return "bad_address", wrong
        if not obey:
            return None
        rules = await self.robots.rules(url)
        pace = self._pace(url)
        pace.delay = max(pace.delay, min(rules.crawl_delay, self.manners.max_crawl_delay))
        return rules.refusal(url)

    async def _hop(self, request: Request, url: str, limit: int) -> Answer | str:
        """One request; a string is where it redirects to."""
        async with self._pace(url).turn(), self._at_once:
            try:
                async with asyncio.timeout(self.manners.timeout), self._get(request, url) as response:
                    if response.status in _REDIRECTS and (target := response.headers.get("Location")):
                        return urldefrag(urljoin(url, target)).url
                    return await _answer(request, response, limit)
            except EXPECTED as error:
                outcome, detail = explain(error, self.manners.timeout)
                return Answer(request=request, outcome=outcome, detail=detail)

    def _get(self, request: Request, url: str) -> aiohttp.client._RequestContextManager:
        validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        return self._session.get(
            URL(safe_url_string(url), encoded=True),
            headers={name: value for name, value in validators.items() if value},
            allow_redirects=False,
        )

    def _pace(self, url: str) -> Pace:
        return self.paces[urlsplit(url).netloc.lower()]


def _trusted() -> ssl.SSLContext:
    """The system's certificate authorities; certifi's where Python knows of none, as on macOS."""
    system = ssl.get_default_verify_paths()
    return ssl.create_default_context(cafile=None if system.cafile or system.capath else certifi.where())


async def _answer(request: Request, response: aiohttp.ClientResponse, limit: int) -> Answer:
    headers, status = response.headers, response.status
    answer = Answer(
        request=request,
        outcome="received",
        http_status=status,
        content_type=(headers.get("Content-Type") or "").encode("utf-8", "replace").decode() or None,
        etag=_validator(headers.get("ETag")),
        last_modified=_validator(headers.get("Last-Modified")),
    )
    if status == HTTPStatus.NOT_MODIFIED and (request.etag or request.last_modified):
        return replace(answer, outcome="not_modified")
    if status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        wait = retry_after(headers.get("Retry-After"))
        return replace(answer, outcome=_outcome(status, wait), detail=_status(status), retry_after=wait)
    media_type = (answer.content_type or "").partition(";")[0].strip().lower()
    if media_type and media_type not in ARTICLE_TYPES and not request.listing:
        return replace(answer, outcome="not_an_article", detail=f"{media_type}; only web pages and texts are read")
    return replace(answer, content=await read_body(response, limit))


def _validator(header: str | None) -> str | None:
    """A header as it can be sent back; None where it holds what no header may."""
    return header if header and header.isascii() and header.isprintable() and len(header) < 1_000 else None


def _outcome(status: int, wait: float | None) -> Outcome:
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None):
        return "rate_limited"
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return "timeout"
    return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "http_error"


def _status(status: int) -> str:
    known = status in HTTPStatus.__members__.values()
    return f"{status} {HTTPStatus(status).phrase if known else ''}".strip() + _ADVICE.get(status, "")
