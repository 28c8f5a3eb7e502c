"""How Airflow of this machine does, asked on 127.0.0.1, and who holds its port."""

import json
import socket
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any

import psutil

COMPONENTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
TIMEOUT_SECONDS = 3.0
BUILDING_SECONDS = 60.0


def health(port: int) -> dict[str, Any] | None:
    """What /api/v2/monitor/health says; None where no Airflow answers."""
    said = _ask(port, "/api/v2/monitor/health", TIMEOUT_SECONDS)
    return said if isinstance(said, dict) and "scheduler" in said else None


def tasks_can_report(port: int) -> bool:
    """Whether the address that tasks report to answers. The first question makes it build its answers: seconds."""
    return _ask(port, "/execution/health", BUILDING_SECONDS) == {"status": "healthy"}


def _ask(port: int, path: str, timeout_seconds: float) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout_seconds)  # past a proxy of the environment
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()


def ailing(said: dict[str, Any] | None, since: datetime | None = None) -> list[str]:
    """Components that are not healthy, or have not been heard of `since` then: a killed one stays healthy for 30 s."""
    if said is None:
        return ["api-server", *COMPONENTS]
    return [name for name in COMPONENTS if not _is_well(said.get(name) or {}, name, since)]


def _is_well(about: dict[str, Any], name: str, since: datetime | None) -> bool:
    if about.get("status") != "healthy":
        return False
    heard = about.get(f"latest_{name}_heartbeat")
    return since is None or name == "metadatabase" or (heard is not None and datetime.fromisoformat(heard) >= since)


def why_not_free(port: int) -> str | None:
    """Why nobody can listen on 127.0.0.1:port; None where it is free."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            return f"port {port} on 127.0.0.1 is in use by {_listener(port)}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return f"port {port} on 127.0.0.1 cannot be used: {error.strerror}"
    return None


def _listener(port: int) -> str:
    try:
        sockets = psutil.net_connections(kind="tcp")
        pids = {s.pid for s in sockets if s.status == psutil.CONN_LISTEN and s.laddr.port == port and s.pid}
        named = [f"process {pid} ({' '.join(psutil.Process(pid).cmdline())[:80]})" for pid in sorted(pids)]
    except psutil.Error:  # some systems tell only root
        named = []
    return ", ".join(named) or "another program (of another user: it does not say its name)"
