"""Servers of a test's own on 127.0.0.1: PostgreSQL, Redis, an S3 that forgets. Started, waited for and ended here."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

PASSWORD = "not-a-secret-but-searched-for-in-logs"
START_SECONDS = 60
PR_SET_PDEATHSIG = 1  # Linux: the signal that a process is sent when its parent ends
REGION = "us-east-1"


def program(name: str, package: str) -> str:
    """The path of a server's program; the test is skipped, with the reason, where it is not installed."""
    beside = Path(sys.executable).with_name(name)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))  # not on the PATH there
    found = next((str(file) for file in (beside, *reversed(debian)) if file.exists()), shutil.which(name))
    if found is None:
        pytest.skip(f"no {name} on this machine; {package} has it")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(ready: Callable[[], object], what: str, seconds: float = START_SECONDS) -> None:
    """Poll until `ready` answers yes; fail the test, naming what was waited for, after `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)


@contextmanager
def running(command: list[str], log: Path, *, end: int = signal.SIGTERM, **options) -> Iterator[subprocess.Popen]:
    """A process in a group of its own, ended with all its children; also where the tests are ended by a signal."""

    def end_with_parent() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, end)

    with log.open("ab") as output:
        options |= {"stdout": output, "stderr": output, "start_new_session": True}
        process = subprocess.Popen(command, preexec_fn=end_with_parent, **options)  # noqa: PLW1509  it takes no lock
    try:
        yield process
    finally:
        for number, seconds in ((end, 10), (signal.SIGKILL, 10)):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)


@dataclass(frozen=True)
class Postgres:
    """A server whose password stands nowhere but in PGPASSWORD."""

    port: int

    def conninfo(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=nutgraf dbname={database}"

    def create(self, database: str) -> None:
        import psycopg2

        connection = psycopg2.connect(self.conninfo("postgres"), password=PASSWORD)
        connection.autocommit = True
        connection.cursor().execute(f'create database "{database}"')
        connection.close()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """PostgreSQL in a folder of its own. It refuses to run as root, so root hands it to another user."""
    initdb, server = (program(name, "Debian's `postgresql`") for name in ("initdb", "postgres"))
    folder = Path(tempfile.mkdtemp(prefix="nutgraf-pg-"))
    other: dict = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    port = free_port()
    try:
        words = folder / "password"
        words.write_text(PASSWORD, encoding="utf-8")
        cluster = [initdb, "-D", str(folder / "data"), "-U", "nutgraf", "--auth=scram-sha-256", f"--pwfile={words}"]
        subprocess.run([*cluster, "-E", "UTF8", "--no-sync"], check=True, capture_output=True, cwd=folder, **other)
        settings = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "fsync=off"]
        command = [server, "-D", str(folder / "data"), *(part for setting in settings for part in ("-c", setting))]
        with running(command, folder / "log", end=signal.SIGINT, cwd=folder, **other):
            wait_until(lambda: _answers(port), "PostgreSQL")
            yield Postgres(port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int) -> bool:
    import psycopg2

    try:
        psycopg2.connect(Postgres(port).conninfo("postgres"), password=PASSWORD).close()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Redis without persistence; its address."""
    port = free_port()
    command = [program("redis-server", "Debian's `redis-server`"), "--bind", "127.0.0.1", "--port", str(port)]
    with running([*command, "--save", "", "--dir", str(folder)], folder / "redis.log"):
        wait_until(lambda: listens(port), "Redis")
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def s3(folder: Path, *buckets: str) -> Iterator[dict[str, str]]:
    """An S3 in memory with these buckets; the variables that lead to it."""
    import boto3

    port = free_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": PASSWORD,
        "AWS_REGION": REGION,
    }
    command = [program("moto_server", "the extra `dev`"), "-H", "127.0.0.1", "-p", str(port)]
    with running(command, folder / "s3.log"):
        wait_until(lambda: listens(port), "S3")
        client = boto3.client(
            "s3",
            endpoint_url=variables["AWS_ENDPOINT_URL"],
            aws_access_key_id="testing",
            aws_secret_access_key=PASSWORD,
            region_name=REGION,
        )
        for bucket in buckets:
            client.create_bucket(Bucket=bucket)
        yield variables
