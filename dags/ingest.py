"""Once a day: what sources.yml names → pages → articles → facts → staging.

When it fails

* `collect` is red: a source cannot be read. The log names the entry of sources.yml and what to change. The other
  sources have been read.
* `clean` or `extract` is red: the machine failed, not an article (a bad article is a row in `rejections`). Look at the
  log of the mapped task, clear it, or leave it: the batch was not loaded, so the next run takes its pages up again.
* `load` is red: the warehouse could not be written. Nothing of that batch is in it (one transaction a batch); clear it.
* A run is green and brought nothing: the sources held nothing that the warehouse has not seen, or none was due (their
  `every`). A feed or page that could not be fetched turns no task red: it is a row of `fetches`, with its reason and
  its next try, and the quality report warns when that goes on. `nutgraf sources check` asks each source now.
"""

import pendulum
from airflow.sdk import CronDataIntervalTimetable, dag, task

from dags.alerting import TOLD, tell_silence
from dags.stages import RETRIES, read_batches


@dag(
    schedule=CronDataIntervalTimetable("0 4 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    **TOLD,
    doc_md=__doc__,
    tags=["nutgraf"],
)
def ingest():
    """Sources → staging."""

    @task
    def sources() -> list[str]:
        from datetime import UTC, datetime

        from etl import pipeline
        from etl.settings import Settings

        settings = Settings()
        return pipeline.due_sources(settings.sources, settings.lake, datetime.now(UTC))

    @task(map_index_template="{{ source }}")
    def collect(source: str) -> list[str]:
        from datetime import UTC, datetime

        from airflow.sdk import get_current_context

        from etl import pipeline
        from etl.settings import Settings
        from etl.sources.entries import entry_named

        settings = Settings()
        get_current_context()["source"] = source
        return pipeline.collect(
            entry_named(settings.sources, source),
            settings.sources.parent,
            settings.batches,
            settings.lake,
            settings.batch_size,
            datetime.now(UTC),
            settings.manners,
        )

    read_batches(collect.expand(source=sources())) >> tell_silence()


ingest()
