"""What becomes of a run of `build_marts` is written down: by its tasks, and where one of them breaks."""

NOTE_WITHIN_SECONDS = 60  # the task has failed: it does not wait for its turn as long as the task did


def this_run(context):
    """The run that a task belongs to, and where decisions on it are kept."""
    from datetime import UTC

    from etl.quality.publications import run_id
    from etl.quality.runs import BuildRun
    from etl.settings import Settings

    settings, dag_run = Settings(), context["dag_run"]
    return BuildRun(
        lake=settings.lake,
        reports=settings.reports,
        keep_reports=settings.keep_reports,
        web_url=settings.web_url,
        run_id=run_id(dag_run.run_id, dag_run.run_after.astimezone(UTC)),
        airflow_run_id=dag_run.run_id if context["params"]["ask"] else None,
    )


def note_failure(context):
    """A callback: note which task broke and of what, so that the report can say why nothing was published."""
    from airflow.sdk.exceptions import AirflowFailException

    from etl.quality import decisions

    error = context.get("exception")
    if isinstance(error, AirflowFailException):
        return  # nothing broke: the verdict was that checks failed, and it is noted
    cause = error or "its process was ended from outside (out of memory, a restart) or went silent"
    decisions.fail(this_run(context), f"{context['ti'].task_id}: {cause}", wait_seconds=NOTE_WITHIN_SECONDS)
