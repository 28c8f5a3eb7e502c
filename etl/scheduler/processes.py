"""The processes of one home's Airflow, found by a mark that they and all their children carry in their environment.

There is no pid file: nothing can be stale after a reboot, and no stranger that got an old number is ever ended.
"""

import time
from collections.abc import Callable, Iterable
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
    workers = {service.role for service in services} - {WEB}
    _ask(_first(s for s in services if s.role in workers))
    _wait(lambda: find(home, *workers) if workers else [], TASK_GRACE_SECONDS)
    _kill_below(home, SCHEDULER)  # the scheduler itself then ends its job in the database
    _wait(lambda: find(home, *workers) if workers else [], GRACE_SECONDS)
    _ask(_first(find(home, WEB)))
    _wait(lambda: find(home, WEB), WEB_GRACE_SECONDS)
    while left := [service for service in find(home) if service.role != SUPERVISOR]:
        _kill(left)
    return len(services)


def kill_role(home: Path, role: str) -> None:
    """End what a service that is gone has left behind, before it is started again."""
    while left := find(home, role):
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


def _kill_below(home: Path, role: str) -> None:
    services = find(home, role)
    heads = {service.process.pid for service in _first(services)}
    # Oldest first: the worker that watches a task must not live to report it as failed.
    _kill([service for service in services if service.process.pid not in heads])


def _ask(services: Iterable[Service]) -> None:
    for service in services:
        try:
            service.process.terminate()  # psutil looks at the start time first: a number that was given anew is safe
        except psutil.NoSuchProcess:
            continue


def _kill(services: list[Service]) -> None:
    for service in services:
        try:
            service.process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs([service.process for service in services], timeout=2)


def _wait(left: Callable[[], list[Service]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while left() and time.monotonic() < deadline:
        time.sleep(0.1)
