"""Airflow's four services as children of one supervisor, on 127.0.0.1, started anew when they end, ended together.

`airflow standalone` would do, but it opens log servers on every interface and leaves services behind when it is ended.
"""

import json
import multiprocessing
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from etl.lake import BusyError, locked
from etl.scheduler import home, processes
from etl.scheduler.health import ailing, health, tasks_can_report, why_not_free
from etl.settings import Settings

# The web server reads the logs from the disk, so that nobody needs to serve them.
SERVICES = {
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "api-server": ["api-server", "--host", "127.0.0.1"],
}
START_SECONDS = 180.0
LONGEST_PAUSE_SECONDS = 60.0
STEADY_SECONDS = 300.0
LOG_BYTES = 20_000_000
RUNS_ALREADY = 3
# What the supervisor prints, and `nutgraf up` waits for.
HEALTHY, NOT_STARTED = "Airflow is healthy", "Airflow did not start:"


class StartError(Exception):
    """Airflow did not start; the message says what stood in the way."""


@dataclass
class Child:
    """A service that runs, or waits for its next start. `failures`: ends since it last ran steadily."""

    name: str
    process: subprocess.Popen
    started: float = field(default_factory=time.monotonic)
    failures: int = 0
    due: float | None = None


def supervise(settings: Settings) -> int:
    """Run until SIGINT or SIGTERM; the exit code: 0 ended by hand, 1 did not start, 3 runs already."""
    try:
        with locked(settings.home / "airflow" / "services.lock", "Airflow of this home", wait_seconds=0), _ending():
            try:
                children = _start_all(settings)
                while True:
                    _watch(children, settings)
                    time.sleep(1)
            finally:
                for number in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(number, signal.SIG_IGN)
                processes.end(settings.home)
    except BusyError as error:
        print(error, file=sys.stderr)
        return RUNS_ALREADY
    except StartError as error:
        print(f"{NOT_STARTED} {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{_now()} ended", flush=True)
        return 0


def login(settings: Settings) -> tuple[str, str]:
    """The one user of the simple auth manager; the file is made here so that the services do not race to make it."""
    file = settings.home / "airflow" / "simple_auth_manager_passwords.json.generated"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps({"admin": secrets.token_urlsafe(12)}), encoding="utf-8")
    return next(iter(json.loads(file.read_text(encoding="utf-8")).items()))


@contextmanager
def _ending() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


def _start_all(settings: Settings) -> list[Child]:
    """Start the services and wait until all are healthy. Raises StartError."""
    if left := processes.end(settings.home):
        print(f"{_now()} ended {left} processes that an earlier supervisor had left", flush=True)
    if taken := why_not_free(settings.port):
        raise StartError(f"{taken}: end it, or choose another port with NUTGRAF_PORT")
    _prepare(settings)
    began, since = time.monotonic(), datetime.now(UTC)
    children = [Child(name, _start(name, settings)) for name in SERVICES if name != processes.SCHEDULER]
    _wait(children, settings, lambda: [] if tasks_can_report(settings.port) else [processes.WEB])
    # Last: a task that begins before the web server answers fails.
    children.append(Child(processes.SCHEDULER, _start(processes.SCHEDULER, settings)))
    _wait(children, settings, lambda: ailing(health(settings.port), since))
    print(f"{_now()} {HEALTHY} after {time.monotonic() - began:.0f} s: {settings.web_url}", flush=True)
    return children


def _wait(children: list[Child], settings: Settings, missing: Callable[[], list[str]]) -> None:
    """Wait until nothing is missing. Raises StartError where a service ends, or it takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while names := missing():
        for child in children:
            if (code := child.process.poll()) is not None:
                raise StartError(f"{child.name} ended {_told(child.name, code, settings)}")
        if time.monotonic() > deadline:
            raise StartError(f"not healthy after {START_SECONDS:.0f} s: {', '.join(names)}; see {_logs(settings)}")
        time.sleep(0.3)


def _prepare(settings: Settings) -> None:
    """Database, pool, user. In a process of its own: what it imports would stay in this one for months."""
    os.environ.update(home.environment(settings))
    child = multiprocessing.get_context("spawn").Process(target=home.prepare, args=(settings,))
    child.start()
    child.join()
    if child.exitcode != 0:
        raise StartError(f"its database could not be prepared; see {_logs(settings) / 'supervisor.log'}")
    login(settings)


def _start(name: str, settings: Settings) -> subprocess.Popen:
    log = _logs(settings) / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    arguments = [*SERVICES[name], *(["--port", str(settings.port)] if name == processes.WEB else [])]
    with log.open("a") as output:
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("airflow")), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=os.environ | processes.mark(name, settings.home) | _past_proxies(),
            start_new_session=True,  # Ctrl-C is for the supervisor, which ends them in order
        )


def _past_proxies() -> dict[str, str]:
    """Tasks report to 127.0.0.1: a company's proxy, named in the environment, could not reach it."""
    local = {"127.0.0.1", "localhost"}
    there = {name: set(os.environ.get(name, "").split(",")) for name in ("NO_PROXY", "no_proxy")}
    return {name: ",".join(sorted((hosts | local) - {""})) for name, hosts in there.items()}


def _watch(children: list[Child], settings: Settings) -> None:
    """Start again what has ended, after a pause that doubles while it keeps ending."""
    now = time.monotonic()
    for child in children:
        _trim(_logs(settings) / f"{child.name}.log")
        if child.due is None and (code := child.process.poll()) is not None:
            child.failures = 0 if now - child.started > STEADY_SECONDS else child.failures
            pause = min(2.0**child.failures, LONGEST_PAUSE_SECONDS)
            child.failures, child.due = child.failures + 1, now + pause
            told = _told(child.name, code, settings)
            print(f"{_now()} {child.name} ended and starts again in {pause:.0f} s {told}", file=sys.stderr, flush=True)
        elif child.due is not None and now >= child.due:
            processes.kill_role(settings.home, child.name)
            child.process, child.started, child.due = _start(child.name, settings), now, None


def _told(name: str, code: int, settings: Settings) -> str:
    how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    log = _logs(settings) / f"{name}.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    return "\n".join([f"({how}); the last lines of {log}:", *(f"  {line}" for line in lines)])


def _trim(log: Path) -> None:
    """Keep the log of a service that runs for months small: one file before this one stays."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)  # not renamed: the service goes on writing into the file that it has open


def _logs(settings: Settings) -> Path:
    return settings.home / "logs"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z"
