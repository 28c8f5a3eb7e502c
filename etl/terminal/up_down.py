"""`nutgraf up` and `nutgraf down`: Airflow in the background, and what a person is told of it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from etl.scheduler import processes
from etl.scheduler.health import ailing, health
from etl.scheduler.services import HEALTHY, NOT_STARTED, RUNS_ALREADY, SERVICES, START_SECONDS, login, supervise
from etl.settings import Settings

END_SECONDS = 60.0
FOREGROUND = [sys.executable, "-m", "etl.cli", "up", "--foreground"]


def foreground(settings: Settings) -> int:
    """Supervise in this process until Ctrl-C or SIGTERM, as systemd and containers want it."""
    if processes.MARK not in os.environ:  # others read a process' environment as it began: it must begin again
        os.execve(sys.executable, FOREGROUND, _marked(settings))
    return supervise(settings)


def up(settings: Settings) -> int:
    """Start Airflow in the background and wait until it is healthy; the exit code: 0 it runs, 1 it does not."""
    if supervisors := processes.find(settings.home, processes.SUPERVISOR):
        return _runs_already(settings, supervisors[0])
    began, log = time.monotonic(), settings.home / "logs" / "supervisor.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print("Airflow starts: about half a minute, a little longer the first time", flush=True)
    with log.open("a") as output:
        size = output.tell()
        supervisor = subprocess.Popen(
            FOREGROUND,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_marked(settings),
            start_new_session=True,
        )
    while supervisor.poll() is None:
        if HEALTHY in _said(log, size):
            print(f"Airflow is up, after {time.monotonic() - began:.0f} s")
            return _tell(settings, settings.port)
        time.sleep(0.3)
    if supervisor.returncode == RUNS_ALREADY:  # somebody else started it at the same moment
        return _runs_already(settings, processes.find(settings.home, processes.SUPERVISOR)[0])
    said = _said(log, size)
    _, _, why = said.rpartition(NOT_STARTED)
    print(f"{NOT_STARTED} {why.strip() or said[-2000:]}\nNothing was left running.", file=sys.stderr)
    return 1


def down(settings: Settings) -> int:
    """End Airflow, also what a killed supervisor left; the exit code: 0 nothing runs, 1 something still does."""
    supervisors = processes.find(settings.home, processes.SUPERVISOR)
    began, number = time.monotonic(), len(processes.find(settings.home))
    if not number:
        print("Airflow is not running")
        return 0
    print("Airflow ends: a task that is running has 20 s to finish", flush=True)
    for service in supervisors:
        service.process.terminate()
    psutil.wait_procs([service.process for service in supervisors], timeout=END_SECONDS)
    processes.end(settings.home)
    processes.kill_role(settings.home, processes.SUPERVISOR)
    if left := processes.find(settings.home):
        print(f"still there: {', '.join(str(service.process.pid) for service in left)}", file=sys.stderr)
        return 1
    print(f"Airflow has ended: {number} processes, {time.monotonic() - began:.0f} s")
    return 0


def status(settings: Settings) -> int:
    """Print how each service does; the exit code: 0 all healthy, 1 not."""
    services = processes.find(settings.home)
    if not services:
        print("Airflow is not running: `nutgraf up` starts it")
        return 1
    supervisors = [service for service in services if service.role == processes.SUPERVISOR]
    if not supervisors:
        print("Its supervisor was killed: nothing is started anew when it ends. `nutgraf up` takes it up again")
    said = health(_port(supervisors[0]) if supervisors else settings.port)
    ill = ailing(said)
    for name in SERVICES:
        pids = [service.process.pid for service in services if service.role == name]
        how = (
            "does not run" if not pids else "not healthy" if name.replace("-", "_") in ill or name in ill else "healthy"
        )
        print(f"{name:<15}{how:<14}{f'process {pids[0]}' if pids else ''}")
    if "metadatabase" in ill:
        print("metadatabase   not reachable")
    return 1 if ill or not supervisors else 0


def _marked(settings: Settings) -> dict[str, str]:
    mark = processes.mark(processes.SUPERVISOR, settings.home)
    return os.environ | mark | {"NUTGRAF_PORT": str(settings.port), "PYTHONUNBUFFERED": "1"}


def _port(supervisor: processes.Service) -> int:
    """The port it was started with, whatever the settings say by now."""
    return int(supervisor.process.environ()["NUTGRAF_PORT"])


def _said(log: Path, since: int) -> str:
    with log.open("rb") as file:
        file.seek(since)
        return file.read().decode(errors="replace")


def _runs_already(settings: Settings, supervisor: processes.Service) -> int:
    port, deadline = _port(supervisor), time.monotonic() + START_SECONDS
    while (ill := ailing(health(port))) and supervisor.process.is_running() and time.monotonic() < deadline:
        time.sleep(0.5)
    if ill:
        print(f"Airflow runs, but is not healthy ({', '.join(ill)}): `nutgraf up --status`", file=sys.stderr)
        return 1
    print("Airflow runs already")
    return _tell(settings, port)


def _tell(settings: Settings, port: int) -> int:
    user, password = login(settings)
    url = settings.web_url if port == settings.port else f"http://127.0.0.1:{port}"
    print(f"page            {url}   user {user}, password {password}")
    print(f"logs            {settings.home / 'logs'}")
    print(f"first reading   now, unless today's is done; then daily at {settings.daily_at:%H:%M} UTC: Dags → ingest")
    print("end it          make down, or nutgraf down")
    return 0
