"""When staging changes: audit → dbt build → audit → publish. Only audited marts are published.

When it fails

* `audit_staging` or `audit_marts` is red: the audit itself broke. A check that merely fails leaves its task green.
* `build` is red: a dbt model or test failed; the log names it and its SQL. Yesterday's marts stay readable.
* `approve` waits: a critical check failed. The quality report (Browse → Data quality) shows the failed rows. Approve
  to publish all the same, reject to leave yesterday's marts in place until the cause is mended and this DAG runs again.
* `tidy` is red: nothing is lost but disk space; the next run tidies up again.
* `publish` is red: the file could not be written (disk full, folder not writable). Nothing was swapped; clear it.
"""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, TriggerRule, dag, get_current_context, task

from dags.alerting import TOLD, Withheld
from dags.stages import MARTS, RETRIES, STAGING, WAREHOUSE


@dag(
    schedule=[STAGING],
    max_active_runs=1,
    default_args=RETRIES,
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

    @task
    def new_run() -> str:
        return get_current_context()["dag_run"].run_after.strftime("%Y%m%dT%H%M%SZ")

    @task(pool=WAREHOUSE)
    def audit(layer: str, run: str) -> list[str]:
        from datetime import UTC, datetime

        from etl.quality.gate import audit_layer
        from etl.settings import Settings

        settings = Settings()
        return audit_layer(
            settings.lake,
            layer,
            run,
            datetime.now(UTC),
            settings.reports,
            keep_runs=settings.keep_reports,
            parameters={"freshness_hours": settings.freshness_hours},
        )

    @task(pool=WAREHOUSE)
    def build() -> dict[str, str]:
        from etl.build import build as dbt_build
        from etl.settings import Settings

        settings = Settings()
        return dbt_build(settings.lake, settings.home)

    @task.branch
    def verdict(in_staging: list[str], in_marts: list[str], params=None) -> str:
        failed = in_staging + in_marts
        if failed and not params["ask"]:
            raise RuntimeError("Not published, critical checks failed: " + "; ".join(failed))
        return "approve" if failed else "publish"

    approve = ApprovalOperator(
        task_id="approve",
        subject="Critical checks failed: publish all the same?",
        body="{{ (ti.xcom_pull('audit_staging') + ti.xcom_pull('audit_marts')) | join('\n') }}",
        response_timeout=timedelta(days=3),
        notifiers=[Withheld()],
    )

    @task(pool=WAREHOUSE, outlets=[MARTS], trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
    def publish(run: str) -> str:
        from etl import publish as publication
        from etl.settings import Settings

        settings = Settings()
        return str(publication.publish(settings.lake, settings.releases, run, settings.keep_releases))

    @task(pool=WAREHOUSE)
    def tidy() -> None:
        from etl.lake import tidy as tidy_lake
        from etl.lake import writing
        from etl.settings import Settings

        settings = Settings()
        with writing(settings.lake) as connection:
            tidy_lake(connection, settings.keep_snapshots_days)

    run = new_run()
    in_staging = audit.override(task_id="audit_staging")("staging", run)
    built = build()
    in_marts = audit.override(task_id="audit_marts")("marts", run)
    decided = verdict(in_staging, in_marts)
    published = publish(run)
    in_staging >> built >> in_marts
    decided >> approve >> published
    decided >> published >> tidy()


build_marts()
