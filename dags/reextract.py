"""On demand: what an older extractor read is read again. What would change is shown and approved before it is loaded.

Trigger it after an update of Nutgraf. Only versions whose facts are older than the installed extractor are read; with
`from_pages` the kept raw pages are cleaned anew first, and only what comes out otherwise is read and loaded.

When it fails

* `plan` is red: the warehouse cannot be read, or with `from_pages` a raw batch is gone; the log names it.
* `again.prepare` or `again.extract` is red: the machine failed. Nothing was loaded; clear the task of that map index.
* `approve` waits: its page shows the counts added, withdrawn and changed per fact type. Reject leaves all as it is.
* `load` is red: nothing of that batch was replaced (one transaction a batch); clear it, or trigger the DAG again, which
  takes up what is still old.
"""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, TriggerRule, dag, get_current_context, task, task_group

from dags.alerting import TOLD
from dags.stages import EXTRACTION, RETRIES, announce, extract, load, report_failure


@dag(
    schedule=None,
    max_active_runs=1,
    default_args=RETRIES,
    **TOLD,
    params={
        "source": Param(None, type=["null", "string"], description="Only articles of this entry of sources.yml."),
        "since": Param(
            None, type=["null", "string"], format="date", description="Only articles received on this day or later."
        ),
        "from_pages": Param(False, type="boolean", description="Clean the kept raw pages anew first."),
        "ask": Param(True, type="boolean", description="Ask a person before anything is loaded."),
    },
    doc_md=__doc__,
    tags=["nutgraf"],
)
def reextract():
    """Staging → staging, read by the installed extractor."""

    @task
    def plan(params=None) -> list[str]:
        from datetime import date

        from etl.revisions import reextraction
        from etl.settings import Settings

        settings = Settings()
        since = date.fromisoformat(params["since"]) if params["since"] else None
        return reextraction.plan(
            settings.lake,
            settings.batches,
            settings.batch_size,
            params["source"],
            since,
            from_pages=params["from_pages"],
        )

    @task(queue=EXTRACTION, map_index_template="{{ batch }}")
    def prepare(batch: str, params=None) -> str:
        from airflow.exceptions import AirflowSkipException

        from etl.revisions import reextraction
        from etl.settings import Settings

        settings = Settings()
        get_current_context()["batch"] = batch
        if params["from_pages"] and not reextraction.clean_anew(
            batch, settings.batches, settings.lake, settings.clean_timeout_seconds, settings.clean_workers
        ):
            raise AirflowSkipException("every page comes out as it is stored")
        return batch

    @task_group
    def again(batch: str):
        return extract(prepare(batch))

    @task(trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
    def compare(read) -> dict[str, str | list[str]]:
        from etl.revisions import changes
        from etl.settings import Settings

        settings = Settings()
        names = [read] if isinstance(read, str) else list(read)  # of one mapped instance, Airflow hands on no list
        found = changes.compare(settings.lake, settings.batches, names)
        print(found)
        return {"batches": names, "report": found.markdown}

    @task.branch
    def verdict(params=None) -> str:
        return "approve" if params["ask"] else "approved"

    approve = ApprovalOperator(
        task_id="approve",
        subject="Load what the installed extractor reads?",
        body="{{ ti.xcom_pull('compare')['report'] }}",
        response_timeout=timedelta(days=3),
    )

    @task(trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
    def approved(compared) -> list[str]:
        return compared["batches"]

    compared = compare(again.expand(batch=plan()))
    decided = verdict()
    batches = approved(compared)
    compared >> decided >> approve >> batches
    decided >> batches
    loaded = load.expand(batch=batches)
    loaded >> report_failure()
    announce(loaded)


reextract()
