"""The processes of one home's Airflow, found by a mark that they and all their children carry in their environment.

There is no pid file: nothing can be stale after a reboot, and no stranger that got an old number is ever ended.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

MARK = "_NUTGRAF_SERVICE"
SUPERVISOR = "supervisor"
SCHEDULER = "scheduler"
WEB = "api-server"
TASK_GRACE_SECONDS = 20.0
GRACE_SECONDS = 8.0
WEB_GRACE_SECONDS = 4.0  # its answers are out by then; what it still does is clearing its memory
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Service:
    """One process. `role`: the service that it or its ancestor was started as."""

    role: str
    process: psutil.Process


def mark(role: str, home: Path) -> dict[str, str]:
    """Variables of a process that `find` shall find."""
    # Airflow writes titles over its processes' environment unless it is told not to.
    return {MARK: f"{role} {home.resolve()}", "SPT_NOENV": "1"}


def find(home: Path, *roles: str) -> list[Service]:
    """The living processes of this home's Airflow, of all roles or of those named, oldest first."""
    found = []
    for process in psutil.process_iter(["environ", "create_time"], ad_value=None):
        role, _, of = (process.info["environ"] or {}).get(MARK, "").partition(" ")
        if of == str(home.resolve()) and (not roles or role in roles) and process.pid != psutil.Process().pid:
            found.append(Service(role, process))
    return sorted(found, key=lambda service: service.process.info["create_time"])


def end(home: Path) -> int:
    """End all of them but a supervisor; how many there were.

    The web server goes last: a task that ends within its grace reports there. A task that goes on is killed and starts
    again with the next scheduler; what it had not committed is not there.
    """
    services = [service for service in find(home) if service.role != SUPERVISOR]
    heads = [service.process for service in _first(service for service in services if service.role != WEB)]
    _ask(heads)
    _wait(lambda: _among(heads, find(home)), TASK_GRACE_SECONDS)
    # Oldest first: the worker that watches a task must not live to report it as failed. Then the scheduler ends by
    # itself and closes its job, so that the next one takes up at once what it left.
    _kill([s.process for s in find(home) if s.role not in (WEB, SUPERVISOR) and s.process not in heads])
    _wait(lambda: _among(heads, find(home)), GRACE_SECONDS)
    web = [service.process for service in _first(find(home, WEB))]
    _ask(web)
    _wait(lambda: _among(web, find(home)), WEB_GRACE_SECONDS)
    while left := [service.process for service in find(home) if service.role != SUPERVISOR]:
        _kill(left)
    return len(services)


def kill_role(home: Path, role: str) -> None:
    """End what a service that is gone has left behind, before it is started again."""
    while left := [service.process for service in find(home, role)]:
        _kill(left)


def _first(services: Iterable[Service]) -> list[Service]:
    """Without the children: those hear of the end from their parents."""
    services = list(services)
    pids = {service.process.pid for service in services}
    return [service for service in services if _parent(service.process) not in pids]


def _parent(process: psutil.Process) -> int | None:
    try:
        return int(process.ppid())
    except psutil.NoSuchProcess:
        return None


def _among(wanted: list[psutil.Process], services: list[Service]) -> bool:
    return any(service.process in wanted for service in services)


def _ask(asked: list[psutil.Process]) -> None:
    for process in asked:
        with suppress(psutil.NoSuchProcess):
            process.terminate()  # psutil looks at the start time first: a number that was given anew is safe


def _kill(killed: list[psutil.Process]) -> None:
    for process in killed:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    time.sleep(POLL_SECONDS)


def _wait(goes_on: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while goes_on() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
