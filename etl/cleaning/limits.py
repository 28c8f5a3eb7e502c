"""Many pages cleaned in processes that can be ended: the only hard limit on time.

A signal does not interrupt libxml2 (an alarm of 5 s was seen to fire after 11 s), so a page that takes too long is
ended with its process.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.popen_forkserver import Popen
from multiprocessing.process import BaseProcess, current_process
from types import ModuleType

from pebble import ProcessFuture, ProcessPool
from pebble.common import ProcessExpired

from etl.article import Article, RawPage, Rejection
from etl.cleaning.page import clean

PAGES_PER_WORKER = 500  # then a fresh process, so that no leak can grow
AHEAD = 4  # pages that wait per worker; more would only hold their bytes in memory


def clean_all(pages: Iterable[RawPage], *, timeout_seconds: float, workers: int) -> Iterator[Article | Rejection]:
    """Clean the pages in order. A page that takes too long or kills its worker becomes a Rejection.

    Raises BrokenProcessPool where no worker can be started.
    """
    yield from run_all(pages, clean, timeout_seconds=timeout_seconds, workers=workers)


def run_all(
    pages: Iterable[RawPage],
    work: Callable[[RawPage], Article | Rejection],
    *,
    timeout_seconds: float,
    workers: int,
) -> Iterator[Article | Rejection]:
    """Run `work`, a function of a module, on each page in processes that can be ended."""
    waiting: deque[tuple[RawPage, ProcessFuture]] = deque()
    stream = iter(pages)
    with ProcessPool(max_workers=workers, max_tasks=PAGES_PER_WORKER, context=_context()) as pool:
        while True:
            for page in islice(stream, workers * AHEAD - len(waiting)):
                waiting.append((page, pool.schedule(work, args=[page], timeout=timeout_seconds)))
            if not waiting:
                return
            yield _outcome(*waiting.popleft(), timeout_seconds)


class _Worker(ForkServerProcess):
    """A worker that starts wherever a task of Airflow may run.

    It does not import the caller's main module anew, as multiprocessing has each of them do: under the scheduler that
    module is Airflow's own command, which cannot be imported inside a task. And it starts in a worker of Celery, whose
    processes count as daemons, to which multiprocessing refuses children. The pool ends these.
    """

    def start(self) -> None:
        """Start it from a caller that is no daemon, for the moment, and whose key is of multiprocessing's own make."""
        self.authkey = bytes(self.authkey)
        caller = current_process()._config  # type: ignore[attr-defined]
        kept = dict(caller)
        caller |= {"daemon": False, "authkey": self.authkey}
        try:
            super().start()
        finally:
            caller |= kept

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Popen:  # noqa: N802  the name by which multiprocessing calls it
        main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            return Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _Context(ForkServerContext):
    Process = _Worker


def _context() -> ForkServerContext:
    """Workers forked from a small server that has loaded the cleaner.

    Not plain fork: the caller is an Airflow task with threads and open databases, and a fork of threads can hang.
    Not spawn: every worker, and every one that replaces an ended one, would import the cleaner anew.
    """
    context = _Context()
    context.set_forkserver_preload(["etl.cleaning.page"])
    return context


def _outcome(page: RawPage, future: ProcessFuture, timeout_seconds: float) -> Article | Rejection:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenProcessPool):
        raise error  # no worker can be started: the machine's fault, not the page's
    if isinstance(error, FutureTimeoutError):
        return _rejected(page, "timeout", f"cleaning took longer than {timeout_seconds:g} s and was ended")
    if isinstance(error, ProcessExpired):
        return _rejected(page, "error", f"the cleaning process died with exit code {error.exitcode}")
    return _rejected(page, "error", f"{type(error).__name__}: {error}")


def _rejected(page: RawPage, reason: str, detail: str) -> Rejection:
    return Rejection(
        page_id=page.page_id,
        source=page.source,
        url=page.url,
        stage="clean",
        reason=reason,  # type: ignore[arg-type]
        detail=detail,
        rejected_at=page.fetched_at,
    )
