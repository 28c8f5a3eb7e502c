"""Airflow's notifiers: what each DAG calls when a task or run fails, works again, or waits for a person.

They are no part of a run's fate: whatever goes wrong here is a line in the log.
"""

from typing import Any

from airflow.sdk import BaseNotifier, TriggerRule, task


class Teller(BaseNotifier):
    """Calls `_tell` where NUTGRAF_ALERTS names anybody."""

    def render_template_fields(self, context, jinja_env=None) -> None:
        """Nothing is a template; and in a run without a scheduler Airflow hands on a DAG that could render none."""

    def notify(self, context) -> None:
        """Raises nothing."""
        from etl.settings import Settings

        settings = Settings()
        if not settings.targets:
            return
        try:
            self._tell(context, settings)
        except Exception:  # a run that waits for a person must wait on, a run that failed has its own error to show
            self.log.exception("An alert could not be sent")

    def _tell(self, context, settings) -> None:
        raise NotImplementedError


class TaskFailed(Teller):
    """Notes why a task failed; the message is that of its run."""

    def _tell(self, context, settings) -> None:
        from etl.alerts.failures import Failure, first_line, note

        instance = context["ti"]
        killed = "Its process was ended from outside (out of memory, a restart) or went silent"
        failure = Failure(
            task_id=instance.task_id,
            map_index=-1 if instance.map_index is None else instance.map_index,
            try_number=instance.try_number,
            error=first_line(context.get("exception") or killed),
            name=getattr(instance, "rendered_map_index", None) or "",
        )
        note(settings.alert_notes, instance.dag_id, instance.run_id, failure)


class RunFailed(Teller):
    """Tells of a failed run, once, with the first of its failures."""

    def _tell(self, context, settings) -> None:
        from etl.alerts import failures, message
        from etl.alerts.telling import tell

        dag = context["dag"]
        noted = failures.take(settings.alert_notes, dag.dag_id, context["run_id"])
        failed = message.run_failed(
            dag_id=dag.dag_id,
            run_id=context["run_id"],
            failures=noted,
            reason=context.get("reason") or "unknown",
            doc=dag.doc_md or "",
            web_url=settings.web_url,
        )
        failures.remember(settings.alert_notes, dag.dag_id, context["run_id"])
        tell(failed, settings.targets, settings.lake)


class RunRecovered(Teller):
    """Tells of the first run that goes well after one that failed."""

    def _tell(self, context, settings) -> None:
        from etl.alerts import failures, message
        from etl.alerts.telling import tell

        dag_id, run_id = context["dag"].dag_id, context["run_id"]
        failures.take(settings.alert_notes, dag_id, run_id)  # of tasks that failed and did not fail their run
        if failed_run := failures.forget(settings.alert_notes, dag_id):
            fine = message.recovered(dag_id=dag_id, run_id=run_id, failed_run=failed_run, web_url=settings.web_url)
            tell(fine, settings.targets, settings.lake)


class Withheld(Teller):
    """Tells that marts wait for a person: a notifier of the task that asks."""

    def _tell(self, context, settings) -> None:
        from etl.alerts import message
        from etl.alerts.telling import tell
        from etl.alerts.withholding import failed_checks

        instance = context["ti"]
        failed, warnings = failed_checks(settings.lake, instance.xcom_pull(task_ids="new_run"))
        waits = message.withheld(
            dag_id=instance.dag_id,
            run_id=instance.run_id,
            task_id=instance.task_id,
            failed=failed,
            warnings=warnings,
            web_url=settings.web_url,
        )
        tell(waits, settings.targets, settings.lake)


TOLD: dict[str, Any] = {"on_failure_callback": RunFailed(), "on_success_callback": RunRecovered()}


@task(trigger_rule=TriggerRule.ALL_DONE)
def tell_silence() -> list[str]:
    """Tell of sources that bring nothing new any more; one line for each that is silent."""
    from datetime import UTC, datetime

    from etl.alerts.silence import tell_silence as tell
    from etl.settings import Settings
    from etl.sources.entries import usable

    settings = Settings()
    entries, now = usable(settings.sources), datetime.now(UTC)
    found = tell(settings.lake, entries, now, settings.silent_days, settings.targets, settings.web_url)
    return [str(one) for one in found]
