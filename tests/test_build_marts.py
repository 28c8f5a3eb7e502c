"""`build_marts` to its end in this process: published, approved, refused, unanswered, overtaken, broken.

dbt and Great Expectations have tests of their own; here two lines stand for them.
"""

import threading
from contextlib import contextmanager, suppress

import pytest
from conftest import ROOT
from test_publication import Desk
from test_quality_report import result

from etl import lake as warehouse
from etl.build import BuildError
from etl.publish import names
from etl.quality.results import store

RESPONSES = {
    "approve": {"chosen_options": ["Approve"], "params_input": {"reason": "Seen."}, "user": {"id": "1", "name": "ana"}},
    "refuse": {"chosen_options": ["Reject"], "params_input": {"reason": "Wrong."}, "user": {"id": "2", "name": "ben"}},
    "nobody": {"chosen_options": ["Reject"], "params_input": {"reason": ""}, "user": None},
}


@pytest.fixture(scope="module")
def dag(airflow_database):
    from airflow.dag_processing.dagbag import DagBag

    dag = DagBag(dag_folder=str(ROOT / "dags")).dags["build_marts"]
    for task in dag.tasks:
        task.retries = 0
    return dag


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    monkeypatch.setenv("NUTGRAF_HOME", str(tmp_path))
    desk = Desk(tmp_path)
    monkeypatch.setattr("etl.build.build", lambda lake, home: desk.build("built"))
    monkeypatch.setattr("etl.model_docs.write_model_docs", lambda *_: tmp_path)
    monkeypatch.setattr("etl.quality.decisions.write_report", lambda *_, **__: None)
    return desk


@pytest.fixture
def audit(monkeypatch):
    """Lets the audit of staging find a critical fault, or not."""

    def finds(*faults: str) -> None:
        def audit_layer(run, layer, run_at, parameters, *, snapshot) -> list[str]:
            found = faults if layer == "staging" else ()
            with warehouse.writing(run.lake) as connection:
                made = [result(run.run_id, layer=layer, description=fault, snapshot_id=snapshot) for fault in found]
                store(connection, made or [result(run.run_id, layer=layer, success=True, snapshot_id=snapshot)])
            return list(found)

        monkeypatch.setattr("etl.quality.gate.audit_layer", audit_layer)

    return finds


@contextmanager
def somebody_answers(who: str, meanwhile=lambda: None):
    """Answers what `approve` asks, as Airflow's web server or its scheduler does."""
    from airflow.models.hitl import HITLDetail
    from airflow.models.trigger import handle_event_submit
    from airflow.triggers.base import TriggerEvent
    from airflow.utils import timezone
    from airflow.utils.session import create_session
    from airflow.utils.state import TaskInstanceState
    from sqlalchemy.exc import OperationalError

    ended = threading.Event()
    given = RESPONSES[who]

    def answer() -> None:
        while not ended.wait(0.2):
            with suppress(OperationalError), create_session() as session:  # SQLite is busy: asked again
                for asked in session.query(HITLDetail).filter(HITLDetail.responded_at.is_(None)).all():
                    if asked.task_instance.state != TaskInstanceState.AWAITING_INPUT:
                        continue
                    asked.responded_at = timezone.utcnow()
                    asked.responded_by, asked.chosen_options = given["user"], given["chosen_options"]
                    asked.params_input = given["params_input"]
                    event = TriggerEvent(asked.as_resume_event_payload(timedout=given["user"] is None))
                    meanwhile()
                    handle_event_submit(event, task_instance=asked.task_instance, session=session)
                    return

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def states(run) -> dict[str, str]:
    return {task.task_id: str(task.state) for task in run.get_task_instances()}


def test_what_holds_is_published(dag, desk, audit):
    audit()
    run = dag.test()
    assert run.state == "success"
    assert desk.ask("select quote from quotations") == [("built",)]
    assert desk.decided("outcome, decided_by, airflow_run_id") == [("published", None, run.run_id)]
    assert (states(run)["approve"], states(run)["publish"]) == ("skipped", "success")


def test_who_approves_is_kept_and_the_audited_marts_are_published(dag, desk, audit):
    audit("every name is a name")
    with somebody_answers("approve", meanwhile=lambda: desk.build("built by a later run")):
        run = dag.test()
    assert run.state == "success"
    assert desk.ask("select quote from quotations") == [("built",)]
    assert desk.decided("outcome, decided_by, reason, failed") == [
        ("withheld", None, None, '["staging.mentions: every name is a name"]'),
        ("published", "ana", "Seen.", '["staging.mentions: every name is a name"]'),
    ]


@pytest.mark.parametrize(
    ("who", "kept"), [("refuse", ("ben", "Wrong.")), ("nobody", (None, "nobody answered within 3 days"))]
)
def test_a_refusal_is_kept_and_nothing_is_published(dag, desk, audit, who, kept):
    audit("every name is a name")
    with somebody_answers(who):
        run = dag.test()
    assert run.state == "success"
    assert names(desk.releases) == []
    assert desk.decided("outcome, decided_by, reason") == [("withheld", None, None), ("rejected", *kept)]
    assert states(run)["publish"] == "skipped"


def test_an_approval_that_comes_late_does_not_replace_newer_marts(dag, desk, audit):
    audit("every name is a name")
    with somebody_answers("approve", meanwhile=lambda: desk.publish("later", desk.build("newer"))):
        run = dag.test()
    assert run.state == "success"
    assert desk.ask("select quote from quotations") == [("newer",)]
    assert desk.decided("outcome") == [("withheld",), ("published",), ("superseded",)]
    assert states(run)["publish"] == "skipped"


def test_where_nobody_is_asked_the_run_fails_and_is_kept_as_withheld(dag, desk, audit):
    audit("every name is a name")
    run = dag.test(run_conf={"ask": False})
    assert run.state == "failed"
    assert desk.decided("outcome, airflow_run_id") == [("withheld", None)]


def test_a_build_that_breaks_is_kept_with_its_cause_and_staging_is_audited_all_the_same(dag, desk, audit, monkeypatch):
    audit()

    def broken(lake, home):
        raise BuildError("dbt build failed: events: Binder Error: no column `actor`")

    monkeypatch.setattr("etl.build.build", broken)
    run = dag.test()
    assert run.state == "failed"
    assert desk.decided("outcome, reason, snapshot_id") == [
        ("failed", "build: dbt build failed: events: Binder Error: no column `actor`", None)
    ]
    assert (states(run)["audit_staging"], states(run)["audit_marts"]) == ("success", "upstream_failed")
