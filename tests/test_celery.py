"""Two Celery workers share the extraction. One is killed in the middle, and nothing is lost."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import services
from conftest import ROOT
from published import differing_marts
from services import PASSWORD

AIRFLOW = str(Path(sys.executable).with_name("airflow"))
# What a deployment may say of its own: Airflow reads it from its home. Both workers are this machine, so that only a
# name of their own tells them apart; and a task that is tried again waits a second where the DAGs say a minute.
POLICY = """
import os
from datetime import timedelta

def host():
    return os.environ.get("WORKER", "elsewhere")

def task_policy(task):
    task.retry_delay = timedelta(seconds=1)
"""
PREPARE = """
import json, os
from etl.scheduler.home import prepare
from etl.settings import Settings
prepare(Settings())
print(json.dumps(dict(os.environ)))
"""
PATIENCE_SECONDS = 600  # with the machine to itself a tenth is enough


@dataclass
class Stack:
    """Airflow's services and workers as processes. `variables`: what they all run with."""

    home: Path
    postgres: services.Postgres
    variables: dict[str, str]
    ends: ExitStack = field(default_factory=ExitStack)

    def start(self, name: str, *arguments: str, **more: str) -> subprocess.Popen:
        command, log = [AIRFLOW, *arguments], self.home / f"{name}.log"
        return self.ends.enter_context(services.running(command, log, env=self.variables | more, cwd=ROOT))

    def worker(self, name: str) -> subprocess.Popen:
        arguments = ["-H", f"{name}@%h", "-c", "1", "-q", "default,extraction", "--skip-serve-logs"]
        return self.start(name, "celery", "worker", *arguments, WORKER=name)

    def ask(self, query: str) -> list[tuple]:
        import psycopg2

        connection = psycopg2.connect(self.postgres.conninfo("airflow"), password=PASSWORD)
        try:
            cursor = connection.cursor()
            cursor.execute(query)
            return cursor.fetchall()
        finally:
            connection.close()

    def airflow(self, *arguments: str) -> None:
        command = [AIRFLOW, *arguments]
        done = subprocess.run(command, env=self.variables, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    home = tmp_path_factory.mktemp("celery")
    with ExitStack() as ends:
        postgres, broker = ends.enter_context(services.postgres()), ends.enter_context(services.redis(home))
        for database in ("airflow", "lake"):
            postgres.create(database)
        port = services.free_port()
        address = f"postgresql+psycopg2://nutgraf:{PASSWORD}@127.0.0.1:{postgres.port}/airflow"
        wanted = {
            "NUTGRAF_HOME": str(home),
            "NUTGRAF_CATALOG": f"ducklake:postgres:{postgres.conninfo('lake')}",
            "NUTGRAF_BATCH_SIZE": "4",
            "NUTGRAF_PORT": str(port),
            "PGPASSWORD": PASSWORD,
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",  # read once: the processors are for the tasks
            "AIRFLOW__CORE__HOSTNAME_CALLABLE": "airflow_local_settings.host",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": address,
            "AIRFLOW__CELERY__BROKER_URL": broker,
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{address}",
            # How soon a worker that is gone is noticed: five minutes by default.
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
        }
        (home / "airflow/config").mkdir(parents=True)
        (home / "airflow/config/airflow_local_settings.py").write_text(POLICY, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NUTGRAF"))}
        prepared = subprocess.run(
            [sys.executable, "-c", PREPARE], env=kept | wanted, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert prepared.returncode == 0, prepared.stderr
        variables = json.loads(prepared.stdout.splitlines()[-1])
        stack = Stack(home, postgres, variables, ends)
        stack.start("api-server", "api-server", "--host", "127.0.0.1", "--port", str(port))
        services.wait_until(lambda: services.listens(port), "the API server", PATIENCE_SECONDS)
        stack.start("scheduler", "scheduler", "--skip-serve-logs")
        stack.start("dag-processor", "dag-processor")
        yield stack


def kill_with_children(process: subprocess.Popen) -> None:
    """SIGKILL to a worker and all that it has started, as when its machine loses power."""
    parent = psutil.Process(process.pid)
    processes = [parent, *parent.children(recursive=True)]
    for one in processes:
        one.suspend()  # so that nobody sees another die
    for one in processes:
        one.kill()
    psutil.wait_procs(processes[1:], timeout=10)


def extractions(stack: Stack) -> list[tuple[int, str, str]]:
    """Map index, state and worker of each extraction."""
    return stack.ask(
        "select map_index, state, hostname from task_instance where dag_id = 'ingest' and task_id = 'read.extract'"
    )


def under_way(stack: Stack, host: str) -> list[int]:
    return [index for index, state, worker in extractions(stack) if (state, worker) == ("running", host)]


def runs(stack: Stack, dag: str) -> list[str]:
    return [state for (state,) in stack.ask(f"select state from dag_run where dag_id = '{dag}'")]


def test_a_worker_that_is_killed_loses_nothing(stack, daily_run):
    workers = {name: stack.worker(name) for name in ("second", "first")}
    known = "select 1 from dag where dag_id in ('ingest', 'build_marts')"
    services.wait_until(lambda: len(stack.ask(known)) == 2, "DAGs", PATIENCE_SECONDS)
    for dag in ("build_marts", "ingest"):
        stack.airflow("dags", "unpause", dag)
    services.wait_until(lambda: under_way(stack, "first"), "an extraction on the first worker", PATIENCE_SECONDS)
    (lost,) = under_way(stack, "first")
    kill_with_children(workers["first"])
    services.wait_until(lambda: {*runs(stack, "build_marts")} & {"success", "failed"}, "marts", PATIENCE_SECONDS)

    assert runs(stack, "ingest") == runs(stack, "build_marts") == ["success"]
    assert len(extractions(stack)) > 3
    assert {state for _, state, _ in extractions(stack)} == {"success"}
    assert (lost, "success", "second") in extractions(stack)
    begun = stack.ask(
        "select hostname from task_instance_history where dag_id = 'ingest' and task_id = 'read.extract' "
        f"and map_index = {lost}"
    )
    assert begun == [("first",)]
    assert differing_marts(daily_run.current, stack.home / "published/current.duckdb") == {}
