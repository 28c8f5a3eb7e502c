"""When staging changes: dbt build → audit → publish. What is published is exactly what was audited.

`build` hands on the snapshot of the warehouse in which its marts stand; staging and marts of that snapshot are audited,
and that snapshot's marts are published, however long a person takes and whatever other runs write meanwhile. Several
runs may wait for a person at once. What became of each is a row of `quality.publications` and stands on the report.

When it fails

* `build` is red: a dbt model or test failed; the log names it and its SQL. Yesterday's marts stay readable. Staging is
  audited all the same, as a fault of the data is the likely cause.
* `audit_staging` or `audit_marts` is red: the audit itself broke. A check that merely fails leaves its task green.
* `approve` waits: a critical check failed. The quality report (Browse → Data quality) shows the failed rows. Approve
  to publish all the same, reject to leave yesterday's marts in place until the cause is mended and this DAG runs again.
  Either wants a reason, which is kept with your name. After three days without an answer it counts as refused.
* `verdict` is red: a critical check failed in a run that asks nobody (`ask` is off). Mend the cause and run it again.
* `publish` is red: the file could not be written (disk full, folder not writable). Nothing was swapped; clear it.
* `publish` is pink (skipped): the marts were refused, or readers have those of a newer run already. The report says it.
* `draw_models` is pink: the page of the models (Browse → Models) is that of older models; its log says why.
* `tidy` is red: nothing is lost but disk space; the next run tidies up again.
"""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param, TriggerRule, dag, get_current_context, task

from dags.alerting import TOLD, Withheld
from dags.decided import note_failure, this_run
from dags.stages import MARTS, RETRIES, STAGING, WAREHOUSE
from etl.quality import APPROVAL_DAYS

# Airflow draws the body as Markdown.
FAILED = """\
Critical checks failed in run `{{ ti.xcom_pull('new_run') }}`:
{% for check in ti.xcom_pull('audit_staging') + ti.xcom_pull('audit_marts') %}
* {{ check }}
{%- endfor %}

**Browse → Data quality** shows the rows. *Approve* gives readers these marts all the same; *Reject* leaves them those
they have. Your name and your reason are kept.
"""


@task
def new_run() -> str:
    """Our name of the run."""
    return this_run(get_current_context()).run_id


@task(pool=WAREHOUSE)
def build() -> int:
    """Staging → marts; the snapshot that holds them."""
    from etl.build import build as dbt_build
    from etl.settings import Settings

    settings = Settings()
    return dbt_build(settings.lake, settings.home)


@task(pool=WAREHOUSE)
def audit(layer: str, snapshot: int | None) -> list[str]:
    """Check a layer of the snapshot; without one, of staging as it is. The critical checks that failed."""
    from datetime import UTC, datetime

    from etl.quality.gate import audit_layer
    from etl.settings import Settings
    from etl.sources import silence

    settings, now = Settings(), datetime.now(UTC)
    given = {
        "freshness_hours": settings.freshness_hours,
        "silent_sources": silence.check(settings.sources, now, settings.silent_days),
    }
    return audit_layer(this_run(get_current_context()), layer, now, given, snapshot=snapshot)


@task.branch(pool=WAREHOUSE)
def verdict(snapshot: int, in_staging: list[str], in_marts: list[str], params=None) -> str:
    """Where the run goes on: to readers, to a person, or to its end."""
    from airflow.sdk.exceptions import AirflowFailException

    from etl.quality import decisions

    if not (failed := in_staging + in_marts):
        return "publish"
    decisions.withhold(this_run(get_current_context()), snapshot)
    if params["ask"]:
        return "approve"
    raise AirflowFailException("Not published, critical checks failed: " + "; ".join(failed))


@task.short_circuit(pool=WAREHOUSE)
def approved(snapshot: int, response) -> bool:
    """Whether a person let it through; a refusal, or no answer, is noted."""
    from etl.quality import decisions

    said = decisions.answer(response)
    if not said.approved:
        decisions.refuse(this_run(get_current_context()), snapshot, said)
    return said.approved


@task(pool=WAREHOUSE, outlets=[MARTS], trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
def publish(snapshot: int, response) -> str:
    """The snapshot's marts → readers."""
    from airflow.sdk.exceptions import AirflowSkipException

    from etl.quality import decisions
    from etl.settings import Settings

    settings, run = Settings(), this_run(get_current_context())
    said = decisions.answer(response) if response else None
    release = decisions.publish(run, snapshot, settings.releases, settings.keep_releases, said)
    if release is None:
        raise AirflowSkipException("Readers have the marts of a newer run; these are not put in their place")
    return str(release)


@task(retries=0)
def draw_models() -> str:
    """The models' page, for whoever asks what a column means. What is published is published without it."""
    from airflow.sdk.exceptions import AirflowSkipException

    from etl.model_docs import ModelDocsError, write_model_docs
    from etl.settings import Settings

    settings = Settings()
    try:
        return str(write_model_docs(settings.lake, settings.home, settings.reports))
    except ModelDocsError as error:
        raise AirflowSkipException(str(error)) from error


@task(pool=WAREHOUSE, on_failure_callback=RETRIES["on_failure_callback"])
def tidy() -> None:
    """What old runs left."""
    from etl.lake import tidy as tidy_lake
    from etl.lake import writing
    from etl.settings import Settings

    settings = Settings()
    with writing(settings.lake) as connection:
        tidy_lake(connection, settings.keep_snapshots_days)


@dag(
    schedule=[STAGING],
    max_active_runs=30,  # a run that waits for a person holds up none after it: ten a day, for three days
    default_args=RETRIES
    | {
        "on_failure_callback": [RETRIES["on_failure_callback"], note_failure],
        "weight_rule": "upstream",  # of two runs, the one that is nearer its end goes first
    },
    **TOLD,
    params={
        "ask": Param(
            True, type="boolean", description="Ask a person when a critical check failed; off: fail the run at once."
        )
    },
    doc_md=__doc__,
    tags=["nutgraf"],
)
def build_marts():
    """Staging → published marts."""

    # No ApprovalOperator: it skips whatever follows a refusal, and with it the note of who refused and why.
    approve = HITLOperator(
        task_id="approve",
        subject="Publish although critical checks failed?",
        body=FAILED,
        options=["Approve", "Reject"],
        defaults=["Reject"],
        params={"reason": Param("", type="string", title="Reason", description="Why? It is kept with your name.")},
        response_timeout=timedelta(days=APPROVAL_DAYS),
        notifiers=[Withheld()],
    )

    run = new_run()
    snapshot = build()
    # Both layers as the build left them. Staging comes after the build so that it is what the marts were made of.
    in_staging = audit.override(task_id="audit_staging", trigger_rule=TriggerRule.ALL_DONE)("staging", snapshot)
    in_marts = audit.override(task_id="audit_marts")("marts", snapshot)
    decided = verdict(snapshot, in_staging, in_marts)
    allowed = approved(snapshot, approve.output)
    published = publish(snapshot, approve.output)
    run >> snapshot
    in_staging >> in_marts
    decided >> approve >> allowed >> published
    decided >> published >> [draw_models(), tidy()]


build_marts()
