"""The fetcher that sources use: a client in a thread of its own, whose answers come one by one, as they arrive."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import replace
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from etl.sources.fetching.answers import PASSING, Answer, Request
from etl.sources.fetching.client import Client
from etl.sources.fetching.manners import Manners
from etl.sources.fetching.robots import Rules

WAITING = 4  # answers that wait to be taken; more would only hold their bytes in memory


class Fetcher:
    """Use it as a context manager; leaving it ends what is still being asked."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners

    def __enter__(self) -> "Fetcher":
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="fetcher", daemon=True)
        self._thread.start()
        self._client = self._run(_opened(self._manners))
        self._until = self._loop.time() + self._manners.visit_time
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def ask(self, request: Request) -> Answer:
        """Ask one address and wait for the answer."""
        return self._run(self._client.ask(request))

    def rules(self, url: str) -> Rules:
        """What the robots.txt of an address' host says."""
        return self._run(self._client.robots.rules(url))

    def ask_all(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Ask all, hosts side by side; answers as they come. When the visit's time is up, the rest is not asked."""
        answers: asyncio.Queue[Answer | None] = asyncio.Queue(WAITING)
        asking = asyncio.run_coroutine_threadsafe(self._all(requests, answers), self._loop)
        try:
            while (answer := self._run(answers.get())) is not None:
                yield answer
            asking.result()
        finally:
            asking.cancel()

    def _run[T](self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _all(self, requests: Iterable[Request], answers: asyncio.Queue[Answer | None]) -> None:
        hosts: dict[str, deque[Request]] = defaultdict(deque)
        for request in requests:
            hosts[_host(request.url)].append(request)
        try:
            async with asyncio.TaskGroup() as group:
                for host, waiting in hosts.items():
                    for _ in range(min(self._manners.per_host, len(waiting))):
                        group.create_task(self._work(host, waiting, answers))
        finally:
            if not asyncio.current_task().cancelling():  # type: ignore[union-attr]
                await answers.put(None)

    async def _work(self, host: str, waiting: deque[Request], answers: asyncio.Queue[Answer | None]) -> None:
        """One of a host's workers. A host that fails again and again is left alone until the next visit."""
        pace, failed = self._client.paces[host], None
        while waiting and self._loop.time() < self._until:
            request = waiting.popleft()
            if failed and pace.failures >= self._manners.give_up_after:
                detail = f"not asked: {pace.failures} addresses of its host failed in a row ({failed.detail})"
                await answers.put(Answer(request=request, outcome=failed.outcome, detail=detail))
                continue
            answer = await self._client.ask(request)
            pace.failures = pace.failures + 1 if answer.outcome in PASSING else 0
            failed = replace(answer, content=b"") if answer.outcome in PASSING else failed
            await answers.put(answer)

    async def _end(self) -> None:
        await self._client.__aexit__()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _opened(manners: Manners) -> Client:
    return await Client(manners).__aenter__()


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
