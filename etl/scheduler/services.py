"""Airflow's four services as child processes of one command, on 127.0.0.1, ended together.

`airflow standalone` would do, but it opens log servers on every interface and leaves services behind when it is ended.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from etl.scheduler import home
from etl.settings import Settings

SERVICES = {
    "scheduler": ["scheduler", "--skip-serve-logs"],  # the web server reads the logs from disk
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "api-server": ["api-server", "--host", "127.0.0.1", "--port", "8080"],
}
GRACE_SECONDS = 15


def up(settings: Settings) -> int:
    """Run until Ctrl-C, SIGTERM, or the end of one service; the exit code: 0 ended by hand, 1 a service ended."""
    if _taken(8080):
        print("Port 8080 on 127.0.0.1 is taken; end what listens there first", file=sys.stderr)
        return 2
    home.prepare(settings)
    user, password = _login(settings.home / "airflow" / "simple_auth_manager_passwords.json.generated")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logs = settings.home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    services = {name: _start(arguments, logs / f"{name}.log") for name, arguments in SERVICES.items()}
    print(f"Airflow: http://127.0.0.1:8080  user {user}  password {password}\nlogs: {logs}\nCtrl-C ends it", flush=True)
    try:
        while all(service.poll() is None for service in services.values()):
            time.sleep(1)
        ended = [name for name, service in services.items() if service.poll() is not None]
        print(f"{', '.join(ended)} ended: see {logs}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        _end(list(services.values()))


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _login(file: Path) -> tuple[str, str]:
    """The one user of the simple auth manager; the file is made here so that the services do not race to make it."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps({"admin": secrets.token_urlsafe(12)}), encoding="utf-8")
    return next(iter(json.loads(file.read_text(encoding="utf-8")).items()))


def _start(arguments: list[str], log: Path) -> subprocess.Popen:
    command = Path(sys.executable).with_name("airflow")
    with log.open("a") as output:
        return subprocess.Popen([str(command), *arguments], stdout=output, stderr=output, start_new_session=True)


def _end(services: list[subprocess.Popen]) -> None:
    """SIGTERM to each service's process group, SIGKILL to what is left of it."""
    for service in services:
        _signal(service, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for service in services:
        with suppress(subprocess.TimeoutExpired):
            service.wait(max(0.0, deadline - time.monotonic()))
        _signal(service, signal.SIGKILL)  # workers that outlive their parent
        service.wait()


def _signal(service: subprocess.Popen, number: int) -> None:
    with suppress(ProcessLookupError):  # the whole group has ended
        os.killpg(service.pid, number)
