"""The real DAGs in this process: no scheduler, no server. Import it after `etl.scheduler.home.prepare`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.listeners import hookimpl
from airflow.sdk.listener import get_listener_manager

from etl.settings import ROOT


@dataclass(frozen=True)
class Step:
    """A task that began or ended: what a progress display shows. `state`: running, success, skipped, failed."""

    task: str
    state: str
    error: str = ""


def run_dag(dag_id: str, conf: dict[str, Any], on_step: Callable[[Step], None]) -> bool:
    """Run one DAG to its end; whether it succeeded. Raises RuntimeError where a DAG file cannot be imported."""
    bag = DagBag(dag_folder=str(ROOT / "dags"))
    if bag.import_errors:
        raise RuntimeError(f"a DAG file cannot be imported: {bag.import_errors}")
    dag = bag.dags[dag_id]
    for task in dag.tasks:
        task.retries = 0  # a person is watching: show the failure now, not after three tries
    with _listening(on_step):
        return str(dag.test(run_conf=conf).state) == "success"


class _Listener:
    """Airflow calls these by name."""

    def __init__(self, on_step: Callable[[Step], None]) -> None:
        self.on_step = on_step

    @hookimpl
    def on_task_instance_running(self, task_instance: Any) -> None:
        self.on_step(Step(task_instance.task_id, "running"))

    @hookimpl
    def on_task_instance_success(self, task_instance: Any) -> None:
        self.on_step(Step(task_instance.task_id, "success"))

    @hookimpl
    def on_task_instance_skipped(self, task_instance: Any) -> None:
        self.on_step(Step(task_instance.task_id, "skipped"))

    @hookimpl
    def on_task_instance_failed(self, task_instance: Any, error: Any) -> None:
        self.on_step(Step(task_instance.task_id, "failed", str(error)))


@contextmanager
def _listening(on_step: Callable[[Step], None]) -> Iterator[None]:
    manager, listener = get_listener_manager(), _Listener(on_step)
    manager.add_listener(listener)
    try:
        yield
    finally:
        manager.pm.unregister(listener)
