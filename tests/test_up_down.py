"""`nutgraf up` and `nutgraf down`, end to end: healthy, closed to others, started anew, ended to the last process.

The tests of the running Airflow stand in the order of its life: they share one start, which costs twenty CPU seconds.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest
from conftest import ROOT
from services import free_port

from etl.scheduler import processes

SOURCES = "sources:\n  - name: nothing\n    kind: files\n    path: .\n    enabled: false\n"


@dataclass(frozen=True)
class Installation:
    """A home and a free port of its own."""

    home: Path
    port: int

    def nutgraf(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
        sources = self.home / "sources.yml"
        sources.parent.mkdir(parents=True, exist_ok=True)
        sources.write_text(SOURCES)
        own = {"NUTGRAF_HOME": str(self.home), "NUTGRAF_PORT": str(self.port), "NUTGRAF_SOURCES": str(sources)}
        return subprocess.run(
            [sys.executable, "-m", "etl.cli", *arguments],
            env=kept | own | more,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def find(self, *roles: str) -> list[psutil.Process]:
        return [service.process for service in processes.find(self.home, *roles)]

    def ask(self, path: str, token: str = "", body: dict | None = None) -> tuple[int, dict]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or "{}")


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return held


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An installation; whatever a failed test leaves running in it is ended."""
    installation = Installation(tmp_path_factory.mktemp("up") / "home", free_port())
    yield installation
    for process in installation.find():
        process.kill()


@pytest.fixture(scope="module")
def started(place):
    return place.nutgraf("up")


def test_up_says_where_it_is_and_how_to_log_in(place, started):
    assert started.returncode == 0, started.stderr
    assert f"http://127.0.0.1:{place.port}" in started.stdout
    assert re.search(r"user admin, password \S+", started.stdout)
    assert "make down" in started.stdout
    assert place.nutgraf("up", "--status").stdout.count(" healthy") == 4


def test_nothing_listens_but_the_page_on_this_machine(place, started):
    open_to = [s.laddr for p in place.find() for s in p.net_connections("inet") if s.status == psutil.CONN_LISTEN]
    assert [tuple(address) for address in open_to] == [("127.0.0.1", place.port)]


def test_a_login_is_asked_for_and_the_schedule_is_on(place, started):
    assert place.ask("/api/v2/dags")[0] == 401
    assert place.ask("/auth/token", body={"username": "admin", "password": "guessed"})[0] == 401
    password = re.search(r"password (\S+)", started.stdout)[1]
    status, login = place.ask("/auth/token", body={"username": "admin", "password": password})
    assert status == 201
    token = login["access_token"]

    def dags() -> dict[str, bool]:
        return {dag["dag_id"]: dag["is_paused"] for dag in place.ask("/api/v2/dags", token)[1]["dags"]}

    assert within(60, lambda: {"ingest", "build_marts"} <= dags().keys())
    assert not any(dags().values())
    assert place.ask("/api/v2/pools/warehouse", token)[1]["slots"] == 1
    # The first reading begins at once, as `up` says, and its tasks get through to the web server: at the first try.
    tasks = "/api/v2/dags/ingest/dagRuns/~/taskInstances?task_id=sources"
    assert within(120, lambda: [t["state"] for t in place.ask(tasks, token)[1]["task_instances"]] == ["success"])
    assert place.ask(tasks, token)[1]["task_instances"][0]["try_number"] == 1


def test_the_doctor_finds_nothing_wrong(place, started):
    found = json.loads(place.nutgraf("doctor", "--json").stdout)
    told = {finding["check"]: finding["says"] for finding in found if finding["level"] == "fine"}
    assert "pool warehouse" in told["airflow"], found
    assert told["services"] == f"healthy at http://127.0.0.1:{place.port}"


def test_up_again_says_that_it_runs(place, started):
    before = place.find("supervisor", "api-server")
    again = place.nutgraf("up", NUTGRAF_PORT=str(free_port()))
    assert again.returncode == 0
    assert "runs already" in again.stdout
    assert f"http://127.0.0.1:{place.port}" in again.stdout
    assert place.find("supervisor", "api-server") == before


def test_a_service_that_is_killed_starts_again(place, started):
    killed, *children = place.find("triggerer")
    killed.kill()
    assert within(20, lambda: any(p.pid != killed.pid and p not in children for p in place.find("triggerer")))
    log = (place.home / "logs" / "supervisor.log").read_text()
    assert re.search(r"triggerer ended and starts again in 1 s \(by SIGKILL\)", log)
    assert not any(is_alive(child) for child in children)


def test_down_ends_all_of_it_even_without_its_supervisor(place, started):
    (supervisor, *_) = place.find("supervisor")
    supervisor.kill()
    assert "supervisor was killed" in place.nutgraf("up", "--status").stdout
    everything = place.find()
    ended = place.nutgraf("down")
    assert ended.returncode == 0, ended.stderr
    assert "has ended" in ended.stdout
    assert place.find() == []
    assert not any(is_alive(process) for process in everything)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", place.port)) != 0


def test_down_again_has_nothing_to_do(place, started):
    ended = place.nutgraf("down")
    assert (ended.returncode, ended.stdout.strip()) == (0, "Airflow is not running")


def test_a_service_that_dies_in_the_start_is_named_and_nothing_stays(place, started):
    (place.home / "airflow" / "airflow.cfg").write_text("this is no configuration\n")
    refused = place.nutgraf("up")
    assert refused.returncode == 1
    assert re.search(r"(triggerer|dag-processor|api-server) ended \(with exit code 1\); the last lines", refused.stderr)
    assert "this is no configuration" in refused.stderr
    assert place.find() == []


def test_a_port_that_is_taken_is_said_with_its_holder(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = Installation(tmp_path, other.getsockname()[1])
        refused = place.nutgraf("up")
    assert refused.returncode == 1
    assert f"port {place.port} on 127.0.0.1 is in use by process {os.getpid()} (" in refused.stderr
    assert "NUTGRAF_PORT" in refused.stderr
    assert place.find() == []


def test_a_database_that_does_not_answer_stops_the_start(tmp_path):
    nowhere = f"sqlite:///{tmp_path}/no/such/folder/airflow.db"
    refused = Installation(tmp_path, free_port()).nutgraf("up", AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=nowhere)
    assert refused.returncode == 1
    assert "database could not be prepared" in refused.stderr
    assert "supervisor.log" in refused.stderr


def sleeper(**marked: str) -> subprocess.Popen:
    """A process with a child in a session of its own, as a task may start one."""
    code = (
        "import subprocess, sys, time; "
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True); "
        "print('ready', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], env=os.environ | marked, stdout=subprocess.PIPE)
    assert child.stdout
    child.stdout.readline()
    return child


def test_only_what_carries_the_mark_of_this_home_is_ended(tmp_path):
    ours, other_home = (
        sleeper(**processes.mark("scheduler", tmp_path / name))
        for name in ("ours", "another, of which ours is no part")
    )
    stranger = sleeper()
    try:
        (tmp_path / "ours/airflow").mkdir(parents=True)
        # What a machine that lost its power leaves: a number that a stranger has got since.
        (tmp_path / "ours/airflow/services.lock").write_text(f"process {stranger.pid} (cli.py up)")
        assert len(processes.find(tmp_path / "ours")) == 2
        assert processes.end(tmp_path / "ours") == 2
        assert processes.find(tmp_path / "ours") == []
        assert ours.wait(5) in (-signal.SIGTERM, -signal.SIGKILL)
        assert len(processes.find(tmp_path / "another, of which ours is no part")) == 2
        assert stranger.poll() is None
    finally:
        for parent in (ours, other_home, stranger):
            for process in psutil.Process(parent.pid).children(recursive=True) if parent.poll() is None else []:
                process.kill()
            parent.kill()
            parent.wait()


SCHEDULER = """
import signal, subprocess, sys
from pathlib import Path
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # Airflow's workers do not heed it either
worker = subprocess.Popen([sys.executable, "-c", {worker!r}])
Path({ready!r}).touch()
signal.sigwait([signal.SIGTERM])
worker.wait()
Path({closed!r}).write_text(str(worker.returncode))
"""


@pytest.mark.parametrize(
    ("worker", "code"),
    [
        ("import time; time.sleep(2)", 0),  # a task that ends within its grace
        ("import time; time.sleep(60)", -signal.SIGKILL),
    ],
)
def test_a_task_has_a_grace_and_the_scheduler_closes_its_job(tmp_path, monkeypatch, worker, code):
    monkeypatch.setattr(processes, "TASK_GRACE_SECONDS", 4.0)
    ready, closed = tmp_path / "ready", tmp_path / "closed"
    program = SCHEDULER.format(worker=worker, ready=str(ready), closed=str(closed))
    scheduler = subprocess.Popen(
        [sys.executable, "-c", program], env=os.environ | processes.mark("scheduler", tmp_path)
    )
    assert within(20, ready.exists)
    assert processes.end(tmp_path) == 2
    assert scheduler.wait(5) == 0
    assert closed.read_text() == str(int(code))


@pytest.mark.parametrize(
    ("said", "ill"),
    [
        ({"status": "healthy", "latest_triggerer_heartbeat": "2026-03-02T09:30:00+00:00"}, []),
        ({"status": "healthy", "latest_triggerer_heartbeat": "2026-03-02T09:29:59+00:00"}, ["triggerer"]),
        ({"status": "healthy", "latest_triggerer_heartbeat": None}, ["triggerer"]),
        ({"status": "unhealthy", "latest_triggerer_heartbeat": "2026-03-02T09:31:00+00:00"}, ["triggerer"]),
        ({"status": None}, ["triggerer"]),
    ],
)
def test_what_was_heard_before_the_start_does_not_count(said, ill):
    from conftest import NOW

    from etl.scheduler.health import ailing

    heard = NOW.isoformat()
    others = {n: {"status": "healthy", f"latest_{n}_heartbeat": heard} for n in ("scheduler", "dag_processor")}
    assert ailing({"metadatabase": {"status": "healthy"}, "triggerer": said} | others, NOW) == ill
