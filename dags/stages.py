"""Tasks that `ingest` and `load_archive` share: what happens to a batch between its source and the warehouse."""

from datetime import timedelta

from airflow.sdk import Asset, Metadata, TriggerRule, get_current_context, task, task_group

from dags.alerting import TaskFailed

STAGING = Asset(name="staging", uri="nutgraf://staging", group="warehouse")
MARTS = Asset(name="marts", uri="nutgraf://marts", group="warehouse")
WAREHOUSE = "warehouse"  # the pool of one slot that every writer of the warehouse takes
EXTRACTION = "extraction"  # the queue of Celery workers for what takes CPU; other executors know no queues
RETRIES = {
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": True,
    "execution_timeout": timedelta(hours=2),
    "on_failure_callback": TaskFailed(),
}


@task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
def new_batches(collected):
    """Batches of all sources that could be read as one list, which the stages below are mapped over."""
    from etl import progress

    batches = [batch for batches in collected for batch in batches]
    progress.report(f"{len(batches)} batches", len(batches))
    return batches


@task(queue=EXTRACTION, map_index_template="{{ batch }}")
def clean(batch: str) -> str:
    """Pages → articles and rejections; what is stored already is passed over."""
    from etl import pipeline
    from etl.settings import Settings

    settings = Settings()
    get_current_context()["batch"] = batch
    counts = pipeline.clean(
        batch, settings.batches, settings.clean_timeout_seconds, settings.clean_workers, settings.lake
    )
    print(f"{batch}: {counts}")
    return batch


@task(queue=EXTRACTION, map_index_template="{{ batch }}")
def extract(batch: str) -> str:
    """Articles → facts; spaCy loads in the worker, not while the DAG is parsed."""
    from etl import pipeline
    from etl.settings import Settings

    settings = Settings()
    get_current_context()["batch"] = batch
    proposer = None
    if settings.llm is not None:
        from etl.proposals.proposer import Proposer

        proposer = Proposer(settings.llm)
    print(f"{batch}: {pipeline.extract(batch, settings.batches, settings.spacy_model, proposer)}")
    return batch


@task(pool=WAREHOUSE, map_index_template="{{ batch }}")
def load(batch: str) -> dict[str, int]:
    """Articles and facts → staging, in one transaction."""
    from etl import pipeline
    from etl.settings import Settings

    settings = Settings()
    get_current_context()["batch"] = batch
    return pipeline.load(batch, settings.batches, settings.lake)


@task_group
def read(batch: str):
    """One batch on its way into the warehouse; a batch that fails does not hold up the others."""
    return load(extract(clean(batch)))


@task_group
def read_again(batch: str):
    """Articles that an older extractor read, on their way back into the warehouse."""
    return load(extract(batch))


@task(pool=WAREHOUSE, trigger_rule=TriggerRule.ALL_DONE)
def learn(batches) -> dict[str, int]:
    """What the outlets of these batches print under every story: cut from what is cleaned after this."""
    from datetime import UTC, datetime

    from etl.boilerplate import learning
    from etl.settings import Settings

    settings = Settings()
    return learning.learn(settings.lake, settings.batches, batches or [], datetime.now(UTC))


@task(outlets=[STAGING], trigger_rule=TriggerRule.ALL_DONE)
def announce(loaded, watched=None):
    """Tell the DAGs that wait for new facts, with the rows per table of all batches; skipped where nothing is new.

    watched: the sources that the day's scheduled run was to read. It is announced though it brought nothing: only an
    audit sees that nothing came.
    """
    from airflow.sdk.exceptions import AirflowSkipException

    totals: dict[str, int] = {}
    for counts in rows_per_table(loaded):
        for table, rows in counts.items():
            totals[table] = totals.get(table, 0) + rows
    kind = get_current_context()["dag_run"].run_type
    if kind == "backfill":
        wanted = ends_backfill()
    else:
        wanted = totals.get("articles") or totals.get("rejections") or (watched and kind == "scheduled")
    if not wanted:
        raise AirflowSkipException("nothing new was loaded, or a later run of the backfill announces it")
    yield Metadata(STAGING, totals)


def ends_backfill() -> bool:
    """Whether none of its days is queued any more, and they brought anything: one publication, not one a day."""
    from etl import publish
    from etl.settings import Settings

    ti, settings = get_current_context()["ti"], Settings()
    left = ti.get_dr_count(dag_id=ti.dag_id, states=["queued"])
    return left == 0 and not publish.is_current(settings.lake, settings.releases)


def rows_per_table(loaded):
    """The dicts in whatever Airflow hands on: one of one mapped instance, lists of several, None of skipped ones."""
    if isinstance(loaded, dict):
        yield loaded
    elif loaded is not None:
        for part in loaded:
            yield from rows_per_table(part)


@task(trigger_rule=TriggerRule.ONE_FAILED, retries=0)
def report_failure():
    """Fail the run when a source or a batch failed, although the others were loaded."""
    raise RuntimeError(
        "At least one source or batch failed: see the red task of its map index. The next run takes it up again."
    )


def read_batches(collected, *, stale=None, watched=None):
    """Wire the stages: each batch on its own, then one announcement.

    stale: batches of articles that are read again. watched: as of `announce`.
    """
    batches = new_batches(collected)
    loaded = [read.expand(batch=batches)]
    if stale is not None:
        loaded.append(read_again.expand(batch=stale))
    announced = announce(loaded, watched)
    loaded[0] >> learn(batches)
    [collected, *loaded] >> report_failure()
    return announced
