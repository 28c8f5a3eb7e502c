"""Once a day, and each hour for the sources that ask for it: sources.yml → pages → articles → facts → staging.

`ingest` is the day's run. `ingest_hourly` reads the sources whose `every` is under a day, or that have an `at`; where
none is due, all its tasks are skipped. A backfill of `ingest` (docs/schedule.md), or a manual run with `since` and
`until`, asks for those days only: what is missing of them, and what an older extractor read.

When it fails

* `sources` is red: sources.yml cannot be used; the log names the line and what to write. Nothing was read or published.
* `collect` is red: a source cannot be read. The log names it and what to change; the quality report shows it until it
  is read again. The other sources have been read, loaded and published.
* `clean` or `extract` is red: the machine failed, not an article (a bad article is a row in `rejections`). Look at the
  log of the mapped task, clear it, or leave it: the batch was not loaded, so the next run takes its pages up again.
* `load` is red: the warehouse could not be written. Nothing of that batch is in it (one transaction a batch); clear it.
* `stale` or `read_again` is red: as `clean`, of articles that were read before. They stay as they are.
* A run is green and brought nothing: the sources held nothing that the warehouse has not seen, or none was due (their
  `every`). A feed or page that could not be fetched turns no task red: it is a row of `fetches`, with its reason and
  its next try, and the quality report warns when that goes on. `nutgraf sources check` asks each source now.
"""

import pendulum
from airflow.sdk import CronDataIntervalTimetable, CronTriggerTimetable, Param, dag, get_current_context, task

from dags.alerting import TOLD, tell_silence
from dags.stages import RETRIES, read_batches
from etl.schedule import Schedule

SCHEDULE = Schedule()
START = pendulum.datetime(2000, 1, 1, tz="UTC")  # no backfill reaches further
DAY = {"type": ["null", "string"], "format": "date"}


def asked_days():
    """The days that a run is about, by its parameters or as a backfill; None: whatever the sources hold."""
    from datetime import UTC, date, datetime

    from etl.sources.days import Days

    context = get_current_context()
    since, until = context["params"].get("since"), context["params"].get("until")
    if since or until:
        return Days(
            date.fromisoformat(since or until), date.fromisoformat(until) if until else datetime.now(UTC).date()
        )
    if context["dag_run"].run_type == "backfill":
        day = context["data_interval_start"].date()
        return Days(day, day)
    return None


@task
def sources(*, hourly: bool) -> list[str]:
    """The sources that are due; in a backfill those that can be asked for its days."""
    from datetime import UTC, datetime

    from airflow.sdk.exceptions import AirflowFailException

    from etl import pipeline
    from etl.settings import Settings
    from etl.sources.entries import SourcesError

    settings = Settings()
    by_person = not hourly and get_current_context()["dag_run"].run_type != "scheduled"
    try:
        if asked_days():
            return pipeline.sources_with_days(settings.sources)
        return pipeline.due_sources(
            settings.sources,
            settings.lake,
            datetime.now(UTC),
            settings.day_begins,
            hourly=None if by_person else hourly,
        )
    except SourcesError as error:  # a second try would read the same
        raise AirflowFailException(str(error)) from error


@task(map_index_template="{{ source }}")
def collect(source: str) -> list[str]:
    """A visit to one source: batches of what the warehouse has not seen."""
    from datetime import UTC, datetime

    from airflow.sdk.exceptions import AirflowFailException

    from etl import pipeline
    from etl.settings import Settings
    from etl.sources import SourceUnavailableError
    from etl.sources.entries import SourcesError

    settings = Settings()
    get_current_context()["source"] = source
    try:
        return pipeline.visit(
            settings.sources,
            source,
            settings.batches,
            settings.lake,
            settings.batch_size,
            datetime.now(UTC),
            settings.manners,
            asked_days(),
        )
    except (FileNotFoundError, SourcesError, SourceUnavailableError) as error:  # a person must change something first
        raise AirflowFailException(str(error)) from error


@task
def stale() -> list[str]:
    """Batches of the articles of a backfill's days that an older extractor read; none in an ordinary run."""
    from etl.revisions import reextraction
    from etl.settings import Settings

    settings = Settings()
    if (days := asked_days()) is None:
        return []
    return reextraction.plan(settings.lake, settings.batches, settings.batch_size, days=days)


@dag(
    schedule=CronDataIntervalTimetable(SCHEDULE.cron, timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    **TOLD,
    params={
        "since": Param(None, **DAY, description="Only documents of this day and later ones: as a backfill."),
        "until": Param(None, **DAY, description="Last day; without `since`, the only one."),
    },
    doc_md=__doc__,
    tags=["nutgraf"],
)
def ingest():
    """Sources → staging, once a day."""
    due = sources(hourly=False)
    announced = read_batches(collect.expand(source=due), stale=stale(), watched=due)
    announced >> tell_silence()


@dag(
    schedule=CronTriggerTimetable(SCHEDULE.hourly_cron, timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    **TOLD,
    doc_md=__doc__,
    tags=["nutgraf"],
)
def ingest_hourly():
    """Sources that ask for more than a visit a day → staging."""
    read_batches(collect.expand(source=sources(hourly=True)))


ingest()
ingest_hourly()
